"""The reference document: whether the company's own can be used, and the product's to start from."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from compliance.diagnostics import Diagnostic, Label, Severity
from compliance.formats import word, word_numbering, word_styles
from compliance.formats.settings import Settings
from compliance.graph.dossier import Dossier
from compliance.paper.reference import reference

if TYPE_CHECKING:
    from docx.document import Document

CODE = "reference-document-unusable"
"""That of the rule: a build and a check say the same."""
NAME = "reference.docx"
_MISTAKES = (ValueError, LookupError, TypeError, AttributeError, ArithmeticError, OSError, NotImplementedError)
"""What a Word file that is a sound zip and no sound document makes python-docx raise."""


def fault(dossier: Dossier, settings: Settings) -> Diagnostic | None:
    """Why the reference document cannot be used; None where it can, or where there is none."""
    chosen = dossier.project.documents
    if chosen is None or not chosen.reference_docx:
        return None
    found = reference(dossier.root, chosen.reference_docx)
    why, help = found.why, found.help
    if not why:
        why = _trial(settings)
        help = "open it in Word and save it anew"
    if not why:
        return None
    label = Label(chosen.at("reference_docx"), "Word files are left out")
    message = f"the reference document {chosen.reference_docx} {why}"
    return Diagnostic(CODE, Severity.ERROR, message, label, help=help, subject="project")


def _trial(settings: Settings) -> str:
    """Make an empty document from it."""
    try:
        document = word.blank(settings.accent, "en", False, True, settings.reference)
        word_numbering.contract_lists(document, "Annex")
        word.pack(document, settings.made)
    except _MISTAKES as error:
        return f"cannot be used: {type(error).__name__}: {error}"
    return ""


def make(accent: str) -> bytes:
    """The product's reference document: every style, with a line in each that says what it is for."""
    made = datetime(2000, 1, 1, tzinfo=UTC)
    document = word.blank(accent, "en", False, True)
    word_numbering.contract_lists(document, "Annex")
    for style, text in _sample():
        document.add_paragraph(text, style=style)
    _sample_table(document)
    word.properties(document, "Reference document", "", "en", made)
    return word.pack(document, made)


def _sample() -> tuple[tuple[str, str], ...]:
    about = (
        "Documents in Word take the styles of this file, its page size and margins, and its header and footer where "
        "they hold anything; else they get those of the product. Change fonts, colours, spacing and indents here. "
        "The text is left out. Numbers of clauses and annexes are part of the text and stay as they are."
    )
    levels = ((f"Clause {level}", f"Clause {level}: a clause of level {level}") for level in (2, 3, 4))
    further = ((f"Clause Text {level}", f"Clause Text {level}: goes on at level {level}") for level in (1, 2, 3, 4))
    others = (
        "Company", "Subtitle", "Statement", "Note", "Quote", "List Bullet", "List Bullet 2", "List Bullet 3",
        "List Number", "List Number 2", "List Number 3", "Unnumbered Heading", "Heading 2", "Heading 3", "Heading 4",
        "TOC Heading", "toc 1", "toc 2",
    )  # fmt: skip
    return (
        ("Title", "Title: the reference document"),
        ("Normal", about),
        ("Heading 1", "Heading 1: a clause of level 1"),
        *levels,
        *further,
        *((name, f"{name[:1].upper()}{name[1:]}") for name in others),
        ("Annex Heading", "Annex Heading: begins a page"),
    )


def _sample_table(document: Document) -> None:
    table = document.add_table(2, 2, style=word_styles.TABLE_STYLE)
    for row, style in zip(table.rows, ("Table Head", "Table Text"), strict=True):
        for cell in row.cells:
            cell.paragraphs[0].text = style
            cell.paragraphs[0].style = document.styles[style]
