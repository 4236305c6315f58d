"""What several sections of the concept guide compute with."""

from functools import cache

import numpy as np
import torch
from concept_guide import drawn
from sklearn.datasets import load_digits

from guides.figures import net
from guides.figures.net import relu, relu_slope, sigmoid

EPS = np.finfo(float).eps
GRID = np.linspace(-12, 12, 48_001)
X1 = np.array([[1.0, 1]])  # the sample of section 3
Y1 = np.array([[0.0]])
XOR = np.array([[0.0, 0], [0, 1], [1, 0], [1, 1]])
LABELS = np.array([[0.0], [1], [1], [0]])
START = [
    np.array([[1.0, 1], [1, 1]]),
    np.array([0.0, -1]),
    np.array([[1.0], [-2]]),
    np.array([-0.5]),
]


def by_hand(X, y, start=START):
    """Everything that section 3 has in its table, for the network of equation (5)."""
    W1, b1, W2, b2 = start
    Z1 = X @ W1 + b1
    A1 = relu(Z1)
    z = A1 @ W2 + b2
    dz = (sigmoid(z) - y) / len(X)
    dA1 = dz @ W2.T
    dZ1 = dA1 * (Z1 > 0)
    return {
        "loss": np.mean(np.logaddexp(0, z) - y * z), "z": z, "p": sigmoid(z), "Z1": Z1, "A1": A1,
        "dz": dz, "dW2": A1.T @ dz, "db2": dz.sum(axis=0), "dA1": dA1, "dZ1": dZ1,
        "dW1": X.T @ dZ1, "db1": dZ1.sum(axis=0),
    }  # fmt: skip


def rows(*names, at=(X1, Y1)):
    """All numbers of some quantities, one after the other."""
    return lambda: [v for name in names for v in np.ravel(by_hand(*at)[name])]


def sizes(n_in, n_out):
    layer = torch.nn.Linear(n_in, n_out)
    return sum(p.numel() for p in layer.parameters())


def digits_loss(params, X, y):
    Z, kept = net.forward(params, X, relu)
    loss, dZ = net.softmax_loss(Z, y)
    return loss, net.backward(params, kept, dZ, relu_slope)


@cache
def digits():
    X, y = load_digits(return_X_y=True)
    return X / 16, y


def best(which):
    """Smallest error in the figure of section 6."""
    return np.min(drawn("gradient_error")[which])


def sigmoid_slope(z):
    return sigmoid(z) * (1 - sigmoid(z))


def start(W1=None, b1=None, W2=None):
    given = [np.zeros((2, 4)), np.zeros(4), np.zeros((4, 1)), np.zeros(1)]
    for i, p in enumerate((W1, b1, W2)):
        given[i] = given[i] if p is None else given[i] + p
    return given
