"""Packs of the worked company for tests that only look: each made once."""

from __future__ import annotations

from datetime import date
from functools import cache

from compliance.graph.dossier import Dossier
from compliance.packs import binder
from compliance.packs.items import Period
from compliance.packs.kinds import BY_NAME
from compliance.packs.levels import Level
from compliance.packs.scope import Scope
from compliance.render.environment import environment
from compliance.render.render import Rendered
from tests import company

YEAR = Period(date(2025, 11, 1), date(2026, 10, 31))


def scope(kind: str = "iso27001", level: Level = "internal", dossier: Dossier | None = None) -> Scope:
    return Scope(dossier or company.dossier(), BY_NAME[kind], YEAR, level)


@cache
def bound(kind: str = "iso27001", level: Level = "internal") -> Rendered:
    """The binder as HTML."""
    found = scope(kind, level)
    return binder.bind(found, environment(found.dossier.root))
