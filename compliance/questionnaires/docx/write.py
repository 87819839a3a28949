"""Answers go into a Word file: the paragraphs, cells and controls that take them are exchanged in the bytes.

The tree tells what changes; the bytes of everything else in the document part stay as they lie there, and so do all
other parts of the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING
from xml.parsers import expat

from compliance.frameworks.questionnaire_words import is_mark
from compliance.questionnaires.docx.body import Body, W, text_of
from compliance.questionnaires.docx.fill import NoPlaceError, put
from compliance.questionnaires.docx.read import document
from compliance.questionnaires.faults import QuestionnaireError
from compliance.questionnaires.layout import Choice
from compliance.questionnaires.model import Entry, Slot
from compliance.questionnaires.neutral import legal
from compliance.questionnaires.package import Package
from compliance.questionnaires.report import Refused, Report, Written
from compliance.questionnaires.xlsx.scan import in_utf8, tag_end

if TYPE_CHECKING:
    from lxml.etree import _Element

_TAGS = ("p", "tc", "sdt")


def fill_document(package: Package, entries: Sequence[Entry], out: str) -> tuple[bytes, Report]:
    """The document with the answers in it, and the report of what was read back from it.

    Raises :class:`QuestionnaireError` where what was read back is not what should stand there.
    """
    body = Body(package)
    written, refused, hosts = _put_all(body, entries)
    data = package.data
    if hosts:
        content = _exchanged(in_utf8(package.part(body.part)), body, hosts)
        data = package.with_parts({body.part: content})
    same = _compared(package, data, body, hosts, written)
    untouched = tuple(name for name in package.names if name != body.part or not hosts)
    report = Report(
        package.name,
        out,
        "docx",
        tuple(written),
        tuple(refused),
        untouched,
        (body.part,) if hosts else (),
        (),
        same,
        tuple(_remarks(package, body)),
    )
    return data, report


def _put_all(body: Body, entries: Iterable[Entry]) -> tuple[list[Written], list[Refused], list[_Element]]:
    written, refused = [], []
    hosts: list[_Element] = []
    protection = body.protection()
    used: set[str] = set()
    for entry in entries:
        slot, value = entry.slot, legal(entry.value) or ("X" if entry.slot.kind == "mark" else "")
        why = _refusal(slot, value, protection)
        if not why and slot.spot.address in used:
            why = "another answer goes into the same place"
        if not why:
            try:
                hosts.append(put(body, slot.spot.address, value))
            except NoPlaceError as fault:
                why = str(fault)
        if why:
            refused.append(Refused(entry, why))
        else:
            used.add(slot.spot.address)
            written.append(Written(slot.spot, slot.filled, value))
    return written, refused, hosts


def _refusal(slot: Slot, value: str, protection: str) -> str:
    control = slot.spot.address.startswith(("sdt", "ff"))
    if protection and not (protection == "forms" and control):
        return "the document is protected against changes"
    if not value.strip():
        return "there is nothing to write"
    if slot.kind == "mark":
        return "" if is_mark(value) else "a box takes a mark"
    if slot.kind == "choice" and value not in slot.options:
        return f"it is not in the list: {', '.join(slot.options[:12])}"
    return ""


def _exchanged(content: bytes, body: Body, hosts: list[_Element]) -> bytes:
    """The bytes of the document with the elements that changed in place of what they were."""
    wanted = set(hosts)
    outer = {host for host in wanted if not any(above in wanted for above in host.iterancestors())}
    spans = _spans(content)
    pieces = []
    for name in _TAGS:
        for number, element in enumerate(body.counted[name]):
            if element in outer:
                pieces.append((*spans[name][number], _serialised(element, body.root)))
    made, last = bytearray(), 0
    for start, end, new in sorted(pieces):
        made += content[last:start] + new
        last = end
    return bytes(made + content[last:])


def _spans(content: bytes) -> dict[str, list[tuple[int, int]]]:
    """First byte and first byte behind each paragraph, cell and control of the body, by order of their start."""
    spans: dict[str, list[tuple[int, int]]] = {name: [] for name in _TAGS}
    names = {f"{W[1:-1]}}}{name}": name for name in _TAGS}
    parser = expat.ParserCreate(namespace_separator="}")
    open_: list[tuple[str, int, int]] = []
    bodies = 0

    def started(tag: str, _: dict[str, str]) -> None:
        nonlocal bodies
        bodies += tag == f"{W[1:-1]}}}body"
        if tag in names and bodies:
            name = names[tag]
            open_.append((name, len(spans[name]), parser.CurrentByteIndex))
            spans[name].append((0, 0))

    def ended(tag: str) -> None:
        if tag in names and bodies:
            name, number, start = open_.pop()
            at = parser.CurrentByteIndex
            inside = tag_end(content, start)
            end = inside if content[inside - 2 : inside] == b"/>" else content.index(b">", at) + 1
            spans[name][number] = (start, end)

    parser.StartElementHandler, parser.EndElementHandler = started, ended
    parser.Parse(content, True)
    return spans


def _serialised(element: _Element, root: _Element) -> bytes:
    """An element without the namespaces that its root declares already."""
    from lxml import etree

    tail, element.tail = element.tail, None
    text = etree.tostring(element, encoding="unicode")
    element.tail = tail
    head = text[: text.index(">")]
    for prefix, uri in root.nsmap.items():
        name = f"xmlns:{prefix}" if prefix else "xmlns"
        head = head.replace(f' {name}="{uri}"', "")
    return (head + text[text.index(">") :]).encode()


def _compared(package: Package, data: bytes, body: Body, hosts: list[_Element], written: list[Written]) -> int:
    """Read back: other parts byte for byte, other paragraphs by their text, answers where they belong."""
    after = Package(package.name, data)
    fault = "nothing was written; report this with the file if you can"
    for name in package.names:
        if (name != body.part or not hosts) and package.packed(name) != after.packed(name):
            raise QuestionnaireError(f"{package.name} could not be filled in safely: {name} changed", fault)
    again, before = Body(after), Body(package)
    touched = {id(p) for host in hosts for p in (*host.iter(f"{W}p"), *host.iterancestors(f"{W}p"))}
    numbers = [n for n, p in enumerate(body.paragraphs) if id(p) not in touched]
    old = [text_of(before.paragraphs[n]) for n in numbers]
    shown = [text_of(p) for p in again.paragraphs]
    at, same = 0, 0
    for text in old:
        while at < len(shown) and shown[at] != text:
            at += 1
        if at == len(shown):
            raise QuestionnaireError(f"{package.name} could not be filled in safely: {text[:60]!r} is gone", fault)
        at, same = at + 1, same + 1
    _answers_there(again, written, package.name, fault)
    return same


def _answers_there(again: Body, written: list[Written], name: str, fault: str) -> None:
    found = document(again.package, Choice(), ())
    filled = {slot.spot: slot.filled for question in found.questions for slot in question.answers}
    filled |= {q.comment.spot: q.comment.filled for q in found.questions if q.comment}
    text = re.sub(r"\s+", " ", "\n".join(text_of(p) for p in again.paragraphs))
    for one in written:
        value = re.sub(r"\s+", " ", one.value).strip()
        if filled.get(one.spot) or is_mark(one.value):
            continue
        if value not in text:
            raise QuestionnaireError(
                f"{name} could not be filled in safely: {one.spot} does not hold its answer", fault
            )


def _remarks(package: Package, body: Body) -> Iterable[str]:
    if any(part.casefold().startswith("_xmlsignatures/") for part in package.names):
        yield "the file carries a digital signature, which any change makes invalid: tell who signed it"
    if any(part.casefold().endswith("vbaproject.bin") for part in package.names):
        yield "the file has macros: they were not run and are the same to the byte"
    settings = package.xml("word/settings.xml") if "word/settings.xml" in package else None
    if settings is not None and settings.find(f"{W}trackRevisions") is not None:
        yield "the file tracks changes: the answers are written as plain text, not as tracked insertions"
