"""A copy of a project in which every free text of the registers carries a token of its own.

``Hosts the diary`` becomes ``Hosts the diary¤17¤``. No template prints ``¤``, so a printed token says
exactly which leaf of which register its text came from, whatever a view made of it in between. Texts
that must keep their form (ids, dates, countries, words of a list) stay as they are: a leaf gets a
token only where its schema, and every reference to it, still holds.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from compliance.diagnostics import Place
from compliance.registers import validate, yaml12
from compliance.registers.kinds import KINDS, Kind
from compliance.registers.markdown import split_front_matter

TOKEN = re.compile(r"¤(\d+)¤")
REFERRED_TO = frozenset({"source", "scheme", "edition", "logo"})
"""Keys whose texts are compared with others, although their schema would take any text."""


@dataclass
class Tokens:
    """Where each token was put."""

    places: dict[int, Place]

    def next(self, place: Place) -> str:
        number = len(self.places) + 1
        self.places[number] = place
        return f"¤{number}¤"


def put_tokens(source: Path, target: Path) -> Tokens:
    """Copy the registers of ``source`` to ``target``, with a token in every free text."""
    tokens = Tokens({})
    for kind in KINDS:
        for pattern in kind.where:
            for path in sorted(source.glob(pattern)):
                name = path.relative_to(source).as_posix()
                (target / name).parent.mkdir(parents=True, exist_ok=True)
                _copy(kind, name, path, target / name, tokens)
    files = source / "controls" / "evidence" / "files"
    shutil.copytree(files, target / "controls" / "evidence" / "files")
    return tokens


def _copy(kind: Kind, name: str, source: Path, target: Path, tokens: Tokens) -> None:
    if kind.name == "approval":
        shutil.copy(source, target)
        return
    text, body = source.read_text(encoding="utf-8"), ""
    if kind.layout == "markdown":
        front = split_front_matter(text)
        assert front is not None
        text, body = front.yaml, front.body
    data = yaml12.parse_bytes(text.encode(), name)
    top = Place(name)
    if kind.layout == "list":
        for index, record in enumerate(data[kind.collection]):
            _record(kind, record, top.at(kind.collection, index), tokens)
    else:
        _record(kind, data, top, tokens)
    out = yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=10_000)
    if kind.layout == "markdown":
        first = out.count("\n") + 2
        lines = body.split("\n")
        marked = (_line(line, Place(name, f"L{first + n}"), tokens) for n, line in enumerate(lines, 1))
        out = f"---\n{out}---\n" + "\n".join(marked)
    target.write_text(out, encoding="utf-8")


def _line(line: str, place: Place, tokens: Tokens) -> str:
    """A line of Markdown with a token behind its last word; rules and table frames stay."""
    if not re.search(r"\w", line):
        return line
    end = re.search(r"[\w)]\W*$", line)
    assert end is not None
    at = end.start() + 1
    return line[:at] + tokens.next(place) + line[at:]


def _record(kind: Kind, record: dict[str, Any], place: Place, tokens: Tokens) -> None:
    decide = validate.decider(kind)
    assert decide(record), place
    for holder, key, at in list(_leaves(record, place)):
        before = holder[key]
        token = tokens.next(at)
        holder[key] = before + token
        if not decide(record):
            holder[key] = before
            del tokens.places[len(tokens.places)]


def _leaves(value: Any, place: Place, key: str = "") -> Iterator[tuple[Any, Any, Place]]:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, child in items:
        if isinstance(child, str):
            if (step if isinstance(value, dict) else key) not in REFERRED_TO:
                yield value, step, place.at(step)
        else:
            yield from _leaves(child, place.at(step), step if isinstance(step, str) else key)
