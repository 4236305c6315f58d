# Solutions of manual_sgd_step, right and wrong, written without sight of the checks.

# %% right="decorated, copied back, gradients zeroed" replaces="manual_sgd_step"
@torch.no_grad()
def manual_sgd_step(params, lr):
    for p in params:
        g = p.grad
        if g is not None:
            p.copy_(p - lr * g)
            g.zero_()


# %% right="through data, gradients set to None" replaces="manual_sgd_step"
def manual_sgd_step(params, lr):
    moving = [p for p in params if p.grad is not None]
    for p in moving:
        p.data.add_(p.grad, alpha=-lr)
    for p in moving:
        p.grad = None


# %% right="an optimizer made for one step" replaces="manual_sgd_step"
def manual_sgd_step(params, lr):
    optimizer = torch.optim.SGD(list(params), lr=lr)
    optimizer.step()
    optimizer.zero_grad()


# %% wrong="name bound to the new value" replaces="manual_sgd_step" fails=["manual_sgd_step-values"] mistake="parameter rebound"
def manual_sgd_step(params, lr):
    with torch.no_grad():
        for p in params:
            if p.grad is not None:
                g = p.grad.clone()
                p.grad = None
                p = p - lr * g


# %% wrong="new leaves put into the list" replaces="manual_sgd_step" fails=["manual_sgd_step-values"] mistake="parameter rebound"
def manual_sgd_step(params, lr):
    for i, p in enumerate(params):
        if p.grad is not None:
            params[i] = (p - lr * p.grad).detach().requires_grad_(True)
            p.grad = None


# %% wrong="gradients stay" replaces="manual_sgd_step" fails=["manual_sgd_step-leaves", "manual_sgd_step-values"] mistake="gradients not cleared"
def manual_sgd_step(params, lr):
    with torch.no_grad():
        for p in params:
            if p.grad is not None:
                p -= lr * p.grad


# %% wrong="every parameter must have a gradient" replaces="manual_sgd_step" fails=["manual_sgd_step-leaves"] mistake=""
def manual_sgd_step(params, lr):
    with torch.no_grad():
        for p in params:
            p -= lr * p.grad
            p.grad = None


# %% wrong="stops at the first parameter without gradient" replaces="manual_sgd_step" fails=["manual_sgd_step-leaves"] mistake="stops at None"
def manual_sgd_step(params, lr):
    with torch.no_grad():
        for p in params:
            if p.grad is None:
                break
            p -= lr * p.grad
            p.grad = None


# %% wrong="detached to be writable" replaces="manual_sgd_step" fails=["manual_sgd_step-leaves"] mistake="gradient no longer asked for"
def manual_sgd_step(params, lr):
    for p in params:
        if p.grad is not None:
            p.requires_grad_(False)
            p -= lr * p.grad
            p.grad = None


# %% wrong="step along the gradient" replaces="manual_sgd_step" fails=["manual_sgd_step-values"] mistake="ascent"
def manual_sgd_step(params, lr):
    with torch.no_grad():
        for p in params:
            if p.grad is not None:
                p.add_(p.grad, alpha=lr)
                p.grad.zero_()
