"""An assessment says what facts support, and leaves open what they do not."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from compliance.derive.assessment import Assessment, CriterionResult, assess
from compliance.frameworks.vendor_criteria import criteria
from compliance.graph.dossier import Dossier
from compliance.registers.load import load
from compliance.registers.records.vendors import Vendor
from tests.rule_cases import Case, build

FILE = "vendors/fjellsky.yaml"
IN_TRANSIT = "encryption_in_transit: TLS 1.2 or newer"


def assessed(root: Path, **changes: str) -> Assessment:
    """The base's vendor, with texts of its file replaced: ``old="new"`` pairs under ``edit``."""
    build(Case("assessment", "pass", "case", {"edit": {FILE: changes}}), root)
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
    ],
)
def test_the_lowest_version_of_tls_counts(tmp_path: Path, text: str, verdict: str) -> None:
    changes = {IN_TRANSIT: f"encryption_in_transit: {text!r}"}
    assert one(assessed(tmp_path, **changes), "tls").verdict == verdict


@pytest.mark.parametrize(
    ("change", "verdict"),
    [
        ("expires: 2026-11-19", "not-met"),
        ("expires: 2026-11-19, bridge_letter: Letter of 2026-11-01", "met"),
        ("expires: 2026-11-20", "met"),
    ],
)
def test_a_certificate_must_hold_today(tmp_path: Path, change: str, verdict: str) -> None:
    assert one(assessed(tmp_path, **{"expires: 2028-02-28": change}), "certificate").verdict == verdict


def test_a_certificate_of_a_catalogue_proves_nothing(tmp_path: Path) -> None:
    changes = {"source: contract, status: primary}\nsecurity": "status: catalogue}\nsecurity"}
    result = one(assessed(tmp_path, **changes), "certificate")
    assert (result.verdict, result.reason) == ("not-known", "only a catalogue says so")


@pytest.mark.parametrize(
    ("ground", "verdict"),
    [("", "not-known"), ("transfer: {mechanisms: [scc]}", "met"), ("transfer: {mechanisms: [none]}", "not-met")],
)
def test_storage_outside_the_eea_needs_a_ground(tmp_path: Path, ground: str, verdict: str) -> None:
    changes = {"{country: NO, region: Bergen}": "{country: US}", "exit_plan:": f"{ground}\nexit_plan:"}
    assert one(assessed(tmp_path, **changes), "storage").verdict == verdict


def test_a_vendor_without_personal_data_is_not_asked_for_a_dpa(tmp_path: Path) -> None:
    changes = {"personal_data: true": "personal_data: false", "status: signed": "status: not-needed"}
    assert one(assessed(tmp_path, **changes), "dpa").verdict == "not-applicable"


def test_an_exit_plan_that_we_did_not_write_is_not_met(tmp_path: Path) -> None:
    plan = "exit_plan: Backups are restored at another host; the address book moves last.\n"
    assert one(assessed(tmp_path, **{plan: ""}), "exit-plan").verdict == "not-met"
