"""The workbook around its sheets: their names and states, shared strings, styles, defined names, tables."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal
from urllib.parse import unquote

from compliance.questionnaires.faults import QuestionnaireError
from compliance.questionnaires.package import Package

if TYPE_CHECKING:
    from lxml.etree import _Element

_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_DATE = re.compile(r"(?:\[[^\]]*\]|\"[^\"]*\"|\\.)|([dmyhs])", re.IGNORECASE)
_DATES = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))
"""Built-in number formats that show a date or time (ISO/IEC 29500-1 18.8.30)."""
SHEETS = 500


@dataclass(frozen=True, slots=True)
class SheetEntry:
    """A sheet as the workbook lists it. ``part`` is empty where the sheet is no worksheet (a chart, a dialog)."""

    name: str
    state: Literal["visible", "hidden", "veryHidden"]
    part: str
    index: int


@dataclass(frozen=True, slots=True)
class Style:
    """What matters here of a cell format."""

    locked: bool = True
    shows: Literal["number", "percent", "date"] = "number"
    bold: bool = False


@dataclass(frozen=True, slots=True)
class DefinedName:
    """A name and what it stands for; ``sheet`` is the index of the sheet that it is limited to, -1 for all."""

    formula: str
    sheet: int


@dataclass(frozen=True, slots=True)
class TableColumns:
    """A table: the sheet part that it is on, its range, and its columns' names in order."""

    part: str
    reference: str
    columns: tuple[str, ...]


def local(element: _Element) -> str:
    """The element's name without its namespace: workbooks come in two, transitional and strict."""
    return str(element.tag).rpartition("}")[2]


def children(element: _Element, name: str) -> Iterator[_Element]:
    """Child elements of this name."""
    return (child for child in element if isinstance(child.tag, str) and local(child) == name)


def descendants(element: _Element, name: str) -> Iterator[_Element]:
    """Elements of this name at any depth."""
    return (found for found in element.iter() if isinstance(found.tag, str) and local(found) == name)


class Book:
    """A workbook. Parts are read when they are needed, and once."""

    def __init__(self, package: Package) -> None:
        """Raises :class:`QuestionnaireError` where the package is no workbook."""
        self.package = package
        self.part = self._main()
        self._root = package.xml(self.part)
        self._links = self.relationships(self.part)
        self.sheets = tuple(self._sheets())

    def _main(self) -> str:
        if "_rels/.rels" not in self.package:
            raise QuestionnaireError(f"{self.package.name} is a zip file and no workbook", _READS)
        for kind, target in self.relationships("").values():
            if kind == "officeDocument" and target in self.package:
                if not target.lower().endswith(".xml"):
                    raise QuestionnaireError(
                        f"{self.package.name} is a binary workbook (.xlsb)", "save it as .xlsx and send that"
                    )
                return target
        raise QuestionnaireError(f"{self.package.name} is a zip file and no workbook", _READS)

    def relationships(self, part: str) -> dict[str, tuple[str, str]]:
        """Type and target part of each relationship of a part. Targets outside the file are left out."""
        folder, _, file = part.rpartition("/")
        where = f"{folder}/_rels/{file}.rels" if folder else f"_rels/{file}.rels"
        if where not in self.package:
            return {}
        found = {}
        for link in self.package.xml(where):
            target = link.get("Target")
            if isinstance(link.tag, str) and target and link.get("TargetMode") != "External":
                whole = target.lstrip("/") if target.startswith("/") else posixpath.join(folder, unquote(target))
                found[link.get("Id", "")] = ((link.get("Type") or "").rpartition("/")[2], posixpath.normpath(whole))
        return found

    def _sheets(self) -> Iterator[SheetEntry]:
        listed = [entry for group in children(self._root, "sheets") for entry in children(group, "sheet")]
        if len(listed) > SHEETS:
            raise QuestionnaireError(
                f"{self.package.name} has {len(listed)} sheets; {SHEETS} are the most that are read",
                "delete those that ask nothing",
            )
        for index, entry in enumerate(listed):
            id = next((value for key, value in entry.items() if key.endswith("}id")), "")
            kind, target = self._links.get(id, ("", ""))
            state = entry.get("state", "visible")
            part = target if kind == "worksheet" and target in self.package else ""
            yield SheetEntry(
                entry.get("name") or "",
                "hidden" if state == "hidden" else "veryHidden" if state == "veryHidden" else "visible",
                part,
                index,
            )

    def _linked(self, kind: str) -> str:
        return next((target for type, target in self._links.values() if type == kind and target in self.package), "")

    @cached_property
    def strings(self) -> tuple[str, ...]:
        """The shared strings, rich text as its plain text, phonetic hints left out."""
        part = self._linked("sharedStrings")
        if not part:
            return ()
        return tuple(string_of(item) for item in children(self.package.xml(part), "si"))

    @cached_property
    def styles(self) -> tuple[Style, ...]:
        """Cell formats by index."""
        part = self._linked("styles")
        if not part:
            return ()
        root = self.package.xml(part)
        bold = [
            any(b.get("val") not in ("0", "false") for b in children(f, "b")) for f in _within(root, "fonts", "font")
        ]
        codes = {_int(f.get("numFmtId")): f.get("formatCode") or "" for f in _within(root, "numFmts", "numFmt")}
        base = [_locked(xf) for xf in _within(root, "cellStyleXfs", "xf")]
        return tuple(_style(xf, base, bold, codes) for xf in _within(root, "cellXfs", "xf"))

    @cached_property
    def names(self) -> dict[str, tuple[DefinedName, ...]]:
        """Defined names in lower case; several where sheets have names of their own."""
        found: dict[str, tuple[DefinedName, ...]] = {}
        for entry in _within(self._root, "definedNames", "definedName"):
            sheet = entry.get("localSheetId")
            name = DefinedName("".join(str(t) for t in entry.itertext()), -1 if sheet is None else _int(sheet))
            key = (entry.get("name") or "").casefold()
            found[key] = (*found.get(key, ()), name)
        return found

    @cached_property
    def tables(self) -> dict[str, TableColumns]:
        """Tables by name in lower case."""
        found = {}
        for sheet in self.sheets:
            for kind, target in self.relationships(sheet.part).values() if sheet.part else ():
                if kind == "table" and target in self.package:
                    root = self.package.xml(target)
                    columns = tuple(c.get("name") or "" for c in _within(root, "tableColumns", "tableColumn"))
                    table = TableColumns(sheet.part, root.get("ref") or "", columns)
                    found[(root.get("displayName") or root.get("name") or "").casefold()] = table
        return found

    @cached_property
    def epoch_1904(self) -> bool:
        """Whether days count from 1904, as old workbooks of the Macintosh have it."""
        return any(p.get("date1904") in ("1", "true") for p in children(self._root, "workbookPr"))

    @property
    def signed(self) -> bool:
        """Whether the file carries a digital signature, which any change makes invalid."""
        return any(name.casefold().startswith("_xmlsignatures/") for name in self.package.names)

    @property
    def macros(self) -> bool:
        """Whether the file carries a macro project; it is never run and never changed."""
        return any(name.casefold().endswith("vbaproject.bin") for name in self.package.names)

    @property
    def external(self) -> bool:
        """Whether the file names other workbooks; they are never opened."""
        return any(name.casefold().startswith("xl/externallinks/") for name in self.package.names)


_READS = "questionnaires are read from .xlsx, .xlsm, .docx and .csv"


def string_of(item: _Element) -> str:
    """The text of a string item or inline string: its runs in order, without phonetic hints."""
    parts = []
    for child in item:
        if not isinstance(child.tag, str):
            continue
        if local(child) == "t":
            parts.append(child.text or "")
        elif local(child) == "r":
            parts.extend(t.text or "" for t in children(child, "t"))
    return unescaped("".join(parts))


def unescaped(text: str) -> str:
    """``_x000D_`` and its like as the characters that they stand for (ISO/IEC 29500-1 22.4.2.4)."""
    return _ESCAPE.sub(lambda m: chr(int(m[1], 16)), text) if "_x" in text else text


def _within(root: _Element, group: str, name: str) -> Iterator[_Element]:
    return (entry for found in children(root, group) for entry in children(found, name))


def _int(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 9 else 0


def _bold(font: _Element) -> bool:
    return any(b.get("val") not in ("0", "false") for b in children(font, "b"))


def _locked(xf: _Element) -> bool | None:
    for protection in children(xf, "protection"):
        return protection.get("locked") not in ("0", "false")
    return None


def _style(xf: _Element, base: list[bool | None], bold: list[bool], codes: dict[int, str]) -> Style:
    locked = _locked(xf)
    parent, font, format = _int(xf.get("xfId")), _int(xf.get("fontId")), _int(xf.get("numFmtId"))
    if locked is None and parent < len(base):
        locked = base[parent]
    code = codes.get(format, "")
    shows: Literal["number", "percent", "date"] = "number"
    if format in (9, 10) or code.endswith("%"):
        shows = "percent"
    elif format in _DATES or any(m[1] for m in _DATE.finditer(code) if code.casefold() != "general"):
        shows = "date"
    return Style(locked is not False, shows, font < len(bold) and bold[font])
