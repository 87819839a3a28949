"""Parts of a document that are typeset apart: rendered HTML is cut where elements carry ``data-part``.

Each part becomes a page of HTML of its own. What is the same for a thousand customers is then the same
text, has the same hash and is typeset once. A part carries the running titles and nothing else of its
document: only the first has the document's own head, which may name the customer.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from html import unescape

CONTENTS = "contents"
"""Name of the part with the contents page."""

INDEXES = "indexes"
"""Name of the part with indexes, or begin of it where there are several: ``indexes-2``."""

ELSEWHERE = "urn:part:"
"""Begins the address of a link into another part. No register can write one: links are ``#`` or of the web."""

_ATTRIBUTE = ' data-part="'
_START = re.compile(r'<([a-z][a-z0-9]*)(?=\s)[^>]*?\sdata-part="([^"]+)"[^>]*>')
_RUNNING = re.compile(r'<p class="running-([a-z]+)">(.*?)</p>', re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
_ID = re.compile(r'<[^>]*?\sid="([^"]*)"')
_LINK = re.compile(r'(<a\s[^>]*?)href="#([^"]*)"')
_MAIN = re.compile(r"<(/?)main\b[^>]*>")
_TITLE = re.compile(r"<title>.*?</title>", re.DOTALL)
_HEAD = re.compile(r"(?P<before>.*?<head>)(?P<head>.*?)</head>\s*(?P<body><body[^>]*>)", re.DOTALL)


class PartsError(ValueError):
    """Something stands outside every part, or two parts have one name. Says what and where."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part: its name, its element, and whether that stood inside ``main``."""

    name: str
    body: str
    in_main: bool
    ids: frozenset[str] = field(compare=False)


@dataclass(frozen=True, slots=True)
class Parts:
    """A document cut into parts, and what its page had around them."""

    before: str
    head: str
    body: str
    running: str
    """A style rule that sets the running titles: as elements they would be read aloud at the start of each part."""
    parts: tuple[Part, ...]

    @property
    def late(self) -> tuple[int, ...]:
        """Which parts are made last, because they say on which page things are."""
        return tuple(n for n, part in enumerate(self.parts) if part.name.partition("-")[0] in (CONTENTS, INDEXES))

    def html(self, number: int, page_of: Callable[[str], int] | None = None) -> str:
        """The page of one part. ``page_of`` gives the number of the page that an id stands on."""
        part = self.parts[number]
        head = self.head if number == 0 else _TITLE.sub(f"<title>{part.name}</title>", _alone(self.head))
        inside = _LINK.sub(lambda link: _elsewhere(link, part.ids, page_of), part.body)
        main = f"<main>{inside}</main>" if part.in_main else inside
        return f"{self.before}{head}<style>{self.running}</style>\n</head>\n{self.body}\n{main}\n</body>\n</html>"


def has_parts(html: str) -> bool:
    """Whether a rendered document is typeset in parts."""
    return _ATTRIBUTE in html


def pieces(html: str) -> tuple[tuple[str, str], ...]:
    """The text in pieces, each with the name of the part that it is, or empty for what stands between parts.

    Marks of sources do not matter to it. Pieces that are equal in many documents need to be looked at once.
    """
    found: list[tuple[str, str]] = []
    position = 0
    while (at := html.find(_ATTRIBUTE, position)) >= 0:
        start = _START.match(html, html.rindex("<", 0, at))
        if start is None:
            break
        end = _end(html, start)
        found += [("", html[position : start.start()]), (start[2], html[start.start() : end])]
        position = end
    found.append(("", html[position:]))
    return tuple(found)


def split(html: str) -> Parts:
    """Cut a rendered document, whose elements the lint has found closed, into its parts."""
    frame = _HEAD.match(html)
    if frame is None:
        raise PartsError("the page has no head and body")
    body = html[frame.end() : html.rindex("</body>")]
    parts: list[Part] = []
    between: list[str] = []
    in_main = False
    for name, text in pieces(body):
        if _ATTRIBUTE in text[1:].partition(">")[2] or (not name and _ATTRIBUTE in text):
            raise PartsError(f"the part {name!r} has no name, or another part inside it")
        if name:
            parts.append(Part(name, text, in_main, frozenset(map(unescape, _ID.findall(text)))))
            continue
        between.append(text)
        for tag in _MAIN.finditer(text):
            in_main = not tag[1]
    rest, rules = _running("".join(between))
    if stray := " ".join(_MAIN.sub(" ", rest).split()):
        raise PartsError(f"{stray[:60]!r} stands outside every part")
    names = [part.name for part in parts]
    if twice := next((name for name in names if names.count(name) > 1), None):
        raise PartsError(f"two parts have the name {twice!r}")
    return Parts(frame["before"], frame["head"], frame["body"], rules, tuple(parts))


def _end(body: str, start: re.Match[str]) -> int:
    """Behind the tag that closes the element; elements of the same name inside it are counted."""
    depth = 0
    for tag in re.compile(rf"<(/?){start[1]}\b[^>]*>").finditer(body, start.start()):
        depth += -1 if tag[1] else 1
        if not depth:
            return tag.end()
    raise PartsError(f"the part {start[2]!r} is not closed")


def _running(between: str) -> tuple[str, str]:
    """What is left without the running titles, and the style rule that says them."""
    said = {name: unescape(_TAG.sub("", text)) for name, text in _RUNNING.findall(between)}
    sets = ", ".join(f'{name} "{_quoted(" ".join(text.split()))}"' for name, text in said.items())
    return _RUNNING.sub("", between), f"body {{ string-set: {sets} }}" if sets else ""


def _quoted(text: str) -> str:
    """A text inside a string of CSS, inside an element of HTML."""
    return "".join(f"\\{ord(c):x} " if c in '"\\<>&' or not c.isprintable() else c for c in text)


def _alone(head: str) -> str:
    """A head without what concerns the document as a whole."""
    return re.sub(r'<meta name="(?!viewport)[^>]*>\n?', "", head)


def _elsewhere(link: re.Match[str], ids: frozenset[str], page_of: Callable[[str], int] | None) -> str:
    if unescape(link[2]) in ids:
        return link[0]
    page = f' data-page="{page_of(unescape(link[2]))}"' if page_of else ""
    return f'{link[1]}href="{ELSEWHERE}{link[2]}"{page}'
