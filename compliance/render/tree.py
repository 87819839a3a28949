"""Rendered HTML as a tree: for writers that walk it and for those who compare two of them.

The lint has proved that every element is closed and of the vocabulary, so that this stays small.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset({"br", "hr", "img", "meta", "col"})


@dataclass(slots=True)
class Node:
    """An element. Children are elements and texts in their order."""

    tag: str
    attrs: dict[str, str] = field(default_factory=dict)
    children: list[Node | str] = field(default_factory=list)

    @property
    def classes(self) -> frozenset[str]:
        return frozenset(self.attrs.get("class", "").split())

    @property
    def elements(self) -> tuple[Node, ...]:
        """Children that are elements."""
        return tuple(child for child in self.children if isinstance(child, Node))

    def walk(self) -> Iterator[Node]:
        """This element and all below, in the order of the text."""
        yield self
        for child in self.elements:
            yield from child.walk()

    def find(self, *tags: str) -> Iterator[Node]:
        """Elements of these names, at any depth."""
        return (node for node in self.walk() if node.tag in tags)

    @property
    def text(self) -> str:
        """All text below with folded blanks; a line break counts as one."""
        return " ".join("".join(self._texts()).split())

    def _texts(self) -> Iterator[str]:
        for child in self.children:
            if isinstance(child, str):
                yield child
            elif child.tag == "br":
                yield " "
            elif child.tag not in ("style", "script", "svg"):
                yield from child._texts()


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Node("")
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = Node(tag, {name: value or "" for name, value in attrs})
        self._open[-1].children.append(node)
        if tag not in VOID:
            self._open.append(node)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._open[-1].children.append(Node(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID and len(self._open) > 1:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        self._open[-1].children.append(data)


def parse(html: str) -> Node:
    """The ``html`` element of a rendered document."""
    builder = _Builder()
    builder.feed(html)
    builder.close()
    return next(builder.root.find("html"), builder.root)
