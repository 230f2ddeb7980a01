"""Shares and counts in common notations are read as meant, or refused with an explanation, never guessed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jurisdiction import figures
from jurisdiction.library import as_typed, fact_value, load
from jurisdiction.model import Range, ReaderError

LIB = load()
INF = float("inf")


def ends_of(read: Range) -> tuple[float, float]:
    return read.low, read.high


SHARES = {
    "0,5 %": (0.005, 0.005), "4,6%": (0.046, 0.046), "1,5%-2,5%": (0.015, 0.025), "10,0%": (0.1, 0.1),
    "4.6 percent": (0.046, 0.046), "4.6 per cent": (0.046, 0.046), ".5%": (0.005, 0.005),
    "12-19%": (0.12, 0.19), "12% – 19%": (0.12, 0.19), "between 12% and 19%": (0.12, 0.19),
    "0.046": (0.046, 0.046), "0,046": (0.046, 0.046), "0.12-0.19": (0.12, 0.19), "1": (1.0, 1.0),
    "at least 0.1": (0.1, 1.0), "10% or more": (0.1, 1.0), "up to 10%": (0.0, 0.1),
    "12\u202f%": (0.12, 0.12), "100％": (1.0, 1.0), "1e-3": (0.001, 0.001),
}  # fmt: skip
ON_SCREEN = {
    "1": (0.01, 0.01), "0.5": (0.005, 0.005), "19": (0.19, 0.19), "0": (0.0, 0.0), "100": (1.0, 1.0),
    "12-19": (0.12, 0.19), "0-5": (0.0, 0.05), "4,6": (0.046, 0.046), "12 to 19%": (0.12, 0.19),
    "at least 5": (0.05, 1.0), "4.6 percent": (0.046, 0.046), "0.1": (0.001, 0.001),
}  # fmt: skip
COUNTS = {
    "320,000": (320e3, 320e3), "320 000": (320e3, 320e3), "320'000": (320e3, 320e3),
    "320000": (320e3, 320e3), "320000.0-320000.0": (320e3, 320e3), "1.2 million": (1.2e6, 1.2e6),
    "500k": (500e3, 500e3), "more than 320,000": (320001.0, INF), "320,000 or more": (320e3, INF),
    "fewer than 20": (0.0, 19.0), "20 000 - 30 000": (20e3, 30e3), "20,000–30,000": (20e3, 30e3),
    "900,000-1.1 million": (900e3, 1.1e6),
    "1-2 million": (1e6, 2e6),
    "1.2M": (1.2e6, 1.2e6),
    "2 billion": (2e9, 2e9),
    "at least 49999.0": (49999.0, INF),
}  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "text", "on_screen", "ends"),
    [("share", t, False, e) for t, e in SHARES.items()]
    + [("share", t, True, e) for t, e in ON_SCREEN.items()]
    + [("count", t, False, e) for t, e in COUNTS.items()],
)
def test_a_figure_is_read_as_it_is_meant(kind, text, on_screen, ends) -> None:
    """Each notation has one meaning, regardless of commas and the position of units."""
    assert ends_of(figures.read(kind, text, "x", on_screen)) == pytest.approx(ends)


@pytest.mark.parametrize("words", ["under 10%", "less than 10 %", "below 10%", "<10%"])
def test_under_a_share_is_less_than_it(words) -> None:
    """An open upper bound is not reached, so a test of *at least 10%* certainly fails."""
    assert 0.0999 < figures.read("share", words, "x").high < 0.1


@pytest.mark.parametrize(
    ("kind", "text", "on_screen", "said"),
    [
        ("share", ".046", True, ("0.046%", "4.6%")), ("share", "0.05", True, ("0.05%", "5%")),
        ("share", "0.01-3", True, ("0.01%", "1%")), ("share", "4.6", False, ("4.6%", "460%")),
        ("share", "19", False, ("19%", "1900%")), ("share", "2-3", False, ("2%", "200%")),
        ("count", "320.000", False, ("320,000", "320")), ("count", "1.500", False, ("1,500", "1.5")),
        ("count", "320.000.000", False, ("320,000,000", "Write")),
        ("count", "32,0", False, ("three digits",)), ("count", "1,5", False, ("three digits",)),
        ("count", "3,20,000", False, ("three digits",)), ("count", "1.234,5", False, ("three digits",)),
        ("share", "140%", False, ("more than 100%",)), ("share", "320", True, ("more than 100%",)),
        ("share", "12%-19%-20%", False, ("is not a share",)),
        ("count", "about 400", False, ("not a number",)),
        ("count", "12%", False, ("percentage",)), ("count", "1e999", False, ("too large",)),
        ("share", "19%-12%", False, ("from low to high",)), ("count", "-3", False, ("below zero",)),
        ("count", "2-5,000", False, ("2,000-5,000", "2-5,000")),
        ("count", "800-900,000", False, ("800,000-900,000", "800-900,000")),
        ("count", "5,000 and 10,000", False, ("not a number",)),
        ("share", "5% and 10%", False, ("is not a share",)),
        ("share", "less than 1", False, ("1%", "100%")),
        ("share", "at least 1", False, ("1%", "100%")),
        ("share", "less than 0%", False, ("no number is less than zero",)),
        ("count", "0,100", False, ("not a number",)),
        ("count", "20.5", False, ("whole number",)),
        ("share", "4k", False, ("is not a share",)),
    ],
)  # fmt: skip
def test_what_could_mean_two_things_or_nothing_is_refused_in_words(
    kind, text, on_screen, said
) -> None:
    """The error quotes the text, names both readings, and says what to write."""
    with pytest.raises(ReaderError) as refused:
        figures.read(kind, text, "x", on_screen)
    assert all(words in str(refused.value) for words in said)


@given(st.text(max_size=30) | st.from_regex(r"[0-9.,% ]{1,12}(-[0-9.,% ]{1,12})?", fullmatch=True))
def test_no_text_is_read_as_more_than_the_whole_or_breaks_the_reader(text) -> None:
    """Any text gives a figure within its bounds or an error message."""
    for kind in ("share", "count"):
        for on_screen in (True, False):
            try:
                low, high = ends_of(figures.read(kind, text, "x", on_screen))
            except ReaderError as error:
                assert error.remedy
            else:
                assert 0 <= low <= high <= figures.TOP[kind]


@pytest.mark.parametrize("value", [0, 0.046, 0.5, 1, 1.0, [0.12, 0.19], "4.6%", ["12%", "19%"]])
def test_what_files_have_always_held_is_read_as_before(value) -> None:
    """A number in a file is a fraction of the whole, and a pair is a range."""
    read = fact_value(LIB.facts["us_traffic_share"], value, "x")
    assert isinstance(read, Range) and 0 <= read.low <= read.high <= 1
    assert fact_value(LIB.facts["us_traffic_share"], as_typed(read), "x") == read


@pytest.mark.parametrize(
    "text", ["4.6", "12-19", "under 10", "4.6%", "0", "10 or more", "0.5", "1"]
)
def test_what_is_typed_into_the_intake_means_the_same_in_the_file(text) -> None:
    """A client file has the percent sign that the screen supplied."""
    kept = figures.with_unit("share", text, "x")
    meant = ends_of(figures.read("share", text, "x", on_screen=True))
    assert ends_of(figures.read("share", kept, "x")) == pytest.approx(meant)
