"""Demonstrations: cells that run the learner's functions and wait politely while one is missing."""

import base64
import contextlib
import io

from mlplab.checks.call import Told, gist, told


def demo(function):
    """Run a cell's demonstration now; say what it waits for while a function is not written.

    Used as a decorator. A figure that the demonstration returns is shown with its text
    alternative.

    Parameters
    ----------
    function : callable
        Without arguments; returns None, or ``(figure, alt)``: a matplotlib figure and one sentence
        that says what it shows.

    Returns
    -------
    callable
        `function`, so that it can be called again.
    """
    result = attempt(function)
    if result is not None:
        show(*result)
    return function


def attempt(function):
    """Call `function`; print a sentence and return None when the learner's code stops it.

    Parameters
    ----------
    function : callable
        Without arguments.

    Returns
    -------
    object or None
        What `function` returns.
    """
    warned = io.StringIO()
    try:
        with contextlib.redirect_stderr(warned):
            return function()
    except NotImplementedError as error:
        sentence = told(getattr(function, "__name__", "it"), error)
        waits_for = str(sentence).split(" calls ")[-1].split(",")[0].split(" is not")[0]
        print(f"This waits for {waits_for}. Write it, run its cell, then run this one again.")
    except Exception as error:
        sentence: Told = told("This demonstration", error)
        print(f"{sentence}\n  {sentence.detail}\n  The checks above say more.")
    finally:
        if warned.getvalue():
            print(f"Your code wrote a warning: {gist(warned.getvalue())}")
    return None


def show(figure, alt):
    """Display a matplotlib figure with a text alternative; print the text where there is no page.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        Not changed, and not closed.
    alt : str
        One or two sentences that say what the figure shows.
    """
    from html import escape

    from IPython import get_ipython
    from IPython.display import display

    if get_ipython() is None:
        print(f"[figure] {alt}")
        return
    png = io.BytesIO()
    figure.savefig(png, format="png", dpi=144, bbox_inches="tight", facecolor="white")
    data = base64.b64encode(png.getvalue()).decode()
    width = round(figure.get_size_inches()[0] * 100)
    html = (
        f'<img src="data:image/png;base64,{data}" alt="{escape(alt, quote=True)}" '
        f'style="width:{width}px;max-width:100%">'
    )
    display({"text/html": html, "text/plain": f"[figure] {alt}"}, raw=True)
