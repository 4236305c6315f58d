# Solutions of train_epoch, right and wrong, written without sight of the checks.

# %% right="tensor sum on the way, gradients cleared just before backward" replaces="train_epoch"
def train_epoch(model, loader, optimizer, loss_fn):
    model.train(True)
    total = torch.zeros(())
    seen = 0
    for X, y in loader:
        loss = loss_fn(model(X), y)
        optimizer.zero_grad(set_to_none=False)
        loss.backward()
        optimizer.step()
        total += loss.detach() * X.shape[0]
        seen += X.shape[0]
    return total.item() / seen


# %% right="closure handed to the optimizer, weighted average by numpy" replaces="train_epoch"
def train_epoch(model, loader, optimizer, loss_fn):
    losses, sizes = [], []
    model.train()
    for inputs, labels in loader:

        def closure():
            optimizer.zero_grad()
            loss = loss_fn(model(inputs), labels)
            loss.backward()
            return loss

        losses.append(optimizer.step(closure).item())
        sizes.append(len(labels))
    print("batches:", len(sizes))
    return float(np.average(losses, weights=sizes))


# %% right="torch.autograd.grad, running mean, gradients assigned" replaces="train_epoch"
def one_update(model, optimizer, loss_fn, X, y):
    loss = loss_fn(model(X), y)
    params = [p for group in optimizer.param_groups for p in group["params"] if p.requires_grad]
    grads = torch.autograd.grad(loss, params, allow_unused=True)
    for p, g in zip(params, grads):
        p.grad = g
    optimizer.step()
    optimizer.zero_grad()
    return float(loss.detach())


def train_epoch(model, loader, optimizer, loss_fn):
    model.train()
    mean, count = 0.0, 0
    for batch in loader:
        X, y = batch[0], batch[1]
        value = one_update(model, optimizer, loss_fn, X, y)
        count += y.size(0)
        mean += (value - mean) * y.size(0) / count
    return mean


# %% wrong="gradients never cleared" replaces="train_epoch" fails=["train_epoch-weights"] carries=["fit-history", "fit-scheduler", "fit-stopper"] mistake="zero_grad missing"
def train_epoch(model, loader, optimizer, loss_fn):
    model.train()
    total, count = 0.0, 0
    for X, y in loader:
        loss = loss_fn(model(X), y)
        loss.backward()
        optimizer.step()
        total += loss.item() * len(X)
        count += len(X)
    return total / count


# %% wrong="batch losses averaged with equal weights" replaces="train_epoch" fails=["train_epoch-loss"] carries=["fit-history"] mistake="mean of batch means"
def train_epoch(model, loader, optimizer, loss_fn):
    model.train()
    total = 0.0
    for X, y in loader:
        optimizer.zero_grad()
        loss = loss_fn(model(X), y)
        loss.backward()
        optimizer.step()
        total += loss.item()
    return total / len(loader)


# %% wrong="gradients cleared between backward and step" replaces="train_epoch" fails=["train_epoch-loss", "train_epoch-weights"] carries=["fit-history", "fit-scheduler", "fit-stopper"] mistake="nothing moved"
def train_epoch(model, loader, optimizer, loss_fn):
    model.train()
    total, count = 0.0, 0
    for X, y in loader:
        loss = loss_fn(model(X), y)
        loss.backward()
        optimizer.zero_grad()
        optimizer.step()
        total += loss.item() * len(X)
        count += len(X)
    return total / count


# %% wrong="batch losses added up" replaces="train_epoch" fails=["train_epoch-loss"] carries=["fit-history"] mistake="sum of batch losses"
def train_epoch(model, loader, optimizer, loss_fn):
    model.train()
    running_loss = 0.0
    for X, y in loader:
        optimizer.zero_grad()
        loss = loss_fn(model(X), y)
        loss.backward()
        optimizer.step()
        running_loss += loss.item()
    return running_loss


# %% wrong="train mode not switched on" replaces="train_epoch" fails=["train_epoch-mode"] mistake="not in train mode"
def train_epoch(model, loader, optimizer, loss_fn):
    total, count = 0.0, 0
    for X, y in loader:
        optimizer.zero_grad()
        loss = loss_fn(model(X), y)
        loss.backward()
        optimizer.step()
        total += loss.item() * len(X)
        count += len(X)
    return total / count


# %% wrong="loss of each batch taken after its update" replaces="train_epoch" fails=["train_epoch-loss"] carries=["fit-history"] mistake="loss after the update"
def train_epoch(model, loader, optimizer, loss_fn):
    model.train()
    total, count = 0.0, 0
    for X, y in loader:
        optimizer.zero_grad()
        loss_fn(model(X), y).backward()
        optimizer.step()
        with torch.no_grad():
            total += loss_fn(model(X), y).item() * len(X)
        count += len(X)
    return total / count


# %% wrong="mean loss with its graph, no float" replaces="train_epoch" fails=["train_epoch-loss"] mistake="loss kept as a tensor"
def train_epoch(model, loader, optimizer, loss_fn):
    model.train()
    total, count = 0.0, 0
    for X, y in loader:
        optimizer.zero_grad()
        loss = loss_fn(model(X), y)
        loss.backward()
        optimizer.step()
        total += loss * len(X)
        count += len(X)
    return total / count
