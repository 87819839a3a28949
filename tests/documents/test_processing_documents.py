"""Screening, notice, breach register and interest assessments: what each says, and what it leaves open."""

from __future__ import annotations

from pathlib import Path

import pytest

from compliance.documents import breach_register, dpia_screening, lia, privacy_notice
from compliance.documents.breach_register import BreachRegisterView
from compliance.documents.privacy_notice import PrivacyNoticeView
from compliance.documents.text import Text
from compliance.graph.dossier import Dossier
from compliance.registers.records.flows import Activity
from tests import company
from tests.corpus import REPOSITORY

INCIDENTS = "controls/incidents.yaml"
ACTIVITIES = "dataflows/activities.yaml"


def changed(tmp_path: Path, file: str, changes: dict[str, str]) -> Dossier:
    """The worked company with some lines changed."""
    root = company.copy_company(tmp_path)
    company.edit(root, file, changes)
    return company.read(root)


def points(view: object) -> list[str]:
    return [point.text.value for point in view.open_points]  # type: ignore[attr-defined]


# Screening


def test_the_matrix_answers_every_criterion_for_every_activity() -> None:
    view = dpia_screening.view(company.dossier())
    assert len(view.matrix.rows) == 12
    assert len(view.matrix.columns) == 1 + 9 + 3
    assert all(row[n] for row in view.matrix.rows for n in range(1, 10))


def test_topics_from_memory_are_marked() -> None:
    view = dpia_screening.view(company.dossier())
    marked = [column.title for column in view.topics.columns if column.title.endswith("*")]
    assert len(marked) == 5
    assert view.look_up.startswith("*")


def test_decided_against_with_two_criteria_stands_with_its_reasons() -> None:
    view = dpia_screening.view(company.dossier())
    staff = next(s for s in view.sheets if s.screened.activity.id == "staff-administration")
    facts = dict(staff.facts)
    assert facts["Outcome"][0].value.endswith("an assessment is usually carried out")
    assert facts["Decision"][0].value.startswith("Not required. Two criteria are met")
    assert points(view) == []


def test_a_difference_is_an_open_point(tmp_path: Path) -> None:
    stated = "criteria: [systematic-monitoring, large-scale, vulnerable-people]"
    dossier = changed(tmp_path, ACTIVITIES, {stated: "criteria: [systematic-monitoring]"})
    found = points(dpia_screening.view(dossier))
    assert [p.partition(":")[0] for p in found] == ["Security logging"] * 2
    assert "the register does not state the criterion" in found[0]


def test_a_topic_of_the_authority_outweighs_reasons(tmp_path: Path) -> None:
    before = "      required: true\n      reason: >-\n        Logs watch"
    dossier = changed(tmp_path, ACTIVITIES, {before: before.replace("true", "false")})
    assert points(dpia_screening.view(dossier)) == [
        "Security logging: decided against an assessment, although it is a case of “Monitoring of employees”"
    ]


# Privacy notice


@pytest.fixture(scope="module")
def notice() -> PrivacyNoticeView:
    return privacy_notice.view(company.dossier())


ITEMS = (
    *("What we do", "What for", "On which ground", "Which data", "Where it comes from", "Who receives it"),
    *("Does it leave the EEA?", "How long we keep it", "Do you have to give it?"),
    *("Decisions by machine", "Profiling", "What you can do"),
)
"""What Articles 13 and 14 ask for in every part; the identity, the rights and the complaint stand once."""


def test_every_controller_activity_has_every_item(notice: PrivacyNoticeView) -> None:
    own = [a.id for a in company.dossier().all(Activity) if a.role != "processor"]
    assert [part.activity.id for part in notice.parts] == own
    for part in notice.parts:
        assert set(ITEMS) <= {name for name, _ in part.items}, part.activity.id


def test_an_interest_is_told_where_one_is_the_ground(notice: PrivacyNoticeView) -> None:
    with_interest = {part.activity.id for part in notice.parts if any(name == "Our interest" for name, _ in part.items)}
    assert with_interest == {
        *("account-and-billing", "product-usage-analytics", "sales-and-marketing", "security-logging"),
        *("staff-administration", "website-analytics"),
    }


def test_readers_find_their_parts(notice: PrivacyNoticeView) -> None:
    readers = {reader.who: [part.activity.id for part in reader.parts] for reader in notice.readers}
    assert readers["Job applicants"] == ["recruitment"]
    assert readers["Employees"] == ["security-logging", "staff-administration"]
    assert "Trial participants" not in readers


def test_the_template_says_what_the_articles_ask_for() -> None:
    rendered = next(r for job, r in company.documents() if job.document.name == "privacy-notice")
    for words in ("Datatilsynet", "dpo@kvitfjord.example", "withdraw consent", "copy of the clauses", "Article 77"):
        assert words in rendered.html
    assert "Public" in rendered.html


def test_what_is_missing_is_open(tmp_path: Path) -> None:
    before = "    provision: >-\n      Nobody has to allow it. Whoever objects uses the portal as before.\n"
    view = privacy_notice.view(changed(tmp_path, ACTIVITIES, {before: ""}))
    assert "Do you have to give it: not stated whether people must give it (Analysis of product use)" in points(view)


# Breach register


def told(view: BreachRegisterView, id: str) -> dict[str, str]:
    sheet = next(s for s in view.sheets if s.incident.id == id)
    return {name.partition(" ")[0]: text.value for name, text in sheet.told}


def test_breaches_only_with_hours_from_awareness() -> None:
    view = breach_register.view(company.dossier())
    assert [s.incident.id for s in view.sheets] == ["INC-2026-02", "INC-2026-04"]
    assert [str(row[0]) for row in view.others.rows] == ["INC-2026-01", "INC-2026-03"]
    late = told(view, "INC-2026-04")
    assert late["Authority"].endswith("47 hours 15 min after awareness; within the 72 hours of GDPR Art. 33(1)")
    assert late["People"] == "2026-09-11 12:00 UTC, 52 hours 5 min after awareness"
    assert told(view, "INC-2026-02")["Authority"].startswith("Not told: Kvitfjord is controller for billing.")
    assert told(view, "INC-2026-02")["Customers"].endswith("owed them no notice under Article 33(2)")


def test_data_of_customers_is_told_within_the_shortest_promise(tmp_path: Path) -> None:
    before = "    name: Accounts and billing\n"
    start = (REPOSITORY / ACTIVITIES).read_text(encoding="utf-8").partition(before)[2].partition("    role: ")[0]
    dossier = changed(
        tmp_path, ACTIVITIES, {f"{before}{start}    role: controller": f"{before}{start}    role: processor"}
    )
    said = told(breach_register.view(dossier), "INC-2026-02")["Customers"]
    assert said.endswith("the shortest promise to those concerned is 48 hours")


def test_later_than_the_hours(tmp_path: Path) -> None:
    dossier = changed(tmp_path, INCIDENTS, {"2026-09-11T07:10:00Z": "2026-09-12T08:00:00Z"})
    assert told(breach_register.view(dossier), "INC-2026-04")["Authority"].endswith(
        "72 hours 5 min after awareness; later than the 72 hours of GDPR Art. 33(1)"
    )


@pytest.mark.parametrize(
    ("line", "open_point"),
    [
        ("    authority_notified_at: 2026-09-11T07:10:00Z\n", "INC-2026-04, Authority"),
        ("    customers_notified_at: 2026-03-24T15:20:00Z\n", "INC-2026-02, Customers"),
        ("    risk_to_people: likely\n", "INC-2026-04, Risk to people: not judged."),
        ("    aware_at: 2026-03-24T11:05:00Z\n", "INC-2026-02, Aware since: moment not recorded."),
        ("    subjects_count: 27\n", "INC-2026-04, People: "),
    ],
)
def test_what_a_breach_lacks_is_open(tmp_path: Path, line: str, open_point: str) -> None:
    found = points(breach_register.view(changed(tmp_path, INCIDENTS, {line: ""})))
    assert any(point.startswith(open_point) for point in found), found


def test_a_high_risk_is_told_to_people(tmp_path: Path) -> None:
    changes = {"risk_to_people: likely": "risk_to_people: high", "    people_notified_at: 2026-09-11T12:00:00Z\n": ""}
    found = points(breach_register.view(changed(tmp_path, INCIDENTS, changes)))
    assert any("the risk is high, and telling people is not on record" in point for point in found)


# Legitimate interests


def test_each_activity_on_an_interest_is_assessed() -> None:
    view = lia.view(company.dossier())
    assert [a.activity.id for a in view.assessments] == [
        *("account-and-billing", "product-usage-analytics", "sales-and-marketing", "security-logging"),
        *("staff-administration", "website-analytics"),
    ]
    assert points(view) == []


def test_a_part_on_an_interest_speaks_of_its_own_data_only() -> None:
    view = lia.view(company.dossier())
    staff = next(a for a in view.assessments if a.activity.id == "staff-administration")
    data = dict(staff.facts)["Data"][0].value
    assert data == "Names, E-mail addresses, Private messages and documents"


def test_a_flow_on_an_interest_without_assessment_is_open(tmp_path: Path) -> None:
    root = company.copy_company(tmp_path)
    flow = "    description: Applicants send letter and CV to the address that the vacancy names.\n"
    path = root / "dataflows/flows/internal.yaml"
    before, after = path.read_text(encoding="utf-8").split(flow)
    changed_after = after.replace("legal_basis: contract", "legal_basis: legitimate-interests", 1)
    path.write_text(before + flow + changed_after, encoding="utf-8")
    dossier = company.read(root)
    found = points(lia.view(dossier))
    assert "Recruitment: the interest is not stated" in found
    assert "Recruitment: nobody is named who weighed it" in found


def test_every_step_rests_on_a_line() -> None:
    texts: list[Text] = [t for a in lia.view(company.dossier()).assessments for t in a.texts]
    assert all(text.sources for text in texts)


def test_a_sheet_has_every_question_once_with_its_answer_and_source() -> None:
    for sheet in dpia_screening.view(company.dossier()).sheets:
        asked = [row[0] for part in (sheet.criteria, sheet.cases, sheet.topics) for row in part.rows]
        told = "; ".join(str(row[1]) for row in sheet.answers.rows).split("; ")
        assert sorted(told) == sorted(map(str, asked))
        answers = [str(row[2]) for row in sheet.answers.rows if str(row[0]) == "WP248, criterion"]
        assert answers == sorted(answers, key=["Yes", "Possible", "No"].index)
