"""Prepare the three court texts: doe.txt, bodyguard.txt, mx1.txt.

    python prepare.py FOLDER_OF_SOURCES

The folder holds the opinions as copied from web pages (000_*.txt Doe,
001_*.txt Bodyguard, 004_*.txt MX1). The three files are written beside this
script and hold only the court's own words, verbatim, with page marks:

    # comment                       head of the file: what the text is
    === page 8  /  === section I    a page or section begins
    text                            one paragraph per line, blank line between
    fall of 2020.[^1] After         reference to footnote 1
    --- footnote 1                  its text, after the body of its page
    --- footnote 4 continued        the rest of a footnote begun a page earlier
    --- footnote                    a footnote the source does not number

A sentence or footnote that runs over a page break simply goes on.

Left out. Doe: everything before slip op. page 5 (web page's head and summaries,
caption, court staff's summary, counsel), the running headers, the web page's
foot. Bodyguard: the web page's "Summary", docket number and date (given in the
head instead). MX1: court name and caption, pleading-line numbers, rules,
markdown, list of e-mail addresses. The opinions' words are never corrected; only
white space, markdown and page furniture change. The flattened source of Doe has
no paragraphs, so its text is broken only at headings. Where a source does not
match the tables below, the script stops.
"""

import re
import sys
from pathlib import Path

HEAD = {
    "doe.txt": """\
Doe v. WebGroup Czech Republic, a.s.
Court: United States Court of Appeals for the Ninth Circuit
Docket: No. 22-55315
Date: January 2, 2024
Opinion by Judge Collins; concurrence by Judge Lee
Text: slip opinion of January 2, 2024, pages 5 to 29; later amended (93 F.4th 442). \
Public-domain text of a court.
Kept as in the source: "DefendantsAppellees" (page 6), "Californiabased" and "Twillio" (7), \
"websiteadvertising" (8), "sextrafficking" (15), "U.S.based" (20, 22), unpaired quotation mark \
(25).
Content note: the opinion concerns the sexual abuse of a child. The text is given unabridged.""",
    "bodyguard.txt": """\
Bodyguard Productions, Inc. v. Musante
Court: United States District Court for the District of Hawaii
Docket: Civ. No. 19-00139 ACK-KJM
Date: January 23, 2020
Order by Senior District Judge Alan C. Kay
Text: the order as printed on a web page without page numbers; sections follow its own \
headings. Public-domain text of a court.
Kept as in the source: no space in "process.Appeal" (DISCUSSION), "Defendants.ECF" (I) and \
"laws;Schwarzenegger" (II.A); the citation after a block quotation stands after its first \
paragraph (I, II.A); "28 U.S.C. § 626(b)(1)(A)" (STANDARD).
Footnotes: the source does not mark them; two paragraphs that are plainly footnotes are set \
apart, without a number or a mark in the text.""",
    "mx1.txt": """\
MX1 Ltd. v. Does 1-10
Court: United States District Court for the Northern District of California, San Jose Division
Docket: Case No. 5:17-cv-02540-HRL
Date: May 31, 2017
Order by Magistrate Judge Howard R. Lloyd (Re: Dkt. No. 7)
Text: the order, two pages; the caption is left out except the title. Public-domain text of a \
court.""",
}

RUNNING = "DOE V. WEBGROUP CZECH REPUBLIC, A.S."
FIRST, LAST = 5, 29
SPEAKER = {29: " (Lee, J., concurring)"}

# Doe: page, words before, what stands alone on its lines, words after
BREAKS = [
    (5, "", "OPINION | COLLINS, Circuit Judge:", "Plaintiff-Appellant,"),
    (5, "and remand.", "I | A", "Because the district"),
    (8, "to third parties.", "B", "On March 18, 2021,"),
    (11, "Plaintiff’s appeal.", "II", "A court may exercise"),
    (15, "1213 (9th Cir. 2022).", "III", "We conclude that"),
    (15, "set forth above.", "A", "The first prong"),
    (16, "elements in turn.", "1", "We conclude that"),
    (22, "has been satisfied.", "2", "We turn, then,"),
    (24, "due process analysis.", "B", "The second prong"),
    (25, "the U.S. market.", "C", "The only remaining"),
    (28, "would be unreasonable.", "IV", "For the foregoing"),
    (28, "additional defendants.", "REVERSED IN PART, VACATED IN PART, and REMANDED.", ""),
    (29, "", "LEE, Circuit Judge, concurring.", "I largely agree"),
]
# Doe: page, label, words its reference mark follows, first words of the footnote
NOTES = [
    (6, "1", "in the fall of 2020.", "The website operators assert"),
    (7, "2", "users and advertisers.", "The operative complaint suggests"),
    (8, "3", "their uploaded videos.", "Although the operative complaint"),
    (8, "4", "“Foreign Defendants”),", "The nine additional Foreign Defendants consist"),
    (9, "4 continued", "", "Media, s.r.o.; and (7) FBP Media"),
    (12, "5", "those three claims.", "Although Rule 4(k)(2) does not itself"),
    (22, "6", "922–23 (simplified).", "Similarly, while WGCZ’s and NKL’s mere act"),
]
BODYGUARD_NOTES = (
    "In its objection, Plaintiff states that its Second",
    "On September 1, 2019, the Local Rules were amended;",
)
# Bodyguard: a line of the source that ends inside a sentence
BODYGUARD_RUNS_ON = "requested discovery is likely to lead"


def once(text, words):
    if text.count(words) != 1:
        sys.exit(f"expected once, found {text.count(words)}: {words!r}")
    return text.index(words)


def cut(text, words):
    """The text before, and from, the only place where the words stand."""
    at = once(text, words)
    return text[:at].strip(), text[at:].strip()


def swap(text, old, new):
    once(text, old)
    return text.replace(old, new)


def unwrap(text):
    return "\n\n".join(" ".join(part.split()) for part in re.split(r"\n\s*\n", text))


def doe(source):
    text = cut(" ".join(source.split()), "FOR PUBLICATION UNITED STATES")[1]
    text = cut(text, "Some case metadata and case summaries")[0]
    pages = {}
    for n in range(2, LAST + 1):  # even pages "16 DOE V. ...", odd "DOE V. ... 17"
        header = f" {n} {RUNNING} " if n % 2 == 0 else f" {RUNNING} {n} "
        pages[n - 1], found, text = text.partition(header)
        if not found or RUNNING in pages[n - 1]:
            sys.exit(f"running header of page {n} not found in its place")
    pages[LAST] = text
    for n in range(FIRST, LAST + 1):
        body, notes = pages[n], []
        for _, label, before, first in [x for x in NOTES[::-1] if x[0] == n]:
            body, note = cut(body, first)
            if before:  # in the source the number ends the footnote's text
                body = swap(body, f"{before} {label} ", f"{before}[^{label}] ")
                note = cut(note + "\n", f" {label}\n")[0]
            notes.insert(0, (label, note))
        for _, before, alone, after in [x for x in BREAKS if x[0] == n]:
            parts = [p for p in (before, *alone.split(" | "), after) if p]
            body = swap(body, " ".join(parts), "\n\n".join(parts))
        yield f"page {n}{SPEAKER.get(n, '')}", body, notes


def bodyguard(source):
    source = cut(source, "ORDER AFFIRMING MAGISTRATE JUDGE'S")[1]
    source = swap(source, BODYGUARD_RUNS_ON + "\n", BODYGUARD_RUNS_ON + " ")
    name, roman, body, notes = "INTRODUCTION", "", [], []
    for line in source.splitlines():
        heading = re.fullmatch(r"([IVX]+|[A-Z])\. [A-Z][^.]*", line)
        if heading or line in ("BACKGROUND", "STANDARD", "DISCUSSION", "CONCLUSION"):
            yield f"section {name}", "\n\n".join(body), notes
            body, notes = [], []
            if not heading:
                name = line
            elif set(heading[1]) <= set("IVX"):
                name = roman = heading[1]
            else:
                name = f"{roman}.{heading[1]}"
        if line.startswith(BODYGUARD_NOTES):
            notes.append(("", line))
        else:
            body.append(line)
    yield f"section {name}", "\n\n".join(body), notes


def mx1(source):
    title, rest = cut(cut(source, "**ORDER DENYING MOTION")[1], "Re: Dkt. No. 7")
    rest = cut(rest, "Plaintiff MX1 Ltd. (MX1)")[1]
    one, two = cut(rest, "1 Ninth Circuit applied")
    two, note = cut(two, "\n\n14  \n15  \n")
    note = cut(cut(note, "<sup>1</sup>")[1], "1  \n2  \n")[0]
    lines = [line.strip() for line in two.splitlines() if "\\_" not in line]
    numbered = [i for i, line in enumerate(lines) if re.match(r"\d+ ", line)]
    if [lines[i].split()[0] for i in numbered] != [str(n) for n in range(1, 14)]:
        sys.exit("pleading lines are not numbered 1 to 13")
    for i in numbered:
        lines[i] = lines[i].split(" ", 1)[1]
    two = swap("\n".join(lines), "Calder<sup>1</sup>", "Calder[^1]")
    two = swap(two, "\nUnited States Magistrate", "\n\nUnited States Magistrate")
    yield "page 1", unwrap(title.strip("*") + "\n\n" + one), []
    yield "page 2", unwrap(two), [("1", note.removeprefix("<sup>1</sup>").strip())]


TEXTS = [
    ("doe.txt", "000_*.txt", doe),
    ("bodyguard.txt", "001_*.txt", bodyguard),
    ("mx1.txt", "004_*.txt", mx1),
]


def main(folder, target):
    for name, pattern, read in TEXTS:
        [path] = Path(folder).glob(pattern)
        out = "".join(f"# {line}\n" for line in HEAD[name].splitlines())
        for mark, body, notes in read(path.read_text(encoding="utf-8")):
            out += f"\n=== {mark}\n{body}\n"
            for label, note in notes:
                out += f"\n--- footnote {label}".rstrip() + f"\n{note}\n"
        (target / name).write_text(out, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python prepare.py FOLDER_OF_SOURCES")
    main(sys.argv[1], Path(__file__).resolve().parent)
