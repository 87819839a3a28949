"""The facts of an agreement without wording, for the rules that hold an agreement complete."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal

from compliance.derive.contract import Contract
from compliance.derive.scc import Relation
from compliance.derive.scc_laws import Need
from compliance.documents.dpa_measures import every_topic
from compliance.documents.dpa_view import DpaModel, RelationModel, TermsInUse
from compliance.documents.subprocessors import SubprocessorRow, deep
from compliance.frameworks import countries
from compliance.frameworks.taxonomy import may_contain
from compliance.graph.dossier import Dossier
from compliance.registers.records.customers import Customer


def model(
    customer: Customer,
    about: Contract,
    rows: tuple[SubprocessorRow, ...],
    found: tuple[Relation, ...],
    laws: tuple[Need, ...],
    terms: TermsInUse,
    dossier: Dossier,
) -> DpaModel:
    """The facts of the agreement with a customer."""
    dpa, promises = customer.dpa, customer.promises
    topics = every_topic(about, dossier)
    uk, swiss = laws
    return DpaModel(
        customer=customer.id,
        day=dossier.today,
        authorisation=dpa.authorisation,
        end_of_contract=dpa.end_of_contract,
        governing_law=dpa.governing_law,
        courts=dpa.courts,
        breach_notice_hours=promises.breach_notice_hours,
        subprocessor_notice_days=promises.subprocessor_notice_days,
        objection_days=promises.objection_days,
        deletion_days=promises.deletion_days,
        audit_notice_days=promises.audit_notice_days,
        data_subject_request_days=promises.data_subject_request_days,
        next_review=dpa.next_review,
        activities=tuple(activity.id for activity in about.activities),
        subjects=about.subjects,
        categories=about.categories,
        special=about.special,
        safeguards=all(_safeguarded(key, about) for key in about.special),
        measures=sum(len(topic.lines) for topic in topics),
        empty_topics=tuple(topic.id for topic in topics if not topic.lines),
        subprocessors=about.subprocessors,
        incomplete=tuple(_incomplete(about, rows)),
        relations=tuple(map(_relation, found)),
        officer=dossier.company.dpo is not None and bool(dossier.company.dpo.contact),
        representative=_representative(dossier),
        uk_needed=uk.needed,
        uk_filled=uk.needed and not uk.questions,
        swiss_needed=swiss.needed,
        swiss_filled=swiss.needed and not swiss.questions,
        deviations=tuple((deviation.id, deviation.clause) for deviation in customer.deviations),
        terms_version="" if terms.version.mark == "open" else terms.version.value,
        terms_sha256=terms.sha256.value,
        signatures=2,
    )


def _safeguarded(key: str, about: Contract) -> bool:
    return any(h.special_safeguards and may_contain(h.category, key) for _, h in about.holdings())


def _incomplete(about: Contract, rows: Iterable[SubprocessorRow]) -> Iterator[str]:
    """Ids of Annex III with an open text, in its order."""
    suppliers = sorted(about.suppliers, key=lambda s: s.vendor.name.lower())
    for supplier, first in zip(suppliers, rows, strict=True):
        ids = (supplier.vendor.id, *(link.id for link in supplier.links))
        for id, row in zip(ids, (first, *deep(first)), strict=True):
            cells = (text for cell in row.cells() for text in (cell if isinstance(cell, tuple) else (cell,)))
            if any(text.mark == "open" for text in cells):
                yield id


def _relation(relation: Relation) -> RelationModel:
    clauses = relation.clauses
    return RelationModel(
        relation.id,
        relation.kind,
        relation.hop.exporter,
        relation.hop.importer.name,
        relation.third_countries,
        "no-transfer" if relation.beyond_gdpr else relation.ground,
        clauses.module if clauses else "",
        clauses.unresolved if clauses else (),
        relation.open,
    )


def _representative(dossier: Dossier) -> Literal["named", "not-needed", "missing"]:
    company = dossier.company
    if company.representative_art27:
        return "named"
    return "not-needed" if countries.in_eea(company.country) else "missing"
