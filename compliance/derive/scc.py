"""On which ground each transfer under one customer's agreement stands, and how its clauses are resolved.

Three kinds of relation: what comes from the customer, what goes back to it, what goes on to each
sub-processor. The ground is the answer of ``derive/transfers.py`` for the very hops of the registers;
here the clauses of Decision (EU) 2021/914 get their module and options, and what nobody has decided or
verified becomes a question. Counsel's answer to a question is a record (``dpa.counsel``).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from compliance.derive.contract import Contract, Supplier, contract
from compliance.derive.scc_clauses import (
    Choice,
    Chosen,
    Question,
    answered,
    of_customer_choices,
    of_supplier_choices,
    resolve,
)
from compliance.derive.transfer_hops import Hop, Importer, Where, of_customer, role_towards
from compliance.derive.transfer_needs import Asked
from compliance.derive.transfers import ERRORS, Transfer, judge, transfers, transfers_to
from compliance.diagnostics import Place
from compliance.frameworks import countries, jurisdictions
from compliance.frameworks.transfer_tools import Module
from compliance.graph.dossier import Dossier
from compliance.registers.records.customers import CounselDecision, Customer
from compliance.registers.records.flows import Party
from compliance.registers.values import Fact

RelationKind = Literal["received", "returned", "engaged"]
Basis = Literal["agreed", "this-agreement", "fallback"]


@dataclass(frozen=True, slots=True)
class Clauses:
    """The module that a relation gets, its clauses resolved, and since when it binds.

    ``agreed``: signed before. ``this-agreement``: taken in by the agreement itself, from its signature.
    ``fallback``: takes over when the decision ends that the relation rests on.
    """

    module: Module
    basis: Basis
    choices: tuple[Choice, ...]

    @property
    def unresolved(self) -> tuple[str, ...]:
        """Clauses that are open."""
        return tuple(choice.row.clause for choice in self.choices if choice.open)


@dataclass(frozen=True, slots=True)
class Relation:
    """One exporter and one importer under the agreement. ``judged`` are hops that get one answer."""

    id: str
    kind: RelationKind
    judged: tuple[Transfer, ...]
    clauses: Clauses | None
    questions: tuple[Question, ...]
    settled: tuple[CounselDecision, ...]
    """Counsel's decisions about it."""
    beyond_gdpr: bool = False
    """The GDPR asks nothing of the exporter; the law of its own country may."""

    @property
    def transfer(self) -> Transfer:
        return self.judged[0]

    @property
    def hop(self) -> Hop:
        return self.judged[0].hop

    @property
    def open(self) -> bool:
        """Whether counsel must decide or a fact is not verified."""
        return bool(self.questions)

    @property
    def ground(self) -> str:
        """As the transfers engine names it; ``scc`` also where this agreement brings the clauses in."""
        taken_in = self.clauses is not None and self.clauses.basis != "fallback"
        return "scc" if taken_in else self.transfer.ground

    @property
    def third_countries(self) -> tuple[str, ...]:
        """Codes of countries outside the EEA, and ``unknown``."""
        needs = (need for transfer in self.judged for need in transfer.outside)
        codes = (n.where.fact.value if n.where.fact.known and n.where.fact.value else "unknown" for n in needs)
        return tuple(dict.fromkeys(codes))


def relations(customer: Customer, dossier: Dossier) -> tuple[Relation, ...]:
    """The relations of a customer: received, returned, then one a supplier and answer, by the supplier's name."""
    about = contract(customer, dossier)
    asked = _asked(dossier)
    return (
        _received(customer, about, dossier, asked),
        *_returned(customer, about, dossier, asked),
        *(_for_customer(relation, customer, dossier) for relation in _engaged_of(about, dossier)),
    )


def _asked(dossier: Dossier) -> Asked:
    found = dossier.kept.get("asked")
    if not isinstance(found, Asked):
        found = dossier.kept["asked"] = Asked(dossier.today, jurisdictions.decisions())
    return found


# What comes from the customer


def _received(customer: Customer, about: Contract, dossier: Dossier, asked: Asked) -> Relation:
    """The customer hands data to the company. Only where the company stands outside the EEA is that a transfer."""
    company = dossier.company
    outside = not countries.in_eea(company.country)
    hop = Hop(
        "received",
        customer.legal_name,
        (customer.at("legal_name"),),
        customer.country,
        "processor" if customer.role == "processor" else "controller",
        _of_company(about, dossier),
        "sub-processor" if customer.role == "processor" else "processor",
        customer.at("role"),
        None,
        customer.transfer if outside else None,
        frozenset(about.subjects),
    )
    beyond = not countries.in_eea(customer.country) and (customer.subject_to_gdpr == "no" or not outside)
    return _with_customer("received", (judge(hop, asked),), customer, dossier, beyond)


def _of_company(about: Contract, dossier: Dossier) -> Importer:
    """The company as the one that gets data: its seat, and where it runs systems itself and reaches them from."""
    company = dossier.company
    party = next((p for p in dossier.all(Party) if p.legal_name.value == company.legal_name), None)
    seat: Fact[str] = Fact(place=company.at("country"), value=company.country, status="attested")
    where = {("seat", company.country): Where("seat", seat)}
    for system in about.systems:
        own = not system.vendor and (not system.party or (party is not None and system.party == party.id))
        for index, code in enumerate(system.access_countries if own else ()):
            fact: Fact[str] = Fact(place=system.at("access_countries", index), value=code, status="attested")
            where.setdefault(("reached", code), Where("reached", fact))
    gdpr = party.subject_to_gdpr if party else None
    known = gdpr.value or "" if gdpr is not None and gdpr.known else ""
    return Importer(
        "company",
        company.legal_name,
        (company.at("legal_name"),),
        tuple(where.values()),
        party,
        commercial=True,
        under_gdpr=known,
        under_gdpr_place=gdpr.place if gdpr is not None else None,
    )


# What goes back


def _returned(customer: Customer, about: Contract, dossier: Dossier, asked: Asked) -> Iterator[Relation]:
    """Data goes back to the customer: by the flows of the registers, else at the end of the contract at the latest."""
    flows = {flow.id for flow in about.flows}
    found = [t for t in _all_returned(dossier).get(customer.id, ()) if t.hop.flow and t.hop.flow.id in flows]
    if not found:
        found = [judge(_at_the_end(customer, about, dossier), asked)]
    for index, judged in enumerate(_by_answer(found)):
        yield _with_customer("returned" if index == 0 else f"returned-{index + 1}", judged, customer, dossier)


def _all_returned(dossier: Dossier) -> dict[str, list[Transfer]]:
    """Judged hops back to customers, by customer; made once for all."""
    known = dossier.kept.get("returned")
    if isinstance(known, dict):
        return known
    found: dict[str, list[Transfer]] = {}
    for transfer in transfers(dossier):
        if transfer.hop.kind == "returned" and transfer.hop.importer.customer:
            found.setdefault(transfer.hop.importer.customer.id, []).append(transfer)
    dossier.kept["returned"] = found
    return found


def _at_the_end(customer: Customer, about: Contract, dossier: Dossier) -> Hop:
    company = dossier.company
    return Hop(
        "returned",
        company.legal_name,
        (company.at("legal_name"),),
        company.country,
        role_towards(customer, "processor"),
        of_customer(customer),
        customer.role,
        customer.at("country"),
        None,
        customer.transfer,
        frozenset(about.subjects),
    )


def _by_answer(found: list[Transfer]) -> tuple[tuple[Transfer, ...], ...]:
    groups: dict[tuple[object, ...], list[Transfer]] = {}
    for transfer in found:
        hop = transfer.hop
        key = (hop.importer.id, hop.exporter_role, hop.importer_role, transfer.words, transfer.verdict, transfer.reason)
        groups.setdefault(key, []).append(transfer)
    return tuple(map(tuple, groups.values()))


def _with_customer(
    id: str, judged: tuple[Transfer, ...], customer: Customer, dossier: Dossier, beyond: bool = False
) -> Relation:
    """A relation between the two parties: the agreement itself can bring the clauses in."""
    transfer = judged[0]
    clauses = None if beyond else _taken_in(transfer, of_customer_choices(customer), customer, dossier)
    kind: RelationKind = "received" if id == "received" else "returned"
    questions = () if beyond else tuple(_questions(id, transfer, clauses, customer))
    return _settled(Relation(id, kind, judged, clauses, questions, (), beyond), customer, dossier)


def _taken_in(transfer: Transfer, chosen: Chosen, customer: Customer, dossier: Dossier) -> Clauses | None:
    """The clauses that the agreement contains for a relation of its parties; None where it needs none."""
    number, hop = transfer.module, transfer.hop
    declared = hop.declared
    basis: Basis = "this-agreement"
    if transfer.ground == "scc":
        basis = "agreed"
    elif transfer.ground in ("adequacy", "dpf"):
        number = declared.fallback_module if declared and declared.fallback == "scc" else None
        basis = "fallback"
    elif transfer.ground not in ("missing", "unverified") or not _sure(transfer):
        return None
    return Clauses(number, basis, resolve(number, hop, chosen, dossier, customer)) if number else None


def _sure(transfer: Transfer) -> bool:
    """Whether some country surely asks for clauses, whatever else is not known."""
    return any(need.kind == "clauses" for need in transfer.needs)


def _questions(id: str, transfer: Transfer, clauses: Clauses | None, customer: Customer) -> Iterator[Question]:
    """What counsel must decide, and what is not verified."""
    places = (transfer.hop.place, *transfer.sources)
    if transfer.verdict == "counsel":
        yield Question(id, f"counsel must decide on the ground: {transfer.reason}", places)
    elif transfer.verdict == "wrong-module" or (transfer.verdict in ERRORS and clauses is None):
        yield Question(id, transfer.reason, places)
    elif transfer.verdict == "unverified" and clauses is None:
        yield Question(id, f"the ground is not verified: {transfer.reason}", places)
    if clauses is not None and transfer.hop.importer.under_gdpr == "unknown":
        at = transfer.hop.importer.under_gdpr_place
        words = "whether the GDPR applies to the importer itself is not known; the clauses are made for one outside it"
        yield Question(f"{id}-gdpr", words, (at,) if at else places)
    if transfer.ground in ("adequacy", "dpf"):
        yield from _of_decisions(transfer)
    for choice in clauses.choices if clauses else ():
        if choice.open:
            yield Question(f"{id}-{choice.row.id}", choice.question, choice.sources or (customer.dpa.place,))


FIELD_WORDS = {"in_force": "its first day", "eea": "its place in the EEA Agreement", "expires": "its last day"}


def _of_decisions(transfer: Transfer) -> Iterator[Question]:
    """Fields of the decisions relied on that nobody compared with their text."""
    for decision in dict.fromkeys(need.decision for need in transfer.needs if need.decision):
        if decision.unconfirmed:
            fields = " and ".join(FIELD_WORDS.get(name, name) for name in decision.unconfirmed)
            words = f"{decision.instrument} is relied on, and nobody has compared {fields} with the text"
            yield Question(decision.celex, words, (transfer.hop.place, *transfer.sources))


def answers(customer: Customer, day: date) -> dict[str, CounselDecision]:
    """Counsel's decisions that count on a day, by what they are about."""
    return {d.about: d for d in customer.dpa.counsel if d.decided_on <= day and (not d.until or d.until >= day)}


def _settled(relation: Relation, customer: Customer, dossier: Dossier) -> Relation:
    """The relation without the questions that counsel has answered and whose answer still counts."""
    found = answers(customer, dossier.today)
    if not found:
        return relation
    left = tuple(q for q in relation.questions if q.about not in found)
    used = tuple(found[q.about] for q in relation.questions if q.about in found)
    clauses = relation.clauses
    if clauses is not None:
        clauses = replace(clauses, choices=answered(clauses.choices, relation.id, found))
    return replace(relation, clauses=clauses, questions=left, settled=used)


# What goes on to sub-processors


def _engaged_of(about: Contract, dossier: Dossier) -> tuple[Relation, ...]:
    """Relations to suppliers, the same for all customers of a plan and products."""
    key = ("engaged", about.plan, about.products)
    found = dossier.kept.get(key)
    if not isinstance(found, tuple):
        suppliers = sorted(about.suppliers, key=lambda s: s.vendor.name.lower())
        found = dossier.kept[key] = tuple(r for s in suppliers for r in _engaged(s, dossier))
    return found


def _engaged(supplier: Supplier, dossier: Dossier) -> Iterator[Relation]:
    """A supplier by legal person and answer; the links of its chain stand in Annex III with their own grounds."""
    hops = transfers_to(supplier.vendor, dossier, supplier.flows)
    direct = [t for t in hops if t.hop.flow is not None]
    exported = [t for t in direct if t.hop.kind != "direct"] or direct
    for index, judged in enumerate(_by_answer(exported)):
        transfer = judged[0]
        clauses = None
        if transfer.ground == "scc" and transfer.module:
            chosen = of_supplier_choices(transfer)
            clauses = Clauses(transfer.module, "agreed", resolve(transfer.module, transfer.hop, chosen, dossier, None))
        id = supplier.vendor.id if index == 0 else f"{supplier.vendor.id}-{index + 1}"
        yield Relation(id, "engaged", judged, clauses, tuple(_of_supplier(id, transfer, clauses)), ())


def _of_supplier(id: str, transfer: Transfer, clauses: Clauses | None) -> Iterator[Question]:
    places: tuple[Place, ...] = (transfer.hop.place, *transfer.sources)
    if transfer.verdict not in ("ok", "not-needed"):
        lead = "counsel must decide on the ground" if transfer.verdict == "counsel" else "the ground is open"
        yield Question(id, f"{transfer.hop.importer.name}: {lead}: {transfer.reason}", places)
    if transfer.ground in ("adequacy", "dpf"):
        yield from _of_decisions(transfer)
    for choice in clauses.choices if clauses else ():
        if choice.open:
            about = f"{id}-{choice.row.id}"
            yield Question(about, f"{transfer.hop.importer.name}: {choice.question}", choice.sources or places)


def _for_customer(relation: Relation, customer: Customer, dossier: Dossier) -> Relation:
    return _settled(relation, customer, dossier) if relation.questions else relation
