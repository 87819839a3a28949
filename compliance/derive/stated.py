"""Measures that say the same as another register, and what that register says.

A control's measure is what annexes and answers quote. Where its id is one of those below, the same fact
also stands elsewhere, and both must agree: one fact, written twice, is a contradiction waiting.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from compliance.derive.reach import systems_of
from compliance.diagnostics import Place
from compliance.frameworks.gdpr import deadline
from compliance.graph.dossier import Dossier
from compliance.registers.records.controls import Continuity, Control, Measure, Obligation, Policy
from compliance.registers.records.flows import Activity, Flow, Retention, System
from compliance.registers.records.vendors import Vendor
from compliance.registers.values import Duration, Record


class Stated(NamedTuple):
    """What another register says, in words, where, and whether the measure agrees with it."""

    words: str
    place: Place
    agrees: bool


Compare = Callable[[Measure, Control, Dossier], Iterator[Stated]]

_UNITS = {"second": "PT{}S", "minute": "PT{}M", "hour": "PT{}H", "day": "P{}D", "week": "P{}W", "year": "P{}Y"}


def duration(measure: Measure) -> Duration | None:
    """The value with its unit as a duration; None where it is none. Twelve months are a year."""
    number = measure.value
    unit = measure.unit.casefold().rstrip("s")
    if isinstance(number, str) or number != int(number):
        return None
    if unit == "month":
        return Duration(f"P{int(number)}M")
    return Duration(_UNITS[unit].format(int(number))) if unit in _UNITS else None


def same(one: Duration | None, other: Duration | None) -> bool:
    """Whether two durations are as long, months counted as parts of a year where both can be."""
    return one is not None and other is not None and _yearly(one) == _yearly(other)


def _yearly(value: Duration) -> Duration:
    match = re.fullmatch(r"P(\d+)M", value.text)
    whole = match and int(match[1]) % 12 == 0
    return Duration(f"P{int(match[1]) // 12}Y") if match and whole else value


def _text(value: str | float | None) -> str:
    return "".join(str(value or "").casefold().split())


def _procedure(field: str, unit: str) -> Compare:
    """A period of ``procedures`` in dossier.yaml."""

    def stated(measure: Measure, control: Control, dossier: Dossier) -> Iterator[Stated]:
        procedures = dossier.project.procedures
        number = getattr(procedures, field) if procedures else None
        if procedures and number is not None:
            period = Duration(_UNITS[unit].format(number))
            yield Stated(f"{number} {unit}s", procedures.at(field), same(duration(measure), period))

    return stated


def _authority_report(measure: Measure, control: Control, dossier: Dossier) -> Iterator[Stated]:
    row = deadline("breach-to-authority", dossier.today)
    if row:
        limit, ours = Duration(f"PT{row.hours}H"), duration(measure)
        yield Stated(f"{row.hours} hours by {row.source}", measure.at("value"), ours is not None and ours <= limit)


def _covered(control: Control, dossier: Dossier) -> tuple[System, ...]:
    """Systems that a control covers: those it names, else those of its vendors, else the company's own."""
    systems = dossier.all(System)
    if control.systems:
        return tuple(system for system in systems if system.id in control.systems)
    vendors = (dossier.get(Vendor, id) for id in control.vendors)
    hosted = {id for vendor in vendors if vendor for id in systems_of(vendor, dossier)}
    return tuple(s for s in systems if (s.id in hosted if control.vendors else not s.vendor))


def _algorithm(measure: Measure, control: Control, dossier: Dossier) -> Iterator[Stated]:
    for system in _covered(control, dossier):
        fact = system.encryption_at_rest.algorithm if system.encryption_at_rest else None
        if fact and fact.known:
            yield Stated(f"{fact.value} in {system.name}", fact.place, _text(fact.value) == _text(measure.value))


def _key_holder(measure: Measure, control: Control, dossier: Dossier) -> Iterator[Stated]:
    """Only where the measure names the company: other names cannot be told apart safely."""
    company = dossier.company
    if _text(measure.value) not in {_text(company.legal_name), _text(company.trading_name)} - {""}:
        return
    for system in _covered(control, dossier):
        fact = system.encryption_at_rest.key_holder if system.encryption_at_rest else None
        if fact and fact.known:
            yield Stated(f"the {fact.value} in {system.name}", fact.place, fact.value == "company")


def _tls(measure: Measure, control: Control, dossier: Dossier) -> Iterator[Stated]:
    """A flow may ask for more than the measure, never for less."""
    covered = {system.id for system in _covered(control, dossier)}
    for flow in dossier.all(Flow):
        transit = flow.in_transit
        if flow.status == "retired" or transit is None or not transit.min_version or transit.protocol != "TLS":
            continue
        if covered.intersection((flow.from_, flow.to)):
            agrees = _version(transit.min_version) >= _version(str(measure.value))
            yield Stated(f"{transit.min_version} on flow {flow.number}", transit.at("min_version"), agrees)


def _version(text: str) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d+", text))


def _hosting(measure: Measure, control: Control, dossier: Dossier) -> Iterator[Stated]:
    for system in _covered(control, dossier):
        fact = system.hosting.country if system.hosting else None
        if fact and fact.known:
            yield Stated(f"{fact.value} for {system.name}", fact.place, fact.value == measure.value)


def _objectives(control: Control, dossier: Dossier) -> Iterator[Continuity]:
    covered = set(control.systems)
    return (o for o in dossier.all(Continuity) if not covered or covered.intersection(o.systems))


def _objective(field: str) -> Compare:
    """A recovery objective: one of those of the systems covered."""

    def stated(measure: Measure, control: Control, dossier: Dossier) -> Iterator[Stated]:
        found = list(_objectives(control, dossier))
        if found:
            periods: list[Duration] = [getattr(o, field) for o in found]
            agrees = any(same(duration(measure), period) for period in periods)
            yield Stated(" or ".join(dict.fromkeys(map(str, periods))), found[0].at(field), agrees)

    return stated


def _measured(field: str) -> Compare:
    """A result of the last test, where both rest on the same evidence."""

    def stated(measure: Measure, control: Control, dossier: Dossier) -> Iterator[Stated]:
        for objective in dossier.all(Continuity):
            test = objective.last_test
            period: Duration | None = getattr(test, field) if test else None
            if test and period and set(test.evidence).intersection(measure.evidence):
                yield Stated(f"{period} for {objective.service}", test.at(field), same(duration(measure), period))

    return stated


def _backup(field: str) -> Compare:
    def stated(measure: Measure, control: Control, dossier: Dossier) -> Iterator[Stated]:
        for objective in _objectives(control, dossier):
            if objective.backup:
                period: Duration = getattr(objective.backup, field)
                agrees = same(duration(measure), period)
                yield Stated(f"{period} for {objective.service}", objective.backup.at(field), agrees)

    return stated


def _logs(measure: Measure, control: Control, dossier: Dossier) -> Iterator[Stated]:
    """Logging of the systems covered, and rules of retention that start at a log entry."""
    for system in _covered(control, dossier):
        period = system.logging.retention if system.logging else None
        if system.logging and period:
            agrees = same(duration(measure), period)
            yield Stated(f"{period} for {system.name}", system.logging.at("retention"), agrees)
    for rule in dossier.all(Retention):
        if rule.starts_at.casefold() == "log entry":
            yield Stated(f"{rule.period} for {rule.title}", rule.at("period"), same(duration(measure), rule.period))


def _count(records: Callable[[Dossier], Iterable[Record]], what: str) -> Compare:
    """A number of records."""

    def stated(measure: Measure, control: Control, dossier: Dossier) -> Iterator[Stated]:
        if dossier.registers.broken:  # a record that cannot be read would be counted as none
            return
        found = list(records(dossier))
        place = found[0].at("id") if found else dossier.project.place
        yield Stated(f"{len(found)} {what}", place, measure.value == len(found))

    return stated


KEPT: dict[str, Compare] = {
    "breach-notice": _procedure("breach_notice_hours", "hour"),
    "authority-report": _authority_report,
    "subprocessor-notice": _procedure("subprocessor_notice_days", "day"),
    "subprocessor-objection": _procedure("objection_days", "day"),
    "deletion-after-end": _procedure("deletion_days", "day"),
    "audit-notice": _procedure("audit_notice_days", "day"),
    "customer-audit-notice": _procedure("audit_notice_days", "day"),
    "data-subject-request-help": _procedure("data_subject_request_days", "day"),
    "at-rest-algorithm": _algorithm,
    "key-custody": _key_holder,
    "key-holder": _key_holder,
    "tls-min-version": _tls,
    "hosting-country": _hosting,
    "rto": _objective("rto"),
    "rpo": _objective("rpo"),
    "restore-time-measured": _measured("rto_measured"),
    "data-loss-measured": _measured("rpo_measured"),
    "backup-frequency": _backup("frequency"),
    "backup-retention": _backup("retention"),
    "platform-log-retention": _logs,
    "subprocessors": _count(lambda d: (v for v in d.all(Vendor) if v.customer_data), "with `customer_data`"),
    "processing-activities": _count(lambda d: d.all(Activity), "activities in the register"),
    "policies-in-force": _count(lambda d: d.all(Policy), "policies in the register"),
    "obligations-tracked": _count(lambda d: d.all(Obligation), "obligations in the register"),
}
"""By the id of a measure, what it is compared with."""
