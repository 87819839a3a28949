"""Service levels: what each plan promises, and recovery only as far as a test in date carries it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from compliance.documents import sla as document
from compliance.documents.sla import SlaView
from compliance.documents.text import Text
from compliance.documents.views import Cell
from tests import company
from tests.company import edit

CONTINUITY = "controls/continuity.yaml"


def words(cell: Cell) -> str:
    return "; ".join(t.value for t in cell) if isinstance(cell, tuple) else cell.value


def rows(view: SlaView) -> dict[str, list[str]]:
    return {words(row[0]): [words(cell) for cell in row[1:]] for table in view.tables for row in table.rows}


def changed(tmp_path: Path, old: str, new: str) -> SlaView:
    company.copy_company(tmp_path)
    edit(tmp_path, CONTINUITY, {old: new})
    return document.view(company.read(tmp_path))


def test_the_worked_company() -> None:
    found = rows(document.view(company.dossier()))
    assert found["Free"][1] == "best effort"
    assert (found["Pro"][1], found["Pro"][4]) == ("24 hours", "99.5 %")
    assert (found["Enterprise"][1], found["Enterprise"][4]) == ("4 hours", "99.9 %")
    assert found["Trial platform with Kvitfjord Capture and Kvitfjord Consent"] == [
        "4 hours",
        "1 hour",
        "every hour; kept 35 days",
        "Restore of 8 October 2026; back after 2 hours 35 minutes; lost 25 minutes",
    ]
    assert "Account portal: orders, plans and administrators of customers" not in found


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("rto_measured: PT2H35M", "rto_measured: PT4H1M"),
        ("      result: passed\n      rto_measured: PT2H35M", "      result: failed\n      rto_measured: PT2H35M"),
        ("      rto_measured: PT2H35M\n", ""),
    ],
    ids=["slower than promised", "failed", "not measured"],
)
def test_what_no_test_shows_is_an_open_point(tmp_path: Path, old: str, new: str) -> None:
    view = changed(tmp_path, old, new)
    cell = view.recovery.rows[0][1]
    assert isinstance(cell, Text)
    assert (cell.value, cell.mark) == ("4 hours is the objective; no test in date shows it", "open")
    assert view.open_points[0].text.value.startswith("Trial platform with Kvitfjord Capture and Kvitfjord Consent: ")
    assert view.open_points[0].owner.value == "Platform Lead"


def test_a_test_whose_evidence_is_out_of_date_carries_nothing() -> None:
    view = document.view(replace(company.dossier(), today=date(2029, 1, 1)))
    assert {row[1].mark for row in view.recovery.rows if isinstance(row[1], Text)} == {"open"}


def test_a_promise_rests_on_the_objective_and_on_the_measurement() -> None:
    cell = document.view(company.dossier()).recovery.rows[0][1]
    assert isinstance(cell, Text)
    assert [str(place) for place in cell.sources] == [
        "controls/continuity.yaml#/objectives/0/rto",
        "controls/continuity.yaml#/objectives/0/last_test/rto_measured",
    ]
