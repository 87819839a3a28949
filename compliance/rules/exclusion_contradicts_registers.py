"""A control is left out although the registers show what it is for.

Finds: A.5.19 to A.5.23 (suppliers) left out while there are vendors; A.8.25 to A.8.31 (development; not A.8.30,
outsourced development) while a product has a system of kind ``application``; A.8.13 (backup) while there are
continuity objectives; A.5.34 (privacy) while systems hold personal data; A.7 (physical) with a reason that
names nobody who guards the place: a landlord, provider or host, or that all work is remote.
Why: ISO/IEC 27001:2022 6.1.3 c) and d): an exclusion is justified by facts, and the company's own facts speak
against this one. It is the first thing that an auditor holds side by side.
Fix: include the control, or correct the register that contradicts; for A.7, say who guards the place.
Wrong when: the register entry is outside the scope of the management system; say so in the reason and waive.
"""

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from compliance.diagnostics import Diagnostic, Label, Place, Severity
from compliance.graph.dossier import Dossier
from compliance.registers.records.controls import Continuity, Control
from compliance.registers.records.flows import System
from compliance.registers.records.vendors import Vendor
from compliance.rules.rule import Rule


class Fact(NamedTuple):
    """What a register shows, and where."""

    text: str
    place: Place


class Contradiction(NamedTuple):
    """Controls that a fact of the registers makes necessary."""

    controls: frozenset[str]
    fact: Callable[[Dossier], Fact | None]


def _vendor(dossier: Dossier) -> Fact | None:
    return next((Fact(f"{v.name} is a supplier", v.at("id")) for v in dossier.all(Vendor)), None)


def _application(dossier: Dossier) -> Fact | None:
    built = (
        (product, system)
        for product in dossier.project.products
        for id in product.systems
        if (system := dossier.get(System, id)) and system.kind == "application"
    )
    return next((Fact(f"{p.name} is software of the company: {s.name}", s.at("kind")) for p, s in built), None)


def _objective(dossier: Dossier) -> Fact | None:
    found = (Fact(f"{c.service} is to be recovered within {c.rto}", c.at("rto")) for c in dossier.all(Continuity))
    return next(found, None)


def _personal_data(dossier: Dossier) -> Fact | None:
    holding = (s for s in dossier.all(System) if s.personal_data and s.kind != "data-subject")
    return next((Fact(f"{s.name} holds personal data", s.at("personal_data")) for s in holding), None)


CONTRADICTIONS: tuple[Contradiction, ...] = (
    Contradiction(frozenset(f"A.5.{n}" for n in range(19, 24)), _vendor),
    Contradiction(frozenset(f"A.8.{n}" for n in range(25, 32) if n != 30), _application),
    Contradiction(frozenset({"A.8.13"}), _objective),
    Contradiction(frozenset({"A.5.34"}), _personal_data),
)

GUARDED = re.compile(r"landlord|provider|\bhost|remote|\bhome\b|co-?working|data cent(?:re|er)|supplier", re.IGNORECASE)
"""Words with which a reason says who guards the place, or that there is none."""


def subjects(dossier: Dossier) -> Iterator[Control]:
    return (control for control in dossier.all(Control) if not control.applicable)


def check(control: Control, dossier: Dossier) -> Iterator[Diagnostic]:
    for contradiction in CONTRADICTIONS:
        fact = contradiction.fact(dossier) if control.id in contradiction.controls else None
        if fact:
            yield RULE.found(
                f"{control.id} is left out, but {fact.text}",
                control.at("applicable"),
                Label(fact.place, "this is what the control is for"),
                help="set `applicable: true` and say how it is done, or correct the register",
                subject=control.id,
            )
    if control.id.startswith("A.7.") and control.exclusion_reason and not GUARDED.search(control.exclusion_reason):
        yield RULE.found(
            f"{control.id} is left out, and the reason does not say who guards the place instead",
            control.at("exclusion_reason"),
            help="name the landlord, provider or host who does, or say that all work is remote",
            subject=control.id,
        )


RULE = Rule(__name__, __doc__, Severity.ERROR, subjects, check)
