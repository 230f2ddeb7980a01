"""Print both forms without the key: python notebooks/instructor/prepost/print_forms.py FOLDER."""

from __future__ import annotations

import sys
from html import escape
from pathlib import Path

from jurisdiction.library import read_yaml

FORMS = Path(__file__).with_name("forms.yml")
PAGE = """<!doctype html><html lang="en"><meta charset="utf-8">
<title>{title}</title>
<style>body {{ font: 12pt/1.45 Georgia, serif; max-width: 42em; margin: 2em auto;
  padding: 0 1em }}
li {{ break-inside: avoid; margin-bottom: 1em }}
ol ol {{ list-style: lower-alpha }} ol ol li {{ margin: 0 }}</style>
<h1>{title}</h1><p>Number or code word (not your name): ____________ Date: ____________</p>
<p>Choose one answer to each question. Unless a question says otherwise, decide as the Ninth Circuit did on
January 2, 2024. If you would only guess, leave the question blank. This does not count toward
a grade.</p><ol>{items}</ol></html>
"""


def form(letter: str) -> str:
    """Return one form as a page to print, without the key."""
    items = ""
    for pair in read_yaml(FORMS):
        item = pair[letter]
        options = "".join(f"<li>{escape(option)}</li>" for option in item["options"])
        items += f"<li>{escape(item['question'])}<ol>{options}</ol></li>"
    return PAGE.format(title=f"Personal jurisdiction, form {letter.upper()}", items=items)


def main(folder: Path) -> None:
    """Write form_a.html and form_b.html."""
    folder.mkdir(parents=True, exist_ok=True)
    for letter in "ab":
        path = folder / f"form_{letter}.html"
        path.write_text(form(letter), encoding="utf-8")
        print(path)


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "build/forms"))
