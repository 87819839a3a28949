"""On which ground data may leave the EEA: each outcome, from a small project with one thing changed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import get_args

import pytest

from compliance.derive.transfers import ERRORS, Ground, Transfer, Verdict, differences, transfers
from compliance.frameworks import countries
from compliance.frameworks.data import read
from compliance.frameworks.jurisdictions import Decisions, UnknownAssumptionError, decisions
from compliance.frameworks.transfer_tools import module, rules
from compliance.graph.dossier import Dossier
from compliance.registers import yaml12
from compliance.registers.load import load
from tests import company
from tests.rule_cases import Case, build

TODAY = date(2026, 11, 20)
PARTIES, FLOWS = "dataflows/parties.yaml", "dataflows/flows/diary.yaml"
VENDOR, CUSTOMER, SYSTEMS = "vendors/fjellsky.yaml", "customers/sund-hospital.yaml", "dataflows/systems.yaml"
SEAT = "5019 Bergen\n    country: NO"
STORAGE = "    description: Entries are stored at the host.\n"
DATA = "    mechanism: api\n    data_categories: [user.health_and_medical]\n"
CLAUSES = "{mechanism: scc, module: '3', signed_on: 2024-01-15}"
LISTED = "dpf: {listed: true, checked_on: 2026-11-01}"
HANDED_BACK = """\
  - id: handed-back
    number: 3
    from: diary-db
    to: participants
    description: The sponsor fetches its data.
    initiator: client
    mechanism: file
    data_categories: [user.health_and_medical]
    data_subjects: [participant]
    purposes: [essential.service]
    exporter_role: processor
    importer_role: controller
    status: live
  - id: storage
"""

Edits = Mapping[str, Mapping[str, str]]


def project(root: Path, edit: Edits, today: date = TODAY) -> Dossier:
    """The small project of the rule cases: a processor in Norway, its host Fjellsky, a hospital as customer."""
    build(Case("transfers", "pass", "case", {"edit": edit}), root)
    loaded = load(root)
    assert loaded.found == [], [d.message for d in loaded.found]
    return Dossier(root, loaded.registers, today)


def stored(root: Path, edit: Edits, today: date = TODAY, table: Decisions | None = None) -> Transfer:
    """The answer for flow 2, in which a processor stores health data at its host."""
    found = transfers(project(root, edit, today), table)
    return next(t for t in found if t.hop.flow and t.hop.flow.number == 2)


def seated(country: str, more: str = "", declared: str = "") -> Edits:
    """The host has its seat in a country; ``more`` are lines of its record, ``declared`` the ground of flow 2."""
    place = "5019 Bergen\n    country: " + country + (f"\n    {more}" if more else "")
    flow = {STORAGE: f"{STORAGE}    transfer: {declared}\n"} if declared else {}
    return {PARTIES: {SEAT: place}, FLOWS: flow}


def back_to(country: str, gdpr: str = "no", kind: str = "university", declared: str = "") -> Edits:
    """Data goes back to a customer in a country."""
    changes = {
        "kind: hospital": f"kind: {kind}",
        "country: NO": f"country: {country}",
        'subject_to_gdpr: "yes"': f'subject_to_gdpr: "{gdpr}"',
    }
    if declared:
        changes["agreements:\n"] = f"transfer: {declared}\nagreements:\n"
    return {CUSTOMER: changes, FLOWS: {"  - id: storage\n": HANDED_BACK}}


def returned(root: Path, edit: Edits, today: date = TODAY) -> Transfer:
    return next(t for t in transfers(project(root, edit, today)) if t.hop.kind == "returned")


def answer(transfer: Transfer) -> tuple[str, str | None, str]:
    return transfer.ground, transfer.module if transfer.ground == "scc" else None, transfer.verdict


OUTCOMES = yaml12.parse_text((Path(__file__).parent / "transfer_outcomes.yaml").read_text(), "outcomes")["outcomes"]


@pytest.mark.parametrize("case", OUTCOMES, ids=[case["name"] for case in OUTCOMES])
def test_outcome(tmp_path: Path, case: dict[str, str]) -> None:
    edit = dict(seated(case["seat"], case.get("record", ""), case.get("declared", "")))
    if "offered" in case:
        edit[VENDOR] = {"deletion_days_after_end: 30\n": f"transfer: {{mechanisms: [{case['offered']}]}}\n"}
    found = stored(tmp_path, edit)
    assert answer(found) == (case["ground"], case.get("module"), case["verdict"]), found.reason
    assert found.rule.citation
    assert all(place.file for place in found.sources)
    assert found.sources


def test_every_outcome_has_a_case() -> None:
    grounds, verdicts = {case["ground"] for case in OUTCOMES}, {case["verdict"] for case in OUTCOMES}
    assert grounds | {"no-transfer"} == set(get_args(Ground))
    assert verdicts == set(get_args(Verdict))


def test_a_vendor_moves_from_ireland_to_the_united_states(tmp_path: Path) -> None:
    before = stored(tmp_path / "before", seated("IE"))
    after = stored(tmp_path / "after", seated("US"))
    assert (before.ground, after.ground) == ("none-eea", "missing")
    assert after.verdict in ERRORS
    assert "United States (seat)" in after.reason
    assert "module 3" in after.reason
    assert str(after.sources[0]) == f"{PARTIES}#/parties/1/country"


def test_the_framework_is_struck_out_on_a_day(tmp_path: Path) -> None:
    table = decisions().assume("no-dpf:2027-03-01")
    edit = seated("US", LISTED)
    assert stored(tmp_path / "a", edit, date(2027, 2, 28), table).ground == "dpf"
    fallen = stored(tmp_path / "b", edit, date(2027, 3, 1), table)
    assert answer(fallen) == ("missing", None, "missing")
    assert "ended on 2027-02-28" in fallen.reason
    declared = seated("US", LISTED, "{mechanism: dpf}")
    assert stored(tmp_path / "c", declared, date(2027, 3, 1), table).verdict == "expired"
    kept = seated("US", LISTED, "{mechanism: dpf, fallback: scc, fallback_module: '3', signed_on: 2024-01-15}")
    assert answer(stored(tmp_path / "d", kept, date(2027, 3, 1), table)) == ("scc", "3", "ok")


def test_brazil_counts_for_an_exporter_in_the_union(tmp_path: Path) -> None:
    edit = {**seated("BR"), "dossier.yaml": {"country: NO": "country: DK"}}
    found = stored(tmp_path, edit)
    assert answer(found) == ("adequacy", None, "ok")
    assert found.decision
    assert found.decision.instrument == "Implementing Decision (EU) 2026/179"


def test_brazil_before_its_decision(tmp_path: Path) -> None:
    edit = {**seated("BR"), "dossier.yaml": {"country: NO": "country: DK"}}
    assert stored(tmp_path, edit, date(2026, 1, 25)).ground == "missing"


def test_a_university_in_the_united_kingdom(tmp_path: Path) -> None:
    found = returned(tmp_path / "now", back_to("GB"))
    assert answer(found) == ("adequacy", None, "ok")
    assert "until 2031-12-27" in found.reason
    assert returned(tmp_path / "last", back_to("GB"), date(2031, 12, 27)).ground == "adequacy"
    assert answer(returned(tmp_path / "then", back_to("GB"), date(2031, 12, 28))) == ("missing", None, "missing")


@pytest.mark.parametrize(
    ("declared", "gdpr", "expected"),
    [
        ("", "no", ("missing", None, "missing")),
        ("{mechanism: scc, module: '4', signed_on: 2025-01-13}", "no", ("scc", "4", "ok")),
        ("{mechanism: scc, module: '3', signed_on: 2025-01-13}", "no", ("missing", None, "wrong-module")),
        ("{mechanism: scc, module: '4', signed_on: 2025-01-13}", "yes", ("counsel", None, "counsel")),
    ],
)
def test_a_university_in_the_united_states(
    tmp_path: Path, declared: str, gdpr: str, expected: tuple[str, str | None, str]
) -> None:
    found = returned(tmp_path, back_to("US", gdpr, declared=declared))
    assert answer(found) == expected
    assert found.module == "4"


def test_a_decision_for_commercial_organisations_depends_on_the_customer(tmp_path: Path) -> None:
    assert answer(returned(tmp_path / "pharma", back_to("JP", kind="pharma"))) == ("adequacy", None, "ok")
    assert returned(tmp_path / "university", back_to("JP")).ground == "missing"
    assert returned(tmp_path / "other", back_to("JP", kind="other")).ground == "unverified"


def test_data_goes_back_to_those_whose_products_and_plan_it_belongs_to(tmp_path: Path) -> None:
    edit = back_to("US")
    flows = {"  - id: storage\n": HANDED_BACK.replace("    status: live\n", "    plans: [pro]\n    status: live\n")}
    assert returned(tmp_path / "pro", {**edit, FLOWS: flows}).hop.importer.id == "sund-hospital"
    ended = {**edit, CUSTOMER: {**edit[CUSTOMER], "since: 2024-03-01": "since: 2024-03-01\nends: 2026-11-19"}}
    assert not [t for t in transfers(project(tmp_path / "ended", ended)) if t.hop.kind == "returned"]


@pytest.mark.parametrize(
    ("exporter", "importer", "expected"),
    [
        ("controller", "controller", "1"),
        ("controller", "processor", "2"),
        ("controller", "sub-processor", "2"),
        ("processor", "sub-processor", "3"),
        ("sub-processor", "sub-processor", "3"),
        ("processor", "controller", "4"),
        ("sub-processor", "controller", "4"),
        ("controller", "joint-controller", None),
        ("processor", "joint-controller", None),
    ],
)
def test_the_roles_decide_the_module(exporter: str, importer: str, expected: str | None) -> None:
    assert module(exporter, importer) == expected


def test_joint_controllers_are_for_counsel(tmp_path: Path) -> None:
    edit = {**seated("IN", declared=CLAUSES)}
    edit[FLOWS] = {**edit[FLOWS], "importer_role: sub-processor": "importer_role: joint-controller"}
    found = stored(tmp_path, edit)
    assert answer(found) == ("counsel", None, "counsel")
    assert "no module" in found.reason


def test_one_supplier_may_need_two_modules(tmp_path: Path) -> None:
    """The company is controller of one flow and processor of the other."""
    edit = {**seated("IN")}
    edit[FLOWS] = {"importer_role: processor\n": "importer_role: controller\n"}
    found = {t.hop.flow.number: t.module for t in transfers(project(tmp_path, edit)) if t.hop.flow}
    assert found == {1: "2", 2: "3"}


def test_people_who_give_data_themselves_export_nothing(tmp_path: Path) -> None:
    edit = {FLOWS: {"    to: diary-app\n": "    to: diary-db\n"}, PARTIES: {SEAT: SEAT.replace("NO", "US")}}
    found = next(t for t in transfers(project(tmp_path, edit)) if t.hop.flow and t.hop.flow.number == 1)
    assert answer(found) == ("no-transfer", None, "ok")


def test_a_tag_on_our_own_page_is_ours(tmp_path: Path) -> None:
    flow = {"    to: diary-app\n": "    to: diary-db\n", "initiator: data-subject": "initiator: client"}
    edit = {FLOWS: flow, PARTIES: {SEAT: SEAT.replace("NO", "US")}}
    found = next(t for t in transfers(project(tmp_path, edit)) if t.hop.flow and t.hop.flow.number == 1)
    assert (found.hop.kind, found.ground, found.module) == ("flow", "missing", "2")


def test_reaching_data_from_abroad_is_a_transfer(tmp_path: Path) -> None:
    found = stored(tmp_path, {VENDOR: {"access_countries: [NO]": "access_countries: [NO, IN]"}})
    assert answer(found) == ("missing", None, "missing")
    assert "India (access)" in found.reason


def test_a_supplier_that_says_nothing_about_access_is_not_taken_for_covered(tmp_path: Path) -> None:
    host = "hosting: {provider: fjellsky, region: Bergen, country: NO}\n"
    changes = {f"{host}    access_countries: [NO]\n    personal_data: true": f"{host}    personal_data: true"}
    found = stored(tmp_path, {VENDOR: {"access_countries: [NO]\n": ""}, SYSTEMS: changes})
    assert answer(found) == ("unverified", None, "unverified")
    assert "country of access not verified" in found.reason


def test_clauses_hold_although_a_country_is_open(tmp_path: Path) -> None:
    edit = {**seated("US", declared=CLAUSES), VENDOR: {"[NO]\ndpa": "[{value: null, status: unverified}]\ndpa"}}
    found = stored(tmp_path, edit)
    assert answer(found) == ("scc", "3", "ok")
    assert [need.reason for need in found.open] == ["country of access not verified"]


def test_data_about_staff_needs_a_listing_that_covers_it(tmp_path: Path) -> None:
    about_staff = {FLOWS: {f"{DATA}    data_subjects: [participant]": f"{DATA}    data_subjects: [employee]"}}
    bare = {**seated("US", LISTED), **about_staff}
    assert answer(stored(tmp_path / "bare", bare)) == ("unverified", None, "unverified")
    covered = {**seated("US", LISTED.replace("true,", "true, covers_hr: true,")), **about_staff}
    assert answer(stored(tmp_path / "covered", covered)) == ("dpf", None, "ok")


CHAIN = """\
access_countries: [NO]
subprocessors:
  - name: Nordbygg
    country: NO
    purpose: Housing of the racks
    reached: true
    subprocessors:
      - {{name: Guard Co, country: {country}, purpose: Cameras, reached: {reached}}}
"""


@pytest.mark.parametrize(
    ("country", "reached", "expected"),
    [
        ("DK", "true", "none-eea"),
        ("GB", "true", "adequacy"),
        ("IN", "true", "unverified"),
        ("IN", "false", None),
        ("{value: null, status: unverified}", "true", "unverified"),
    ],
)
def test_each_further_step_is_judged_again(tmp_path: Path, country: str, reached: str, expected: str | None) -> None:
    chain = CHAIN.format(country=country, reached=reached)
    found = transfers(project(tmp_path, {VENDOR: {"access_countries: [NO]\n": chain}}))
    steps = {t.hop.importer.name: (t.ground, t.hop.exporter) for t in found if t.hop.kind == "onward"}
    assert steps["Nordbygg"] == ("none-eea", "Fjellsky AS")
    assert steps.get("Guard Co") == ((expected, "Nordbygg") if expected else None)


def test_other_companies_of_the_group_are_steps_too(tmp_path: Path) -> None:
    more = "    role_default: sub-processor\n"
    group = more + "  - {id: fjellsky-inc, status: primary, legal_name: Fjellsky Inc., country: US}\n"
    edit = {PARTIES: {more: group}, VENDOR: {"party: fjellsky-as": "party: fjellsky-as\nother_parties: [fjellsky-inc]"}}
    found = next(t for t in transfers(project(tmp_path, edit)) if t.hop.kind == "group")
    assert (found.hop.importer.name, found.ground) == ("Fjellsky Inc.", "unverified")


@pytest.mark.parametrize("change", ["status: retired", "status: planned", "status: live\n    until: 2026-11-19"])
def test_only_flows_that_run_are_looked_at(tmp_path: Path, change: str) -> None:
    flow = {"importer_role: sub-processor\n    status: live": f"importer_role: sub-processor\n    {change}"}
    assert [t.hop.flow.number for t in transfers(project(tmp_path, {FLOWS: flow})) if t.hop.flow] == [1]


def test_data_that_is_not_personal_is_not_looked_at(tmp_path: Path) -> None:
    flow = {DATA: DATA.replace("user.health_and_medical", "system.operations")}
    assert [t.hop.flow.number for t in transfers(project(tmp_path, {FLOWS: flow})) if t.hop.flow] == [1]


def test_what_an_assumption_changes(tmp_path: Path) -> None:
    dossier = project(tmp_path, seated("US", LISTED))
    changed = differences(transfers(dossier), transfers(dossier, decisions().assume("no-dpf")))
    assert {(d.before.ground, d.after.verdict) for d in changed} == {("dpf", "missing")}
    assert differences(transfers(dossier), transfers(dossier, decisions().assume("without:GB"))) == ()


@pytest.mark.parametrize(
    "text", ["no-ccpa", "without", "without:", "without:IN", "no-dpf:soon", "without:GB:2027-01-01:x"]
)
def test_what_cannot_be_assumed(text: str) -> None:
    with pytest.raises(UnknownAssumptionError) as error:
        decisions().assume(text)
    assert "without:COUNTRY" in error.value.help


def test_assumptions_add_up() -> None:
    table = decisions().assume("no-dpf").assume("without:gb")
    assert table.assumed == "no-dpf, without:gb"
    assert [bool(table.on(code, TODAY)) for code in ("US", "GB", "CH")] == [False, False, True]


def test_rows_are_dated_sourced_and_of_known_places() -> None:
    sources = read("jurisdictions")["sources"]
    names = read("countries")["names"]
    for raw, row in zip(read("jurisdictions")["decisions"], decisions().rows, strict=True):
        assert row.country in names or row.organisation
        assert not row.country or not countries.in_eea(row.country)
        assert {raw["source"], row.eea.ref} <= {*sources, ""}
        assert row.in_force <= row.checked_on
        assert row.celex.startswith("3")
        assert set(row.unconfirmed) <= {"in_force", "eea"}
    listed = {row.country for row in decisions().rows if row.holds(TODAY)}
    assert listed >= {"AD", "AR", "BR", "CA", "CH", "FO", "GB", "GG", "IL", "IM", "JE", "JP", "KR", "NZ", "US", "UY"}


def test_every_rule_that_an_answer_names_is_in_the_table() -> None:
    assert {t.rule.id for t in transfers(company.dossier())} <= set(rules())


def test_the_worked_company_has_no_transfer_without_a_ground() -> None:
    found = transfers(company.dossier())
    assert [t.reason for t in found if t.verdict in ERRORS] == []
    back = {t.hop.importer.id: answer(t) for t in found if t.hop.kind == "returned"}
    assert back == {
        "carrowmere-university": ("adequacy", None, "ok"),
        "lindeborg-pharma": ("none-eea", None, "ok"),
        "sorfjord-hospital": ("none-eea", None, "ok"),
        "whitford-university": ("scc", "4", "ok"),
    }
    assert {t.hop.importer.vendor.id for t in found if t.verdict == "unverified" and t.hop.importer.vendor} == {
        "segment", "amplitude", "chargebee", "stripe", "fathom", "google-analytics", "freshdesk",
    }  # fmt: skip
