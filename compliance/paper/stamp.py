"""What a Word file says of itself: which document, for whom, of which day, and a hash of each clause as it was sent.

It stands in the file's custom properties, where Word shows it, and in a part of its own. Whoever returns a file
could change it, so it tells of changes made in good faith; the file that was sent tells of all.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from compliance.paper.package import Package

if TYPE_CHECKING:
    from lxml.etree import _Element

SPACE = "https://dossier.example/sent/1"
PROPERTIES = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
VALUES = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"
NAMES = {"document": "Dossier document", "subject": "Dossier subject", "day": "Dossier day", "terms": "Dossier terms"}
"""The custom properties, by the fields of :class:`Stamp`."""


@dataclass(frozen=True, slots=True)
class SentUnit:
    """A clause, annex or part as it was sent: bookmark, id of the page (empty where it has none), number, hash."""

    name: str
    id: str
    number: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Stamp:
    """Document, subject (for contracts a customer's id), day as ``YYYY-MM-DD``, SHA-256 of the terms, the units."""

    document: str
    subject: str
    day: str
    terms: str = ""
    units: tuple[SentUnit, ...] = ()


def write(stamp: Stamp) -> bytes:
    """The part that holds a stamp."""
    from lxml import etree

    root = etree.Element(f"{{{SPACE}}}sent", nsmap={None: SPACE})
    for key in NAMES:
        root.set(key, getattr(stamp, key))
    for unit in stamp.units:
        etree.SubElement(root, f"{{{SPACE}}}unit", name=unit.name, id=unit.id, number=unit.number, sha256=unit.sha256)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def write_properties(stamp: Stamp) -> bytes:
    """The custom properties of a file."""
    from lxml import etree

    root = etree.Element(f"{{{PROPERTIES}}}Properties", nsmap={None: PROPERTIES, "vt": VALUES})
    held = [(name, getattr(stamp, key)) for key, name in NAMES.items() if getattr(stamp, key)]
    for number, (name, value) in enumerate(held, 2):
        made = etree.SubElement(
            root,
            f"{{{PROPERTIES}}}property",
            fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}",
            pid=str(number),
            name=name,
        )
        etree.SubElement(made, f"{{{VALUES}}}lpwstr").text = value
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def read(package: Package) -> Stamp | None:
    """The stamp of a file; without its units where only the properties are left, None where nothing is."""
    for name in sorted(n for n in package.names if n.startswith("customXml/item") and n.endswith(".xml")):
        root = package.root(name)
        if root is not None and root.tag == f"{{{SPACE}}}sent":
            units = tuple(
                SentUnit(*(unit.get(key, "") for key in ("name", "id", "number", "sha256")))
                for unit in root.iterchildren(f"{{{SPACE}}}unit")
            )
            return _stamp({key: root.get(key, "") for key in NAMES}, units)
    return _from_properties(package.root("docProps/custom.xml"))


def _from_properties(root: _Element | None) -> Stamp | None:
    if root is None:
        return None
    held = {p.get("name", ""): "".join(p.itertext()).strip() for p in root.iterchildren(f"{{{PROPERTIES}}}property")}
    found = {key: held.get(name, "") for key, name in NAMES.items()}
    return _stamp(found) if found["document"] else None


def _stamp(held: dict[str, str], units: tuple[SentUnit, ...] = ()) -> Stamp:
    return Stamp(held["document"], held["subject"], held["day"], held["terms"], units)
