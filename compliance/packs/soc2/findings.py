"""Findings of audits, and exceptions that stand or are waived: what an examiner would find again if nobody named it.

Findings are for packs of the level ``internal``; below it an audit is named and its result is not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from compliance.documents.text import Text, long_dates
from compliance.packs.common.assurance import STATES
from compliance.packs.exceptions import Failure
from compliance.packs.items import Item
from compliance.packs.levels import Level
from compliance.packs.scope import Scope
from compliance.registers.records.assurance import Audit, Nonconformity
from compliance.registers.records.controls import Control

LEVEL: Level = "internal"
"""The lowest level of a pack that says what audits found."""


def raised(scope: Scope) -> tuple[tuple[Audit, Nonconformity], ...]:
    """Findings of audits since the period began, and older ones that are not closed; the earliest audit first."""
    ordered = sorted(scope.dossier.all(Audit), key=lambda audit: audit.performed_on)
    return tuple(
        (audit, found)
        for audit in ordered
        for found in audit.nonconformities
        if audit.performed_on >= scope.period.start or found.status != "closed"
    )


def about(controls: Iterable[str], scope: Scope) -> tuple[Text, ...]:
    """Findings about any of these controls, each with its grade and its state."""
    wanted = set(controls)
    if not scope.shows(LEVEL):
        return ()
    return tuple(
        Text(f"{found.id}, about {found.requirement}: {graded(found)}", (found.at("finding"), found.at("status")))
        for _, found in raised(scope)
        if found.requirement in wanted
    )


def graded(found: Nonconformity) -> str:
    """``minor, closed 2026-10-14``."""
    closed = f" {found.closed_on}" if found.closed_on else ""
    return f"{found.grade}, {STATES[found.status].lower()}{closed}"


def audited(control: Control, scope: Scope) -> Iterator[Text]:
    """Every audit since the period began that looked at the control, with its result; else the latest before it."""
    looked = sorted((a for a in scope.dossier.all(Audit) if _looked(a, control)), key=lambda audit: audit.performed_on)
    inside = [audit for audit in looked if audit.performed_on >= scope.period.start]
    for audit in inside or looked[-1:]:
        found = [n for n in audit.nonconformities if n.requirement == control.id]
        places = (audit.at("controls") if control.id in audit.controls else audit.place, *(n.place for n in found))
        result = "; ".join(f"{n.id}, {graded(n)}" for n in found) or "no finding"
        words = result if scope.shows(LEVEL) else "result withheld"
        yield Text(f"Audit {audit.id}, {audit.performed_on}: {words}", places)


def _looked(audit: Audit, control: Control) -> bool:
    return control.id in audit.controls or any(found.requirement == control.id for found in audit.nonconformities)


def failures(scope: Scope) -> Iterator[tuple[Failure, Item]]:
    """Exceptions about a piece of evidence, waived or not; those about a control are gaps of their own."""
    for found in scope.exceptions:
        item = scope.by_id.get(found.subject)
        if item is not None and item.fate != "withheld":
            yield found, item


def waived(controls: Iterable[str], scope: Scope) -> tuple[Text, ...]:
    """Exceptions about evidence of any of these controls that a waiver accepts."""
    wanted = set(controls)
    return tuple(
        Text(long_dates(f"{found.waiver} accepts that {scope.told(found).value}"), scope.told(found).sources)
        for found, item in failures(scope)
        if found.waiver and wanted.intersection(item.controls)
    )
