"""How the evidence of two packs differs.

Evidence is *renewed* where newer evidence of the same title proves the same, or the same record holds a newer file; it
is *altered* where the same record, collected at the same time, holds other bytes, which wants an explanation.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from compliance.packs.changes import Change, fields, in_list
from compliance.packs.manifest import Manifest
from compliance.registers.order import natural


@dataclass(frozen=True, slots=True)
class Proof:
    """Evidence in a pack: enclosed, kept elsewhere, or withheld."""

    id: str
    state: Literal["enclosed", "by reference", "withheld"]
    sha256: str = ""
    title: str = ""
    collected_at: str = ""
    proves: frozenset[str] = frozenset()

    @property
    def shown(self) -> str:
        day = f" of {self.collected_at[:10]}" if self.collected_at else ""
        return f"{self.title or self.id}{day}{'' if self.state == 'enclosed' else ', ' + self.state}"

    @property
    def whole(self) -> str:
        """The same with what it proves, for evidence that stands in one of the packs only."""
        return f"{self.shown}, for {', '.join(sorted(self.proves, key=natural))}" if self.proves else self.shown


def evidence(manifest: Manifest) -> tuple[Proof, ...]:
    enclosed = (
        Proof(f.record, "enclosed", f.sha256, f.title, f.collected_at or "", _proves(f))
        for f in manifest.files
        if f.kind == "evidence" and f.record
    )
    referred = (
        Proof(r.record, "by reference", r.sha256, r.title, r.collected_at or "", _proves(r))
        for r in manifest.by_reference
    )
    withheld = (Proof(w.record, "withheld", proves=frozenset(w.controls)) for w in manifest.withheld)
    return (*enclosed, *referred, *withheld)


def _proves(each: Any) -> frozenset[str]:
    return frozenset((*each.controls, *each.clauses, *each.criteria))


def evidence_changes(one: Sequence[Proof], other: Sequence[Proof]) -> Iterator[Change]:
    before, after = {each.id: each for each in one}, {each.id: each for each in other}
    renewed: set[str] = set()
    for id, each in after.items():
        if id in before:
            yield from _same_record(before[id], each)
            continue
        old = _predecessor(each, one)
        if old is None:
            yield Change("evidence", id, "added", after=each.whole)
        else:
            renewed.add(old.id)
            yield Change("evidence", id, "renewed", "record", f"{old.id} {old.shown}", each.shown)
    for id, each in before.items():
        if id not in after and id not in renewed:
            yield Change("evidence", id, "removed", before=each.whole)


def _same_record(one: Proof, other: Proof) -> Iterator[Change]:
    if one.state != other.state:
        yield Change("evidence", one.id, "changed", "state", one.state, other.state)
    if one.sha256 and other.sha256 and one.sha256 != other.sha256:
        newer = other.collected_at > one.collected_at
        said = (f"{one.shown} {one.sha256}", f"{other.shown} {other.sha256}")
        yield Change("evidence", one.id, "renewed" if newer else "altered", "file", *said)
    elif "withheld" not in (one.state, other.state):
        yield from fields("evidence", one.id, one, other, ("title", "collected_at"), other.title)
    if one.proves and other.proves:
        before, after = sorted(one.proves, key=natural), sorted(other.proves, key=natural)
        yield from in_list("evidence", one.id, "proves", before, after, other.title)


def _predecessor(each: Proof, older: Sequence[Proof]) -> Proof | None:
    """The newest evidence of the older pack with the same title that proves something of the same, and is older."""
    fitting = (
        old
        for old in older
        if old.title == each.title and old.proves & each.proves and old.collected_at < each.collected_at
    )
    return max(fitting, key=lambda old: old.collected_at, default=None) if each.title else None
