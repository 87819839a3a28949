"""Frameworks that a project brings itself.

The field descriptions are in the schema of each kind; names here are the names there.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date as Date
from typing import Literal

from compliance.registers.values import Part, Record


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnRequirement(Part):
    """A requirement of a framework of the project's own."""

    id: str
    label: str = ""
    title: str
    group: str = ""
    subgroup: str = ""
    summary: str = ""
    text: str = ""
    controls: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnFramework(Record):
    """A framework of the project's own, written by hand or made by `dossier import oscal`. It counts once
    dossier.yaml puts it in scope."""

    title: str
    edition: str = ""
    kind: Literal["controls", "criteria"]
    publisher: str = ""
    checked_on: Date
    source: str = ""
    notice: str = ""
    groups: tuple[str, ...] = ()
    requirements: tuple[OwnRequirement, ...]
