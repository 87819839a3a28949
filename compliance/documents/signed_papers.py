"""Who signed which paper in which version, and how each customer stands with its data processing agreement."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from compliance.derive.contract import contract
from compliance.derive.reach import running
from compliance.documents.dpa_parties import terms_in_use
from compliance.documents.terms_history import SignedTerms, signed_terms
from compliance.frameworks.dpa_rules import Duty
from compliance.graph.dossier import Dossier
from compliance.registers.order import natural
from compliance.registers.records.customers import Agreement, Customer

PaperState = Literal["in force", "replaced", "ended", "not signed yet"]
Standing = Literal["on the terms in use", "on other terms", "terms not known", "none signed", "ended", "not signed yet"]

REPLACES = frozenset({"dpa", "msa", "terms", "nda", "quality"})
"""Kinds of which a later paper takes the place of an earlier one; orders stand side by side."""

MISSING: frozenset[Standing] = frozenset({"none signed", "ended", "not signed yet"})
"""Standings without an agreement in force."""


@dataclass(frozen=True, slots=True)
class SignedPaper:
    """A paper of the register, and whether it binds today."""

    agreement: Agreement
    state: PaperState


@dataclass(frozen=True, slots=True)
class CustomerPapers:
    """The papers of one customer, and how it stands.

    ``flows`` counts the flows that bring its personal data, by its products and plan. ``lacks`` holds duties that the
    law or good practice asks for and its terms do not have; it says nothing where their text is not known.
    """

    customer: Customer
    papers: tuple[SignedPaper, ...]
    agreement: Agreement | None
    """The data processing agreement in force, else the last one on record."""
    standing: Standing
    terms: SignedTerms
    lacks: tuple[Duty, ...]
    flows: int

    @property
    def uncovered(self) -> bool:
        """Whether its personal data flows and no data processing agreement is in force."""
        return self.standing in MISSING and self.flows > 0


def papers(dossier: Dossier) -> tuple[CustomerPapers, ...]:
    """Every customer whose contract runs, by id."""
    return tuple(papers_of(customer, dossier) for customer in running(dossier))


def papers_of(customer: Customer, dossier: Dossier) -> CustomerPapers:
    """The papers of one customer."""
    listed = tuple(SignedPaper(a, _state(a, customer, dossier)) for a in customer.agreements)
    agreement, standing = _agreement(listed)
    terms = signed_terms(agreement, dossier) if agreement else SignedTerms("")
    if agreement is not None and not standing:
        standing = _against_terms(agreement, terms, dossier)
    about = contract(customer, dossier)
    flows = sum(1 for flow in about.flows if about.brings.get(flow.id))
    return CustomerPapers(customer, listed, agreement, standing or "none signed", terms, terms.lacks(), flows)


def _state(agreement: Agreement, customer: Customer, dossier: Dossier) -> PaperState:
    if agreement.signed_on > dossier.today:
        return "not signed yet"
    if agreement.expires is not None and agreement.expires < dossier.today:
        return "ended"
    later = (
        other
        for other in customer.agreements
        if other.kind == agreement.kind and agreement.signed_on < other.signed_on <= dossier.today
    )
    return "replaced" if agreement.kind in REPLACES and any(True for _ in later) else "in force"


def _agreement(listed: Iterable[SignedPaper]) -> tuple[Agreement | None, Standing | None]:
    """The data processing agreement that counts, and how the customer stands where none is in force."""
    found = [paper for paper in listed if paper.agreement.kind == "dpa"]
    order: tuple[PaperState, ...] = ("in force", "not signed yet", "ended", "replaced")
    found.sort(key=lambda paper: (order.index(paper.state), -paper.agreement.signed_on.toordinal()))
    if not found:
        return None, "none signed"
    first = found[0]
    if first.state == "in force":
        return first.agreement, None
    return first.agreement, "not signed yet" if first.state == "not signed yet" else "ended"


def _against_terms(agreement: Agreement, terms: SignedTerms, dossier: Dossier) -> Standing:
    now = terms_in_use(dossier)
    if terms.in_use:
        return "on the terms in use"
    if terms.sha256 and now.sha256.value:
        return "on other terms"
    if now.version.mark or not now.sha256.value:
        return "terms not known"
    return "on the terms in use" if now.version.value == agreement.version else "on other terms"


def older(agreement: Agreement, version: str) -> bool:
    """Whether an agreement is on an older version than the one named, numbers compared as numbers."""
    return natural(agreement.version) < natural(version)


def counts(found: Iterable[CustomerPapers]) -> dict[str, int]:
    """What the end of the list counts."""
    listed = tuple(found)
    made: Counter[str] = Counter(paper.state for one in listed for paper in one.papers)
    standing: Counter[str] = Counter(one.standing for one in listed)
    return {
        "customers": len(listed),
        "papers": sum(made.values()),
        "in_force": made["in force"],
        "replaced": made["replaced"],
        "ended": made["ended"],
        "not_signed_yet": made["not signed yet"],
        "without_file_hash": sum(1 for one in listed for paper in one.papers if not paper.agreement.sha256),
        "on_terms_in_use": standing["on the terms in use"],
        "on_other_terms": standing["on other terms"],
        "terms_not_known": standing["terms not known"],
        "without_agreement": sum(1 for one in listed if one.standing in MISSING),
        "uncovered": sum(1 for one in listed if one.uncovered),
    }
