"""Let two panels play for minutes: ``python tests/panel_soak.py [minutes]``.

Every minute it prints the memory of the kernel and of the page's script, pictures painted, and the
time from a key press to its picture; in the end the size of the saved notebook before
and after. Exits 1 when something has grown.
"""

import contextlib
import sys
import tempfile
import time
from pathlib import Path

import nbformat
from browser import Screen, chromium, jupyterlab
from panel_speed import SHOW, WATCH, pressed, spread

PANELS = ("playground of exercise 1", "flow")
GROWTH = 1.1  # what memory after the first minute may be multiplied by until the end


def main():
    """Play and print; return the exit status."""
    minutes = float(sys.argv[1]) if len(sys.argv) > 1 else 10.0
    metadata = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
    cells = [nbformat.v4.new_code_cell(SHOW.format(panel=name)) for name in PANELS]
    nb = nbformat.v4.new_notebook(metadata=metadata, cells=cells)
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        path = Path(folder) / "soak.ipynb"
        nbformat.write(nb, path)
        with jupyterlab(folder) as lab:
            options = {"viewport": {"width": 1280, "height": 2600}}
            screen = Screen(browser, lab, path.name, reduced_motion="no-preference", **options)
            screen.page.wait_for_timeout(1000)
            screen.run_all()
            saved = [size(screen, path)]
            figures = played(screen, minutes)
            saved.append(size(screen, path))
    print(f"saved notebook: {saved[0]} bytes before, {saved[1]} after")
    grown = [after / first for first, after in zip(figures[0], figures[-1], strict=True)]
    print("growth of memory since the first minute: " + ", ".join(f"{g:.3f}" for g in grown))
    return int(max(grown) > GROWTH or saved[1] > 1.02 * saved[0] or bool(screen.complaints))


def played(screen, minutes):
    """Play both panels; return memory of kernel and page, in MB, for each minute."""
    page, figures = screen.page, []
    panels = page.locator(".mlplab-panel")
    for i in range(len(PANELS)):
        panels.nth(i).locator(".prediction button").first.click()
        panels.nth(i).get_by_role("button", name="Play", exact=True).click()
    page.evaluate(WATCH, ".mlplab-panel")
    debugger = page.context.new_cdp_session(page)
    end = time.monotonic() + 60 * minutes
    while time.monotonic() < end:
        before = [int(panels.nth(i).get_attribute("data-painted")) for i in range(len(PANELS))]
        page.wait_for_timeout(50_000)
        after = [int(panels.nth(i).get_attribute("data-painted")) for i in range(len(PANELS))]
        _, _, waits = pressed(page, panels.first.locator("input[type=range]:visible").first)
        panels.nth(1).get_by_role("slider").first.press("ArrowRight")  # a touch keeps it awake
        debugger.send("HeapProfiler.collectGarbage")
        heap = page.evaluate("performance.memory.usedJSHeapSize") / 1e6
        figures.append((kernel_memory(), heap))
        rates = " ".join(f"{(b - a) / 50:5.1f}" for a, b in zip(before, after, strict=True))
        kernel, heap = figures[-1]
        print(f"kernel {kernel:6.1f} MB, page {heap:6.1f} MB, paints/s {rates}, {spread(waits)} ms")
    return figures


def kernel_memory():
    """Resident memory of the largest kernel, in MB."""
    found = [0.0]
    for path in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError, StopIteration):
            if b"ipykernel_launcher" in (path / "cmdline").read_bytes():
                lines = (path / "status").read_text().splitlines()
                found.append(int(next(x for x in lines if x.startswith("VmRSS")).split()[1]) / 1e3)
    return max(found)


def size(screen, path):
    """Save the notebook and return its size in bytes."""
    before = path.stat().st_mtime_ns
    screen.page.keyboard.press("Control+s")
    for _ in range(100):
        screen.page.wait_for_timeout(100)
        if path.stat().st_mtime_ns != before and path.stat().st_size:
            break
    return path.stat().st_size


if __name__ == "__main__":
    sys.exit(main())
