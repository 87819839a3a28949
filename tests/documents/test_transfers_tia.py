"""Transfer impact assessments: what is derived, what is open, and what a conclusion may not rest on."""

from __future__ import annotations

from pathlib import Path

import pytest

from compliance.derive.key_holders import encryption_counts
from compliance.documents import tia
from compliance.documents.text import Text
from compliance.documents.tia import _FIELDS, NO_ENCRYPTION, TiaView
from compliance.frameworks.transfer_tools import tia_fields, tia_steps
from compliance.graph.dossier import Dossier
from compliance.registers.load import load
from compliance.registers.records.vendors import Vendor
from tests import company
from tests.derive.test_transfers import CLAUSES, LISTED, SYSTEMS, TODAY, Edits, seated
from tests.rule_cases import Case, build

DONE = """\
assessments:
  - id: TIA-fjellsky
    vendor: fjellsky
    laws:
      - {law: Act on interception, finding: Does not reach such a host., source: Memo of counsel, read_on: 2026-10-01}
    access_requests: None in five years, by its report.
    practice: [No case is known.]
    technical: [Fields are encrypted one by one.]
    contractual: [The host contests every order.]
    organisational: [Two people hold the key.]
    conclusion: proceed-with-measures
    conclusion_reason: The host cannot read what it holds.
    rests_on: [REST]
    assessor: dpo
    approved_by: ceo
    assessed_on: 2026-10-05
    next_review: 2027-10-05
    owner: dpo
"""


def project(root: Path, edit: Edits, files: dict[str, str] | None = None) -> Dossier:
    build(Case("tia", "pass", "case", {"edit": edit, "files": files or {}}), root)
    loaded = load(root)
    assert loaded.found == [], [d.message for d in loaded.found]
    return Dossier(root, loaded.registers, TODAY)


def fields(view: TiaView) -> dict[str, tuple[Text, ...]]:
    return {name: texts for step in view.steps for name, texts in step.fields}


def said(view: TiaView, field: str) -> str:
    return " | ".join(text.value for text in fields(view)[field])


def test_data_and_code_name_the_same_fields() -> None:
    assert set(_FIELDS) == {field.id for field in tia_fields()}
    assert {field.step for field in tia_fields()} == {id for id, _ in tia_steps()}


def test_one_for_each_supplier_that_is_not_known_to_stay_in_the_eea(tmp_path: Path) -> None:
    assert tia.subjects(project(tmp_path / "inside", {})) == ()
    assert tia.subjects(project(tmp_path / "outside", seated("US"))) == ("fjellsky",)
    expected = {"amplitude", "chargebee", "fathom", "freshdesk", "google-analytics", "hubspot", "segment", "stripe"}
    assert set(tia.subjects(company.dossier())) == expected


def test_what_the_registers_know_is_derived(tmp_path: Path) -> None:
    view = tia.view(project(tmp_path, seated("US", declared=CLAUSES)), "fjellsky")
    assert said(view, "Exporter").startswith("Lillevik AS | Processor to sub-processor: flow")
    assert said(view, "Importer").startswith("Fjellsky AS | Fjellveien 4, 5019 Bergen, United States")
    assert said(view, "Countries") == "Seat: United States | Stored: Norway | Reached from: Norway"
    assert said(view, "Data and people") == "Health data | About: Trial participants"
    assert said(view, "Form of the data") == "Flow 1: TLS 1.2 or newer on the way | Flow 2: TLS 1.3 or newer on the way"
    assert "Flow 2: Standard Contractual Clauses, module 3" in said(view, "Tool")
    assert said(view, "Purpose") == "Provision of the service"


def test_what_nobody_has_written_is_open_with_an_owner(tmp_path: Path) -> None:
    view = tia.view(project(tmp_path, seated("US", declared=CLAUSES)), "fjellsky")
    assert (view.conclusion.value, view.conclusion.mark) == ("Not concluded", "open")
    register = {field.title for field in tia_fields() if field.of == "register"}
    closed = {name for name in register if all(text.mark != "open" for text in fields(view)[name])}
    assert closed == {"United Kingdom: not materially lower"}
    points = {point.text.value.split(":")[0]: point.owner.value for point in view.open_points}
    assert set(points) == register - closed
    assert set(points.values()) == {"Platform Lead"}


def test_an_assessment_that_is_done_has_no_open_point(tmp_path: Path) -> None:
    edit = {**seated("US", declared=CLAUSES)}
    edit["dataflows/flows/diary.yaml"] = {
        **edit["dataflows/flows/diary.yaml"],
        "    description: Participants write their diary.\n": f"    description: Diary.\n    transfer: {CLAUSES}\n",
    }
    view = tia.view(project(tmp_path, edit, {"dataflows/tias.yaml": DONE.replace("REST", "law, contract")}), "fjellsky")
    assert view.open_points == ()
    assert said(view, "Conclusion").startswith("The transfer goes on with the measures above | The host cannot read")
    assert said(view, "Assessed by") == "Data Protection Officer"
    assert view.cover.approved_by.value == "Chief Executive Officer"


@pytest.mark.parametrize(
    ("holder", "carries"),
    [
        ("company", True),
        ("customer", True),
        ("vendor", False),
        ("host", False),
        ("{value: null, status: unverified}", False),
    ],
)
def test_encryption_counts_only_with_the_key_in_other_hands(tmp_path: Path, holder: str, carries: bool) -> None:
    edit = {**seated("US", declared=CLAUSES), SYSTEMS: {"key_holder: company": f"key_holder: {holder}"}}
    dossier = project(tmp_path, edit, {"dataflows/tias.yaml": DONE.replace("REST", "encryption")})
    vendor = dossier.get(Vendor, "fjellsky")
    assert vendor
    assert encryption_counts(vendor, dossier) == carries
    view = tia.view(dossier, "fjellsky")
    assert (NO_ENCRYPTION in said(view, "Who holds the key")) == (not carries)
    assert (view.conclusion.mark == "open") == (not carries)
    assert any("rests on encryption" in point.text.value for point in view.open_points) == (not carries)


def test_a_decision_spares_the_look_at_the_law(tmp_path: Path) -> None:
    view = tia.view(project(tmp_path, seated("US", LISTED)), "fjellsky")
    assert not view.needed
    assert view.open_points == ()
    assert said(view, "Laws looked at") == "Not asked: a decision covers every hop"


def test_the_questions_that_hold_it_up_come_first_with_their_days() -> None:
    view = tia.view(company.dossier(), "amplitude")
    first = view.open_points[0]
    assert "Frankfurt" in first.text.value
    assert first.due.value == "2027-01-22"


def test_the_united_kingdom_is_asked_where_its_data_goes() -> None:
    dossier = company.dossier()
    assert said(tia.view(dossier, "segment"), "United Kingdom: not materially lower") == "Not decided"
    assert said(tia.view(dossier, "hubspot"), "United Kingdom: not materially lower").startswith("Not asked")
