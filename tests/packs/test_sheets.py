"""Sheets of controls: what stands against a control is said where its verdict stands."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from compliance.packs import binder
from compliance.packs.kinds import BY_NAME
from compliance.packs.scope import Scope
from compliance.render.environment import environment
from tests import company
from tests.packs import worked
from tests.packs.reading import text


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return company.copy_base(tmp_path / "project")


def html(root: Path) -> str:
    dossier = company.read(root)
    return binder.bind(Scope(dossier, BY_NAME["iso27001"], worked.YEAR), environment(root)).html


def raw(id: str, page: str = "") -> str:
    page = page or worked.bound().html
    start = page.index(f'id="control-{id.lower().replace(".", "-")}"')
    return page[start : page.index("</section>", start)]


def sheet(id: str, page: str = "") -> str:
    return text(raw(id, page))


def test_an_open_finding_and_a_waiver_stand_beside_the_verdict() -> None:
    said = sheet("A.5.18")
    assert "In place; 2 of 3 pieces of evidence in date; NC-2026-04 (minor, in progress); waiver W-01 until" in said
    assert "NC-2026-03 (" not in said.partition("How it is carried out")[0], "it is closed"
    assert "waiver W-01 until" in sheet("A.5.23")
    overview = text(worked.bound().html.partition('id="chapter-08"')[2].partition('class="sheets"')[0])
    assert "2 of 3 NC-2026-04, W-01" in overview


def test_evidence_of_later_days_alone_is_a_gap_of_the_period() -> None:
    assert "In place; 1 of 1 piece of evidence in date, all of days after the period" in sheet("A.5.16")
    assert "No evidence of the period shows it: all of it is of days after the period." in sheet("A.5.16")
    assert "No evidence of the period" not in sheet("A.5.1")
    last = text(worked.bound().html.rpartition('id="gaps"')[2])
    assert "08 A.5.16 No evidence of the period shows it" in last


def test_populations_are_what_samples_are_drawn_from() -> None:
    said = raw("A.8.32")
    assert text(said).index("Populations") < text(said).index("EV-0120") < text(said).index("Samples")
    assert "<code>pipeline deployments <span" in said
    assert "Filter: environment = production" in text(said)
    assert "Lists and how they were checked" in sheet("A.5.2"), "nothing is drawn from the matrix of roles"
    assert "Populations" not in sheet("A.5.2")
    missing = sheet("A.5.18")
    assert "no query is recorded Filter: eight commercial systems not recorded" in missing, "EV-0151 has no time zone"


def test_a_sample_says_whether_it_can_be_drawn_again() -> None:
    assert "by other means: all items are in the population, and it cannot be drawn again" in sheet("A.8.32")
    said = sheet("A.5.25")
    assert "drawn again from the seed: the same items" in said
    assert not re.search(r"and \d+ more", said), "25 items have room"


def test_what_is_excluded_or_planned_helps_to_meet_nothing_yet() -> None:
    assert "meet (SOC 2)" not in sheet("A.7.6")
    assert "How the exclusion is kept under review" in sheet("A.7.6")
    assert "Excluded: excluded" not in sheet("A.7.6")
    planned = sheet("A.8.23")
    assert "Will help to meet, once in place (SOC 2)" in planned
    assert "What stands in its place" in planned
    assert "Helps in part to meet (SOC 2)" in sheet("A.5.7")


def test_reasons_are_names_and_lead_to_the_obligations() -> None:
    said = raw("A.5.5")
    assert "GDPR; digitalsikkerhetsloven; Regulation (EU) 536/2014" in text(said)
    assert '<a href="#obligation-gdpr">GDPR</a>' in said
    assert "ctr-536-2014" not in text(worked.bound().html)


def test_an_obligation_without_a_short_name_goes_by_its_title(root: Path) -> None:
    assert "Why: law General Data Protection Regulation" in sheet("A.8.13", html(root))
    company.edit(root, "controls/obligations.yaml", {"    kind: law": "    short: GDPR\n    kind: law"})
    assert "Why: law GDPR" in sheet("A.8.13", html(root))


def test_what_is_not_stated_says_so() -> None:
    assert "Legal Counsel not stated" in sheet("A.5.5"), "how often it is carried out"
    assert "Twice a year" in text(worked.bound().html) or "Semi" not in text(worked.bound().html)


def test_incidents_of_the_period_stand_where_they_are_handled() -> None:
    assert "Incidents of the period" in sheet("A.5.26")
    assert "INC-2026-04" in sheet("A.6.8")
    assert "Incidents of the period" not in sheet("A.5.1")


def test_ids_and_options_are_not_broken_over_lines() -> None:
    page = worked.bound().html
    assert '<span class="piece">A.8.28</span>)' in page
    assert '<span class="piece">--format</span>' in page


def test_names_run_on_whatever_their_number() -> None:
    assert "Information security policy; People security policy" in sheet("A.5.2")
    assert "Access control policy; Secure development policy" in sheet("A.5.3")
