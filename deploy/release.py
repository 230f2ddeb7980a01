"""Make the release for students: the project without the teacher's files and without its history.

    python deploy/release.py FOLDER

FOLDER becomes a git repository. Give it to students, install hubs and class servers from it, and
download archives from it. No version contains `notebooks/instructor` (keys, rubrics, notes) or `tests`,
and README.md omits its passages on them. Run this script after each commit of the project to add a
version.
"""

from __future__ import annotations

import argparse
import io
import re
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
KEPT_BACK = ("notebooks/instructor", "tests")
ON_THEM = re.compile("<!-- project -->\n.*?<!-- end -->\n", re.S)  # README.md's passages on these
WHO = ["-c", "user.name=Minimum Contacts", "-c", "user.email=release@localhost"]


def git(folder: Path, *words: str) -> bytes:
    """Run git in a folder and return its output; exit with its error message if it fails."""
    done = subprocess.run(["git", *WHO, *words], cwd=folder, capture_output=True)
    if done.returncode:
        sys.exit(f"git {words[0]} failed in {folder}: {done.stderr.decode().strip()}")
    return done.stdout


def release(folder: Path, project: Path = ROOT) -> bool:
    """Add the project's last commit to the students' repository; return whether anything has changed."""
    if not (folder / ".git").is_dir():
        if folder.exists() and any(folder.iterdir()):
            sys.exit(f"{folder} holds something else: name a new or an empty folder.")
        folder.mkdir(parents=True, exist_ok=True)
        git(folder, "init", "--initial-branch=main")
    elif git(folder, "rev-list", "--all", "--full-history", "-n", "1", "--", *KEPT_BACK):
        sys.exit(f"{folder} holds the teacher's files in its history: name a new folder.")
    outside = [f":(exclude){path}" for path in KEPT_BACK]
    packed = git(project, "archive", "--format=tar", "HEAD", "--", ".", *outside)
    for path in folder.iterdir():
        if path.name != ".git":
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
        archive.extractall(folder, filter="data")
    readme = folder / "README.md"
    readme.write_text(ON_THEM.sub("", readme.read_text(encoding="utf-8")), encoding="utf-8")
    git(folder, "add", "--all", "--force")
    if not git(folder, "status", "--porcelain"):
        return False
    at = git(project, "log", "-1", "--format=%h of %cs").decode().strip()
    git(folder, "commit", "-m", f"Release {at}")
    return True


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument(
        "folder", type=Path, help="the students' repository, made if it is not there"
    )
    at = parser.parse_args().folder.absolute()
    print(f"{at}: {'a new version.' if release(at) else 'nothing has changed.'}")
