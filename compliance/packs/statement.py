"""From the scope and the files of a pack to its manifest: what each file is, and what is not among them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from compliance import __version__
from compliance.derive.custody import Entry
from compliance.packs import states
from compliance.packs.archive import ChangedError, Written
from compliance.packs.common import evidence_register
from compliance.packs.exceptions import Failure
from compliance.packs.items import Item
from compliance.packs.manifest import (
    About,
    Custody,
    CustodyLog,
    File,
    FileKind,
    Manifest,
    PackException,
    Period,
    PopulationState,
    Reference,
    SampleException,
    SampleState,
    Withheld,
)
from compliance.packs.scope import Scope
from compliance.packs.standalone import SUMS
from compliance.registers.records.controls import Waiver

CUSTODY = "evidence/custody.jsonl"
"""The custody log in the archive; it names all evidence, so that only packs of the level ``internal`` have it."""

MEDIA_TYPES = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "csv": "text/csv",
    "md": "text/markdown",
    "txt": "text/plain",
    "json": "application/json",
    "jsonl": "application/jsonl",
    "yaml": "application/yaml",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "svg": "image/svg+xml",
    "html": "text/html",
    "log": "text/plain",
    "py": "text/x-python",
    "zip": "application/zip",
    "eml": "message/rfc822",
}
"""By ending. A table of our own: that of the system differs from machine to machine."""


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file of the pack that is no evidence: its path, its title and its kind."""

    path: str
    title: str
    kind: FileKind


def media_type(path: str) -> str:
    """The media type of a file by its ending."""
    return MEDIA_TYPES.get(path.rpartition(".")[2].lower(), "application/octet-stream")


def manifest(
    scope: Scope, others: tuple[Enclosure, ...], written: Mapping[str, Written], revision: str | None
) -> Manifest:
    """The manifest of a pack whose files are as ``written``."""
    custody = _custody(scope)
    evidence = [_evidence(item, written[item.path], custody, scope) for item in scope.items if item.enclosed]
    sums = Enclosure(SUMS, "Hashes of all files", "sums")
    return Manifest(
        pack=_about(scope, revision),
        files=(*evidence, *(_other(each, written[each.path]) for each in (*others, sums))),
        by_reference=tuple(_reference(item) for item in scope.items if item.fate == "by-reference"),
        withheld=tuple(Withheld(record=i.id, reason="level") for i in scope.items if i.fate == "withheld"),
        controls=tuple(states.controls(scope)),
        requirements=tuple(scope.kind.requirements(scope)),
        findings=tuple(states.findings(scope)),
        gaps=tuple(states.gaps(scope)),
        populations=tuple(_populations(scope)),
        samples=tuple(_samples(scope)),
        exceptions=tuple(_exception(found, scope) for found in scope.exceptions),
        custody_log=_log(scope, CUSTODY in written),
    )


def _about(scope: Scope, revision: str | None) -> About:
    return About(
        kind=scope.kind.name,
        title=scope.kind.title,
        organisation=scope.dossier.company.legal_name,
        period=Period(FROM=scope.period.start.isoformat(), to=scope.period.end.isoformat()),
        date=scope.dossier.today.isoformat(),
        level=scope.level,
        demo=scope.demo,
        generator=f"compliance-dossier {__version__}",
        revision=revision,
        standard=scope.kind.standard(scope),
    )


def _custody(scope: Scope) -> dict[str, list[Entry]]:
    found: dict[str, list[Entry]] = {}
    for _, entry in evidence_register.entries(scope):
        found.setdefault(entry.evidence, []).append(entry)
    return found


def _evidence(item: Item, made: Written, custody: Mapping[str, list[Entry]], scope: Scope) -> File:
    record = item.evidence
    if item.fate == "enclosed" and made.sha256 != record.sha256:
        raise ChangedError(record.file)  # since it was looked at
    entries = custody.get(item.id, [])
    return File(
        path=item.path,
        sha256=made.sha256,
        size=made.size,
        media_type=record.media_type or media_type(record.file),
        title=record.title,
        kind="evidence",
        record=item.id,
        source=None if scope.level == "public" else record.place.file,
        controls=item.controls,
        clauses=record.clauses,
        criteria=record.criteria,
        collected_at=f"{record.collected_at:%Y-%m-%dT%H:%M:%SZ}",
        custody=tuple(Custody(at=e.at, action=e.action, who=e.who, reason=e.reason) for e in entries),
        original_sha256=record.original_sha256 or None,
    )


def _other(each: Enclosure, made: Written) -> File:
    return File(
        path=each.path,
        sha256=made.sha256,
        size=made.size,
        media_type=media_type(each.path),
        title=each.title,
        kind=each.kind,
    )


def _reference(item: Item) -> Reference:
    record = item.evidence
    return Reference(
        record=item.id,
        sha256=record.sha256,
        size=record.bytes,
        place=record.location,
        reason=record.note,
        title=record.title,
        controls=item.controls,
        clauses=record.clauses,
        criteria=record.criteria,
        collected_at=f"{record.collected_at:%Y-%m-%dT%H:%M:%SZ}",
    )


def _populations(scope: Scope) -> Iterator[PopulationState]:
    for item in scope.items:
        whole = item.evidence.population
        if whole is not None and item.fate != "withheld":
            yield PopulationState(
                id=item.id,
                rows=whole.row_count,
                id_column=whole.id_column or None,
                path=item.path or None,
                sha256=item.evidence.sha256 if item.fate == "enclosed" else None,
            )


def _samples(scope: Scope) -> Iterator[SampleState]:
    for item in scope.items:
        drawn = item.evidence.sample
        if drawn is not None and item.fate != "withheld":
            yield SampleState(
                id=item.id,
                population=drawn.of,
                size=drawn.size,
                method=drawn.method,
                algorithm=drawn.algorithm or None,
                seed=drawn.seed or None,
                ids=drawn.ids,
                exceptions=tuple(SampleException(id=e.id, reason=e.reason) for e in drawn.exceptions),
            )


def _exception(found: Failure, scope: Scope) -> PackException:
    waiver = scope.dossier.get(Waiver, found.waiver) if found.waiver else None
    accepted = f" (accepted by {waiver.id} until {waiver.expires.isoformat()})" if waiver else ""
    told = scope.told(found)
    place = str(found.place) if scope.shows("nda") else None
    return PackException(code=found.code, subject=found.subject, message=f"{told}{accepted}", place=place)


def _log(scope: Scope, enclosed: bool) -> CustodyLog:
    found = evidence_register.log(scope.dossier.root)
    if not found.exists:
        return CustodyLog()
    return CustodyLog(path=CUSTODY if enclosed else None, last_hash=found.head, lines=len(found.lines))
