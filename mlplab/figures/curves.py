"""Curves: loss over the logit, error over the step, loss over training."""

import numpy as np
from matplotlib import patheffects
from matplotlib.ticker import MaxNLocator

from mlplab.figures.style import (
    DARK,
    GREY,
    SMALL,
    canvas,
    end_labels,
    frame,
    ink,
    number,
    series,
)  # fmt: skip

HALO = [patheffects.withStroke(linewidth=3, foreground="white")]


def logit_loss(z, losses):
    """Plot ways of computing a loss over the logit, with the places where they break down.

    Parameters
    ----------
    z : array_like, shape (M,)
        Logits in increasing order.
    losses : dict of str to array_like, shape (M,)
        Loss of one sample per way of computing it; inf and nan are marked.

    Returns
    -------
    figure : matplotlib.figure.Figure
        To display with :func:`mlplab.show`.
    alt : str
        What these numbers show, in words.
    """
    z = np.asarray(z, dtype=float).ravel()
    curves = {k: np.asarray(v, dtype=float).ravel() for k, v in losses.items()}
    figure, ((ax,),) = canvas()
    frame(ax, "logit z", "loss of one sample")
    finite = np.concatenate([v[np.isfinite(v)] for v in curves.values()] or [np.zeros(1)])
    high = max(finite.max(initial=0.0), 1e-3)
    low = min(0.0, finite.min(initial=0.0))
    ax.set_ylim(low - 0.04 * (high - low), low + 1.2 * (high - low))
    margin = 0.02 * max(np.ptp(z), 1e-9)
    ax.set_xlim(z.min() - margin, z.max() + margin)
    widths = [5, 2.2, 1.6]
    said, named = [], []
    for i, (label, loss) in enumerate(curves.items()):
        look = {**series(i), "marker": ""}
        wide = widths[min(i, 2)]
        shown = np.where(np.isfinite(loss), loss, np.nan)
        ax.plot(z, shown, **look, linewidth=wide, alpha=0.45 if i == 0 else 1, zorder=2 + i)
        breaks = _breaks(z, loss)
        for at, reached, word, side in breaks:
            text = f"{label}\n{word} for z {side} {number(at)}"
            _mark_break(ax, at, reached, text, i, side)
            said.append(f"{label} is {word} for z {side} {number(at)}")
        flat = _plateau(z, loss)
        if flat is not None:
            at, level = flat
            end = z[0] if at < z.mean() else z[-1]
            named.append((end, level, f"{label}\nstays at {number(level)}", look["color"]))
            said.append(f"{label} stays at {number(level)} from z = {number(at)} outwards")
        elif not breaks and np.isfinite(loss).any():
            named.append((z[np.nanargmax(shown)], np.nanmax(shown), label, look["color"]))
            said.append(f"{label} reaches {number(np.nanmax(shown))}")
    _name_at_peaks(ax, named)
    alt = f"Loss over the logit from {number(z.min())} to {number(z.max())}: {'; '.join(said)}."
    return figure, alt


def gradient_errors(h, errors, noise=None):
    """Plot the error of numerical gradients over the step: a V on two logarithmic axes.

    Parameters
    ----------
    h : array_like, shape (M,)
        Steps, all positive.
    errors : dict of str to array_like, shape (M,)
        Relative error of each way of computing the gradient; an exact 0 is drawn at the bottom.
    noise : float, optional
        Relative error that is not worth beating, drawn as a level.

    Returns
    -------
    figure : matplotlib.figure.Figure
        To display with :func:`mlplab.show`.
    alt : str
        What these numbers show, in words.
    """
    h = np.asarray(h, dtype=float).ravel()
    curves = {k: np.asarray(v, dtype=float).ravel() for k, v in errors.items()}
    figure, ((ax,),) = canvas(height=3.5)
    frame(ax, "step h", "relative error of the gradient")
    positive = [v[np.isfinite(v) & (v > 0)] for v in curves.values()]
    positive = np.concatenate([*positive, [noise] if noise else []])
    floor = positive.min(initial=1.0) / 10
    ax.set(xscale="log", yscale="log")
    ax.set_xlim(h.min() / 2, h.max() * 2)
    ax.set_ylim(floor / 3, positive.max(initial=floor * 100) * 3)
    ends, said = [], []
    for i, (label, error) in enumerate(curves.items()):
        look = series(i)
        shown = np.where(np.isfinite(error), np.maximum(error, floor), np.nan)
        if not np.isfinite(shown).any():
            said.append(f"{label} is never finite")
            continue
        ax.plot(h, shown, **look, linewidth=1.6, markersize=4, zorder=2)
        best = int(np.nanargmin(shown))
        ax.plot(
            h[best], shown[best], marker="o", markersize=12, markerfacecolor="none",
            markeredgecolor=look["color"], markeredgewidth=1.6, zorder=3,
        )  # fmt: skip
        found = f"{number(error[best])} at h = {number(h[best])}"
        last = np.flatnonzero(np.isfinite(shown))[np.argmax(h[np.isfinite(shown)])]
        ends.append((h[last], shown[last], f"{label}\nbest {found}", look))
        said.append(f"{label} is smallest, {found}")
    if noise:
        ax.axhline(noise, color=GREY, linestyle=":", linewidth=1.2)
        ax.annotate(
            f"noise {number(noise)}", (0.01, noise), xycoords=("axes fraction", "data"),
            xytext=(0, 2), textcoords="offset points", fontsize=SMALL, color=GREY,
            path_effects=HALO,
        )  # fmt: skip
    end_labels(ax, ends)
    alt = f"Error of the gradient over the step h, both logarithmic: {'; '.join(said)}."
    return figure, alt


def loss_curves(curves, chance=None):
    """Plot training losses over epochs, with what guessing would cost.

    A curve that grows far above its start leaves the view at the top; one that stops being finite
    ends in a cross.

    Parameters
    ----------
    curves : dict of str to list of float
        Loss per epoch.
    chance : float, optional
        Loss of guessing, drawn dashed.

    Returns
    -------
    figure : matplotlib.figure.Figure
        To display with :func:`mlplab.show`.
    alt : str
        What these numbers show, in words.
    """
    curves = {str(k): np.asarray(v, dtype=float).ravel() for k, v in curves.items()}
    figure, ((ax,),) = canvas(height=max(3.2, 0.9 + 0.4 * len(curves)))
    frame(ax, "epoch", "loss (mean over samples)")
    ax.xaxis.set_major_locator(MaxNLocator(integer=True, steps=[1, 2, 5, 10], min_n_ticks=1))
    longest = max((len(v) for v in curves.values()), default=1)
    every = np.concatenate([v[np.isfinite(v)] for v in curves.values()] or [np.zeros(0)])
    starts = [v[0] for v in curves.values() if len(v) and np.isfinite(v[0])]
    usual = max([*starts, chance or 0.0, 1e-12])
    top = min(every.max(initial=usual), 1.6 * usual) * 1.08
    low = min(0.0, every.min(initial=0.0))
    ax.set_ylim(low - 0.02 * (top - low), top)
    ax.set_xlim(-0.02 * max(longest - 1, 1), max(longest - 1, 1) * 1.02)
    ends, said = [], []
    for i, (label, loss) in enumerate(curves.items()):
        look = series(i)
        broken = np.flatnonzero(~np.isfinite(loss))
        stop = broken[0] if len(broken) else len(loss)
        every_nth = max(1, longest // 8)
        ax.plot(
            np.arange(stop), loss[:stop], **look, linewidth=1.8, markersize=5,
            markevery=(i * every_nth // 6 % max(stop, 1), every_nth),
        )  # fmt: skip
        if not len(loss):
            said.append(f"{label} is empty")
            continue
        x, y = _visible_end(loss[:stop], top, chance or 0.0)
        tells = f"ends at {number(loss[-1])}"
        if len(broken):
            tells = f"{number(loss[stop])} at epoch {stop}"
            look = {**look, "marker": "x"}
        if len(broken) or y >= top:
            ax.plot(
                x, y, marker=look["marker"], markersize=9, markeredgewidth=2.2, clip_on=False,
                color=look["color"], zorder=4,
            )  # fmt: skip
        ends.append((x, y, f"{label}\n{tells}", look))
        said.append(f"{label} {'is ' if len(broken) else ''}{tells}")
    if chance is not None:
        ax.axhline(chance, color=DARK, linestyle=(0, (4, 3)), linewidth=1.1, zorder=1)
        ax.annotate(
            f"guessing: {number(chance)}", (0.99, chance), xycoords=("axes fraction", "data"),
            xytext=(0, 3), textcoords="offset points", ha="right", fontsize=SMALL, color=DARK,
            path_effects=HALO,
        )  # fmt: skip
        said.append(f"guessing costs {number(chance)}")
    end_labels(ax, ends)
    return figure, f"Loss over {longest} epochs: {'; '.join(said)}."


def _visible_end(loss, top, otherwise):
    """Where a curve of finite losses ends on the page: its last point or where it leaves."""
    if not len(loss):
        return 0.0, otherwise
    if loss[-1] <= top:
        return len(loss) - 1.0, loss[-1]
    inside = np.flatnonzero(loss <= top)
    if not len(inside):
        return 0.0, top
    last = inside[-1]
    return last + (top - loss[last]) / (loss[last + 1] - loss[last]), top


def _breaks(z, loss):
    """Outermost runs that are not finite: (logit, last finite loss, inf or nan, < or >)."""
    good = np.flatnonzero(np.isfinite(loss))
    if not len(good):
        return [(z[-1], None, str(loss[-1]), "<=")]
    found = []
    if good[0] > 0:
        found.append((z[good[0]], loss[good[0]], str(loss[good[0] - 1]), "<"))
    if good[-1] < len(z) - 1:
        found.append((z[good[-1]], loss[good[-1]], str(loss[good[-1] + 1]), ">"))
    return found


def _mark_break(ax, at, reached, text, i, side):
    colour = series(i)["color"]
    top = ax.get_ylim()[1]
    start = top * 0.9 if reached is None else reached
    ax.plot([at, at], [start, top], color=colour, linestyle=":", linewidth=1.8, zorder=3)
    ax.plot([at], [top], color=colour, marker="^", markersize=8, clip_on=False, zorder=4)
    left, right = ax.get_xlim()
    share = (at - left) / (right - left)  # words go where the curve is not, given room
    rightwards = share < 0.35 if side == "<" else side == ">" and share < 0.65
    ax.annotate(
        text, (at, top), xytext=(8 if rightwards else -8, -2 - 28 * max(i - 1, 0)),
        textcoords="offset points", ha="left" if rightwards else "right", va="top", fontsize=SMALL,
        color=ink(colour), path_effects=HALO,
    )  # fmt: skip


def _plateau(z, loss):
    """Where the highest tenth or more of a curve is one constant: (inner end, level)."""
    for order in (slice(None), slice(None, None, -1)):
        zs, ls = z[order], loss[order]
        if not np.isfinite(ls[0]) or ls[0] <= 0 or ls[0] < np.nanmax(ls[np.isfinite(ls)]):
            continue
        same = np.isclose(ls, ls[0], rtol=1e-6, atol=0)
        run = len(ls) if same.all() else int(np.argmin(same))
        if run >= max(3, len(ls) // 10):
            return zs[run - 1], ls[0]
    return None


def _name_at_peaks(ax, named):
    """Write the names of curves at their highest ends, inside the axes."""
    low, high = ax.get_ylim()
    left, right = ax.get_xlim()
    for at, level, text, colour in named:
        flat = "\n" in text
        under = flat and (level - low) / (high - low) > 0.2
        inward = 1 if at < (left + right) / 2 else -1
        ax.annotate(
            text, (at, level), xytext=(inward * (0 if flat else 7), -4 if under else 3),
            textcoords="offset points", ha="left" if inward > 0 else "right",
            va="top" if under else "bottom", fontsize=SMALL, color=ink(colour), path_effects=HALO,
        )  # fmt: skip
