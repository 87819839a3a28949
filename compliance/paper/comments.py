"""Comments of a Word file, with their replies."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from compliance.paper.tracked import W

if TYPE_CHECKING:
    from lxml.etree import _Element

W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
W15 = "{http://schemas.microsoft.com/office/word/2012/wordml}"


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment: who wrote it, when (as the file says), the words it is about, and whether it is settled."""

    id: str
    author: str
    date: str
    text: str
    about: str = ""
    settled: bool = False
    replies: tuple[Comment, ...] = ()


def comments(root: _Element | None, extended: _Element | None) -> dict[str, Comment]:
    """Every comment by id; a reply stands with the comment that it answers, and by its own id nowhere."""
    if root is None:
        return {}
    found: dict[str, Comment] = {}
    paragraphs: dict[str, str] = {}
    for element in root.iterchildren(f"{W}comment"):
        id = element.get(f"{W}id", "")
        texts = ("".join(t.text or "" for t in p.iter(f"{W}t")) for p in element.iter(f"{W}p"))
        text = " ".join(" ".join(texts).split())
        found[id] = Comment(id, element.get(f"{W}author", ""), element.get(f"{W}date", ""), text)
        for paragraph in element.iter(f"{W}p"):
            paragraphs[paragraph.get(f"{W14}paraId", "")] = id
    return _threaded(found, paragraphs, extended)


def _threaded(found: dict[str, Comment], paragraphs: dict[str, str], extended: _Element | None) -> dict[str, Comment]:
    parents: dict[str, str] = {}
    settled: set[str] = set()
    for entry in extended.iterchildren(f"{W15}commentEx") if extended is not None else ():
        id = paragraphs.get(entry.get(f"{W15}paraId", ""), "")
        parent = paragraphs.get(entry.get(f"{W15}paraIdParent", ""), "")
        if id and parent and parent != id:
            parents[id] = parent
        if id and entry.get(f"{W15}done") in ("1", "true"):
            settled.add(id)
    threads: dict[str, list[Comment]] = {}
    for id in parents:
        threads.setdefault(_top(id, parents), []).append(found[id])
    return {
        id: Comment(id, c.author, c.date, c.text, "", id in settled, tuple(threads.get(id, ())))
        for id, c in found.items()
        if _top(id, parents) == id
    }


def _top(id: str, parents: dict[str, str]) -> str:
    """The comment that a thread begins with; a thread that goes in a circle begins with each."""
    seen = {id}
    at = id
    while at in parents:
        at = parents[at]
        if at in seen:
            return id
        seen.add(at)
    return at
