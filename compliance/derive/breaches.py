"""Which processing activity a personal data breach belongs to: an incident names systems and people only."""

from __future__ import annotations

from compliance.derive.recipients import systems_of
from compliance.frameworks.taxonomy import below
from compliance.graph.dossier import Dossier
from compliance.registers.records.assurance import Incident
from compliance.registers.records.flows import Activity

BREACH = "personal-data-breach"


def breaches(dossier: Dossier) -> tuple[Incident, ...]:
    """Every personal data breach on record."""
    return tuple(incident for incident in dossier.all(Incident) if incident.kind == BREACH)


def activities_of(incident: Incident, dossier: Dossier) -> tuple[Activity, ...]:
    """Activities about the same people, in a system that was hit, that cover most of the data concerned.

    Several where they cover equally much; none where nobody's data in these systems was hit.
    """
    weights = [(activity, _covered(incident, activity, dossier)) for activity in dossier.all(Activity)]
    most = max((weight for _, weight in weights), default=0)
    return tuple(activity for activity, weight in weights if weight == most) if most else ()


def _covered(incident: Incident, activity: Activity, dossier: Dossier) -> int:
    """How many of the breach's categories the activity names; 0 where people or systems differ."""
    systems = {system.id for system in systems_of(activity, dossier)}
    if systems.isdisjoint(incident.systems) or set(activity.subjects).isdisjoint(incident.subjects):
        return 0
    return sum(any(below(key, own) for own in activity.categories) for key in incident.categories)
