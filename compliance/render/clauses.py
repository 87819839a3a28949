"""Clauses and annexes of contracts: tags for templates, and one pass that numbers them and resolves references.

A template says what a clause is called and which duties it meets, never its number::

    {% clause "breach", "Personal data breaches", meets="DPA-10" %}
    {% clause "notice", meets="DPA-10.notice" %}The Processor tells … as {{ ref("audit") }} says.{% endclause %}
    {% endclause %}
    {% annex "measures", "Technical and organisational measures" %}…{% endannex %}

An id inside another clause has the outer one in front (``breach.notice``); an annex is referred to as
``annex:measures``. Numbers depend on the whole document, so the tags leave marks, and :func:`number` turns
these into elements once all is rendered. The duties are read from the template's text by
``documents/clause_tags.py``; here they say nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from html import unescape

from jinja2 import nodes
from jinja2.ext import Extension
from jinja2.parser import Parser
from markupsafe import Markup, escape

START, SEPARATOR, STOP, END = "\x05", "\x06", "\x07", "\x0e"
"""Around the head of a clause, between its pieces, and at its end. Registers refuse these characters."""

_MARK = re.compile(rf"{START}([a-z]+){SEPARATOR}([^{STOP}]*){STOP}|{END}")
"""The kind of a mark and its words, or neither at an end. Named groups around the first signs are five times slower."""
_BLOCK = re.compile(r"<(?:p|ul|ol|table|div|dl|blockquote|figure|section|h[1-6])\b", re.IGNORECASE)
_FIRST = re.compile(r"<p\b[^>]*>", re.IGNORECASE)
_PARAGRAPHS = re.compile(r"\n\s*\n")
_ROMAN = ((100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
_DEPTH = 4
"""Levels of clauses: 1. / 1.1 / (a) / (i)."""


class ClauseError(ValueError):
    """A template's clauses do not fit together. The message says which, in words for the template's author."""


class ClauseExtension(Extension):
    """The tags ``clause`` and ``annex``."""

    tags = {"clause", "annex"}  # noqa: RUF012  # Jinja's own attribute, which is not annotated as a ClassVar

    def parse(self, parser: Parser) -> nodes.Node:
        token = next(parser.stream)
        words = [parser.parse_expression()]
        while parser.stream.skip_if("comma"):
            if parser.stream.current.type == "name" and parser.stream.look().type == "assign":
                key = next(parser.stream).value
                next(parser.stream)
                value = parser.parse_expression()
                if key == "title":
                    words.append(value)
                elif key != "meets":
                    parser.fail(f"`{token.value}` knows title and meets, and no {key}", token.lineno)
            else:
                words.append(parser.parse_expression())
        if len(words) > 2 or any(not isinstance(word, nodes.Const) for word in words):
            parser.fail(f"`{token.value}` takes an id and a title, as plain texts", token.lineno)
        body = parser.parse_statements((f"name:end{token.value}",), drop_needle=True)
        call = self.call_method("_made", [nodes.Const(token.value), *words], lineno=token.lineno)
        return nodes.CallBlock(call, [], [], body).set_lineno(token.lineno)

    def _made(self, kind: str, id: str, title: str = "", *, caller: Callable[[], str]) -> Markup:
        return Markup("{}{}{}").format(_head(kind, id, title), Markup(caller()), Markup(END))


def _head(kind: str, *words: str) -> Markup:
    return Markup(START + kind + SEPARATOR + SEPARATOR.join(str(escape(word)) for word in words) + STOP)


def ref(id: str, word: str = "clause", otherwise: str = "") -> Markup:
    """A reference to a clause, or to an annex as ``annex:measures``.

    ``word`` stands before the number of a clause. ``otherwise`` is printed where there is no such clause,
    which is else a fault of the template.
    """
    return Markup("{}{}").format(_head("ref", id, word, otherwise), Markup(END))


def contents(entries: Iterable[Sequence[str]] = ()) -> Markup:
    """A list of contents: ``entries`` of anchor and title first, then top clauses and annexes with their numbers."""
    words = [word for anchor, title in entries for word in (anchor, title)]
    return Markup("{}{}").format(_head("contents", *words), Markup(END))


@dataclass(slots=True)
class _Piece:
    """A mark and what stands inside it, or the whole document (``kind`` empty)."""

    kind: str
    words: tuple[str, ...]
    children: list[_Piece | str] = field(default_factory=list)
    id: str = ""
    number: str = ""

    @property
    def title(self) -> str:
        return self.words[1] if len(self.words) > 1 else ""


def number(html: str) -> str:
    """Marks become elements with numbers; HTML without marks comes back as it is."""
    if START not in html:
        return html
    root = _tree(html)
    found: dict[str, _Piece] = {}
    _count(root, found, "", 0)
    return _Writer(found).all(root)


def _tree(html: str) -> _Piece:
    root = _Piece("", ())
    open_: list[_Piece] = [root]
    position = 0
    for match in _MARK.finditer(html):
        if match.start() > position:
            open_[-1].children.append(html[position : match.start()])
        position = match.end()
        if match[1] is None:
            if len(open_) > 1:
                open_.pop()
        else:
            piece = _Piece(match[1], tuple(unescape(word) for word in match[2].split(SEPARATOR)))
            open_[-1].children.append(piece)
            open_.append(piece)
    root.children.append(html[position:])
    return root


def _count(piece: _Piece, found: dict[str, _Piece], above: str, depth: int) -> None:
    """Give every clause and annex its id and number, in the order of the text."""
    clauses = annexes = 0
    for child in piece.children:
        if isinstance(child, str) or child.kind not in ("clause", "annex"):
            continue
        if child.kind == "annex":
            annexes += 1
            child.id, child.number = f"annex:{child.words[0]}", f"Annex {roman(annexes)}"
            _count(child, found, "", 0)
        else:
            clauses += 1
            if depth == _DEPTH:
                raise ClauseError(f"clause `{above}.{child.words[0]}` lies deeper than {_DEPTH} levels")
            child.id = f"{above}.{child.words[0]}" if above else child.words[0]
            child.number = _label(depth, clauses)
            _count(child, found, child.id, depth + 1)
        if child.id in found:
            raise ClauseError(f"two clauses have the id `{child.id}`")
        found[child.id] = child


def _label(depth: int, place: int) -> str:
    """The own part of a number: ``7``, ``2`` of 7.2, ``(b)``, ``(iv)``."""
    if depth < 2:
        return str(place)
    return f"({letter(place)})" if depth == 2 else f"({roman(place).lower()})"


def roman(number: int) -> str:
    """``4`` as ``IV``; up to 399, which is more annexes than anybody reads."""
    found = ""
    for value, sign in (
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ):
        found += sign * (number // value)
        number %= value
    return found


def letter(number: int) -> str:
    """``1`` as ``a``, ``27`` as ``aa``, as word processors count."""
    return chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)


class _Writer:
    """Writes the tree as HTML."""

    def __init__(self, found: dict[str, _Piece]) -> None:
        self._found = found

    def all(self, root: _Piece) -> str:
        return "".join(self._grouped(root.children, ' class="clauses"'))

    def _grouped(self, children: Iterable[_Piece | str], attributes: str = "") -> Iterator[str]:
        """Clauses that follow one another stand in one list; blanks between them go."""
        pending: list[str] = []
        blank = ""
        for child in children:
            if isinstance(child, _Piece) and child.kind == "clause":
                pending.append(self._clause(child))
                blank = ""
            elif isinstance(child, str) and not child.strip() and pending:
                blank += child
            else:
                yield from _list(pending, attributes)
                yield blank
                blank = ""
                yield child if isinstance(child, str) else self._piece(child)
        yield from _list(pending, attributes)
        yield blank

    def _piece(self, piece: _Piece) -> str:
        if piece.kind == "ref":
            return self._reference(piece)
        if piece.kind == "contents":
            return self._contents(piece)
        head = f'<h2><span class="number">{piece.number}</span> {escape(piece.title)}</h2>'
        inside = "".join(self._grouped(piece.children, ' class="clauses"'))
        return f'<section class="annex" id="{anchor(piece.id)}">\n{head}{inside}</section>'

    def _clause(self, piece: _Piece) -> str:
        depth = piece.id.count(".")
        own = f'<span class="number">{self.full(piece) if depth < 2 else piece.number}{"" if depth else "."}</span> '
        out = [f'<li class="clause" id="{anchor(piece.id)}">']
        if piece.title:
            level = "h2" if depth == 0 else "h3"
            out.append(f"<{level}>{own}{escape(piece.title)}</{level}>")
            own = ""
        for text in self._body(piece):
            if isinstance(text, _Items):
                out.append("\n" + "".join(_list([self._clause(child) for child in text.pieces], "")))
            else:
                out.append(_text(text, own, after=len(out) > 1 and not piece.title))
                own = ""
        if own:
            raise ClauseError(f"clause `{piece.id}` says nothing")
        return "".join(out) + "</li>\n"

    def _body(self, piece: _Piece) -> Iterator[str | _Items]:
        """Runs of text, and runs of clauses inside."""
        text, items = "", _Items([])
        for child in piece.children:
            if isinstance(child, _Piece) and child.kind == "clause":
                if text.strip():
                    yield text
                text = ""
                items.pieces.append(child)
                continue
            shown = child if isinstance(child, str) else self._piece(child)
            if items.pieces and shown.strip():
                yield items
                items = _Items([])
            text += shown
        if items.pieces:
            yield items
        if text.strip():
            yield text

    def full(self, piece: _Piece) -> str:
        """``7``, ``7.2``, ``7.2(a)``, ``7.2(a)(i)``, ``Annex II``."""
        if piece.kind == "annex":
            return piece.number
        parts = piece.id.split(".")
        above = [self._found[".".join(parts[:n])].number for n in range(1, len(parts) + 1)]
        return ".".join(above[:2]) + "".join(above[2:])

    def _reference(self, piece: _Piece) -> str:
        target = self._found.get(piece.words[0])
        if target is None and piece.words[2]:
            return str(escape(piece.words[2]))
        if target is None:
            raise ClauseError(f"no clause has the id `{piece.words[0]}` that a reference names")
        word = piece.title if target.kind == "clause" else ""
        text = f"{word} {self.full(target)}".strip().replace(" ", "\u00a0")
        return f'<a data-ref="clause" href="#{anchor(target.id)}">{escape(text)}</a>'

    def _contents(self, piece: _Piece) -> str:
        given = zip(piece.words[::2], piece.words[1::2], strict=False) if len(piece.words) > 1 else ()
        rows = [("", title, anchor_) for anchor_, title in given]
        tops = [p for p in self._found.values() if p.kind == "annex" or "." not in p.id]
        rows += [(self.full(p) + ("." if p.kind == "clause" else ""), p.title, anchor(p.id)) for p in tops]
        lines = (_entry(*row) for row in rows)
        return '<ol class="toc">\n' + "".join(lines) + "</ol>"


@dataclass(slots=True)
class _Items:
    """Clauses that follow one another."""

    pieces: list[_Piece]


def anchor(id: str) -> str:
    """The element id of a clause or an annex."""
    return f"annex-{id.removeprefix('annex:')}" if id.startswith("annex:") else f"clause-{id}"


def _entry(number: str, title: str, to: str) -> str:
    kind = "annex" if number.startswith("Annex") else "1" if number else "0"
    shown = f'<span class="toc-number">{number}</span> ' if number else ""
    return f'<li class="toc-{kind}">{shown}<a href="#{to}">{escape(title)}</a></li>\n'


def _list(items: list[str], attributes: str) -> Iterator[str]:
    if items:
        yield f"<ol{attributes}>\n" + "".join(items) + "</ol>\n"
        items.clear()


def _text(text: str, own: str, after: bool) -> str:
    """A run of text as paragraphs and blocks; the first paragraph begins with the clause's number."""
    cls = ' class="after"' if after else ""
    found: list[str] = []
    for paragraph in filter(str.strip, _PARAGRAPHS.split(text)):
        block = _BLOCK.search(paragraph)
        inline = paragraph[: block.start()] if block else paragraph
        if inline.strip():
            found.append(f"<p{cls}>{own}{' '.join(inline.split())}</p>")
            own = ""
        if block:
            found.append(paragraph[block.start() :].strip())
    if own:
        found = [_FIRST.sub(lambda m: m[0] + own, "".join(found), count=1)]
    return "".join(found)
