"""Records of processing: all 38 fields of each activity, and what stands in them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from compliance.documents import BY_NAME
from compliance.documents import ropa as document
from compliance.documents.ropa import RopaView, Sheet
from compliance.documents.ropa_fields import FILLERS
from compliance.formats import json as json_format
from compliance.frameworks.ropa import record_fields
from compliance.graph.dossier import Dossier
from compliance.registers.records.flows import Activity
from tests import company

IDS = tuple(
    f"{group}.{n}"
    for group, count in enumerate((2, 7, 1, 4, 2, 2, 4, 2, 4, 2, 1, 2, 1, 2, 1, 1), 1)
    for n in range(1, count + 1)
)
"""The fields of the French authority's record template, by their numbers."""

COVERAGE = {
    # activity: fields filled, filled in part, open
    "account-and-billing": (35, 2, 1),
    "customer-support": (36, 0, 2),
    "electronic-consent": (38, 0, 0),
    "participant-diaries": (38, 0, 0),
    "product-usage-analytics": (35, 2, 1),
    "recruitment": (38, 0, 0),
    "sales-and-marketing": (35, 3, 0),
    "security-logging": (38, 0, 0),
    "staff-administration": (38, 0, 0),
    "trial-data-capture": (35, 2, 1),
    "trial-data-export": (38, 0, 0),
    "website-analytics": (35, 2, 1),
}
"""What the worked company's registers fill. What is open rests on facts about real suppliers that nobody verified."""

DERIVED = ("recipients", "countries", "safeguards", "places")
OPEN_FIELDS = {"6.1", "6.2", "8.2"}


@pytest.fixture(scope="module")
def view() -> RopaView:
    return document.view(company.dossier())


def sheets(view: RopaView) -> dict[str, Sheet]:
    return {sheet.activity.id: sheet for book in view.books for sheet in book.sheets}


def values(view: RopaView, activity: str, key: str) -> list[str]:
    return [text.value for text in sheets(view)[activity].entry(key).values]


def changed(tmp_path: Path, **edits: dict[str, str]) -> RopaView:
    """The record of the small project after changes; keys of ``edits`` are file names without their folder."""
    root = company.copy_base(tmp_path)
    for file, changes in edits.items():
        company.edit(root, f"dataflows/{file}.yaml" if file != "project" else "dossier.yaml", changes)
    return document.view(company.read(root))


def test_the_table_of_fields_is_that_of_the_authorities() -> None:
    assert tuple(field.id for field in record_fields()) == IDS
    assert len(IDS) == 38
    assert {field.key for field in record_fields()} == set(FILLERS)


@pytest.mark.parametrize("activity", COVERAGE)
def test_every_field_is_accounted_for(view: RopaView, activity: str) -> None:
    sheet = sheets(view)[activity]
    counted = (sheet.count("filled"), sheet.count("partly"), sheet.count("open"))
    assert sum(counted) == 38
    assert counted == COVERAGE[activity]
    assert counted[0] >= 35
    assert {e.field.id for e in sheet.entries if e.state != "filled"} <= OPEN_FIELDS


def test_the_table_of_coverage_names_every_activity(view: RopaView) -> None:
    assert set(COVERAGE) == {activity.id for activity in company.dossier().all(Activity)} == set(sheets(view))


def test_every_value_rests_on_a_line(view: RopaView) -> None:
    for sheet in sheets(view).values():
        for entry in sheet.entries:
            for text in entry.values:
                assert text.sources, (sheet.activity.id, entry.field.id, text.value)


def test_every_open_field_is_an_open_point_with_an_owner(view: RopaView) -> None:
    points = [point.text.value for point in view.open_points]
    for sheet in sheets(view).values():
        for entry in sheet.entries:
            for text in entry.values:
                if text.mark == "open":
                    assert any(p.startswith(f"{entry.field.title}: {text.value}") for p in points), text.value
    assert all(point.owner.value for point in view.open_points)


def test_controller_and_processor_records_are_apart(view: RopaView) -> None:
    own, served = view.books
    assert {sheet.activity.role for sheet in own.sheets} == {"controller"}
    assert {sheet.activity.role for sheet in served.sheets} == {"processor"}
    assert (len(own.sheets), len(served.sheets)) == (7, 5)


def test_the_workbook_has_a_sheet_a_role_and_a_column_a_field(view: RopaView) -> None:
    first, second = view.tables[:2]
    assert (first.title, second.title) == ("As controller", "As processor")
    assert len(first.columns) == len(second.columns) == 38
    assert (len(first.rows), len(second.rows)) == (7, 5)


def test_processor_records_name_each_controller_with_contact_and_officer(view: RopaView) -> None:
    rows = {str(row[0]): row for row in view.controllers.rows}
    assert len(rows) == 4
    hospital = rows["Sørfjord universitetssjukehus HF"]
    assert "personvern@sorfjord-sjukehus.example" in str(hospital[1])
    assert "personvernombud@sorfjord-sjukehus.example" in str(hospital[2])
    named = values(view, "electronic-consent", "role")[0]
    assert named == "Processor, on behalf of Lindeborg Pharma A/S, Sørfjord universitetssjukehus HF"


def test_each_record_cites_the_article_of_its_role() -> None:
    rendered = next(r for job, r in company.documents() if job.document.name == "ropa")
    own, _, served = rendered.html.partition('id="processor"')
    assert "Art. 30(1)(e), 44-49" in own
    assert "Art. 30(2)(c), 44-49" not in own
    assert "Art. 30(2)(c), 44-49" in served
    assert "Art. 30(1)" not in served


def test_recipients_are_derived_from_flows(view: RopaView) -> None:
    text = "\n".join(values(view, "account-and-billing", "recipients"))
    for name in ("Chargebee", "Stripe", "Nordhavn Sky", "Granithall", "Havnekraft", "Amazon Web Services"):
        assert name in text
    assert "HubSpot" not in text


def test_a_transfer_back_to_a_third_country_has_its_ground(view: RopaView) -> None:
    uk, us = values(view, "trial-data-export", "safeguards")
    assert uk.startswith("University of Carrowmere: Adequacy decision")
    assert "module 4" in us
    assert us.endswith("declared basis consistent with rule T5 on 20 November 2026)")


def test_nothing_is_called_compliant(view: RopaView) -> None:
    printed = " ".join(t.value for s in sheets(view).values() for e in s.entries for t in e.values)
    assert "compliant" not in printed.lower()


def test_a_control_that_is_not_in_place_is_no_measure(view: RopaView) -> None:
    masking = next(v for v in values(view, "customer-support", "measures") if "(A.8.11)" in v)
    assert "In part, with a gap." in masking


def test_a_vendor_moved_abroad_changes_the_record(tmp_path: Path) -> None:
    before = changed(tmp_path / "a")
    assert values(before, "trial-diaries", "countries") == ["None: every recipient and every place is inside the EEA"]
    root = company.copy_base(tmp_path / "b")
    seat = "address: Fjellveien 4, 5019 Bergen\n    country: "
    company.edit(root, "dataflows/parties.yaml", {f"{seat}NO": f"{seat}US"})
    after = document.view(company.read(root))
    assert values(after, "trial-diaries", "countries") == ["Fjellsky: United States (seat)"]
    assert sheets(after)["trial-diaries"].entry("safeguards").state == "open"


@pytest.mark.parametrize(
    ("line", "key"),
    [
        ("    rights: Requests go to the sponsor.\n", "rights"),
        ("    notice: The sponsor's information sheet\n", "notice"),
        ("    profiling: None.\n", "profiling"),
        ("    steward: platform-lead\n", "steward"),
        ("    retention_followed: {answer: true}\n", "retention_followed"),
        ("    dpia: {required: false, reason: The sponsor carries it out; Lillevik gives the facts.}\n", "dpia"),
        ("    art9_condition: controller-instruction\n", "art9"),
        ("    controls: [A.8.13]\n", "measures"),
    ],
)
def test_a_field_that_the_register_lacks_is_open(tmp_path: Path, line: str, key: str) -> None:
    view = changed(tmp_path, activities={line: ""})
    entry = sheets(view)["trial-diaries"].entry(key)
    assert any(text.mark == "open" for text in entry.values)
    assert any(point.text.value.startswith(entry.field.title) for point in view.open_points)


def test_the_document_as_data(view: RopaView) -> None:
    dossier: Dossier = company.dossier()
    rendered = next(r for job, r in company.documents() if job.document is BY_NAME["ropa"])
    from compliance.build import settings

    data = json.loads(json_format.write(rendered, settings(dossier)))
    row = next(r for r in data["tables"][0]["rows"] if r["name"].startswith("Recruitment"))
    assert row["legal_basis"][0] == "Contract, Article 6(1)(b)"
    assert set(row) == {field.key for field in record_fields()}
    assert set(DERIVED) <= set(row)


def test_what_all_activities_share_is_printed_once_and_nothing_is_lost(view: RopaView) -> None:
    for book in view.books:
        shared = {entry.field.id for entry in book.shared}
        assert {"2.1", "2.3", "14.1"} <= shared
        for sheet in book.sheets:
            own = {entry.field.id for entry in book.own(sheet)}
            assert own.isdisjoint(shared)
            assert own | shared == set(IDS)
    html = company.rendered("ropa").html
    assert html.count(">2.3 Data protection officer<") == len(view.books)
    assert html.count(">3.1 Purposes<") == sum(len(book.sheets) for book in view.books)


def test_a_book_of_one_activity_shares_nothing(tmp_path: Path) -> None:
    books = changed(tmp_path).books
    assert [len(book.sheets) for book in books if book.sheets] == [1]
    assert all(book.shared == () for book in books)
