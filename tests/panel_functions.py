"""Functions such as learners write them, for the panels' tests: one usual style, one unusual."""

from itertools import pairwise

import numpy as np

from mlplab.panels.activation_lab import ActivationLab
from mlplab.panels.descent import DescentLab
from mlplab.panels.early_stopping import StoppingLab
from mlplab.panels.flow import GradientFlow
from mlplab.panels.hidden_space import HiddenSpace
from mlplab.panels.nets import Passes
from mlplab.panels.playground import Playground
from mlplab.panels.race import Race
from mlplab.panels.rate_map import NumpyRun, RateMap, TorchRun
from mlplab.panels.stepper import Stepper

TANH = (np.tanh, lambda z: 1 - np.tanh(z) ** 2)
RELU = (lambda z: np.maximum(z, 0), lambda z: (z > 0) * 1.0)


def mlp_forward(params, X, acts):
    A, cache = X, []
    for l, (W, b) in enumerate(params):
        Z = A @ W + b
        cache.append((A, Z))
        A = acts[l][0](Z) if l < len(acts) else Z
    return A, cache


def mlp_backward(params, cache, dout, acts):
    grads, dZ = [], dout
    for l in reversed(range(len(params))):
        A, _ = cache[l]
        grads.insert(0, (A.T @ dZ, dZ.sum(axis=0)))
        if l:
            dZ = (dZ @ params[l][0].T) * acts[l - 1][1](cache[l - 1][1])
    return grads


def sample_by_sample(params, X, acts):
    """The same forward pass, one row at a time; the cache is a dict of columns."""
    outs, cache = [], {"rows": []}
    for x in X:
        a, seen = x[:, None], []
        for l, (W, b) in enumerate(params):
            z = W.T @ a + b[:, None]
            seen.append((a, z))
            a = acts[l][0](z) if l < len(acts) else z
        outs.append(a.ravel())
        cache["rows"].append(seen)
    return np.array(outs), cache


def back_sample_by_sample(params, cache, dout, acts):
    """Its backward pass; gradients are lists."""
    grads = [[np.zeros_like(W), np.zeros_like(b)] for W, b in params]
    for seen, row in zip(cache["rows"], dout, strict=True):
        dz = row[:, None]
        for l in reversed(range(len(params))):
            grads[l][0] += seen[l][0] @ dz.T
            grads[l][1] += dz.ravel()
            if l:
                dz = (params[l][0] @ dz) * acts[l - 1][1](seen[l - 1][1])
    return grads


def bce_with_logits(z, y):
    loss = np.mean(np.maximum(z, 0) - z * y + np.log1p(np.exp(-np.abs(z))))
    return loss, (0.5 * (1 + np.tanh(z / 2)) - y) / len(z)


def softmax_cross_entropy(Z, y):
    Z = Z - Z.max(axis=1, keepdims=True)
    P = np.exp(Z) / np.exp(Z).sum(axis=1, keepdims=True)
    rows = np.arange(len(y))
    loss = np.mean(np.log(np.exp(Z).sum(axis=1)) - Z[rows, y])
    P[rows, y] -= 1
    return loss, P / len(y)


def linear_backward(dZ, X, W):
    return dZ @ W.T, X.T @ dZ, dZ.sum(axis=0)


def init_params(sizes, scheme, rng):
    def scale(i, o):
        return {"zeros": 0, "normal": 0.01, "xavier": (2 / (i + o)) ** 0.5, "he": (2 / i) ** 0.5}

    pairs = pairwise(sizes)
    return [(scale(i, o)[scheme] * rng.normal(size=(i, o)), np.zeros(o)) for i, o in pairs]


def gradient_flow(params, X, y, acts):
    out, cache = mlp_forward(params, X, acts)
    _, dout = bce_with_logits(out, y)
    return [np.linalg.norm(dW) for dW, _ in mlp_backward(params, cache, dout, acts)]


def iterate_minibatches(X, y, batch_size, rng):
    rows = rng.permutation(len(X))
    for start in range(0, len(X), batch_size):
        batch = rows[start : start + batch_size]
        yield X[batch], y[batch]


def standardize(train, test):
    mean, std = train.mean(axis=0), train.std(axis=0)
    std = np.where(std == 0, 1, std)
    return (train - mean) / std, (test - mean) / std


def gd_quadratic(lam, lr, steps):
    path = [1.0]
    for _ in range(steps):
        path.append(path[-1] - lr * lam * path[-1])
    return path


def epochs_to(history, target):
    return next((i for i, h in enumerate(history, 1) if h >= target), None)


def early_stopping():
    """The class of Exercise 4, as a learner writes it."""
    import copy

    class EarlyStopping:
        def __init__(self, patience, min_delta=0.0):
            self.patience, self.min_delta = patience, min_delta
            self.best, self.state, self.waited = float("inf"), None, 0

        def step(self, val_loss, model):
            if val_loss < self.best - self.min_delta:
                self.best, self.waited = val_loss, 0
                self.state = copy.deepcopy(model.state_dict())
            else:
                self.waited += 1
            return self.waited >= self.patience

        def restore(self, model):
            if self.state is not None:
                model.load_state_dict(self.state)

    return EarlyStopping


OWN = {"tanh": TANH, "relu": RELU}


def models():
    """Name -> a function that makes a fresh model of each kind, with a learner's functions."""
    binary = lambda: Passes(mlp_forward, mlp_backward, bce_with_logits, binary=True)  # noqa: E731
    return {
        "playground": lambda: Playground(
            Passes(loss=softmax_cross_entropy), None, iterate_minibatches, standardize
        ),
        "playground of exercise 1": lambda: Playground(binary(), OWN),
        "playground, sample by sample": lambda: Playground(
            Passes(sample_by_sample, back_sample_by_sample, bce_with_logits, binary=True)
        ),
        "flow": lambda: GradientFlow(binary(), OWN, init_params, gradient_flow),
        "flow of exercise 2": lambda: GradientFlow(Passes(), OWN),
        "race": lambda: Race(Passes(), OWN, epochs_to),
        "activation": lambda: ActivationLab({**OWN, "leaky_relu": (leaky, dleaky)}),
        "stepper": lambda: Stepper(
            mlp_forward, mlp_backward, bce_with_logits, linear_backward, OWN
        ),
        "descent": lambda: DescentLab(gd_quadratic),
        "warp": lambda: HiddenSpace(
            Passes(loss=softmax_cross_entropy), None, iterate_minibatches, standardize
        ),
        "map": lambda: RateMap(tuple(OWN), numpy_run, "", "q", tuple(OWN)),
        "map of exercise 4": lambda: RateMap(
            ("relu", "tanh"), torch_run, "", "q", ("relu", "tanh")
        ),
        "stopping": lambda: StoppingLab(early_stopping(), {"a run": [3, 2, 1, 2, 3, 2, 4]}),
    }


def leaky(z, alpha):
    return np.where(z > 0, z, alpha * z)


def dleaky(z, alpha):
    return np.where(z > 0, 1.0, alpha)


def numpy_run(row, lr, seed, X, y):
    return NumpyRun(Passes(), OWN[row], lr, seed, X, y)


def torch_run(row, lr, seed, X, y):
    import torch

    class MLP(torch.nn.Module):
        def __init__(self, sizes, activation):
            super().__init__()
            act = {"relu": torch.nn.ReLU, "tanh": torch.nn.Tanh}[activation]
            layers = []
            for i, o in pairwise(sizes):
                layers += [torch.nn.Linear(i, o), act()]
            self.layers = torch.nn.Sequential(*layers[:-1])

        def forward(self, x):
            return self.layers(x)

    def train_epoch(model, loader, optimizer, loss_fn):
        total = 0.0
        for X_batch, y_batch in loader:
            optimizer.zero_grad()
            loss = loss_fn(model(X_batch), y_batch)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(X_batch)
        return total / len(loader.dataset)

    return TorchRun(torch, MLP, train_epoch, row, lr, seed, X, y)
