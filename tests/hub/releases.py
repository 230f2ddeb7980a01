"""A release of the suite as a git repository, as an image holds one."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def git(folder: Path, *words: str) -> None:
    """Run git in a folder, as somebody whose settings are those of nobody."""
    who = ["-c", "user.name=A Teacher", "-c", "user.email=teacher@example.invalid"]
    who += ["-c", "safe.directory=*"]  # a test may have given the folder away
    env = os.environ | {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    subprocess.run(["git", *who, *words], cwd=folder, env=env, check=True, capture_output=True)


def first_release(folder: Path) -> Path:
    """Create a repository with the present notebooks."""
    leave = shutil.ignore_patterns(".ipynb_checkpoints", "instructor")
    shutil.copytree(ROOT / "notebooks", folder / "notebooks", ignore=leave)
    git(folder, "init", "--initial-branch=main")
    release(folder, "First")
    return folder


def release(folder: Path, words: str) -> None:
    """Put everything that stands in the folder into the next release."""
    git(folder, "add", "--all")
    git(folder, "commit", "-m", words)
