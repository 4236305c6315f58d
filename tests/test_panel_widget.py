"""A panel as a widget: what goes to the page, what stays in the notebook, what the page runs."""

import asyncio
import json
import re
import shutil
import subprocess
import types
from itertools import combinations

import ipywidgets
import panel_functions as own
import pytest
from comm.base_comm import BaseComm
from panel_page import Counter

from mlplab import guesses
from mlplab.panels import driver, widget
from mlplab.panels.frame import unpack
from mlplab.panels.nets import Passes
from mlplab.panels.playground import Playground
from mlplab.panels.show import show
from mlplab.panels.widget import FILES, FRONT, PanelWidget, one_module


class Titled(Counter):
    """The smallest panel that asks for a prediction."""

    title, question, options = "Counter", "the parity of the count", ("odd", "even")

    def answer(self):
        return self.options[self.steps % 2 == 0] if self.steps else None

    def sentence(self, settings):
        return f"At {self.steps}."


class Cell:
    """A shell in which cells run, as far as a panel asks for it."""

    def __init__(self):
        self.execution_count, self.metadata = 0, {}
        self.history_manager = types.SimpleNamespace(input_hist_raw=[""])

    def get_parent(self):
        return {"metadata": self.metadata}

    def run(self, code, cell_id=None):
        self.execution_count += 1
        self.metadata = {"cellId": cell_id} if cell_id else {}
        self.history_manager.input_hist_raw.append(code)


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """A folder without guesses, and no panels that are open."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(guesses.RECORD, "_memory", {})
    monkeypatch.setattr(guesses, "_asked", {})
    monkeypatch.setattr(guesses, "_computed", {})
    monkeypatch.setattr(widget, "_open", {})
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)


@pytest.fixture
def sent(monkeypatch):
    """Everything that widgets say to a page."""
    messages = []

    class Recorder(BaseComm):
        def publish_msg(self, kind, data=None, metadata=None, buffers=None, **more):
            messages.append((kind, data, buffers))

    monkeypatch.setattr(ipywidgets.comm, "create_comm", Recorder)
    return messages


@pytest.fixture
def shown(monkeypatch):
    """A notebook's shell, and what is displayed in it."""
    cell, panels = Cell(), []
    monkeypatch.setattr("IPython.get_ipython", lambda: cell)
    monkeypatch.setattr(widget, "display", panels.append)
    return cell, panels


def says(panel, **message):
    """The page sends a message."""
    data = {"method": "custom", "content": message}
    panel._handle_msg({"content": {"data": data}, "buffers": []})


async def until(holds):
    for _ in range(2000):
        if holds():
            return
        await asyncio.sleep(0.005)
    raise AssertionError("never came")


# ------------------------------------------------------------------------------------- its frames


def test_a_page_gets_frames_one_trait_at_a_time_and_its_messages_arrive(sent):
    async def story():
        panel = PanelWidget(Titled())
        state = next(data["state"] for _, data, _ in sent if "panel" in data["state"])
        assert state["panel"]["options"] == ["odd", "even"] and state["_esm"] == one_module()
        del sent[:]
        await until(lambda: sent)
        says(panel, hello=True, n=1)
        says(panel, do="predict", value="even", n=2, painted=1)
        says(panel, do="play", n=3, painted=1)
        await until(lambda: panel.engine.model.steps > 0 and len(sent) > 1)
        for kind, data, buffers in sent:
            assert kind == "comm_msg" and data["method"] == "update" and not data["state"]
            assert data["buffer_paths"] == [["frame"]] and len(buffers) == 1
        last = unpack(sent[-1][2][0])
        assert last["heard"] == 3 and last["playing"] and last["predicted"] == "even"
        panel.close()
        assert sent[-1][0] == "comm_close" and panel._driver._task.cancelling()

    asyncio.run(story())


def test_two_hundred_frames_leave_the_widget_as_large_as_it_was(sent, monkeypatch):
    monkeypatch.setattr(driver, "FRAME", 0)

    async def story():
        panel = PanelWidget(Playground(Passes()))
        sizes = []
        says(panel, do="predict", value=panel.engine.model.options[0])
        says(panel, do="play", n=1)
        while len(sizes) < 200:
            await until(lambda: len(sent) > len(sizes) + 1)
            says(panel, painted=len(sent))
            state = panel.get_state()
            sizes.append(len(state.pop("frame")) + len(json.dumps(state)))
            assert len(sent[-1][2][0]) == len(panel.frame)
        panel.close()
        curve = 2 * 2 * 400 * 4  # two lines of at most 400 points, four bytes a number
        assert max(sizes) < sizes[0] + curve + 500

    asyncio.run(story())


def test_without_a_loop_a_panel_is_a_picture(sent):
    panel = PanelWidget(own.models()["descent"]())
    says(panel, do="play")
    assert not panel.engine.playing and "image/png" in panel._repr_mimebundle_()
    panel.close()
    panel.close()


@pytest.mark.parametrize("name", ["descent", "playground of exercise 1"])
def test_a_notebook_keeps_a_picture_and_words_of_a_panel(name, sent, recwarn):
    panel = PanelWidget(own.models()[name]())
    bundle = panel._repr_mimebundle_()
    assert bundle["image/png"].startswith(b"\x89PNG")
    told = panel.engine.told()
    assert told and bundle["text/plain"] == f"[panel: {panel.engine.model.title}] {told}"
    assert bundle["application/vnd.jupyter.widget-view+json"]["model_id"] == panel.model_id
    assert not len(recwarn)


@pytest.mark.parametrize("wild", [float("nan"), float("inf"), 1e300])
def test_numbers_that_are_none_can_be_drawn_too(wild, sent, recwarn, capfd):
    def forward(params, X, acts):
        out, cache = own.mlp_forward(params, X, acts)
        return out * wild, cache

    passes = Passes(forward, own.mlp_backward, own.bce_with_logits, binary=True)
    panel = PanelWidget(Playground(passes, own.OWN))
    panel.engine.hear({"do": "step"})
    assert panel._repr_mimebundle_()["image/png"].startswith(b"\x89PNG")
    assert not len(recwarn) and capfd.readouterr() == ("", "")


def test_a_function_that_is_not_written_leaves_words_and_no_picture(sent):
    def unwritten(*_):
        raise NotImplementedError

    panel = PanelWidget(Playground(Passes(unwritten, unwritten, own.bce_with_logits, binary=True)))
    bundle = panel._repr_mimebundle_()
    assert "This waits for unwritten." in bundle["text/plain"] and "image/png" not in bundle


# --------------------------------------------------------------------------------- its prediction


def test_a_prediction_is_kept_with_the_others_and_counted(sent, capsys):
    PanelWidget(Titled()).engine.hear({"do": "predict", "value": "odd"})
    again = PanelWidget(Titled()).engine
    assert again.frame()["predicted"] == "odd"
    guesses.sum_up()
    assert "guessed odd; computed not computed yet" in capsys.readouterr().out
    again.hear({"do": "step"})
    assert again.told().endswith("It came out: odd, as you predicted.")
    guesses.sum_up()
    assert "1 of 1 predictions made, 1 as computed." in capsys.readouterr().out
    again.hear({"do": "step"})
    assert again.told().endswith("It came out: even, not as you predicted.")


def test_a_prediction_that_is_no_option_any_more_is_none(sent):
    guesses.RECORD.note(Titled.question, "prime")
    assert PanelWidget(Titled()).engine.frame()["predicted"] is None


# ------------------------------------------------------------------------------------ in its cell


@pytest.mark.parametrize("where", ["a script", "nbgrader"])
def test_where_nobody_looks_one_sentence_is_printed(where, monkeypatch, capfd, request):
    if where == "nbgrader":
        request.getfixturevalue("shown")
        monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    monkeypatch.setattr(widget, "PanelWidget", None)
    show(Titled())
    assert capfd.readouterr() == ("[panel: Counter] At 0.\n", "")


@pytest.mark.parametrize("ids", [True, False])
def test_a_cell_run_again_closes_its_own_older_panels_only(ids, sent, shown):
    cell, panels = shown
    first, second = ("one", "a"), ("two", "b")

    async def story():
        for code, cell_id in (first, second, first):
            cell.run(code, cell_id if ids else None)
            for _ in range(2):
                show(Titled())
        assert [p.comm is None for p in panels] == [True, True, False, False, False, False]
        assert [bool(p._driver._task.cancelling()) for p in panels[:3]] == [True, True, False]
        cell.run("one, changed" if ids else "two", "a" if ids else None)
        show(Titled())
        closed = [p.comm is None for p in panels]
        assert closed == [True, True, not ids, not ids, ids, ids, False]
        for panel in panels:
            panel.close()

    asyncio.run(story())


# --------------------------------------------------------------------------------- its front end


def top_names(text):
    """Names that a JavaScript file defines at its top level."""
    text = re.sub(r"//.*|\"[^\"\n]*\"|`[^`]*`", "", text)
    inner = r"\([^][(){}]*\)|\[[^][(){}]*\]|\{[^][(){}]*\}"
    while re.search(inner, text):
        text = re.sub(inner, "", text)
    assert not re.search(r"[][(){}]", text), "the test cannot read this file"
    listed = re.findall(r"\b(?:const|let|var)\s([^;]*);", text)
    variables = [piece.split("=")[0].strip() for names in listed for piece in names.split(",")]
    return variables + re.findall(r"\b(?:function\*?|class)\s+([\w$]+)", text)


def clashes(texts):
    """Pairs of files and the names that both define."""
    names = {file: set(top_names(text)) for file, text in texts.items()}
    return [(a, b, names[a] & names[b]) for a, b in combinations(names, 2) if names[a] & names[b]]


def front():
    return {file: (FRONT / file).read_text(encoding="utf-8") for file in FILES}


def test_no_two_files_of_the_front_end_define_the_same_name():
    texts = front()
    assert {p.name for p in FRONT.glob("*.js")} == set(texts) and not clashes(texts)
    assert {"LEFT", "BOTTOM", "plot"} <= set(top_names(texts["plot.js"]))
    for planted in ("const a = [1, 2], LEFT = 3;", "export function LEFT() {}", "class LEFT {}"):
        spoiled = {**texts, "views.js": f"{texts['views.js']}\n{planted}\n"}
        assert clashes(spoiled) == [("plot.js", "views.js", {"LEFT"})]


def test_every_import_of_the_front_end_is_the_name_of_an_earlier_export():
    exported = {}
    for file, text in front().items():
        for names, source in re.findall(r'^import \{([^}]*)\} from "\./(.*)";', text, re.MULTILINE):
            assert set(re.findall(r"[\w$]+", names)) <= exported[source], (file, source)
        exported[file] = set(re.findall(r"^export (?:const|function) (\w+)", text, re.MULTILINE))
    assert not re.search(r"^(import|export (?!default))", one_module(), re.MULTILINE)
    assert one_module().count("export default") == 1


@pytest.mark.skipif(not shutil.which("node"), reason="there is no node here")
@pytest.mark.parametrize("planted, fine", [("", True), ("const LEFT = 1;", False), ("}", False)])
def test_the_one_module_is_javascript(planted, fine, tmp_path):
    module = tmp_path / "panel.mjs"
    module.write_text(f"{one_module()}\n{planted}\n", encoding="utf-8")
    done = subprocess.run(["node", "--check", module], capture_output=True, text=True)
    assert (done.returncode == 0) == fine, done.stderr
