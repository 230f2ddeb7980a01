"""pyproject.toml, requirements.lock and environment.yml name the same versions, and they install."""

import itertools
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from types import SimpleNamespace

import pytest
from ruamel.yaml import YAML
from traitlets.utils.importstring import import_item

from minimum_contacts.lessons.kernel_socket import PromptConnection


@pytest.fixture(scope="module")
def lock(project):
    """Return the text of the lock."""
    return (project / "requirements.lock").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def conda(project):
    """Return environment.yml as conda parses it."""
    return YAML(typ="safe").load(project / "environment.yml")


@pytest.fixture(scope="module")
def declared(project):
    """Return the contents of pyproject.toml."""
    return tomllib.loads((project / "pyproject.toml").read_text(encoding="utf-8"))


def pip_section(conda):
    """Return the requirements that conda passes to pip."""
    return next(entry["pip"] for entry in conda["dependencies"] if isinstance(entry, dict))


def canonical(name):
    """Return a package's name in normalized form."""
    return re.sub(r"[-_.]+", "-", name).lower()


def test_environment_yml_is_the_lock_without_hashes(conda, real_start):
    *listed, project_itself = pip_section(conda)
    assert listed == real_start.pins()
    assert project_itself == "-e ."


def test_environment_yml_is_as_the_lock_command_writes_it(project, real_start):
    assert (project / "environment.yml").read_text(encoding="utf-8") == real_start.conda_file()


def test_environment_yml_asks_for_a_python_that_is_supported(conda, declared):
    assert conda["name"] == "minimum-contacts" and conda["channels"] == ["conda-forge"]
    assert "python=3.11" in conda["dependencies"]  # exact; otherwise repo2docker chooses one
    assert declared["project"]["requires-python"] == ">=3.11"


def test_the_citation_names_the_version_and_the_workflow_what_there_is(project, declared):
    """CITATION.cff follows pyproject.toml, and CI runs folders of tests that exist."""
    yaml = YAML(typ="safe")
    cited = yaml.load(project / "CITATION.cff")
    assert cited["version"] == declared["project"]["version"]
    assert cited["authors"][0]["name"] in (project / "LICENSE").read_text(encoding="utf-8")
    jobs = (project / ".github/workflows/tests.yml").read_text(encoding="utf-8")
    assert all((project / one).is_dir() for one in re.findall(r"tests/\w+", jobs))
    assert set(yaml.load(jobs)["jobs"]) == {"short-form", "systems", "style"}


def test_every_direct_dependency_is_in_the_lock_at_that_version(declared, real_start):
    project = declared["project"]
    extras = project["optional-dependencies"]
    direct = itertools.chain(project["dependencies"], *extras.values())
    locked = {}
    for pin in real_start.pins():
        name, version = pin.split(" ;")[0].strip().split("==")
        locked.setdefault(canonical(name), []).append(version)
    for requirement in direct:
        name, version = requirement.split("==")
        assert locked.get(canonical(name)) == [version], requirement


def test_every_pin_has_a_hash_and_nothing_else_is_in_the_lock(lock, real_start):
    code = "\n".join(line for line in lock.splitlines() if not line.startswith("#"))
    entries = re.split(r"\n(?=\S)", code.strip())
    assert len(entries) == len(real_start.pins()) > 100
    for entry in entries:
        first, *hashes = re.split(r" ?\\\n +", entry)
        assert "==" in first and hashes, first
        assert all(re.fullmatch(r"--hash=sha256:[0-9a-f]{64}", line) for line in hashes), first


def test_the_lock_and_environment_yml_name_no_place(lock, project):
    """The lock and environment.yml name no index and no folder; "httpx" and "httpcore" are packages."""
    for text in (lock, (project / "environment.yml").read_text(encoding="utf-8")):
        assert not re.search(r"://|index-url|find-links|trusted-host|/(home|root|opt|Users)/", text)


def test_a_learners_own_server_leaves_out_what_only_a_school_needs():
    """A learner's server leaves the school's extensions off; settings files apply in name order."""
    folder, on = Path(sys.prefix, "etc", "jupyter", "jupyter_server_config.d"), {}
    for file in sorted(folder.glob("*.json")):
        on |= json.loads(file.read_text())["ServerApp"]["jpserver_extensions"]
    wanted = {name for name, is_on in on.items() if is_on}
    assert "jupyterlab" in wanted and len(on) > len(wanted)
    assert not any(name.startswith(("nbgrader", "nbgitpuller")) for name in wanted)


def test_a_server_lets_nothing_small_wait(project, tmp_path):
    """A learner's own server is tested by its actual settings, and the others by their files."""
    own = {k: v for k, v in os.environ.items() if not k.startswith("JUPYTER")}
    env = {**own, "JUPYTER_CONFIG_DIR": str(tmp_path), "HOME": str(tmp_path)}
    command = [sys.executable, "-m", "jupyterlab", "--show-config-json"]
    done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=60)
    school = project / "deploy/hub/server/jupyter_server_config.json"
    named = [
        json.loads(text)["ServerApp"]["kernel_websocket_connection_class"]
        for text in (done.stdout, school.read_text())
    ]
    voila = (project / "deploy/voila/voila.py").read_text()
    named += re.findall(r'^c\.Voila\.kernel_websocket_connection_class = "(.*)"$', voila, re.M)
    assert [import_item(name) for name in named] == [PromptConnection] * 3


def test_what_a_kernel_says_reaches_the_page_at_once(monkeypatch):
    """The connection turns off Nagle's algorithm before it connects."""
    did = []
    monkeypatch.setattr(PromptConnection.__base__, "connect", lambda self: did.append("connect"))
    handler = SimpleNamespace(set_nodelay=lambda on: did.append(on))
    monkeypatch.setattr(PromptConnection, "websocket_handler", handler)
    PromptConnection.__new__(PromptConnection).connect()
    assert did == [True, "connect"]


@pytest.mark.timeout(900)
def test_environment_yml_installs_in_a_fresh_environment(conda, copy_of_project, tmp_path):
    requirements = copy_of_project / "condaenv.requirements.txt"  # the path that conda uses
    requirements.write_text("\n".join(pip_section(conda)))
    fresh = tmp_path / "fresh"
    python = fresh / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    uv = [sys.executable, "-m", "uv"]
    env = {k: v for k, v in os.environ.items() if k not in ("VIRTUAL_ENV", "PYTHONPATH")}

    def run(*command):
        done = subprocess.run(
            command, cwd=copy_of_project, env=env, capture_output=True, text=True, timeout=800
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    run(*uv, "venv", "-q", "--python", sys.executable, fresh)
    run(*uv, "pip", "install", "-q", "--python", python, "-r", requirements)
    look = "import jurisdiction, pydantic; print(jurisdiction.__file__, pydantic.VERSION)"
    where, version = run(python, "-c", look).split()
    shutil.rmtree(fresh)
    assert where.startswith(str(copy_of_project / "lib"))
    assert f"pydantic=={version}" in pip_section(conda)
