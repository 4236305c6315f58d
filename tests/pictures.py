"""Make the pictures of the README in guides/pictures/: ``python tests/pictures.py [name]``.

From solved releases in a real JupyterLab. ``exercise_1.png``: a check that passed, a figure, and a
panel beneath. ``playground.gif``: a network that learns two spirals, with a change under way.
"""

import io
import math
import sys
import tempfile

import nbformat
from browser import ROOT, Screen, chromium, faults, jupyterlab, solved_release
from PIL import Image
from playwright.sync_api import expect

OUT = ROOT / "guides" / "pictures"
SMALLER = 0.75  # the moving picture, of its size on the page
WIDTH, SHARPNESS = 900, 2  # pixels of the page, and of the picture per pixel of the page
LARGEST = {"exercise_1.png": 250_000, "playground.gif": 900_000}  # bytes

LEARNING_RATE = 1.9  # just below the limit: the path jumps from side to side and still arrives
SPIRALS = (
    "playground data=spirals noise=0.02 units1=8 units2=8 act1=tanh act2=tanh optimiser=adam "
    "lr=0.01 speed=50"
)
FRAMES, APART = 32, 250  # of the moving picture, and milliseconds between them
CHANGED = 20  # the frame before which the first layer becomes a ReLU layer


def main():
    """Make the pictures; return the exit status."""
    makers = {"exercise_1.png": exercise_1, "playground.gif": playground}
    for name in sys.argv[1:] or makers:
        with (
            tempfile.TemporaryDirectory() as folder,
            jupyterlab(folder) as lab,
            chromium() as browser,
        ):
            data = makers[name](lab, browser)
        OUT.mkdir(parents=True, exist_ok=True)
        (OUT / name).write_bytes(data)
        print(f"wrote guides/pictures/{name}: {len(data)} bytes")
        if len(data) > LARGEST[name]:
            print(f"that is more than {LARGEST[name]}", file=sys.stderr)
            return 1
    return 0


def opened(lab, browser, exercise, size, **options):
    """A solved exercise, run from top to bottom without a fault."""
    nbformat.write(solved_release(exercise), lab.folder / "notebook.ipynb")
    viewport = dict(zip(("width", "height"), size, strict=True))
    screen = Screen(browser, lab, "notebook.ipynb", alone=True, viewport=viewport, **options)
    screen.page.wait_for_timeout(1000)
    screen.run_all()
    found = faults(screen.shown())
    if found:
        raise SystemExit("\n".join(found))
    return screen


def panel_cell(screen, call):
    """Place of the panel's cell that calls this function."""
    (index,) = screen.where(
        lambda c: "panel" in c.metadata.get("tags", []) and c.source.startswith(call + "(")
    )
    return index


def exercise_1(lab, browser):
    """From the words of the last check above the descent lab to the lab's end."""
    screen = opened(
        lab, browser, "ex_01_mlp_backprop", (WIDTH, 1700), device_scale_factor=SHARPNESS
    )
    panel = panel_cell(screen, "descent_lab")
    check = max(i for i in screen.where(lambda c: "with Check(" in c.source) if i < panel)
    lab_panel = screen.output(panel)
    lab_panel.get_by_role("button", name="jumps from side to side").click()
    lab_panel.get_by_role("slider", name="learning rate").fill(f"{math.log10(LEARNING_RATE):.3f}")
    for _ in range(25):
        lab_panel.get_by_role("button", name="Step").click()
    expect(lab_panel).to_contain_text("After 25 steps")
    screen.select(0)  # so that no frame of a selected cell is in the picture
    words = screen.output(check)
    words.evaluate("output => output.scrollIntoView({block: 'start'})")
    screen.page.mouse.move(0, 0)
    end = screen.cell(panel).bounding_box()
    top = words.bounding_box()["y"]
    clip = {"x": end["x"], "width": end["width"], "y": top}
    clip["height"] = end["y"] + end["height"] - top
    image = Image.open(io.BytesIO(screen.page.screenshot(clip=clip)))
    return saved(image.convert("RGB").quantize(128), "png", optimize=True)


def playground(lab, browser):
    """The playground of exercise 3 while it learns; half-way an activation is changed."""
    screen = opened(
        lab, browser, "ex_03_classification", (1150, 1250), reduced_motion="no-preference"
    )
    index = panel_cell(screen, "playground")
    panel = screen.output(index).locator(".mlplab-panel")
    screen.output(index).evaluate("output => output.scrollIntoView({block: 'start'})")
    panel.get_by_role("button", name="units die, and no error tells").click()
    preset = panel.get_by_role("textbox")
    preset.fill(SPIRALS)
    preset.press("Enter")
    panel.get_by_role("button", name="Play", exact=True).click()
    frames = []
    for i in range(FRAMES):
        if i == CHANGED:
            panel.get_by_role("combobox", name="activation 1").select_option("relu")
        screen.page.wait_for_timeout(APART)
        image = Image.open(io.BytesIO(panel.screenshot())).convert("RGB")
        frames.append(image.resize((round(image.width * SMALLER), round(image.height * SMALLER))))
    last = frames[-1].quantize(64)  # one palette for all: nothing flickers
    shown = [f.quantize(palette=last, dither=Image.Dither.NONE) for f in frames]
    return saved(
        shown[0], "gif", save_all=True, append_images=shown[1:], duration=APART, optimize=True
    )


def saved(image, kind, **options):
    """The bytes of an image file."""
    data = io.BytesIO()
    image.save(data, kind, **options)
    return data.getvalue()


if __name__ == "__main__":
    sys.exit(main())
