"""The clauses of a module, each resolved: by what the parties chose, by the facts, or by what the clause itself says.

A clause that nobody has resolved carries a question. Source of every wording: ``frameworks/scc.yaml``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from compliance.derive.transfer_hops import Hop
from compliance.derive.transfers import Transfer
from compliance.diagnostics import Place
from compliance.frameworks import countries
from compliance.frameworks.scc import ClauseRow, clauses, eu_member, law_words
from compliance.graph.dossier import Dossier
from compliance.registers.records.customers import CounselDecision, Customer

PLAIN_LAW = ("1", "2", "3")
"""Modules whose clause 17 names the law of a Member State."""


@dataclass(frozen=True, slots=True)
class Question:
    """Something to settle. ``about`` names it in ``dpa.counsel``."""

    about: str
    words: str
    sources: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """One clause resolved. ``question`` says what is missing; then ``value`` is empty or what stands in for it.

    ``chosen_by`` is the id of a role, or one of ``parties``, ``default``, ``law``, ``facts``.
    """

    row: ClauseRow
    value: str
    sources: tuple[Place, ...]
    chosen_by: str
    question: str = ""
    note: str = ""

    @property
    def open(self) -> bool:
        return bool(self.question)


def answered(choices: tuple[Choice, ...], prefix: str, found: Mapping[str, CounselDecision]) -> tuple[Choice, ...]:
    """The choices, each that was open and that counsel decided as decided. A question is named ``prefix-id``."""
    return tuple(_answered(choice, found.get(f"{prefix}-{choice.row.id}")) for choice in choices)


def _answered(choice: Choice, decision: CounselDecision | None) -> Choice:
    if decision is None or not choice.open:
        return choice
    return Choice(choice.row, decision.decision, (decision.at("decision"),), decision.decided_by)


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the parties chose, each with its line; None and empty where they did not."""

    docking: tuple[bool, Place] | None = None
    authorisation: tuple[str, Place] | None = None
    days: tuple[int, Place] | None = None
    independent_body: tuple[bool, Place] | None = None
    law: tuple[str, Place] | None = None
    law_chosen_by: tuple[str, Place] | None = None
    missing: Place | None = None
    """Where a missing choice would stand."""


def of_customer_choices(customer: Customer) -> Chosen:
    """The choices of the agreement with a customer."""
    dpa, promises = customer.dpa, customer.promises
    return Chosen(
        None if dpa.scc_docking_clause is None else (dpa.scc_docking_clause, dpa.at("scc_docking_clause")),
        (dpa.authorisation, dpa.at("authorisation")),
        (promises.subprocessor_notice_days, promises.at("subprocessor_notice_days")),
        None if dpa.scc_independent_body is None else (dpa.scc_independent_body, dpa.at("scc_independent_body")),
        (dpa.scc_governing_law, dpa.at("scc_governing_law")) if dpa.scc_governing_law else None,
        (dpa.scc_law_chosen_by, dpa.at("scc_law_chosen_by")) if dpa.scc_law_chosen_by else None,
        dpa.place,
    )


def of_supplier_choices(transfer: Transfer) -> Chosen:
    """The choices of clauses that are signed with a supplier, as the flow declares them."""
    declared = transfer.hop.declared
    terms = declared.clauses if declared else None
    place = declared.at("module") if declared else transfer.hop.place
    if terms is None:
        return Chosen(missing=place)
    return Chosen(
        None if terms.docking_clause is None else (terms.docking_clause, terms.at("docking_clause")),
        None if terms.authorisation is None else (terms.authorisation, terms.at("authorisation")),
        None if terms.notice_days is None else (terms.notice_days, terms.at("notice_days")),
        None if terms.independent_body is None else (terms.independent_body, terms.at("independent_body")),
        (terms.governing_law, terms.at("governing_law")) if terms.governing_law else None,
        (terms.law_chosen_by, terms.at("law_chosen_by")) if terms.law_chosen_by else None,
        terms.place,
    )


@dataclass(frozen=True, slots=True)
class Case:
    """What a clause is resolved from. ``customer`` is None in a relation with a supplier: there an option that
    nobody recorded is open, since the clauses are signed and say something."""

    module: str
    hop: Hop
    chosen: Chosen
    dossier: Dossier
    customer: Customer | None

    def missing(self) -> tuple[Place, ...]:
        return (self.chosen.missing,) if self.chosen.missing else (self.hop.place,)


def resolve(module: str, hop: Hop, chosen: Chosen, dossier: Dossier, customer: Customer | None) -> tuple[Choice, ...]:
    """Every clause of a module that has to be resolved, in its order."""
    case = Case(module, hop, chosen, dossier, customer)
    return tuple(_RESOLVERS.get(row.id, _filled)(row, case) for row in clauses(module))


def _filled(row: ClauseRow, case: Case) -> Choice:
    return Choice(row, row.values["filled"], (), "facts")


def _switch(row: ClauseRow, case: Case, chosen: tuple[bool, Place] | None) -> Choice:
    """An option that is taken or left."""
    if chosen is not None:
        return Choice(row, row.values["included" if chosen[0] else "omitted"], (chosen[1],), "parties")
    if case.customer is None:
        return Choice(row, "", case.missing(), "", f"how clause {row.clause} was signed is not recorded")
    return Choice(row, row.values[row.default], (), "default")


def _docking(row: ClauseRow, case: Case) -> Choice:
    return _switch(row, case, case.chosen.docking)


def _independent_body(row: ClauseRow, case: Case) -> Choice:
    return _switch(row, case, case.chosen.independent_body)


def _authorisation(row: ClauseRow, case: Case) -> Choice:
    option, days = case.chosen.authorisation, case.chosen.days
    if option is None or days is None:
        return Choice(row, "", case.missing(), "", "the option and the days of clause 9(a) are not recorded")
    return Choice(row, row.values[option[0]].format(days=days[0]), (option[1], days[1]), "parties")


def _authority(row: ClauseRow, case: Case) -> Choice:
    """Which paragraph of clause 13(a) holds follows from where the exporter is."""
    exporter = case.customer if case.hop.kind == "received" else None
    if countries.in_eea(case.hop.exporter_country):
        if exporter is None:
            company = case.dossier.company
            return _named(row, company.authority, company.at("authority"), case)
        return _named(row, exporter.authority, exporter.at("authority" if exporter.authority else "id"), case)
    if exporter is None:
        return Choice(row, "", case.missing(), "", "which paragraph of clause 13(a) holds for the exporter is open")
    return _abroad(row, exporter)


def _named(row: ClauseRow, authority: str, place: Place, case: Case) -> Choice:
    if not authority:
        return Choice(row, "", (place,), "", "the competent authority of the exporter is not named")
    value = row.values["exporter-in-eea"].format(authority=with_country(authority, case.hop.exporter_country))
    return Choice(row, value, (place,), "facts")


def with_country(authority: str, code: str) -> str:
    """An authority by name and country, since several states use the same name."""
    name = countries.name(code)
    return authority if name in authority or "(" in authority else f"{authority} ({name})"


def _abroad(row: ClauseRow, customer: Customer) -> Choice:
    """An exporter outside the EEA: by its representative where it has one in the EEA."""
    at = customer.at("representative_art27" if customer.representative_art27 else "country")
    found = [code for code in countries.inside(customer.representative_art27) if countries.in_eea(code)]
    if len(found) == 1:
        country = countries.in_sentence(found[0])
        return Choice(row, row.values["representative"].format(country=country), (at,), "facts")
    if customer.representative_art27 and customer.subject_to_gdpr == "yes":
        return Choice(row, "", (at,), "", "the country of the representative is not named, which clause 13(a) needs")
    return Choice(row, row.values["neither"], (at,), "facts")


def _local_law(row: ClauseRow, case: Case) -> Choice:
    return Choice(row, row.values["mixed" if case.module == "4" else "always"], (), "law")


def _law(row: ClauseRow, case: Case) -> Choice:
    """Clause 17. A law outside the Union is never taken without somebody who chose it."""
    words = law_words()
    if case.chosen.law is None:
        return Choice(row, "", case.missing(), "", words["open_missing"])
    code, place = case.chosen.law
    law, who = countries.in_sentence(code), case.chosen.law_chosen_by
    value = row.values["option-1" if case.module in PLAIN_LAW else "module-4"].format(law=law)
    sources = (place, who[1]) if who else (place,)
    by = who[0] if who else "parties"
    if eu_member(code):
        return Choice(row, value, sources, by)
    if case.module not in PLAIN_LAW:
        question = "" if who else words["open_module_4"].format(law=law)
        return Choice(row, value, sources, by, question)
    if not countries.in_eea(code):
        return Choice(row, "", sources, "", words["open_outside"].format(law=law))
    if who is None:
        return Choice(row, value, sources, by, words["open_efta"].format(law=law))
    return Choice(row, value, sources, by, note=words["note_efta"].format(law=law, role=case.dossier.role(who[0])))


def _courts(row: ClauseRow, case: Case) -> Choice:
    if case.chosen.law is None:
        return Choice(row, "", case.missing(), "", f"the courts of clause {row.clause} follow the law that is missing")
    code, place = case.chosen.law
    return Choice(row, row.values["same-state"].format(law=countries.in_sentence(code)), (place,), "law")


_RESOLVERS: dict[str, Callable[[ClauseRow, Case], Choice]] = {
    "docking": _docking,
    "authorisation": _authorisation,
    "independent-body": _independent_body,
    "authority": _authority,
    "local-law": _local_law,
    "law": _law,
    "courts": _courts,
    "courts-4": _courts,
}
