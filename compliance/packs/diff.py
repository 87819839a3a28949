"""What two packs say differently: what an auditor asks who saw the last one.

Compared are the manifests, after both packs were verified.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from compliance.packs.changes import AREAS, Change, fields, in_list
from compliance.packs.diff_evidence import evidence, evidence_changes
from compliance.packs.manifest import (
    ControlState,
    FindingState,
    GapState,
    Manifest,
    PopulationState,
    SampleState,
)
from compliance.packs.standalone import Pack
from compliance.packs.verify import Verified, verify


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
    found = sorted(_changes(one.manifest, other.manifest, after), key=lambda change: AREAS.index(change.area))
    return Difference(one, other, tuple(found), tuple(_compared(one.manifest, other.manifest)))


def _compared(one: Manifest, other: Manifest) -> Iterator[tuple[str, int]]:
    named: tuple[tuple[str, Callable[[Manifest], Iterable[object]]], ...] = (
        ("exceptions", lambda m: ((e.code, e.subject) for e in m.exceptions)),
        ("controls", lambda m: (c.id for c in m.controls)),
        ("requirements", lambda m: (r.id for r in m.requirements)),
        ("findings", lambda m: (f.id for f in m.findings)),
        ("gaps", lambda m: ((g.heading, g.text) for g in m.gaps)),
        ("evidence", lambda m: (e.id for e in evidence(m))),
        ("populations", lambda m: (p.id for p in m.populations)),
        ("samples", lambda m: (s.id for s in m.samples)),
        ("documents", lambda m: _documents(m)),
    )
    return ((area, len({*ids(one), *ids(other)})) for area, ids in named)


def _changes(one: Manifest, other: Manifest, after: Path) -> Iterator[Change]:
    yield from fields("pack", "", one.pack, other.pack, _ABOUT)
    yield from fields("pack", "period", one.pack.period, other.pack.period, ("FROM", "to"))
    seals = [manifest.seal.signer_sha256 if manifest.seal else "" for manifest in (one, other)]
    if seals[0] != seals[1]:
        yield Change("pack", "", "changed", "certificate of the seal", *seals)
    yield from _exceptions(one, other)
    yield from _by_id("controls", one.controls, other.controls, lambda c: c.title, _controls("controls"))
    yield from _by_id(
        "requirements", one.requirements, other.requirements, lambda c: c.title, _controls("requirements")
    )
    yield from _by_id("findings", one.findings, other.findings, _raised, _findings)
    yield from _gaps(one.gaps, other.gaps)
    yield from evidence_changes(evidence(one), evidence(other))
    yield from _by_id("populations", one.populations, other.populations, _rows, _populations)
    yield from _by_id("samples", one.samples, other.samples, lambda s: f"{s.size} of {s.population}", _samples)
    yield from _custody(one, other, after)
    yield from _documents_changes(_documents(one), _documents(other))


_ABOUT = ("kind", "title", "organisation", "level", "date", "standard", "demo", "revision", "generator")

S = TypeVar("S", ControlState, FindingState, PopulationState, SampleState)


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


_DECIDED = ("title", "applicable", "exclusion_reason", "status", "planned_for", "owner", "frequency")


def _controls(area: str) -> Callable[[ControlState, ControlState], Iterator[Change]]:
    def differ(one: ControlState, other: ControlState) -> Iterator[Change]:
        yield from fields(area, one.id, one, other, _DECIDED, other.title)
        if (one.statement_sha256, one.statement) != (other.statement_sha256, other.statement):
            yield Change(area, one.id, "changed", "statement", one.statement, other.statement, other.title)
        yield from in_list(area, one.id, "measures", one.measures, other.measures, other.title)
        yield from in_list(area, one.id, "evidence", one.evidence, other.evidence, other.title)

    return differ


def _raised(found: FindingState) -> str:
    return f"{found.grade}, {found.requirement}, {found.audit}: {found.status.lower()}"


def _findings(one: FindingState, other: FindingState) -> Iterator[Change]:
    title = f"{other.grade}, {other.requirement}, {other.audit}"
    return fields("findings", one.id, one, other, ("status", "grade", "requirement", "audit"), title)


def _gaps(one: Sequence[GapState], other: Sequence[GapState]) -> Iterator[Change]:
    """Gaps have no id: one that says something else under the same heading, where no other does, has changed."""
    before, after = _under(one, other), _under(other, one)
    for heading in dict.fromkeys((*before, *after)):
        gone, new = before.get(heading, []), after.get(heading, [])
        if len(gone) == len(new) == 1:
            yield Change("gaps", heading, "changed", "text", gone[0], new[0])
            continue
        yield from (Change("gaps", heading, "removed", before=text) for text in gone)
        yield from (Change("gaps", heading, "added", after=text) for text in new)
    owners = {(gap.heading, gap.text): gap for gap in one}
    for gap in other:
        if old := owners.get((gap.heading, gap.text)):
            yield from fields("gaps", gap.heading, old, gap, ("owner",), gap.text)


def _under(these: Sequence[GapState], others: Sequence[GapState]) -> dict[str, list[str]]:
    """Texts of gaps that the other pack does not have, by heading."""
    known = {(gap.heading, gap.text) for gap in others}
    found: dict[str, list[str]] = defaultdict(list)
    for gap in these:
        if (gap.heading, gap.text) not in known:
            found[gap.heading].append(gap.text)
    return found


# Documents


def _documents(manifest: Manifest) -> dict[str, tuple[str, str]]:
    """Documents and registers by path: title and hash. The custody log has an area of its own."""
    kinds, log = ("document", "register"), manifest.custody_log.path
    return {f.path: (f.title, f.sha256) for f in manifest.files if f.kind in kinds and f.path != log}


def _documents_changes(one: dict[str, tuple[str, str]], other: dict[str, tuple[str, str]]) -> Iterator[Change]:
    for path, (title, digest) in one.items():
        if path not in other:
            yield Change("documents", path, "removed", before=title)
        elif other[path][1] != digest:
            yield Change("documents", path, "changed", "SHA-256", digest, other[path][1], other[path][0])
    for path, (title, _) in other.items():
        if path not in one:
            yield Change("documents", path, "added", after=title)


# Samples, exceptions, custody


def _rows(population: PopulationState) -> str:
    return "" if population.rows is None else f"{population.rows:,} rows"


def _populations(one: PopulationState, other: PopulationState) -> Iterator[Change]:
    return fields("populations", one.id, one, other, ("rows", "id_column", "sha256"))


def _samples(one: SampleState, other: SampleState) -> Iterator[Change]:
    yield from fields("samples", one.id, one, other, ("population", "size", "method", "algorithm", "seed"))
    yield from in_list("samples", one.id, "ids", one.ids, other.ids)
    before, after = ({each.id: each.reason for each in state.exceptions} for state in (one, other))
    if before != after:
        yield Change("samples", one.id, "changed", "exceptions", _listed(before), _listed(after))


def _listed(values: dict[str, str]) -> str:
    return "; ".join(f"{id}: {reason}" if reason else id for id, reason in values.items())


def _exceptions(one: Manifest, other: Manifest) -> Iterator[Change]:
    """Exceptions by code and subject: whose message alone differs has changed."""
    before, after = _messages(one), _messages(other)
    for code, subject in sorted({*before, *after}):
        gone = [m for m in before[code, subject] if m not in after[code, subject]]
        new = [m for m in after[code, subject] if m not in before[code, subject]]
        id = f"{code} {subject}"
        if len(gone) == len(new) == 1:
            yield Change("exceptions", id, "changed", "message", gone[0], new[0])
            continue
        yield from (Change("exceptions", id, "removed", before=message) for message in gone)
        yield from (Change("exceptions", id, "added", after=message) for message in new)


def _messages(manifest: Manifest) -> defaultdict[tuple[str, str], list[str]]:
    found: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for each in manifest.exceptions:
        found[each.code, each.subject].append(each.message)
    return found


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
