"""Puts an answer into one place of a Word file's tree. Returns the element whose bytes change."""

from __future__ import annotations

import copy
import re
from typing import TYPE_CHECKING

from compliance.frameworks.questionnaire_words import is_placeholder
from compliance.questionnaires.docx.body import BOXES, W14, Body, W, runs_of_text, text_of
from compliance.questionnaires.docx.controls import result_texts
from compliance.questionnaires.docx.table_grid import cells_of, rows_of

if TYPE_CHECKING:
    from lxml.etree import _Element

_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_CELL = re.compile(r"t(\d+)r(\d+)c(\d+)$")
_TICK = dict(zip(BOXES, "\u2612\u25a0\u2612\u2612\u25fc\u25fc", strict=True))


class NoPlaceError(Exception):
    """A place that is not there or may not be changed. The message says why."""


def put(body: Body, address: str, value: str) -> _Element:
    """Write a value at an address, or tick the box there. Raises :class:`NoPlaceError`."""
    cell = _CELL.match(address)
    if cell:
        return _in_cell(_cell(body, *(int(n) for n in cell.groups())), value)
    kind, number = address.rstrip("0123456789"), address.lstrip("abcdefghijklmnopqrstuvwxyz")
    among: dict[str, list[_Element]] = {"p": body.paragraphs, "sdt": body.controls, "ff": body.fields}
    at = int(number) - 1 if number.isdigit() else -1
    if kind == "box" and 0 <= at < len(body.boxes):
        return _tick_sign(*body.boxes[at])
    if kind not in among or not 0 <= at < len(among[kind]):
        raise NoPlaceError("the file has no such place")
    element = among[kind][at]
    return {"p": _in_paragraph, "sdt": _in_control, "ff": _in_field}[kind](element, value)


def _cell(body: Body, table: int, row: int, column: int) -> _Element:
    if not 1 <= table <= len(body.tables):
        raise NoPlaceError("the file has no such table")
    rows = [*rows_of(body.tables[table - 1])]
    at = 1
    for cell in cells_of(rows[row - 1]) if row <= len(rows) else ():
        if at == column:
            return cell
        span = cell.find(f"{W}tcPr/{W}gridSpan")
        at += max(1, min(int(span.get(f"{W}val", "1")), 100)) if span is not None else 1
    raise NoPlaceError("the table has no such cell")


def _in_cell(cell: _Element, value: str) -> _Element:
    """The first paragraph takes the value, with the look that it has; others that say something go."""
    if next(cell.iter(f"{W}sdt", f"{W}ffData", f"{W}tbl"), None) is not None:
        raise NoPlaceError("the cell holds controls or a table of its own")
    paragraphs = [*cell.iterchildren(f"{W}p")]
    if not paragraphs:
        raise NoPlaceError("the cell has no paragraph")
    for further in paragraphs[1:]:
        if text_of(further):
            cell.remove(further)
    _set(paragraphs[0], value)
    return cell


def _in_paragraph(paragraph: _Element, value: str) -> _Element:
    """A free paragraph takes the value; after ``Answer:`` or a question with dots it goes behind."""
    text = text_of(paragraph)
    if not text or is_placeholder(text):
        _set(paragraph, value)
        return paragraph
    dots = re.search(r"[\s_.\u2026]{4,}$", text)
    label = re.match(r"^[^:\n]{1,60}:", text)
    if not dots and not label:
        _set(paragraph, value)
        return paragraph
    if dots:
        _cut_dots(paragraph)
    elif label and text[label.end() :].strip():
        _cut_behind(paragraph, label[0])
    run = _run(paragraph, " " + value)
    paragraph.append(run)
    return paragraph


def _cut_dots(paragraph: _Element) -> None:
    for node, _ in reversed([*runs_of_text(paragraph)]):
        if node.tag != f"{W}t":
            continue
        kept = re.sub(r"[\s_.\u2026]+$", "", node.text or "")
        node.text = kept
        if kept:
            return


def _cut_behind(paragraph: _Element, label: str) -> None:
    """Take away what stands behind the colon of a label."""
    passed = False
    for node, _ in [*runs_of_text(paragraph)]:
        if node.tag != f"{W}t":
            continue
        if passed:
            node.text = ""
        elif ":" in (node.text or ""):
            node.text, passed = (node.text or "").partition(":")[0] + ":", True


def _set(paragraph: _Element, value: str) -> None:
    """The runs of a paragraph give way to one with the value; bookmarks and other anchors stay."""
    new = _run(paragraph, value)
    old = [child for child in paragraph if child.tag in (f"{W}r", f"{W}hyperlink", f"{W}ins")]
    for child in old:
        paragraph.remove(child)
    paragraph.append(new)


def _run(paragraph: _Element, value: str) -> _Element:
    from lxml import etree

    run = etree.Element(f"{W}r")
    look = paragraph.find(f"{W}r/{W}rPr")
    if look is None:
        look = paragraph.find(f"{W}pPr/{W}rPr")
    if look is not None:
        mine = copy.deepcopy(look)
        for name in ("rStyle", "vanish", "ins", "del", "moveFrom", "moveTo"):
            for child in mine.findall(f"{W}{name}"):
                if name != "rStyle" or "placeholder" in child.get(f"{W}val", "").casefold():
                    mine.remove(child)
        run.append(mine)
    _lines(run, value)
    return run


def _lines(run: _Element, value: str) -> None:
    from lxml import etree

    for number, line in enumerate(value.split("\n")):
        if number:
            etree.SubElement(run, f"{W}br")
        text = etree.SubElement(run, f"{W}t")
        text.text = line
        text.set(_SPACE, "preserve")


def _in_control(control: _Element, value: str) -> _Element:
    properties, content = control.find(f"{W}sdtPr"), control.find(f"{W}sdtContent")
    if properties is None or content is None:
        raise NoPlaceError("the content control is broken")
    lock = properties.find(f"{W}lock")
    if lock is not None and lock.get(f"{W}val") in ("contentLocked", "sdtContentLocked"):
        raise NoPlaceError("the content control is locked")
    if properties.find(f"{W}dataBinding") is not None:
        raise NoPlaceError("the content control shows data of another part of the file, which would come back")
    box = properties.find(f"{W14}checkbox")
    if box is not None:
        _tick_control(box, content)
        return control
    listed = properties.find(f"{W}dropDownList")
    if listed is not None:
        for item in listed.iterchildren(f"{W}listItem"):
            if value in (item.get(f"{W}displayText"), item.get(f"{W}value")):
                listed.set(f"{W}lastValue", item.get(f"{W}value", value))
    shown = properties.find(f"{W}showingPlcHdr")
    if shown is not None:
        properties.remove(shown)
    _into(content, value)
    return control


def _into(content: _Element, value: str) -> None:
    """The content of a control becomes the value: in its paragraph, its cell, or the line that it stands in."""
    paragraphs = [*content.iter(f"{W}p")]
    if paragraphs:
        for further in paragraphs[1:]:
            parent = further.getparent()
            if parent is not None:
                parent.remove(further)
        _set(paragraphs[0], value)
        return
    _set(content, value)


def _tick_control(box: _Element, content: _Element) -> None:
    from lxml import etree

    checked = box.find(f"{W14}checked")
    if checked is None:
        checked = etree.Element(f"{W14}checked")
        box.insert(0, checked)
    checked.set(f"{W14}val", "1")
    state = box.find(f"{W14}checkedState")
    code, font = ("2612", "MS Gothic") if state is None else (state.get(f"{W14}val", "2612"), state.get(f"{W14}font"))
    for symbol in content.iter(f"{W}sym"):
        symbol.set(f"{W}char", code)
        if font:
            symbol.set(f"{W}font", font)
    texts = [*content.iter(f"{W}t")]
    for number, text in enumerate(texts):
        text.text = chr(int(code, 16)) if number == 0 else ""


def _tick_sign(text: _Element, at: int) -> _Element:
    said = text.text or ""
    text.text = said[:at] + _TICK.get(said[at], said[at]) + said[at + 1 :]
    return next(text.iterancestors(f"{W}p"))


def _in_field(data: _Element, value: str) -> _Element:
    from lxml import etree

    host = next(data.iterancestors(f"{W}p"))
    listed, box = data.find(f"{W}ddList"), data.find(f"{W}checkBox")
    if listed is not None:
        options = [entry.get(f"{W}val", "") for entry in listed.iterchildren(f"{W}listEntry")]
        if value not in options:
            raise NoPlaceError("it is not in the field's own list")
        result = listed.find(f"{W}result")
        if result is None:
            result = etree.Element(f"{W}result")
            listed.insert(0, result)
        result.set(f"{W}val", str(options.index(value)))
    elif box is not None:
        checked = box.find(f"{W}checked")
        if checked is None:
            checked = etree.SubElement(box, f"{W}checked")
        checked.set(f"{W}val", "1")
    else:
        _set_result(data, value)
    return host


def _set_result(data: _Element, value: str) -> None:
    texts = [*result_texts(data)]
    if not texts:
        raise NoPlaceError("the form field has no result to write to")
    run = texts[0].getparent()
    assert run is not None  # a text stands in a run
    for text in texts:
        parent = text.getparent()
        if parent is not None:
            parent.remove(text)
    _lines(run, value)
