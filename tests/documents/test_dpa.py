"""What the agreement with each customer says: the cover, the annexes, and what must be settled first."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest

from compliance import build
from compliance.build import BuildOptions, UnknownCustomerError
from compliance.derive.contract import contract
from compliance.diagnostics import Span
from compliance.documents import BY_NAME, Document, dpa, ropa, subprocessors, tia, transfers
from compliance.documents.dpa_measures import in_short, standing
from compliance.documents.dpa_view import DpaView
from compliance.documents.text import Text
from compliance.documents.views import Cell, Table, open_texts
from compliance.formats import json as json_format
from compliance.formats import xlsx
from compliance.formats.settings import Settings
from compliance.frameworks.dpa_measures import periods, topics
from compliance.graph.dossier import Dossier
from compliance.registers.records.controls import Control
from compliance.registers.records.customers import Customer
from compliance.registers.records.flows import Activity
from compliance.render.render import Rendered
from tests import company
from tests.derive.test_transfers import CUSTOMER, FLOWS, back_to, project

CUSTOMERS = [customer.id for customer in company.dossier().all(Customer)]
AGREEMENT = Document("dpa", "Agreement", dpa.view, ("xlsx", "json"), dpa.subjects, of_customers=True)
EVERY_PRODUCT = ("lindeborg-pharma", "sorfjord-hospital")
BASE_LAW = "dpa:\n  authorisation: general\n"


def view(id: str, dossier: Dossier | None = None) -> DpaView:
    return dpa.view(dossier or company.dossier(), id)


def customer(id: str) -> Customer:
    found = company.dossier().get(Customer, id)
    assert found is not None
    return found


def texts(cell: Cell) -> tuple[Text, ...]:
    return cell if isinstance(cell, tuple) else (cell,)


def words(cell: Cell) -> str:
    return "; ".join(text.value for text in texts(cell))


def column(table: Table, key: str) -> list[str]:
    index = [c.key for c in table.columns].index(key)
    return [words(row[index]) for row in table.rows]


def fact(groups: Iterable[tuple[str, tuple[Text, ...]]], label: str) -> str:
    return next(words(values) for name, values in groups if name == label)


def cover(made: DpaView) -> dict[str, str]:
    return {label: words(values) for group in made.details for label, values in group.facts}


def everything(made: DpaView) -> Iterator[Text]:
    cells = (cell for table in made.tables for row in table.rows for cell in row)
    yield from (text for cell in cells for text in texts(cell))
    for group in (("", made.processing), *((g.title, g.facts) for g in made.details)):
        yield from (text for _, values in group[1] for text in values)


# The cover


def test_the_cover_states_every_variable() -> None:
    stated = cover(view("carrowmere-university"))
    assert stated["Plan"] == "Pro"
    assert stated["Products"] == "Kvitfjord Capture, Kvitfjord Diary"
    assert stated["Notice of a personal data breach"] == "48 hours from awareness"
    assert stated["Notice before a new sub-processor"] == "30 days"
    assert stated["Time to object or to approve"] == "14 days from the notice"
    assert stated["Deletion complete, backups included"] == "60 days from the end of the contract"
    assert stated["Authorisation of sub-processors"].startswith("General")
    assert stated["Governing law"] == "England and Wales"
    assert stated["Takes the place of"] == "DPA-2023, version 2.1, signed on 17 August 2023"
    assert stated["UK Addendum"] == "Not needed"


@pytest.mark.parametrize("id", CUSTOMERS)
def test_periods_are_those_promised_to_this_customer(id: str) -> None:
    """F10, F11, F12: one number for each promise, from the customer's record."""
    promises, made = customer(id).promises, view(id)
    stated = cover(made)
    assert stated["Notice of a personal data breach"].startswith(f"{promises.breach_notice_hours} hour")
    assert stated["Notice before a new sub-processor"].startswith(f"{promises.subprocessor_notice_days} day")
    assert stated["Deletion complete, backups included"].startswith(f"{promises.deletion_days} day")
    assert made.model.objection_days == promises.objection_days
    for relation in made.relations:
        for row in relation.clauses.rows if relation.clauses else ():
            if words(row[0]) == "9(a)":
                assert f"{promises.subprocessor_notice_days} days" in words(row[2])


def test_parties_are_named_with_role_contacts_officer_and_representative() -> None:
    theirs, ours = view("carrowmere-university").parties
    assert (theirs.name.value, theirs.role.value) == ("University of Carrowmere", "Controller")
    assert "Ballinarrow" in fact(theirs.facts, "Representative (GDPR Art. 27)")
    assert fact(theirs.facts, "Contact for breach notices").startswith("IT security team")
    assert fact(ours.facts, "Data protection officer") == "Data Protection Officer, dpo@kvitfjord.example"
    assert fact(ours.facts, "Registration number") == "900 000 001"
    labels = [label for label, _ in view("lindeborg-pharma").parties[0].facts]
    assert "Representative (GDPR Art. 27)" not in labels


def test_a_customer_that_is_itself_a_processor_makes_the_company_a_sub_processor(tmp_path: Path) -> None:
    made = view("sund-hospital", project(tmp_path, {CUSTOMER: {"role: controller": "role: processor"}}))
    assert [party.role.value for party in made.parties] == ["Processor for its own controllers", "Sub-processor"]


# Annex I


def test_annex_1_answers_every_item_of_the_checklist() -> None:
    """Parties, subjects, categories, special categories, frequency, nature, purpose, retention, sub-processors,
    authority: each has text, and none of it is open for a customer whose register is complete."""
    made = view("lindeborg-pharma")
    facts = (made.processing, *(group.facts for group in made.details), *(party.facts for party in made.parties))
    stated = {label: values for group in facts for label, values in group}
    for label in (
        "Duration of the processing",
        *("Nature", "Purpose", "Frequency", "Retention"),
        *("Supervisory authority", "Data protection officer", "Address"),
    ):
        assert words(stated[label]), label
        assert not any(text.mark for text in stated[label]), label
    for table in (made.activities, made.people, made.special, made.retention, made.transfers_to_subprocessors):
        assert table.rows, table.name
        assert all(words(cell) for row in table.rows for cell in row), table.name


def test_special_categories_stand_with_the_safeguards_of_each_system_that_holds_them() -> None:
    made = view("whitford-university")
    assert column(made.special, "category") == ["Racial or ethnic origin (Article 9)", "Health data (Article 9)"]
    health = column(made.special, "safeguards")[1]
    for system in ("Trial database", "Backup vault", "Audit trail store"):
        assert f"{system}: " in health
    assert "Diary app" not in health
    assert "Consent application" not in health


def test_a_special_category_without_a_safeguard_is_open(tmp_path: Path) -> None:
    edit = {"dataflows/systems.yaml": {"        special_safeguards: Encrypted by field.\n": ""}}
    made = view("sund-hospital", project(tmp_path, edit))
    assert not made.model.safeguards
    assert any("No safeguard is recorded" in point.text.value for point in made.open_points)


def test_people_and_data_of_another_product_stand_in_no_annex() -> None:
    capture, consent = view("whitford-university"), view("lindeborg-pharma")
    assert "People who decide for a participant" not in " ".join(column(capture.people, "subject"))
    assert len(consent.people.rows) == len(capture.people.rows) + 1
    assert len(column(consent.activities, "activity")) == len(column(capture.activities, "activity")) + 2
    assert "Consents and withdrawals" not in column(capture.retention, "rule")
    assert "Consents and withdrawals" in column(consent.retention, "rule")


def test_periods_of_the_company_s_own_processing_stand_in_no_annex() -> None:
    for id in CUSTOMERS:
        rules = column(view(id).retention, "rule")
        assert not [rule for rule in rules if "Accounts and contacts" in rule or "invoice" in rule.lower()]


@pytest.mark.parametrize("id", EVERY_PRODUCT)
def test_with_every_product_the_annex_says_what_the_record_of_processing_says(id: str) -> None:
    """F07 and F08: categories and subjects of Annex I are those of the activities as processor."""
    found = contract(customer(id), company.dossier())
    activities = [a for a in company.dossier().all(Activity) if a.role == "processor"]
    assert set(found.categories) == {key for activity in activities for key in activity.categories}
    assert set(found.subjects) == {key for activity in activities for key in activity.subjects}


@pytest.mark.parametrize("id", CUSTOMERS)
def test_every_activity_of_the_annex_is_one_in_which_the_company_is_processor(id: str) -> None:
    """F25: one role an activity and contract."""
    roles = {a.id: a.role for a in company.dossier().all(Activity)}
    assert {roles[activity] for activity in view(id).model.activities} == {"processor"}


# Annex II


def controls_of(made: DpaView) -> set[str]:
    return {line.control.value for topic in made.measures for line in topic.lines}


@pytest.mark.parametrize("id", CUSTOMERS)
def test_only_implemented_controls_stand_in_annex_2(id: str) -> None:
    states = {control.id: control.status for control in company.dossier().all(Control)}
    printed = controls_of(view(id)) & set(states)
    assert len(printed) > 40
    assert {states[control] for control in printed} == {"implemented"}
    assert {"A.8.11", "A.8.12", "A.8.16", "A.8.23"}.isdisjoint(printed)


@pytest.mark.parametrize("status", ["planned", "partially", "not"])
def test_a_control_that_is_no_longer_implemented_vanishes(tmp_path: Path, status: str) -> None:
    root = company.copy_company(tmp_path / "project")
    before = view("sorfjord-hospital")
    assert "AES-256" in str([p.value for t in before.measures for line in t.lines for p in line.parameters])
    extra = {"planned": "planned_for: 2027-03-01\n", "partially": "gap: Not everywhere.\n", "not": "gap: None yet.\n"}
    company.edit(root, "controls/annex-a/A.8.24.yaml", {"status: implemented\n": f"status: {status}\n{extra[status]}"})
    made = view("sorfjord-hospital", company.read(root))
    assert controls_of(before) - controls_of(made) == {"A.8.24"}
    assert "encryption" in {topic.id for topic in before.measures} - {topic.id for topic in made.measures}
    assert "encryption" in made.model.empty_topics


def test_measures_come_with_value_unit_and_scope() -> None:
    made = view("sorfjord-hospital")
    lines = {line.control.value: line for topic in made.measures for line in topic.lines}
    parameters = [text.value for text in lines["A.8.24"].parameters]
    assert "Lowest TLS version accepted: 1.2 (all 14 endpoints)" in parameters
    assert "Time between key rotations: 12 months (keys of stored data)" in parameters
    hosting = [text.value for text in lines["A.5.23"].parameters]
    assert "Country in which the trial platform and its backups are hosted: Norway (clinical zone systems)" in hosting


def test_every_measure_rests_on_the_line_of_its_control() -> None:
    for topic in view("sorfjord-hospital").measures:
        for line in topic.lines:
            assert line.statement.sources
            assert all(text.sources for text in line.parameters)


def test_annex_2_states_no_period_that_the_cover_states_otherwise() -> None:
    """The company's procedure says 24 hours; to Whitford it promised 72, and only that stands in its paper."""
    shown = {m.id for c in company.dossier().all(Control) for m in c.measures if standing(m)}
    assert not shown & periods()
    said = " ".join(p.value for t in view("whitford-university").measures for line in t.lines for p in line.parameters)
    assert "Notice of a personal data breach" not in said
    assert "Notice to customers" not in said


def test_results_of_a_day_are_no_measures() -> None:
    made = view("sorfjord-hospital")
    said = [text.value for topic in made.measures for line in topic.lines for text in line.parameters]
    assert not [text for text in said if re.search(r"\b20\d\d\b|\blatest\b", text)]
    assert in_short("Keys are changed yearly; the scan of 2026-11-13 found none. More.") == "Keys are changed yearly."
    assert in_short("On 2026-11-13 it ran. More.") == "On 2026-11-13 it ran."


def test_no_topic_names_a_control_twice() -> None:
    named = [control for topic in topics() for control in topic.controls]
    assert len(named) == len(set(named))
    annex_a = company.dossier().frameworks["iso27001-2022"]
    assert all(annex_a.get(control) for control in named)


def test_a_certificate_stands_in_annex_2_as_long_as_it_runs() -> None:
    made = view("sorfjord-hospital")
    certification = next(topic for topic in made.measures if topic.id == "certification")
    assert [line.control.value for line in certification.lines] == ["Certificate"]
    assert "ISO/IEC 27001:2022" in certification.lines[0].statement.value
    later = replace(company.dossier(), today=date(2028, 2, 3))
    assert "certification" in view("sorfjord-hospital", later).model.empty_topics


# Annex III


@pytest.mark.parametrize("id", CUSTOMERS)
def test_names_addresses_and_contacts_are_those_of_the_published_list(id: str) -> None:
    """F01 and F02: the same set, the same words."""
    published = subprocessors.view(company.dossier())
    rows = {row.name.value: row for row in published.rows}
    made = view(id)
    assert {row.name.value for row in made.subprocessors} == set(rows)
    for row in made.subprocessors:
        assert row.legal == rows[row.name.value].legal
        assert row.places == rows[row.name.value].places
        assert [b.legal for b in row.below] == [b.legal for b in rows[row.name.value].below]


@pytest.mark.parametrize("id", CUSTOMERS)
def test_recipients_in_the_record_of_processing_are_the_sub_processors(id: str) -> None:
    """F01: recipients of the activities of this customer, held by name against Annex III."""
    made = view(id)
    book = next(book for book in ropa.view(company.dossier()).books if book.id == "processor")
    sheets = [sheet for sheet in book.sheets if sheet.activity.id in made.model.activities]
    assert sheets
    named = {r.vendor.name for sheet in sheets for r in sheet.subject.recipients}
    assert named == {row.name.value for row in made.subprocessors}


def test_each_sub_processor_has_what_the_checklist_asks_for() -> None:
    """Name, address, contact, what it does, country, ground, first day: known, or open and listed as open."""
    made = view("sorfjord-hospital")
    assert [c.key for c in made.subprocessor_table.columns] == [
        *("name", "legal_name", "service", "data", "countries", "safeguard", "since")
    ]
    for table in (made.subprocessor_table, made.chain_table):
        assert all(words(cell) for row in table.rows for cell in row)
    assert column(made.subprocessor_table, "since")[3] == "2019-06-03"
    assert set(made.model.incomplete) == {"amplitude", "amplitude/Amazon Web Services", "freshdesk", "segment"}


def test_data_of_a_sub_processor_is_what_this_customer_s_flows_bring() -> None:
    """The published list names what all customers and the company itself send; an agreement only the customer's."""
    row = next(row for row in view("whitford-university").subprocessors if row.name.value == "Segment")
    said = words(row.data)
    assert "Pseudonymous identifiers" in said
    assert "E-mail addresses" not in said
    assert "Employer or organisation" not in said


@pytest.mark.parametrize("id", CUSTOMERS)
def test_grounds_are_the_same_in_every_document(id: str) -> None:
    """F04: Annex III, the published list, the register of transfers and the assessments."""
    dossier = company.dossier()
    made, listed = view(id), subprocessors.view(dossier)
    leaving = " ".join(words(row[0]) for row in transfers.view(dossier).leaving.rows)
    assessed = set(tia.subjects(dossier))
    grounds = {row.name.value: {text.mark for text in row.safeguard} for row in listed.rows}
    for row, relation in ((r, m) for r in made.subprocessors for m in made.model.relations if m.id):
        if relation.importer == row.legal[0].value and relation.kind == "engaged":
            assert {text.mark for text in row.safeguard} == grounds[row.name.value]
            assert (relation.ground not in ("none-eea", "no-transfer")) == (relation.importer in leaving)
            assert relation.id not in assessed or relation.ground != "none-eea"


# Annex IV


def test_annex_4_is_there_for_everybody() -> None:
    for id in CUSTOMERS:
        made = view(id)
        assert made.transfer_statement
        assert [part.kind for part in made.relations][:2] == ["received", "returned"]
        assert [law.id for law in made.laws] == ["uk", "ch"]
        assert all(law.reason for law in made.laws)


def test_an_import_says_whose_matter_the_exporter_s_own_law_is() -> None:
    why = {id: fact(view(id).relations[0].facts, "Why") for id in CUSTOMERS}
    assert "What the UK GDPR asks of the exporter is worked out below" in why["carrowmere-university"]
    assert "is for the Customer to see to" in why["whitford-university"]
    assert "the EEA" in why["lindeborg-pharma"]
    assert "Customer" not in why["lindeborg-pharma"]


def test_without_any_transfer_it_says_why_none_is_needed(tmp_path: Path) -> None:
    made = view("sund-hospital", project(tmp_path, {}))
    assert "every party, place of storage and place of access is inside the EEA" in made.transfer_statement[0].value
    assert made.transfer_statement[0].sources
    assert not made.model.uk_needed
    assert {relation.ground for relation in made.model.relations} == {"none-eea"}


def test_the_clauses_of_module_4_are_resolved_line_by_line() -> None:
    made = view("whitford-university")
    part = next(part for part in made.relations if part.id == "returned")
    assert part.clauses is not None
    rows = {words(row[0]): (words(row[2]), words(row[3])) for row in part.clauses.rows}
    assert rows["17"] == ("The law of Ireland", "Legal Counsel")
    assert rows["7"] == ("Left out", "The parties")
    assert cover(made)["Clauses, module 4"].startswith("Clause 7: Left out; Clause 11(a): Option left out")
    assert "most universities" in fact(part.facts, "Decision that does not cover it")


def test_clauses_17_and_18_name_the_same_country() -> None:
    """F06."""
    part = next(part for part in view("whitford-university").relations if part.clauses)
    assert part.clauses is not None
    rows = {words(row[0]): words(row[2]) for row in part.clauses.rows}
    assert rows["17"].removeprefix("The law of ") == rows["18"].removeprefix("The courts of ")


def test_a_law_that_counsel_chose_says_who_chose_it(tmp_path: Path) -> None:
    edit = {
        "dossier.yaml": {"country: NO": "country: US"},
        CUSTOMER: {BASE_LAW: f"{BASE_LAW}  scc_governing_law: NO\n  scc_law_chosen_by: ceo\n"},
    }
    made = view("sund-hospital", project(tmp_path, edit))
    part = next(part for part in made.relations if part.id == "received")
    assert part.clauses is not None
    law = next(row for row in part.clauses.rows if words(row[0]) == "17")
    assert "this law was chosen by Chief Executive Officer" in words(law[2])
    assert words(law[3]) == "Chief Executive Officer"
    assert not [point for point in made.open_points if "clause 17" in point.text.value]


def test_where_no_module_fits_the_document_says_so_and_cannot_be_final(tmp_path: Path) -> None:
    made = view("sund-hospital", project(tmp_path / "open", back_to("US", "yes")))
    part = next(part for part in made.relations if part.id == "returned")
    assert part.open
    assert fact(part.facts, "Ground") == "for counsel"
    points = [point.text.value for point in made.open_points]
    assert any(
        point.startswith("Counsel must decide on the ground") and point.endswith("[returned]") for point in points
    )
    answer = "{about: returned, decision: Clauses by analogy., decided_by: ceo, decided_on: 2026-11-02}"
    decided = f"{BASE_LAW}  counsel:\n    - {answer}\n"
    edit = back_to("US", "yes")
    settled = view(
        "sund-hospital", project(tmp_path / "settled", {**edit, CUSTOMER: {**edit[CUSTOMER], BASE_LAW: decided}})
    )
    part = next(part for part in settled.relations if part.id == "returned")
    assert fact(part.facts, "Ground") == "As counsel decided"
    assert fact(part.facts, "Counsel's decision") == "Clauses by analogy.; Chief Executive Officer, 2 November 2026"
    assert not [point for point in settled.open_points if "[returned]" in point.text.value]


def test_the_uk_addendum_has_its_four_tables(tmp_path: Path) -> None:
    choices = f"{BASE_LAW}  scc_governing_law: IE\n  uk_addendum_ends_by: neither\n"
    edit = {"dossier.yaml": {"country: NO": "country: US"}, CUSTOMER: {**back_to("GB")[CUSTOMER], BASE_LAW: choices}}
    made = view("sund-hospital", project(tmp_path, edit))
    uk = made.laws[0]
    assert uk.needed
    assert [group.id for group in uk.groups] == ["uk-1", "uk-2", "uk-3", "uk-4"]
    assert fact(uk.groups[1].facts, "Module") == "Module 2"
    assert fact(uk.groups[3].facts, "Who may end it") == "Neither party"
    assert made.model.uk_filled


def test_swiss_terms_are_filled_where_they_are_needed(tmp_path: Path) -> None:
    clauses = "transfer: {mechanism: scc, module: '3', signed_on: 2024-01-15}"
    edit = {
        CUSTOMER: back_to("CH")[CUSTOMER],
        "dataflows/parties.yaml": {"5019 Bergen\n    country: NO": "5019 Bergen\n    country: US"},
        FLOWS: {"    description: Entries are stored at the host.\n": f"    description: Stored.\n    {clauses}\n"},
    }
    made = view("sund-hospital", project(tmp_path, edit))
    swiss = made.laws[1]
    assert swiss.needed
    terms = dict(swiss.groups[0].facts)
    assert "FDPIC" in words(terms["Authority (clause 13 and Annex I.C)"])
    assert "where they live" in words(terms["Court for data subjects (clause 18(c))"])
    assert made.model.swiss_filled


# Annex V, signatures, terms


def test_deviations_are_printed_as_agreed_and_only_while_they_last(tmp_path: Path) -> None:
    made = view("sorfjord-hospital")
    assert [(part.id, part.clause) for part in made.deviations] == [
        ("DEV-1", "security-measures"),
        ("DEV-2", "deletion"),
    ]
    assert view("whitford-university").deviations == ()
    root = company.copy_company(tmp_path / "project")
    day = "approved_on: 2025-09-18\n  - id: DEV-2"
    company.edit(root, "customers/sorfjord-hospital.yaml", {day: day.replace("\n", "\n    expires: 2026-11-01\n", 1)})
    ended = view("sorfjord-hospital", company.read(root))
    assert [part.id for part in ended.deviations] == ["DEV-2"]
    assert "Deviation DEV-1 ended on 1 November 2026 and is left out" in [p.text.value for p in ended.open_points]


def test_both_parties_sign() -> None:
    theirs, ours = view("lindeborg-pharma").signatures
    assert (theirs.name.value, ours.name.value) == ("Lindeborg Pharma A/S", "Kvitfjord Clinical AS")
    assert theirs.blanks == ("Name", "Title", "Place and date", "Signature")


def test_terms_that_nobody_approved_are_an_open_point(tmp_path: Path) -> None:
    root = company.copy_company(tmp_path / "project")
    (root / "templates" / "dpa-terms.html.j2").write_text("{# legal-text: ours #}\n<p>Other words.</p>\n")
    made = view("lindeborg-pharma", company.read(root))
    assert made.terms.version.mark == "open"
    assert re.fullmatch(r"[0-9a-f]{64}", made.terms.sha256.value)
    assert made.model.terms_version == ""
    assert "Not approved in this wording" in [point.text.value for point in made.open_points]


def test_approved_terms_have_their_version_on_the_cover(tmp_path: Path) -> None:
    root = company.copy_company(tmp_path / "project")
    (root / "templates" / "dpa-terms.html.j2").write_text("{# legal-text: ours #}\n<p>Other words.</p>\n")
    sha = view("lindeborg-pharma", company.read(root)).terms.sha256.value
    shipped = view("lindeborg-pharma").terms.sha256.value
    company.edit(root, "templates/approvals.yaml", {shipped: sha})
    made = view("lindeborg-pharma", company.read(root))
    assert (cover(made)["Version"], cover(made)["SHA-256 of the text"]) == ("3.1", sha)
    assert made.model.terms_version == "3.1"


# Open points and truth


def test_a_review_that_is_past_is_an_open_point(tmp_path: Path) -> None:
    edit = {CUSTOMER: {BASE_LAW: f"{BASE_LAW}  next_review: 2026-11-19\n"}}
    made = view("sund-hospital", project(tmp_path, edit))
    assert "The review of the agreement was due on 19 November 2026" in [p.text.value for p in made.open_points]
    kept = {CUSTOMER: {BASE_LAW: f"{BASE_LAW}  next_review: 2026-11-20\n"}}
    later = view("sund-hospital", project(tmp_path / "kept", kept))
    assert not [p for p in later.open_points if "review" in p.text.value]


def test_a_period_that_was_never_agreed_is_an_open_point(tmp_path: Path) -> None:
    edit = {CUSTOMER: {"  audit_notice_days: 30\n": ""}}
    made = view("sund-hospital", project(tmp_path, edit))
    assert cover(made)["Notice before an audit"] == "period not agreed"
    assert "Period not agreed" in [point.text.value for point in made.open_points]


@pytest.mark.parametrize("id", CUSTOMERS)
def test_whatever_nobody_stands_behind_is_listed(id: str) -> None:
    """Nothing unverified prints as a plain fact: each text that is open has a point, and each point an owner."""
    made = view(id)
    said = " ".join(point.text.value.casefold() for point in made.open_points)
    for text in open_texts((made.parties, made.details, made.processing, made.subprocessors, made.measures)):
        assert text.value.casefold() in said, text.value
    assert all(point.owner.value and point.text.sources for point in made.open_points)


@pytest.mark.parametrize("id", CUSTOMERS)
def test_what_comes_from_a_register_knows_its_line(id: str) -> None:
    """Words of the document itself are few; names, numbers and choices have sources."""
    made = view(id)
    for table in (made.people, made.special, made.retention, made.subprocessor_table, made.relation_table):
        for row in table.rows:
            for cell in row:
                assert all(text.sources for text in texts(cell)), (table.name, words(cell))


@pytest.mark.parametrize("id", CUSTOMERS)
def test_the_model_agrees_with_the_page(id: str) -> None:
    made = view(id)
    found = contract(customer(id), company.dossier())
    assert made.model.subprocessors == found.subprocessors
    assert len(made.model.subprocessors) == len(made.subprocessor_table.rows) + len(made.chain_table.rows)
    assert made.model.measures == sum(len(topic.lines) for topic in made.measures)
    assert len(made.relation_table.rows) == len([r for r in made.model.relations if r.kind != "engaged"])
    assert {part.id for part in made.relations if part.open} == {
        r.id for r in made.model.relations if r.open and (r.kind != "engaged" or r.countries)
    }


def test_customers_whose_contract_has_ended_get_no_agreement() -> None:
    assert set(dpa.subjects(company.dossier())) == set(CUSTOMERS)
    later = replace(company.dossier(), today=date(2028, 1, 20))
    assert "whitford-university" not in dpa.subjects(later)


# Which are built


@pytest.fixture
def two_documents(monkeypatch: pytest.MonkeyPatch) -> None:
    """The agreement beside a document that is nobody's in particular."""
    monkeypatch.setattr(build, "DOCUMENTS", (AGREEMENT, BY_NAME["soa"]))


@pytest.mark.usefixtures("two_documents")
def test_a_customer_gets_its_own_documents_and_no_others() -> None:
    jobs = build.plan(company.dossier(), BuildOptions(customers=("whitford-university",)))
    assert [(job.document.name, job.subject) for job in jobs] == [("dpa", "whitford-university")]
    every = build.plan(company.dossier(), BuildOptions())
    assert [job.subject for job in every] == [*CUSTOMERS, ""]


@pytest.mark.usefixtures("two_documents")
def test_a_customer_that_there_is_not() -> None:
    with pytest.raises(UnknownCustomerError) as raised:
        build.plan(company.dossier(), BuildOptions(customers=("whitford", "lindeborg-pharma")))
    assert "`whitford`" in raised.value.message
    assert "whitford-university" in (raised.value.help or "")


# Other formats


def rendered(id: str) -> Rendered:
    return Rendered(AGREEMENT, id, view(id), "", (), False, Span("dpa.html.j2", 1, 1, 1, 2))


def settings() -> Settings:
    return build.settings(company.dossier())


def test_json_holds_the_tables_of_the_annexes() -> None:
    data = json.loads(json_format.write(rendered("whitford-university"), settings()))
    tables = {table["name"]: table["rows"] for table in data["tables"]}
    assert {"details", "measures", "activities", "people", "special", "retention", "subprocessors", "chain"} <= set(
        tables
    )
    assert {row["clause"] for row in tables["clauses_returned"]} >= {"7", "17", "18"}
    host = next(row for row in tables["subprocessors"] if row["name"] == "Nordhavn Sky")
    assert host["since"] == "2019-06-03"
    assert any("Notice of a personal data breach" in row["what"] for row in tables["details"])


def test_the_workbook_has_a_sheet_for_each_table() -> None:
    from python_calamine import CalamineWorkbook

    made = view("lindeborg-pharma")
    book = CalamineWorkbook.from_filelike(BytesIO(xlsx.write(rendered("lindeborg-pharma"), settings())))
    assert {"Agreement Details", "Measures", "Sub-processors"} <= set(book.sheet_names)
    rows = book.get_sheet_by_name("Sub-processors").to_python()
    assert {row.name.value for row in made.subprocessors} <= {str(row[0]) for row in rows}
