"""What happens over the epochs of a run: when to stop, learning rates, seeds side by side."""

import numpy as np
from matplotlib.ticker import MaxNLocator

from mlplab.figures.style import (
    BLUE,
    DARK,
    GREY,
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


def early_stopping(runs):
    """Draw training and validation loss of several runs, one panel each, with the place to stop.

    Parameters
    ----------
    runs : dict of str to dict
        Per run ``"train"`` and ``"val"``, lists of losses per epoch, and ``"stop"``, the epoch
        (counted from 1) that stops, or None. Other keys are not looked at.

    Returns
    -------
    figure : matplotlib.figure.Figure
        To display with :func:`mlplab.show`.
    alt : str
        What these numbers show, in words.
    """
    panels = max(len(runs), 1)
    columns = min(panels, 2)
    rows = -(-panels // columns)
    figure, axes = canvas(rows, columns, height=2.3 * rows + 0.5, sharex=True, sharey=True)
    losses = [_floats(run[k]) for run in runs.values() for k in ("train", "val")]
    every = np.concatenate([v[np.isfinite(v)] for v in losses] or [np.zeros(0)])
    top = 1.08 * every.max(initial=1e-3)
    said = []
    for i, ax in enumerate(axes.flat):
        if i >= panels:
            ax.set_visible(False)
            continue
        frame(ax, "epoch", "loss per sample" if i % columns == 0 else "")
        ax.tick_params(labelbottom=True)
        ax.xaxis.set_major_locator(MaxNLocator(integer=True, steps=[1, 2, 5, 10], min_n_ticks=1))
        ax.set_ylim(min(0.0, every.min(initial=0.0)), min(top, 1e300))
        if i < len(runs):
            label, run = list(runs.items())[i]
            said.append(_stopped(ax, label, run))
    handles, names = axes.flat[0].get_legend_handles_labels()
    if handles:
        figure.legend(
            handles, names, loc="outside upper right", ncols=4, frameon=False, fontsize=SMALL,
            labelcolor=DARK,
        )  # fmt: skip
    return figure, f"Training and validation loss over epochs, {count(len(runs), 'run')}: " + (
        f"{'; '.join(said)}."
    )


def _stopped(ax, label, run):
    """Draw one run and return the words for it."""
    ax.set_title(label, fontsize=TEXT, color=DARK, loc="left")
    train, val = _floats(run["train"]), _floats(run["val"])
    for losses, name, colour, line in [
        (train, "training", BLUE, "--"),
        (val, "validation", VERMILION, "-"),
    ]:
        ax.plot(np.arange(1, len(losses) + 1), losses, line, color=colour, lw=1.7, label=name)
    if not np.isfinite(val).any():
        return f"{label} has no finite validation loss"
    best = int(np.nanargmin(np.where(np.isfinite(val), val, np.nan)))
    ax.plot(
        best + 1, val[best], linestyle="", marker="o", markersize=10, markerfacecolor="none",
        markeredgecolor=ink(VERMILION), markeredgewidth=1.8, label="best",
    )  # fmt: skip
    told = f"{label}: validation loss is lowest, {number(val[best])}, at epoch {best + 1}"
    stop = run.get("stop")
    if stop is not None:
        ax.axvline(stop, color=GREY, linestyle=":", linewidth=1.4, label="stop")
        told += f", stopped at epoch {stop}"
    return f"{told}, and ends at {number(val[-1])}"


def schedules(rates):
    """Plot learning rates over steps.

    Parameters
    ----------
    rates : dict of str to list of float
        One rate per step, from step 0.

    Returns
    -------
    figure : matplotlib.figure.Figure
        To display with :func:`mlplab.show`.
    alt : str
        What these numbers show, in words.
    """
    rates = {str(k): _floats(v) for k, v in rates.items()}
    figure, ((ax,),) = canvas()
    frame(ax, "step", "learning rate")
    longest = max((len(v) for v in rates.values()), default=1)
    every = np.concatenate([v[np.isfinite(v)] for v in rates.values()] or [np.zeros(0)])
    low, high = min(0.0, every.min(initial=0.0)), every.max(initial=1e-12)
    ax.set_ylim(low - 0.03 * (high - low), high + 0.06 * (high - low))
    ax.set_xlim(-0.02 * longest, max(longest - 1, 1) * 1.02)
    ends, said = [], []
    for i, (label, found) in enumerate(rates.items()):
        look = series(i)
        gap = max(1, longest // 8)
        ax.plot(found, **look, linewidth=1.8, markersize=5, markevery=(i * gap // 4, gap))
        if not np.isfinite(found).any():
            said.append(f"{label} has no finite rate")
            continue
        peak = int(np.nanargmax(np.where(np.isfinite(found), found, np.nan)))
        last = found[-1] if np.isfinite(found[-1]) else low
        ends.append((len(found) - 1.0, last, f"{label}\nends at {number(found[-1])}", look))
        said.append(
            f"{label} starts at {number(found[0])}, is highest, {number(found[peak])}, at step "
            f"{peak}, ends at {number(found[-1])}"
        )
    end_labels(ax, ends)
    return figure, f"Learning rate over {count(longest, 'step')}: {'; '.join(said)}."


def by_seed(values, ylabel):
    """Show one number per method and seed: a line per seed, so that like is seen beside like.

    Parameters
    ----------
    values : dict of str to list of float
        Method -> one value per seed, the same seeds in the same order for each.
    ylabel : str
        What the number is.

    Returns
    -------
    figure : matplotlib.figure.Figure
        To display with :func:`mlplab.show`.
    alt : str
        What these numbers show, in words.
    """
    values = {str(k): _floats(v) for k, v in values.items()}
    seeds = max((len(v) for v in values.values()), default=0)
    table = np.full((len(values), seeds), np.nan)
    for row, found in zip(table, values.values(), strict=True):
        row[: len(found)] = np.where(np.isfinite(found), found, np.nan)
    figure, ((ax,),) = canvas(height=3.4)
    frame(ax, "method", ylabel)
    ax.set_xticks(range(len(values)), list(values))
    ax.set_xlim(-0.3, max(len(values) - 1, 0) + 0.3)
    shown = table[np.isfinite(table)]
    low, high = shown.min(initial=np.inf), shown.max(initial=-np.inf)
    low, high = (low, high) if len(shown) else (0.0, 1.0)
    pad = 0.08 * (high - low) or 0.08 * max(abs(high), 1e-12)
    ax.set_ylim(low - pad, high + pad)
    ends = []
    for s in range(seeds):
        look = series(s)
        ax.plot(range(len(values)), table[:, s], **look, linewidth=1.4, markersize=7)
        if len(values) and np.isfinite(table[-1, s]):
            ends.append((len(values) - 1.0, table[-1, s], f"seed {s}", look))
    end_labels(ax, ends)
    return figure, _winners(values, table)


def _winners(values, table):
    said = []
    for name, row in zip(values, table, strict=True):
        kept = row[np.isfinite(row)]
        if len(kept):
            said.append(f"{name} from {number(kept.min())} to {number(kept.max())}")
        else:
            said.append(f"{name} never finite (nan)")
    full = np.isfinite(table).all(axis=0) if table.size else np.zeros(0, dtype=bool)
    wins = np.bincount(table[:, full].argmin(axis=0), minlength=len(values)) if full.any() else []
    lowest = ", ".join(f"{n} for {w}" for n, w in zip(values, wins, strict=False) if w)
    tail = f" Number of seeds for which each is lowest: {lowest}." if lowest else ""
    return f"One value per seed, {count(table.shape[1], 'seed')}: {'; '.join(said)}.{tail}"


def _floats(values):
    return np.asarray(values, dtype=float).ravel()
