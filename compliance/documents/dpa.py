"""The data processing agreement with one customer (GDPR Article 28(3)).

The standard terms are text in a template, the same for all. Everything else follows from the registers:
what this customer's products and plan reach, the measures that are in place, every sub-processor down
its chain, and the ground of each transfer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from compliance.derive.contract import Contract, contract
from compliance.derive.scc import Relation, relations
from compliance.derive.scc_clauses import Question
from compliance.derive.scc_laws import Need, need
from compliance.documents import dpa_annex1, dpa_measures, dpa_parties, dpa_transfers
from compliance.documents.dpa_model import model
from compliance.documents.dpa_view import DeviationPart, DpaView, Facts, MeasureTopic
from compliance.documents.subprocessors import COLUMNS, SubprocessorRow, deep, open_points, row
from compliance.documents.text import Text, fixed, joined, long_date, say
from compliance.documents.views import Column, OpenPoint, Table, cover, open_texts, role
from compliance.graph.dossier import Dossier
from compliance.registers.records.customers import Customer, Deviation

TITLE = "Data processing agreement"


@dataclass(frozen=True, slots=True)
class _Common:
    """What customers of the same plan and products share: it is made once for all of them."""

    rows: tuple[SubprocessorRow, ...]
    processing: Facts
    activities: Table
    people: Table
    special: Table
    retention: Table
    engaged: Table
    measures: tuple[MeasureTopic, ...]
    subprocessors: Table
    chain: Table
    points: tuple[OpenPoint, ...]
    """What is not known of the sub-processors."""
    loose: tuple[Text, ...]
    """Open texts of the tables, apart from those of the sub-processors."""


def _common(about: Contract, dossier: Dossier) -> _Common:
    key = ("dpa", about.plan, about.products)
    known = dossier.kept.get(key)
    if isinstance(known, _Common):
        return known
    suppliers = sorted(about.suppliers, key=lambda s: s.vendor.name.lower())
    rows = tuple(row(s.vendor, dossier, s.flows, {c for c, _ in s.pairs}) for s in suppliers)
    special, retention = dpa_annex1.special_categories(about), dpa_annex1.retention(about, dossier)
    measures = dpa_measures.measures(about, dossier)
    found = _Common(
        rows,
        dpa_annex1.processing(about),
        dpa_annex1.activities(about),
        dpa_annex1.people(about),
        special,
        retention,
        dpa_annex1.to_subprocessors(rows),
        measures,
        Table("subprocessors", "Sub-processors", COLUMNS, tuple(r.cells() for r in rows)),
        _chain(rows),
        tuple(open_points(rows, {s.vendor.name: s.vendor for s in about.suppliers}, dossier)),
        tuple(open_texts((special, retention, measures))),
    )
    dossier.kept[key] = found
    return found


def subjects(dossier: Dossier) -> tuple[str, ...]:
    """Customers, by id; one whose contract has ended gets no new agreement."""
    return tuple(c.id for c in dossier.all(Customer) if c.ends is None or c.ends >= dossier.today)


def view(dossier: Dossier, subject: str) -> DpaView:
    """The agreement with a customer as it stands today."""
    customer = dossier.get(Customer, subject)
    assert customer is not None
    about = contract(customer, dossier)
    common = _common(about, dossier)
    found = relations(customer, dossier)
    laws = (need("uk", customer, found, dossier), need("ch", customer, found, dossier))
    terms = dpa_parties.terms_in_use(dossier)
    made = DpaView(
        cover=cover(dossier, "dpa", TITLE, joined((fixed("with"), say(customer, "legal_name")), " ")),
        parties=dpa_parties.parties(customer, dossier),
        details=dpa_parties.details(customer, terms, dpa_transfers.on_cover(found, laws, customer, dossier), dossier),
        terms=terms,
        subject_matter=dpa_parties.products(customer, dossier),
        products=dpa_parties.product_names(customer, dossier),
        processing=common.processing,
        activities=common.activities,
        people=common.people,
        special=common.special,
        retention=common.retention,
        transfers_to_subprocessors=common.engaged,
        measures=common.measures,
        subprocessors=common.rows,
        subprocessor_table=common.subprocessors,
        chain_table=common.chain,
        relations=dpa_transfers.parts(found, dossier),
        relation_table=dpa_transfers.table(r for r in found if r.kind != "engaged"),
        laws=dpa_transfers.law_parts(laws, customer, found, dossier),
        transfer_statement=dpa_transfers.statement(found),
        deviations=tuple(_deviation(d, dossier) for d in in_force(customer, dossier)),
        signatures=dpa_parties.signatures(customer, dossier),
        model=model(customer, about, common.rows, found, laws, terms, dossier),
        marks=(),
    )
    points = tuple(_points(made, customer, common, found, laws, dossier))
    return replace(made, open_points=points, marks=_marks(made))


def _chain(rows: Iterable[SubprocessorRow]) -> Table:
    columns = (Column("engaged_by", "Engaged by", 14, "id"), *COLUMNS)
    cells = tuple((first.name, *below.cells()) for first in rows for below in deep(first))
    return Table("chain", "Engaged by the sub-processors", columns, cells)


def in_force(customer: Customer, dossier: Dossier) -> tuple[Deviation, ...]:
    """Deviations that have not ended."""
    return tuple(d for d in customer.deviations if d.expires is None or d.expires >= dossier.today)


def _deviation(deviation: Deviation, dossier: Dossier) -> DeviationPart:
    by = role(dossier, deviation.approved_by, deviation.at("approved_by"))
    day = say(deviation, "approved_on", long_date(deviation.approved_on))
    facts: list[tuple[str, tuple[Text, ...]]] = [("Approved by", (joined((by, day)),))]
    if deviation.expires:
        facts.append(("Until", (say(deviation, "expires", long_date(deviation.expires)),)))
    return DeviationPart(deviation.id, deviation.clause, say(deviation, "wording"), tuple(facts))


def _marks(made: DpaView) -> tuple[str, ...]:
    tables = (made.subprocessor_table, made.chain_table, made.relation_table, made.transfers_to_subprocessors)
    cells = (cell for table in tables for line in table.rows for cell in line)
    texts = (text for cell in cells for text in (cell if isinstance(cell, tuple) else (cell,)))
    return tuple(sorted({text.mark for text in texts if text.mark}))


def _points(
    made: DpaView,
    customer: Customer,
    common: _Common,
    found: tuple[Relation, ...],
    laws: tuple[Need, ...],
    dossier: Dossier,
) -> Iterator[OpenPoint]:
    """What must be settled first: questions of law, facts about sub-processors, what nobody has stated, old days."""
    owner = role(dossier, customer.owner, customer.at("owner"))
    counsel = _counsel(customer, dossier)
    told: set[str] = set()
    asked = (q for r in found if r.kind != "engaged" for q in r.questions)
    for question in (*asked, *(q for law in laws for q in law.questions)):
        told.add(_capital(question.words))
        yield _question(question, counsel)
    for relation in (r for r in found if r.kind == "engaged"):
        vendor = relation.hop.importer.vendor
        for question in relation.questions:
            told.add(_capital(question.words))
            if vendor is not None and relation.clauses is not None:
                yield _question(question, role(dossier, vendor.owner, vendor.at("owner")))
    yield from common.points
    for text in (*open_texts((made.parties, made.details, made.terms, made.processing)), *common.loose):
        if _capital(text.value) not in told:
            yield OpenPoint(Text(text.value[:1].upper() + text.value[1:], text.sources), owner)
    yield from _days(customer, owner, dossier)


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _question(question: Question, owner: Text) -> OpenPoint:
    return OpenPoint(Text(f"{_capital(question.words)} [{question.about}]", question.sources), owner)


def _counsel(customer: Customer, dossier: Dossier) -> Text:
    """Whoever answers questions of law: the role that chose the law, else that of legal counsel, else the owner."""
    dpa = customer.dpa
    if dpa.scc_law_chosen_by:
        return role(dossier, dpa.scc_law_chosen_by, dpa.at("scc_law_chosen_by"))
    if "legal-counsel" in dossier.registers.roles:
        return role(dossier, "legal-counsel")
    return role(dossier, customer.owner, customer.at("owner"))


def _days(customer: Customer, owner: Text, dossier: Dossier) -> Iterator[OpenPoint]:
    """Days that are past: the review of the agreement, and deviations that are left out because they ended."""
    review = customer.dpa.next_review
    if review is not None and review < dossier.today:
        words = f"The review of the agreement was due on {long_date(review)}"
        yield OpenPoint(Text(words, (customer.dpa.at("next_review"),)), owner)
    for deviation in customer.deviations:
        if deviation.expires is not None and deviation.expires < dossier.today:
            words = f"Deviation {deviation.id} ended on {long_date(deviation.expires)} and is left out"
            yield OpenPoint(Text(words, (deviation.at("expires"),)), owner)
