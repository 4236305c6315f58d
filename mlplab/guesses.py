"""Predict first: a learner's guesses, kept beside the notebook and shown next to the answers.

Nothing here is graded. The guesses live in ``guesses.json`` in the notebook's own folder, so that
they survive a restarted kernel.
"""

import contextlib
import math
import numbers
from html import escape

from mlplab.demo import attempt
from mlplab.hints import opened
from mlplab.records import Record, has_page

RECORD = Record("guesses.json", str)
NO_GUESS = "no guess"
_asked = {}  # question -> options, in the order of the notebook
_computed = {}  # question -> answer


def guess(question, options):
    """Ask for a prediction before the answer is worked out. Recorded once, never graded.

    In JupyterLab the options are buttons. A prediction that was made is kept beside the notebook
    and shown again when the cell is run again.

    Parameters
    ----------
    question : str
        Also the name under which :func:`reveal` finds the guess.
    options : sequence of str
        At least two.

    Raises
    ------
    ValueError
        For fewer than two different options.

    Examples
    --------
    >>> guess("after ten halvings of 1, what is left is about", ["0.1", "0.01", "0.001"])
    Predict: after ten halvings of 1, what is left is about  [0.1 / 0.01 / 0.001]
    """
    options = [str(o) for o in options]
    if len(set(options)) < 2:
        raise ValueError(f"guess({question!r}) needs at least two different options")
    _asked[question] = options
    recorded = _guesses().get(question)
    if not has_page():
        print(f"Predict: {question}  [{' / '.join(options)}]")
        return
    from IPython.display import display

    text = f"Predict: {question}  [{' / '.join(options)}]  (run this cell to answer)"
    box = _form(question, options, recorded)
    bundle = box._repr_mimebundle_() or {}
    bundle = bundle[0] if isinstance(bundle, tuple) else bundle
    display({**bundle, "text/plain": text}, raw=True)


def reveal(question, compute, why=""):
    """Show the computed answer beside the guess.

    Nothing is shown before the question was asked; while a function of the learner's is missing, a
    sentence says which.

    Parameters
    ----------
    question : str
        As given to :func:`guess`.
    compute : callable
        Without arguments; usually runs the learner's functions. Returns one of the options, or
        a number whose nearest option is meant.
    why : str
        One line, shown with the answer.
    """
    if question not in _asked:
        print(f"Run the cell that asks '{question}' first.")
        return
    done = attempt(lambda: (compute(),))
    if done is None:
        return
    (answer,) = done
    if answer is None:
        print("Your function returned nothing.")
        return
    _computed[question] = _as_option(answer, _asked[question])
    print(_sentence(question, _guesses().get(question)))
    if why:
        print(f"Why: {why}")


class Prediction:
    """A prediction that a panel asks for; it counts in :func:`sum_up` like one of :func:`guess`.

    Parameters
    ----------
    question : str
        As the panel words it.
    options : sequence of str
        Empty for a panel that asks nothing.

    Attributes
    ----------
    said : str or None
        The recorded guess; None as long as there is none.
    """

    def __init__(self, question, options):
        self._question = question
        if options:
            _asked[question] = list(options)
        self.said = _guesses().get(question) if options else None

    def say(self, option):
        """Record the learner's option.

        Parameters
        ----------
        option : str
            One of the options; kept in ``guesses.json``.
        """
        self.said = option
        RECORD.note(self._question, option)

    def came(self, option):
        """Note what the panel has computed.

        Parameters
        ----------
        option : str
            The option that came true.
        """
        _computed[self._question] = option


def sum_up():
    """Show every question of the notebook with the learner's guess and the computed answer.

    Predictions made in panels and the hints that were opened are counted too. Nothing of it is
    graded.
    """
    guesses = _guesses()
    rows = [(q, guesses.get(q, NO_GUESS), _computed.get(q, "not computed yet")) for q in _asked]
    right = sum(g == a for _, g, a in rows)
    made = sum(q in guesses for q in _asked)
    line = f"{made} of {len(rows)} predictions made, {right} as computed."
    if made and right < made:
        line += " The others are the ones worth a second look: a surprise is where one learns."
    helped = ", ".join(f"{name} ({n} of 3)" for name, n in opened().items())
    line += f" Hints opened: {helped}." if helped else ""
    if not has_page():
        for question, mine, computed in rows:
            print(f"  {question}: {_told(mine)}; computed {computed}")
        print(line)
        return
    from IPython.display import display

    cells = "".join(
        f"<tr><td style='text-align:left'>{escape(q)}</td><td>{escape(g)}</td>"
        f"<td>{escape(a)}</td><td>{'yes' if g == a else 'no' if q in guesses else ''}</td></tr>"
        for q, g, a in rows
    )
    html = (
        "<table style='text-align:left'><thead><tr><th>question</th><th>your guess</th>"
        "<th>computed</th><th>as computed</th></tr></thead>"
        f"<tbody>{cells}</tbody></table><p>{escape(line)}</p>"
    )
    plain = "\n".join(f"{q}: {_told(g)}; computed {a}" for q, g, a in rows)
    display({"text/html": html, "text/plain": f"{plain}\n{line}"}, raw=True)


def _told(mine):
    return "not guessed" if mine == NO_GUESS else f"guessed {mine}"


def _as_option(answer, options):
    if not isinstance(answer, numbers.Real):
        return str(answer)
    if str(answer) in options:
        return str(answer)
    if not math.isfinite(answer):
        return "infinite" if "infinite" in options and answer == math.inf else str(answer)
    values = {}
    for option in options:
        with contextlib.suppress(ValueError):
            values[option] = float(option)
    values = {o: v for o, v in values.items() if math.isfinite(v)}
    nearest = min(values, key=lambda o: abs(values[o] - answer), default=None)
    if nearest is None or abs(values[nearest] - answer) > 0.02 * abs(answer):
        return f"{answer:.4g}"
    return nearest


def _sentence(question, mine):
    computed = _computed[question]
    if mine is None:
        return f"Computed: {computed}."
    if mine == computed:
        return f"Computed: {computed}, as you predicted."
    return f"Computed: {computed}. You predicted {mine}."


def _form(question, options, recorded):
    import ipywidgets as w

    told = w.HTML()
    told.add_class("mlplab-guess-told")
    buttons = [
        w.Button(description=o, tooltip=f"{question}: {o}", layout=w.Layout(width="auto"))
        for o in options
    ]

    def settle(choice):
        for button in buttons:
            button.disabled = True
            if button.description == choice:
                button.button_style = "info"
        told.value = f"Your prediction: <b>{escape(choice)}</b>. It is recorded, not graded."

    def clicked(button):
        settle(button.description)
        if not RECORD.note(question, button.description):
            told.value += " (This folder cannot be written: it lasts until the kernel stops.)"

    for button in buttons:
        button.on_click(clicked)
    if recorded in options:
        settle(recorded)
    label = w.HTML(f"<b>Predict:</b> {escape(question)}")
    return w.VBox([label, w.HBox(buttons, layout=w.Layout(flex_flow="row wrap")), told])


def _guesses():
    """Question -> guess, without those to a question that offers other options now."""
    return {q: g for q, g in RECORD.all().items() if g in _asked.get(q, [g])}
