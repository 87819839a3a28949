"""Notices of a change of sub-processors: who gets one, what it says, and until when they may answer."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path

import pytest

from compliance import build as stages
from compliance.build import BuildOptions
from compliance.derive.notices import Plan, plan
from compliance.documents import BY_NAME, notices, notices_plan, subprocessors
from compliance.documents.text import Text
from compliance.graph.dossier import Dossier
from compliance.render.environment import environment
from compliance.render.render import render
from tests.company import command, edit, read
from tests.revisions import FLOW, add_vendor, commit, move_host_abroad, repository, since


@pytest.fixture(scope="module")
def committed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return repository(tmp_path_factory.mktemp("committed") / "project")


@pytest.fixture
def root(committed: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(committed, tmp_path / "project"))


def days(found: Plan) -> dict[str, tuple[str, str, bool]]:
    """Last day to answer, first day of the change, and whether approval is needed, by customer."""
    return {n.customer.id: (str(n.answer_until), str(n.earliest), n.approval) for n in found.notices}


def printed(root: Path, subject: str) -> str:
    """The text of a notice without its elements."""
    dossier = since(root)
    html = render(BY_NAME["notices"], subject, dossier, environment(root)).html
    from compliance.render.tree import parse

    return parse(html).text


def test_four_customers_with_their_own_periods(root: Path) -> None:
    add_vendor(root)
    found = plan(since(root))  # of 2026-11-20
    assert days(found) == {
        "aas-hospital": ("2026-12-04", "2026-12-20", False),
        "bergland-pharma": ("2026-12-20", "2027-01-19", True),
        "dal-university": ("2026-12-20", "2026-12-21", False),  # the objection runs as long as the notice
        "sund-hospital": ("2026-12-20", "2027-01-19", False),
    }
    assert found.decisive is not None
    assert found.decisive.earliest == date(2027, 1, 19)
    assert [t.change.title for t in found.notices[0].told] == ["Klarsyn", "Gridhall, engaged by Klarsyn"]
    assert found.not_told == ()


def test_today_is_the_day_of_the_notice(root: Path) -> None:
    add_vendor(root)
    from dataclasses import replace

    found = plan(replace(since(root), today=date(2027, 2, 1)))
    assert days(found)["sund-hospital"] == ("2027-03-03", "2027-04-02", False)


def test_customers_that_the_change_does_not_reach_get_none(root: Path) -> None:
    add_vendor(root, FLOW.replace("    status: planned", "    plans: [enterprise]\n    status: planned"))
    found = plan(since(root))
    assert list(days(found)) == ["bergland-pharma"]
    reasons = {n.customer.id: n.reason for n in found.not_told}
    assert reasons == dict.fromkeys(
        ("aas-hospital", "dal-university", "sund-hospital"), "its data does not reach what changed"
    )


def test_a_contract_that_has_ended_gets_none(root: Path) -> None:
    edit(root, "customers/dal-university.yaml", {"since: 2024-03-01": "since: 2024-03-01\nends: 2026-11-19"})
    commit(root, "ended")
    add_vendor(root)
    assert "dal-university" not in days(plan(since(root)))


def test_nothing_changed(root: Path) -> None:
    found = plan(since(root))
    assert found.notices == ()
    assert {n.reason for n in found.not_told} == {"nothing changed that customers must be told"}
    assert found.decisive is None
    assert notices.subjects(since(root)) == ()


def test_a_country_changed(root: Path) -> None:
    move_host_abroad(root)
    found = plan(since(root))
    assert len(found.notices) == 4
    ((aspect,),) = [t.change.aspects for t in found.notices[0].told]
    assert (aspect.name, aspect.was, aspect.now) == ("stored in", "Norway", "Ireland")


QUIET = {
    "other words": {"description: Hosts the diary and its database.": "description: Hosts diary and database."},
    "a contact": {"owner: platform-lead": "owner: platform-lead\npenetration_test_on: 2026-05-01"},
    "a country less": {"access_countries: [NO]": "access_countries: []"},
}
LOUD = {
    "a service more": ({"services: [hosting]": "services: [hosting, backups]"}, "services"),
    "reached from abroad": ({"access_countries: [NO]": "access_countries: [NO, IN]"}, "reached from"),
    "another legal person": ({"party: fjellsky-as": "party: lillevik"}, "legal person"),
}


@pytest.mark.parametrize("name", QUIET)
def test_what_is_no_reason_for_a_notice(root: Path, name: str) -> None:
    edit(root, "vendors/fjellsky.yaml", QUIET[name])
    assert plan(since(root)).notices == ()


@pytest.mark.parametrize("name", LOUD)
def test_what_is_a_reason_for_a_notice(root: Path, name: str) -> None:
    changes, aspect = LOUD[name]
    edit(root, "vendors/fjellsky.yaml", changes)
    found = plan(since(root)).notices
    assert len(found) == 4
    assert aspect in [a.name for a in found[0].told[0].change.aspects]


def test_what_becomes_known_is_no_change_but_a_third_country_is(root: Path) -> None:
    edit(root, "vendors/fjellsky.yaml", {"{country: NO, region": "{country: {value: null, status: unverified}, region"})
    commit(root, "unknown")
    unknown = "{country: {value: null, status: unverified}, region"
    edit(root, "vendors/fjellsky.yaml", {unknown: "{country: NO, region"})
    assert plan(since(root)).notices == ()
    edit(root, "vendors/fjellsky.yaml", {"{country: NO, region": "{country: US, region"})
    assert len(plan(since(root)).notices) == 4


def test_more_data_and_another_ground(root: Path) -> None:
    add_vendor(root)
    commit(root, "vendor")
    flow = "dataflows/flows/diary.yaml"
    edit(root, flow, {'transfer: {mechanism: scc, module: "3"': "transfer: {mechanism: dpf"})
    assert [a.name for a in plan(since(root)).notices[0].told[0].change.aspects] == ["ground of transfer"]
    text = (
        (root / flow).read_text().replace("data_subjects: [participant]", "data_subjects: [participant, next_of_kin]")
    )
    (root / flow).write_text(text.replace("mechanism: dpf", 'mechanism: scc, module: "3"'))
    told = plan(since(root)).notices[0].told
    assert [(t.change.id, [a.name for a in t.change.aspects]) for t in told] == [
        ("fjellsky", ["people"]),
        ("klarsyn", ["people"]),
    ]


def test_a_link_newly_reached_and_one_that_moves(root: Path) -> None:
    add_vendor(root)
    edit(root, "vendors/klarsyn.yaml", {"reached: true": "reached: false"})
    commit(root, "not reached")
    edit(root, "vendors/klarsyn.yaml", {"reached: false": "reached: true"})
    assert [t.change.title for t in plan(since(root)).notices[0].told] == ["Gridhall, engaged by Klarsyn"]
    commit(root, "reached")
    edit(
        root, "vendors/klarsyn.yaml", {"    country: US\n    purpose: Servers": "    country: IN\n    purpose: Backups"}
    )
    (told,) = plan(since(root)).notices[0].told
    assert {a.name for a in told.change.aspects} == {"stored in", "purpose"}


def test_who_is_no_longer_engaged_is_told_along(root: Path) -> None:
    add_vendor(root)
    commit(root, "vendor")
    edit(root, "vendors/klarsyn.yaml", {"customer_data: true": "customer_data: false"})
    gone = plan(since(root))
    assert gone.notices == ()
    assert {c.verb for c in gone.unspoken} == {"lost"}
    move_host_abroad(root)
    assert "your personal data no longer reaches: Klarsyn" in printed(root, "sund-hospital")


def test_the_letter_says_what_the_law_asks(root: Path) -> None:
    add_vendor(root)
    text = printed(root, "aas-hospital")
    for words in (
        "Sub-processors of Aas Hospital",
        "post@sund.example",  # the address for notices
        "version 1 of 20 February 2024",  # the agreement
        "20 November 2026",
        "4 December 2026 (14 days; the day of this letter is not counted)",
        "20 December 2026 (30 days of notice)",
        "New: Klarsyn",
        "Klarsyn, Inc.",
        "9 Bay Street, Portland OR, United States",
        "privacy@klarsyn.example",
        "Provision of the service",
        "Health data",
        "Trial participants",
        "Stored: United States, Oregon",
        "Standard Contractual Clauses, module 3",
        "Signed on 10 November 2026",
        "Encryption at rest: AES-256",
        "New in the chain of Klarsyn: Gridhall",
        "Please send an objection in writing",
        "privacy@lillevik.example",
    ):
        assert words in text, words
    assert "approval" not in text


def test_a_specific_authorisation_asks_for_approval(root: Path) -> None:
    add_vendor(root)
    deviation = (
        "deviations:\n  - {id: D-1, clause: sub-processors, wording: Approval comes from the quality board.,"
        " reason: r, approved_by: ceo, approved_on: 2024-02-20}\nagreements:"
    )
    edit(root, "customers/bergland-pharma.yaml", {"agreements:": deviation})
    text = printed(root, "bergland-pharma")
    assert text.count("Request for approval") >= 1
    assert "nor without your written approval. Silence is no approval." in text
    assert "Approval comes from the quality board." in text
    assert "object" not in text.replace("objection", "")


def test_a_processor_is_asked_to_pass_it_on(root: Path) -> None:
    edit(root, "customers/dal-university.yaml", {"role: controller": "role: processor"})
    add_vendor(root)
    assert "Please tell the controllers concerned" in printed(root, "dal-university")
    assert "Please tell the controllers concerned" not in printed(root, "aas-hospital")


def test_before_and_after_stand_side_by_side(root: Path) -> None:
    move_host_abroad(root)
    view = notices.view(since(root), "sund-hospital")
    (part,) = view.changes
    assert part.differs is not None
    assert [tuple(str(cell) for cell in row) for row in part.differs.rows] == [("Stored in", "Norway", "Ireland")]
    old = part.differs.rows[0][1]
    assert getattr(old, "sources", None) == ()  # a line of the older revision is no line of now


def told_grounds(dossier: Dossier) -> dict[str, list[str]]:
    """Grounds of transfer by the sub-processor of a letter to Sund."""
    parts = notices.view(dossier, "sund-hospital").changes
    return {
        part.heading.value: [text.value for name, cell in part.facts if name == "Ground of transfer" for text in cell]
        for part in parts
    }


def test_the_letter_and_the_list_name_the_same_grounds(root: Path) -> None:
    add_vendor(root)
    edit(root, "dataflows/flows/diary.yaml", {"status: planned\n    since: 2027-03-01": "status: live"})
    dossier = since(root)
    (row,) = [r for r in subprocessors.view(dossier).rows if r.name.value == "Klarsyn"]
    assert told_grounds(dossier) == {
        "New: Klarsyn": [text.value for text in row.safeguard],
        "New in the chain of Klarsyn: Gridhall": [text.value for text in row.below[0].safeguard],
    }
    assert [text.value for text in row.safeguard] == ["Standard Contractual Clauses, module 3 (declared)"]


def test_a_link_inside_the_eea_needs_no_ground(root: Path) -> None:
    add_vendor(root)
    edit(
        root, "vendors/klarsyn.yaml", {"    country: US\n    purpose: Servers": "    country: SE\n    purpose: Servers"}
    )
    assert told_grounds(since(root))["New in the chain of Klarsyn: Gridhall"] == ["None needed: within the EEA"]


def test_the_ground_changes_with_the_country(root: Path) -> None:
    add_vendor(root)
    us = "  - {country: US, region: Oregon}\naccess_countries: [US]"
    edit(root, "vendors/klarsyn.yaml", {us: "  - {country: IE, region: Cork}\naccess_countries: [IE]"})
    edit(root, "dataflows/parties.yaml", {"Portland OR\n    country: US": "Portland OR\n    country: IE"})
    edit(root, "dataflows/systems.yaml", {"{region: Oregon, country: US}\n    access_countries: [US]":
        "{region: Cork, country: IE}\n    access_countries: [IE]"})  # fmt: skip
    edit(
        root, "dataflows/flows/diary.yaml", {'    transfer: {mechanism: scc, module: "3", signed_on: 2026-11-10}\n': ""}
    )
    commit(root, "in Ireland")
    edit(root, "vendors/klarsyn.yaml", {"  - {country: IE, region: Cork}": "  - {country: US, region: Oregon}"})
    (told,) = plan(since(root)).notices[0].told
    assert [(a.name, a.was, a.now) for a in told.change.aspects] == [
        ("stored in", "Ireland", "United States"),
        ("ground of transfer", "None needed: within the EEA", "none found"),
    ]
    (part,) = notices.view(since(root), "sund-hospital").changes
    assert part.differs is not None
    last = part.differs.rows[-1][2]
    assert isinstance(last, Text)
    assert (last.value, last.mark) == ("no ground found", "open")


def test_every_printed_fact_leads_to_a_line_that_is_there(root: Path) -> None:
    add_vendor(root)
    dossier = since(root)
    rendered = render(BY_NAME["notices"], "bergland-pharma", dossier, environment(root))
    side = json.loads(stages.side_file(rendered.document.name, rendered.subject, rendered.blocks, root))
    assert {"vendors/klarsyn.yaml", "dataflows/parties.yaml", "customers/bergland-pharma.yaml"} <= set(
        side["registers"]
    )


def test_unknown_facts_are_open_points_with_an_owner(root: Path) -> None:
    add_vendor(root)
    edit(root, "vendors/klarsyn.yaml", {"    address: 4 Mill Road, Portland OR\n": ""})
    points = notices.view(since(root), "sund-hospital").open_points
    texts = [p.text.value for p in points]
    assert "New in the chain of Klarsyn: Gridhall: legal person: address not known" in texts
    assert {p.owner.value for p in points} == {"Platform Lead"}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"since: 2027-03-01": "since: 2026-12-15"}, "is planned for 15 December 2026"),
        (
            {"status: planned\n    since: 2027-03-01": "status: live\n    since: 2026-11-01"},
            "runs since 1 November 2026",
        ),
    ],
)
def test_a_start_before_the_notice_has_run_is_an_open_point(root: Path, change: dict[str, str], words: str) -> None:
    add_vendor(root)
    edit(root, "dataflows/flows/diary.yaml", change)
    dossier = since(root)
    assert any(words in p.text.value for p in notices.view(dossier, "sund-hospital").open_points)
    (early,) = [p for p in notices_plan.view(dossier).open_points if "begins on" in p.text.value]
    assert "Sund sykehus HF" in early.text.value or "Bergland Pharma" in early.text.value


def test_the_plan(root: Path) -> None:
    add_vendor(root)
    view = notices_plan.view(since(root))
    assert view.earliest.value == "19 January 2027"
    assert view.decisive.value == "Bergland Pharma and Sund sykehus HF"
    assert view.approvals.value == "Bergland Pharma"
    rows = [[str(cell) for cell in row if not isinstance(cell, tuple)] for row in view.told.rows]
    assert rows[0][0] == "Aas Hospital"
    assert rows[0][3:6] == ["2026-11-20", "2026-12-04", "2026-12-20"]


def test_documents_about_changes_wait_for_a_revision(root: Path) -> None:
    dossier = read(root)
    assert "notices" not in {job.document.name for job in stages.plan(dossier, BuildOptions())}
    with pytest.raises(stages.NeedsSinceError):
        stages.plan(dossier, BuildOptions(("notices",)))


def test_the_command(root: Path, tmp_path: Path) -> None:
    add_vendor(root, FLOW.replace("    status: planned", "    plans: [enterprise]\n    status: planned"))
    out = tmp_path / "out"
    done = command(
        "build", "notices", "--since", "HEAD", "--project", root, "-o", out, "--format", "docx", "--format", "json",
        "--format", "xlsx", "--no-cache",
    )  # fmt: skip
    assert done.code == 0, done.err
    made = sorted(path.relative_to(out).as_posix() for path in out.rglob("*") if ".sources." not in path.name)
    assert made == [
        "notices",
        "notices-plan.json",
        "notices-plan.xlsx",
        "notices/bergland-pharma.docx",
        "notices/bergland-pharma.json",
    ]
    assert "Bergland Pharma  approve until 2026-12-20, live from 2027-01-19, and only with written approval" in done.out
    assert "Sund sykehus HF  no notice: its data does not reach what changed" in done.out
    assert "earliest day for all: 2027-01-19" in done.out
    assert "examined 3 sub-processors with the links of their chains, 4 customers" in done.out


def test_the_command_where_nothing_changed(root: Path, tmp_path: Path) -> None:
    done = command("build", "notices", "--since", "HEAD", "--project", root, "-o", tmp_path / "o", "--format", "json")
    assert done.code == 0, done.err
    assert "no notice: nothing changed that customers must be told" in done.out
    plan_file = json.loads((tmp_path / "o" / "notices-plan.json").read_text())
    assert plan_file["tables"][0]["rows"] == []
    assert len(plan_file["tables"][1]["rows"]) == 4


def test_the_list(root: Path) -> None:
    assert "about changes: needs --since REV" in command("build", "--list", "--project", root).out
    add_vendor(root)
    assert (
        "one each: aas-hospital, bergland-pharma"
        in command("build", "--list", "--since", "HEAD", "--project", root).out
    )


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("notices",), "nothing says since when"),
        (("notices", "--since", "nowhere"), "there is no revision `nowhere`"),
        (("notices", "--since", "HEAD..HEAD"), "is not one revision"),
        (("notices", "--since", "HEAD", "--subject", "nobody"), "no document has a subject `nobody`"),
    ],
)
def test_wrong_use(root: Path, arguments: tuple[str, ...], words: str) -> None:
    add_vendor(root)
    done = command("build", *arguments, "--project", root, "--format", "json")
    assert done.code == 2
    assert words in done.err
