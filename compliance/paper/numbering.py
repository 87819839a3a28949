"""Automatic numbers of a Word file, which stand nowhere in its text: counted as Word counts them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import _Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_ROMAN = ((100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))


@dataclass(frozen=True, slots=True)
class _Level:
    form: str
    text: str
    start: int


class Numbering:
    """Labels of paragraphs, in the order in which :meth:`of` is asked about them."""

    def __init__(self, numbering: _Element | None, styles: _Element | None) -> None:
        self._lists = _lists(numbering) if numbering is not None else {}
        self._styles = {s.get(f"{W}styleId", ""): s for s in styles.iter(f"{W}style")} if styles is not None else {}
        self._counts: dict[str, list[int]] = {}

    def of(self, paragraph: _Element) -> tuple[str, int, int]:
        """Label, level of its list from 1 (0 without a label), and level of a heading (0 where it is none)."""
        properties = paragraph.find(f"{W}pPr")
        chain = [properties] if properties is not None else []
        style = properties.find(f"{W}pStyle") if properties is not None else None
        names: list[str] = []
        seen: set[str] = set()
        id = style.get(f"{W}val", "") if style is not None else ""
        while id and id not in seen and id in self._styles:
            seen.add(id)
            element = self._styles[id]
            name = element.find(f"{W}name")
            names.append((name.get(f"{W}val", "") if name is not None else id).lower())
            own = element.find(f"{W}pPr")
            chain += [own] if own is not None else []
            based = element.find(f"{W}basedOn")
            id = based.get(f"{W}val", "") if based is not None else ""
        heading = next((found for name in names if (found := _heading(name))), 0)
        number = _first(chain, f"{W}numPr/{W}numId")
        level = int(_first(chain, f"{W}numPr/{W}ilvl") or 0)
        return self._label(number, level), level + 1 if number else 0, heading

    def _label(self, number: str, level: int) -> str:
        levels = self._lists.get(number)
        if not levels or level not in levels or not 0 <= level <= 8:
            return ""
        counts = self._counts.setdefault(number, [0] * 9)
        counts[level] = counts[level] + 1 if counts[level] else levels[level].start
        counts[level + 1 :] = [0] * (8 - level)
        if levels[level].form == "bullet":
            return "-"
        shown = re.sub(
            r"%([1-9])",
            lambda m: _form(counts[int(m[1]) - 1] or 1, levels[n].form if (n := int(m[1]) - 1) in levels else ""),
            levels[level].text,
        )
        return shown.strip()


def _heading(style: str) -> int:
    """The level of a heading style by its name; 0 for other styles."""
    match = re.match(r"(?:heading|overskrift|überschrift|rubrik) ?([1-9])?|title$", style)
    return int(match[1] or 1) if match else 0


def _first(chain: list[_Element], path: str) -> str:
    for properties in chain:
        found = properties.find(path)
        if found is not None:
            return found.get(f"{W}val", "") or ""
    return ""


def _lists(root: _Element) -> dict[str, dict[int, _Level]]:
    abstract = {a.get(f"{W}abstractNumId", ""): _levels(a) for a in root.iterchildren(f"{W}abstractNum")}
    made: dict[str, dict[int, _Level]] = {}
    for number in root.iterchildren(f"{W}num"):
        ref = number.find(f"{W}abstractNumId")
        made[number.get(f"{W}numId", "")] = abstract.get(ref.get(f"{W}val", "") if ref is not None else "", {})
    return made


def _levels(element: _Element) -> dict[int, _Level]:
    made: dict[int, _Level] = {}
    for level in element.iterchildren(f"{W}lvl"):
        values = {}
        for key in ("numFmt", "lvlText", "start"):
            found = level.find(f"{W}{key}")
            values[key] = found.get(f"{W}val", "") if found is not None else ""
        start = values["start"]
        index = level.get(f"{W}ilvl", "")
        if index.isdigit():
            made[int(index)] = _Level(values["numFmt"], values["lvlText"], int(start) if start.isdigit() else 1)
    return made


def _form(count: int, form: str) -> str:
    if form in ("lowerLetter", "upperLetter"):
        letter = chr(ord("a") + (count - 1) % 26) * ((count - 1) // 26 + 1)
        return letter.upper() if form == "upperLetter" else letter
    if form in ("lowerRoman", "upperRoman"):
        made, rest = "", min(count, 200)
        for value, sign in _ROMAN:
            made, rest = made + sign * (rest // value), rest % value
        return made.upper() if form == "upperRoman" else made
    return str(count)
