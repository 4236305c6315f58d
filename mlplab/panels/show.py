"""Where a panel goes: on a page, or into one printed sentence."""

from mlplab.panels.engine import Engine
from mlplab.records import has_page


def show(model, settings=None):
    """Display a panel; in a script and under nbgrader only print its sentence.

    Parameters
    ----------
    model : Model
        What the panel computes.
    settings : dict, optional
        With which a panel opens that another panel opens.
    """
    if has_page():
        from mlplab.panels.widget import on_page  # which nobody without a page pays for

        on_page(model, settings)
    else:
        print(f"[panel: {model.title}] {Engine(model).told()}")
