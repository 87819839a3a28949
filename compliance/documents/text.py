"""Printed text that knows where it came from.

A view holds :class:`Text`, never a bare string, for whatever a register says. When a template prints
one, its places travel along between control characters that no register can contain; the marks are
taken out again before anything is hashed or shipped (``render/marks.py``), and become the side file
that ``dossier why`` reads. A template author has nothing to do for it, and cannot forget it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from typing import Any, Literal
from urllib.parse import quote

from markupsafe import Markup, escape

from compliance.dates import long_date as long_date  # documents find all that they print with here
from compliance.dates import long_dates as long_dates
from compliance.diagnostics import Place
from compliance.registers.values import Duration, Fact, Part

OPEN, MIDDLE, CLOSE = "\x02", "\x03", "\x04"
"""Around a source list and its text. YAML and the Markdown reader refuse these characters."""

Mark = Literal["", "secondary", "catalogue", "open"]
"""Why a text is not a plain fact: a third party's reading, a catalogue entry, or not known."""

_WEAKNESS: tuple[Mark, ...] = ("", "secondary", "catalogue", "open")

_TIED = re.compile(r"\b[A-Z]{1,3}[.-](?:\d[\d.-]*)?\d|(?<!\S)--?[A-Za-z][\w-]*|\be-[a-z]+")
"""Ids such as A.8.28 and EV-0151, options such as --format, words such as e-mail: a line may not end inside them."""

MARK_SIGNS: dict[Mark, str] = {"": "", "secondary": "†", "catalogue": "‡", "open": ""}
MARK_WORDS: dict[Mark, str] = {
    "secondary": "as a third party read it; not the supplier's own text",
    "catalogue": "from a catalogue; not confirmed by the supplier",
}


@dataclass(frozen=True, slots=True)
class Text:
    """A text and the places that it came from."""

    value: str
    sources: tuple[Place, ...] = ()
    mark: Mark = ""

    def __str__(self) -> str:
        return self.value

    def __bool__(self) -> bool:
        return bool(self.value)

    def __html__(self) -> str:
        """What Jinja prints: the escaped text between marks that name its places."""
        return marked(escape(self._signed()), self.sources) if self.mark != "open" else self._open()

    def _signed(self) -> str:
        return self.value + MARK_SIGNS[self.mark]

    def _open(self) -> str:
        return f'<em class="open">{marked(escape(self.value), self.sources)}</em>'

    def tied(self) -> Markup:
        """What Jinja prints, with ids, options and the like kept on one line: ``(A.`` and ``8.28)`` were two else."""
        html = _TIED.sub(r'<span class="piece">\g<0></span>', str(escape(self._signed())))
        said = marked(html, self.sources)
        return Markup('<em class="open">{}</em>').format(said) if self.mark == "open" else said

    @property
    def plain(self) -> str:
        """The text for formats without markup, with its sign."""
        return self._signed()

    def also(self, *places: Place) -> Text:
        """The same text, resting on further places too."""
        return replace(self, sources=(*self.sources, *places))


def marked(html: Markup | str, sources: Iterable[Place]) -> Markup:
    """HTML between marks that name its places."""
    names = " ".join(map(_named, sources))
    return Markup(f"{OPEN}{names}{MIDDLE}{html}{CLOSE}") if names else Markup(html)


@lru_cache(maxsize=65_536)
def _named(place: Place) -> str:
    """A place as it travels along; a register's line is printed many times."""
    return f"{quote(place.file)}#{quote(place.pointer)}"


def lowered(label: str) -> str:
    """A label in the middle of a sentence; one that begins with an abbreviation stays as it is: ``IP addresses``."""
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]


def words(value: Any) -> str:
    """A register value as documents print it; dates in the short form of tables."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M} UTC"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return f"{value:.15g}"
    if isinstance(value, tuple | list):
        return ", ".join(words(item) for item in value)
    return str(value)


def say(record: Part, field: str, value: Any = None) -> Text:
    """A field of a record as text. ``value`` replaces the wording, not the place."""
    raw = getattr(record, field)
    if isinstance(raw, Fact):
        return fact(raw) if value is None else Text(str(value), (raw.place,))
    shown = words(raw if value is None else value)
    return Text(shown, (record.at(field.rstrip("_")),)) if shown else Text("")


def each(record: Part, field: str) -> tuple[Text, ...]:
    """The items of a list field, one text each."""
    return tuple(Text(words(item), (record.at(field, n),)) for n, item in enumerate(getattr(record, field)))


def fact(value: Fact[Any] | None, missing: str = "not verified") -> Text:
    """A fact with the sign of its status. What nobody stands behind prints as an open point."""
    if value is None:
        return Text("")
    if not value.known:
        return Text(missing, (value.place,), "open")
    mark: Mark = value.status if value.status in ("secondary", "catalogue") else ""
    return Text(words(value.value), (value.place,), mark)


def fixed(value: str) -> Text:
    """Words of the document itself, which come from no register."""
    return Text(value)


def duration(value: Duration | None, place: Place) -> Text:
    """A duration as people say it."""
    return Text(str(value), (place,)) if value else Text("")


def joined(texts: Iterable[Text], separator: str = ", ") -> Text:
    """Several texts as one, resting on all their places and as weak as the weakest of them."""
    found = [t for t in texts if t]
    return Text(separator.join(t.value for t in found), tuple(p for t in found for p in t.sources), weakest(found))


def weakest(texts: Iterable[Text]) -> Mark:
    """The mark of the least supported text."""
    return max((t.mark for t in texts), key=_WEAKNESS.index, default="")
