"""What chapters of the binder say of suppliers, incidents, audits, risks and evidence: registers in, lines out."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from compliance.packs import binder
from compliance.packs.kinds import BY_NAME
from compliance.packs.levels import Level
from compliance.packs.scope import Scope
from compliance.registers.records.controls import Control
from compliance.render.environment import environment
from tests import company
from tests.packs import reading, worked

VENDOR = "vendors/fjellsky.yaml"
REPORT = """certifications:
  - scheme: SOC 2
    edition: Type 2
    scope: Hosting.
    issued: 2026-05-29
    expires: 2027-05-28
    period_start: 2025-04-01
    period_end: 2026-03-31
    source: contract
    status: primary
    evidence: [EV-01]
"""
INCIDENT = """incidents:
  - id: INC-1
    title: Letter to the wrong address
    kind: personal-data-breach
    severity: medium
    detected_at: 2026-03-24T10:40:00Z
    aware_at: 2026-03-24T11:05:00Z
    description: A letter went astray.
    effects: One person read it.
    cause: A typing mistake.
    remedial_action: It came back.
    owner: ciso
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return company.copy_base(tmp_path / "project")


def html(root: Path, level: Level = "internal") -> str:
    return binder.bind(Scope(company.read(root), BY_NAME["iso27001"], worked.YEAR, level), environment(root)).html


def text(page: str) -> str:
    return reading.text(page).replace("\N{EN DASH}", "-")


def section(page: str, id: str) -> str:
    """The text of a section, with hyphens for its dashes."""
    return reading.section(page, id).replace("\N{EN DASH}", "-")


def reports(root: Path, said: str) -> None:
    """Put what a supplier can show in the place of what it could."""
    path = root / VENDOR
    others = re.sub(r"^certifications:\n(?:[ -].*\n)*", "", path.read_text(encoding="utf-8"), flags=re.M)
    path.write_text(others + said, encoding="utf-8")


# Suppliers


def test_a_report_says_what_it_covers_and_what_nothing_covers(root: Path) -> None:
    reports(root, REPORT)
    said = section(html(root), "supplier-fjellsky")
    assert "SOC 2 Type 2 supplier's own text 2026-05-29 - 2025-04-01 to 2026-03-31" in said
    assert "2027-05-28" not in said, "a report on a period has no last day"
    assert (
        "Gap. Fjellsky: covers the time to 2026-03-31 and there is no bridge letter; nothing covers the 234 days since "
        "(SOC 2 Type 2). Owner: Platform Lead."
    ) in said


def test_a_bridge_letter_that_has_run_out_leaves_a_gap_and_one_that_reaches_today_does_not(root: Path) -> None:
    letter = "    bridge_letter: Letter of July\n    bridge_letter_until: 2026-07-31\n"
    reports(root, REPORT + letter)
    said = section(html(root), "supplier-fjellsky")
    assert "bridge letter to 2026-07-31" in said
    assert "covers the time to 2026-07-31, bridge letter included; nothing covers the 112 days since" in said
    reports(root, REPORT + letter.replace("07-31", "11-20"))
    assert "Gap." not in section(html(root), "supplier-fjellsky")


def test_a_report_without_its_period_is_one_gap_with_all_else_that_is_missing(root: Path) -> None:
    bare = re.sub(r"    (period_\w+|scope|evidence):.*\n", "", REPORT).replace("2026-05-29", "2026-05-30")
    certificate = "  - {scheme: ISO/IEC 27001, edition: '2013', source: contract, status: primary}\n"
    reports(root, bare + certificate)
    company.edit(root, VENDOR, {"next_review: 2027-08-05": "next_review: 2026-08-05"})
    said = section(html(root), "supplier-fjellsky")
    assert said.count("Gap.") == 1
    assert (
        "Fjellsky: period covered not recorded (SOC 2 Type 2); not held as evidence (all of them); scope not recorded "
        "(all of them); last day not known (ISO/IEC 27001:2013); its review was due on 2026-08-05."
    ) in said


def test_a_report_of_type_1_is_on_a_day_and_has_no_period(root: Path) -> None:
    reports(root, re.sub(r"    period_\w+:.*\n", "", REPORT).replace("Type 2", "Type 1"))
    said = section(html(root), "supplier-fjellsky")
    assert "2027-05-28" in said
    assert "period" not in said


def test_suppliers_of_the_worked_company_that_nothing_covers_today_say_so() -> None:
    page = worked.bound().html
    assert "nothing covers the 112 days since (SOC 2 Type 2)" in section(page, "supplier-nordhavn-sky")
    assert "nothing covers the 143 days since (SOC 2 Type 2)" in section(page, "supplier-portvakt")
    assert "nothing covers the 324 days since (ISAE 3000 Type 2)" in section(page, "supplier-brevdue")


def test_a_supplier_has_its_tally_and_who_decided() -> None:
    said = section(worked.bound().html, "supplier-amplitude")
    assert "Decision Approved with conditions; Chief Information Security Officer, 2026-08-05" in said
    assert "Criteria 5 of 19 met; 14 not known; approved all the same" in said
    assert "Criteria 19 of 19 met Where" in section(worked.bound().html, "supplier-brevdue")


def test_signs_are_explained_below_the_supplier_that_has_them() -> None:
    page = worked.bound().html
    assert "†" in section(page, "supplier-hubspot")
    assert "† As a third party read it; not the supplier's own text." in section(page, "supplier-hubspot").replace(
        "&#39;", "'"
    )
    assert "third party" not in section(page, "supplier-brevdue")


def test_what_a_report_expects_of_the_company_stands_in_the_iso_binder_and_once_in_that_of_soc_2() -> None:
    said = section(worked.bound().html, "supplier-nordhavn-sky")
    assert "What the SOC 2 Type 2 report expects of its customers:" in said
    assert "NS-U1" in said
    assert "NS-U1" not in section(worked.bound("soc2").html, "supplier-nordhavn-sky")
    assert "NS-U1" in section(worked.bound("soc2").html, "subservice-nordhavn-sky")


def test_evidence_of_several_suppliers_is_shown_once() -> None:
    page = worked.bound().html
    assert "Yearly supplier review 2026" in section(page, "suppliers")
    said = section(page, "supplier-amplitude")
    assert "Yearly supplier review 2026" not in said
    assert "Evidence EV-0112, EV-0143" in said


def test_suppliers_of_an_example_are_named_once_and_not_at_each() -> None:
    page = text(worked.bound().html)
    assert "Fictional suppliers Brevdue, Nordhavn Sky, Portvakt ID" in page
    assert "worked example" not in page


# Law and privacy


def test_incidents_of_the_period_are_listed_beside_the_log_of_events() -> None:
    said = section(worked.bound().html, "incidents")
    assert "Events 59 in EV-0115, of 2026-01-01 to 2026-10-31" in said
    assert "Records 4: security event 1, availability 1, personal data breach 2" in said
    assert "Personal data breach Medium 2026-03-24 11:05 no: risk to people unlikely 2026-04-17" in said
    assert "Personal data breach High 2026-09-09 07:55 2026-09-11 07:10 2026-10-09" in said


def test_a_breach_that_says_nothing_of_the_authority_is_a_gap_and_one_before_the_period_is_left_out(root: Path) -> None:
    company.write(root, "controls/incidents.yaml", INCIDENT)
    said = section(html(root), "incidents")
    assert "not on record open" in said
    assert "INC-1: whether the authority was told, or why not, is not on record." in said
    company.write(root, "controls/incidents.yaml", INCIDENT.replace("2026-03-24", "2025-03-24"))
    assert "The registers hold no incident of the period." in section(html(root), "incidents")


def test_every_supplier_of_a_transfer_has_a_line_begun_or_not() -> None:
    said = section(worked.bound().html, "transfer-assessments")
    assert "Stripe no assessment begun - -" in said
    assert "Segment not concluded" in said
    assert "8 of 8 transfer impact assessments have no conclusion." in said


def test_obligations_name_their_controls_and_those_that_none_names_are_a_gap(root: Path) -> None:
    said = section(worked.bound().html, "obligations")
    assert "LOV-2018-06-15-40 A.5.31, A.5.32, A.8.4, A.8.19" in said
    assert "64 controls Data Protection Officer" in said
    assert (
        "Gap. No control that applies names as its reason: EU GMP Annex 11, Computerised Systems; ICH E6(R3) Good "
        "Clinical Practice."
    ) in said
    assert "the Statement of Applicability Chief Information Security Officer" in said, "the standard itself"


def test_the_ground_of_a_processor_is_the_customers() -> None:
    assert "Participant diaries Processor the customer's (Article 28(3)(a))" in section(
        worked.bound().html, "processing"
    )


# Clauses


def test_only_internal_audits_stand_under_clause_9_2() -> None:
    page = worked.bound().html
    assert section(page, "audit-ia-2026-1").startswith("Internal audit, spring 2026 Clause 9.2")
    assert section(page, "audit-sa-2026").startswith("Surveillance audit 2026 Kind")


def test_what_the_cycle_has_not_looked_at_is_listed(root: Path) -> None:
    assert "Clauses not yet audited 4.4, 6.1.1, 6.3, 7.1, 10.1" in section(worked.bound().html, "clause-c-9-2-2")
    said = section(html(root), "clause-c-9-2-2")
    assert "Cycle 2025-11-01 to 2028-10-31" in said
    assert "Clauses not yet audited none" in said, "an audit of clause 4 is one of 4.1"
    company.edit(root, "controls/audits.yaml", {"kind: internal": "kind: customer"})
    assert "Clauses not yet audited 4.1" in section(html(root), "clause-c-9-2-2")


def test_commitment_is_shown_by_reviews_and_resources() -> None:
    said = section(worked.bound().html, "clause-commitment")
    for words in ("MR-2026, 2026-06-11, chair: Chief Executive Officer, 8 decisions", "NOK 480,000", "EV-0145"):
        assert words in said


def test_what_audits_and_reviews_say_is_withheld_where_they_are(root: Path) -> None:
    company.write(root, "controls/incidents.yaml", INCIDENT)
    whole, cut = text(html(root)), text(html(root, "nda"))
    for words in ("Clauses not yet audited", "chair: ", "Letter to the wrong address", "No finding is open."):
        assert words in whole
        assert words not in cut


def test_stage_1_is_not_due_between_two_certification_audits() -> None:
    said = section(worked.bound().html, "stage-1")
    assert "Not due in this cycle: the certificate was issued on 2025-02-03" in said
    assert "Gap." not in said


def test_an_action_that_was_added_after_the_approval_is_not_approved(root: Path) -> None:
    assert "not yet approved" not in text(html(root))
    company.edit(root, "controls/risks.yaml", {"due: 2026-10-31": "due: 2026-10-31\n        added_on: 2026-09-11"})
    page = html(root)
    assert "2026-09-10 1 action added since" in section(page, "risk-register")
    said = section(page, "risk-plan")
    assert "Added on 2026-09-11; not yet approved by the risk owner" in said
    assert (
        "Gap. R-01: the action added on 2026-09-11 is not yet approved by the risk owner. Owner: Platform Lead." in said
    )


def test_the_register_of_risks_names_who_approved_only_where_that_was_not_the_owner(root: Path) -> None:
    assert "Platform Lead 2026-09-10" in section(html(root), "risk-register")
    company.edit(root, "controls/risks.yaml", {"accepted_by: platform-lead": "accepted_by: ceo"})
    assert "Platform Lead 2026-09-10 Chief Executive Officer" in section(html(root), "risk-register")


def test_an_accepted_risk_says_why() -> None:
    assert "Accepted: a company of 42 cannot hold a deputy" in section(worked.bound().html, "risk-register")


# Findings, gaps and checks


def test_open_findings_have_the_day_of_their_last_action_and_done_actions_their_evidence() -> None:
    page = worked.bound().html
    said = section(page, "open-findings")
    assert "NC-2026-04" in said
    assert "Minor In progress Chief Information Security Officer 2027-01-15" in said
    assert "NC-2026-05" not in said, "it is closed"
    assert "NC-2026-04: no evidence shows what was done on 2026-11-04." in section(page, "finding-nc-2026-04")
    assert "Gap." not in section(page, "finding-nc-2026-01")


def test_checks_say_what_they_looked_at_and_what_they_could_not() -> None:
    said = section(worked.bound().html, "checks")
    assert "A sample is not what its seed draws from its population 1 (1 drawn by other means, not redrawn) 0 0" in said
    assert "A redacted file states no hash of its original none in the pack 0 0" in said
    assert "evidence-stale" in said
    assert re.search(r"56 0 1 evidence-stale", said), "one exception, and a waiver accepts it"
    assert "No exception is open; 1 is accepted by a waiver." in text(worked.bound().html)


@pytest.mark.parametrize("kind", ["iso27001", "soc2"])
def test_checks_count_the_controls_that_the_pack_has_sheets_for(kind: str) -> None:
    scope = worked.scope(kind)
    wanted = scope.kind.controls(scope) if scope.kind.controls else None
    controls = [c for c in company.dossier().all(Control) if wanted is None or c.id in wanted]
    looked = {row.code: row.examined for row in scope.examined.checks}
    in_force = [c for c in controls if c.applicable and c.status in ("implemented", "partially")]
    assert looked["control-without-evidence"] == len(in_force)
    assert looked["implemented-without-fresh-evidence"] == sum(c.status == "implemented" for c in in_force)


def test_a_waiver_has_its_owner_and_its_days() -> None:
    said = section(worked.bound().html, "waivers")
    assert "Chief Information Security Officer Chief Executive Officer on 2026-10-21 until 2027-01-31" in said


# Evidence


def test_populations_say_what_they_cover_and_what_is_not_known_of_them(root: Path) -> None:
    said = section(html(root), "populations")
    assert "EV-02 Requests for access, third quarter 3 2026-07-01 to 2026-09-30 92 of 365 EV-03" in said
    assert "Gap. Population EV-02 is recorded without its query and time zone. Owner: Platform Lead." in said
    assert (
        "Requests for access, third quarter (EV-02): no population covers 2025-11-01 to 2026-06-30 and 2026-10-01 to "
        "2026-10-31."
    ) in said


def test_evidence_of_clauses_names_them_by_number() -> None:
    assert "Copy of the ISO/IEC 27001 certificate Clause 4.3, CC4.1 2025-02-03" in section(
        worked.bound().html, "evidence-register"
    )


def test_lists_that_nothing_is_drawn_from_are_no_populations() -> None:
    said = section(worked.bound().html, "populations")
    assert "EV-0120" in said, "a sample is drawn from it"
    assert "EV-0102" not in said, "the role matrix is a list that was checked"


def test_evidence_that_the_log_took_in_later_has_no_custody_before() -> None:
    assert (
        "Gap. No custody is on record before 2026-11-20 for 55 pieces; the days of collection are what the records say."
    ) in section(worked.bound().html, "custody")


def test_documents_that_are_drafts_say_so(root: Path) -> None:
    said = section(worked.bound().html, "documents")
    assert "documents/policies/backup-and-restore.pdf 2.2 2026-06-12 Final" in said
    assert re.search(r"documents/tia/stripe.pdf Draft, \d+ open points", said)
    assert "documents/evidence-index.xlsx" in said
    assert re.search(r"Gap. \d+ of 43 documents are drafts: each says what is open.", said)
