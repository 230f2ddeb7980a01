#!/usr/bin/env python3
"""Set up Minimum Contacts and open its first notebook: `python3 start.py` (Windows: `py start.py`).

    start.py [--port N] [--no-browser]   open the notebooks
    start.py --check                     check that everything works, and stop
    start.py check [FILE]                report what is wrong or missing in the data, or in one file
    start.py renew [--pictures]          regenerate what depends on the data and the notebooks
    start.py test [pytest's arguments]   run the tests in their short form (ten minutes)
    start.py test --all                  run every behavior in every host (an hour)
    start.py test --proof                run the tests that take hours; resumes where it stopped
    start.py site [--out FOLDER]         build the static site, which needs no installation
    start.py class                       serve the lessons and a live vote to a class
    start.py lock [--upgrade]            for maintainers: regenerate requirements.lock, environment.yml
    start.py audit                       for maintainers: list known vulnerabilities of the locked packages

Everything is installed in the folder .venv next to this file. This script uses only the standard
library, in syntax that Python 3.6 can parse, so that an old Python can report that it is too old.
"""

import argparse
import collections
import errno
import hashlib
import json
import os
import platform
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PAGE = ROOT / "lib" / "minimum_contacts" / "lessons" / "page"  # our JupyterLab extension
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
STAMP = VENV / "ready.json"
LOCK = ROOT / "requirements.lock"
OTHER_BROWSERS = {  # programs that the long form needs besides Chromium, and their Debian packages
    "firefox-esr": ["firefox-esr"],
    "WebKitWebDriver": ["webkit2gtk-driver"],
    "xvfb-run": ["xvfb", "xauth"],  # a virtual screen for WebKit
}
RENEWED = [  # scripts to run after a change of data/ or of a notebook
    "tests/doctrine/pins.py",
    "tests/notebooks/refresh.py",
    "tests/benchmarks/honest.py --write",
    "tests/data/schemas.py",
]
PICTURES = ["tests/browser/pictures.py"]  # the README's screenshots
AUDITOR = "pip-audit==2.10.1"
PARTS = ROOT / "deploy" / "site" / "parts.json"
REBUILD = ("py" if os.name == "nt" else "python3") + " start.py site"
FIRST = ROOT / "notebooks" / "00_start_here.ipynb"
NEEDED = ("pip", "jupyterlab", "ipykernel", "ipywidgets", "pytest", "jurisdiction")

NO_ROOM = "The disk is full. Free some space (about 2 GB), and run this again."
NO_WRITING = (
    "This folder is not writable, and setup must write to it: copy the whole project to a folder of "
    "your own, and run this again there."
)
NO_NETWORK = (
    "The network cannot be reached. Connect to the internet (only setup needs it), "
    "and run this again."
)
NO_VENV = "This Python lacks its venv module. Install the package python3-venv, and run this again."
CAUSES = {  # text that a failing program prints -> what it means
    "No space left on device": NO_ROOM,
    "[Errno 28]": NO_ROOM,
    "not enough space on the disk": NO_ROOM,
    "Read-only file system": NO_WRITING,
    "[Errno 30]": NO_WRITING,
    "Temporary failure": NO_NETWORK,
    "getaddrinfo failed": NO_NETWORK,
    "NewConnectionError": NO_NETWORK,
    "ConnectTimeoutError": NO_NETWORK,
    "ensurepip is not": NO_VENV,
}

GRADER = "nbgrader.server_extensions."
SCHOOL = ["nbgitpuller", "notebook", GRADER + "formgrader", GRADER + "validate_assignment"]
SCHOOL += [GRADER + "assignment_list", GRADER + "course_list"]
# Settings of a learner's own JupyterLab: no news or update checks, and no extensions that only a
# school's server needs (deploy/README.md enables them). Kernel messages are sent without delay. Of
# several files in a folder, the last by name takes precedence.
SETTINGS = {
    "labconfig/page_config.json": {
        "disabledExtensions": {
            "@jupyterlab/apputils-extension:announcements": True,
            "@jupyter/nbgrader": True,
            "@jupyter-notebook/lab-extension": True,
        }
    },
    "jupyter_server_config.d/zz-own-computer.json": {
        "ServerApp": {"jpserver_extensions": {name: False for name in SCHOOL}}
    },
    "jupyter_server_config.json": {
        "ServerApp": {
            "kernel_websocket_connection_class": "minimum_contacts.lessons.kernel_socket.PromptConnection"
        }
    },
}


class Trouble(Exception):
    """An error that the reader can fix; the message says what happened and what to do."""


def too_old(version):
    """Return the message for a Python that is too old, or None."""
    if tuple(version[:2]) >= (3, 11):
        return None
    return (
        f"Minimum Contacts needs Python 3.11 or newer and this is Python {version[0]}.{version[1]}:"
        " install a newer one (python.org has them) and run this again with it."
    )


def say(text, passing=False):
    """Print a line; on a terminal, the next line overwrites a passing one."""
    watched = sys.stdout.isatty()
    end = "" if passing and watched else "\n"
    print("\r" + text.ljust(60) if watched else text, end=end, flush=True)


def is_read_only(folder):
    """Return whether a folder exists but is not writable, as in a lab or a container."""
    return folder.exists() and not os.access(str(folder), os.W_OK)


def environment():
    """Return the environment variables for our programs: .venv first, and no outside settings."""
    elsewhere = ("PYTHONPATH", "PYTHONHOME", "JUPYTER", "IPYTHON")
    env = {k: v for k, v in os.environ.items() if not k.startswith(elsewhere)}
    own = Path.home() / ".minimum-contacts" if is_read_only(VENV) else VENV
    env["VIRTUAL_ENV"] = str(VENV)
    env["PYTHONUTF8"] = "1"  # otherwise Windows would write output in its own encoding
    env["PATH"] = str(PYTHON.parent) + os.pathsep + env.get("PATH", os.defpath)
    for name in ("JUPYTER_CONFIG_DIR", "IPYTHONDIR", "MPLCONFIGDIR"):
        env[name] = str(own / name.lower())
    return env


def run(command, failing, each_line=None, cwd=ROOT, **variables):
    """Run a program quietly and return its last lines. Raise Trouble if it fails."""
    process = subprocess.Popen(
        [str(part) for part in command],
        cwd=str(cwd),
        env=dict(environment(), **variables),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    )
    last, signs = collections.deque(maxlen=12), set()
    try:
        for line in process.stdout:
            last.append(line.rstrip())
            signs.update(sign for sign in CAUSES if sign in line)
            if each_line:
                each_line(line)
    except BaseException:
        process.kill()
        raise
    if process.wait() != 0:
        why = [CAUSES[sign] for sign in CAUSES if sign in signs][:1]
        last = list(last)[-3:] if why else last
        raise Trouble("\n".join([" ".join([failing, *why]), "", "The last lines were:", *last]))
    return list(last)


def call(*command, **variables):
    """Run a Python program with visible output, and return its exit code."""
    env = dict(environment(), **variables)
    return subprocess.call([str(PYTHON), *command], cwd=str(ROOT), env=env)


def as_root_on_debian():
    """Return whether apt-get can install programs here."""
    return os.name == "posix" and os.geteuid() == 0 and shutil.which("apt-get") is not None


def apt_install(package):
    """Install one Debian package."""
    say(f"Installing {package} ...")
    apt = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q", "-y"]
    run([*apt, "update"], "We could not download the list of Debian packages.")
    run([*apt, "install", "--no-install-recommends", package], f"We could not install {package}.")


# The environment


def pins():
    """Return the locked requirements, one per line, with markers but without hashes."""
    if not LOCK.exists():
        raise Trouble("The file requirements.lock is missing: download the whole project again.")
    lines = LOCK.read_text(encoding="utf-8").splitlines()
    return [line.rstrip(" \\") for line in lines if re.match(r"[\w.-]+==", line)]


def wanted_stamp():
    """Return the stamp of a current environment: location, Python version, and a checksum."""
    files = LOCK.read_bytes() + (ROOT / "pyproject.toml").read_bytes()
    files += json.dumps(SETTINGS).encode()
    files += b"".join(path.read_bytes() for path in sorted(PAGE.rglob("*.*")))
    return {
        "place": str(ROOT),
        "python": platform.python_version(),
        "files": hashlib.sha256(files).hexdigest(),
    }


def found_stamp():
    """Return the stamp of the existing environment; empty if it was never finished."""
    try:
        return json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}


def is_whole():
    """Return whether the interpreter in .venv runs and finds the required packages."""
    look = f"import sys, importlib.util as u; sys.exit(not all(map(u.find_spec, {NEEDED})))"
    try:
        return not subprocess.call([str(PYTHON), "-c", look], cwd=str(VENV), env=environment())
    except OSError:
        return False


def condition():
    """Return 'ready', 'outdated' (usable, but built from an older lock), or 'unusable'."""
    found, wanted = found_stamp(), wanted_stamp()
    same = all(found.get(key) == wanted[key] for key in ("place", "python"))
    if not (same and is_whole()):
        return "unusable"
    return "ready" if found == wanted else "outdated"


def make_venv():
    """Create an empty .venv with pip, replacing any existing one."""
    base = getattr(sys, "_base_executable", None) or sys.executable
    command, failing = [base, "-m", "venv", "--clear", VENV], "We could not create .venv."
    try:
        run(command, failing)
    except Trouble as trouble:
        if NO_VENV not in str(trouble) or not as_root_on_debian():
            raise
        apt_install("python3-venv")
        run(command, failing)


def install():
    """Install the locked packages, then the project itself in editable mode."""
    counted, total = collections.Counter(), len(pins())

    def show(line):
        counted[line.split(" ", 1)[0]] += 1
        if line.startswith("Collecting "):
            done, of = counted["Collecting"], total - counted["Ignoring"]
            if sys.stdout.isatty() or done % 25 == 0:
                say(f"Fetching package {done} of {of}", passing=True)
        elif line.startswith("Installing collected"):
            say("Installing the packages (a minute or so) ...", passing=True)

    pip = [PYTHON, "-m", "pip", "install", "--disable-pip-version-check", "--no-input"]
    failing = "We could not install the packages."
    run([*pip, "--progress-bar", "off", "--require-hashes", "-r", LOCK], failing, show)
    run([*pip, "--no-deps", "--no-build-isolation", "-e", ROOT], failing)
    etc = VENV / "etc" / "jupyter"
    for name, config in SETTINGS.items():
        (etc / name).parent.mkdir(parents=True, exist_ok=True)
        (etc / name).write_text(json.dumps(config), encoding="utf-8")


def set_up():
    """Create or update .venv to match the lock and the settings, if necessary."""
    pins()
    state = condition()
    if state == "ready":
        return
    if state == "unusable":
        say("Setting up Minimum Contacts in the folder .venv (a few minutes, once) ...")
        make_venv()
    else:
        say("Updating the folder .venv ...")
        STAMP.unlink()
    install()
    STAMP.write_text(json.dumps(wanted_stamp()), encoding="utf-8")  # last: it means "finished"
    say("Everything is installed.")


# Opening the notebooks


def has_screen():
    """Return whether a browser window can be shown."""
    if os.name == "nt" or sys.platform == "darwin":
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def lab_command(port, browser):
    """Return the command that opens JupyterLab on the first notebook, for this computer only."""
    options = {
        "ServerApp.ip": "127.0.0.1",
        "ServerApp.root_dir": ROOT,
        "LabApp.default_url": f"/lab/tree/notebooks/{FIRST.name}" if FIRST.exists() else "/lab",
        "LabApp.extension_manager": "readonly",  # no network requests
        "LanguageServerManager.autodetect": False,
    }
    if port is not None:
        options.update({"ServerApp.port": port, "ServerApp.port_retries": 0})
    command = [str(PYTHON), "-m", "jupyterlab", "-y", "--log-level=ERROR"]
    if not (browser and has_screen()):
        command.append("--no-browser")
    if os.name == "posix" and os.geteuid() == 0:
        command.append("--allow-root")
    return command + [f"--{name}={value}" for name, value in options.items()]


def open_lab(port, browser):
    """Open JupyterLab on the first notebook, and wait until it stops."""
    say("Opening the notebooks. Leave this window open while you work. To stop, press Ctrl-C here.")
    if is_read_only(FIRST.parent):
        say("This folder cannot be written to. Your answers are still saved, in your home folder.")
        say("To keep a notebook that you changed, choose File > Download.")
    command, quiet = lab_command(port, browser), subprocess.DEVNULL
    env = dict(environment(), PYTHONWARNINGS="ignore")  # warnings do not concern learners
    server = subprocess.Popen(command, cwd=str(ROOT), env=env, stdin=quiet)
    try:
        if server.wait() != 0:
            raise Trouble("JupyterLab stopped. Its message is above. Fix the cause, and try again.")
    except KeyboardInterrupt:
        say("\nStopping the notebooks ...")
    finally:
        if os.name == "posix":  # on Windows, Ctrl-C reaches the server, too
            server.terminate()
        try:
            server.wait(timeout=10)
        except subprocess.TimeoutExpired:
            server.kill()


# The other commands


def check():
    """Check the environment, the first notebook, and the data; print a line for each."""
    say("The environment is ready.")
    if not FIRST.exists():
        raise Trouble("The first notebook is missing: download the whole project again.")
    with tempfile.TemporaryDirectory() as folder:
        copy = shutil.copy(str(FIRST), folder)
        failing = "The first notebook does not run to the end."
        run(
            [PYTHON, "-m", "jupyter", "execute", copy],
            failing,
            cwd=folder,
            MINIMUM_CONTACTS_WORK=folder,
        )
    say("The first notebook runs from top to bottom.")
    say(" ".join(run([PYTHON, "-m", "jurisdiction", "check"], "There is an error in data/.")))


def find_browser():
    """Return the path of a Chromium: named by CHROMIUM, on PATH, or in a standard folder."""
    named = os.environ.get("CHROMIUM")
    if named:
        if not shutil.which(named):
            raise Trouble(f"CHROMIUM names {named}, which is not a program. Correct the variable.")
        return shutil.which(named)
    names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"]
    names += ["microsoft-edge", "msedge", "/snap/bin/chromium"]
    for app in ("Chromium", "Google Chrome", "Microsoft Edge"):
        names.append(f"/Applications/{app}.app/Contents/MacOS/{app}")
    for folder in ("ProgramFiles", "ProgramFiles(x86)", "LocalAppData"):
        for app in ("Chromium", "Google/Chrome", "Microsoft/Edge"):
            program = "msedge.exe" if app.endswith("Edge") else "chrome.exe"
            names.append(os.path.join(os.environ.get(folder, ""), app, "Application", program))
    return next(filter(None, map(shutil.which, names)), None)


def test(arguments):
    """Run the tests, with a browser for those that need one; return pytest's exit code.

    A form runs in two processes; the proof form and individually named tests run in one.
    tests/forms.toml says what each form omits, and tests/conftest.py which process runs which test.
    """
    browser = find_browser()
    if browser is None and as_root_on_debian():
        apt_install("chromium")
        browser = find_browser()
    if browser is None:
        say("The browser tests need Chromium or Chrome, and we found neither; please install it.")
    if "--all" in arguments and as_root_on_debian():
        for program, packages in OTHER_BROWSERS.items():
            if not shutil.which(program):
                for package in packages:
                    apt_install(package)
    chosen = [one for one in arguments if os.path.exists(str(ROOT / one.split("::")[0]))]
    alone = chosen or "--proof" in arguments  # a benchmark needs the machine to itself
    beside = [] if alone else ["-n", "2"]
    forms = {"--all": "--form=all", "--proof": "--form=proof"}
    given = [forms.get(one, one) for one in arguments]
    return call("-m", "pytest", *beside, *given, CHROMIUM=browser or "")


def site(arguments):
    """Build the static site with deploy/site/build.py; return its exit code."""
    return call("deploy/site/build.py", *arguments, CHROMIUM=find_browser() or "")


def site_sources():
    """Return a checksum of what the static site is built from, without the outputs of notebooks."""
    found = hashlib.sha256(LOCK.read_bytes())
    for folder in ("data", "lib", "deploy/site"):
        for path in sorted((ROOT / folder).rglob("*")):
            name = path.relative_to(ROOT).as_posix()
            if path.is_file() and not re.search(r"__pycache__|/\.", name):
                found.update(name.encode() + path.read_bytes())
    for path in sorted((ROOT / "notebooks").glob("[0-9]*.ipynb")):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        found.update(json.dumps(["".join(cell["source"]) for cell in cells]).encode())
    return found.hexdigest()


def is_current(made):
    """Return whether a static site was built from the files that are here now."""
    try:
        built = json.loads((made / "site.json").read_text(encoding="utf-8"))
        return built.get("sources") == site_sources()
    except (OSError, ValueError):
        return False


def live_class(arguments):
    """Serve the lessons and a live vote to a class; return the exit code.

    The lessons are the static site. It is built first if it does not exist and neither --site nor
    --lessons names another; one built from other files is served, and the teacher is told.
    """
    made = ROOT / "build" / "site"
    asked = any(re.match("--(site|lessons|help)|-h", argument) for argument in arguments)
    if not asked and not (made / "index.html").exists():
        say("Building the lessons (a few minutes, once; Ctrl-C stops) ...")
        if site([]) != 0:
            say("We could not build the lessons, so the class can only vote.")
    elif not asked and not is_current(made):
        say("The lessons in build/site are from another version. To rebuild them, run " + REBUILD)
    command = [str(PYTHON), "-m", "minimum_contacts.classroom.serve", "--site", str(made)]
    return subprocess.call([*command, *arguments], cwd=str(ROOT), env=environment())


def conda_file():
    """Return the text of environment.yml: the same packages for conda and Binder."""
    return (
        "# Made from requirements.lock by `python3 start.py lock`; do not edit.\n"
        "name: minimum-contacts\nchannels:\n  - conda-forge\n"
        # exact, because repo2docker's own default is too old
        'dependencies:\n  - "python=3.11"\n  - pip\n  - pip:\n'
        + "".join(f"      - {json.dumps(line)}\n" for line in [*pins(), "-e ."])
    )


def lock(arguments):
    """Regenerate requirements.lock and environment.yml from pyproject.toml."""
    command = "uv pip compile --universal --python-version 3.11 --generate-hashes"
    command += " --no-emit-index-url --no-annotate --extra test --extra dev --extra site"
    command += " --extra school pyproject.toml"
    command = [PYTHON, "-m", *command.split(), "-o", LOCK.name, *arguments]
    command += ["--custom-compile-command", "python3 start.py lock"]
    run(command, "The versions are incompatible.")
    (ROOT / "environment.yml").write_text(conda_file(), encoding="utf-8")
    say(f"Wrote requirements.lock and environment.yml ({len(pins())} packages).")


def audit(arguments):
    """List known vulnerabilities of the locked packages and the site; return the worst exit code."""
    parts = json.loads(PARTS.read_text(encoding="utf-8"))
    of_site = [parts[part]["package"] for part in ("carrier", "kernel")]
    of_site += [f"{name}=={one['version']}" for name, one in parts["wheels"].items()]
    command = f"uv tool run --from {AUDITOR} pip-audit --strict --disable-pip --no-deps -r"
    codes = []
    for named in (pins(), of_site):
        with tempfile.TemporaryDirectory() as folder:
            listed = Path(folder) / "requirements.txt"
            listed.write_text("\n".join(named), encoding="utf-8")
            asked = [str(PYTHON), "-m", *command.split(), str(listed), *arguments]
            codes.append(subprocess.call(asked, cwd=folder, env=environment()))
    return max(codes)


def renew(arguments):
    """Regenerate what depends on data/ and the notebooks, then check the data; return the exit code."""
    for script in RENEWED + (PICTURES if "--pictures" in arguments else []):
        say(f"Running {script} (a few minutes) ...")
        command = [PYTHON, *script.split()]
        run(command, f"{script} did not finish.", CHROMIUM=find_browser() or "")
    return look([])


def look(arguments):
    """Check the data, or one file, with `python -m jurisdiction check`; return its exit code."""
    return call("-m", "jurisdiction", "check", *[os.path.abspath(one) for one in arguments])


def main(arguments):
    """Run the command given on the command line; return the exit code."""
    if too_old(sys.version_info):
        raise Trouble(too_old(sys.version_info))
    command = arguments[0] if arguments else ""
    others = {"check": look, "renew": renew, "test": test, "site": site, "class": live_class}
    others |= {"lock": lock, "audit": audit}
    if command in others:
        set_up()
        return others[command](arguments[1:])
    formatter = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=formatter)
    parser.add_argument("--port", type=int, help="port (default: 8888 or the next free one)")
    parser.add_argument("--no-browser", action="store_true", help="only print the address")
    parser.add_argument("--check", action="store_true", help="check everything, and stop")
    options = parser.parse_args(arguments)
    set_up()
    return check() if options.check else open_lab(options.port, not options.no_browser)


def interrupt(*_):
    """Treat SIGTERM like Ctrl-C."""
    raise KeyboardInterrupt


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, interrupt)
    try:
        sys.exit(main(sys.argv[1:]))
    except Trouble as trouble:
        sys.exit(f"\n{trouble}")
    except KeyboardInterrupt:
        sys.exit("\nStopped. Run it again whenever you like.")
    except OSError as error:
        known = {errno.ENOSPC: NO_ROOM, errno.EROFS: NO_WRITING, errno.EACCES: NO_WRITING}
        sys.exit("\n" + known.get(error.errno, f"The operating system reported an error: {error}."))
