"""Which evidence a pack is about, and what becomes of each piece: enclosed, kept elsewhere, withheld, or not there."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from compliance.derive import evidence_files
from compliance.derive.freshness import Freshness, freshness
from compliance.derive.renewal import renewed_by
from compliance.graph.dossier import Dossier
from compliance.packs.levels import Level, of_evidence, shows
from compliance.packs.standalone import why_not
from compliance.registers.order import natural
from compliance.registers.records.assurance import Evidence
from compliance.registers.records.controls import Control

Fate = Literal["enclosed", "altered", "by-reference", "withheld", "missing"]
"""``altered``: enclosed, and not the file that was recorded. ``by-reference``: kept outside the project."""

FOLDER = "evidence"

LONGEST = 120
"""Signs of a name; names of the scheme have fewer."""

_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")


@dataclass(frozen=True, slots=True)
class Period:
    """The days that a pack is about, both included."""

    start: date
    end: date

    def __str__(self) -> str:
        return f"{self.start.isoformat()} to {self.end.isoformat()}"


@dataclass(frozen=True, slots=True)
class Item:
    """A piece of evidence in a pack. ``path`` is its place in the archive; empty where its file is not enclosed."""

    evidence: Evidence
    freshness: Freshness
    fate: Fate
    controls: tuple[str, ...]
    """Every control that it proves, named from either side, in their order."""
    path: str = ""
    file: Path | None = None
    renewed_by: str = ""
    """Newer evidence of the same kind that proves all that this one proved."""
    after: bool = False
    """It speaks of days after the period: of the state that the auditor finds, and not of the period."""

    @property
    def id(self) -> str:
        return self.evidence.id

    @property
    def holds(self) -> bool:
        """Whether it proves anything on the day of the pack."""
        return self.freshness.holds and self.fate not in ("missing", "altered")

    @property
    def enclosed(self) -> bool:
        return bool(self.path)


@dataclass(frozen=True, slots=True)
class Outside:
    """Evidence that the registers have and the pack is not about, and why."""

    evidence: Evidence
    reason: str


def select(dossier: Dossier, period: Period, level: Level) -> tuple[tuple[Item, ...], tuple[Outside, ...]]:
    """Evidence that speaks of the period or of later, or holds on the day of the pack; the rest, with the reason."""
    inside: list[Item] = []
    outside: list[Outside] = []
    records = sorted(dossier.all(Evidence), key=lambda e: natural(e.id))
    names: set[str] = set()
    for evidence in records:
        age = freshness(evidence, dossier)
        if reason := _why_outside(evidence, age, period):
            outside.append(Outside(evidence, reason))
            continue
        newer = None if age.holds else renewed_by(evidence, records, dossier)
        fate, file = _fate(evidence, dossier, level)
        controls = _controls(evidence, dossier)
        path = _path(evidence, controls, names) if file else ""
        after = (evidence.period_start or age.as_of) > period.end
        inside.append(Item(evidence, age, fate, controls, path, file, newer.id if newer else "", after))
    return tuple(inside), tuple(outside)


def _why_outside(evidence: Evidence, age: Freshness, period: Period) -> str:
    if age.as_of < period.start and not age.holds:
        return f"speaks of {age.as_of.isoformat()}, before the period, and is over since {age.expires.isoformat()}"
    return ""


def _fate(evidence: Evidence, dossier: Dossier, level: Level) -> tuple[Fate, Path | None]:
    if not shows(level, of_evidence(evidence)):
        return "withheld", None
    if not evidence.file:
        return "by-reference", None
    path = evidence_files.path_of(evidence, dossier.root)
    if path is None:
        return "missing", None
    return ("enclosed" if evidence_files.intact(evidence, dossier.root) else "altered"), path


def _controls(evidence: Evidence, dossier: Dossier) -> tuple[str, ...]:
    """Controls that it names, then those that name it, their measures included."""
    named = [id for id in evidence.controls if dossier.get(Control, id)]
    naming = sorted({r.id for r in dossier.links.into("evidence", evidence.id, by="control")}, key=natural)
    return tuple(dict.fromkeys((*named, *naming)))


def _path(evidence: Evidence, controls: tuple[str, ...], taken: set[str]) -> str:
    """Its place in the archive: a folder of what it proves first, and the name that it has, in ASCII."""
    subject = next(iter((*controls, *evidence.clauses, *evidence.criteria)), "other")
    name = ascii_name(evidence.file)
    path = f"{FOLDER}/{ascii_name(subject)}/{name}"
    if path.casefold() in taken:
        path = f"{FOLDER}/{ascii_name(subject)}/{ascii_name(evidence.id)}__{name}"
    number = 2
    while path.casefold() in taken:
        path = f"{FOLDER}/{ascii_name(subject)}/{ascii_name(evidence.id)}__{number}__{name}"
        number += 1
    taken.add(path.casefold())
    return path


def ascii_name(name: str) -> str:
    """A name that every archive and file system takes: letters, digits, dot, hyphen, underscore; no dot at an end."""
    plain = unicodedata.normalize("NFKD", name.replace("ø", "o").replace("Ø", "O").replace("æ", "ae"))
    safe = _UNSAFE.sub("-", plain.encode("ascii", "ignore").decode()).strip(".-") or "file"
    if len(safe) > LONGEST:
        stem, dot, suffix = safe.rpartition(".")
        safe = f"{stem[: LONGEST - 9]}.{suffix[:8]}" if dot else safe[:LONGEST]
    return f"_{safe}" if why_not(safe) else safe
