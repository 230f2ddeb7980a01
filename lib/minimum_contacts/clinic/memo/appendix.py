"""Appendices A, B, and D: all facts, all findings and open facts, and the passages to cite-check."""

from __future__ import annotations

import re

from jurisdiction import explain
from .. import client as files
from .. import clinic, clinic_words
from .blocks import italic
from .discussion import presupposed
from .draft import Draft, capital, safe, slanted


def facts(draft: Draft) -> None:
    draft.heading(1, "Appendix A: Facts and How They Are Known", new_page=True)
    rows = []
    for name, told in draft.file.facts.items():
        unsaid = "As stated" if draft.stated else "Not said"
        shown = draft.lib.showings.get(draft.analysis.shown.get(name, ""))
        basis = shown if draft.stated else files.basis(draft.lib, told)
        counts = clinic_words.counts(draft.analysis, name)
        value = capital(clinic_words.answer(draft.analysis, draft.file, name))
        label = clinic_words.label(draft.analysis, name)
        how = f"{basis.label if basis else unsaid}; {counts}"
        if told.answer != files.UNKNOWN:
            rows.append((label, value, how, safe(told.note)))
    draft.table(
        ("Fact", "Answer", "How it is known, and how it counts", "Note"), rows, 27, 13, 30, 30
    )
    if not rows:
        draft.say("The file contains no answer to any question.")


def findings(draft: Draft) -> None:
    draft.heading(1, "Appendix B: Findings and Open Facts")
    rows = []
    for one in clinic.standing(draft.analysis):
        node, status, close = one.finding.node, one.finding.status, one.finding.at_close
        ends = (
            explain.status_word(node, status, draft.lib),
            explain.close_word(node, status, close, draft.lib),
        )
        if before := presupposed(draft, node.id):
            first = explain.inside(draft.law.nodes[before].name)
            ends = (f"{ends[0]}, if {first} is", f"{ends[1]}, if {first} is")
        rows.append((node.name, ends[0], capital(ends[1])))
    draft.table(("Point", "Finding", "If the record closed now"), rows, 40, 25, 35)
    rows = []
    for asked in clinic.lookups(draft.analysis, draft.open_facts()):
        evidence = asked.evidence
        where = explain.there("; ".join(evidence.where), draft.place) if evidence else "-"
        could = capital(draft.could(asked.question))
        rows.append((capital(draft.whether(asked.question.fact)), could, capital(where)))
    head = ("Open fact, in order", "An answer", "Where evidence is usually found (our suggestion)")
    draft.table(head, rows, 38, 22, 40)


def authorities(draft: Draft) -> None:
    draft.heading(1, "Appendix D: Authorities and Passages to Cite-Check")
    cited = [draft.lib.passages[name] for name in draft.passages]
    for passage in cited:
        draft.authorities.setdefault(draft.lib.sources[passage.opinion].authority)
    rows = []
    for one in sorted((draft.lib.authorities[n] for n in draft.authorities), key=lambda a: a.name):
        known = re.sub(r"slip op\. (?=\d)", "slip op. at ", one.verified.words).replace("-", "–")
        known = re.sub(r"(, |and )(?=[IV]+\b)", r"\1pt. ", known)
        known = known.replace("DISCUSSION", "Discussion section")
        how = capital(draft.named(known)) or "Available in full; quotations were compared with it"
        notes = (f"{draft.named(t.note)}{draft.unchecked(t.verified.how)}" for t in one.treatment)
        name = slanted(one.name.removesuffix(" (en banc)").replace("Co., Ltd.", "Co."))
        full = italic(one.cite.replace(", amended,", ", *amended*,"))
        cite = one.cite if one.court == "rule" else f"{name}, {full}"
        rows.append((cite, f"{how}.", " ".join(notes) or "None recorded."))
    head = ("Authority", "How we know it", "Later treatment")
    draft.table(head, rows, 36, 28, 36)
    words = [(draft.pin(passage), f"“{explain.unquoted(passage)}”") for passage in cited]
    draft.table(("Passage relied on", "The court's words"), words, 30, 70)
    draft.say("Before anyone relies on this draft, check the following.")
    draft.listed(draft.named(text.replace("{day}", draft.day)) for text in draft.lib.intake.limits)
    for source in draft.lib.sources.values():
        if source.content_note and source.authority in draft.authorities:
            draft.say(source.content_note, f"On {draft.lib.authorities[source.authority].label}.")
