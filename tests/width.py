"""The width from which PyTorch needs less time per step than NumPy: ``tests/width.py``.

Runs the benchmark of exercise 4 with the instructor's solutions: one training step of a network
64-w-w-10 on 64 samples in float64, one thread on the processor.
"""

import contextlib
import io
import os
import sys
import warnings
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")  # before NumPy and PyTorch are imported
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import corpus
import torch

WIDTHS = [8, 16, 32, 64, 128, 256, 512, 1024]


def main():
    """Print microseconds per step and width, and where each device overtakes NumPy."""
    with contextlib.redirect_stdout(io.StringIO()):
        given = corpus.names("ex_04_pytorch_mlp")
    devices = {"NumPy": None, "PyTorch on the processor": torch.device("cpu")}
    if torch.cuda.is_available():
        devices[f"PyTorch on {torch.cuda.get_device_name(0)} (CUDA)"] = torch.device("cuda")
    rows = {
        label: [given["step_seconds"](width, device) for width in WIDTHS]
        for label, device in devices.items()
    }
    room = max(map(len, rows))
    print(f"{'µs per step at width':{room}}", *(f"{width:>8}" for width in WIDTHS))
    for label, row in rows.items():
        print(f"{label:{room}}", *(f"{1e6 * seconds:8.0f}" for seconds in row))
    numpy, *others = rows
    for label in others:
        width = given["overtakes"](WIDTHS, rows[numpy], rows[label])
        where = f"from width {width} on" if width else f"from no width up to {WIDTHS[-1]} on"
        print(f"{label} needs less time than {numpy} {where}.")
    if len(others) == 1:
        print("There is no CUDA device here.")


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    main()
