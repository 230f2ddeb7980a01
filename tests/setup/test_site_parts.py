"""The parts of the static site match the lock, and no file in it names a registry."""

import json
import re
import subprocess
import sys


def test_the_site_s_parts_agree_with_the_lock(project, real_start):
    parts = json.loads((project / "deploy" / "site" / "parts.json").read_text(encoding="utf-8"))
    locked = {pin.split("==")[0] for pin in real_start.pins()}
    assert set(parts["pure"]) <= locked and len(parts["pure"]) > 10
    sums = [parts["carrier"]["sha256"], parts["kernel"]["sha256"], *parts["core"].values()]
    sums += [wheel["sha256"] for wheel in parts["wheels"].values()]
    assert len(sums) > 15 and all(re.fullmatch("[0-9a-f]{64}", one) for one in sums)


def test_the_learner_s_jupyterlab_has_no_part_that_only_the_site_can_load(real_start):
    assert not [pin for pin in real_start.pins() if pin.startswith("jupyterlite-pyodide-kernel")]


def test_a_built_site_says_what_it_was_built_from(project, real_start, tmp_path):
    for name in ("notebooks/favicon.ico", "notebooks/index.html", "service-worker.js", "static/x"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    code = "import sys, pathlib as p; sys.path.insert(0, 'deploy/site'); import build; "
    command = [sys.executable, "-c", code + "build.pages(p.Path(sys.argv[1]))", tmp_path]
    subprocess.run(command, cwd=project, check=True)
    assert real_start.is_current(tmp_path)


def test_no_file_of_deploy_names_a_registry(project):
    files = [p for p in (project / "deploy").rglob("*") if p.is_file() and p.suffix != ".pyc"]
    assert files
    for path in files:
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"pypi\.org|pythonhosted|registry\.npmjs|/simple/", text), path
