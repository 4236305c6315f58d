# Solutions of EarlyStopping, right and wrong, written without sight of the checks.

# %% right="tensors of the state cloned one by one" replaces="EarlyStopping"
class EarlyStopping:
    def __init__(self, patience, min_delta=0.0):
        self.patience, self.min_delta = patience, min_delta
        self.best, self.bad, self.state = math.inf, 0, None

    def step(self, val_loss, model):
        if val_loss < self.best - self.min_delta:
            self.best, self.bad = val_loss, 0
            self.state = {k: v.detach().clone() for k, v in model.state_dict().items()}
        else:
            self.bad += 1
        return self.bad >= self.patience

    def restore(self, model):
        if self.state is not None:
            model.load_state_dict(self.state)


# %% right="every loss kept, the epoch of the best, weights as bytes" replaces="EarlyStopping"
import io


class EarlyStopping:
    def __init__(self, patience, min_delta=0.0):
        self.patience = patience
        self.min_delta = min_delta
        self.losses = []
        self.best_epoch = -1

    def step(self, val_loss, model):
        val_loss = float(val_loss)
        self.losses.append(val_loss)
        now = len(self.losses) - 1
        best = self.losses[self.best_epoch] if self.best_epoch >= 0 else float("inf")
        if best - val_loss > self.min_delta:
            self.best_epoch = now
            self.file = io.BytesIO()
            torch.save(model.state_dict(), self.file)
        print("best epoch", self.best_epoch)
        return bool(now - self.best_epoch >= self.patience)

    def restore(self, model):
        if self.best_epoch >= 0:
            self.file.seek(0)
            model.load_state_dict(torch.load(self.file))


# %% right="deep copy of the whole model, counting down" replaces="EarlyStopping"
class EarlyStopping:
    def __init__(self, patience, min_delta=0.0):
        self.patience = self.left = patience
        self.min_delta = min_delta
        self.best_loss = None
        self.best_model = None

    def step(self, val_loss, model):
        if math.isnan(val_loss) or val_loss == math.inf:
            better = False
        elif self.best_loss is None:
            better = True
        else:
            better = val_loss + self.min_delta < self.best_loss
        if better:
            self.best_loss, self.left = val_loss, self.patience
            self.best_model = copy.deepcopy(model)
            return False
        self.left -= 1
        return self.left <= 0

    def restore(self, model):
        if self.best_model is not None:
            model.load_state_dict(self.best_model.state_dict())


# %% wrong="state_dict kept without a copy" replaces="EarlyStopping" fails=["EarlyStopping-restores"] mistake="best weights not copied"
class EarlyStopping:
    def __init__(self, patience, min_delta=0.0):
        self.patience, self.min_delta = patience, min_delta
        self.best, self.count, self.state = math.inf, 0, None

    def step(self, val_loss, model):
        if self.best - val_loss > self.min_delta:
            self.best, self.count = val_loss, 0
            self.state = model.state_dict()
        else:
            self.count += 1
        return self.count >= self.patience

    def restore(self, model):
        if self.state is not None:
            model.load_state_dict(self.state)


# %% wrong="model copied, restore only rebinds the name" replaces="EarlyStopping" fails=["EarlyStopping-restores"] mistake="best weights not restored"
class EarlyStopping:
    def __init__(self, patience, min_delta=0.0):
        self.patience, self.min_delta = patience, min_delta
        self.best, self.count, self.best_model = math.inf, 0, None

    def step(self, val_loss, model):
        if self.best - val_loss > self.min_delta:
            self.best, self.count = val_loss, 0
            self.best_model = copy.deepcopy(model)
        else:
            self.count += 1
        return self.count >= self.patience

    def restore(self, model):
        model = self.best_model
        return model


# %% wrong="stops one epoch late" replaces="EarlyStopping" fails=["EarlyStopping-stops"] mistake="patience off by one"
class EarlyStopping:
    def __init__(self, patience, min_delta=0.0):
        self.patience, self.min_delta = patience, min_delta
        self.best, self.count, self.state = math.inf, 0, None

    def step(self, val_loss, model):
        if self.best - val_loss > self.min_delta:
            self.best, self.count = val_loss, 0
            self.state = copy.deepcopy(model.state_dict())
        else:
            self.count += 1
        return self.count > self.patience

    def restore(self, model):
        if self.state is not None:
            model.load_state_dict(self.state)


# %% wrong="any smaller loss is an improvement" replaces="EarlyStopping" fails=["EarlyStopping-restores", "EarlyStopping-stops"] mistake="min_delta ignored"
class EarlyStopping:
    def __init__(self, patience, min_delta=0.0):
        self.patience, self.min_delta = patience, min_delta
        self.best, self.count, self.state = math.inf, 0, None

    def step(self, val_loss, model):
        if val_loss < self.best:
            self.best, self.count = val_loss, 0
            self.state = copy.deepcopy(model.state_dict())
        else:
            self.count += 1
        return self.count >= self.patience

    def restore(self, model):
        if self.state is not None:
            model.load_state_dict(self.state)


# %% wrong="min_delta added to the best" replaces="EarlyStopping" fails=["EarlyStopping-restores", "EarlyStopping-stops"] mistake="min_delta of the wrong sign"
class EarlyStopping:
    def __init__(self, patience, min_delta=0.0):
        self.patience, self.min_delta = patience, min_delta
        self.best, self.count, self.state = math.inf, 0, None

    def step(self, val_loss, model):
        if val_loss < self.best + self.min_delta:
            self.best, self.count = val_loss, 0
            self.state = copy.deepcopy(model.state_dict())
        else:
            self.count += 1
        return self.count >= self.patience

    def restore(self, model):
        if self.state is not None:
            model.load_state_dict(self.state)


# %% wrong="not larger counts as an improvement, NaN too" replaces="EarlyStopping" fails=["EarlyStopping-stops"] mistake="nan counts as better"
class EarlyStopping:
    def __init__(self, patience, min_delta=0.0):
        self.patience, self.min_delta = patience, min_delta
        self.best, self.count, self.state = math.inf, 0, None

    def step(self, val_loss, model):
        if not val_loss >= self.best - self.min_delta:
            self.best, self.count = val_loss, 0
            self.state = copy.deepcopy(model.state_dict())
        else:
            self.count += 1
        return self.count >= self.patience

    def restore(self, model):
        if self.state is not None:
            model.load_state_dict(self.state)


# %% wrong="magnitudes of the losses compared" replaces="EarlyStopping" fails=["EarlyStopping-restores", "EarlyStopping-stops"] mistake="magnitudes compared"
class EarlyStopping:
    def __init__(self, patience, min_delta=0.0):
        self.patience, self.min_delta = patience, min_delta
        self.best, self.count, self.state = math.inf, 0, None

    def step(self, val_loss, model):
        if abs(self.best) - abs(val_loss) > self.min_delta:
            self.best, self.count = val_loss, 0
            self.state = copy.deepcopy(model.state_dict())
        else:
            self.count += 1
        return self.count >= self.patience

    def restore(self, model):
        if self.state is not None:
            model.load_state_dict(self.state)


# %% wrong="min_delta as a share of the best" replaces="EarlyStopping" fails=["EarlyStopping-restores", "EarlyStopping-stops"] mistake="ratio for difference"
class EarlyStopping:
    def __init__(self, patience, min_delta=0.0):
        self.patience, self.min_delta = patience, min_delta
        self.best, self.count, self.state = math.inf, 0, None

    def step(self, val_loss, model):
        if val_loss < self.best * (1 - self.min_delta):
            self.best, self.count = val_loss, 0
            self.state = copy.deepcopy(model.state_dict())
        else:
            self.count += 1
        return self.count >= self.patience

    def restore(self, model):
        if self.state is not None:
            model.load_state_dict(self.state)


# %% wrong="bad epochs counted over the whole run" replaces="EarlyStopping" fails=["EarlyStopping-stops"] mistake="counter not reset"
class EarlyStopping:
    def __init__(self, patience, min_delta=0.0):
        self.patience, self.min_delta = patience, min_delta
        self.best, self.count, self.state = math.inf, 0, None

    def step(self, val_loss, model):
        if self.best - val_loss > self.min_delta:
            self.best = val_loss
            self.state = copy.deepcopy(model.state_dict())
        else:
            self.count += 1
        return self.count >= self.patience

    def restore(self, model):
        if self.state is not None:
            model.load_state_dict(self.state)


# %% wrong="compared with the epoch before" replaces="EarlyStopping" fails=["EarlyStopping-stops"] mistake="compared with the last epoch"
class EarlyStopping:
    def __init__(self, patience, min_delta=0.0):
        self.patience, self.min_delta = patience, min_delta
        self.best, self.count, self.state = math.inf, 0, None

    def step(self, val_loss, model):
        if self.best - val_loss > self.min_delta:
            self.count = 0
            self.state = copy.deepcopy(model.state_dict())
        else:
            self.count += 1
        self.best = val_loss
        return self.count >= self.patience

    def restore(self, model):
        if self.state is not None:
            model.load_state_dict(self.state)


# %% wrong="stop kept as an attribute" replaces="EarlyStopping" fails=["EarlyStopping-stops"] mistake="nothing returned"
class EarlyStopping:
    def __init__(self, patience, min_delta=0.0):
        self.patience, self.min_delta = patience, min_delta
        self.best, self.count, self.state = math.inf, 0, None

    def step(self, val_loss, model):
        if self.best - val_loss > self.min_delta:
            self.best, self.count = val_loss, 0
            self.state = copy.deepcopy(model.state_dict())
        else:
            self.count += 1
        self.stop = self.count >= self.patience

    def restore(self, model):
        if self.state is not None:
            model.load_state_dict(self.state)


# %% wrong="weights copied in every epoch" replaces="EarlyStopping" fails=["EarlyStopping-restores"] mistake="last weights for best"
class EarlyStopping:
    def __init__(self, patience, min_delta=0.0):
        self.patience, self.min_delta = patience, min_delta
        self.best, self.count, self.state = math.inf, 0, None

    def step(self, val_loss, model):
        self.state = copy.deepcopy(model.state_dict())
        if self.best - val_loss > self.min_delta:
            self.best, self.count = val_loss, 0
        else:
            self.count += 1
        return self.count >= self.patience

    def restore(self, model):
        if self.state is not None:
            model.load_state_dict(self.state)
