"""Keep saved notebooks readable when no kernel runs."""

WIDGET = "application/vnd.jupyter.widget-view+json"


def without_widgets(model, **_):
    """Drop live widgets that also have a text from a notebook as it is saved.

    A saved widget has no model behind it and shows an error when the notebook is opened again;
    its text shows the question or the sentence of a panel. Meant for Jupyter Server's
    ``ContentsManager.pre_save_hook``. The open page is not touched.

    Parameters
    ----------
    model : dict
        What is about to be saved, Jupyter Server's model of a file; changed in place.
    **_ : object
        What the server also tells a hook: the path, the contents manager.
    """
    if model.get("type") != "notebook" or not isinstance(model.get("content"), dict):
        return
    for cell in model["content"].get("cells", []):
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            if WIDGET in data and "text/plain" in data:
                del data[WIDGET]
