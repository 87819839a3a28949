"""Numbers that Word counts: clauses of four levels, annexes, and lists.

Each level is linked to a style, so that a paragraph in that style gets its number and a lawyer who adds a
clause gets the right one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from compliance.formats.word_styles import HANG
from compliance.formats.wordml import child, element, w

if TYPE_CHECKING:
    from docx.document import Document

CLAUSES = (
    ("Heading 1", "decimal", "%1."),
    ("Clause 2", "decimal", "%1.%2"),
    ("Clause 3", "lowerLetter", "(%3)"),
    ("Clause 4", "lowerRoman", "(%4)"),
)
"""Style, form and text of each level of clauses."""
ANNEX = "Annex Heading"
ANNEX_HANG = 76.0
"""Room for ``Annex VIII``, in points."""
UNNUMBERED = "Unnumbered Heading"
_BULLETS = ("•", "\N{EN DASH}", "·")


def numbering(document: Document) -> Any:
    """The root of the file's numbering, made where a reference document has none."""
    from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
    from docx.opc.packuri import PackURI
    from docx.oxml.ns import nsdecls
    from docx.parts.numbering import NumberingPart

    part = document.part
    if not any(rel.reltype == RELATIONSHIP_TYPE.NUMBERING for rel in part.rels.values()):
        blob = f"<w:numbering {nsdecls('w')}/>".encode()
        made = NumberingPart.load(
            PackURI("/word/numbering.xml"),
            CONTENT_TYPE.WML_NUMBERING,
            blob,
            part.package,
        )
        part.relate_to(made, RELATIONSHIP_TYPE.NUMBERING)
    return part.numbering_part.element


def contract_lists(document: Document, annex: str) -> int:
    """Link the styles of clauses and annexes to lists; the number of the clauses' list. ``annex`` is its word."""
    root = numbering(document)
    levels = [_level(n, document, *level, *HANG[n]) for n, level in enumerate(CLAUSES)]
    clauses = _new(root, "multilevel", levels)
    for style, _, _ in CLAUSES:
        _link(document, style, clauses)
    word = annex.replace("%", "")
    level = _level(0, document, ANNEX, "upperRoman", f"{word} %1".strip(), ANNEX_HANG, ANNEX_HANG)
    _link(document, ANNEX, _new(root, "singleLevel", [level]))
    _link(document, UNNUMBERED, 0)
    child(document.styles[UNNUMBERED].element.get_or_add_pPr(), "ind", left=0, firstLine=0)
    return clauses


def restarted(document: Document, list_number: int) -> int:
    """Another list of the same form that begins at its first number again."""
    root = numbering(document)
    abstract = root.num_having_numId(list_number).abstractNumId.val
    made = root.add_num(abstract)
    made.add_lvlOverride(ilvl=0).add_startOverride(1)
    return int(made.numId)


def number(paragraph: Any, list_number: int, level: int) -> None:
    """Give a paragraph (its element) a number of its own list."""
    properties = paragraph.get_or_add_pPr().get_or_add_numPr()
    properties.get_or_add_ilvl().val = level
    properties.get_or_add_numId().val = list_number


def plain_lists(document: Document) -> None:
    """Lists for the styles of bullets and numbers that a reference document does not have one for."""
    for name in ("List Bullet", "List Number"):
        for depth, suffix in enumerate(("", " 2", " 3")):
            style: Any = document.styles[name + suffix]
            if list_of(style.element):
                continue
            form, text = ("bullet", _BULLETS[depth]) if name == "List Bullet" else ("decimal", "%1.")
            level = _level(0, document, name + suffix, form, text, 18.0 * (depth + 1), 18.0)
            _link(document, name + suffix, _new(numbering(document), "singleLevel", [level]))


def list_of(style: Any) -> int:
    """The number of the list that a style is linked to; 0 where there is none."""
    found = style.find(f"{w('pPr')}/{w('numPr')}/{w('numId')}")
    return int(found.get(w("val"))) if found is not None else 0


def _link(document: Document, style: str, list_number: int) -> None:
    """Levels above the first are found by the style that they name; Word wants the level told all the same."""
    properties = child(document.styles[style].element.get_or_add_pPr(), "numPr")
    for old in list(properties):
        properties.remove(old)
    level = next((n for n, (name, _, _) in enumerate(CLAUSES) if name == style), 0)
    if level:
        child(properties, "ilvl", val=level)
    child(properties, "numId", val=list_number)


def _new(root: Any, kind: str, levels: list[Any]) -> int:
    abstracts = root.findall(w("abstractNum"))
    id = max((int(a.get(w("abstractNumId"))) for a in abstracts), default=0) + 1
    made = element("abstractNum", abstractNumId=id)
    made.append(element("nsid", val=f"{0x5D0551E0 + id:08X}"))
    made.append(element("multiLevelType", val=kind))
    for level in levels:
        made.append(level)
    first = root.find(w("num"))
    if first is None:
        root.append(made)
    else:
        first.addprevious(made)
    return int(root.add_num(id).numId)


def _level(index: int, document: Document, style: str, form: str, text: str, left: float, hang: float) -> Any:
    level = element("lvl", ilvl=index)
    for tag, value in (("start", 1), ("numFmt", form), ("pStyle", document.styles[style].style_id)):
        level.append(element(tag, val=value))
    for tag, value in (("suff", "tab"), ("lvlText", text), ("lvlJc", "left")):
        level.append(element(tag, val=value))
    properties = element("pPr")
    tabs = element("tabs")
    tabs.append(element("tab", val="num", pos=round(left * 20)))
    properties.append(tabs)
    properties.append(element("ind", left=round(left * 20), hanging=round(hang * 20)))
    level.append(properties)
    if form == "bullet":
        run = element("rPr")
        run.append(element("rFonts", ascii="Calibri", hAnsi="Calibri", cs="Calibri", hint="default"))
        level.append(run)
    return level
