"""Which records a typed fact may be asked of: so that a misspelt name is found before a customer asks."""

from __future__ import annotations

from collections.abc import Callable

from compliance.graph.dossier import Dossier
from compliance.registers.records.assurance import Evidence
from compliance.registers.records.controls import Certificate, Clause, Continuity, Control, Obligation, Policy
from compliance.registers.records.flows import Retention
from compliance.registers.records.service import ServiceDescription
from compliance.registers.records.vendors import Vendor
from compliance.registers.values import Record


def names_of(fact: str, dossier: Dossier) -> tuple[str, ...] | None:
    """What the fact may be asked of, or None where it takes no name."""
    listed = _NAMES.get(fact)
    return listed(dossier) if listed else None


def _ids(kind: type[Record]) -> Callable[[Dossier], tuple[str, ...]]:
    return lambda dossier: tuple(record.id for record in dossier.all(kind))


def _measures(dossier: Dossier) -> tuple[str, ...]:
    return tuple(f"{control.id}/{measure.id}" for control in dossier.all(Control) for measure in control.measures)


def _duties(dossier: Dossier) -> tuple[str, ...]:
    return tuple(duty.id for described in dossier.all(ServiceDescription) for duty in described.user_entity_controls)


def _issues(dossier: Dossier) -> tuple[str, ...]:
    settings = dossier.project.documents
    return tuple(issue.document for issue in settings.issues) if settings else ()


def _plans(dossier: Dossier) -> tuple[str, ...]:
    return tuple(plan.id for plan in dossier.project.plans)


_NAMES: dict[str, Callable[[Dossier], tuple[str, ...]]] = {
    "availability": _plans,
    "certificate": _ids(Certificate),
    "certificate-scope": _ids(Certificate),
    "clause": _ids(Clause),
    "contact": lambda dossier: ("privacy", "security", "breach", "support", "legal"),
    "customer-duty": _duties,
    "document": _issues,
    "evidence-date": _ids(Evidence),
    "excluded": _ids(Control),
    "last-continuity-test": _ids(Continuity),
    "measure": _measures,
    "obligation": _ids(Obligation),
    "policy": _ids(Policy),
    "product": lambda dossier: tuple(product.id for product in dossier.project.products),
    "recovery-point": _ids(Continuity),
    "recovery-time": _ids(Continuity),
    "retention": _ids(Retention),
    "role": lambda dossier: tuple(dossier.registers.roles),
    "supplier-certificate": _ids(Vendor),
    "support-hours": _plans,
    "support-response": _plans,
    "tolerable-outage": _ids(Continuity),
}
