"""The lint of rendered HTML: a closed vocabulary, and nothing that breaks PDF/A-3a or PDF/UA-1.

Each check names the rule of the standard that a validator would report; they were measured with
veraPDF on small mutated documents.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from html.parser import HTMLParser

from compliance.render.parts import PartsError, has_parts, pieces

ELEMENTS = frozenset(
    {
        *("html", "head", "meta", "title", "body", "main", "section", "header", "footer", "div"),
        *("p", "span", "strong", "em", "b", "i", "sub", "sup", "br", "hr", "code", "pre", "blockquote"),
        *("h1", "h2", "h3", "h4", "ul", "ol", "li", "dl", "dt", "dd", "a", "img", "figure", "figcaption"),
        *("table", "caption", "colgroup", "col", "thead", "tbody", "tfoot", "tr", "th", "td"),
        *("svg", "g", "rect", "path", "circle", "line", "polyline", "polygon", "text", "tspan", "defs"),
    }
)
"""Every element that a template may use; formats other than HTML know these and no others."""

_VOID = frozenset({"br", "hr", "img", "meta", "col"})

LINKS = ("#", "https://", "http://", "mailto:")
"""What a link may lead to: a place in the document, or an address that means the same everywhere."""


class _Lint(HTMLParser):
    def __init__(self, heading: int = 0) -> None:
        super().__init__(convert_charrefs=True)
        self.faults: list[str] = []
        self._stack: list[str] = []
        self.heading, self.first = heading, 0
        self._titles = 0
        self._lang = False
        self._svg_titles: list[bool] = []
        self.ids: set[str] = set()
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag not in ELEMENTS:
            self._fault(f"<{tag}> is not in the vocabulary")
        if "a" in self._stack and tag not in ("br",):
            self._fault(f"<{tag}> inside <a>: a link holds text only (PDF/UA 7.18.5)")
        if "opacity" in given.get("style", "") or "opacity" in given:
            self._fault("opacity breaks the tagging (PDF/UA 7.1); use a colour")
        if "style" in given and tag != "col":
            self._fault(f"<{tag}> has a style of its own; styles belong to print.css")
        for name, value in given.items():
            if name.startswith("on"):
                self._fault(f"<{tag}> has an event handler")
            if "url(" in value.lower():
                self._fault(f"<{tag}> loads something by url()")
        if tag == "meta" and "http-equiv" in given:
            self._fault("<meta http-equiv> speaks to a browser")
        if tag == "img" and not given.get("src", "").startswith("data:image/"):
            self._fault("<img> shows no picture of the project")
        if tag == "a" and "href" in given and not given["href"].startswith(LINKS):
            self._fault(f"the link {given['href']!r} leads out of the document, and to no address of the web")
        self._structure(tag, given)
        if tag not in _VOID:
            self._stack.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag == "svg" and self._svg_titles and not self._svg_titles.pop():
            self._fault("<svg> without <title> (PDF/UA 7.3)")
        if tag in _VOID:
            return
        if not self._stack or self._stack[-1] != tag:
            self._fault(f"</{tag}> closes nothing that is open")
        if tag in self._stack:
            while self._stack.pop() != tag:
                pass

    def _structure(self, tag: str, given: dict[str, str]) -> None:
        if tag == "html":
            self._lang = bool(given.get("lang"))
        if tag == "title":
            if self._svg_titles and "svg" in self._stack:
                self._svg_titles[-1] = True
            else:
                self._titles += 1
        if tag == "svg":
            self._svg_titles.append(False)
        if tag == "img" and not given.get("alt"):
            self._fault("<img> without an alternative text (PDF/UA 7.3)")
        if len(tag) == 2 and tag[0] == "h" and tag[1].isdigit():
            level = int(tag[1])
            if level > self.heading + 1:
                self._fault(f"<{tag}> follows a heading of level {self.heading} (PDF/UA 7.4.2)")
            self.heading, self.first = level, self.first or level
        if "id" in given:
            if given["id"] in self.ids:
                self._fault(f"the id {given['id']!r} stands twice")
            self.ids.add(given["id"])
        if tag == "a" and given.get("href", "").startswith("#"):
            self.links.append(given["href"][1:])

    def _fault(self, message: str) -> None:
        line, column = self.getpos()
        self.faults.append(f"line {line}, column {column + 1}: {message}")

    @property
    def open(self) -> bool:
        """Whether an element is not closed."""
        return bool(self._stack)

    def whole(self) -> Iterator[str]:
        """Faults of the document as a whole."""
        if not self._lang:
            yield "the document states no language (PDF/UA 7.2)"
        if self._titles != 1:
            yield "the document needs exactly one title (PDF/UA 7.1)"
        for link in self.links:
            if link not in self.ids:
                yield f"the link #{link} leads nowhere"


def lint(html: str) -> tuple[str, ...]:
    """Every fault of a rendered document, in the order of its text."""
    if has_parts(html) and _is_clean(html):
        return ()
    parser = _Lint()
    parser.feed(html)
    parser.close()
    return (*parser.faults, *parser.whole())


@dataclass(frozen=True, slots=True)
class _Seen:
    """What a part that is clean in itself says about the whole: its first and last heading, ids and links."""

    first: int
    last: int
    ids: frozenset[str]
    links: frozenset[str]


def _is_clean(html: str) -> bool:
    """Whether a document in parts has no fault. Where it may have one, it is read as a whole, to say where."""
    try:
        found = pieces(html)
    except PartsError:
        return False
    frame = _Lint()
    frame.feed("".join(text for name, text in found if not name))
    frame.close()
    parts = [_part(text) for name, text in found if name]
    if frame.faults or frame.first or any(part is None for part in parts):
        return False
    seen = [part for part in parts if part is not None]
    frame.links += [link for part in seen for link in part.links]
    count = len(frame.ids) + sum(len(part.ids) for part in seen)
    frame.ids.update(*(part.ids for part in seen))
    level = 0
    for part in seen:
        if part.first > level + 1:
            return False
        level = part.last or level
    return len(frame.ids) == count and not list(frame.whole())


@lru_cache(maxsize=64)
def _part(html: str) -> _Seen | None:
    """A part by itself; None where it has a fault. Read once, however many documents share it."""
    parser = _Lint(heading=5)  # what comes before it is not known here
    parser.feed(html)
    parser.close()
    if parser.faults or parser.open:
        return None
    return _Seen(parser.first, parser.heading if parser.first else 0, frozenset(parser.ids), frozenset(parser.links))
