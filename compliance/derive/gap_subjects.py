"""What a plan under ``remediation`` may name: every subject that a gap of the SOC 2 readiness pack can have.

Which gaps there are depends on the period of a pack, so that only a pack knows; what a gap can be about does not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from compliance.frameworks.catalog import SOC2, annex_a, frameworks
from compliance.frameworks.readiness import headings, populations, topics
from compliance.graph.dossier import Dossier
from compliance.registers.records.assurance import Audit

NAMED = ("control", "vendor", "risk", "policy", "evidence")
"""Kinds whose records are subjects by their id."""

HEADED: tuple[tuple[str, str], ...] = (
    ("supplier", "vendor"),
    ("subservice", "vendor"),
    ("workpaper", "evidence"),
    ("audit", "audit"),
    ("review", "management-review"),
    ("examination", "service-description"),
    *((f"dc-{number}", "service-description") for number in range(1, 10)),
    ("tests", "role"),
    ("frequency", "role"),
)
"""Headings that each record of a kind has: what is missing there has the heading and the id as its subject."""


def subjects(dossier: Dossier) -> frozenset[str]:
    """Every subject that a gap can have in this project."""
    kept, key = dossier.kept, "derive.gap_subjects"
    if key not in kept:
        kept[key] = frozenset(_subjects(dossier))
    found = kept[key]
    assert isinstance(found, frozenset), "the key is this function's own"
    return found


def _subjects(dossier: Dossier) -> Iterator[str]:
    ids = dossier.registers.ids
    for kind in NAMED:
        yield from ids(kind)
    yield from (row.id for row in annex_a().requirements)
    yield from (row.id for row in frameworks()[SOC2].requirements)
    yield from headings()
    for asked in populations():
        yield from (asked.id, _headed("population", asked.id))
    for heading, found in (("settings", topics("settings")), ("governance", topics("governance"))):
        for topic in found:
            yield from (topic.id, _headed(heading, topic.id))
    yield from (_headed("category", group) for group in frameworks()[SOC2].groups)
    for heading, kind in HEADED:
        yield from (_headed(heading, id) for id in ids(kind))
    yield from (_headed("finding", found.id) for audit in dossier.all(Audit) for found in audit.nonconformities)


def whole(dossier: Dossier) -> bool:
    """Whether all registers could be read that have subjects: else a subject that is not there says nothing."""
    kinds = {*NAMED, *(kind for _, kind in HEADED)} - {"role"}
    unread = any(kind == "audit" for kind, _ in dossier.registers.broken)  # its findings are not known
    return not unread and all(dossier.registers.whole(kind) for kind in kinds)


def _headed(heading: str, id: str) -> str:
    """As the anchors of packs are made."""
    return f"{heading}-{re.sub('[^a-z0-9]', '-', id.lower())}"
