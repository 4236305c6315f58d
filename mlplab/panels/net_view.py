"""A network as a picture: what each unit answers, weights, gradients, who is dead."""

import numpy as np

from mlplab.panels.pictures import signed

MAP = 24  # pixels along a side of a unit's own small map


def net_view(params, names, grid, hidden, share, dead, gradient, picked):
    """Compute the content of a view of kind ``net``.

    Parameters
    ----------
    params : Parameters
        Of a network with two inputs.
    names : list of str
        Of the hidden layers.
    grid : ndarray, shape (n * n, 2)
        Points of the plane, as the network gets them.
    hidden : list of (Z, A)
        Of these points.
    share : ndarray, shape (n * n, classes)
        Probabilities of the classes at these points.
    dead : list of ndarray of bool
        One for each hidden layer, of shape (units,).
    gradient : ndarray, shape (P,)
        Laid out like ``params.vector``.
    picked : sequence of int
        Layer, unit, and the unit below whose weight is meant.

    Returns
    -------
    dict
        Small maps of all units as bytes, weights, lengths of bars, and the rest in plain values.
    """
    side = round(len(grid) ** 0.5)
    thin = np.arange(len(grid)).reshape(side, side)[:: side // MAP, :: side // MAP].ravel()
    outs = share[thin] if params.sizes[-1] > 1 else share[thin, 1:]
    columns = [grid[thin], *(A[thin] for _, A in hidden), 2 * outs - 1]
    maps = np.concatenate([signed(c) for c in columns], axis=1)
    crossed = np.concatenate([np.zeros(2), *dead, np.zeros(params.sizes[-1])])
    sizes = " - ".join(map(str, params.sizes))
    return {
        "sizes": list(params.sizes),
        "maps": maps.T.reshape(-1, MAP, MAP),
        "weights": np.concatenate([W.ravel() for W, _ in params.pairs]),
        "bars": np.concatenate([np.zeros(2), _unit_gradients(params, gradient)]),
        "dead": crossed[: maps.shape[1]].astype(np.uint8),
        "names": ["input", *names, "output"],
        "picked": list(picked),
        "alt": f"sizes {sizes}. {picked_words(params, picked)}".strip(),
    }


def picked_words(params, picked):
    """Say which weight is picked, and how large it and the unit's bias are.

    Parameters
    ----------
    params : Parameters
        Of a network with two inputs.
    picked : sequence of int
        Layer, unit, and the unit below whose weight is meant.

    Returns
    -------
    str
        Empty where an input is picked.
    """
    layer, unit, source = picked
    if layer == 0:
        return ""
    W, b = params.pairs[layer - 1]
    origin = f"x{source + 1}" if layer == 1 else f"unit {source + 1} below"
    return (
        f"Unit {unit + 1} of layer {layer}: weight from {origin} {W[source, unit]:.3g}, bias "
        f"{b[unit]:.3g}."
    )


def _unit_gradients(params, gradient):
    """Norm of the gradient of each unit's weights, as a share of the largest of all."""
    norms, at = [], 0
    for W, b in params.pairs:
        norms.append(np.linalg.norm(gradient[at : at + W.size].reshape(W.shape), axis=0))
        at += W.size + b.size
    norms = np.nan_to_num(np.concatenate(norms), posinf=0)
    return norms / max(norms.max(initial=0), 1e-30)
