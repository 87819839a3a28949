"""Places for answers that a Word file marks itself: content controls, form fields, boxes typed as a sign."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from compliance.frameworks.questionnaire_words import is_placeholder
from compliance.questionnaires.docx.body import BOXES, TICKED, W14, Body, W, text_of
from compliance.questionnaires.model import Slot, Spot

if TYPE_CHECKING:
    from lxml.etree import _Element

_NO_TEXT = ("group", "picture", "docPartList", "docPartObj", "equation", "citation", "bibliography")
Found = tuple["_Element", Slot]
"""A slot and the element that it stands at."""


def slots_in(body: Body, element: _Element, part: str) -> list[Slot]:
    """The slots below an element in the order of the text. What a box means stands behind it."""
    return [slot for _, slot in _found(body, element, part)]


def _found(body: Body, element: _Element, part: str) -> Iterator[Found]:
    for node in element.iter(f"{W}sdt", f"{W}ffData", f"{W}t"):
        if node.tag == f"{W}sdt":
            slot = _control(body, node, part)
            if slot is not None:
                yield node, slot
        elif node.tag == f"{W}ffData":
            slot = _field(body, node, part)
            if slot is not None:
                yield node, slot
        else:
            for number, at in body.boxes_in.get(node, ()):
                filled = "X" if (node.text or "")[at] in TICKED else ""
                yield node, Slot(Spot(part, f"box{number}"), "mark", (), _behind(element, node, at + 1), filled)


def _control(body: Body, control: _Element, part: str) -> Slot | None:
    properties = control.find(f"{W}sdtPr")
    if properties is None:
        return None
    spot = Spot(part, f"sdt{body.number('sdt', control)}")
    content = control.find(f"{W}sdtContent")
    filled = text_of(control) if content is not None else ""
    filled = "" if is_placeholder(filled) else filled
    box = properties.find(f"{W14}checkbox")
    if box is not None:
        checked = box.find(f"{W14}checked")
        ticked = checked is not None and checked.get(f"{W14}val") in ("1", "true")
        host = next(control.iterancestors(f"{W}tc", f"{W}p"), control)
        return Slot(spot, "mark", (), _behind(host, control, None), "X" if ticked else "")
    for kind in ("dropDownList", "comboBox"):
        found = properties.find(f"{W}{kind}")
        if found is not None:
            options = tuple(
                shown
                for item in found.iterchildren(f"{W}listItem")
                if (shown := item.get(f"{W}displayText") or item.get(f"{W}value") or "")
                and item.get(f"{W}value") != ""
                and not is_placeholder(shown)
            )
            return Slot(spot, "choice" if kind == "dropDownList" else "text", options, filled=filled)
    if properties.find(f"{W}date") is not None:
        return Slot(spot, "date", filled=filled)
    others = ("group", "picture", "docPartList", "docPartObj", "equation", "citation", "bibliography")
    if (
        any(properties.find(f"{W}{other}") is not None for other in others)
        or next(control.iter(f"{W}tbl"), None) is not None
    ):
        return None
    named = properties.find(f"{W}text") is not None or properties.find(f"{W}showingPlcHdr") is not None
    return Slot(spot, "text", filled=filled) if named or not filled else None


def _holds_more(control: _Element) -> bool:
    """Whether a control is a frame around others, or around a table."""
    return any(node is not control for node in control.iter(f"{W}sdt", f"{W}ffData", f"{W}tbl"))


def _field(body: Body, data: _Element, part: str) -> Slot | None:
    spot = Spot(part, f"ff{body.number('ff', data)}")
    listed = data.find(f"{W}ddList")
    if listed is not None:
        options = [entry.get(f"{W}val", "") for entry in listed.iterchildren(f"{W}listEntry")]
        result = listed.find(f"{W}result")
        chosen = int(result.get(f"{W}val", "0")) if result is not None else 0
        shown = options[chosen] if chosen < len(options) else ""
        kept = tuple(option for option in options if not is_placeholder(option))
        return Slot(spot, "choice", kept, filled="" if is_placeholder(shown) or result is None else shown)
    box = data.find(f"{W}checkBox")
    if box is not None:
        checked = box.find(f"{W}checked")
        if checked is None:
            checked = box.find(f"{W}default")
        ticked = checked is not None and checked.get(f"{W}val", "1") in ("1", "true")
        host = next(data.iterancestors(f"{W}tc", f"{W}p"), data)
        return Slot(spot, "mark", (), _behind(host, data, None), "X" if ticked else "")
    if data.find(f"{W}textInput") is None:
        return None
    return Slot(spot, "text", filled=field_text(data))


def field_text(data: _Element) -> str:
    """What a text field shows, without the wide spaces that stand for nothing."""
    return "".join(text.text or "" for text in result_texts(data)).replace("\u2002", "").strip()


def result_texts(data: _Element) -> Iterator[_Element]:
    """Text elements between the sign that parts a field's code from its result, and its end."""
    run = next(data.iterancestors(f"{W}r"), None)
    inside = False
    for node in run.itersiblings() if run is not None else ():
        sign = node.find(f"{W}fldChar")
        kind = sign.get(f"{W}fldCharType") if sign is not None else ""
        if kind == "separate":
            inside = True
        elif kind == "end":
            return
        elif inside:
            yield from node.iter(f"{W}t")


def _behind(host: _Element, node: _Element, at: int | None) -> str:
    """The words behind a box up to the next one: what it means."""
    parts: list[str] = []
    inside = set(node.iter()) if at is None else {node}
    passed = False
    for other in host.iter():
        if other in inside:
            passed = True
            if at is not None and other is node:
                rest = (node.text or "")[at:]
                cut = re.search(f"[{BOXES}{TICKED}]", rest)
                if cut:
                    return _words(rest[: cut.start()])
                parts.append(rest)
            continue
        if not passed:
            continue
        if other.tag == f"{W}t" and other.text:
            cut = re.search(f"[{BOXES}{TICKED}]", other.text)
            if cut:
                parts.append(other.text[: cut.start()])
                break
            parts.append(other.text)
        elif other.tag in (f"{W}sdt", f"{W}ffData", f"{W}p") and "".join(parts).strip():
            break
    return _words("".join(parts))


def _words(text: str) -> str:
    return " ".join(text.split()).strip(" :;,./|")
