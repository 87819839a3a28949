"""The security schedule: what is in place, what is so in part, and nothing of what is only planned."""

from __future__ import annotations

from pathlib import Path

import pytest

from compliance.documents import dpa, security_schedule
from compliance.documents.dpa_measures import CERTIFICATE
from compliance.documents.security_schedule import ScheduleView
from compliance.documents.text import Text
from compliance.documents.views import Cell, Table
from compliance.frameworks.dpa_measures import topics
from compliance.registers.records.controls import Control
from compliance.registers.records.customers import Customer
from tests import company
from tests.company import edit
from tests.corpus import BASE

CRYPTOGRAPHY = "controls/annex-a/A.8.24.yaml"


def words(cell: Cell) -> str:
    return "; ".join(t.value for t in cell) if isinstance(cell, tuple) else cell.value


def ids(table: Table, column: int = 0) -> list[str]:
    return [words(row[column]).split(";")[0] for row in table.rows]


def everything(view: ScheduleView) -> str:
    return "\n".join(words(cell) for table in view.tables for row in table.rows for cell in row)


def changed(root: Path, file: str, changes: dict[str, str]) -> ScheduleView:
    company.copy_company(root)
    edit(root, file, changes)
    return security_schedule.view(company.read(root))


@pytest.fixture(scope="module")
def found() -> ScheduleView:
    return security_schedule.view(company.dossier())


def test_every_implemented_decision_of_a_topic_stands_in_it_once(found: ScheduleView) -> None:
    listed = ids(found.tables[0], 1)
    named = {id for topic in topics() for id in topic.controls}
    decided = company.dossier().all(Control)
    expected = {c.id for c in decided if c.status == "implemented" and (c.id in named or c.id.startswith("OC-"))}
    assert len(listed) == len(set(listed)) == found.controls
    assert set(listed) == expected


def test_parameters_are_those_of_the_register(found: ScheduleView) -> None:
    row = next(r for r in found.tables[0].rows if words(r[1]).startswith("A.8.24"))
    assert words(row[1]) == "A.8.24; Use of cryptography"
    assert words(row[3]).startswith("Lowest TLS version accepted: 1.2 (all 14 endpoints); ")
    assert words(row[4]) == "13 November 2026"


def test_it_holds_all_that_an_annex_of_a_customer_holds(found: ScheduleView) -> None:
    for customer in company.dossier().all(Customer):
        topics = dpa.view(company.dossier(), customer.id).measures
        annex = {line.control.value for topic in topics for line in topic.lines}
        assert annex - {CERTIFICATE} <= set(ids(found.tables[0], 1))
        assert customer.legal_name not in everything(found)


def test_what_works_in_part_is_said_with_what_is_missing(found: ScheduleView) -> None:
    assert ids(found.partly) == ["A.8.11", "A.8.16"]
    assert "Support screens show participants' fields in full" in words(found.partly.rows[0][2])
    assert words(found.partly.rows[0][3]) == "15 February 2027"
    assert "A.8.11" not in ids(found.tables[0], 1)


def test_what_is_planned_stands_nowhere(tmp_path: Path) -> None:
    view = changed(tmp_path, CRYPTOGRAPHY, {"status: implemented": "status: planned\nplanned_for: 2027-03-01"})
    assert "A.8.24" not in everything(view)
    assert "AES-256 (trial data" not in everything(view)


def test_a_control_that_becomes_partial_moves(tmp_path: Path) -> None:
    gap = "status: partially\nplanned_for: 2027-03-01\ngap: One endpoint is left."
    view = changed(tmp_path, CRYPTOGRAPHY, {"status: implemented": gap})
    assert "A.8.24" not in ids(view.tables[0], 1)
    row = next(r for r in view.partly.rows if words(r[0]).startswith("A.8.24"))
    assert words(row[2]) == "One endpoint is left."


def test_a_gap_without_words_or_day_is_an_open_point(tmp_path: Path) -> None:
    view = changed(tmp_path, CRYPTOGRAPHY, {"status: implemented": "status: partially"})
    assert [p.text.value for p in view.open_points] == [
        "A.8.24: what is missing, or by when it is there, is not stated"
    ]


def test_old_evidence_is_an_open_point(tmp_path: Path) -> None:
    view = changed(tmp_path, "dossier.yaml", {"as_of: 2026-11-20": "as_of: 2027-11-20"})
    row = next(r for r in view.tables[0].rows if words(r[1]).startswith("A.8.24"))
    assert row[4] == Text("no evidence in date", row[4].sources if isinstance(row[4], Text) else (), "open")
    assert "A.8.24: implemented without evidence in date" in [p.text.value for p in view.open_points]


def test_an_exception_stands_beside_the_measure(tmp_path: Path) -> None:
    exception = (
        "status: implemented\nexception:\n  text: One old endpoint takes TLS 1.1.\n"
        "  compensating_control: It answers only inside the platform.\n  approved_by: ciso\n  until: 2027-01-31"
    )
    view = changed(tmp_path, CRYPTOGRAPHY, {"status: implemented": exception})
    row = next(r for r in view.tables[0].rows if words(r[1]).startswith("A.8.24"))
    assert "Accepted exception until 31 January 2027: One old endpoint takes TLS 1.1." in words(row[2])


def test_a_certificate_that_ran_out_is_not_named(tmp_path: Path, found: ScheduleView) -> None:
    assert ids(found.certificates) == ["ISO/IEC 27001:2022 certificate"]
    company.copy_company(tmp_path)
    edit(tmp_path, "dossier.yaml", {"as_of: 2026-11-20": "as_of: 2028-11-20"})
    assert security_schedule.view(company.read(tmp_path)).certificates.rows == ()


def test_a_schedule_without_approval_is_an_open_point() -> None:
    view = security_schedule.view(company.read(BASE))
    assert view.open_points[-1].text.value == "The schedule has no version and no approval"
