"""A release of the suite as a git repository, as in an image."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def git(folder: Path, *words: str) -> None:
    """Run git in a folder, without any user's settings."""
    who = ["-c", "user.name=A Teacher", "-c", "user.email=teacher@example.invalid"]
    who += ["-c", "safe.directory=*"]  # a test may have changed the folder's owner
    env = os.environ | {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    subprocess.run(["git", *who, *words], cwd=folder, env=env, check=True, capture_output=True)


def first_release(folder: Path) -> Path:
    """Create a repository with the current notebooks."""
    leave = shutil.ignore_patterns(".ipynb_checkpoints", "instructor")
    shutil.copytree(ROOT / "notebooks", folder / "notebooks", ignore=leave)
    git(folder, "init", "--initial-branch=main")
    release(folder, "First")
    return folder


def release(folder: Path, words: str) -> None:
    """Commit the folder's contents as the next release."""
    git(folder, "add", "--all")
    git(folder, "commit", "-m", words)
