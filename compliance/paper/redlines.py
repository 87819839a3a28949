"""A returned Word file against the one that was sent: what was changed in which clause, with and without a mark.

``Sent`` is what is known of the file that was sent: its whole text where that file is named, else a hash of each
clause and, where today's rendering has the same hash, its text. A change without a mark is a text that differs from
what was sent although every tracked change is refused.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from compliance.paper.comments import Comment
from compliance.paper.returned import WordFile
from compliance.paper.stamp import Stamp
from compliance.paper.tracked import Mark
from compliance.paper.units import Unit

ALIKE = 0.6
"""How alike two texts must be for one to be the other with its bookmark lost, from 0 to 1."""

State = Literal["changed", "new", "gone"]


@dataclass(frozen=True, slots=True)
class SentText:
    """A clause as it was sent. ``lines`` is None where only its hash is known."""

    name: str
    id: str
    number: str
    sha256: str
    lines: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Sent:
    """What was sent, and how that is known: ``file``, ``hashes`` or ``nothing``."""

    known_by: Literal["file", "hashes", "nothing"]
    stamp: Stamp | None
    units: tuple[SentText, ...] = ()
    stories: tuple[str, ...] = ()
    """The texts of headers, footers and notes; known where the file is."""


@dataclass(frozen=True, slots=True)
class Change:
    """What happened to a clause, an annex, a part, a header or the notes.

    ``before`` is the text with every tracked change refused, ``after`` with every one accepted; ``sent`` the text that
    was sent, None where it is not known. ``unmarked`` says that ``before`` is not what was sent.
    """

    name: str
    id: str
    number: str
    number_now: str
    title: str
    state: State
    sent: tuple[str, ...] | None
    before: tuple[str, ...]
    after: tuple[str, ...]
    unmarked: bool
    tracked: bool
    marks: tuple[Mark, ...] = ()
    comments: tuple[Comment, ...] = ()
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Redlines:
    """Every change of a returned file in the order of its text; how many units were looked at and compared."""

    name: str
    sent: Sent
    changes: tuple[Change, ...]
    examined: int
    compared: int
    remarks: tuple[str, ...] = ()


def sent_file(file: WordFile) -> Sent:
    """What was sent, from that very file."""
    ids = {unit.name: unit.id for unit in file.stamp.units} if file.stamp else {}
    texts = tuple(SentText(u.name, ids.get(u.name, ""), u.full, _hash(u.key_after), tuple(u.after)) for u in file.units)
    return Sent("file", file.stamp, texts, tuple(unit.key_after for unit in file.stories))


def sent_hashes(stamp: Stamp | None, today: WordFile | None) -> Sent:
    """What was sent, from the hashes in the returned file; with texts where today's rendering has the same ones."""
    if stamp is None or not stamp.units:
        return Sent("nothing", stamp)
    now = {unit.sha256: tuple(unit.before) for unit in today.units} if today else {}
    texts = tuple(SentText(u.name, u.id, u.number, u.sha256, now.get(u.sha256)) for u in stamp.units)
    return Sent("hashes", stamp, texts)


def redlines(file: WordFile, sent: Sent) -> Redlines:
    """Compare a returned file with what was sent."""
    pairs = _Pairs(file, sent)
    changes = [_change(pair, file.comments, bool(sent.units)) for pair in pairs.ordered()]
    changes += _of_stories(file, sent)
    held = tuple(change for change in changes if _tells(change))
    examined = len(file.units) + len(file.stories)
    return Redlines(file.name, sent, held, examined, len(sent.units) + len(sent.stories), file.remarks)


def _tells(change: Change) -> bool:
    """Whether there is anything to say. A break that was put in or taken out tells nothing where no words follow."""
    marks = [mark for mark in change.marks if not mark.kind.startswith("paragraph break")]
    said = change.unmarked or change.tracked or marks or change.comments or change.remarks
    return bool(said) or change.state in ("new", "gone")


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(slots=True)
class _Pair:
    """A unit as it was sent and as it came back; either may be missing. ``origin`` is where it was moved from."""

    sent: SentText | None
    unit: Unit | None
    origin: Unit | None = None
    remarks: tuple[str, ...] = ()
    moved: bool = False

    @property
    def keys(self) -> str:
        unit = self.origin or self.unit
        return unit.key_before if unit else ""


class _Pairs:
    """Finds for each unit that was sent the one that came back: by bookmark, else by text."""

    def __init__(self, file: WordFile, sent: Sent) -> None:
        self._sent = sent
        self._units = list(file.units)
        self._pairs = {text.name: _Pair(text, None) for text in sent.units}
        self._left: list[Unit] = []
        for unit in self._units:
            pair = self._pairs.get(unit.name)
            if pair is None or pair.unit is not None:
                self._left.append(unit)
            else:
                pair.unit = unit
        if sent.units:
            self._origins()
            self._lost()
            self._swallowed()
            self._order()

    def ordered(self) -> Iterator[_Pair]:
        """Pairs in the order of the returned text; what is gone stands where it was sent."""
        by_unit = {id(p.unit): p for p in self._pairs.values() if p.unit is not None}
        origins = {id(p.origin) for p in self._pairs.values() if p.origin is not None}
        made = [by_unit.get(id(u)) or _Pair(None, u) for u in self._units if id(u) not in origins]
        last = -1
        for name, pair in self._pairs.items():
            at = next((n for n, other in enumerate(made) if other.sent and other.sent.name == name), None)
            if at is None:
                made.insert(last + 1, pair)
                at = last + 1
            last = at
        return iter(made)

    def _origins(self) -> None:
        """A clause that was moved with a mark: its bookmark went along, its old text stayed without one."""
        for pair in self._pairs.values():
            if pair.unit is None or pair.sent is None or pair.unit.sha256 == pair.sent.sha256:
                continue
            found = next((u for u in self._left if u.sha256 == pair.sent.sha256 and u.key_before), None)
            if found is not None and not pair.unit.key_before:
                self._left.remove(found)
                pair.origin, pair.moved = found, True
                pair.remarks = ("it was moved to another place, tracked",)

    def _lost(self) -> None:
        """Clauses whose bookmark is gone, by the same text and then by the most alike."""
        for pair in (p for p in self._pairs.values() if p.unit is None and p.sent is not None):
            assert pair.sent is not None
            found = next((u for u in self._left if u.sha256 == pair.sent.sha256), None) or self._alike(pair.sent)
            if found is not None:
                self._left.remove(found)
                pair.unit = found
                pair.remarks = ("its bookmark is gone; it was found by its text",)

    def _alike(self, sent: SentText) -> Unit | None:
        if not sent.lines:
            return None
        best, found = ALIKE, None
        for unit in self._left:
            matcher = SequenceMatcher(None, "\n".join(sent.lines).split(), "\n".join(unit.before).split(), False)
            if matcher.real_quick_ratio() > best and matcher.quick_ratio() > best and matcher.ratio() > best:
                best, found = matcher.ratio(), unit
        return found

    def _swallowed(self) -> None:
        """Clauses that lost bookmark and number: their lines stand in the text of another one."""
        for pair in (p for p in self._pairs.values() if p.unit is None and p.sent is not None):
            assert pair.sent is not None
            for unit in self._units:
                lines = [n for n, key in enumerate(unit.keys_before) if _hash(key) == pair.sent.sha256]
                if lines and unit.sha256 not in {text.sha256 for text in self._sent.units}:
                    pair.unit = _taken(unit, lines[0])
                    where = f"{unit.full} {unit.title}".strip() or unit.name
                    pair.remarks = (f"its bookmark and number are gone; its text stands under {where[:60]}",)
                    self._units.insert(self._units.index(unit) + 1, pair.unit)
                    break
                if pair.sent.name in unit.also:
                    pair.remarks = (f"it was run together with {unit.full} {unit.title[:60]}".rstrip(),)

    def _order(self) -> None:
        """Clauses that stand elsewhere than where they were sent."""
        sent = [name for name, pair in self._pairs.items() if pair.unit is not None and not pair.moved]
        found = {id(pair.unit): name for name, pair in self._pairs.items() if pair.unit is not None and not pair.moved}
        now = [found[id(unit)] for unit in self._units if id(unit) in found]
        kept: set[str] = set()
        for block in SequenceMatcher(None, sent, now, False).get_matching_blocks():
            kept |= set(sent[block.a : block.a + block.size])
        for name in now:
            if name not in kept:
                pair = self._pairs[name]
                pair.remarks = (
                    *pair.remarks,
                    "it stands in another place than in the text that was sent, without a mark",
                )


def _taken(unit: Unit, line: int) -> Unit:
    """Take a line out of a unit as one of its own."""
    made = Unit(unit.name, level=unit.level)
    key = unit.keys_before.pop(line)
    made.keys_before.append(key)
    made.before.append(unit.before.pop(line))
    if key in unit.keys_after:
        at = unit.keys_after.index(key)
        made.keys_after.append(unit.keys_after.pop(at))
        made.after.append(unit.after.pop(at))
    return made


def _change(pair: _Pair, comments: dict[str, Comment], known: bool) -> Change:
    sent, unit, origin = pair.sent, pair.unit, pair.origin
    before = tuple((origin or unit).before) if (origin or unit) is not None else ()  # type: ignore[union-attr]
    after = tuple(unit.after) if unit is not None else ()
    keys_after = unit.key_after if unit is not None else ""
    unmarked = sent is not None and (unit is None or _hash(pair.keys) != sent.sha256)
    state: State = "gone" if unit is None else "changed"
    if sent is None:  # where the text that was sent is known, one that is not in it is new
        state = "new" if known else "changed"
        unmarked = known and bool(before)
    marks = (*(origin.marks if origin else ()), *(unit.marks if unit else ()))
    ids = [*(origin.comments if origin else ()), *(unit.comments if unit else ())]
    seen = tuple(comments[id] for id, _ in ids if id in comments)
    title = (sent.lines[0] if sent and sent.lines else "") or (unit.title if unit else "")
    return Change(
        name=sent.name if sent else unit.name if unit else "",
        id=sent.id if sent else "",
        number=sent.number if sent else "",
        number_now=unit.full if unit else "",
        title=title[:80],
        state=state,
        sent=sent.lines if sent else None,
        before=before,
        after=after,
        unmarked=unmarked,
        tracked=pair.keys != keys_after or pair.moved,
        marks=marks,
        comments=seen,
        remarks=pair.remarks,
    )


def _of_stories(file: WordFile, sent: Sent) -> Iterable[Change]:
    for unit in file.stories:
        known = sent.known_by == "file"
        # The pages that are sent have no notes: one without a mark was added.
        unmarked = unit.key_before not in sent.stories if known else unit.name in ("footnotes", "endnotes")
        unmarked = unmarked and bool(unit.key_before)
        tracked = unit.key_before != unit.key_after
        seen = tuple(file.comments[id] for id, _ in unit.comments if id in file.comments)
        yield Change(
            unit.name,
            "",
            "",
            "",
            unit.name,
            "changed",
            None,
            tuple(unit.before),
            tuple(unit.after),
            unmarked,
            tracked,
            tuple(unit.marks),
            seen,
        )
