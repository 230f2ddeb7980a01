"""Convert a memo to a Word file with real styles and headings, repeating header rows, and page fields."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Inches, Pt, RGBColor

from .memo.blocks import Heading, Memo, Paragraph, Table, plain, runs

_FONT, _WIDTH = "Times New Roman", 6.5  # text width in inches
_KINDS = {
    "body": "Normal",
    "bullet": "List Bullet",
    "number": "Numbered",
    "header": "Memo Header",
    "banner": "Banner",
}
_HEADING = {"space_after": Pt(4), "keep_with_next": True}
_STYLES: dict[str, tuple[float, dict[str, Any]]] = {  # style -> size in points, paragraph format
    "Normal": (12, {"space_after": Pt(6), "line_spacing": 1.0, "widow_control": True}),
    "Title": (14, {"space_after": Pt(6)}),
    "Heading 1": (12, _HEADING | {"space_before": Pt(8)}),
    "Heading 2": (12, _HEADING | {"space_before": Pt(6)}),
    "Heading 3": (12, _HEADING | {"space_before": Pt(6)}),
    "List Bullet": (12, {"space_after": Pt(3)}),
    "Numbered": (
        12,
        {"left_indent": Inches(0.35), "first_line_indent": Inches(-0.35), "space_after": Pt(3)},
    ),
    "Memo Header": (
        12,
        {"left_indent": Inches(0.8), "first_line_indent": Inches(-0.8), "space_after": Pt(2)},
    ),
    "Banner": (12, {}),
    "Table Text": (9.5, {"space_after": Pt(1), "line_spacing": 1.0}),
    "Header": (9, {}),
    "Footer": (9, {}),
}


def as_word(memo: Memo) -> bytes:
    """Return the memo as the bytes of a .docx file."""
    document = Document()
    _page(document, memo)
    _styles(document.styles)
    document.add_paragraph(plain(memo.title), style="Title")
    for block in memo.blocks:
        match block:
            case Heading():
                heading = document.add_heading(plain(block.text), block.level)
                heading.paragraph_format.page_break_before = block.new_page
            case Paragraph():
                _paragraph(document, block)
            case Table():
                _table(document, block)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _page(document: Any, memo: Memo) -> None:
    core = document.core_properties
    core.title, core.author, core.comments = plain(memo.title), "", ""
    core.created = core.modified = dt.datetime.now(dt.UTC).replace(tzinfo=None, microsecond=0)
    section = document.sections[0]
    section.page_width, section.page_height = Inches(8.5), Inches(11)
    for side in ("left", "right", "top", "bottom"):
        setattr(section, f"{side}_margin", Inches(1))
    section.header.paragraphs[0].text = plain(memo.running)
    footer = section.footer.paragraphs[0]
    footer.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for words, code in (("Page ", "PAGE"), (" of ", "NUMPAGES")):
        footer.add_run(words)
        _field(footer, code)


def _field(paragraph: Any, code: str) -> None:
    """Add a field that Word fills in, such as the page number."""
    begin, separate, end = (
        f'<w:fldChar w:fldCharType="{kind}"/>' for kind in ("begin", "separate", "end")
    )
    text = f'<w:instrText xml:space="preserve"> {code} </w:instrText>'
    for part in (begin, text, separate, "<w:t>1</w:t>", end):
        paragraph._p.append(parse_xml(f"<w:r {nsdecls('w')}>{part}</w:r>"))


def _styles(styles: Any) -> None:
    for name, (size, form) in _STYLES.items():
        if name not in styles:
            styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH).base_style = styles["Normal"]
        style = styles[name]
        for part, value in form.items():
            setattr(style.paragraph_format, part, value)
        style.font.name, style.font.size = _FONT, Pt(size)
        style.font.color.rgb = RGBColor(0, 0, 0)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)
        for script in ("ascii", "hAnsi", "eastAsia", "cs"):
            fonts.set(qn(f"w:{script}"), _FONT)
    styles["Heading 3"].font.italic = styles["Banner"].font.bold = True


def _paragraph(document: Any, block: Paragraph) -> None:
    paragraph = document.add_paragraph(style=_KINDS[block.kind])
    if block.lead:
        paragraph.add_run(plain(block.lead)).bold = True
        paragraph.add_run("\t" if block.kind == "header" else " ")
    _runs(paragraph, block.text)
    if block.text.endswith(":"):
        paragraph.paragraph_format.keep_with_next = True


def _runs(paragraph: Any, text: str, bold: bool | None = None) -> None:
    """Add a text with its italics."""
    for words, slanted in runs(text):
        run = paragraph.add_run(words)
        run.italic, run.bold = slanted or None, bold


def _table(document: Any, block: Table) -> None:
    """Add a table with a repeating header row and rows that do not break across pages."""
    table = document.add_table(rows=0, cols=len(block.head), style="Table Grid")
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    widths = [Inches(_WIDTH * share / sum(block.widths)) for share in block.widths]
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    for texts in (block.head, *block.rows):
        row, head = table.add_row(), texts is block.head
        for mark in ("w:cantSplit", "w:tblHeader") if head else ("w:cantSplit",):
            row._tr.get_or_add_trPr().append(OxmlElement(mark))
        for cell, text, width in zip(row.cells, texts, widths, strict=True):
            cell.width = width
            paragraph = cell.paragraphs[0]
            paragraph.style = "Table Text"
            _runs(paragraph, text, head or None)
    document.add_paragraph().paragraph_format.space_after = Pt(2)
