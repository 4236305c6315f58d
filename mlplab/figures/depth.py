"""What happens from layer to layer of a deep network: one number per layer, on a logarithm."""

import numpy as np
from matplotlib.ticker import MaxNLocator

from mlplab.figures.style import GREY, SMALL, canvas, count, end_labels, frame, number, series


def layer_profile(profiles, what):
    """Plot one positive number per layer for several networks, logarithmic.

    Parameters
    ----------
    profiles : dict of str to list of float
        First layer first. What is 0 or not finite breaks the line and is told in words.
    what : str
        Name of the number, for the axis.

    Returns
    -------
    figure : matplotlib.figure.Figure
        To display with :func:`mlplab.show`.
    alt : str
        What these numbers show, in words.
    """
    nets = {str(k): np.asarray(v, dtype=float).ravel() for k, v in profiles.items()}
    depth = max((len(v) for v in nets.values()), default=1)
    figure, ((ax,),) = canvas(height=max(3.3, 0.9 + 0.42 * len(nets)))
    frame(ax, "layer (1 is next to the input)", what)
    usual = np.concatenate([v[np.isfinite(v) & (v > 0)] for v in nets.values()] or [np.zeros(0)])
    low = min(max(usual.min(initial=1.0), 1e-100), 1e100)
    high = min(max(usual.max(initial=0.0) or 1.0, low), 1e100)
    room = 10 ** (0.05 * max(np.log10(high / low), 1.0))
    ax.set(yscale="log", ylim=(low / room, high * room), xlim=(0.5, max(depth, 1) + 0.5))
    ax.xaxis.set_major_locator(MaxNLocator(integer=True, steps=[1, 2, 5, 10], min_n_ticks=1))
    ends, said = [], []
    for i, (label, found) in enumerate(nets.items()):
        look = series(i)
        good = np.isfinite(found) & (found > 0)
        layers = np.arange(1, len(found) + 1)
        shown = np.where(good, np.clip(np.where(good, found, 1), 1e-100, 1e100), np.nan)
        ax.plot(layers, shown, **look, linewidth=1.8, markersize=5)
        for x in layers[~good]:
            ax.annotate(
                number(found[x - 1]), (x, low / room), xytext=(0, 3), textcoords="offset points",
                ha="center", fontsize=SMALL, color=GREY,
            )  # fmt: skip
        if not len(found):
            said.append(f"{label} has no layers")
            continue
        last = np.flatnonzero(good)[-1] if good.any() else 0
        end = shown[last] if good.any() else low
        span = f"{number(found[0])} to {number(found[-1])}"
        ends.append((layers[last], end, f"{label}\n{span}", look))
        said.append(f"{label} goes from {number(found[0])} in layer 1 to {number(found[-1])}")
    end_labels(ax, ends)
    lost = f" ({count(0, 'network')})" if not nets else ""
    return figure, f"{what} over {count(depth, 'layer')}{lost}, logarithmic: {'; '.join(said)}."
