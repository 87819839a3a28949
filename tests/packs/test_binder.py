"""The binder as HTML: every heading of the table of contents is there, and what the registers lack is a gap."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from compliance.frameworks.catalog import annex_a, clauses
from compliance.packs import binder
from compliance.packs.common.sheets import SheetsView
from compliance.packs.kinds import BY_NAME, KINDS
from compliance.packs.levels import Level
from compliance.packs.scope import Scope
from compliance.registers.records.controls import Control
from compliance.render.environment import environment
from compliance.render.render import Rendered
from tests import company
from tests.packs import worked
from tests.packs.reading import text

kinds = pytest.mark.parametrize("kind", [kind.name for kind in KINDS])

ISO = (
    "Scope and reading guide", "Context", "Leadership", "Planning", "Support", "Operation", "Performance evaluation",
    "Improvement", "organizational controls", "people controls", "physical controls", "technological controls",
    "own controls", "Legal and privacy", "Suppliers", "Findings of stage 1", "Indexes", "Evidence register",
    "Exceptions",
)  # fmt: skip


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return company.copy_base(tmp_path / "project")


def of(root: Path, level: Level = "internal") -> Rendered:
    dossier = company.read(root)
    return binder.bind(Scope(dossier, BY_NAME["iso27001"], worked.YEAR, level), environment(root))


@kinds
def test_each_chapter_is_a_part_of_its_own(kind: str) -> None:
    found = worked.bound(kind)
    assert found.parts is not None
    chapters = worked.scope(kind).kind.chapters
    names = [part.name for part in found.parts.parts]
    assert names[:2] == ["cover", "contents"]
    assert [name for name in names if name in {c.id for c in chapters}] == [c.id for c in chapters if c.id in names]
    for chapter in chapters:
        assert f'href="#{chapter.id}"' in found.html


@kinds
def test_nothing_of_the_binder_is_a_bare_id_of_a_role(kind: str) -> None:
    words = set(re.findall(r">([a-z-]+)<", worked.bound(kind).html))
    assert not words & {role.id for role in company.dossier().project.roles}


def test_the_table_of_contents_is_that_of_an_audit() -> None:
    titles = [chapter.title for chapter in BY_NAME["iso27001"].chapters]
    assert len(titles) == len(ISO)
    for title, expected in zip(titles, ISO, strict=True):
        assert expected in title


def test_every_item_of_clauses_4_to_10_has_a_section() -> None:
    html = worked.bound().html
    for item in clauses().requirements:
        assert f"Clause {item.clause}" in html, item.id


def test_every_decision_has_a_sheet_own_controls_beside_annex_a() -> None:
    scope = worked.scope()
    said = [scope.said(chapter) for chapter in scope.kind.chapters]
    sheets = [sheet.control.id for view in said if isinstance(view, SheetsView) for sheet in view.sheets]
    assert len(sheets) == len(set(sheets)) == 97
    assert set(sheets) == {control.id for control in company.dossier().all(Control)}
    assert {r.id for r in annex_a().requirements} < set(sheets)
    assert sheets[-4:] == ["OC-01", "OC-02", "OC-03", "OC-04"]


def test_a_sheet_says_what_an_auditor_asks() -> None:
    html = worked.bound().html
    sheet = text(html[html.index('id="control-a-8-32"') : html.index('id="control-a-8-33"')])
    for words in (
        "A.8.32 Change management", "Implemented", "Why: contract", "Why: contract master agreements", "Owner",
        "In place; 2 of 2 pieces of evidence in date",
        "CC8.1",
        "How it is carried out", "Measures", "Populations", "EV-0120", "412", "Samples", "EV-0121", "At random", "None",
        "2026-07-01 to 2026-09-30", "51 d", "In date",
    ):  # fmt: skip
        assert words in sheet, words
    planned = text(html[html.index('id="control-a-8-23"') : html.index('id="control-a-8-24"')])
    assert "Planned" in planned
    assert "Gap." in planned


def test_what_the_registers_do_not_hold_is_a_gap_with_an_owner(root: Path) -> None:
    company.edit(root, "controls/clauses.yaml", {"requirement: C-6.2\n": "requirement: C-6.3\n"})
    company.edit(root, "controls/clauses.yaml", {"requirement: C-4.4\n": "requirement: C-4.3\n"})
    found = text(of(root).html)
    missing = "The registers hold no record for security objectives (clause 6.2)."
    assert found.count(f"{missing} Owner: Chief Information Security Officer.") == 1
    assert found.count(missing) == 2, "at its heading, and in the chapter of gaps"
    processes = (
        "The registers hold no record for processes of the management system and how they interact (clause 4.4)."
    )
    assert processes in found
    assert processes not in text(worked.bound().html)
    assert "A.5.1 Policies for information security: no decision is recorded." in found
    assert "The registers hold no record of a certification audit" in found


def test_a_statement_is_text_whatever_it_looks_like(root: Path) -> None:
    path = root / "controls/own/OC-01.yaml"
    path.write_text(
        re.sub(r"statement:.*", "statement: '<b>{{ 7*7 }}</b> & <script>'", path.read_text(encoding="utf-8"), count=1),
        encoding="utf-8",
    )
    assert "&lt;b&gt;{{ 7*7 }}&lt;/b&gt; &amp; &lt;script&gt;" in of(root).html


@pytest.mark.parametrize("level", ["public", "nda"])
def test_lower_levels_keep_the_headings_and_withhold_the_rest(level: Level, root: Path) -> None:
    whole, cut = of(root).html, of(root, level).html
    headings = re.findall(r"<h[23][^>]*>.*?</h[23]>", whole)
    assert re.findall(r"<h2[^>]*>.*?</h2>", cut) == re.findall(r"<h2[^>]*>.*?</h2>", whole)
    assert "Withheld at the level of this pack." in cut
    assert "Risk register" in " ".join(headings)
    risk = "could happen"
    assert risk in whole
    assert risk not in cut, "the risk register is for the auditor"
    assert "EV-02" in cut, "what is withheld is named"
    assert "Requests for access, third quarter" not in cut, "and nothing is said of it"


def test_a_public_binder_says_no_statement_and_no_evidence(root: Path) -> None:
    cut = of(root, "public").html
    for words in ("Restore test of the diary database", "EV-01.txt", "1b60cb5fc8ed", "controls/"):
        assert words not in cut
    assert "Development and operation of the diary" in cut, "the scope is as public as the certificate"


@kinds
def test_every_page_rests_on_lines_of_the_registers(kind: str) -> None:
    sources = {place.file for block in worked.bound(kind).blocks for place in block.sources}
    assert {"controls/audits.yaml", "controls/certificates.yaml", "controls/risks.yaml"} <= sources
    assert "controls/evidence/EV-0113.yaml" in sources


def test_an_exception_about_withheld_evidence_does_not_tell_what_is_withheld(root: Path) -> None:
    company.edit(root, "controls/evidence/EV-02.yaml", {"row_count: 3": "row_count: 4", "2026-10-05T": "2026-09-20T"})
    whole, cut = text(of(root).html), text(of(root, "nda").html)
    assert "population EV-02 has 3 rows, and its record says 4" in whole
    assert "has 3 rows" not in cut
    assert "evidence-collected-early" in cut
    assert "population-count-differs" in cut
    assert "Withheld at the level of this pack" in cut
    assert "Requests for access" not in cut


@kinds
def test_signs_on_facts_of_suppliers_are_explained_below_them(kind: str) -> None:
    page = worked.bound(kind).html
    start = page.index('id="supplier-hubspot"')
    said = text(page[start : page.index("</section>", start)])
    assert "†" in said
    assert said.count("† As a third party read it; not the supplier's own text.") == 1


def test_the_register_says_when_and_how_evidence_was_collected_and_all_that_it_proves() -> None:
    page = worked.bound().html
    files = text(page[page.index('id="evidence-files"') :])
    assert "2026-10-06" in files
    assert ", Code repository" in files
    register = text(page[page.index('id="evidence-register"') : page.index('id="evidence-files"')])
    assert "Clause 9.3.3, CC1.2, CC4.2" in register
    assert "management-review-results" not in register


def test_the_cover_says_the_standard_and_who_prepared_it() -> None:
    cover = text(worked.bound().html.partition('data-part="contents"')[0])
    for words in ("Standard ISO/IEC 27001:2022", "Certificate NS-ISMS-2025-0417", "Prepared by Chief Information"):
        assert words in cover, words


def test_every_page_of_a_trial_says_so(root: Path) -> None:
    dossier = company.read(root)
    for demo in (True, False):
        scope = Scope(dossier, BY_NAME["iso27001"], worked.YEAR, demo=demo)
        foot = binder.bind(scope, environment(root)).html.partition('class="running-version"')[2].partition("</p>")[0]
        assert ("Signed with keys for trials" in foot) is demo
