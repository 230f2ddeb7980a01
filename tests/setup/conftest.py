"""The project as another person would receive it: copies, and start.py as a module."""

import importlib.util
import shutil
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
GOES_ALONG = (
    *("start.py", "pyproject.toml", "requirements.lock", "environment.yml"),
    *("README.md", "LICENSE", "lib", "data"),
)


@pytest.fixture(scope="session")
def project():
    """Return the project's folder."""
    return ROOT


@pytest.fixture
def copy_of_project(tmp_path):
    """Copy everything needed to build, install, and start the project."""
    copy = tmp_path / "copy"
    copy.mkdir()
    for name in GOES_ALONG:
        here = ROOT / name
        if here.is_dir():
            shutil.copytree(here, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(here, copy)
    return copy


def load_start(folder):
    """Return the module start.py of a given folder."""
    spec = importlib.util.spec_from_file_location("start", folder / "start.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def start(tmp_path, monkeypatch):
    """Return start.py in a separate folder, with a small lock and no environment."""
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    folder = tmp_path / "project"
    folder.mkdir()
    shutil.copy(ROOT / "start.py", folder)
    (folder / "pyproject.toml").write_text("[project]\n")
    (folder / "requirements.lock").write_text(
        "attrs==26.1.0 \\\n    --hash=sha256:00\n"
        "pywinpty==3.1.2 ; os_name == 'nt' \\\n    --hash=sha256:11\n"
    )
    return load_start(folder)


@pytest.fixture(scope="session")
def real_start():
    """Return this project's start.py."""
    return load_start(ROOT)
