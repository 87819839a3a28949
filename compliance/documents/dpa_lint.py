"""Holds our own agreements against the rules: what clauses of the terms declare, what annexes and details state.

A rule is *met*, *open* where a draft prints something that nobody stands behind yet, *not met* where a
clause or a fact is missing or contradicts the rule, or *not applicable*. Open points have findings of
their own in the register that they come from, and keep an agreement from being final.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from compliance.derive.contract import Contract, contract
from compliance.derive.scc import relations
from compliance.derive.scc_laws import need
from compliance.diagnostics import Place
from compliance.documents import dpa
from compliance.documents.clause_tags import DeclaredTerms, declared
from compliance.documents.dpa_facts import CHECKS, Agreement, Lack
from compliance.documents.dpa_model import model
from compliance.documents.dpa_parties import terms_in_use
from compliance.documents.dpa_view import DpaModel
from compliance.documents.subprocessors import SubprocessorRow
from compliance.documents.text import Text
from compliance.documents.views import every_text
from compliance.frameworks.dpa_rules import DpaRule, Duty, Level, expand, rules
from compliance.graph.dossier import Dossier
from compliance.paper.blanks import blanks
from compliance.registers.records.customers import Customer
from compliance.registers.walk import texts

State = Literal["met", "open", "not met", "not applicable"]


@dataclass(frozen=True, slots=True)
class RuleRow:
    """One rule and one agreement: how it stands, where it is met, and what it lacks."""

    rule: DpaRule
    state: State
    where: tuple[str, ...]
    missing: tuple[Duty, ...]
    lacks: tuple[Lack, ...]


def terms(dossier: Dossier) -> DeclaredTerms | None:
    """The clauses of the standard terms in use, read once."""
    if "dpa-terms" not in dossier.kept:
        dossier.kept["dpa-terms"] = declared(dossier.root)
    found = dossier.kept["dpa-terms"]
    return found if isinstance(found, DeclaredTerms) else None


PAPER = "dpa.html.j2"
"""The template of the agreement around the terms: cover, annexes, signatures."""


def templates(dossier: Dossier) -> tuple[DeclaredTerms, ...]:
    """The templates of the agreement with what they declare and refer to: the terms, then the paper around them."""
    found = dossier.kept.get("dpa-templates")
    if not isinstance(found, tuple):
        read = (terms(dossier), declared(dossier.root, PAPER))
        found = dossier.kept["dpa-templates"] = tuple(one for one in read if one is not None)
    return found


def met(found: DeclaredTerms) -> dict[str, tuple[str, ...]]:
    """By duty, the clauses that declare it.

    A rule's bare id declares its only duty, unless a clause declares that duty by its full key: then the
    bare id only labels a heading.
    """
    dotted = {key.partition(".")[0] for clause in found.clauses for key in clause.meets if "." in key}
    made: dict[str, list[str]] = {}
    for clause in found.clauses:
        for key in clause.meets:
            if "." in key or key not in dotted:
                for duty in expand(key):
                    made.setdefault(duty, []).append(clause.id)
    return {duty: tuple(ids) for duty, ids in made.items()}


def applies(level: Level, facts: DpaModel) -> bool:
    """Whether a rule of this level concerns an agreement."""
    if level == "must-if-uk":
        return facts.uk_needed
    if level == "must-if-swiss":
        return facts.swiss_needed
    if level == "must-if-special":
        return bool(facts.special)
    return True


def agreements(dossier: Dossier) -> tuple[Agreement, ...]:
    """Every agreement that would print today, by customer, found once."""
    found = dossier.kept.get("dpa-agreements")
    if not isinstance(found, tuple):
        found = dossier.kept["dpa-agreements"] = tuple(agreement(dossier, id) for id in dpa.subjects(dossier))
    return found


def agreement(dossier: Dossier, customer_id: str) -> Agreement:
    """One agreement as the checks read it."""
    customer = dossier.get(Customer, customer_id)
    assert customer is not None
    about = contract(customer, dossier)
    annexes = _annexes(customer, about, dossier)
    found = relations(customer, dossier)
    laws = (need("uk", customer, found, dossier), need("ch", customer, found, dossier))
    facts = model(customer, about, annexes.rows, found, laws, terms_in_use(dossier), dossier)
    return Agreement(customer, about, facts, (*annexes.blank, *_own(customer)), dossier)


@dataclass(frozen=True, slots=True)
class _Annexes:
    """What the agreements of a plan and products share: Annex III, and texts with something left to fill in."""

    rows: tuple[SubprocessorRow, ...]
    blank: tuple[Text, ...]


def _annexes(customer: Customer, about: Contract, dossier: Dossier) -> _Annexes:
    """Read from one whole view, once for all customers of a plan and products."""
    key = ("dpa-lint", about.plan, about.products)
    found = dossier.kept.get(key)
    if not isinstance(found, _Annexes):
        made = dpa.view(dossier, customer.id)
        parts = (made.activities, made.people, made.special, made.retention, made.measures)
        tables = (made.subprocessor_table, made.chain_table, made.transfers_to_subprocessors)
        blank = tuple(text for text in every_text(parts, tables) if blanks(text.value))
        found = dossier.kept[key] = _Annexes(made.subprocessors, blank)
    return found


def _own(customer: Customer) -> Iterator[Text]:
    """The texts of the customer's own record, its notes left out, which do not print."""
    for text in texts(customer):
        if text.field not in ("notes", "note", "reason"):
            yield Text(text.text, (text.at(0),))


def table(found: Agreement, duties: dict[str, tuple[str, ...]]) -> tuple[RuleRow, ...]:
    """Every rule for one agreement, in order."""
    return tuple(_row(rule, found, duties) for rule in rules())


def _row(rule: DpaRule, found: Agreement, duties: dict[str, tuple[str, ...]]) -> RuleRow:
    if not applies(rule.level, found.model):
        return RuleRow(rule, "not applicable", (), (), ())
    missing = tuple(duty for duty in rule.declared if duty.key not in duties)
    lacks = tuple(lack for name in rule.facts for lack in CHECKS[name](found))
    where = tuple(dict.fromkeys(id for duty in rule.declared for id in duties.get(duty.key, ())))
    if missing or any(not lack.open for lack in lacks):
        return RuleRow(rule, "not met", where, missing, lacks)
    return RuleRow(rule, "open" if lacks else "met", where, missing, lacks)


@dataclass(frozen=True, slots=True)
class Shared:
    """A lack and every customer whose agreement has it."""

    rule: DpaRule
    lack: Lack
    customers: tuple[Customer, ...]


def lacking(rule: DpaRule, name: str, found: Iterable[Agreement]) -> tuple[Shared, ...]:
    """What a fact of a rule lacks in agreements, each lack once with all its customers. Open points are left out."""
    made: dict[tuple[str, Place], tuple[Lack, list[Customer]]] = {}
    for one in found:
        if applies(rule.level, one.model):
            for lack in CHECKS[name](one):
                if not lack.open:
                    made.setdefault((lack.says, lack.place), (lack, []))[1].append(one.customer)
    return tuple(Shared(rule, lack, tuple(customers)) for lack, customers in made.values())
