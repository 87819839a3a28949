"""The lint of rendered HTML: a closed vocabulary, and nothing that breaks PDF/A-3a or PDF/UA-1.

Each check names the rule of the standard that a validator would report; they were measured with
veraPDF on small mutated documents.
"""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser

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
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.faults: list[str] = []
        self._stack: list[str] = []
        self._heading = 0
        self._titles = 0
        self._lang = False
        self._svg_titles: list[bool] = []
        self._ids: set[str] = set()
        self._links: list[str] = []

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
            if level > self._heading + 1:
                self._fault(f"<{tag}> follows a heading of level {self._heading} (PDF/UA 7.4.2)")
            self._heading = level
        if "id" in given:
            if given["id"] in self._ids:
                self._fault(f"the id {given['id']!r} stands twice")
            self._ids.add(given["id"])
        if tag == "a" and given.get("href", "").startswith("#"):
            self._links.append(given["href"][1:])

    def _fault(self, message: str) -> None:
        line, column = self.getpos()
        self.faults.append(f"line {line}, column {column + 1}: {message}")

    def whole(self) -> Iterator[str]:
        """Faults of the document as a whole."""
        if not self._lang:
            yield "the document states no language (PDF/UA 7.2)"
        if self._titles != 1:
            yield "the document needs exactly one title (PDF/UA 7.1)"
        for link in self._links:
            if link not in self._ids:
                yield f"the link #{link} leads nowhere"


def lint(html: str) -> tuple[str, ...]:
    """Every fault of a rendered document, in the order of its text."""
    parser = _Lint()
    parser.feed(html)
    parser.close()
    return (*parser.faults, *parser.whole())
