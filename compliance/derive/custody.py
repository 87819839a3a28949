"""The custody log: who did what with which evidence, each line bound to the one before.

``controls/evidence/custody.jsonl`` holds one JSON object a line. ``previous`` is the SHA-256 of the line before
(its bytes, without the line end; 64 zeros on the first), so that no line can be changed, taken out or put between
without a later one telling. ``sed -n 17p custody.jsonl | tr -d '\\r\\n' | sha256sum`` gives what line 18 must carry.
The last line is bound by the next one, by git, and by the seal of a pack: until then by nothing.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal, NamedTuple, get_args

from compliance.registers.records.assurance import Evidence

LOG = "controls/evidence/custody.jsonl"
"""Where the log stands."""

START = "0" * 64
"""What the first line carries in the place of a hash."""

Action = Literal["collected", "recorded", "drawn", "redacted", "reviewed", "moved", "shared", "sealed"]
"""What may be done with evidence. ``recorded``: entered in the log after it had been collected without it."""

ACTIONS: tuple[str, ...] = get_args(Action)

_KEYS = frozenset({"at", "who", "action", "evidence", "sha256", "reason", "previous"})
_OPTIONAL = frozenset({"file", "original_sha256"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line: when (UTC, ``YYYY-MM-DDThh:mm:ssZ``), which role, what it did with which evidence, and why."""

    at: str
    who: str
    action: Action
    evidence: str
    sha256: str
    reason: str = ""
    file: str = ""
    original_sha256: str = ""

    def line(self, previous: str) -> bytes:
        """The entry as a line of the log, without the line end: sorted keys, no blanks, UTF-8."""
        data = {key: getattr(self, key) for key in self.__slots__}
        kept = {key: value for key, value in data.items() if value or key not in _OPTIONAL}
        text = json.dumps({**kept, "previous": previous}, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return text.encode()


class Fault(NamedTuple):
    """What is wrong with a line of the log, counted from 1."""

    line: int
    message: str


@dataclass(frozen=True, slots=True)
class Log:
    """The log as it was read: its lines, what they say (in their order), and where the chain is broken."""

    lines: tuple[bytes, ...] = ()
    entries: tuple[tuple[int, Entry], ...] = ()
    """Each entry with the number of its line."""
    faults: tuple[Fault, ...] = ()
    exists: bool = False

    @property
    def head(self) -> str:
        """What the next line must carry: the hash of the last one."""
        return digest(self.lines[-1]) if self.lines else START

    @property
    def last_at(self) -> str:
        """When the last entry was made; empty where there is none."""
        return self.entries[-1][1].at if self.entries else ""


def digest(line: bytes) -> str:
    """The hash that the line behind this one carries."""
    return hashlib.sha256(line).hexdigest()


def read(root: Path) -> Log:
    """The log of a project; an empty one where there is none yet."""
    try:
        data = (root / LOG).read_bytes()
    except FileNotFoundError:
        return Log()
    return parse(data)


def parse(data: bytes) -> Log:
    """The log in the bytes of a file. Every fault is found, not only the first."""
    whole = not data or data.endswith(b"\n")
    lines = [line.removesuffix(b"\r") for line in data.split(b"\n")]
    if whole:
        lines.pop()
    entries: list[tuple[int, Entry]] = []
    faults: list[Fault] = []
    before, latest = START, ""
    for number, line in enumerate(lines, 1):
        made = _entry(line)
        if isinstance(made, str):
            faults.append(Fault(number, made))
        else:
            entry, previous = made
            entries.append((number, entry))
            if previous != before:
                faults.append(Fault(number, _unbound(number)))
            elif entry.at[:10] < latest[:10]:
                faults.append(Fault(number, f"this entry is of {entry.at[:10]}, before the one above it"))
            latest = max(latest, entry.at)
        before = digest(line)
    if not whole:
        faults.append(Fault(len(lines), "the last line has no end: writing it was cut off"))
    return Log(tuple(lines), tuple(entries), tuple(faults), True)


def _unbound(number: int) -> str:
    if number == 1:
        return "the first line says that one stands before it: the beginning of the log is gone"
    return f"this line does not carry the hash of line {number - 1}: one was changed, taken out or put between"


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len({key for key, _ in pairs}) != len(pairs):
        raise ValueError("a key stands twice")
    return dict(pairs)


def _entry(line: bytes) -> tuple[Entry, str] | str:
    """The entry of a line and the hash that it carries, or why it is none."""
    try:
        data = json.loads(line.decode(), object_pairs_hook=_pairs)
    except (ValueError, RecursionError):
        return "this line is not a JSON object"
    if not isinstance(data, dict) or not all(isinstance(value, str) for value in data.values()):
        return "this line is not a JSON object of texts"
    keys = set(data)
    if not keys >= _KEYS or keys - _KEYS - _OPTIONAL:
        wrong = ", ".join(sorted((_KEYS - keys) | (keys - _KEYS - _OPTIONAL)))
        return f"this line lacks a key, or has one too many: {wrong}"
    if data["action"] not in ACTIONS:
        return f"`{data['action']}` is no action; known are {', '.join(ACTIONS)}"
    if not is_moment(data["at"]):
        return f"`{data['at']}` is no moment in UTC, YYYY-MM-DDThh:mm:ssZ"
    previous = data.pop("previous")
    return Entry(**data), previous


def is_moment(text: str) -> bool:
    """Whether a text is a moment in UTC as the log writes it."""
    try:
        datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ")
    except ValueError:
        return False
    return len(text) == len("2026-11-20T08:00:00Z")


def append(log: Log, entries: Iterable[Entry]) -> bytes:
    """The bytes of the log with these entries behind it. The log must have no fault."""
    lines, before = list(log.lines), log.head
    for entry in entries:
        line = entry.line(before)
        lines.append(line)
        before = digest(line)
    return b"".join(line + b"\n" for line in lines)


class Disagreement(NamedTuple):
    """Where the log and the records say different things: the evidence's id, the line (0 for none), what is wrong."""

    evidence: str
    line: int
    message: str


def disagreements(log: Log, records: Iterable[Evidence]) -> Iterator[Disagreement]:
    """Records that the log does not know, or knows with another hash; entries whose record is gone."""
    last = {entry.evidence: (number, entry) for number, entry in log.entries}
    known = {record.id: record for record in records}
    for id, record in known.items():
        number, entry = last.get(id, (0, None))
        if entry is None:
            yield Disagreement(id, 0, f"{id} is not in the custody log")
        elif entry.sha256 != record.sha256:
            said = f"{entry.sha256[:12]}…, its record {record.sha256[:12]}…"
            yield Disagreement(id, number, f"the custody log has {id} with the SHA-256 {said}")
    for id, (number, _) in last.items():
        if id not in known:
            yield Disagreement(id, number, f"{id} is in the custody log and has no record")
