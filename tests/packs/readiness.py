"""A small project that prepares for SOC 2, for tests of the readiness pack: its binder as text, and its gaps."""

from __future__ import annotations

from pathlib import Path

from compliance.packs import binder
from compliance.packs.kinds import BY_NAME
from compliance.packs.levels import Level
from compliance.packs.scope import Scope
from compliance.packs.soc2 import ANSWERED, ranking
from compliance.packs.soc2.standing import Standing, standings
from compliance.render.environment import environment
from tests import company
from tests.packs import worked

SERVICE = """
id: diary
service: Diary
services_provided: Diaries on phones.
commitments: []
components: {infrastructure: A host., software: An app., people: Four., procedures: Two., data: Entries.}
boundaries: The app and its store.
user_entity_controls:
  - {id: CUEC-1, text: The customer removes its leavers., criteria: [CC6.2]}
subservice_organisations:
  - vendor: fjellsky
    method: carve-out
    services: Hosting.
    controls: [{id: CSOC-1, text: Doors are locked., criteria: [CC6.4]}]
owner: ciso
reviewed_on: 2026-09-01
"""


def ready(folder: Path) -> Path:
    """The small project with SOC 2 in scope and a service described."""
    made = company.copy_base(folder / "project")
    scoped = "  - id: soc2-2017\n    minimum_coverage: 0\n    categories: [Common criteria, Confidentiality]\n"
    company.edit(made, "dossier.yaml", {"    minimum_coverage: 0\n": f"    minimum_coverage: 0\n{scoped}"})
    company.write(made, "controls/service-description.yaml", SERVICE)
    return made


def scope(root: Path, level: Level = "internal") -> Scope:
    return Scope(company.read(root), BY_NAME["soc2"], worked.YEAR, level)


def html(root: Path, level: Level = "internal") -> str:
    return binder.bind(scope(root, level), environment(root)).html


def gaps(scope: Scope) -> dict[str, ranking.Missing]:
    return {missing.subject: missing for missing in ranking.ranked(scope, ANSWERED)}


def standing(root: Path, criterion: str, level: Level = "internal") -> Standing:
    return standings(scope(root, level), ANSWERED)[criterion]
