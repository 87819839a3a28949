"""An assessment says what facts support, and leaves open what they do not."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from compliance.derive.assessment import Assessment, CriterionResult, assess
from compliance.frameworks.vendor_criteria import criteria
from compliance.graph.dossier import Dossier
from compliance.registers.load import load
from compliance.registers.records.vendors import Vendor
from tests.rule_cases import Case, build

FILE = "vendors/fjellsky.yaml"
FLOWS = "dataflows/flows/diary.yaml"
IN_TRANSIT = "encryption_in_transit: TLS 1.2 or newer"


def assessed(root: Path, **changes: str) -> Assessment:
    """The base's vendor, with texts of its file replaced: ``old="new"`` pairs."""
    return assessed_in(root, {"edit": {FILE: changes}})


def assessed_in(root: Path, raw: dict[str, Any]) -> Assessment:
    """The base's vendor, in a project with the changes of a case."""
    build(Case("assessment", "pass", "case", raw), root)
    loaded = load(root)
    assert loaded.found == []
    dossier = Dossier(root, loaded.registers, date(2026, 11, 20))
    vendor = dossier.get(Vendor, "fjellsky")
    assert vendor
    return assess(vendor, dossier)


def one(assessment: Assessment, criterion: str) -> CriterionResult:
    return next(result for result in assessment.results if result.criterion.id == criterion)


def test_every_criterion_is_answered_once(tmp_path: Path) -> None:
    result = assessed(tmp_path)
    assert [r.criterion for r in result.results] == list(criteria())
    assert sum(result.counts.values()) == len(criteria())
    assert sum(result.weights.values()) == sum(criterion.weight for criterion in criteria())
    assert result.next_review == date(2027, 8, 5)


def test_a_fact_carries_value_source_and_place(tmp_path: Path) -> None:
    result = one(assessed(tmp_path), "change-notice")
    assert (result.verdict, result.value, result.status) == ("met", "90", "primary")
    assert (result.source, result.source_date) == ("Contract with Fjellsky", date(2026, 1, 15))
    assert [str(place) for place in result.places] == [f"{FILE}#/change_notice_days"]


def test_what_nobody_wrote_is_not_known(tmp_path: Path) -> None:
    result = one(assessed(tmp_path), "penetration-test")
    assert (result.verdict, result.value, result.status, result.source) == ("not-known", "", None, "")


@pytest.mark.parametrize(
    ("status", "verdict", "marked"),
    [
        ("attested", "met", False),
        ("primary", "met", False),
        ("secondary", "met", True),
        ("catalogue", "not-known", False),
        ("unverified", "not-known", False),
    ],
)
def test_support_decides(tmp_path: Path, status: str, verdict: str, marked: bool) -> None:
    changes = {"  mfa: true": f"  mfa: {{value: true, status: {status}}}"}
    result = one(assessed(tmp_path, **changes), "mfa")
    assert (result.verdict, result.marked) == (verdict, marked)


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("TLS 1.2", "met"),
        ("TLS 1.2/1.3", "met"),
        ("TLS 1.0, 1.1 and 1.2", "not-met"),
        ("TLS v1.1", "not-met"),
        ("HTTPS", "not-known"),
        ("TLS", "not-known"),
        ("TLSv1.2+", "met"),
        ("TLS 1.3, 1.2 for older clients", "met"),
        ("TLS 1.3, falls back to 1.0", "not-met"),
        ("SSL 3.0, TLS 1.2", "not-met"),
        ("SSL/TLS 1.2", "not-known"),
        ("TLS 1.2 is planned", "not-known"),
        ("TLS 1.2 and 1.3; TLS 1.0 and 1.1 are disabled", "not-known"),
        ("TLS 1.2 except for mail", "not-known"),
        ("TLS 1.2 isn't enforced", "not-known"),
    ],
)
def test_the_lowest_version_of_tls_counts(tmp_path: Path, text: str, verdict: str) -> None:
    changes = {IN_TRANSIT: f"encryption_in_transit: {text!r}"}
    assert one(assessed(tmp_path, **changes), "tls").verdict == verdict


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("AES-256", "met"),
        ("aes256-gcm", "met"),
        ("Caesar's cipher", "not-known"),
        ("No encryption at rest; AES-256 is planned for 2027", "not-known"),
        ("AES-256 will follow", "not-known"),
        ("Backups without AES", "not-known"),
    ],
)
def test_a_cipher_counts_where_the_text_has_it_now(tmp_path: Path, text: str, verdict: str) -> None:
    changes = {"encryption_at_rest: AES-256": f"encryption_at_rest: {json.dumps(text)}"}
    assert one(assessed(tmp_path, **changes), "at-rest").verdict == verdict


def test_a_wording_that_a_person_has_to_read_is_named(tmp_path: Path) -> None:
    changes = {"encryption_at_rest: AES-256": "encryption_at_rest: AES-256 is planned"}
    result = one(assessed(tmp_path, **changes), "at-rest")
    assert result.reason == "a person has to read the wording: it says `planned`"


def test_a_text_that_says_none_states_nothing(tmp_path: Path) -> None:
    changes = {"  audit_log: true": "  audit_log: true\n  vulnerability_disclosure: None."}
    assert one(assessed(tmp_path, **changes), "vulnerability-disclosure").verdict == "not-known"


ENDED = "expires: 2026-10-31"
LETTER = f"{ENDED}, bridge_letter: Letter of 2026-11-02"


@pytest.mark.parametrize(
    ("change", "verdict", "reason"),
    [
        ("expires: 2026-11-20", "met", "stated"),
        (ENDED, "not-met", "it expired on 2026-10-31"),
        (LETTER, "not-known", "it expired on 2026-10-31, and its bridge letter states no last day"),
        (
            f"{LETTER}, bridge_letter_until: 2026-11-20",
            "met",
            "it expired on 2026-10-31, and a bridge letter covers the time to 2026-11-20",
        ),
        (
            f"{LETTER}, bridge_letter_until: 2026-11-19",
            "not-met",
            "it expired on 2026-10-31, and its bridge letter on 2026-11-19",
        ),
        (f"{ENDED}, bridge_letter_until: 2026-12-31", "not-met", "it expired on 2026-10-31"),
        ("report_ref: NS-1", "not-known", "it states no last day"),
    ],
)
def test_a_certificate_must_hold_today(tmp_path: Path, change: str, verdict: str, reason: str) -> None:
    result = one(assessed(tmp_path, **{"expires: 2028-02-28": change}), "certificate")
    assert (result.verdict, result.reason) == (verdict, reason)


def test_one_certificate_that_holds_is_enough(tmp_path: Path) -> None:
    report = "  - {scheme: SOC 2, expires: 2027-05-28, source: contract, status: secondary}\nsecurity:"
    changes = {"expires: 2028-02-28": ENDED, "security:": report}
    result = one(assessed(tmp_path, **changes), "certificate")
    assert (result.verdict, result.value, result.marked) == ("met", "SOC 2", True)


def test_a_certificate_of_a_catalogue_proves_nothing(tmp_path: Path) -> None:
    changes = {"source: contract, status: primary}\nsecurity": "status: catalogue}\nsecurity"}
    result = one(assessed(tmp_path, **changes), "certificate")
    assert (result.verdict, result.reason) == ("not-known", "only a catalogue says so")


ACCESS = "access_countries: [NO]\n"


@pytest.mark.parametrize(
    ("access", "verdict", "reason"),
    [
        (ACCESS, "met", "stored in the EEA, and reached from there only"),
        ("", "not-known", "stored in the EEA, and nobody has stated from where it is reached"),
        (
            "access_countries: [NO, {value: null, status: unverified}]\n",
            "not-known",
            "stored in the EEA, and nobody has stated from where it is reached",
        ),
    ],
)
def test_storage_in_the_eea_is_met_with_access_from_there(
    tmp_path: Path, access: str, verdict: str, reason: str
) -> None:
    result = one(assessed(tmp_path, **{ACCESS: access}), "storage")
    assert (result.verdict, result.reason, result.value) == (verdict, reason, "NO")


@pytest.mark.parametrize(
    "change", [{ACCESS: "access_countries: [IN]\n"}, {"{country: NO, region: Bergen}": "{country: IN}"}]
)
@pytest.mark.parametrize(
    ("declared", "verdict"),
    [
        ("", "not-met"),
        ("transfer: {mechanism: scc, module: '3', signed_on: 2024-01-15}", "met"),
        ("transfer: {mechanism: scc, module: '3'}", "not-known"),
        ("transfer: {mechanism: scc, module: '2', signed_on: 2024-01-15}", "not-met"),
    ],
)
def test_what_leaves_the_eea_needs_a_ground_that_carries_it(
    tmp_path: Path, change: dict[str, str], declared: str, verdict: str
) -> None:
    """That the vendor offers clauses is not enough: the hops to it decide."""
    offered = {"exit_plan:": "transfer: {mechanisms: [scc]}\nexit_plan:"}
    lines = ("    from: participants\n", "    from: diary-app\n")
    flows = {line: f"{line}    {declared}\n" for line in lines if declared}
    result = one(assessed_in(tmp_path, {"edit": {FILE: {**change, **offered}, FLOWS: flows}}), "storage")
    assert result.verdict == verdict
    assert "India" in result.reason
    assert result.reason_places


@pytest.mark.parametrize(("offered", "verdict"), [("none", "not-met"), ("scc", "not-known")])
def test_without_a_flow_nothing_shows_the_ground(tmp_path: Path, offered: str, verdict: str) -> None:
    changes = {ACCESS: "access_countries: [IN]\n", "exit_plan:": f"transfer: {{mechanisms: [{offered}]}}\nexit_plan:"}
    assert one(assessed_in(tmp_path, {"edit": {FILE: changes}, "remove": [FLOWS]}), "storage").verdict == verdict


def test_a_vendor_without_personal_data_is_not_asked_for_a_dpa(tmp_path: Path) -> None:
    changes = {"personal_data: true": "personal_data: false", "status: signed": "status: not-needed"}
    assert one(assessed(tmp_path, **changes), "dpa").verdict == "not-applicable"


def test_an_exit_plan_that_we_did_not_write_is_not_met(tmp_path: Path) -> None:
    plan = "exit_plan: Backups are restored at another host; the address book moves last.\n"
    assert one(assessed(tmp_path, **{plan: ""}), "exit-plan").verdict == "not-met"
