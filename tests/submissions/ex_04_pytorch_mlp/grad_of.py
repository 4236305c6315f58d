# Solutions of grad_of, right and wrong, written without sight of the checks.

# %% right="autograd.grad at a detached clone" replaces="grad_of"
def grad_of(f, x):
    here = x.detach().clone().requires_grad_(True)
    (g,) = torch.autograd.grad(f(here), [here])
    return g


# %% right="backward on an own leaf" replaces="grad_of"
def grad_of(f, x):
    leaf = torch.tensor(x.tolist(), dtype=x.dtype, requires_grad=True)
    with torch.enable_grad():
        value = f(leaf)
    value.backward()
    return leaf.grad.detach().clone()


# %% right="jacobian of the scalar" replaces="grad_of"
from torch.autograd.functional import jacobian


def grad_of(f, x):
    return jacobian(f, x.detach().clone()).reshape(x.shape).detach()


# %% wrong="backward into x itself" replaces="grad_of" fails=["grad_of-twice"] mistake="gradients pile up"
def grad_of(f, x):
    x.requires_grad_(True)
    f(x).backward()
    return x.grad.clone()


# %% wrong="x.grad emptied and filled" replaces="grad_of" fails=["grad_of-twice"] mistake="x touched"
def grad_of(f, x):
    flag = x.requires_grad
    x.requires_grad_(True)
    x.grad = None
    f(x).backward()
    x.requires_grad_(flag)
    return x.grad.clone()


# %% wrong="gradient still part of a graph" replaces="grad_of" fails=["grad_of-twice"] mistake="graph kept"
def grad_of(f, x):
    leaf = x.detach().clone().requires_grad_(True)
    return torch.autograd.grad(f(leaf), leaf, create_graph=True)[0]


# %% wrong="clone without detach" replaces="grad_of" fails=["grad_of-twice", "grad_of-value"] mistake="not a leaf"
def grad_of(f, x):
    copy_of_x = x.clone()
    copy_of_x.requires_grad_(True)
    f(copy_of_x).backward()
    return copy_of_x.grad


# %% wrong="x must already require grad" replaces="grad_of" fails=["grad_of-twice", "grad_of-value"] mistake=""
def grad_of(f, x):
    return torch.autograd.grad(f(x), x)[0].detach()


# %% wrong="requires_grad switched off afterwards" replaces="grad_of" fails=["grad_of-twice"] mistake="x touched"
def grad_of(f, x):
    x.requires_grad_(True)
    (g,) = torch.autograd.grad(f(x), x)
    x.requires_grad_(False)
    return g.detach()


# %% wrong="gradient flattened" replaces="grad_of" fails=["grad_of-twice", "grad_of-value"] mistake="shape lost"
def grad_of(f, x):
    leaf = x.detach().clone().requires_grad_(True)
    f(leaf).backward()
    return leaf.grad.flatten()
