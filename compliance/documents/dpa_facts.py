"""What the annexes and details of an agreement must state, fact by fact: the checks behind ``facts`` of the rules."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from compliance.derive.chain import chain
from compliance.derive.contract import Contract
from compliance.diagnostics import Place
from compliance.documents.dpa_view import DpaModel
from compliance.documents.text import Text
from compliance.graph.dossier import Dossier
from compliance.paper.blanks import blanks
from compliance.registers.records.customers import Customer


@dataclass(frozen=True, slots=True)
class Agreement:
    """An agreement as the checks read it: the customer, what concerns it, the facts, and the texts that print."""

    customer: Customer
    about: Contract
    model: DpaModel
    texts: tuple[Text, ...]
    dossier: Dossier


@dataclass(frozen=True, slots=True)
class Lack:
    """What a fact lacks, and where that would be mended. ``open``: a draft prints it as not verified."""

    says: str
    place: Place
    open: bool = False


Check = Callable[[Agreement], Iterator[Lack]]


def _activities(a: Agreement) -> Iterator[Lack]:
    if not a.model.activities:
        yield Lack("no processing activity concerns the products of the customer", a.customer.at("products"))


def _subjects(a: Agreement) -> Iterator[Lack]:
    if a.model.activities and not a.model.subjects:
        yield Lack("no flow says about whom data is processed", a.customer.at("products"))


def _categories(a: Agreement) -> Iterator[Lack]:
    if a.model.activities and not a.model.categories:
        yield Lack("no flow says which data is processed", a.customer.at("products"))


def _measures(a: Agreement) -> Iterator[Lack]:
    if not a.model.measures:
        yield Lack("no implemented control gives Annex II a measure", a.dossier.project.at("company"))


def _authorisation(a: Agreement) -> Iterator[Lack]:
    if a.model.authorisation not in ("general", "specific"):
        yield Lack("the kind of authorisation is not chosen", a.customer.dpa.at("authorisation"))


def _notice_days(a: Agreement) -> Iterator[Lack]:
    if not a.model.subprocessor_notice_days:
        at = a.customer.promises.at("subprocessor_notice_days")
        yield Lack("no days of notice before a new sub-processor", at)


def _objection_days(a: Agreement) -> Iterator[Lack]:
    days, notice = a.model.objection_days, a.model.subprocessor_notice_days
    at = a.customer.promises.at("objection_days")
    if not days:
        yield Lack("no days in which the customer may object to a new sub-processor", at)
    elif notice and days > notice:
        yield Lack(f"{days} days to object end after the {notice} days of notice, when the sub-processor works", at)


def _subprocessors(a: Agreement) -> Iterator[Lack]:
    for supplier in a.about.suppliers:
        for link in chain(supplier.vendor, a.dossier):
            if link.missing:
                yield Lack(f"Annex III has no {' and no '.join(link.missing)} of {link.name}", link.place)
            elif link.unverified:
                names = " and ".join(link.unverified)
                first = next(iter(link.unverified.values()))
                yield Lack(f"{names} of {link.name} not verified", first.place, open=True)


def _period(field: str, says: str) -> Check:
    def check(a: Agreement) -> Iterator[Lack]:
        if getattr(a.model, field) is None:
            yield Lack(says, a.customer.promises.at(field))

    return check


def _breach_hours(a: Agreement) -> Iterator[Lack]:
    if not a.model.breach_notice_hours:
        yield Lack("no hours within which a breach is reported", a.customer.promises.at("breach_notice_hours"))


def _end_of_contract(a: Agreement) -> Iterator[Lack]:
    if a.model.end_of_contract not in ("delete", "return", "customer-chooses"):
        yield Lack("deletion or return is not chosen", a.customer.dpa.at("end_of_contract"))


def _signatures(a: Agreement) -> Iterator[Lack]:
    if a.model.signatures < 2:
        yield Lack("a party has no block for its signature", a.customer.at("legal_name"))


def _transfer_grounds(a: Agreement) -> Iterator[Lack]:
    for relation in a.model.relations:
        if not relation.countries:
            continue
        to = f"{relation.importer} in {', '.join(relation.countries)}"
        at = _place_of(relation.id, a)
        if relation.ground == "missing":
            yield Lack(f"the transfer to {to} has no ground", at)
        elif relation.open:
            yield Lack(f"the ground of the transfer to {to} is open", at, open=True)


def _clauses_resolved(a: Agreement) -> Iterator[Lack]:
    for relation in a.model.relations:
        if relation.unresolved:
            clauses = ", ".join(relation.unresolved)
            says = f"clause {clauses} of module {relation.module} with {relation.importer} is not resolved"
            yield Lack(
                says, a.customer.dpa.at("scc_governing_law") if _ours(relation.id) else _place_of(relation.id, a)
            )
        elif relation.ground == "scc" and relation.countries and not relation.module:
            yield Lack(f"no module fits the transfer to {relation.importer}", _place_of(relation.id, a))


def _ours(id: str) -> bool:
    """Whether a relation is one with the customer itself."""
    return id.partition("-")[0] in ("received", "returned")


def _place_of(id: str, a: Agreement) -> Place:
    if _ours(id):
        return a.customer.at("country")
    supplier = next((s for s in a.about.suppliers if id == s.vendor.id or id.startswith(f"{s.vendor.id}-")), None)
    return supplier.vendor.at("id") if supplier else a.customer.at("id")


def _uk(a: Agreement) -> Iterator[Lack]:
    if a.model.uk_needed and not a.model.uk_filled:
        yield Lack("the tables of the UK Addendum are not filled", a.customer.dpa.at("uk_addendum_ends_by"))


def _swiss(a: Agreement) -> Iterator[Lack]:
    if a.model.swiss_needed and not a.model.swiss_filled:
        yield Lack("the Swiss terms are not filled", a.customer.at("dpa"))


def _officer(a: Agreement) -> Iterator[Lack]:
    if not a.model.officer:
        yield Lack("no data protection officer with a contact", a.dossier.company.at("dpo"))


def _representative(a: Agreement) -> Iterator[Lack]:
    if a.model.representative == "missing":
        at = a.dossier.company.at("representative_art27")
        yield Lack("no representative under Article 27, and the company is outside the EEA", at)


def _safeguards(a: Agreement) -> Iterator[Lack]:
    if a.model.special and not a.model.safeguards:
        says = f"no safeguards beside special categories ({', '.join(a.model.special)})"
        yield Lack(says, a.customer.at("products"))


def _placeholders(a: Agreement) -> Iterator[Lack]:
    seen: set[Place] = set()
    for text in a.texts:
        found = blanks(text.value)
        place = text.sources[0] if text.sources else a.customer.at("id")
        if found and place not in seen:
            seen.add(place)
            yield Lack(f"`{found[0][0]}` is left to fill in", place)


def _review(a: Agreement) -> Iterator[Lack]:
    day = a.model.next_review
    if day is not None and day < a.model.day:
        yield Lack(f"the next review was due on {day}", a.customer.dpa.at("next_review"))


def _terms_approved(a: Agreement) -> Iterator[Lack]:
    if not a.model.terms_version:
        yield Lack("nobody approved the standard terms in this wording", a.dossier.project.at("documents"), open=True)


CHECKS: dict[str, Check] = {
    "activities": _activities,
    "subjects": _subjects,
    "categories": _categories,
    "measures": _measures,
    "authorisation": _authorisation,
    "notice-days": _notice_days,
    "objection-days": _objection_days,
    "subprocessors": _subprocessors,
    "request-days": _period("data_subject_request_days", "no days within which a request of a person is helped with"),
    "breach-hours": _breach_hours,
    "deletion-days": _period("deletion_days", "no days within which data is deleted or returned"),
    "end-of-contract": _end_of_contract,
    "audit-days": _period("audit_notice_days", "no days of notice before an audit"),
    "signatures": _signatures,
    "transfer-grounds": _transfer_grounds,
    "clauses-resolved": _clauses_resolved,
    "uk": _uk,
    "swiss": _swiss,
    "officer": _officer,
    "representative": _representative,
    "safeguards": _safeguards,
    "placeholders": _placeholders,
    "review": _review,
    "terms-approved": _terms_approved,
}
"""The check of each fact that a rule names."""
