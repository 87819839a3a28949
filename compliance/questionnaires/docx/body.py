"""The body of a Word file: its elements counted, so that each can be found again, and what may be written to.

Paragraphs, tables, content controls, form fields and boxes (``☐`` typed as a sign) are counted from 1 in the order of
the document. Filling adds and removes none of them before the last one is found, so that the counts stay.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from compliance.paper.numbering import Numbering
from compliance.questionnaires.faults import DamagedFileError
from compliance.questionnaires.package import Package

if TYPE_CHECKING:
    from lxml.etree import _Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
BOXES = "\u2610\u25a1\u2751\u274f\u25fb\u2b1c"
"""Signs of an empty box that people type."""
TICKED = "\u2612\u2611\u25a0\u25fc"
_SKIPPED = (f"{W}del", f"{W}moveFrom", f"{W}pPr", f"{W}rPr", f"{W}sdtPr", f"{W}tbl", f"{W}instrText", FALLBACK)


class Body:
    """The document part of a Word file, counted."""

    def __init__(self, package: Package) -> None:
        """Raises :class:`QuestionnaireError` where there is no document or it is broken."""
        self.package = package
        self.part = "word/document.xml"
        if self.part not in package:
            raise DamagedFileError(package.name, "its document is missing")
        self.root = package.xml(self.part)
        body = self.root.find(f"{W}body")
        if body is None:
            raise DamagedFileError(package.name, "its document has no body")
        self.body = body
        self.paragraphs = [*body.iter(f"{W}p")]
        self.tables = [*body.iter(f"{W}tbl")]
        self.controls = [*body.iter(f"{W}sdt")]
        self.counted = {"p": self.paragraphs, "tc": [*body.iter(f"{W}tc")], "sdt": self.controls}
        """Elements in their order, as they were before anything was written."""
        self.fields = [*body.iter(f"{W}ffData")]
        self.boxes = [
            (text, at)
            for text in body.iter(f"{W}t")
            for at, sign in enumerate(text.text or "")
            if sign in BOXES + TICKED and not _in_control(text)
        ]
        self.boxes_in: dict[_Element, list[tuple[int, int]]] = {}
        for number, (text, at) in enumerate(self.boxes, 1):
            self.boxes_in.setdefault(text, []).append((number, at))
        self._numbers: dict[str, dict[_Element, int]] = {
            "p": {element: n for n, element in enumerate(self.paragraphs, 1)},
            "t": {element: n for n, element in enumerate(self.tables, 1)},
            "sdt": {element: n for n, element in enumerate(self.controls, 1)},
            "ff": {element: n for n, element in enumerate(self.fields, 1)},
        }
        parts = ("word/numbering.xml", "word/styles.xml")
        numbering = Numbering(*(package.xml(part) if part in package else None for part in parts))
        self.labels = {paragraph: numbering.of(paragraph) for paragraph in self.paragraphs}

    def number(self, kind: str, element: _Element) -> int:
        """The count of an element among those of its kind (``p``, ``t``, ``sdt``, ``ff``)."""
        return self._numbers[kind][element]

    def protection(self) -> str:
        """What the file's own protection leaves open: empty for everything, else ``forms``, ``readOnly`` ..."""
        if "word/settings.xml" not in self.package:
            return ""
        found = self.package.xml("word/settings.xml").find(f"{W}documentProtection")
        if found is None or found.get(f"{W}enforcement") not in ("1", "true", "on"):
            return ""
        edit = found.get(f"{W}edit", "")
        return "" if edit in ("trackedChanges", "none") else edit


def _in_control(element: _Element) -> bool:
    """Whether an element stands in a content control that is a check box."""
    return any(control.find(f"{W}sdtPr/{W14}checkbox") is not None for control in element.iterancestors(f"{W}sdt"))


def runs_of_text(element: _Element) -> Iterator[tuple[_Element, str]]:
    """Text elements below an element with what each says, in order; nested tables and deletions left out."""
    stack = list(reversed(element))
    while stack:
        node = stack.pop()
        if node.tag == f"{W}t":
            yield node, node.text or ""
        elif node.tag in (f"{W}tab", f"{W}br", f"{W}cr"):
            yield node, " " if node.tag == f"{W}tab" else "\n"
        elif node.tag == f"{W}noBreakHyphen":
            yield node, "-"
        elif node.tag not in _SKIPPED:
            stack.extend(reversed(node))


def text_of(element: _Element) -> str:
    """The text below an element on lines as they break, without a placeholder that invites to write."""
    parts, last = [], None
    for node, text in runs_of_text(element):
        paragraph = next(node.iterancestors(f"{W}p"), None)
        if last is not None and paragraph is not last:
            parts.append("\n")
        last = paragraph
        if not _placeholder(node, element):
            parts.append(text)
    return "\n".join(" ".join(line.split()) for line in "".join(parts).splitlines()).strip()


def _placeholder(node: _Element, root: _Element) -> bool:
    for control in node.iterancestors(f"{W}sdt"):
        if control.find(f"{W}sdtPr/{W}showingPlcHdr") is not None:
            return True
        if control is root:
            return False
    return False
