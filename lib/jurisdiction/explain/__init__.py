"""Findings into words: reasons, plain text, HTML."""

from __future__ import annotations

from .html import (
    CLASSES,
    SHAPES,
    argument_html,
    fact_html,
    flips_html,
    headline_html,
    irac_html,
    ladder_html,
    later_html,
    map_html,
    named_facts,
    quotation_html,
    quotations_html,
    reasons_html,
    rungs,
    standard_html,
    switch_html,
    term_html,
    unmoved_html,
    worth_html,
)
from .notebook import Quotations, Transcript, quote
from .reasons import reasons
from .words import (
    argument_lines,
    argument_title,
    as_text,
    bound_words,
    change_words,
    changes_words,
    court_and_year,
    day_words,
    fact_phrase,
    fact_words,
    flips_lines,
    flips_title,
    inside,
    label_words,
    listed,
    pin,
    place,
    plain_value,
    rule_words,
    short_words,
    standing_words,
    status_word,
    status_words,
    there,
    unquoted,
    value_words,
    warnings,
)

__all__ = [
    "CLASSES", "SHAPES", "Quotations", "Transcript", "argument_html", "argument_lines",
    "argument_title", "as_text", "bound_words", "change_words", "changes_words", "court_and_year",
    "day_words", "fact_html", "fact_phrase", "fact_words", "flips_html", "flips_lines",
    "flips_title", "headline_html", "inside", "irac_html", "label_words", "ladder_html",
    "later_html", "listed", "map_html", "named_facts", "pin", "place", "plain_value",
    "quotation_html", "quotations_html", "quote", "reasons", "reasons_html", "rule_words",
    "rungs", "short_words", "standard_html", "standing_words", "status_word", "status_words",
    "switch_html", "term_html", "there", "unmoved_html", "unquoted", "value_words", "warnings",
    "worth_html",
]  # fmt: skip
