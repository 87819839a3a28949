"""How much of each framework in scope is met, requirement by requirement."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from compliance.derive.controls import ControlState, Verdict, state
from compliance.frameworks.catalog import Framework, Requirement
from compliance.graph.dossier import Dossier
from compliance.registers.records.company import FrameworkScope
from compliance.registers.records.controls import Control

VERDICTS: tuple[Verdict, ...] = ("met", "partly", "not", "excluded")


@dataclass(frozen=True, slots=True)
class RequirementState:
    """A requirement, what may be said about it today, and the controls that it rests on."""

    requirement: Requirement
    verdict: Verdict
    reason: str
    controls: tuple[Control, ...] = ()


@dataclass(frozen=True)
class Coverage:
    """The coverage of one framework."""

    framework: Framework
    scope: FrameworkScope
    minimum: float
    rows: tuple[RequirementState, ...]

    @property
    def counts(self) -> dict[Verdict, int]:
        found = Counter(row.verdict for row in self.rows)
        return {verdict: found[verdict] for verdict in VERDICTS}

    @property
    def in_scope(self) -> int:
        return len(self.rows) - self.counts["excluded"]

    @property
    def percent(self) -> float:
        """Requirements met, as per cent of those in scope, to one decimal, rounded down."""
        return int(1000 * self.counts["met"] / self.in_scope) / 10 if self.in_scope else 0.0

    def by_group(self) -> dict[str, dict[Verdict, int]]:
        """Counts by theme or category, in the framework's order."""
        groups = {group: Counter[Verdict]() for group in self.framework.groups}
        for row in self.rows:
            groups.setdefault(row.requirement.group, Counter())[row.verdict] += 1
        return {group: {v: count[v] for v in VERDICTS} for group, count in groups.items()}


def coverage(dossier: Dossier) -> tuple[Coverage, ...]:
    """Coverage of every framework in scope, in the project's order."""
    states = {control.id: state(control, dossier) for control in dossier.all(Control)}
    return tuple(_framework(scope, states, dossier) for scope in dossier.scopes)


def _framework(scope: FrameworkScope, states: dict[str, ControlState], dossier: Dossier) -> Coverage:
    framework = dossier.frameworks[scope.id]
    rows = tuple(_requirement(r, scope, framework, states, dossier) for r in framework.requirements)
    minimum = dossier.minimum_coverage.get(scope.id, scope.minimum_coverage)
    return Coverage(framework, scope, minimum, rows)


def _requirement(
    requirement: Requirement,
    scope: FrameworkScope,
    framework: Framework,
    states: dict[str, ControlState],
    dossier: Dossier,
) -> RequirementState:
    if scope.categories and requirement.group not in scope.categories:
        return RequirementState(requirement, "excluded", f"category {requirement.group} is not in scope")
    own = (
        c
        for c in dossier.all(Control)
        for s in c.satisfies
        if (s.framework, s.requirement) == (framework.id, requirement.id)
    )
    named = (dossier.get(Control, id) for id in requirement.controls)
    controls = tuple({c.id: c for c in (*named, *own) if c is not None}.values())
    missing = [id for id in requirement.controls if dossier.get(Control, id) is None]
    verdict, reason = _combine({c.id: states[c.id] for c in controls}, missing)
    return RequirementState(requirement, verdict, reason, controls)


def _combine(states: dict[str, ControlState], missing: list[str]) -> tuple[Verdict, str]:
    """Met when every applicable control is met, not when none is even partly, partly in between."""
    applicable = {id: s for id, s in states.items() if s.verdict != "excluded"}
    if not applicable:
        if missing or not states:
            return "not", f"no decision on {_names(missing)}" if missing else "no control is mapped to it"
        return "excluded", f"{_names(states)} excluded"
    if missing:
        return "partly" if any(
            s.verdict != "not" for s in applicable.values()
        ) else "not", f"no decision on {_names(missing)}"
    short = {id: s for id, s in applicable.items() if s.verdict != "met"}
    if not short:
        return "met", f"{_names(applicable)} met"
    verdict: Verdict = "not" if all(s.verdict == "not" for s in applicable.values()) else "partly"
    return verdict, "; ".join(f"{id} {s.reason}" for id, s in short.items())


def _names(ids: Iterable[str]) -> str:
    return ", ".join(ids)
