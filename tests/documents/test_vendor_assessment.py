"""The assessment of a supplier: what its certificates and reports say of time, and what is not known of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from compliance.documents import vendor_assessment
from compliance.documents.text import Text
from compliance.documents.vendor_assessment import AssessmentView
from compliance.documents.views import Table
from tests import company

NOTHING = "\N{EN DASH}"


def worked(vendor: str) -> AssessmentView:
    return vendor_assessment.view(company.dossier(), vendor)


def row(table: Table | None, first: str) -> dict[str, str]:
    """A row by its first cell, each cell as it is printed, by the head of its column."""
    assert table is not None
    heads = [column.title for column in table.columns]
    for cells in table.rows:
        said = [cell.value if isinstance(cell, Text) else " ".join(t.value for t in cell) for cell in cells]
        if said[0] == first:
            return dict(zip(heads, said, strict=True))
    raise AssertionError(first)


def test_a_certificate_has_a_last_day_and_a_report_the_days_that_it_covers() -> None:
    table = worked("nordhavn-sky").certificates
    held = row(table, "ISO/IEC 27001:2022")
    assert (held["Issued"], held["Valid until"], held["Covers"]) == ("2024-10-14", "2027-10-13", NOTHING)
    report = row(table, "SOC 2 Type 2")
    assert (report["Issued"], report["Valid until"]) == ("2026-05-29", NOTHING)
    assert report["Covers"] == "2025-04-01 to 2026-03-31 bridge letter to 2026-07-31"


def test_a_report_whose_period_is_not_recorded_is_an_open_point_that_names_it() -> None:
    found = worked("segment")
    assert row(found.certificates, "SOC 2 Type 2")["Covers"] == "period not recorded"
    points = [point.text.value for point in found.open_points]
    assert "SOC 2 Type 2: the period that it covers is not recorded" in points
    assert "period not recorded" not in points, "nobody would know what of"


@pytest.mark.parametrize(
    ("edition", "covers"), [("Type 2", "period not recorded"), ("Type 1", NOTHING), ("Type I", NOTHING)]
)
def test_only_reports_on_a_period_cover_one(edition: str, covers: str, tmp_path: Path) -> None:
    root = company.copy_base(tmp_path / "project")
    company.edit(
        root, "vendors/fjellsky.yaml", {'scheme: ISO/IEC 27001, edition: "2022"': f"scheme: SOC 1, edition: {edition}"}
    )
    table = vendor_assessment.view(company.read(root), "fjellsky").certificates
    assert row(table, f"SOC 1 {edition}")["Covers"] == covers


def test_the_tally_counts_what_was_asked_and_countries_have_names() -> None:
    found = worked("brevdue")
    assert found.tally.value == "19 of 19 met"
    assert row(found.criteria, "Place of storage")["Value"] == "Denmark"
    assert worked("segment").tally.value == "6 of 19 met; 13 not known"
