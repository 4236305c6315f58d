"""Measure the panels in a real JupyterLab: ``python tests/panel_speed.py [seconds]``.

For each panel, playing in headless Chromium: pictures painted per second, the time from a key press
to the first picture that knows of it, the same after half a minute (a backlog would show), and the
processor time of the kernel when paused. Beside it the same picture drawn anew for each move of a
slider with ``interact``, the plain way. Then epochs and pictures of two networks without a page.
"""

import contextlib
import json
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

import nbformat
import numpy as np
import panel_functions as own
from browser import ROOT, Screen, chromium, jupyterlab

from mlplab.panels.nets import Passes, hidden_outputs, start

MOVES, PAUSE = 40, 120  # key presses, and milliseconds between them
PANELS = {  # a panel of panel_functions, settings on top
    "playground": {},
    "playground 6x8": {f"units{i}": 8 for i in range(1, 7)} | {"layers": 6},
    "flow": {},
    "race": {},
    "activation": {},
    "stepper": {},
    "descent": {},
    "warp": {},
    "map": {"budget": 300},
    "stopping": {},
}
SHOW = f"""
import sys; sys.path.insert(0, {str(ROOT / "tests")!r})
import torch, panel_functions as own
from mlplab.panels.show import show
model = own.models()[{{panel!r}}]()
show(model)
"""
INTERACT = f"""
import sys; sys.path.insert(0, {str(ROOT / "tests")!r})
import numpy as np, matplotlib.pyplot as plt, panel_functions as own
from ipywidgets import interact, FloatSlider
from mlplab.panels import points
from mlplab.panels.nets import start
X, y, _ = points.make("moons", 0.08, 0)
grid = np.linspace(-1.2, 1.2, 48)
xx, yy = np.meshgrid(grid, grid)
net, acts = start([2, 6, 6, 1], "he", 1, 0), [own.RELU] * 2

def redraw(lr):
    for _ in range(25):
        out, cache = own.mlp_forward(net.pairs, X[:10], acts)
        grads = own.mlp_backward(net.pairs, cache, own.bce_with_logits(out, y[:10, None])[1], acts)
        for (W, b), (dW, db) in zip(net.pairs, grads):
            W -= lr * dW; b -= lr * db
    z = own.mlp_forward(net.pairs, np.column_stack([xx.ravel(), yy.ravel()]), acts)[0]
    fig, axes = plt.subplots(1, 2, figsize=(9, 3.5))
    axes[0].contourf(xx, yy, z.reshape(xx.shape), cmap="PuOr")
    axes[0].scatter(*X[:250].T, c=y[:250]); axes[1].plot(np.abs(z[:200])); plt.show()

interact(redraw, lr=FloatSlider(min=0.01, max=1, step=0.01, value=0.1));
"""
WATCH = """(selector) => {
  const box = document.querySelector(selector);
  window.seen = { paints: [], waits: [] };
  let pressed = null;
  box.addEventListener("keydown", () => (pressed = performance.now()), true);
  new MutationObserver(() => {
    const now = performance.now();
    window.seen.paints.push(now);
    if (pressed !== null && Number(box.dataset.heard) >= Number(box.dataset.asked)) {
      window.seen.waits.push(now - pressed);
      pressed = null;
    }
  }).observe(box, { attributes: true, attributeFilter: ["data-painted"] });
}"""
WATCH_PICTURES = """(selector) => {
  window.seen = { paints: [], waits: [], pressed: 0, last: 0 };
  const box = document.querySelector(selector);
  let pressed = null;
  document.addEventListener("keydown", () => (pressed = seen.pressed = performance.now()), true);
  new MutationObserver((changes) => {
    for (const { addedNodes } of changes) for (const node of addedNodes) {
      const image = node.tagName === "IMG" ? node : node.querySelector?.("img");
      if (image) image.decode().then(() => requestAnimationFrame(() => {
        const now = performance.now();
        window.seen.paints.push((seen.last = now));
        if (pressed !== null) window.seen.waits.push(now - pressed);
        pressed = null;
      }));
    }
  }).observe(box, { childList: true, subtree: true });
}"""


def main():
    """Measure and print; return the exit status."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 10.0
    only = sys.argv[2:]
    cells = {name: SHOW.format(panel=name.removesuffix(" 6x8")) for name in PANELS}
    cells["interact"] = INTERACT
    cells = {name: text for name, text in cells.items() if not only or name in only}
    with (
        tempfile.TemporaryDirectory() as folder,
        chromium() as browser,
        jupyterlab(folder) as lab,
    ):
        print(f"{'':16} paints/s   key to picture, ms      after {3 * seconds:.0f} s   paused")
        print(f"{'':16}            median   p95           median  p95      CPU %")
        for name, text in cells.items():
            measured(browser, lab, name, text, seconds)
    if not only:
        without_a_page()
    return 0


def measured(browser, lab, name, text, seconds):
    """Open one panel alone in a notebook of its own, and print its line."""
    metadata = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
    nb = nbformat.v4.new_notebook(metadata=metadata, cells=[nbformat.v4.new_code_cell(text)])
    nbformat.write(nb, lab.folder / "one.ipynb")
    screen = Screen(browser, lab, "one.ipynb", alone=True, reduced_motion="no-preference")
    page = screen.page
    page.wait_for_timeout(1000)
    screen.run_all()
    if name == "interact":
        slider = screen.output(0).get_by_role("slider").first
        page.wait_for_timeout(1500)
        page.evaluate(WATCH_PICTURES, ".jp-Notebook")
        alone = [pressed(page, slider, 1)[2] for _ in range(8)]
        _, rate, _ = pressed(page, slider)
        page.wait_for_timeout(5000)
        late = page.evaluate("window.seen.last - window.seen.pressed")
        waits = [wait for waits in alone for wait in waits]
        print(f"{name:16} {rate:8.1f}   {spread(waits)}     after {MOVES} keys {late:.0f} ms late")
    else:
        panel = screen.output(0).locator(".mlplab-panel")
        if panel.locator(".prediction button:enabled").count():
            panel.locator(".prediction button").first.click()
        preset = " ".join(f"{k}={v}" for k, v in PANELS[name].items())
        if preset:
            box = panel.get_by_role("textbox")
            box.fill(f"{name.split()[0]} {preset}")
            box.press("Enter")
            page.wait_for_timeout(500)
        panel.get_by_role("button", name="Play", exact=True).click()
        page.wait_for_timeout(1000)
        page.evaluate(WATCH, ".mlplab-panel")
        rate = painted(page, seconds)
        slider = panel.locator("input[type=range]:visible").first
        _, _, waits = pressed(page, slider)
        again(page, panel)
        painted(page, 2 * seconds)
        _, _, late = pressed(page, slider)
        stop = panel.get_by_role("button", name="Pause", exact=True)
        if stop.count():
            stop.click()
        page.wait_for_timeout(1000)
        idle = processor_share(lab, 5)
        print(f"{name:16} {rate:8.1f}   {spread(waits)}     {spread(late)}   {idle:5.1f}")
    assert not screen.complaints, screen.complaints
    screen.close()
    for session in lab.ask("api/sessions"):
        lab.ask(f"api/sessions/{session['id']}", "DELETE")


def painted(page, seconds):
    """Pictures per second while nobody touches anything."""
    page.evaluate("window.seen.paints = []")
    page.wait_for_timeout(1000 * seconds)
    times = page.evaluate("window.seen.paints")
    return 1000 * (len(times) - 1) / (times[-1] - times[0]) if len(times) > 1 else 0.0


def pressed(page, slider, moves=MOVES):
    """Press arrow keys on a slider; return pictures, pictures per second and waits in ms."""
    slider.focus()
    page.evaluate("window.seen.paints = []; window.seen.waits = []")
    for i in range(moves):
        page.keyboard.press("ArrowRight" if i % 8 < 4 else "ArrowLeft")
        page.wait_for_timeout(PAUSE)
    page.wait_for_timeout(1500)
    seen = page.evaluate("window.seen")
    times = seen["paints"]
    rate = 1000 * (len(times) - 1) / (times[-1] - times[0]) if len(times) > 1 else 0.0
    return len(times), rate, seen["waits"]


def again(page, panel):
    """Go on playing where a panel has come to its end."""
    play = panel.get_by_role("button", name="Play", exact=True)
    if play.count():
        panel.get_by_role("button", name="Rewind").click()
        play.click()


def spread(waits):
    """Median and 95th percentile."""
    if len(waits) < 2:
        return "     -      -"
    return f"{statistics.median(waits):6.0f} {np.percentile(waits, 95):6.0f}"


def processor_share(lab, seconds):
    """Per cent of one processor that the only kernel uses."""
    before = kernel_ticks(lab)
    time.sleep(seconds)
    return 100 * (kernel_ticks(lab) - before) / os.sysconf("SC_CLK_TCK") / seconds


def kernel_ticks(lab):
    """Processor time of all kernels that this server has started."""
    total = 0
    for path in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            words = (path / "cmdline").read_bytes()
            if b"ipykernel_launcher" in words:
                fields = (path / "stat").read_text().rsplit(")", 1)[1].split()
                total += int(fields[11]) + int(fields[12])
    return total


# ----------------------------------------------------------------------------- without a page


def without_a_page():
    """One epoch (250 points, batch 10) and one picture (100 by 100, all units) of two networks."""
    print("\nmilliseconds         one epoch   one picture")
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(250, 2)), rng.integers(0, 2, 250)
    grid = rng.normal(size=(10_000, 2))
    given = Passes(binary=True)
    mine = Passes(own.mlp_forward, own.mlp_backward, own.bce_with_logits, binary=True)
    results = {}
    for sizes in ([2, 4, 2, 1], [2, *[8] * 6, 1]):
        for whose, passes in (("learner's", mine), ("given", given)):
            net, acts = start(sizes, "xavier", 1.0, 0), [own.TANH] * (len(sizes) - 2)

            def epoch(net=net, acts=acts, passes=passes):
                for i in range(0, 250, 10):
                    _, gradient = passes.slopes(net, X[i : i + 10], y[i : i + 10], acts)
                    net.vector -= 0.03 * gradient

            def picture(net=net, acts=acts, passes=passes):
                hidden_outputs(passes, net, grid, acts)

            name = f"{'-'.join(map(str, sizes))} {whose}"
            results[name] = best(epoch), best(picture)
            print(f"{name:26} {results[name][0]:6.2f}   {results[name][1]:8.2f}")
    print(json.dumps(results))


def best(action, repeats=60):
    """Median milliseconds, after a warm-up."""
    for _ in range(5):
        action()
    times = []
    for _ in range(repeats):
        begin = time.perf_counter()
        action()
        times.append(1000 * (time.perf_counter() - begin))
    return statistics.median(times)


if __name__ == "__main__":
    sys.exit(main())
