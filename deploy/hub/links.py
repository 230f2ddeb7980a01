"""Print links that update the lessons and open one of them: `python deploy/hub/links.py https://HUB`.

The links use nbgitpuller, which keeps a student's changes to the lessons. The student's answers are
stored elsewhere, and no link affects them.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from urllib.parse import urlencode

LESSONS = Path(__file__).resolve().parents[2] / "notebooks"
RELEASE = "file:///srv/minimum-contacts"  # the copy in the image, which matches the program installed there
FOLDER = "minimum-contacts"  # in the student's home


def link(hub: str, lesson: str, release: str = RELEASE) -> str:
    """Return the address that updates the lessons and then opens this one."""
    page = f"lab/tree/{FOLDER}/notebooks/{lesson}.ipynb"
    asked = {"repo": release, "targetpath": FOLDER, "urlpath": page}
    return f"{hub.rstrip('/')}/hub/user-redirect/git-pull?{urlencode(asked)}"


def main() -> None:
    """Print a link for each lesson."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("hub", help="the address of the hub, such as https://hub.example.edu")
    parser.add_argument("--release", default=RELEASE, help=f"the repository ({RELEASE})")
    asked = parser.parse_args()
    for path in sorted(LESSONS.glob("[0-9]*.ipynb")):
        print(f"{path.stem}\n    {link(asked.hub, path.stem, asked.release)}")


if __name__ == "__main__":
    main()
