"""What a pack says about itself: the records of ``manifest.json``, their canonical form, and reading them back.

A record is written with the names of its fields; ``read`` refuses keys that it does not know, because a manifest that
says more than its reader understands could say anything.
"""

from __future__ import annotations

import dataclasses
import json
import types
import typing
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, TypeVar

from compliance.diagnostics import DossierError
from compliance.packs.standalone import SCHEMA, canonical, shown

Level = Literal["public", "nda", "internal"]
FileKind = Literal["binder", "evidence", "document", "register", "readme", "sums", "verifier"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """First and last day, YYYY-MM-DD."""

    FROM: str
    """`from` in the file; a word of Python."""
    to: str


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """The pack as a whole. ``date`` is the day that counted as today, not that of the signature."""

    kind: Literal["iso27001", "soc2"]
    title: str
    organisation: str
    period: Period
    date: str
    level: Level
    demo: bool = False
    """Sealed with a demonstration key, which proves nothing."""
    generator: str
    revision: str | None = None
    standard: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Custody:
    """An entry of the custody log that concerns a file."""

    at: str
    action: str
    who: str
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A member of the pack. ``record`` and ``source`` say which register it came from; no source at level public."""

    path: str
    sha256: str
    size: int
    media_type: str
    title: str
    kind: FileKind
    record: str | None = None
    source: str | None = None
    controls: tuple[str, ...] = ()
    clauses: tuple[str, ...] = ()
    criteria: tuple[str, ...] = ()
    collected_at: str | None = None
    custody: tuple[Custody, ...] = ()
    original_sha256: str | None = None
    """Hash of the original, where the file is a redacted copy."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """Evidence that stays where it is: too large, or too sensitive to hand out."""

    record: str
    sha256: str
    size: int | None = None
    place: str
    reason: str = ""
    title: str = ""
    controls: tuple[str, ...] = ()
    clauses: tuple[str, ...] = ()
    criteria: tuple[str, ...] = ()
    collected_at: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Withheld:
    """Evidence that is not in a pack of this level."""

    record: str
    reason: str
    controls: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlState:
    """A control, clause item or criterion as the pack states it: what two packs are compared by."""

    id: str
    title: str
    status: str
    applicable: bool | None = None
    owner: str | None = None
    statement: str = ""
    statement_sha256: str = ""
    evidence: tuple[str, ...] = ()
    exclusion_reason: str = ""
    planned_for: str = ""
    frequency: str = ""
    measures: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingState:
    """A finding of an audit, open or closed."""

    id: str
    audit: str
    grade: str
    requirement: str
    status: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GapState:
    """What is missing under a heading of the binder, and whose it is to bring."""

    heading: str
    text: str
    owner: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PopulationState:
    """A population: how many rows, which column identifies them, and the member that holds them, if it is there."""

    id: str
    rows: int | None = None
    id_column: str | None = None
    path: str | None = None
    sha256: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleException:
    """An item of a sample that did not hold."""

    id: str
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleState:
    """A sample. With ``algorithm`` and ``seed`` anybody can draw it again."""

    id: str
    population: str
    size: int
    method: str
    algorithm: str | None = None
    seed: str | None = None
    ids: tuple[str, ...] = ()
    exceptions: tuple[SampleException, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PackException:
    """A finding that the pack does not hide: stale, missing or failing evidence, and what else `check` found."""

    code: str
    subject: str
    message: str
    place: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CustodyLog:
    """The custody log: its member, if it is in the pack, and the last line that is bound by the seal."""

    path: str | None = None
    last_hash: str | None = None
    lines: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Seal:
    """What a sealed pack says about its signatures, because most of a signature's file is not signed itself."""

    signer_sha256: str
    """SHA-256 of the signing certificate."""
    certificates: tuple[str, ...]
    """SHA-256 of each certificate that travels in manifest.sig, in their order there."""
    timestamp: bool
    """Whether manifest.sig has a timestamp of an authority."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """Everything that a pack holds."""

    pack: About
    files: tuple[File, ...]
    by_reference: tuple[Reference, ...] = ()
    withheld: tuple[Withheld, ...] = ()
    controls: tuple[ControlState, ...] = ()
    requirements: tuple[ControlState, ...] = ()
    """Clause items or criteria, by the kind of pack."""
    findings: tuple[FindingState, ...] = ()
    gaps: tuple[GapState, ...] = ()
    populations: tuple[PopulationState, ...] = ()
    samples: tuple[SampleState, ...] = ()
    exceptions: tuple[PackException, ...] = ()
    custody_log: CustodyLog = CustodyLog()
    seal: Seal | None = None
    """None in an unsigned pack."""
    schema: Literal["dossier-pack/1"] = "dossier-pack/1"

    def write(self) -> bytes:
        """The bytes of ``manifest.json``: files by path, keys sorted."""
        ordered = dataclasses.replace(self, files=tuple(sorted(self.files, key=lambda file: file.path.encode())))
        return canonical(_plain(ordered))


class ManifestError(DossierError):
    """A manifest that cannot be read: where in it, and why."""

    def __init__(self, pointer: str, why: str) -> None:
        super().__init__(f"manifest.json{pointer}: {why}", "the pack is damaged, or of another version of the product")


def read(data: bytes) -> Manifest:
    """The manifest in the bytes of ``manifest.json``. Raises ManifestError with the JSON pointer of what is wrong."""
    try:
        said = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise ManifestError("", f"is no JSON: {shown(str(error))}") from None
    if not isinstance(said, dict) or said.get("schema") != SCHEMA:
        found = said.get("schema") if isinstance(said, dict) else None
        raise ManifestError("/schema", f"is {shown(repr(found))} and this version reads {SCHEMA}")
    return _record(Manifest, said, "")


_KEYS = {"FROM": "from"}
"""Fields whose name is a word of Python."""

T = TypeVar("T")


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value):
        named = ((field.name, getattr(value, field.name)) for field in dataclasses.fields(value))
        return {_KEYS.get(name, name): _plain(each) for name, each in named}
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    return value


@cache
def _hints(kind: type) -> dict[str, Any]:
    return typing.get_type_hints(kind)


def _record(kind: type[T], said: Any, pointer: str) -> T:
    if not isinstance(said, dict):
        raise ManifestError(pointer, "is no object")
    hints: dict[str, Any] = _hints(kind)  # type: ignore[arg-type]  # a class can be hashed
    names = {_KEYS.get(name, name): name for name in hints}
    for key in said:
        if key not in names:
            raise ManifestError(pointer, f"`{shown(key)}` is not known")
    fields = dataclasses.fields(kind)  # type: ignore[arg-type]  # called with dataclasses only
    needed = {field.name for field in fields if field.default is dataclasses.MISSING}
    for key, name in names.items():
        if name in needed and key not in said:
            raise ManifestError(pointer, f"`{key}` is missing")
    return kind(**{names[key]: _value(hints[names[key]], value, f"{pointer}/{key}") for key, value in said.items()})


def _value(hint: Any, said: Any, pointer: str) -> Any:
    origin, inner = typing.get_origin(hint), typing.get_args(hint)
    if origin is types.UnionType:
        return None if said is None else _value(inner[0], said, pointer)
    if origin is tuple:
        if not isinstance(said, list):
            raise ManifestError(pointer, "is no list")
        return tuple(_value(inner[0], each, f"{pointer}/{n}") for n, each in enumerate(said))
    if origin is Literal:
        if said not in inner:
            raise ManifestError(pointer, f"is {shown(repr(said))} and has to be {' or '.join(map(str, inner))}")
        return said
    if dataclasses.is_dataclass(hint):
        return _record(typing.cast("type[Any]", hint), said, pointer)
    if type(said) is not hint:
        raise ManifestError(pointer, f"is {shown(repr(said))} and no {_WORDS[hint]}")
    return said


_WORDS = {str: "text", int: "whole number", bool: "true or false"}
