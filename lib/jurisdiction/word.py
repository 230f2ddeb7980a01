"""A memo as a Word file: real styles and headings, header rows that repeat, page numbers as fields."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Inches, Pt, RGBColor

from .memo import CHECK, Heading, Memo, Paragraph, Quotation, Table, plain

_FONT, _WIDTH = "Times New Roman", 6.5  # inches between the margins
_STYLES = {"body": "Normal", "bullet": "List Bullet", "number": "Draft Request"}


def as_word(made: Memo) -> bytes:
    """The memo as the bytes of a .docx file."""
    document = Document()
    _page(document, made)
    _styles(document)
    document.add_paragraph(plain(made.title), style="Title")
    for block in made.blocks:
        match block:
            case Heading(level, text):
                document.add_heading(plain(text), level)
            case Paragraph():
                _paragraph(document, block)
            case Quotation(_, text, pin):
                document.add_paragraph(plain(text), style="Block Quotation")
                document.add_paragraph(plain(pin), style="Pin")
            case Table():
                _table(document, block)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _page(document: Any, made: Memo) -> None:
    core = document.core_properties
    core.title, core.author, core.comments = plain(made.title), "", ""
    core.created = core.modified = dt.datetime.now(dt.UTC).replace(tzinfo=None, microsecond=0)
    section = document.sections[0]
    section.page_width, section.page_height = Inches(8.5), Inches(11)
    for side in ("left", "right", "top", "bottom"):
        setattr(section, f"{side}_margin", Inches(1))
    section.header.paragraphs[0].text = plain(made.running)
    footer = section.footer.paragraphs[0]
    footer.alignment = WD_ALIGN_PARAGRAPH.CENTER
    footer.add_run("Page ")
    _field(footer, "PAGE")
    footer.add_run(" of ")
    _field(footer, "NUMPAGES")


def _field(paragraph: Any, code: str) -> None:
    """A field that Word fills in, such as the number of the page."""
    for kind, text in (("begin", ""), ("", code), ("separate", ""), ("shown", "1"), ("end", "")):
        run = paragraph.add_run("1" if kind == "shown" else "")
        if kind == "shown":
            continue
        if kind:
            part = OxmlElement("w:fldChar")
            part.set(qn("w:fldCharType"), kind)
        else:
            part = OxmlElement("w:instrText")
            part.set(qn("xml:space"), "preserve")
            part.text = f" {text} "
        run._r.append(part)


def _styles(document: Any) -> None:
    styles = document.styles
    normal = styles["Normal"]
    _font(normal, 11.5)
    normal.paragraph_format.space_after = Pt(7)
    normal.paragraph_format.line_spacing = 1.1
    normal.paragraph_format.widow_control = True
    _font(styles["Title"], 20)
    for level, size in ((1, 15), (2, 13), (3, 11.5)):
        style = styles[f"Heading {level}"]
        _font(style, size)
        style.paragraph_format.space_before = Pt(16 - 3 * level)
        style.paragraph_format.space_after = Pt(4)
        style.paragraph_format.keep_with_next = True
    styles["Heading 3"].font.italic = True
    styles["List Bullet"].paragraph_format.space_after = Pt(4)
    quotation = styles.add_style("Block Quotation", WD_STYLE_TYPE.PARAGRAPH)
    quotation.base_style = normal
    quotation.paragraph_format.left_indent = quotation.paragraph_format.right_indent = Inches(0.5)
    quotation.paragraph_format.space_after = Pt(1)
    quotation.paragraph_format.keep_with_next = True
    quotation.paragraph_format.keep_together = True
    pin = styles.add_style("Pin", WD_STYLE_TYPE.PARAGRAPH)
    pin.base_style = normal
    pin.paragraph_format.left_indent = Inches(0.5)
    pin.font.size = Pt(10)
    request = styles.add_style("Draft Request", WD_STYLE_TYPE.PARAGRAPH)
    request.base_style = normal
    request.paragraph_format.left_indent = Inches(0.35)
    request.paragraph_format.first_line_indent = Inches(-0.35)
    cell = styles.add_style("Table Text", WD_STYLE_TYPE.PARAGRAPH)
    cell.base_style = normal
    cell.font.size = Pt(9.5)
    cell.paragraph_format.space_after = Pt(1)
    cell.paragraph_format.line_spacing = 1.0
    mark = styles.add_style("Cite Check", WD_STYLE_TYPE.CHARACTER)
    mark.font.italic = True
    mark.font.color.rgb = RGBColor(0x8A, 0x2B, 0x00)
    for name in ("Header", "Footer"):
        styles[name].font.size = Pt(9)


def _font(style: Any, size: float) -> None:
    style.font.name, style.font.size = _FONT, Pt(size)
    style.font.color.rgb = RGBColor(0, 0, 0)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
        fonts.attrib.pop(qn(name), None)
    for name in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
        fonts.set(qn(name), _FONT)


def _paragraph(document: Any, block: Paragraph) -> None:
    paragraph = document.add_paragraph(style=_STYLES[block.kind])
    if block.lead:
        paragraph.add_run(plain(block.lead)).bold = True
        paragraph.add_run(" ")
    paragraph.add_run(plain(block.text))
    if block.check:
        paragraph.add_run(f" [{CHECK}: {plain(block.check)}]", style="Cite Check")
    if not block.text or block.text.endswith(":"):
        paragraph.paragraph_format.keep_with_next = True


def _table(document: Any, block: Table) -> None:
    table = document.add_table(rows=1, cols=len(block.head))
    table.style = "Table Grid"
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    widths = [Inches(_WIDTH * share / sum(block.widths)) for share in block.widths]
    for cell, text in zip(table.rows[0].cells, block.head, strict=True):
        _cell(cell, text, bold=True)
    _repeats(table.rows[0])
    for row in block.rows:
        cells = table.add_row().cells
        for cell, text in zip(cells, row, strict=True):
            _cell(cell, text)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    for row in table.rows:
        _whole(row)
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = width
    document.add_paragraph().paragraph_format.space_after = Pt(2)


def _cell(cell: Any, text: str, bold: bool = False) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.style = "Table Text"
    paragraph.add_run(plain(text)).bold = bold


def _repeats(row: Any) -> None:
    """The row stands again at the top of each page that the table runs over."""
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)


def _whole(row: Any) -> None:
    """The row is not broken across two pages."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
