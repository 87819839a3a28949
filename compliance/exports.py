"""What ``dossier build`` writes for machines: sets of files that name each other, made without a template.

Before: the dossier. After: files, each with the places of its texts. A document is for people and has a view, a
template and formats; an export is whole or not at all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from compliance.derive.applicability import isms_scope
from compliance.documents import soa
from compliance.documents.views import OpenPoint
from compliance.graph.dossier import Dossier
from compliance.oscal.export import Exported, export


@dataclass(frozen=True, slots=True)
class Export:
    """An export: its name, what it is, its format, and what makes it of a dossier, a time and whether it is final."""

    name: str
    title: str
    format: str
    make: Callable[[Dossier, datetime, bool], Exported]
    open_points: Callable[[Dossier], tuple[OpenPoint, ...]]
    """What keeps it from being final."""


def _of_statement(dossier: Dossier) -> tuple[OpenPoint, ...]:
    """What is open in the Statement of Applicability is open in its profile."""
    return soa.view(dossier).open_points if isms_scope(dossier) else ()


EXPORTS: tuple[Export, ...] = (
    Export("oscal", "Controls and evidence for tools (OSCAL)", "json", export, _of_statement),
)


def wanted(documents: Iterable[str], formats: Iterable[str], by_subject: bool) -> tuple[Export, ...]:
    """The exports that a build is asked for; none where only some subjects are wanted."""
    names, forms = tuple(documents), tuple(formats)
    return tuple(
        each
        for each in EXPORTS
        if (not names or each.name in names) and (not forms or each.format in forms) and not by_subject
    )
