"""Build the suite as a static site: `python3 start.py site [--out FOLDER]`.

Any web server can serve the folder, under any path; the site loads nothing from other hosts.
"""

from __future__ import annotations

import argparse
import html
import importlib.metadata
import io
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import bytecode as compiler
import parts
from parts import ROOT, Trouble, sum_of

HERE = Path(__file__).parent
PAGE = ROOT / "lib/minimum_contacts/lessons/page"  # the extension that opens a lesson as a page
OURS = "minimum-contacts"  # the name of our wheel in pyodide's lock
CHARTS = [  # packages that only charts need, loaded once the first text is on the screen
    "contourpy", "cycler", "kiwisolver", "matplotlib", "packaging", "pillow", "pyparsing",
    "python-dateutil", "six",
]  # fmt: skip
DROPPED = re.compile(  # files in the fetched wheels that no lesson uses
    r"""(^|/)(tests?|testing|__pycache__)/|\.(pyi|pxd|h|c|hpp|map)$
    |^matplotlib/mpl-data/(sample_data|images|plot_directive|kpsewhich\.lua)
    |^matplotlib/mpl-data/fonts/(afm|pdfcorefonts)/|^matplotlib/mpl-data/fonts/ttf/(cm|STIX)
    |^matplotlib/backends/(web_backend|qt_editor)|^mpl_toolkits/
    |^numpy/(f2py|distutils|random/lib|_core/(lib|include))|^PIL/.*(tkinter|ImageQt)
    |^pygments/lexers/(?!(__init__|_mapping|python|special)\.py)
    |^(_pyrepl|xmlrpc|wsgiref)/|^(imaplib|mailbox|smtplib|ftplib|poplib|pydoc)\.py$
    |^anywidget/(nbextension|labextension)|\.data/""",
    re.X,
)
NEEDED = re.compile(
    r"^(numpy/testing/|IPython/testing/)"
)  # exceptions to DROPPED, which their own packages import
# The kernel imports these packages when it starts, but the suite does not use them: micropip and piplite
# download further packages, and jedi completes code.
STAND_INS: dict[str, dict[str, bytes]] = {
    "jedi": {},
    "micropip": {},
    "piplite": {
        "piplite/__init__.py": b"",
        "piplite/piplite.py": b"_PIPLITE_DISABLE_PYPI, _PIPLITE_URLS = True, []\n",
    },
}
ADDED = {  # matplotlib registers a projection that no chart uses, and warns if it cannot
    "matplotlib": {
        "mpl_toolkits/__init__.py": b"",
        "mpl_toolkits/mplot3d/__init__.py": b"class Axes3D:\n    name = '3d'\n",
    }
}
KERNEL = "@jupyterlite/pyodide-kernel-extension"
SAME_TIME = (
    1980,
    1,
    1,
    0,
    0,
    0,
)  # one time stamp for all files, so that the same parts always build the same bytes


# --- wheels -----------------------------------------------------------------------------------------
def packed(files: dict[str, bytes]) -> bytes:
    """Return a zip archive of these files; the same files always give the same bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name in sorted(files):
            archive.writestr(zipfile.ZipInfo(name, SAME_TIME), files[name], zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def unpacked(raw: bytes) -> dict[str, bytes]:
    """Return the files in a wheel, by name."""
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        return {n: archive.read(n) for n in archive.namelist() if not n.endswith("/")}


def slimmed(name: str, raw: bytes) -> bytes:
    """Return a wheel without the files that no lesson uses; its checksum must be verified before."""
    files = {n: c for n, c in unpacked(raw).items() if NEEDED.search(n) or not DROPPED.search(n)}
    return packed(files | ADDED.get(name, {}))


def our_wheel() -> bytes:
    """Return our own wheel as hatchling builds it, with the data also as JSON, which parses faster."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
        if done.returncode:
            raise Trouble(f"Our own wheel could not be built.\n\n{done.stdout}{done.stderr}")
        [wheel] = Path(folder).glob("*.whl")
        files = unpacked(wheel.read_bytes())
    sys.path.insert(0, str(ROOT / "lib"))
    from jurisdiction.loading import READ_BEFORE, read_yaml, seal

    known = {}
    for path in sorted((ROOT / "data").rglob("*.yml")):
        content = read_yaml(path)
        text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
        if json.loads(text) != content:
            raise Trouble(f"{path} holds what JSON does not; write dates within quotation marks.")
        known[seal(path.read_text(encoding="utf-8"))] = text
    files[f"jurisdiction/data/{READ_BEFORE}"] = json.dumps(known, ensure_ascii=False).encode()
    return packed(files)


def kernel_part() -> dict[str, bytes]:
    """Return the files of the kernel's browser extension, by path within its folder."""
    inside = f"/labextensions/{KERNEL}/"
    return {n.split(inside)[1]: c for n, c in unpacked(parts.kernel()).items() if inside in n}


def kernel_wheels() -> dict[str, tuple[str, bytes]]:
    """Return the version and content of each wheel bundled with the kernel, by package."""
    found = {}
    for file, raw in kernel_part().items():
        if "pypi/" in file and file.endswith(".whl"):
            name, version = file.rsplit("/", 1)[1].split("-")[:2]
            found[name.replace("_", "-")] = version, raw
    return {name: found[name] for name in ("ipykernel", "pyodide-kernel")}


def bytecode(core: Path, wheels: dict[str, bytes]) -> dict[str, bytes]:
    """Return the wheels with bytecode instead of sources; compile those that are not in the cache."""
    found, left, how = {}, {}, sum_of((HERE / "bytecode.py").read_bytes())[:8]
    for name, raw in wheels.items():
        file = f"{sum_of(raw)}-{how}.whl"
        sums = parts.cache() / f"{file}.sum"
        said = sums.read_text(encoding="utf-8") if sums.exists() else ""
        before = parts.kept(file, said)
        if before is None:
            left[name] = raw
        else:
            found[name] = before
    if left:
        print(f"Compiling {len(left)} packages (a minute, the first time) ...", flush=True)
        for name, made in compiler.compiled(core, left).items():
            file = f"{sum_of(left[name])}-{how}.whl"
            parts.keep(file, made)
            parts.keep(f"{file}.sum", sum_of(made).encode())
            found[name] = made
    return found


def make_pyodide(folder: Path) -> list[str]:
    """Write pyodide, all wheels, and its lock to a folder; return the packages to load at the start."""
    made, found = parts.parts(), parts.pyodide()
    folder.mkdir(parents=True)
    versions: dict[str, str] = {}
    wheels: dict[str, bytes] = {}
    for name in made["core"]:
        (folder / name).write_bytes(found[name])
    for name, wheel in made["wheels"].items():
        versions[name], wheels[name] = wheel["version"], slimmed(name, found[wheel["file"]])
    for name, (version, _, raw) in parts.pure().items():
        versions[name], wheels[name] = version, slimmed(name, raw)
    for name, (version, raw) in kernel_wheels().items():
        versions[name], wheels[name] = version, raw
    for name, files in STAND_INS.items():
        about = f"Metadata-Version: 2.1\nName: {name}\nVersion: 0\n".encode()
        info = {f"{name}-0.dist-info/METADATA": about, f"{name}-0.dist-info/RECORD": b""}
        versions[name], wheels[name] = "0", packed({**files, **info})
    versions[OURS], wheels[OURS] = importlib.metadata.version(OURS), our_wheel()
    lock = {"info": made["pyodide"]["info"], "packages": {}}
    (folder / "pyodide-lock.json").write_text(json.dumps(lock), encoding="utf-8")
    if compiler.find_browser():
        wheels = bytecode(folder, {**wheels, compiler.STDLIB: slimmed("", found[compiler.STDLIB])})
        (folder / compiler.STDLIB).write_bytes(wheels.pop(compiler.STDLIB))
    else:
        print("No Chromium is here, so nothing is compiled: the site starts more slowly.")
    for name, raw in wheels.items():
        build = sum_of(raw)[:12]  # in the name, so that no cache returns an older build
        file = f"{name.replace('-', '_')}-{versions[name]}-0{build}-py3-none-any.whl"
        (folder / file).write_bytes(raw)
        needs = [n for n in CHARTS if n != name] + ["numpy"] if name == "matplotlib" else []
        lock["packages"][name] = {
            "name": name, "version": versions[name], "file_name": file, "install_dir": "site",
            "imports": [], "sha256": sum_of(raw), "package_type": "package",
            "unvendored_tests": False, "depends": needs,
        }  # fmt: skip
    (folder / "pyodide-lock.json").write_text(json.dumps(lock, sort_keys=True), encoding="utf-8")
    return sorted(set(wheels) - set(CHARTS))


# --- notebooks --------------------------------------------------------------------------------------
def for_the_site(notebook: dict, says: str) -> dict:
    """Return a notebook with the browser's kernel and without saved widget outputs.

    says: a checksum of the lesson, by which the page tells a modified copy from an unmodified one.
    """
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            cell["execution_count"] = None
            cell["outputs"] = [
                o for o in cell["outputs"]
                if "application/vnd.jupyter.widget-view+json" not in o.get("data", {})
            ]  # fmt: skip
    notebook["metadata"]["kernelspec"] = {
        "name": "python", "display_name": "Python (in this browser)", "language": "python",
    }  # fmt: skip
    notebook["metadata"]["minimum_contacts"] = {"lesson": says}
    return notebook


def lessons() -> dict[str, dict]:
    """Return each notebook of the site, by file name."""
    shipped = json.loads((PAGE / "static" / "lessons.json").read_text(encoding="utf-8"))
    sums = {lesson["file"]: lesson["sum"] for lesson in shipped}
    return {
        path.name: for_the_site(json.loads(path.read_text(encoding="utf-8")), sums[path.name])
        for path in sorted((ROOT / "notebooks").glob("[0-9]*.ipynb"))
    }


def title_of(notebook: dict) -> str:
    """Return the title of a notebook without its number."""
    first = "".join(notebook["cells"][0]["source"])
    return re.sub(r"^# (\d+ · )?", "", first.splitlines()[0])


# --- JupyterLite ------------------------------------------------------------------------------------
def extension_folder(package: str) -> Path:
    """Return the folder of an installed package's browser extension. Raise Trouble if it has none."""
    for file in importlib.metadata.files(package) or []:
        where = file.as_posix()
        if "/labextensions/" in where and where.endswith("/package.json"):
            return Path(file.locate()).resolve().parent
    raise Trouble(f"{package} has no part for the browser: install the extra named site.")


def run_jupyterlite(work: Path, out: Path) -> None:
    """Run JupyterLite to build its page with our extensions and the notebooks. Raise Trouble if it fails."""
    (work / "files").mkdir()
    for name, notebook in lessons().items():
        (work / "files" / name).write_text(
            json.dumps(notebook, ensure_ascii=False, indent=1), encoding="utf-8"
        )
    ours = work / "ours" / "share" / "jupyter" / "labextensions"
    shutil.copytree(PAGE, ours / "minimum-contacts")
    for name in ("jupyterlab-widgets", "anywidget"):
        folder = extension_folder(name)
        inside = json.loads((folder / "package.json").read_text(encoding="utf-8"))["name"]
        shutil.copytree(folder, ours / inside, ignore=shutil.ignore_patterns("*.map", "pypi"))
    kernel = ours / KERNEL
    for file, raw in kernel_part().items():
        if not file.endswith(".map") and "pypi/" not in file:
            (kernel / file).parent.mkdir(parents=True, exist_ok=True)
            (kernel / file).write_bytes(raw)
    (kernel / "static" / "pypi").mkdir()
    (kernel / "static" / "pypi" / "all.json").write_text("{}", encoding="utf-8")
    (work / "overrides.json").write_text(
        (HERE / "overrides.json").read_text(encoding="utf-8"), encoding="utf-8"
    )
    config = {
        "LiteBuildConfig": {
            "apps": ["notebooks"],
            "no_sourcemaps": True,
            "no_unused_shared_packages": True,
            "ignore_sys_prefix": True,
            "federated_extensions": [str(p.parent) for p in sorted(ours.glob("**/package.json"))
                                     if "static" not in p.parts],
            "contents": [str(work / "files")],
            "source_date_epoch": 1_577_836_800,
            "no_libarchive": True,
        }
    }  # fmt: skip
    (work / "jupyter_lite_config.json").write_text(json.dumps(config), encoding="utf-8")
    command = [sys.executable, "-m", "jupyterlite_core", "build", "--output-dir", str(out)]
    env = {k: v for k, v in os.environ.items() if not k.startswith("JUPYTERLITE")}
    done = subprocess.run(command, cwd=work, env=env, capture_output=True, text=True)
    if done.returncode:
        last = "\n".join((done.stdout + done.stderr).splitlines()[-15:])
        raise Trouble(f"JupyterLite could not build the page.\n\nThe last lines were:\n{last}")


def configure(out: Path, packages: list[str]) -> None:
    """Write the page's settings: where its kernel is, and which extensions are disabled."""
    path = out / "jupyter-lite.json"
    whole = json.loads(path.read_text(encoding="utf-8"))
    config = whole["jupyter-config-data"]
    config["appName"] = "Minimum Contacts"
    config["appUrl"] = "./notebooks"
    config["litePluginSettings"] = {
        f"{KERNEL}:kernel": {
            "pyodideUrl": "./static/pyodide/pyodide.mjs",
            "disablePyPIFallback": True,
            "loadPyodideOptions": {"packages": packages},
        }
    }
    config["disabledExtensions"] = json.loads((HERE / "disabled.json").read_text(encoding="utf-8"))
    path.write_text(json.dumps(whole, indent=1, sort_keys=True), encoding="utf-8")


def tidy(out: Path) -> None:
    """Remove the files that the site does not use."""
    for name in ("build.log", "SHA256SUMS", "jupyterlite.schema.v0.json", "package.json", "doc"):
        path = out / name
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
    old_fonts = [f"fa-*.{kind}" for kind in ("svg", "eot", "ttf", "woff")]  # woff2 stays
    for pattern in ("*.map", "*.LICENSE.txt", ".jupyterlite.doit.db", "rspack.config*", *old_fonts):
        for path in out.rglob(pattern):
            path.unlink()


# --- our own pages ----------------------------------------------------------------------------------
def build(out: Path) -> dict:
    """Build the site, replacing the contents of a folder; return the number of files and bytes."""
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        made = work / "made"
        run_jupyterlite(work, made)
        packages = make_pyodide(made / "static" / "pyodide")
        configure(made, packages)
        tidy(made)
        pages(made)
        if out.exists():
            shutil.rmtree(out)
        out.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(made, out)
    sizes = [p.stat().st_size for p in out.rglob("*") if p.is_file()]
    return {"files": len(sizes), "bytes": sum(sizes)}


def first_page(weight: int) -> str:
    """Return the site's first page, which lists the lessons and the size of the site in MB."""
    listed = [
        {"number": file[:2], "title": title_of(notebook), "file": file}
        for file, notebook in lessons().items()
    ]
    items = "\n".join(
        f'<li><a href="notebooks/index.html?path={one["file"]}">{one["number"]} · '
        f"{html.escape(one['title'])}</a></li>"
        for one in listed
    )
    page = (HERE / "front.html").read_text(encoding="utf-8")
    inside = json.dumps(listed, ensure_ascii=False).replace("<", "\\u003c")
    for name, text in (("lessons", items), ("weight", f"{weight / 1e6:.0f}"), ("list", inside)):
        page = page.replace(f"<!-- {name} -->", text)
    return page


def is_first(path: str) -> bool:
    """Return whether a file is downloaded before a lesson opens rather than later or on demand."""
    name = path.rsplit("/", 1)[-1]
    if path.startswith("static/pyodide/"):
        return not any(name.startswith(f"{wheel.replace('-', '_')}-") for wheel in CHARTS)
    return not path.startswith("build/") or name in ("bundle.js", "all.json") or "jlab_core" in name


# Added to a lesson's page; from the first line, the page's extension learns the root of the site.
HEAD = """<meta name="minimum-contacts-site" content="../">
    <link rel="icon" href="./favicon.ico">
    <link rel="stylesheet" href="../lesson.css">
    <script src="../lesson.js"></script>"""
HOME = '<a id="mc-site-home" href="../">All lessons</a>'
# If a script fails to load before the lesson appears, reload the page, at most once a minute.
AGAIN = """<script>
      addEventListener("error", (event) => {
        if (event.target.tagName !== "SCRIPT" || document.querySelector(".mc-l")) return;
        const last = Number(sessionStorage.getItem("minimum-contacts-site/again"));
        if (Date.now() - last < 60000) return;
        sessionStorage.setItem("minimum-contacts-site/again", String(Date.now()));
        location.reload();
      }, true);
    </script>"""


def pages(out: Path) -> None:
    """Write our own pages, and the list of all files, from which the service worker caches the site."""
    page = out / "notebooks" / "index.html"
    text = page.read_text(encoding="utf-8").replace("<head>", f"<head>\n    {HEAD}\n    {AGAIN}", 1)
    text = text.replace("</body>", f"  {HOME}\n  </body>", 1)
    page.write_text(
        text.replace("Jupyter Notebook - Notebooks", "Minimum Contacts"), encoding="utf-8"
    )
    icons = out / "static" / "favicons"  # a notebook's page requests these icons
    icons.mkdir()
    for name in ("notebook", "busy-1"):
        shutil.copy(out / "notebooks" / "favicon.ico", icons / f"favicon-{name}.ico")
    for name in ("front.js", "lesson.js", "lesson.css"):
        shutil.copy(HERE / name, out)
    weight = sum(path.stat().st_size for path in out.rglob("*") if path.is_file())
    (out / "index.html").write_text(first_page(weight), encoding="utf-8")
    (out / "service-worker.js").unlink()
    files = [
        {"path": path.relative_to(out).as_posix(), "size": path.stat().st_size,
         "sum": sum_of(path.read_bytes()), "first": is_first(path.relative_to(out).as_posix())}
        for path in sorted(out.rglob("*")) if path.is_file()
    ]  # fmt: skip
    version = sum_of(json.dumps(files).encode())[:16]
    sys.path.insert(0, str(ROOT))
    from start import site_sources

    kept = {"version": version, "sources": site_sources(), "files": files}
    (out / "site.json").write_text(json.dumps(kept, indent=0), encoding="utf-8")
    worker = (HERE / "service-worker.js").read_text(encoding="utf-8")
    ours = json.dumps([*(file["path"] for file in files), "site.json"])
    worker = worker.replace("__VERSION__", version).replace("__FILES__", ours)
    (out / "service-worker.js").write_text(worker, encoding="utf-8")


def main() -> None:
    """Build the site in the folder named on the command line."""
    parser = argparse.ArgumentParser(prog="start.py site", description=__doc__)
    parser.add_argument("--out", type=Path, default=ROOT / "build" / "site", help="where to put it")
    options = parser.parse_args()
    out = options.out.absolute()
    if out.exists() and any(out.iterdir()) and not (out / "jupyter-lite.json").exists():
        raise Trouble(f"{out} holds something else: name a new or empty folder with --out.")
    weight = build(out)
    print(f"The site is in {out}: {weight['files']} files, {weight['bytes'] / 1e6:.1f} MB.")


if __name__ == "__main__":
    try:
        main()
    except Trouble as trouble:
        sys.exit(f"\n{trouble}")
