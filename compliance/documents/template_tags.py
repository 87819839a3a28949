"""The tags of a template as a tree, read without a template engine and without rendering.

Rules hold every check of the registers against the terms, so reading must be quick: one pass over the
text, linear in its length. Strings are read as strings, so that a sign of a tag inside one ends nothing;
comments and raw text hold no tags.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

_STRING = r'"(?:[^"\\]|\\.)*+"|\'(?:[^\'\\]|\\.)*+\''
_OPEN = re.compile(r"\{[#%{]")
_COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)
_END_RAW = re.compile(r"\{%[-+]?\s*endraw\s*[-+]?%\}")
_TAG = re.compile(rf"\{{%[-+]?\s*(\w+)((?:{_STRING}|[^\"'%]|%(?!\}}))*+)%\}}", re.DOTALL)
_PRINT = re.compile(rf"\{{\{{((?:{_STRING}|[^\"'}}]|\}}(?!\}}))*+)\}}\}}", re.DOTALL)
_FORMS = {"{#": _COMMENT, "{%": _TAG, "{{": _PRINT}
_WORD = re.compile(rf"{_STRING}|\w+|[^\s\w]", re.DOTALL)
_DEEPEST = 60
"""So many clauses and blocks may be open inside each other."""
_MODIFIERS = frozenset({"ignore", "missing", "with", "without", "context", "[", "]", "(", ")", ","})
"""Words of an include that do not decide which template it takes in."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a tag: a string without its quotes, a name, or a sign."""

    text: str
    quoted: bool


@dataclass(slots=True)
class Node:
    """A clause, annex or block with what stands in it; an include, a parent block put in, or a reference.

    ``name`` is the id of a clause, the name of a block, the template of an include. ``plain`` is unset where it
    is no plain text and only rendering tells it; ``meets`` is None where the clause does not say.
    """

    kind: Literal["clause", "annex", "block", "include", "super", "ref"]
    name: str
    line: int
    title: str = ""
    meets: tuple[str, ...] | None = None
    plain: bool = True
    branch: tuple[tuple[int, int], ...] = ()
    """Which side of which conditions of its template it stands on."""
    repeated: bool = False
    """Whether it stands in a loop or a macro."""
    others: tuple[str, ...] = ()
    """Of an include: further templates, the first that exists counts."""
    start: int = 0
    """Where what stands in it begins, in characters of the text, and where it ends; 0 while it is open."""
    end: int = 0
    whole: tuple[int, int] = (0, 0)
    """From its opening tag to its closing tag, both included."""
    inside: list[Node] = field(default_factory=list)


@dataclass(slots=True)
class Tree:
    """A template: the one that it extends (empty without), what stands at its top, its blocks, and its mistakes."""

    extends: str = ""
    top: list[Node] = field(default_factory=list)
    blocks: dict[str, Node] = field(default_factory=dict)
    faults: list[tuple[int, str]] = field(default_factory=list)
    text: str = ""

    def own_text(self, node: Node) -> str:
        """What stands in a clause between its tags, the clauses in it left out."""
        made, at = "", node.start
        for inner in _clauses(node.inside):
            made += self.text[at : inner.whole[0]]
            at = inner.whole[1]
        return made + self.text[at : node.end]


def _clauses(nodes: list[Node]) -> Iterator[Node]:
    """The clauses nearest below, through blocks."""
    for node in nodes:
        if node.kind in ("clause", "annex"):
            yield node
        else:
            yield from _clauses(node.inside)


@dataclass(frozen=True, slots=True)
class _Piece:
    """A tag by its name, or with an empty name what is printed; ``line`` counts from 1."""

    name: str
    words: tuple[Word, ...]
    line: int
    start: int
    end: int


def read(text: str) -> Tree:
    """The tree of a template's text."""
    reader = _Reader()
    reader.tree.text = text
    for piece in _pieces(text, reader.tree):
        reader.take(piece)
    for node in reader.open:
        reader.tree.faults.append((node.line, f"{node.kind} `{node.name}` is never closed"))
    return reader.tree


def words(text: str) -> tuple[Word, ...]:
    """The words of a tag; strings that stand side by side are one, as for the engine."""
    made: list[Word] = []
    for match in _WORD.finditer(text):
        said = match[0]
        if said[0] in "\"'" and len(said) > 1:
            plain = re.sub(r"\\(.)", r"\1", said[1:-1], flags=re.DOTALL)
            if made and made[-1].quoted:
                made[-1] = Word(made[-1].text + plain, True)
            else:
                made.append(Word(plain, True))
        else:
            made.append(Word(said, False))
    return tuple(made)


def _pieces(text: str, tree: Tree) -> Iterator[_Piece]:
    position, line, counted = 0, 1, 0
    while (start := _OPEN.search(text, position)) is not None:
        line += text.count("\n", counted, start.start())
        counted = start.start()
        sign = start[0]
        found = _FORMS[sign].match(text, counted)
        if found is not None and sign == "{%" and found[1] == "raw":
            found = _END_RAW.search(text, found.end())
        elif found is not None and sign != "{#":
            tag, said = found.groups() if sign == "{%" else ("", found[1])
            yield _Piece(tag, words(said.rstrip().rstrip("-+")), line, counted, found.end())
        if found is None:
            tree.faults.append((line, f"`{sign}` is never closed"))
            return
        position = found.end()


@dataclass(slots=True)
class _Around:
    """A condition, loop or macro that is open: its number in the template, and the side that is read."""

    kind: str
    number: int
    side: int = 0


class _Reader:
    """Builds the tree: which clauses and blocks are open, and on which side of which conditions."""

    def __init__(self) -> None:
        self.tree = Tree()
        self.open: list[Node] = []
        self._around: list[_Around] = []
        self._conditions = 0

    def take(self, piece: _Piece) -> None:
        name = piece.name
        if name in ("clause", "annex"):
            self._put(_declares(name, piece), opens=True, piece=piece)
        elif name == "block":
            node = Node("block", piece.words[0].text if piece.words else "", piece.line)
            if node.name in self.tree.blocks:
                self.tree.faults.append((node.line, f"block `{node.name}` stands twice"))
            self.tree.blocks.setdefault(node.name, node)
            self._put(node, opens=True, piece=piece)
        elif name in ("endclause", "endannex", "endblock"):
            self._close(name.removeprefix("end"), piece)
        elif name in ("include", "extends"):
            self._takes_in(piece)
        elif name in ("if", "for", "macro"):
            self._conditions += 1
            self._around.append(_Around(name, self._conditions))
        elif name in ("endif", "endfor", "endmacro") and self._around:
            self._around.pop()
        elif name in ("elif", "else") and self._around:
            self._around[-1].side += 1
        for node in _printed(piece):
            self._put(node, opens=False, piece=piece)

    def _put(self, node: Node, opens: bool, piece: _Piece) -> None:
        node.start, node.whole = piece.end, (piece.start, piece.end)
        node.branch = tuple((a.number, a.side) for a in self._around if a.kind == "if")
        node.repeated = any(a.kind != "if" for a in self._around)
        if len(self.open) < _DEEPEST:
            (self.open[-1].inside if self.open else self.tree.top).append(node)
        elif len(self.open) == _DEEPEST:
            self.tree.faults.append((node.line, f"{node.kind} `{node.name}` stands too deep and is not read"))
        if opens:
            self.open.append(node)

    def _close(self, kind: str, piece: _Piece) -> None:
        if self.open and self.open[-1].kind == kind:
            node = self.open.pop()
            node.end, node.whole = piece.start, (node.whole[0], piece.end)
        else:
            inside = f" inside {self.open[-1].kind} `{self.open[-1].name}`" if self.open else ""
            self.tree.faults.append((piece.line, f"`end{kind}` closes nothing that is open{inside}"))

    def _takes_in(self, piece: _Piece) -> None:
        names = tuple(word.text for word in piece.words if word.quoted)
        rest = [word.text for word in piece.words if not word.quoted and word.text not in _MODIFIERS]
        if rest or not names:
            said = f"which template this {piece.name} takes in is told only by rendering: its clauses are not read"
            self.tree.faults.append((piece.line, said))
        elif piece.name == "extends":
            self.tree.extends = names[0]
        else:
            self._put(Node("include", names[0], piece.line, others=names[1:]), opens=False, piece=piece)


def _declares(kind: str, piece: _Piece) -> Node:
    """The node of a clause or annex: id, title and keys of ``meets`` of its tag."""
    given: list[tuple[Word, ...]] = []
    named: dict[str, tuple[Word, ...]] = {}
    for argument in _arguments(piece.words):
        if len(argument) > 1 and not argument[0].quoted and argument[1].text == "=" and not argument[1].quoted:
            named[argument[0].text] = argument[2:]
        else:
            given.append(argument)
    own = given[0] if given else named.get("id", ())
    title = given[1] if len(given) > 1 else named.get("title", ())
    keys = named.get("meets")
    meets = None if keys is None else tuple(k for w in keys if w.quoted for k in re.split(r"[\s,]+", w.text) if k)
    return Node(
        "annex" if kind == "annex" else "clause",
        own[0].text if own and own[0].quoted else "",
        piece.line,
        "".join(word.text for word in title if word.quoted),
        meets,
        plain=len(own) == 1 and own[0].quoted,
    )


def _arguments(said: tuple[Word, ...]) -> Iterator[tuple[Word, ...]]:
    """The arguments of a tag: commas inside brackets part nothing."""
    depth, argument = 0, list[Word]()
    for word in said:
        if not word.quoted and word.text in "([{":
            depth += 1
        elif not word.quoted and word.text in ")]}":
            depth -= 1
        if not word.quoted and word.text == "," and depth == 0:
            yield tuple(argument)
            argument = []
        else:
            argument.append(word)
    if argument:
        yield tuple(argument)


def _printed(piece: _Piece) -> Iterator[Node]:
    """References to clauses, and the parent's block where it is put in."""
    said = piece.words
    for n in range(len(said) - 2):
        if said[n].quoted or said[n + 1] != Word("(", False):
            continue
        if said[n].text == "super" and said[n + 2] == Word(")", False):
            yield Node("super", "", piece.line)
        elif said[n].text == "ref" and said[n + 2].quoted and n + 3 < len(said) and said[n + 3].text in ("),"):
            yield Node("ref", said[n + 2].text, piece.line)
