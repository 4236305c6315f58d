"""Texts and code are formatted and spelled alike; the same hooks run before a commit."""

import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
TOOLS = {
    "ruff check": ["ruff", "check", "--quiet"],
    "ruff format": ["ruff", "format", "--check", "--quiet"],
    "codespell": ["codespell"],
    "oxlint": ["oxlint", "--deny-warnings"],
}
WHERE = {"codespell": [], "oxlint": ["mlplab/panels/front"]}
SLIPS = {"oxlint": ("slip.js", "const unused = 1;\n")}


def run(tool, *args, cwd=ROOT):
    name, *options = TOOLS[tool]
    return subprocess.run([BIN / name, *options, *args], cwd=cwd, capture_output=True, text=True)


@pytest.mark.parametrize("tool", TOOLS)
def test_everything_is_clean(tool):
    done = run(tool, *WHERE.get(tool, ["."]))
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("tool", TOOLS)
def test_a_planted_slip_is_caught(tool, tmp_path):
    word = "teh"  # codespell:ignore teh
    name, text = SLIPS.get(tool, ("slip.py", f"import os\nx  =  1  # {word} slip\n"))
    (tmp_path / name).write_text(text)
    assert run(tool, str(tmp_path / name)).returncode != 0


def test_the_hooks_before_a_commit_run_the_same_tools():
    config = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text())
    hooks = {h["id"]: h["entry"] for repo in config["repos"] for h in repo["hooks"]}
    assert set(hooks) == {"ruff-check", "ruff-format", "codespell", "oxlint", "generated"}
    for entry in hooks.values():
        assert entry.startswith(".venv/bin/")
