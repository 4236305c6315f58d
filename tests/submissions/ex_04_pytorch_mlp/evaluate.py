# Solutions of evaluate, right and wrong, written without sight of the checks.

# %% right="no_grad as a decorator, all logits at once" replaces="evaluate"
@torch.no_grad()
def evaluate(model, loader, loss_fn):
    was_training = model.training
    model.eval()
    pairs = [(model(X), y) for X, y in loader]
    model.train(was_training)
    logits = torch.cat([z for z, _ in pairs])
    labels = torch.cat([y for _, y in pairs])
    loss = loss_fn(logits, labels).item()
    return loss, (logits.argmax(dim=1) == labels).double().mean().item()


# %% right="inference mode, the mode of every module put back, a list returned" replaces="evaluate"
def evaluate(model, loader, loss_fn):
    modes = {module: module.training for module in model.modules()}
    losses, hits, sizes = [], 0, []
    try:
        model.train(False)
        with torch.inference_mode():
            for X, y in loader:
                out = model(X)
                losses.append(float(loss_fn(out, y)))
                sizes.append(len(y))
                for row, label in zip(out.tolist(), y.tolist()):
                    hits += row.index(max(row)) == label
    finally:
        for module, mode in modes.items():
            module.training = mode
    return [float(np.dot(losses, sizes) / sum(sizes)), hits / sum(sizes)]


# %% right="grad switched off by hand, size of the data set, topk" replaces="evaluate"
def evaluate(model, loader, loss_fn):
    mode, grad = model.training, torch.is_grad_enabled()
    model.eval()
    torch.set_grad_enabled(False)
    loss = correct = 0.0
    for X, y in loader:
        out = model(X)
        loss += loss_fn(out, y).item() * len(X)
        correct += (out.topk(1, dim=1).indices.squeeze(1) == y).sum().item()
    torch.set_grad_enabled(grad)
    if mode:
        model.train()
    return loss / len(loader.dataset), correct / len(loader.dataset)


# %% wrong="no_grad without eval mode" replaces="evaluate" fails=["evaluate-mode"] mistake="not in eval mode"
def evaluate(model, loader, loss_fn):
    total, correct, count = 0.0, 0, 0
    with torch.no_grad():
        for X, y in loader:
            out = model(X)
            total += loss_fn(out, y).item() * len(X)
            correct += (out.argmax(dim=1) == y).sum().item()
            count += len(X)
    return total / count, correct / count


# %% wrong="model left in eval mode" replaces="evaluate" fails=["evaluate-mode"] mistake="mode not restored"
def evaluate(model, loader, loss_fn):
    model.eval()
    total, correct, count = 0.0, 0, 0
    with torch.no_grad():
        for X, y in loader:
            out = model(X)
            total += loss_fn(out, y).item() * len(X)
            correct += (out.argmax(dim=1) == y).sum().item()
            count += len(X)
    return total / count, correct / count


# %% wrong="train mode at the end whatever it was" replaces="evaluate" fails=["evaluate-mode"] mistake="mode not restored"
def evaluate(model, loader, loss_fn):
    model.eval()
    total, correct, count = 0.0, 0, 0
    with torch.no_grad():
        for X, y in loader:
            out = model(X)
            total += loss_fn(out, y).item() * len(X)
            correct += (out.argmax(dim=1) == y).sum().item()
            count += len(X)
    model.train()
    return total / count, correct / count


# %% wrong="eval mode without no_grad" replaces="evaluate" fails=["evaluate-mode"] mistake="graph recorded"
def evaluate(model, loader, loss_fn):
    was_training = model.training
    model.eval()
    total, correct, count = 0.0, 0, 0
    for X, y in loader:
        out = model(X)
        total += loss_fn(out, y).item() * len(X)
        correct += (out.argmax(dim=1) == y).sum().item()
        count += len(X)
    model.train(was_training)
    return total / count, correct / count


# %% wrong="accuracy of the last batch" replaces="evaluate" fails=["evaluate-values"] mistake="last batch only"
def evaluate(model, loader, loss_fn):
    was_training = model.training
    model.eval()
    total, count = 0.0, 0
    with torch.no_grad():
        for X, y in loader:
            out = model(X)
            total += loss_fn(out, y).item() * len(X)
            accuracy = (out.argmax(dim=1) == y).double().mean().item()
            count += len(X)
    model.train(was_training)
    return total / count, accuracy


# %% wrong="both averaged over batches of unequal size" replaces="evaluate" fails=["evaluate-values"] carries=["fit-history", "fit-scheduler"] mistake="mean of batch means"
def evaluate(model, loader, loss_fn):
    was_training = model.training
    model.eval()
    losses, accuracies = [], []
    with torch.no_grad():
        for X, y in loader:
            out = model(X)
            losses.append(loss_fn(out, y).item())
            accuracies.append((out.argmax(dim=1) == y).double().mean().item())
    model.train(was_training)
    return sum(losses) / len(losses), sum(accuracies) / len(accuracies)


# %% wrong="accuracy before loss" replaces="evaluate" fails=["evaluate-values"] carries=["fit-history", "fit-scheduler", "fit-stopper"] mistake="order of results"
def evaluate(model, loader, loss_fn):
    was_training = model.training
    model.eval()
    total, correct, count = 0.0, 0, 0
    with torch.no_grad():
        for X, y in loader:
            out = model(X)
            total += loss_fn(out, y).item() * len(X)
            correct += (out.argmax(dim=1) == y).sum().item()
            count += len(X)
    model.train(was_training)
    return correct / count, total / count
