"""A multi-layer perceptron in NumPy, as small as the figures need: rows are samples."""

from itertools import pairwise

import numpy as np


def normal_start(sizes, rng, factor):
    """Weights of variance ``factor / fan_in``, zero biases: a list of (W, b), first layer first.

    The factor is 2 in He et al. (2015), 1 in LeCun et al. (1998).
    """
    return [(rng.normal(0, np.sqrt(factor / m), (m, n)), np.zeros(n)) for m, n in pairwise(sizes)]


def forward(params, X, f):
    """Pass `X` through; the last layer is linear.

    Returns
    -------
    Z : ndarray, shape (N, C)
        Logits.
    kept : list of (ndarray, ndarray)
        Input and Z of every layer, for :func:`backward`.
    """
    A, kept = X, []
    for W, b in params:
        Z = A @ W + b
        kept.append((A, Z))
        A = f(Z)
    return Z, kept


def backward(params, kept, dZ, df):
    """Gradients of the loss from those of the logits: a list of (dW, db), first layer first."""
    grads = []
    for i in reversed(range(len(params))):
        A, _ = kept[i]
        grads.append((A.T @ dZ, dZ.sum(axis=0)))
        if i:
            dZ = (dZ @ params[i][0].T) * df(kept[i - 1][1])
    return grads[::-1]


def step(params, grads, lr):
    """One step of gradient descent, as new parameters."""
    return [
        (W - lr * dW, b - lr * db) for (W, b), (dW, db) in zip(params, grads, strict=True)
    ]  # fmt: skip


def sigmoid_loss(Z, y):
    """Mean binary cross-entropy of logits (N, 1) for labels (N, 1), and its gradient."""
    return np.mean(np.logaddexp(0, Z) - y * Z), (sigmoid(Z) - y) / len(y)


def softmax_loss(Z, y):
    """Mean cross-entropy of logits (N, C) for class numbers (N,), and its gradient."""
    rows = np.arange(len(y))
    Z = Z - Z.max(axis=1, keepdims=True)
    log_p = Z - np.log(np.exp(Z).sum(axis=1, keepdims=True))
    dZ = np.exp(log_p)
    dZ[rows, y] -= 1
    return -np.mean(log_p[rows, y]), dZ / len(y)


def sigmoid(z):
    """1 / (1 + exp(-z)), without overflow."""
    return 0.5 * (1 + np.tanh(0.5 * np.asarray(z)))


def relu(z):
    return np.maximum(z, 0)


def relu_slope(z):
    """0 at 0, as PyTorch has it."""
    return (z > 0).astype(z.dtype)


def tanh_slope(z):
    return 1 - np.tanh(z) ** 2
