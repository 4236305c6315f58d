"""What several figures draw alike: the page, words beside curves, boxes, arrows."""

from matplotlib.patches import FancyArrowPatch, FancyBboxPatch

from mlplab.figures.style import BLUE, DARK, SMALL, TEXT, VERMILION, canvas, ink, sheet

WIDTH = 6.0  # inches: on a phone of 360 pixels the smallest words are still 7.5 pixels high
FORWARD, BACKWARD = BLUE, VERMILION  # values and gradients
FAINT_BLUE, FAINT_VERMILION, FAINT_GREY = "#E3EFF7", "#FBEBDF", "#F2F2F2"  # fills


def plots(rows, columns, height, **shared):
    """A page with a grid of axes: (figure, ndarray of Axes)."""
    figure, axes = canvas(rows, columns, width=WIDTH, height=height, **shared)
    figure.get_layout_engine().set(w_pad=0.1, h_pad=0.1, wspace=0.02, hspace=0.03)
    _paper(figure)
    return figure, axes


def diagram(height):
    """A page to draw on in inches: (figure, Axes)."""
    figure, ax = sheet(WIDTH, height)
    _paper(figure)
    return figure, ax


def _paper(figure):
    """White with round corners, so that a figure also reads on a dark page."""
    figure.patch.set_visible(False)
    wide, high = figure.get_size_inches()
    paper = FancyBboxPatch(
        (0, 0), wide, high, boxstyle="round,pad=0,rounding_size=0.12", facecolor="white",
        edgecolor="none", transform=figure.dpi_scale_trans, zorder=-10,
    )  # fmt: skip
    figure.add_artist(paper)


def note(ax, text, at, offset=(0, 0), colour=DARK, **more):
    """Write `text` in small letters at a point, moved by `offset` points.

    `more` may hold ``ha``, ``va``, ``xycoords`` and whatever :meth:`Axes.annotate` takes.
    """
    look = {"ha": "left", "va": "center", "fontsize": SMALL, "linespacing": 1.2} | more
    ax.annotate(
        text, at, xytext=offset, textcoords="offset points", color=ink(colour), **look,
    )  # fmt: skip


def paper_behind():
    """Options of :func:`note` for words that stand on lines."""
    return {"bbox": {"facecolor": "white", "edgecolor": "none", "pad": 1.5}}


def box(ax, middle, size, text, *, edge=DARK, fill="white", colour=DARK, **more):
    """A rounded box with words in it."""
    (x, y), (wide, high) = middle, size
    ax.add_patch(
        FancyBboxPatch(
            (x - wide / 2, y - high / 2), wide, high, boxstyle="round,pad=0,rounding_size=0.06",
            facecolor=fill, edgecolor=edge, linewidth=1.2, zorder=2,
        )
    )  # fmt: skip
    look = {"fontsize": TEXT, "linespacing": 1.25, "ha": "center", "va": "center"} | more
    ax.text(x, y, text, color=ink(colour), zorder=3, **look)


def arrow(ax, start, end, colour=DARK, **more):
    """An arrow in data coordinates."""
    look = {"arrowstyle": "-|>", "mutation_scale": 10, "linewidth": 1.4} | more
    ax.add_patch(FancyArrowPatch(start, end, color=colour, shrinkA=0, shrinkB=0, **look))


def powers_of_ten(axis, exponents):
    """Label a logarithmic axis in plain text, which keeps the reader's own font."""
    words = {0: "1", 1: "10", 2: "100"}
    labels = [words.get(e, f"1e{e}".replace("-", "−")) for e in exponents]
    axis.set_ticks([10.0**e for e in exponents], labels)
    axis.set_ticks([], minor=True)


def ring(ax, at, colour, size=12):
    """Draw a circle of `size` points around a point, to point it out."""
    ax.plot(
        *at, marker="o", markersize=size, markerfacecolor="none", markeredgecolor=colour,
        markeredgewidth=1.5, linestyle="", color=colour, zorder=5,
    )  # fmt: skip
