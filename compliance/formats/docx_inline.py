"""Inline content of the page as texts with their forms, blanks folded as a browser folds them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from compliance.render.tree import Node


@dataclass(frozen=True, slots=True)
class Form:
    """How a piece of text looks, and what it leads to: ``ref`` is the id of a clause or annex that it names."""

    bold: bool = False
    italic: bool = False
    code: bool = False
    open: bool = False
    href: str = ""
    ref: str = ""
    raised: str = ""
    """``sub`` or ``sup``."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Text, or a line break, in one form."""

    text: str
    form: Form = Form()


def pieces(children: Iterable[Node | str], form: Form) -> Iterable[Piece]:
    """Inline content as texts with their forms."""
    for child in children:
        if isinstance(child, str):
            yield Piece(child, form)
        elif child.tag == "br":
            yield Piece("\n", form)
        elif child.tag == "svg":
            title = next(child.find("title"), None)
            yield Piece(f"[Drawing: {title.text if title else ''}]", replace(form, italic=True))
        elif child.tag == "img":
            yield Piece(f"[Picture: {child.attrs.get('alt', '')}]", replace(form, italic=True))
        else:
            yield from pieces(child.children, _formed(child, form))


def _formed(node: Node, form: Form) -> Form:
    names = node.classes
    href = node.attrs.get("href", "") if node.tag == "a" else ""
    return Form(
        bold=form.bold or node.tag in ("strong", "b", "dt") or bool(names & {"chip", "why", "head-draft"}),
        italic=form.italic or node.tag in ("em", "i"),
        code=form.code or node.tag == "code",
        open=form.open or bool(names & {"open", "head-draft"}),
        href=href or form.href,
        ref=href[1:] if href.startswith("#") and "data-ref" in node.attrs else form.ref,
        raised=node.tag if node.tag in ("sub", "sup") else form.raised,
    )


def folded(found: Iterable[Piece]) -> list[Piece]:
    """Blanks folded as a browser does: one between words, none at the ends and around line breaks."""
    made: list[Piece] = []
    blank = True
    for piece in found:
        if piece.text == "\n":
            if made:
                made[-1] = replace(made[-1], text=made[-1].text.rstrip(" "))
            made.append(piece)
            blank = True
            continue
        text = re.sub(r"[ \t\r\n\f]+", " ", piece.text)
        text = text.lstrip(" ") if blank else text
        if text:
            made.append(replace(piece, text=text))
            blank = text.endswith(" ")
    while made and not made[-1].text.strip(" \n"):
        made.pop()
    if made:
        made[-1] = replace(made[-1], text=made[-1].text.rstrip(" "))
    return made
