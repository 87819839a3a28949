"""What two packs say differently: what an auditor asks who saw the last one.

Compared are the manifests, after both packs were verified. Evidence is *renewed* where newer evidence of the same title
proves the same, or the same record holds a newer file; it is *altered* where the same record, collected at the same
time, holds other bytes, which wants an explanation.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, TypeVar

from compliance.packs.manifest import ControlState, Manifest, PopulationState, SampleState
from compliance.packs.standalone import Pack
from compliance.packs.verify import Verified, verify

Kind = Literal["added", "removed", "changed", "renewed", "altered"]

AREAS = ("pack", "controls", "evidence", "documents", "populations", "samples", "exceptions", "custody log")


@dataclass(frozen=True, slots=True)
class Change:
    """One difference: in which area, of which id, which kind, and what it was before and is after."""

    area: str
    id: str
    kind: Kind
    field: str = ""
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Difference:
    """Two packs, verified, and what differs. ``compared``: how many things of each area stand in one or both."""

    before: Verified
    after: Verified
    changes: tuple[Change, ...]
    compared: tuple[tuple[str, int], ...]

    @property
    def sound(self) -> bool:
        """Whether both packs hold. Signatures that are missing are no fault here."""
        return not (self.before.faults or self.after.faults)


def compare(before: Path, after: Path) -> Difference:
    """Verify both packs and compare what they say. Where a manifest cannot be read, nothing is compared."""
    one, other = verify(before, allow_unsigned=True), verify(after, allow_unsigned=True)
    if one.manifest is None or other.manifest is None:
        return Difference(one, other, (), ())
    found = tuple(_changes(one.manifest, other.manifest, after))
    return Difference(one, other, found, tuple(_compared(one.manifest, other.manifest)))


def _compared(one: Manifest, other: Manifest) -> Iterator[tuple[str, int]]:
    named: tuple[tuple[str, Callable[[Manifest], Iterable[str]]], ...] = (
        ("controls", lambda m: (c.id for c in m.controls)),
        ("evidence", lambda m: (e.id for e in _evidence(m))),
        ("documents", lambda m: _documents(m)),
        ("populations", lambda m: (p.id for p in m.populations)),
        ("samples", lambda m: (s.id for s in m.samples)),
        ("exceptions", lambda m: (f"{e.code} {e.subject}" for e in m.exceptions)),
    )
    return ((area, len({*ids(one), *ids(other)})) for area, ids in named)


def _changes(one: Manifest, other: Manifest, after: Path) -> Iterator[Change]:
    yield from _fields("pack", "", one.pack, other.pack, _ABOUT)
    yield from _fields("pack", "period", one.pack.period, other.pack.period, ("FROM", "to"))
    seals = [manifest.seal.signer_sha256 if manifest.seal else "" for manifest in (one, other)]
    if seals[0] != seals[1]:
        yield Change("pack", "", "changed", "certificate of the seal", *seals)
    yield from _by_id("controls", one.controls, other.controls, lambda c: c.title, _controls)
    yield from _evidence_changes(_evidence(one), _evidence(other))
    yield from _documents_changes(_documents(one), _documents(other))
    yield from _by_id("populations", one.populations, other.populations, _rows, _populations)
    yield from _by_id("samples", one.samples, other.samples, lambda s: f"{s.size} of {s.population}", _samples)
    yield from _exceptions(one, other)
    yield from _custody(one, other, after)


_ABOUT = ("kind", "title", "organisation", "level", "date", "standard", "demo", "revision", "generator")

S = TypeVar("S", ControlState, PopulationState, SampleState)


def _fields(area: str, id: str, one: Any, other: Any, names: Iterable[str]) -> Iterator[Change]:
    for name in names:
        before, after = getattr(one, name), getattr(other, name)
        if before != after:
            yield Change(area, id, "changed", name.replace("_", " "), _text(before), _text(after))


def _text(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    words = {None: "", True: "yes", False: "no"}
    return words[value] if value is None or isinstance(value, bool) else str(value)


def _by_id(
    area: str,
    one: Sequence[S],
    other: Sequence[S],
    title: Callable[[S], str],
    differ: Callable[[S, S], Iterator[Change]],
) -> Iterator[Change]:
    """What is gone, what is new, and what differs, in the order of the newer pack."""
    before, after = {each.id: each for each in one}, {each.id: each for each in other}
    for id, each in before.items():
        if id not in after:
            yield Change(area, id, "removed", before=title(each))
    for id, each in after.items():
        if id not in before:
            yield Change(area, id, "added", after=title(each))
        else:
            yield from differ(before[id], each)


def _controls(one: ControlState, other: ControlState) -> Iterator[Change]:
    yield from _fields("controls", one.id, one, other, ("title", "applicable", "status", "owner"))
    if (one.statement_sha256, one.statement) != (other.statement_sha256, other.statement):
        yield Change("controls", one.id, "changed", "statement", one.statement, other.statement)
    gone = [id for id in one.evidence if id not in other.evidence]
    new = [id for id in other.evidence if id not in one.evidence]
    if gone or new:
        yield Change("controls", one.id, "changed", "evidence", ", ".join(gone), ", ".join(new))


# Evidence


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


def _evidence(manifest: Manifest) -> tuple[Proof, ...]:
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


def _evidence_changes(one: Sequence[Proof], other: Sequence[Proof]) -> Iterator[Change]:
    before, after = {each.id: each for each in one}, {each.id: each for each in other}
    renewed: set[str] = set()
    for id, each in after.items():
        if id in before:
            yield from _same_record(before[id], each)
            continue
        old = _predecessor(each, one)
        if old is None:
            yield Change("evidence", id, "added", after=each.shown)
        else:
            renewed.add(old.id)
            yield Change("evidence", id, "renewed", "record", f"{old.id} {old.shown}", each.shown)
    for id, each in before.items():
        if id not in after and id not in renewed:
            yield Change("evidence", id, "removed", before=each.shown)


def _same_record(one: Proof, other: Proof) -> Iterator[Change]:
    if one.state != other.state:
        yield Change("evidence", one.id, "changed", "state", one.state, other.state)
    if one.sha256 and other.sha256 and one.sha256 != other.sha256:
        newer = other.collected_at > one.collected_at
        fields = (f"{one.shown} {one.sha256}", f"{other.shown} {other.sha256}")
        yield Change("evidence", one.id, "renewed" if newer else "altered", "file", *fields)
    if one.proves and other.proves and one.proves != other.proves:
        before, after = (", ".join(sorted(each.proves)) for each in (one, other))
        yield Change("evidence", one.id, "changed", "proves", before, after)


def _predecessor(each: Proof, older: Sequence[Proof]) -> Proof | None:
    """The newest evidence of the older pack with the same title that proves something of the same, and is older."""
    fitting = (
        old
        for old in older
        if old.title == each.title and old.proves & each.proves and old.collected_at < each.collected_at
    )
    return max(fitting, key=lambda old: old.collected_at, default=None) if each.title else None


def _documents(manifest: Manifest) -> dict[str, tuple[str, str]]:
    """Documents and registers by path: title and hash."""
    return {f.path: (f.title, f.sha256) for f in manifest.files if f.kind in ("document", "register")}


def _documents_changes(one: dict[str, tuple[str, str]], other: dict[str, tuple[str, str]]) -> Iterator[Change]:
    for path, (title, digest) in one.items():
        if path not in other:
            yield Change("documents", path, "removed", before=title)
        elif other[path][1] != digest:
            yield Change("documents", path, "changed", "SHA-256", digest, other[path][1])
    for path, (title, _) in other.items():
        if path not in one:
            yield Change("documents", path, "added", after=title)


# Samples, exceptions, custody


def _rows(population: PopulationState) -> str:
    return "" if population.rows is None else f"{population.rows:,} rows"


def _populations(one: PopulationState, other: PopulationState) -> Iterator[Change]:
    return _fields("populations", one.id, one, other, ("rows", "id_column", "sha256"))


def _samples(one: SampleState, other: SampleState) -> Iterator[Change]:
    yield from _fields("samples", one.id, one, other, ("population", "size", "method", "algorithm", "seed", "ids"))
    before, after = ({each.id: each.reason for each in state.exceptions} for state in (one, other))
    if before != after:
        yield Change("samples", one.id, "changed", "exceptions", _listed(before), _listed(after))


def _listed(values: dict[str, str]) -> str:
    return "; ".join(f"{id}: {reason}" if reason else id for id, reason in values.items())


def _exceptions(one: Manifest, other: Manifest) -> Iterator[Change]:
    before, after = ({(e.code, e.subject, e.message) for e in m.exceptions} for m in (one, other))
    for code, subject, message in sorted(before - after):
        yield Change("exceptions", f"{code} {subject}", "removed", before=message)
    for code, subject, message in sorted(after - before):
        yield Change("exceptions", f"{code} {subject}", "added", after=message)


def _custody(one: Manifest, other: Manifest, after: Path) -> Iterator[Change]:
    """The newer log has to begin with the older one: its line of the same number has the hash stated then."""
    old, new = one.custody_log, other.custody_log
    if not old.last_hash or not new.path or old.lines == 0:
        return
    with Pack(str(after)) as pack:
        stream = pack.window(new.path)
        line = next((line for n, line in enumerate(stream or (), 1) if n == old.lines), b"")
    found = hashlib.sha256(line.rstrip(b"\r\n")).hexdigest()
    if found != old.last_hash:
        message = f"its line {old.lines:,} is not the last one of the older pack: the log was written anew"
        yield Change("custody log", new.path, "altered", "beginning", old.last_hash, message)
    elif new.lines > old.lines:
        yield Change(
            "custody log", new.path, "changed", "lines", f"{old.lines:,}", f"{new.lines:,}, the older ones kept"
        )
