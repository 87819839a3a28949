"""What one customer's paper says differently from the standard, line by line with its place.

The standard is what the company has for all: the period that its procedures achieve, the law of its own
country, the kind of choice that most customers made, the terms in use. What is the same is counted only.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from compliance.derive.reach import running
from compliance.derive.scc import relations
from compliance.derive.scc_laws import need
from compliance.diagnostics import Place
from compliance.documents.custom_terms import clause_name, demanded
from compliance.documents.dpa import in_force
from compliance.documents.dpa_lint import terms as standard_terms
from compliance.documents.dpa_parties import AUTHORISATION, END, PERIODS, terms_in_use
from compliance.documents.signed_papers import CustomerPapers, papers_of
from compliance.documents.terms_history import ClauseChange, changes
from compliance.frameworks import countries
from compliance.graph.dossier import Dossier
from compliance.registers.records.customers import Customer, Deviation

Kind = Literal["version", "choice", "period", "deviation", "removed duty", "law and courts", "clauses of transfers"]


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that this paper says otherwise: what, its own words, those of the standard, and where they stand.

    ``note`` says what it means, such as that a period is shorter; ``standard_place`` is None where no line states
    the standard.
    """

    kind: Kind
    what: str
    theirs: str
    standard: str
    place: Place
    standard_place: Place | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Compared:
    """The paper of a customer against the standard: how it stands, what differs, and how much was compared."""

    papers: CustomerPapers
    differences: tuple[Difference, ...]
    clauses: tuple[ClauseChange, ...]
    compared: int


def compare(customer: Customer, dossier: Dossier) -> Compared:
    """Everything that can be compared, in the order of the paper."""
    papers = papers_of(customer, dossier)
    found = list(_version(papers, dossier))
    for part in (_choices, _periods, _deviations, _law, _transfers):
        found += part(customer, dossier)
    clauses = changes(papers.terms, dossier)
    return Compared(papers, tuple(d for d in found if d is not None), clauses, len(found))


def _version(papers: CustomerPapers, dossier: Dossier) -> Iterator[Difference | None]:
    agreement, now = papers.agreement, terms_in_use(dossier)
    if agreement is None:
        yield Difference(
            "version", "Agreement", "none is on record", now.version.value, papers.customer.at("agreements")
        )
    elif papers.standing == "on the terms in use":
        yield None
    else:
        place = now.version.sources[0] if now.version.sources else None
        signed = f"version {agreement.version} of {agreement.signed_on} ({agreement.id})"
        yield Difference(
            "version", "Standard terms", signed, now.version.value, agreement.at("version"), place, papers.standing
        )


def _choices(customer: Customer, dossier: Dossier) -> Iterator[Difference | None]:
    dpa = customer.dpa
    yield _usual("Authorisation of sub-processors", "authorisation", AUTHORISATION, customer, dossier)
    yield _usual("At the end of the contract", "end_of_contract", END, customer, dossier)
    for decision in dpa.counsel:
        yield Difference(
            "choice",
            decision.about,
            decision.decision,
            "what the rules derive",
            decision.at("decision"),
            None,
            "counsel",
        )


def _usual(what: str, field: str, words: dict[str, str], customer: Customer, dossier: Dossier) -> Difference | None:
    """A choice that differs from the one that most customers made; no difference where none has most."""
    everybody = running(dossier)
    counted = Counter(str(getattr(one.dpa, field)) for one in everybody)
    usual, times = counted.most_common(1)[0] if counted else ("", 0)
    chosen = str(getattr(customer.dpa, field))
    if chosen == usual or times * 2 <= len(everybody):
        return None
    note = f"{times} of {len(everybody)} customers have the other"
    return Difference("choice", what, words[chosen], words[usual], customer.dpa.at(field), None, note)


SHORTER_BINDS = ("breach_notice_hours", "deletion_days", "audit_notice_days", "data_subject_request_days")
"""Periods of which fewer bind harder; of the others more do."""


def _periods(customer: Customer, dossier: Dossier) -> Iterator[Difference | None]:
    procedures = dossier.project.procedures
    for field, label, unit, _ in PERIODS:
        promised: int | None = getattr(customer.promises, field)
        standard: int | None = getattr(procedures, field) if procedures else None
        if promised is None or standard is None or procedures is None or promised == standard:
            yield None
            continue
        harder = (promised < standard) == (field in SHORTER_BINDS)
        note = "harder than the standard" if harder else "easier than the standard"
        at, by = customer.promises.at(field), procedures.at(field)
        yield Difference("period", label, f"{promised} {unit}", f"{standard} {unit}", at, by, note)


def _deviations(customer: Customer, dossier: Dossier) -> Iterator[Difference | None]:
    listed = standard_terms(dossier)
    for deviation in in_force(customer, dossier):
        name = clause_name(deviation.clause, listed) or f"`{deviation.clause}`, no clause of the terms in use"
        until = f"until {deviation.expires}" if deviation.expires else "until the end of the agreement"
        yield Difference(
            "deviation",
            f"{deviation.id}: {name}",
            " ".join(deviation.wording.split()),
            "the clause as it stands",
            deviation.at("wording"),
            _clause_place(deviation, dossier),
            until,
        )
        for n, key in enumerate(deviation.removes):
            needs = demanded(key)
            note = "demanded by law" if needs else "good practice"
            what, at = f"{deviation.id}: {key}", deviation.at("removes", n)
            yield Difference("removed duty", what, "taken away", "; ".join(needs) or key, at, None, note)


def _clause_place(deviation: Deviation, dossier: Dossier) -> Place | None:
    listed = standard_terms(dossier)
    return next((c.place for c in listed.clauses if c.id == deviation.clause), None) if listed else None


def _law(customer: Customer, dossier: Dossier) -> Iterator[Difference | None]:
    home = dossier.company.country
    at = dossier.company.at("country")
    for field, label in (("governing_law", "Governing law"), ("courts", "Courts")):
        chosen: str = getattr(customer.dpa, field)
        inside = countries.inside(chosen)
        if inside and home not in inside:
            yield Difference("law and courts", label, chosen, countries.name(home), customer.dpa.at(field), at)
        else:
            yield None


def _transfers(customer: Customer, dossier: Dossier) -> Iterator[Difference | None]:
    """The clauses between the parties themselves, which only a customer outside the EEA has, and what was chosen."""
    found = relations(customer, dossier)
    for relation in found:
        if relation.kind == "engaged":
            continue
        if relation.clauses is None:
            yield None
            continue
        what = "Standard contractual clauses, data " + ("received" if relation.kind == "received" else "returned")
        said = f"module {relation.clauses.module}"
        yield Difference("clauses of transfers", what, said, "none inside the EEA", customer.at("country"))
        for choice in relation.clauses.choices:
            if choice.chosen_by in ("law", "facts", "default") or not choice.sources:
                yield None
                continue
            label = f"Clause {choice.row.clause}, {choice.row.title}"
            value = choice.value or "open"
            note = f"chosen by {choice.chosen_by}" if choice.chosen_by else choice.question
            standard = "chosen for each customer"
            yield Difference("clauses of transfers", label, value, standard, choice.sources[0], None, note)
    addendum = need("uk", customer, found, dossier)
    if addendum.needed:
        ends = customer.dpa.uk_addendum_ends_by or "not chosen"
        at = customer.dpa.at("uk_addendum_ends_by" if customer.dpa.uk_addendum_ends_by else "governing_law")
        yield Difference("clauses of transfers", "UK Addendum, who may end it", ends, "no addendum inside the EEA", at)
    else:
        yield None
