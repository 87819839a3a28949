"""What the laws of the United Kingdom and of Switzerland ask of an agreement: derived for each, never assumed.

The UK Addendum is needed where somebody who exports under the UK GDPR sends data to a place that the
United Kingdom's own rules do not cover. Swiss terms are needed where such an export takes place under
the FADP, and where data that comes from Switzerland travels on under the clauses.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from compliance.derive.scc import Relation, answers, relations
from compliance.derive.scc_clauses import Choice, Question, answered, of_customer_choices, resolve
from compliance.diagnostics import Place
from compliance.frameworks import countries
from compliance.frameworks.scc import LawId, OtherLaw, other_law
from compliance.frameworks.transfer_tools import Module, module
from compliance.graph.dossier import Dossier
from compliance.registers.records.customers import Customer


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something is needed or not, and the lines that it follows from."""

    words: str
    sources: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Need:
    """What one law asks of the agreement. ``restricted`` are relations that it does not let go without more;
    ``onward`` those under clauses that carry its data on."""

    law: OtherLaw
    restricted: tuple[Relation, ...]
    onward: tuple[Relation, ...]
    reasons: tuple[Reason, ...]
    questions: tuple[Question, ...]
    module: Module | None = None
    """The module that the UK Addendum is put to."""
    choices: tuple[Choice, ...] = ()

    @property
    def needed(self) -> bool:
        return bool(self.restricted or self.onward)


def need(id: LawId, customer: Customer, found: Iterable[Relation], dossier: Dossier) -> Need:
    """What a law asks of the agreement with a customer."""
    law, found = other_law(id), tuple(found)
    exports = tuple(r for r in found if r.hop.exporter_country == law.country)
    restricted: list[Relation] = []
    reasons: list[Reason] = []
    questions: list[Question] = []
    if not exports:
        reasons.append(_nobody(law, customer, dossier))
    for relation in exports:
        bare, told, asked = _export(law, relation)
        reasons += told
        questions += asked
        restricted += [relation] if bare else []
    onward = _onward(law, customer, found) if id == "ch" else ()
    for relation in onward:
        words = f"Data from {law.title} goes to {relation.hop.importer.name} under the Standard Contractual Clauses"
        reasons.append(Reason(words, (*relation.hop.importer.places, *relation.transfer.sources)))
    number: Module | None = None
    choices: tuple[Choice, ...] = ()
    if id == "uk" and restricted:
        hop = restricted[0].hop
        number = module(hop.exporter_role, hop.importer_role)
        if number is None:
            pair = f"{hop.exporter_role} to {hop.importer_role}"
            questions.append(Question(id, f"no module of the clauses fits {pair}; counsel must decide", (hop.place,)))
        else:
            choices = resolve(number, hop, of_customer_choices(customer), dossier, customer)
            questions += _open_choices(choices, customer)
        questions += _ending(customer)
    found_answers = answers(customer, dossier.today)
    left = tuple(q for q in questions if q.about not in found_answers)
    choices = answered(choices, id, found_answers)
    return Need(law, tuple(restricted), onward, tuple(reasons), left, number, choices)


def _nobody(law: OtherLaw, customer: Customer, dossier: Dossier) -> Reason:
    company = dossier.company
    there, here = countries.in_sentence(customer.country), countries.in_sentence(company.country)
    places = f"{customer.legal_name} is in {there}, {company.legal_name} in {here}"
    words = f"Neither party exports under the {law.law}: {places}"
    return Reason(
        words, tuple(record.at(field) for record in (customer, company) for field in ("legal_name", "country"))
    )


def _export(law: OtherLaw, relation: Relation) -> tuple[bool, list[Reason], list[Question]]:
    """Whether an export wants more than the law's own list of places, why, and what is not known."""
    hop = relation.hop
    pair = f"{hop.exporter} to {hop.importer.name}"
    reasons: list[Reason] = []
    questions: list[Question] = []
    bare = False
    seen: set[str] = set()
    for where in hop.importer.where:
        code = where.fact.value if where.fact.known else None
        if code is None:
            about = f"{law.id}-{relation.id}"
            questions.append(
                Question(
                    about,
                    f"{pair}: a country of the importer is not verified",
                    (*hop.exporter_places, *hop.importer.places, where.fact.place),
                )
            )
            continue
        row = law.covers(code)
        if code in seen:
            continue
        seen.add(code)
        sources = (*hop.exporter_places, *hop.importer.places, where.fact.place)
        if row is None:
            bare = True
            words = f"{pair}: {countries.in_sentence(code)} is on no list of the {law.law}"
            reasons.append(Reason(words, sources))
        else:
            reasons.append(Reason(f"{pair}: {countries.in_sentence(code)} is covered by {row.basis}", sources))
            if row.unconfirmed:
                about = f"{law.id}-{code}"
                words = (
                    f"{law.title}: {countries.name(code)} is taken as covered by {row.basis}, which nobody looked up"
                )
                questions.append(Question(about, words, sources))
    return bare, reasons, questions


def _onward(law: OtherLaw, customer: Customer, found: tuple[Relation, ...]) -> tuple[Relation, ...]:
    """Relations under clauses by which data of a customer of that country goes on to a third one."""
    if customer.country != law.country:
        return ()
    return tuple(r for r in found if r.kind == "engaged" and r.ground == "scc")


def _open_choices(choices: tuple[Choice, ...], customer: Customer) -> Iterator[Question]:
    for choice in choices:
        if choice.open:
            about = f"uk-{choice.row.id}"
            yield Question(about, f"UK Addendum, table 2: {choice.question}", choice.sources or (customer.dpa.place,))


def _ending(customer: Customer) -> Iterator[Question]:
    if customer.dpa.uk_addendum_ends_by is None:
        words = "UK Addendum, table 4: who may end the Addendum is not chosen"
        yield Question("uk-end", words, (customer.dpa.place,))


def asked(customer: Customer, dossier: Dossier) -> tuple[Question, ...]:
    """Every question about the agreement with a customer, answered or not."""
    unanswered = replace(customer, dpa=replace(customer.dpa, counsel=()))
    found = relations(unanswered, dossier)
    laws: tuple[LawId, ...] = ("uk", "ch")
    of_laws = (q for id in laws for q in need(id, unanswered, found, dossier).questions)
    return (*(q for relation in found for q in relation.questions), *of_laws)
