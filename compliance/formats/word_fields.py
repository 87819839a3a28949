"""Fields: what Word works out for itself, with the text that stands there until it does.

No field is marked dirty and the settings do not ask for an update: either makes Word ask, on opening, whether
to update fields "that may refer to other files", which no customer should be asked about a contract.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from compliance.formats.wordml import child, element, w

if TYPE_CHECKING:
    from docx.text.paragraph import Paragraph


def field(paragraph: Paragraph, instruction: str, cached: str = "1") -> list[Any]:
    """Append a field with its text; the runs that hold it."""
    runs = [_mark("begin"), instructed(instruction), _mark("separate"), run(cached), _mark("end")]
    for made in runs:
        paragraph._p.append(made)
    return runs


def run(text: str) -> Any:
    """A run of text."""
    from docx.oxml import OxmlElement

    made: Any = OxmlElement("w:r")
    made.text = text
    return made


def _mark(kind: str) -> Any:
    made = element("r")
    made.append(element("fldChar", fldCharType=kind))
    return made


def instructed(instruction: str) -> Any:
    """A run that holds the code of a field."""
    made, text = element("r"), element("instrText")
    text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    text.text = f" {instruction} "
    made.append(text)
    return made


def contents(paragraphs: list[Paragraph], levels: int) -> Any:
    """Make paragraphs that hold the entries into a table of contents, in the frame with Word's button to update it.

    It collects by the level of the outline (``\\o``, ``\\u``) and not by names of styles: a list of names is
    separated by comma or semicolon as the reader's country has it.
    """
    first, last = paragraphs[0]._p, paragraphs[-1]._p
    opening = [_mark("begin"), instructed(f'TOC \\o "1-{levels}" \\h \\z \\u'), _mark("separate")]
    at = 1 if first.pPr is not None else 0
    for number, made in enumerate(opening):
        first.insert(at + number, made)
    last.append(_mark("end"))
    frame, properties, content = element("sdt"), element("sdtPr"), element("sdtContent")
    properties.append(element("id", val=1))
    gallery = child(properties, "docPartObj")
    child(gallery, "docPartGallery", val="Table of Contents")
    child(gallery, "docPartUnique")
    frame.append(properties)
    frame.append(content)
    first.addprevious(frame)
    for paragraph in paragraphs:
        content.append(paragraph._p)
    return frame


def hyperlink(anchor: str, runs: Iterable[Any]) -> Any:
    """Runs that lead to a bookmark."""
    link = element("hyperlink", anchor=anchor, history=1)
    for made in runs:
        link.append(made)
    return link


def tab() -> Any:
    """A run that holds a tabulator."""
    made = element("r")
    made.append(element("tab"))
    return made


def tab_stops(properties: Any, *stops: tuple[str, int, str]) -> None:
    """Set tab stops: kind, position in twentieths of a point, leader."""
    old = properties.find(w("tabs"))
    if old is not None:
        properties.remove(old)
    tabs = element("tabs")
    for kind, at, leader in stops:
        tabs.append(element("tab", val=kind, leader=leader, pos=at))
    properties.append(tabs)
