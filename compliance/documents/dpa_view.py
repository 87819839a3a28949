"""What a data processing agreement says to one customer, part by part (GDPR Article 28(3) and (9)).

The standard terms are the same bytes for every customer and are no part of the view: they stand in a
template of their own. Everything that differs stands here, each text with the lines that it rests on:
the details of the cover, the annexes, the blocks for signatures.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from compliance.documents.subprocessors import SubprocessorRow
from compliance.documents.text import Text
from compliance.documents.views import Table, View

Facts = tuple[tuple[str, tuple[Text, ...]], ...]
"""Labels with what stands behind each, a text a line: what ``m.facts`` prints."""

RelationKind = Literal["received", "returned", "engaged"]
"""Data that comes from the customer, that goes back to it, and that goes on to a sub-processor."""


@dataclass(frozen=True, slots=True)
class FactGroup:
    """Facts under one heading. ``id`` is stable and unique in the document."""

    id: str
    title: str
    facts: Facts
    note: str = ""
    """A sentence of the document itself under the facts; empty where there is none."""


@dataclass(frozen=True, slots=True)
class DpaParty:
    """One party: ``term`` is the defined term that the standard terms use for it."""

    id: Literal["customer", "company"]
    term: str
    name: Text
    role: Text
    facts: Facts


@dataclass(frozen=True, slots=True)
class MeasureLine:
    """One measure of Annex II: what is done, and its parameters with value, unit and scope."""

    control: Text
    statement: Text
    parameters: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class MeasureTopic:
    """A topic of Annex II; ``lines`` is empty where no implemented control speaks to it."""

    id: str
    title: str
    lines: tuple[MeasureLine, ...]


@dataclass(frozen=True, slots=True)
class RelationPart:
    """One exporter and one importer of Annex IV, with the ground, and the clauses where there are any."""

    id: str
    kind: RelationKind
    heading: Text
    facts: Facts
    clauses: Table | None
    """Clause, what it is about, how it is resolved, who chose; None where no clauses are agreed."""
    open: bool
    """Whether counsel must decide, or a fact is not verified."""


@dataclass(frozen=True, slots=True)
class LawPart:
    """What the law of the United Kingdom or of Switzerland adds: whether it is needed, why, and the terms."""

    id: Literal["uk", "ch"]
    title: str
    needed: bool
    reason: tuple[Text, ...]
    groups: tuple[FactGroup, ...]
    """Tables 1 to 4 of the UK Addendum, or the Swiss terms; empty where not needed."""


@dataclass(frozen=True, slots=True)
class DeviationPart:
    """An agreed deviation: the id of the clause that it changes, the wording, who approved it and until when."""

    id: str
    clause: str
    wording: Text
    facts: Facts


@dataclass(frozen=True, slots=True)
class SignatureBlock:
    """Who signs. ``facts`` are known; ``blanks`` are labels with an empty line behind."""

    party: Literal["customer", "company"]
    term: str
    name: Text
    facts: Facts
    blanks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TermsInUse:
    """The standard terms: version and day of the approval of these very bytes, and their SHA-256.

    ``version`` is open where nobody approved the bytes in use.
    """

    template: str
    version: Text
    sha256: Text
    approved: Text


@dataclass(frozen=True, slots=True)
class RelationModel:
    """A relation as a linter reads it. ``module`` is empty without clauses; ``unresolved`` names open clauses."""

    id: str
    kind: RelationKind
    exporter: str
    importer: str
    countries: tuple[str, ...]
    """Codes of third countries, and ``unknown`` where nobody knows."""
    ground: str
    """As ``derive.transfers.Ground``; ``scc`` also where this agreement brings the clauses in."""
    module: str
    unresolved: tuple[str, ...]
    open: bool


@dataclass(frozen=True, slots=True)
class DpaModel:
    """The facts of an agreement that a linter holds against its rules, without wording.

    Periods are in the unit that their name ends in. None or empty: nobody has stated it.
    """

    customer: str
    day: date
    authorisation: str
    end_of_contract: str
    governing_law: str
    courts: str
    breach_notice_hours: int | None
    subprocessor_notice_days: int | None
    objection_days: int | None
    deletion_days: int | None
    audit_notice_days: int | None
    data_subject_request_days: int | None
    next_review: date | None
    activities: tuple[str, ...]
    """Ids of processing activities; keys of subjects, categories and special categories follow."""
    subjects: tuple[str, ...]
    categories: tuple[str, ...]
    special: tuple[str, ...]
    safeguards: bool
    """Whether every special category has a safeguard printed beside it."""
    measures: int
    """Lines of Annex II."""
    empty_topics: tuple[str, ...]
    subprocessors: tuple[str, ...]
    """Ids of Annex III, links of chains as ``vendor/link``."""
    incomplete: tuple[str, ...]
    """Ids of Annex III with an open text."""
    relations: tuple[RelationModel, ...]
    officer: bool
    """Whether the company's data protection officer is named with a contact."""
    representative: Literal["named", "not-needed", "missing"]
    """The company's representative under Article 27."""
    uk_needed: bool
    uk_filled: bool
    swiss_needed: bool
    swiss_filled: bool
    deviations: tuple[tuple[str, str], ...]
    """Id and clause of each."""
    terms_version: str
    """Empty where the terms in use are not approved."""
    terms_sha256: str
    signatures: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DpaView(View):
    """The agreement with one customer."""

    parties: tuple[DpaParty, ...]
    """The customer, then the company."""
    details: tuple[FactGroup, ...]
    """The cover: every variable that the standard terms speak of as stated in the Agreement Details."""
    terms: TermsInUse
    subject_matter: tuple[Text, ...]
    """Annex I: the products, each with what it is."""
    products: tuple[Text, ...]
    """Their names."""
    processing: Facts
    """Annex I: nature, purpose, frequency, retention."""
    activities: Table
    people: Table
    """Annex I: per group of data subjects, the categories about them."""
    special: Table
    """Annex I: special categories with their safeguards; no rows where there are none."""
    retention: Table
    transfers_to_subprocessors: Table
    """Annex I: subject, nature and duration of what each sub-processor does."""
    measures: tuple[MeasureTopic, ...]
    """Annex II, topics in the order of the checklist, those without a line left out."""
    subprocessors: tuple[SubprocessorRow, ...]
    """Annex III, the chain below each row."""
    subprocessor_table: Table
    chain_table: Table
    """Annex III: further links; no rows where there are none."""
    relations: tuple[RelationPart, ...]
    """One exporter and importer each: those with the customer (Annex IV), then those to sub-processors (Annex III).

    What goes on to sub-processors is the same for all customers of a plan and products, and stands apart from what
    concerns one customer: after a change of a sub-processor only shared pages are typeset anew.
    """
    relation_table: Table
    """Annex IV: the relations with the customer in one table; those to sub-processors are rows of Annex III."""
    laws: tuple[LawPart, ...]
    """Annex IV: United Kingdom and Switzerland, always both."""
    transfer_statement: tuple[Text, ...]
    """Annex IV: whether anything leaves the EEA, and why not where nothing does."""
    deviations: tuple[DeviationPart, ...]
    """Annex V; empty where none is agreed, which the annex then says."""
    signatures: tuple[SignatureBlock, ...]
    model: DpaModel
    marks: tuple[str, ...]

    @property
    def tables(self) -> tuple[Table, ...]:
        """Tables of the annexes, for workbooks and JSON."""
        return (*_detail_tables(self), *_annex_tables(self))


def _detail_tables(view: DpaView) -> tuple[Table, ...]:
    from compliance.documents.dpa_tables import details, measures

    return (details(view.parties, view.details), measures(view.measures))


def _annex_tables(view: DpaView) -> tuple[Table, ...]:
    clauses = tuple(part.clauses for part in view.relations if part.clauses)
    found = (
        view.activities,
        view.people,
        view.special,
        view.retention,
        view.transfers_to_subprocessors,
        view.subprocessor_table,
        view.chain_table,
        view.relation_table,
        *clauses,
    )
    return tuple(table for table in found if table.rows)
