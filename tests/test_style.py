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
}


def run(tool, *args, cwd=ROOT):
    name, *options = TOOLS[tool]
    return subprocess.run([BIN / name, *options, *args], cwd=cwd, capture_output=True, text=True)


@pytest.mark.parametrize("tool", TOOLS)
def test_everything_is_clean(tool):
    done = run(tool, *([] if tool == "codespell" else ["."]))
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("tool", TOOLS)
def test_a_planted_slip_is_caught(tool, tmp_path):
    word = "teh"  # codespell:ignore teh
    (tmp_path / "slip.py").write_text(f"import os\nx  =  1  # {word} slip\n")
    assert run(tool, str(tmp_path / "slip.py")).returncode != 0


def test_the_hooks_before_a_commit_run_the_same_tools():
    config = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text())
    hooks = {h["id"]: h["entry"] for repo in config["repos"] for h in repo["hooks"]}
    assert set(hooks) == {"ruff-check", "ruff-format", "codespell", "generated"}
    for entry in hooks.values():
        assert entry.startswith(".venv/bin/")
