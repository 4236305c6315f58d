# Solutions of fit, right and wrong, written without sight of the checks.

# %% right="earlier functions, setdefault, flag for the end" replaces="fit"
def fit(model, train_loader, val_loader, optimizer, loss_fn, epochs, scheduler=None, stopper=None):
    history = {}
    epoch, done = 0, False
    while epoch < epochs and not done:
        row = {"lr": optimizer.param_groups[0]["lr"]}
        row["train_loss"] = train_epoch(model, train_loader, optimizer, loss_fn)
        row["val_loss"], _ = evaluate(model, val_loader, loss_fn)
        for key, value in row.items():
            history.setdefault(key, []).append(value)
        if isinstance(scheduler, torch.optim.lr_scheduler.ReduceLROnPlateau):
            scheduler.step(row["val_loss"])
        elif scheduler is not None:
            scheduler.step()
        done = stopper is not None and stopper.step(row["val_loss"], model)
        epoch += 1
    if stopper is not None:
        stopper.restore(model)
    return history


# %% right="its own loops over both loaders" replaces="fit"
from torch.optim.lr_scheduler import ReduceLROnPlateau


def fit(model, train_loader, val_loader, optimizer, loss_fn, epochs, scheduler=None, stopper=None):
    train_losses, val_losses, rates = [], [], []
    for epoch in range(1, epochs + 1):
        rates.append(optimizer.param_groups[0]["lr"])
        model.train()
        total, seen = 0.0, 0
        for X, y in train_loader:
            optimizer.zero_grad()
            loss = loss_fn(model(X), y)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(y)
            seen += len(y)
        train_losses.append(total / seen)
        model.eval()
        with torch.no_grad():
            parts = [(loss_fn(model(X), y).item(), len(y)) for X, y in val_loader]
        model.train()
        val_loss = sum(v * n for v, n in parts) / sum(n for _, n in parts)
        val_losses.append(val_loss)
        if scheduler is not None:
            plateau = isinstance(scheduler, ReduceLROnPlateau)
            scheduler.step(*([val_loss] if plateau else []))
        print(epoch, train_losses[-1], val_loss, rates[-1])
        if stopper is not None and stopper.step(val_loss, model):
            break
    if stopper is not None:
        stopper.restore(model)
    return {"train_loss": train_losses, "val_loss": val_losses, "lr": rates}


# %% right="plateau known by its counter, rows turned into columns, restored in a finally" replaces="fit"
def fit(model, train_loader, val_loader, optimizer, loss_fn, epochs, scheduler=None, stopper=None):
    def advance(val_loss):
        if scheduler is None:
            return
        if hasattr(scheduler, "num_bad_epochs"):
            scheduler.step(metrics=val_loss)
        else:
            scheduler.step()

    rows = []
    try:
        for _ in range(epochs):
            rate = [group["lr"] for group in optimizer.param_groups][0]
            train_loss = train_epoch(model, train_loader, optimizer, loss_fn)
            val_loss = evaluate(model, val_loader, loss_fn)[0]
            rows.append((train_loss, val_loss, rate))
            advance(val_loss)
            if stopper and stopper.step(val_loss, model):
                break
    finally:
        if stopper and rows:
            stopper.restore(model)
    names = ("train_loss", "val_loss", "lr")
    return {name: [row[k] for row in rows] for k, name in enumerate(names)}


# %% wrong="scheduler stepped after every batch" replaces="fit" fails=["fit-scheduler"] mistake="scheduler per batch"
def fit(model, train_loader, val_loader, optimizer, loss_fn, epochs, scheduler=None, stopper=None):
    history = {"train_loss": [], "val_loss": [], "lr": []}
    plateau = isinstance(scheduler, torch.optim.lr_scheduler.ReduceLROnPlateau)
    for _ in range(epochs):
        history["lr"].append(optimizer.param_groups[0]["lr"])
        model.train()
        total, count = 0.0, 0
        for X, y in train_loader:
            optimizer.zero_grad()
            loss = loss_fn(model(X), y)
            loss.backward()
            optimizer.step()
            if scheduler is not None and not plateau:
                scheduler.step()
            total += loss.item() * len(X)
            count += len(X)
        history["train_loss"].append(total / count)
        val_loss, _ = evaluate(model, val_loader, loss_fn)
        history["val_loss"].append(val_loss)
        if plateau:
            scheduler.step(val_loss)
        if stopper is not None and stopper.step(val_loss, model):
            break
    if stopper is not None:
        stopper.restore(model)
    return history


# %% wrong="every scheduler stepped without a loss" replaces="fit" fails=["fit-scheduler"] mistake="plateau without a loss"
def fit(model, train_loader, val_loader, optimizer, loss_fn, epochs, scheduler=None, stopper=None):
    history = {"train_loss": [], "val_loss": [], "lr": []}
    for _ in range(epochs):
        lr = optimizer.param_groups[0]["lr"]
        train_loss = train_epoch(model, train_loader, optimizer, loss_fn)
        val_loss, _ = evaluate(model, val_loader, loss_fn)
        history["lr"].append(lr)
        history["train_loss"].append(train_loss)
        history["val_loss"].append(val_loss)
        if scheduler is not None:
            scheduler.step()
        if stopper is not None and stopper.step(val_loss, model):
            break
    if stopper is not None:
        stopper.restore(model)
    return history


# %% wrong="every scheduler stepped with the loss" replaces="fit" fails=["fit-scheduler"] mistake="every scheduler told the loss"
def fit(model, train_loader, val_loader, optimizer, loss_fn, epochs, scheduler=None, stopper=None):
    history = {"train_loss": [], "val_loss": [], "lr": []}
    for _ in range(epochs):
        lr = optimizer.param_groups[0]["lr"]
        train_loss = train_epoch(model, train_loader, optimizer, loss_fn)
        val_loss, _ = evaluate(model, val_loader, loss_fn)
        history["lr"].append(lr)
        history["train_loss"].append(train_loss)
        history["val_loss"].append(val_loss)
        if scheduler is not None:
            try:
                scheduler.step(val_loss)
            except TypeError:
                scheduler.step()
        if stopper is not None and stopper.step(val_loss, model):
            break
    if stopper is not None:
        stopper.restore(model)
    return history


# %% wrong="plateau fed the training loss" replaces="fit" fails=["fit-scheduler"] mistake="plateau of the training loss"
def fit(model, train_loader, val_loader, optimizer, loss_fn, epochs, scheduler=None, stopper=None):
    history = {"train_loss": [], "val_loss": [], "lr": []}
    for _ in range(epochs):
        lr = optimizer.param_groups[0]["lr"]
        train_loss = train_epoch(model, train_loader, optimizer, loss_fn)
        val_loss, _ = evaluate(model, val_loader, loss_fn)
        history["lr"].append(lr)
        history["train_loss"].append(train_loss)
        history["val_loss"].append(val_loss)
        if isinstance(scheduler, torch.optim.lr_scheduler.ReduceLROnPlateau):
            scheduler.step(train_loss)
        elif scheduler is not None:
            scheduler.step()
        if stopper is not None and stopper.step(val_loss, model):
            break
    if stopper is not None:
        stopper.restore(model)
    return history


# %% wrong="lr read after the scheduler" replaces="fit" fails=["fit-scheduler"] mistake="rate after the step"
def fit(model, train_loader, val_loader, optimizer, loss_fn, epochs, scheduler=None, stopper=None):
    history = {"train_loss": [], "val_loss": [], "lr": []}
    for _ in range(epochs):
        train_loss = train_epoch(model, train_loader, optimizer, loss_fn)
        val_loss, _ = evaluate(model, val_loader, loss_fn)
        history["train_loss"].append(train_loss)
        history["val_loss"].append(val_loss)
        if isinstance(scheduler, torch.optim.lr_scheduler.ReduceLROnPlateau):
            scheduler.step(val_loss)
        elif scheduler is not None:
            scheduler.step()
        history["lr"].append(optimizer.param_groups[0]["lr"])
        if stopper is not None and stopper.step(val_loss, model):
            break
    if stopper is not None:
        stopper.restore(model)
    return history


# %% wrong="best weights restored only when stopped early" replaces="fit" fails=["fit-stopper"] mistake="best weights not restored"
def fit(model, train_loader, val_loader, optimizer, loss_fn, epochs, scheduler=None, stopper=None):
    history = {"train_loss": [], "val_loss": [], "lr": []}
    for _ in range(epochs):
        lr = optimizer.param_groups[0]["lr"]
        train_loss = train_epoch(model, train_loader, optimizer, loss_fn)
        val_loss, _ = evaluate(model, val_loader, loss_fn)
        history["lr"].append(lr)
        history["train_loss"].append(train_loss)
        history["val_loss"].append(val_loss)
        if isinstance(scheduler, torch.optim.lr_scheduler.ReduceLROnPlateau):
            scheduler.step(val_loss)
        elif scheduler is not None:
            scheduler.step()
        if stopper is not None and stopper.step(val_loss, model):
            stopper.restore(model)
            break
    return history


# %% wrong="keys train, val and lr" replaces="fit" fails=["fit-history"] mistake="other keys"
def fit(model, train_loader, val_loader, optimizer, loss_fn, epochs, scheduler=None, stopper=None):
    history = {"train": [], "val": [], "lr": []}
    for _ in range(epochs):
        lr = optimizer.param_groups[0]["lr"]
        train_loss = train_epoch(model, train_loader, optimizer, loss_fn)
        val_loss, _ = evaluate(model, val_loader, loss_fn)
        history["lr"].append(lr)
        history["train"].append(train_loss)
        history["val"].append(val_loss)
        if isinstance(scheduler, torch.optim.lr_scheduler.ReduceLROnPlateau):
            scheduler.step(val_loss)
        elif scheduler is not None:
            scheduler.step()
        if stopper is not None and stopper.step(val_loss, model):
            break
    if stopper is not None:
        stopper.restore(model)
    return history


# %% wrong="stopper fed the accuracy" replaces="fit" fails=["fit-stopper"] mistake="accuracy for loss"
def fit(model, train_loader, val_loader, optimizer, loss_fn, epochs, scheduler=None, stopper=None):
    history = {"train_loss": [], "val_loss": [], "lr": []}
    for _ in range(epochs):
        lr = optimizer.param_groups[0]["lr"]
        train_loss = train_epoch(model, train_loader, optimizer, loss_fn)
        val_loss, accuracy = evaluate(model, val_loader, loss_fn)
        history["lr"].append(lr)
        history["train_loss"].append(train_loss)
        history["val_loss"].append(val_loss)
        if isinstance(scheduler, torch.optim.lr_scheduler.ReduceLROnPlateau):
            scheduler.step(val_loss)
        elif scheduler is not None:
            scheduler.step()
        if stopper is not None and stopper.step(accuracy, model):
            break
    if stopper is not None:
        stopper.restore(model)
    return history


# %% wrong="stopper fed the training loss" replaces="fit" fails=["fit-stopper"] mistake="stopper of the training loss"
def fit(model, train_loader, val_loader, optimizer, loss_fn, epochs, scheduler=None, stopper=None):
    history = {"train_loss": [], "val_loss": [], "lr": []}
    for _ in range(epochs):
        lr = optimizer.param_groups[0]["lr"]
        train_loss = train_epoch(model, train_loader, optimizer, loss_fn)
        val_loss, _ = evaluate(model, val_loader, loss_fn)
        history["lr"].append(lr)
        history["train_loss"].append(train_loss)
        history["val_loss"].append(val_loss)
        if isinstance(scheduler, torch.optim.lr_scheduler.ReduceLROnPlateau):
            scheduler.step(val_loss)
        elif scheduler is not None:
            scheduler.step()
        if stopper is not None and stopper.step(train_loss, model):
            break
    if stopper is not None:
        stopper.restore(model)
    return history


# %% wrong="stop looked at after the next training epoch" replaces="fit" fails=["fit-stopper"] mistake="one epoch too many"
def fit(model, train_loader, val_loader, optimizer, loss_fn, epochs, scheduler=None, stopper=None):
    history = {"train_loss": [], "val_loss": [], "lr": []}
    stop = False
    for _ in range(epochs):
        lr = optimizer.param_groups[0]["lr"]
        train_loss = train_epoch(model, train_loader, optimizer, loss_fn)
        val_loss, _ = evaluate(model, val_loader, loss_fn)
        history["lr"].append(lr)
        history["train_loss"].append(train_loss)
        history["val_loss"].append(val_loss)
        if isinstance(scheduler, torch.optim.lr_scheduler.ReduceLROnPlateau):
            scheduler.step(val_loss)
        elif scheduler is not None:
            scheduler.step()
        if stop:
            break
        stop = stopper is not None and stopper.step(val_loss, model)
    if stopper is not None:
        stopper.restore(model)
    return history
