"""Activations: curves and slopes, units that died, and the epochs that each activation needs."""

import numpy as np
from matplotlib.colors import ListedColormap
from matplotlib.ticker import MaxNLocator, PercentFormatter

from mlplab.figures.style import (
    DARK,
    PALE,
    SMALL,
    TEXT,
    VERMILION,
    canvas,
    count,
    end_labels,
    frame,
    ink,
    number,
    series,
)  # fmt: skip

SKY_PALE = "#A9CDE4"


def activation_curves(z, curves):
    """Plot activations beside their slopes.

    Parameters
    ----------
    z : array_like, shape (M,)
        In increasing order.
    curves : dict of str to (array_like, array_like), each of shape (M,)
        Values and slopes of each activation; what is not finite is left out.

    Returns
    -------
    figure : matplotlib.figure.Figure
        To display with :func:`mlplab.show`.
    alt : str
        What these numbers show, in words.
    """
    z = np.asarray(z, dtype=float).ravel()
    figure, ((left, right),) = canvas(1, 2, height=3.3)
    frame(left, "z", "activation", "what it passes on", grid="both")
    frame(right, "z", "slope", "its slope at z", grid="both")
    said = []
    for i, (label, pair) in enumerate(curves.items()):
        look = series(i)
        values, slopes = (_finite(v) for v in pair)
        every = max(1, len(z) // 9)
        for ax, shown in ((left, values), (right, slopes)):
            ax.plot(
                z, shown, **look, linewidth=1.8, markersize=4.5, label=str(label),
                markevery=(i * every // 5 % max(len(z), 1), every),
            )  # fmt: skip
        if np.isfinite(values).any() and np.isfinite(slopes).any():
            low, high, steep = np.nanmin(values), np.nanmax(values), np.nanmax(slopes)
            said.append(
                f"{label} runs from {number(low)} to {number(high)}, its slope is at most "
                f"{number(steep)}"
            )
        else:
            said.append(f"{label} is nowhere finite (nan)")
    for ax in (left, right):
        low, high = ax.get_ylim()
        ax.set_ylim(max(low, -2.2), min(high, 3.2))
    _legend(figure, left)
    return figure, f"Activations over z and their slopes: {'; '.join(said)}."


def unit_map(H, dead):
    """Show which outputs of a layer are 0: a column per unit, a row per sample.

    Parameters
    ----------
    H : array_like, shape (N, U)
        Outputs of a ReLU layer.
    dead : sequence of float, length U
        1 for a unit that is dead, 0 for one that is not.

    Returns
    -------
    figure : matplotlib.figure.Figure
        To display with :func:`mlplab.show`.
    alt : str
        What these numbers show, in words.
    """
    H = np.atleast_2d(np.asarray(H, dtype=float))
    dead = np.asarray(dead, dtype=float).ravel() > 0.5
    N, U = H.shape
    figure, ((ax,),) = canvas(height=min(3.6, 1.5 + 0.16 * N))
    frame(ax, "unit", "sample", grid="")
    kinds = np.where(H == 0, np.where(dead, 2, 0), 1)
    paints = ListedColormap(["white", SKY_PALE, VERMILION])
    ax.pcolormesh(
        np.arange(U + 1) + 0.5, np.arange(N + 1) + 0.5, kinds, cmap=paints, vmin=0, vmax=2,
        edgecolors=PALE, linewidth=0.4,
    )  # fmt: skip
    for u in np.flatnonzero(dead):
        ax.text(
            u + 1, N + 0.62, "×", ha="center", va="top", fontsize=TEXT, color=ink(VERMILION),
        )  # fmt: skip
    ax.set_ylim(N + 0.5 + 0.07 * N + 0.5, 0.5)
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_major_locator(MaxNLocator(integer=True, steps=[1, 2, 5, 10], min_n_ticks=1))
    zeros = 100 * np.mean(H == 0) if H.size else 0
    title = f"blue: at work; white: 0 for this sample; red, ×: dead ({dead.sum()} of {U})"
    ax.set_title(title, fontsize=TEXT, color=DARK, loc="left")
    alt = (
        f"Outputs of {count(U, 'unit')} for {count(N, 'sample')}: {zeros:.0f} % of the entries "
        f"are 0, and {dead.sum()} of the units are dead."
    )
    return figure, alt


def silent_deaths(runs, chance):
    """Plot losses above and shares of dead units below, one line per run, one column per setting.

    Parameters
    ----------
    runs : dict of str to list of (losses, dead)
        Per setting the runs with several seeds; losses and shares per epoch, the start first.
    chance : float
        Loss of guessing, drawn dashed.

    Returns
    -------
    figure : matplotlib.figure.Figure
        To display with :func:`mlplab.show`.
    alt : str
        What these numbers show, in words.
    """
    columns = max(len(runs), 1)
    figure, axes = canvas(2, columns, height=4.2, sharex=True, sharey="row")
    said, names = [], [*map(str, runs), ""]
    for j, (above, below) in enumerate(axes.T):
        frame(above, "", "loss" if j == 0 else "", names[j])
        frame(below, "epoch", "dead units" if j == 0 else "")
    for (label, found), (above, below) in zip(runs.items(), axes.T, strict=False):
        for i, (losses, dead) in enumerate(found):
            for ax, shown in ((above, losses), (below, dead)):
                ax.plot(_finite(shown), color=series(i)["color"], linestyle=series(i)["linestyle"])
        above.axhline(chance, color=DARK, linestyle=(0, (4, 3)), linewidth=1.1, zorder=1)
        said.append(f"{label}: {_runs(found)}")
    high = chance if np.isfinite(chance) and chance > 0 else 1.0
    axes[0, 0].set_ylim(-0.05 * high, 1.45 * high)
    axes[0, -1].annotate(
        f"guessing: {number(chance)}", (0.98, high), xycoords=("axes fraction", "data"),
        xytext=(0, 3), textcoords="offset points", ha="right", fontsize=SMALL, color=DARK,
    )  # fmt: skip
    axes[1, 0].set_ylim(-0.04, 1.04)
    axes[1, 0].yaxis.set_major_formatter(PercentFormatter(1.0))
    axes[1, 0].xaxis.set_major_locator(MaxNLocator(integer=True, min_n_ticks=1))
    return figure, f"Loss and dead units over epochs, guessing {number(chance)}. {'; '.join(said)}."


def epochs_needed(found):
    """Mark how many epochs each run needed; what never arrived stands in a band of its own.

    Parameters
    ----------
    found : dict of str to dict of float to list of (int or None)
        Activation, then learning rate, then one number per seed; None, or what is not finite,
        for never.

    Returns
    -------
    figure : matplotlib.figure.Figure
        To display with :func:`mlplab.show`.
    alt : str
        What these numbers show, in words.
    """
    found = {
        label: {lr: [e if e is not None and np.isfinite(e) else None for e in es]
                for lr, es in runs.items()}
        for label, runs in found.items()
    }  # fmt: skip
    rates = sorted({lr for runs in found.values() for lr in runs})
    figure, ((ax,),) = canvas(height=3.5)
    frame(ax, "learning rate", "epochs needed")
    every = [e for runs in found.values() for es in runs.values() for e in es if e is not None]
    low, high = max(min(every, default=1), 1), max([*every, 10])
    never = high * (high / low) ** 0.16
    ax.set(yscale="log", ylim=(low / 1.4, never * 1.45), xlim=(-0.55, max(len(rates), 1) - 0.45))
    ax.axhspan(never / 1.25, never * 1.45, color="#F0F0F0", zorder=0)
    ticks = [t for t in (1, 3, 10, 30, 100, 300, 1000, 3000) if low / 1.4 <= t <= high * 1.02]
    ax.set_yticks([*ticks, never], [*map(str, ticks), "never"])
    ax.minorticks_off()
    ax.set_xticks(range(len(rates)), [number(lr) for lr in rates])
    dodge = 0.8 / max(len(found), 1)
    ends, said = [], []
    for i, (label, runs) in enumerate(found.items()):
        look = {**series(i), "linestyle": ""}
        for k, lr in enumerate(rates):
            epochs = runs.get(lr, [])
            y = [never if e is None else e for e in epochs]
            x = k + dodge * (i - (len(found) - 1) / 2) + 0.1 * dodge * (np.arange(len(y)) % 3 - 1)
            face = {"markerfacecolor": "white"}
            for one, place, e in zip(x, y, epochs, strict=True):
                ax.plot(one, place, **look, markersize=6.5, **({} if e is not None else face))
        last = runs.get(rates[-1], []) if rates else []
        ends.append((len(rates) - 1, _middle(last, never), str(label), series(i)))
        said.append(f"{label}: {_needed(runs)}")
    end_labels(ax, ends)
    return figure, f"Epochs needed by learning rate. {'; '.join(said)}."


def _finite(values):
    values = np.asarray(values, dtype=float).ravel()
    return np.where(np.isfinite(values), values, np.nan)


def _legend(figure, ax):
    handles, labels = ax.get_legend_handles_labels()
    if handles:
        figure.legend(
            handles, labels, loc="outside upper right", ncols=min(len(handles), 6), frameon=False,
            fontsize=SMALL, labelcolor=DARK, handlelength=2.4, labelspacing=0.3,
        )  # fmt: skip


def _runs(found):
    """Say where the runs of one setting end."""
    if not found:
        return "no runs (0)"
    losses = [float(losses[-1]) if len(losses) else np.nan for losses, _ in found]
    dead = [100 * float(dead[-1]) if len(dead) else np.nan for _, dead in found]
    ends = f"{count(len(found), 'run')} with losses from {number(np.min(losses))} to"
    deaths = f"{np.min(dead):.0f} to {np.max(dead):.0f} % of the units dead"
    return f"{ends} {number(np.max(losses))} and {deaths}"


def _needed(runs):
    said = []
    for lr, epochs in sorted(runs.items()):
        reached = sorted(e for e in epochs if e is not None)
        lost = len(epochs) - len(reached)
        told = f"{reached[0]} to {reached[-1]} epochs" if reached else ""
        never = f"{lost} of {len(epochs)} never" if lost else ""
        words = " and ".join(w for w in (told, never) if w) or "no runs"
        said.append(f"at {number(lr)} {words}")
    return ", ".join(said) or "no runs (0)"


def _middle(epochs, never):
    """The median, where a run that never arrived counts as the longest."""
    return float(np.median([never if e is None else e for e in epochs])) if epochs else 1.0
