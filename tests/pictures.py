"""Make the picture of the README, guides/pictures/exercise_1.png: ``python tests/pictures.py``.

A solved exercise 1 in a real JupyterLab: a check that passed, a figure, and the panel beneath.
"""

import io
import math
import sys
import tempfile
from pathlib import Path

import nbformat
from browser import ROOT, Screen, chromium, faults, jupyterlab, solved_release
from PIL import Image
from playwright.sync_api import expect

EXERCISE = "ex_01_mlp_backprop"
OUT = ROOT / "guides" / "pictures" / "exercise_1.png"
LEARNING_RATE = 1.9  # just below the limit: the path jumps from side to side and still arrives
WIDTH, SHARPNESS = 900, 2  # pixels of the page, and of the picture per pixel of the page
LARGEST = 250_000  # bytes


def main():
    """Make the picture; return the exit status."""
    with tempfile.TemporaryDirectory() as folder:
        nbformat.write(solved_release(EXERCISE), Path(folder) / "notebook.ipynb")
        size = {"width": WIDTH, "height": 1400}
        with jupyterlab(folder) as lab, chromium() as browser:
            screen = Screen(
                browser, lab, "notebook.ipynb",
                alone=True, viewport=size, device_scale_factor=SHARPNESS,
            )  # fmt: skip
            screen.run_all()
            found = faults(screen.shown())
            if found:
                print("\n".join(found), file=sys.stderr)
                return 1
            picture = taken(screen)
    OUT.parent.mkdir(parents=True, exist_ok=True)
    picture.convert("RGB").quantize(128).save(OUT, optimize=True)
    print(f"wrote {OUT.relative_to(ROOT)}: {picture.size}, {OUT.stat().st_size} bytes")
    return 0 if OUT.stat().st_size < LARGEST else 1


def taken(screen):
    """The screen from the words of the last check above the panel to the panel's end."""
    (panel,) = screen.where(lambda cell: "panel" in cell.metadata.get("tags", []))
    check = max(i for i in screen.where(lambda c: "with Check(" in c.source) if i < panel)
    slider = screen.output(panel).get_by_role("slider", name="learning rate")
    slider.fill(f"{math.log10(LEARNING_RATE):.3f}")
    expect(screen.output(panel)).to_contain_text("side to side")
    screen.select(0)  # so that no frame of a selected cell is in the picture
    words = screen.output(check)
    words.evaluate("output => output.scrollIntoView({block: 'start'})")
    screen.page.mouse.move(0, 0)
    end = screen.cell(panel).bounding_box()
    top = words.bounding_box()["y"]
    clip = {
        "x": end["x"],
        "width": end["width"],
        "y": top,
        "height": end["y"] + end["height"] - top,
    }
    return Image.open(io.BytesIO(screen.page.screenshot(clip=clip)))


if __name__ == "__main__":
    sys.exit(main())
