"""``dossier flows``: what a privacy officer asks of the worked company, as it is and with one thing changed."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from compliance.cli import cli
from compliance.cli.flows import QUESTIONS
from compliance.diagnostics import DossierError
from tests.corpus import REPOSITORY

HEALTH = "user.health_and_medical"
EVENTS = "dataflows/flows/product-analytics.yaml"
CARRIES = "[user.unique_id.pseudonymous, user.behavior, user.telemetry]\n    data_subjects: [site_staff]"
DROPS = "          - user.health_and_medical\n          - user.demographic.race_ethnicity\n          - user.content\n"


@pytest.fixture
def company(tmp_path: Path) -> Path:
    """The registers that questions about flows read."""
    for folder in ("dataflows", "vendors", "customers"):
        shutil.copytree(REPOSITORY / folder, tmp_path / folder)
    shutil.copy(REPOSITORY / "dossier.yaml", tmp_path)
    return tmp_path


def ask(root: Path, *arguments: str, command: str = "flows") -> Result:
    return CliRunner().invoke(cli, [command, *arguments, "--project", str(root), "--no-cache"])


def asked(root: Path, *arguments: str) -> tuple[int, Any]:
    """Exit code and answer as data."""
    done = ask(root, *arguments, "--format", "json")
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code, json.loads(done.stdout)


def change(root: Path, file: str, old: str, new: str) -> None:
    path = root / file
    text = path.read_text(encoding="utf-8")
    assert old in text, old
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def health_to_segment(root: Path) -> None:
    """The first flow to Segment carries health data of participants, and no longer drops it."""
    change(root, EVENTS, CARRIES, f"[user.unique_id.pseudonymous, {HEALTH}]\n    data_subjects: [participant]")
    change(root, EVENTS, DROPS, "          - user.demographic.race_ethnicity\n          - user.content\n")
    change(
        root,
        EVENTS,
        "      - kind: pseudonymise\n        on_categories: [user.unique_id]",
        "      - kind: drop\n        on_categories: [user.device]",
    )


def readings(data: Any) -> dict[str, str]:
    return {each["id"]: each["reading"] for each in data["reached"]}


def test_no_health_data_reaches_analytics(company: Path) -> None:
    code, data = asked(company, "reach", HEALTH, "analytics")
    assert code == 0
    assert data["reached"] == []
    assert data["examined"]["flows"] > 50
    assert data["hubs"]


def test_health_data_to_segment_could_get_to_amplitude(company: Path) -> None:
    health_to_segment(company)
    code, data = asked(company, "reach", HEALTH, "analytics", "--cut")
    assert code == 1
    assert readings(data) == {"segment": "declared", "amplitude": "possible"}
    amplitude = next(each for each in data["reached"] if each["id"] == "amplitude")
    hops = [(hop["from"], hop["to"]) for hop in amplitude["path"]]
    assert hops == [("site-staff", "trial-app"), ("trial-app", "segment"), ("segment", "amplitude")]
    assert all(hop["at"].startswith("dataflows/flows/") and hop["at"].count(":") == 2 for hop in amplitude["path"])
    assert [flow["flow"] for flow in data["cut"]["flows"]] == ["site-usage-events"]


def test_the_same_declared_by_the_next_flow(company: Path) -> None:
    health_to_segment(company)
    change(
        company,
        EVENTS,
        "[user.unique_id.pseudonymous, user.behavior, user.telemetry]\n    data_subjects: [site_staff]",
        f"[{HEALTH}]\n    data_subjects: [participant]",
    )
    _, data = asked(company, "reach", HEALTH, "analytics")
    assert readings(data)["amplitude"] == "declared"


def test_pseudonymised_health_data_is_still_denied_and_marked(company: Path) -> None:
    health_to_segment(company)
    change(
        company,
        EVENTS,
        "      - kind: drop\n        on_categories: [user.device]",
        f"      - kind: pseudonymise\n        on_categories: [user.unique_id, {HEALTH}]",
    )
    _, data = asked(company, "reach", HEALTH, "segment")
    assert data["reached"][0]["path"][-1]["leaves"] == "Health data of participant, pseudonymised"
    done = ask(company, "--select", "data-policy-broken", command="check")
    assert "`no-health-data-to-analytics` denies user.health_and_medical" in done.stdout


def test_a_broken_policy_shows_each_hop(company: Path) -> None:
    health_to_segment(company)
    done = ask(company, "--select", "data-policy-broken", command="check")
    assert done.exit_code == 1
    assert "2: flow 19, Capture web application to Segment" in done.stdout
    assert "3: flow 21, Segment to Amplitude (Segment may forward all it holds)" in done.stdout


def test_a_waiver_accepts_one_policy_at_one_place(company: Path) -> None:
    health_to_segment(company)
    (company / "controls").mkdir()
    waiver = """\
waivers:
  - id: W-09
    code: data-policy-broken
    subject: no-health-data-to-analytics/segment
    reason: A trial of ten days with invented participants.
    owner: dpo
    approved_by: ceo
    approved_on: 2026-11-01
    expires: 2026-12-01
"""
    (company / "controls" / "waivers.yaml").write_text(waiver, encoding="utf-8")
    done = ask(company, "--select", "data-policy-broken", "--format", "json", command="check")
    waived = [f["waived_by"] for f in json.loads(done.stdout)["findings"] if "no-health" in f["message"]]
    assert sorted(map(bool, waived)) == [False, False, True]


def test_policies_of_the_company_hold(company: Path) -> None:
    done = ask(
        company,
        "--select",
        "data-policy-broken,data-policy-unwatched,flow-drops-what-it-carries",
        "-v",
        command="check",
    )
    assert done.exit_code == 0, done.stdout
    assert ["data-policy-broken", "8"] in [line.split() for line in done.stdout.splitlines()]


def test_a_copy_that_outlives_its_source(company: Path) -> None:
    assert asked(company, "retention")[0] == 0
    change(
        company,
        "dataflows/retention.yaml",
        "making of the snapshot\n    period: P35D",
        "making of the snapshot\n    period: P400D",
    )
    code, data = asked(company, "retention")
    longer = [c for c in data["conflicts"] if c["verdict"] == "longer"]
    assert code == 1
    assert {c["after"]["system"] for c in longer} == {"backup-vault"}
    assert {c["path"][-1]["flow"] for c in longer} == {"backup-db", "backup-files", "backup-audit", "backup-portal"}


def test_erasure_adds_up_the_days_of_all_who_must_act(company: Path) -> None:
    change(
        company,
        "vendors/segment.yaml",
        "deletion_days_after_end:\n  value: null\n  status: unverified",
        "deletion_days_after_end:\n  value: 15\n  status: primary",
    )
    change(
        company,
        "vendors/amplitude.yaml",
        "deletion_days_after_end:\n  value: null\n  status: unverified",
        "deletion_days_after_end:\n  value: 14\n  status: primary",
    )
    code, data = asked(company, "erasure", "customer", "--received", "2026-11-20")
    holders = {holder["system"]: holder for holder in data["holders"]}
    assert (code, data["due"]) == (1, "2026-12-20")
    assert [step["days"] for step in holders["amplitude"]["steps"]] == [10, 15, 14]
    assert (holders["amplitude"]["verdict"], holders["amplitude"]["days"]) == ("late", 39)
    assert (holders["segment"]["verdict"], holders["segment"]["gone_by"]) == ("in-time", "2026-12-15")
    assert holders["freshdesk"]["verdict"] == "not-stated"


def test_a_breach_says_who_must_be_told_by_when(company: Path) -> None:
    code, data = asked(company, "breach", "nordhavn-sky", "--at", "2026-11-20T09:00+01:00")
    told = {each["customer"]: each for each in data["customers"]}
    assert code == 0
    assert data["vendor_minutes"] == 12 * 60
    assert told["sorfjord-hospital"]["by"] == "2026-11-21T21:00:00+01:00"
    assert told["sorfjord-hospital"]["slack_minutes"] == 0
    assert told["whitford-university"]["slack_minutes"] == 48 * 60
    assert told["whitford-university"]["minutes_left_of_authority_period"] == (72 - 12 - 24) * 60


def test_a_breach_at_a_vendor_with_unknown_hours_says_so(company: Path) -> None:
    done = ask(company, "breach", "freshdesk", "--at", "2026-11-20T09:00Z")
    assert done.exit_code == 1
    assert "Freshdesk tells us within: not known, so all times count from when we know" in done.stdout


def test_a_promise_that_the_procedure_cannot_keep(company: Path) -> None:
    change(company, "customers/lindeborg-pharma.yaml", "breach_notice_hours: 24", "breach_notice_hours: 12")
    code, data = asked(company, "breach", "nordhavn-sky")
    assert code == 1
    assert data["customers"][0]["slack_minutes"] == -12 * 60


@pytest.mark.parametrize(
    ("file", "old", "new", "kind"),
    [
        ("dataflows/flows/support.yaml", "    activity: customer-support\n", "", "no-activity"),
        (
            "dataflows/flows/support.yaml",
            "purposes: [essential.service.operations.support]",
            "purposes: [marketing]",
            "purpose-without-activity",
        ),
        (
            "dataflows/flows/support.yaml",
            "data_categories: [user.name,",
            "data_categories: [user.sex_life, user.name,",
            "from-nowhere",
        ),
        ("vendors/freshdesk.yaml", "  status: accepted", "  status: missing", "no-dpa"),
    ],
)
def test_orphans(company: Path, file: str, old: str, new: str, kind: str) -> None:
    before = asked(company, "orphans")[1]["gaps"]
    change(company, file, old, new)
    code, data = asked(company, "orphans")
    assert code == 1
    added = [gap for gap in data["gaps"] if gap not in before]
    assert kind in {gap["kind"] for gap in added}
    assert {gap["at"].split(":")[0] for gap in added if gap["kind"] == kind} == {file}


def test_segment_is_found_to_be_a_hub_and_the_payment_ring_is_no_error(company: Path) -> None:
    code, data = asked(company, "hubs")
    assert code == 0
    segment = next(hub for hub in data["hubs"] if hub["id"] == "segment")
    assert (segment["may_forward_all"], segment["articulation_point"], segment["dominates"]) == (
        True,
        True,
        ["Amplitude"],
    )
    code, data = asked(company, "cycles")
    assert code == 0
    assert [ring["systems"] for ring in data["rings"]] == [["chargebee", "stripe"]]


@pytest.mark.parametrize(
    "arguments",
    [
        ("reach", HEALTH),
        ("reach", "user.behavior", "outside-eea", "--cut"),
        ("retention",),
        ("erasure", "visitor"),
        ("breach", "segment"),
        ("orphans",),
        ("hubs",),
        ("cycles",),
    ],
)
def test_every_answer_says_how_much_was_examined(company: Path, arguments: tuple[str, ...]) -> None:
    last = ask(company, *arguments).stdout.strip().splitlines()[-1]
    assert last.startswith("examined ")
    assert "nodes" in last
    assert "flows" in last


@pytest.mark.parametrize(
    "arguments",
    [
        ("reach", "user.name", "outside-eea", "--cut"),
        ("erasure", "customer"),
        ("breach", "segment"),
        ("orphans",),
        ("hubs",),
    ],
)
def test_the_order_of_files_and_records_changes_nothing(company: Path, arguments: tuple[str, ...]) -> None:
    before = _without_lines(asked(company, *arguments)[1])
    folder = company / "dataflows" / "flows"
    for number, path in enumerate(sorted(folder.iterdir(), reverse=True)):
        head, *records = path.read_text(encoding="utf-8").split("\n  - id: ")
        path.unlink()
        turned = [record.rstrip() for record in reversed(records)]
        (folder / f"{number}.yaml").write_text("\n  - id: ".join([head.rstrip(), *turned]) + "\n", encoding="utf-8")
    assert _without_lines(asked(company, *arguments)[1]) == before


def _without_lines(data: Any) -> Any:
    if isinstance(data, dict):
        return {key: _without_lines(value) for key, value in data.items() if key not in ("at", "vendor_at")}
    return [_without_lines(value) for value in data] if isinstance(data, list) else data


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("reach", "user.helth"), "there is no category `user.helth`"),
        (("reach", HEALTH, "segmnt"), "there is no target `segmnt`"),
        (("erasure", "patients"), "there is no subject `patients`"),
        (("breach", "twilio"), "there is no vendor `twilio`"),
    ],
)
def test_wrong_words_are_a_sentence(company: Path, arguments: tuple[str, ...], sentence: str) -> None:
    done = ask(company, *arguments)
    assert isinstance(done.exception, DossierError)
    assert done.exception.message == sentence


def test_cut_needs_a_target(company: Path) -> None:
    assert ask(company, "reach", HEALTH, "--cut").exit_code == 2


@pytest.mark.parametrize("question", sorted(QUESTIONS))
def test_every_question_explains_itself(question: str) -> None:
    loaded: Callable[..., Any] = cli
    done = CliRunner().invoke(loaded, ["flows", question, "--help"])  # type: ignore[arg-type]  # a command is callable
    assert done.exit_code == 0
    assert "Exit code 0" in " ".join(done.stdout.split())
