"""How long backups stay, or where, is said differently in two registers.

Finds: continuity objectives with a ``backup`` whose ``retention`` is not the ``backup_retention`` of what its
systems hold, or not the ``backup_expiry`` of the retention rule that applies there; and whose ``country`` is no
country in which its systems are hosted, nor one where the hosting vendor stores.
Why: service levels quote continuity, the records of processing the systems, the promise of deletion the
retention rule (GDPR Art. 28(3)(g), Art. 30(1)(f)); a backup is a copy of everything.
Fix: find out what the backups do and say that everywhere.
Wrong when: two kinds of backup of one system have two periods; describe the longer one, as deletion waits for it.
"""

from collections.abc import Iterator

from compliance.derive.stated import same
from compliance.diagnostics import Diagnostic, Label, Place, Severity
from compliance.frameworks.countries import name
from compliance.graph.dossier import Dossier
from compliance.registers.records.controls import BackupPlan, Continuity
from compliance.registers.records.flows import Retention, System
from compliance.registers.records.vendors import Vendor
from compliance.registers.values import Duration
from compliance.rules.rule import Rule


def subjects(dossier: Dossier) -> Iterator[Continuity]:
    return (objective for objective in dossier.all(Continuity) if objective.backup)


def check(objective: Continuity, dossier: Dossier) -> Iterator[Diagnostic]:
    backup = objective.backup
    if backup is None:
        return
    systems = [s for s in dossier.all(System) if s.id in objective.systems]
    periods = {place: (words, period) for s in systems for words, period, place in _periods(s, dossier)}
    for place, (words, period) in periods.items():
        if not same(period, backup.retention):
            yield RULE.found(
                f"backups of {objective.service} are kept {backup.retention}; {words} says {period}",
                place,
                Label(backup.at("retention"), "the continuity objective"),
                text=str(period),
                help="find out what the backups do, and say that in both",
                subject=objective.id,
            )
    yield from _country(objective, backup, systems, dossier)


def _periods(system: System, dossier: Dossier) -> Iterator[tuple[str, Duration, Place]]:
    """Periods that the system and its retention rules give; a rule counts where the system has backups of it."""
    for holding in system.holds:
        if holding.backup_retention is None:
            continue
        yield f"`holds` of {system.name}", holding.backup_retention, holding.at("backup_retention")
        rule = dossier.get(Retention, holding.retention) if holding.retention else None
        if rule and rule.backup_expiry:
            yield f"the retention rule `{rule.id}`", rule.backup_expiry, rule.at("backup_expiry")


def _country(
    objective: Continuity, backup: BackupPlan, systems: list[System], dossier: Dossier
) -> Iterator[Diagnostic]:
    known: dict[str, Place] = {}
    for system in systems:
        hosting = system.hosting
        if hosting and hosting.country.known and hosting.country.value:
            known.setdefault(hosting.country.value, hosting.country.place)
        vendor = dossier.get(Vendor, hosting.provider) if hosting else None
        for region in vendor.storage if vendor else ():
            if region.country.known and region.country.value:
                known.setdefault(region.country.value, region.country.place)
    if known and backup.country not in known:
        yield RULE.found(
            f"backups of {objective.service} lie in {name(backup.country)}; its systems are hosted in "
            f"{' and '.join(map(name, known))}",
            backup.at("country"),
            *(Label(place, name(code)) for code, place in known.items()),
            text="no system is hosted there",
            help="add the host of the backups as a vendor with that country, or correct it",
            subject=objective.id,
        )


RULE = Rule(__name__, __doc__, Severity.ERROR, subjects, check)
