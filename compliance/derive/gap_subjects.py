"""What a plan under ``remediation`` may name: every subject that a gap of the SOC 2 readiness pack can have.

Which gaps there are depends on the period of a pack, so that only a pack knows; what a gap can be about does not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from compliance.frameworks.catalog import SOC2, annex_a, frameworks
from compliance.frameworks.readiness import headings, populations, topics
from compliance.graph.dossier import Dossier
from compliance.registers.kinds import BY_NAME
from compliance.registers.records.assurance import Audit

NAMED = ("control", "vendor", "risk", "policy", "evidence")
"""Kinds whose records are subjects by their id."""

HEADED: tuple[tuple[str, str, str], ...] = (
    ("supplier", "vendor", "Record of the supplier"),
    ("subservice", "vendor", "Subservice organisation"),
    ("workpaper", "evidence", "Workpaper of"),
    ("audit", "audit", "Audit"),
    ("review", "management-review", "Management review"),
    ("examination", "service-description", "Examination of"),
    *((f"dc-{n}", "service-description", f"Description by DC {n} of") for n in range(1, 10)),
    ("tests", "role", "Tests of controls of the role"),
    ("frequency", "role", "Frequency of controls of the role"),
)
"""Headings that each record of a kind has, in an id and in words: what is missing there has heading and id as its
subject."""


def titles(dossier: Dossier) -> dict[str, str]:
    """Every subject that a gap can have in this project, and what it is in a few words."""
    kept, key = dossier.kept, "derive.gap_subjects"
    if key not in kept:
        kept[key] = dict(_subjects(dossier))
    found = kept[key]
    assert isinstance(found, dict), "the key is this function's own"
    return found


def _subjects(dossier: Dossier) -> Iterator[tuple[str, str]]:
    ids = dossier.registers.ids
    for framework in (annex_a(), frameworks()[SOC2]):
        yield from ((row.id, f"{row.id} {row.title}") for row in framework.requirements)
    for kind in NAMED:
        yield from ((id, _title(dossier, kind, id)) for id in ids(kind) if annex_a().get(id) is None)
    yield from headings().items()
    for asked in populations():
        yield from ((asked.id, asked.title), (headed("population", asked.id), asked.title))
    for heading, found in (("settings", topics("settings")), ("governance", topics("governance"))):
        for topic in found:
            yield from ((topic.id, topic.title), (headed(heading, topic.id), topic.title))
    yield from ((headed("category", group), group) for group in frameworks()[SOC2].groups)
    for heading, kind, words in HEADED:
        yield from ((headed(heading, id), f"{words} {_title(dossier, kind, id)}") for id in ids(kind))
    for audit in dossier.all(Audit):
        yield from ((headed("finding", found.id), f"Finding {found.id}") for found in audit.nonconformities)


def _title(dossier: Dossier, kind: str, id: str) -> str:
    """The title or name of a record; its id where it has neither, or could not be read."""
    if kind == "role":
        return dossier.role(id)
    record = dossier.get(BY_NAME[kind].record, id)
    named = next((v for f in ("title", "name", "service") if isinstance(v := getattr(record, f, None), str) and v), id)
    return named if kind in ("vendor", "service-description") or named == id else f"{id} {named}"


def whole(dossier: Dossier) -> bool:
    """Whether all registers could be read that have subjects: else a subject that is not there says nothing."""
    kinds = {*NAMED, *(kind for _, kind, _ in HEADED)} - {"role"}
    unread = any(kind == "audit" for kind, _ in dossier.registers.broken)  # its findings are not known
    return not unread and all(dossier.registers.whole(kind) for kind in kinds)


def headed(heading: str, id: str) -> str:
    """The subject of what is missing under a heading that each record of a kind has, as packs make their anchors."""
    return f"{heading}-{re.sub('[^a-z0-9]', '-', id.lower())}"
