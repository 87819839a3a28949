"""The order in which WordprocessingML wants its elements.

Word offers to repair a file whose elements stand in another order, and python-docx puts them where it is told.
The lists are the sequences of ISO/IEC 29500-1 (transitional schema of 29500-4), for the elements that are written.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"

_P = (
    "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs "
    "suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd "
    "snapToGrid spacing ind contextualSpacing mirrorIndents suppressOverlap jc textDirection textAlignment "
    "textboxTightWrap outlineLvl divId cnfStyle rPr sectPr pPrChange"
)
_R = (
    "ins del moveFrom moveTo rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint "
    "noProof snapToGrid vanish webHidden color spacing w kern position sz szCs highlight u effect bdr shd fitText "
    "vertAlign rtl cs em lang eastAsianLayout specVanish oMath rPrChange"
)
_BORDERS = "top left start bottom right end insideH insideV tl2br tr2bl"
_MARGINS = "top left start bottom right end"
ORDER: dict[str, tuple[str, ...]] = {
    tag: tuple(order.split())
    for tag, order in {
        "pPr": _P,
        "rPr": _R,
        "tblPr": "tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW jc "
        "tblCellSpacing tblInd tblBorders shd tblLayout tblCellMar tblLook tblCaption tblDescription tblPrChange",
        "tcPr": "cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection tcFitText vAlign "
        "hideMark headers cellIns cellDel cellMerge tcPrChange",
        "tblBorders": _BORDERS,
        "tcBorders": _BORDERS,
        "tblCellMar": _MARGINS,
        "tcMar": _MARGINS,
        "pBdr": "top left bottom right between bar",
        "numPr": "ilvl numId numberingChange ins",
        "sectPr": "headerReference footerReference footnotePr endnotePr type pgSz pgMar paperSrc pgBorders lnNumType "
        "pgNumType cols formProt vAlign noEndnote titlePg textDirection bidi rtlGutter docGrid printerSettings "
        "sectPrChange",
        "tbl": "bookmarkStart bookmarkEnd tblPr tblGrid tr",
        "tr": "tblPrEx trPr tc",
        "style": "name aliases basedOn next link autoRedefine hidden uiPriority semiHidden unhideWhenUsed qFormat "
        "locked personal personalCompose personalReply rsid pPr rPr tblPr trPr tcPr tblStylePr",
        "tblStylePr": "pPr rPr tblPr trPr tcPr",
        "abstractNum": "nsid multiLevelType tmpl name styleLink numStyleLink lvl",
        "lvl": "start numFmt lvlRestart pStyle isLgl suff lvlText lvlPicBulletId legacy lvlJc pPr rPr",
        "num": "abstractNumId lvlOverride",
        "numbering": "numPicBullet abstractNum num numIdMacAtCleanup",
        "styles": "docDefaults latentStyles style",
    }.items()
}
"""Elements by the local name of their parent. ``trPr`` is a choice and has no order."""


def tidy(root: Any) -> None:
    """Put the children of every known element into their order; those of equal name keep theirs."""
    for parent in root.iter():
        order = ORDER.get(parent.tag.removeprefix(_W)) if isinstance(parent.tag, str) else None
        if order is None or len(parent) < 2:
            continue
        ranks = [_rank(child, order) for child in parent]
        if any(a > b for a, b in pairwise(ranks)):
            children = [child for _, child in sorted(zip(ranks, parent, strict=True), key=lambda pair: pair[0])]
            for child in children:
                parent.append(child)


def _rank(child: Any, order: tuple[str, ...]) -> int:
    """Its place; what the list does not know (extensions) goes last."""
    name = child.tag.removeprefix(_W) if isinstance(child.tag, str) else ""
    return order.index(name) if name in order else len(order)


def faults(root: Any) -> list[str]:
    """Elements out of order, as ``pPr: jc after outlineLvl``, and names that no list has."""
    found: list[str] = []
    for parent in root.iter():
        name = parent.tag.removeprefix(_W) if isinstance(parent.tag, str) else ""
        order = ORDER.get(name)
        if order is None:
            continue
        last, before = -1, ""
        for child in parent:
            local = child.tag.removeprefix(_W) if isinstance(child.tag, str) else ""
            if local not in order:
                found.append(f"{name}: {local} is not known")
                continue
            if order.index(local) < last:
                found.append(f"{name}: {local} after {before}")
            last, before = order.index(local), local
    return found
