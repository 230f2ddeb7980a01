"""The files in deploy/hub use existing settings and paths, and admit no one by default.

The charts' own checks require the network, so the settings we use are listed here as they appear in
`values.schema.yaml` of zero-to-jupyterhub-k8s (commit 02dd73d; the egress rules are those of chart 4.1.0) and
in `configurer.py` of the-littlest-jupyterhub (commit 3eeb028).
"""

from __future__ import annotations

import importlib.util
import json
import re
from pathlib import Path
from typing import Any

import pytest
from class_hub import HUB, ROOT
from jupyter_server.serverapp import ServerApp
from jupyter_server.services.kernels.kernelmanager import MappingKernelManager
from jupyterhub.app import JupyterHub
from jupyterhub.auth import Authenticator
from jupyterhub.spawner import Spawner
from jupyterlab.labapp import LabApp
from nbgrader.coursedir import CourseDirectory
from nbgrader.exchange.default.exchange import Exchange
from ruamel.yaml import YAML
from traitlets.config import Config

WORD, COUNT, SIZE, YES, MANY, FREE = str, (int, float), str, bool, list, dict
CHART = {
    "hub": {"config": FREE},
    "singleuser": {
        "cmd": WORD,
        "defaultUrl": WORD,
        "startTimeout": COUNT,
        "extraEnv": FREE,
        "image": {"name": WORD, "tag": WORD},
        "lifecycleHooks": {"postStart": FREE, "preStop": FREE},
        "memory": {"guarantee": SIZE, "limit": SIZE},
        "cpu": {"guarantee": COUNT, "limit": COUNT},
        "storage": {
            "type": WORD, "homeMountPath": WORD, "capacity": SIZE,
            "extraVolumes": MANY, "extraVolumeMounts": MANY,
        },
        "networkPolicy": {
            "enabled": YES,
            "egress": MANY,
            "egressAllowRules": {
                "cloudMetadataServer": YES, "dnsPortsCloudMetadataServer": YES,
                "dnsPortsKubeSystemNamespace": YES, "dnsPortsPrivateIPs": YES,
                "nonPrivateIPs": YES, "privateIPs": YES,
            },
        },
    },
    "cull": {"enabled": YES, "timeout": COUNT, "every": COUNT, "maxAge": COUNT, "users": YES},
    "prePuller": {"hook": {"enabled": YES}, "continuous": {"enabled": YES}},
    "scheduling": {
        "userScheduler": {"enabled": YES},
        "podPriority": {"enabled": YES},
        "userPlaceholder": {"enabled": YES, "replicas": COUNT},
    },
    "proxy": {
        "https": {
            "enabled": YES, "type": WORD, "hosts": MANY, "letsencrypt": {"contactEmail": WORD},
        },
    },
}  # fmt: skip
LITTLEST = {
    "users": {"admin": MANY, "allowed": MANY, "banned": MANY, "extra_user_groups": FREE},
    "auth": FREE,
    "https": {"enabled": YES, "letsencrypt": {"email": WORD, "domains": MANY}},
    "limits": {"memory": SIZE, "cpu": COUNT},
    "user_environment": {"default_app": WORD},
    "services": {"cull": {"enabled": YES, "timeout": COUNT, "every": COUNT, "users": YES}},
}
FILES = {
    "z2jh/values.yaml": CHART,
    "z2jh/school.example.yaml": CHART,
    "z2jh/exchange.yaml": CHART,
    "tljh/config.yaml": LITTLEST,
}


def read(name: str) -> dict[str, Any]:
    return YAML(typ="safe").load(HUB / name)


def wrong(found: Any, known: Any, at: str = "") -> list[str]:
    """Return the settings that do not exist or have a value of the wrong type."""
    if not isinstance(known, dict):
        return [] if isinstance(found, known) and (known is YES or found is not True) else [at]
    if not isinstance(found, dict):
        return [at]
    told = [f"{at}.{key}" for key in found if key not in known]
    return told + [
        one for key in found if key in known for one in wrong(found[key], known[key], f"{at}.{key}")
    ]


def settings(found: Any, at: str = "") -> dict[str, Any]:
    """Return every value, by its path."""
    pairs = found.items() if isinstance(found, dict) else enumerate(found)
    told: dict[str, Any] = {}
    for key, value in pairs:
        path = f"{at}.{key}"
        told |= settings(value, path) if isinstance(value, dict | list) else {path: value}
    return told


@pytest.mark.parametrize("name", FILES)
def test_every_setting_exists(name: str) -> None:
    """No key is misspelled or of the wrong type, and the check would detect a misspelled key."""
    assert wrong(read(name), FILES[name]) == []
    assert wrong({**read(name), "culling": {}}, FILES[name]) == [".culling"]


@pytest.mark.parametrize("name", FILES)
def test_no_password_and_nobody_let_in(name: str) -> None:
    """No file contains a secret or names an authenticator that admits anyone who asks."""
    values = settings(read(name))
    for path, value in values.items():
        if re.search(r"(secret|token|password)$", path.lower()):
            assert value in ("CLIENT-SECRET", True), path  # True requires a strong one
    told = " ".join(str(value) for value in values.values()).lower()
    assert "dummy" not in told and "tmpauth" not in told and "firstuse" not in told
    if name == "z2jh/values.yaml":
        asked = read(name)["hub"]["config"]
        assert asked["JupyterHub"]["authenticator_class"] != "dummy"
        assert not asked["JupyterHub"]["admin_access"] and not asked["Authenticator"]["admin_users"]
        assert asked["Authenticator"]["allow_all"] is False


def test_nothing_goes_out_and_limits_leave_room() -> None:
    """A student's server reaches only DNS and the hub; guarantees are below limits."""
    user = read("z2jh/values.yaml")["singleuser"]
    rules = user["networkPolicy"]["egressAllowRules"]
    assert not user["networkPolicy"]["egress"]
    assert {rule for rule, on in rules.items() if on} == {
        "dnsPortsCloudMetadataServer", "dnsPortsKubeSystemNamespace", "dnsPortsPrivateIPs",
    }  # fmt: skip
    assert user["cpu"]["guarantee"] < user["cpu"]["limit"]
    assert user["storage"]["homeMountPath"] not in "/srv/minimum-contacts"


def test_every_path_into_the_release_is_there() -> None:
    """Every path under /srv/minimum-contacts in the settings, and the first page, exists in this project."""
    texts = [(HUB / name).read_text() for name in [*FILES, "tljh/minimum_contacts.py"]]
    texts = [text.replace("{RELEASE}", "/srv/minimum-contacts") for text in texts]
    named = {p for text in texts for p in re.findall(r"/srv/minimum-contacts/([\w./-]+\w)", text)}
    pages = {
        p for text in texts for p in re.findall(r"/lab/tree/minimum-contacts/(\S+?ipynb)", text)
    }
    assert {"deploy/hub/server", "deploy/hub/gitconfig", "deploy/hub/renew_lessons.sh"} <= named
    assert pages == {"notebooks/00_start_here.ipynb"}
    assert not [path for path in named | pages if not (ROOT / path).exists()]


def executed(path: Path) -> Config:
    """Return the settings made by a Python file."""
    config = Config()
    exec(compile(path.read_text(), str(path), "exec"), {"get_config": lambda: config})
    return config


def test_settings_in_python_and_json_name_real_traits() -> None:
    """Each class that one of our files configures has that setting, and each extension exists."""
    classes = {
        one.__name__: one
        for one in (JupyterHub, Authenticator, Spawner, Exchange, CourseDirectory, LabApp)
    }
    classes |= {"MappingKernelManager": MappingKernelManager, "ServerApp": ServerApp}
    server = json.loads((HUB / "server/jupyter_server_config.json").read_text())
    exchange = json.loads((HUB / "exchange/jupyter_server_config.json").read_text())
    extensions = server["ServerApp"].pop("jpserver_extensions")
    graders = exchange.pop("ServerApp")["jpserver_extensions"]
    assert all(importlib.util.find_spec(name) for name in extensions)
    assert {name for name, on in extensions.items() if on} == {"jupyterlab", "nbgitpuller"}
    assert not exchange and set(graders) < set(extensions) and all(graders.values())
    chart = read("z2jh/values.yaml")["hub"]["config"]
    files = ["tljh/minimum_contacts.py", "exchange/nbgrader_config.py"]
    for config in [server, chart, *(executed(HUB / name) for name in files)]:
        assert config
        for name, traits in config.items():
            assert set(traits) <= set(classes[name].class_traits(config=True)), name


def test_the_proxy_is_locked_without_an_address() -> None:
    """The lock contains each package's checksum and no registry, so a school may use any registry."""
    lock = (HUB / "proxy/package-lock.json").read_text()
    packages = json.loads(lock)["packages"]
    asked = json.loads((HUB / "proxy/package.json").read_text())["dependencies"]
    assert asked == {"configurable-http-proxy": "5.3.0"} == packages[""]["dependencies"]
    assert all(one.get("integrity") for name, one in packages.items() if name)
    assert "://" not in re.sub(r'"url": "[^"]*"', "", lock)
