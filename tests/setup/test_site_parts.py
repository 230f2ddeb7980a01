"""What the static site is made of agrees with the lock, and nothing in it names a registry."""

import json
import re


def test_the_site_s_parts_agree_with_the_lock(project, real_start):
    parts = json.loads((project / "deploy" / "site" / "parts.json").read_text(encoding="utf-8"))
    locked = {pin.split("==")[0] for pin in real_start.pins()}
    assert set(parts["pure"]) <= locked and len(parts["pure"]) > 10
    sums = [parts["carrier"]["sha256"], parts["kernel"]["sha256"], *parts["core"].values()]
    sums += [wheel["sha256"] for wheel in parts["wheels"].values()]
    assert len(sums) > 15 and all(re.fullmatch("[0-9a-f]{64}", one) for one in sums)


def test_the_learner_s_jupyterlab_has_no_part_that_only_the_site_can_load(real_start):
    assert not [pin for pin in real_start.pins() if pin.startswith("jupyterlite-pyodide-kernel")]


def test_no_file_of_deploy_names_a_registry(project):
    files = [p for p in (project / "deploy").rglob("*") if p.is_file() and p.suffix != ".pyc"]
    assert files
    for path in files:
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"pypi\.org|pythonhosted|registry\.npmjs|/simple/", text), path
