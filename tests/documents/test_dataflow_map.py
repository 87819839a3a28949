"""The map of data flows: what it says, and that it says it of every flow."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from compliance.build import settings
from compliance.diagrams.layout import lay_out
from compliance.documents import BY_NAME as DOCUMENTS
from compliance.documents.dataflow_map import DataflowMapView, view
from compliance.documents.flow_pictures import Line
from compliance.documents.text import Text
from compliance.formats import BY_NAME
from compliance.render.environment import environment
from compliance.render.render import render
from tests import company
from tests.corpus import REPOSITORY


def the_map() -> DataflowMapView:
    found = company.rendered("dataflow-map").view
    assert isinstance(found, DataflowMapView)
    return found


def line(number: int) -> Line:
    return next(found for found in the_map().picture.lines if number in found.numbers)


def written(format: str) -> bytes:
    return BY_NAME[format].write(company.rendered("dataflow-map"), settings(company.dossier()))


def test_each_flow_has_a_row_and_no_cell_is_empty() -> None:
    rows = the_map().flows.rows
    assert len(rows) == 53
    for row in rows:
        assert all(bool(cell) if isinstance(cell, Text) else any(cell) for cell in row), row[0]


def test_flows_between_two_systems_are_one_line() -> None:
    assert line(21).label == "21\N{MIDDLE DOT}22"
    assert (line(28).numbers, line(28).both) == ((28, 29), True)


def test_states_are_derived_and_not_declared() -> None:
    """Flow 26 declares clauses; where Chargebee is, nobody has verified."""
    assert line(26).status == "open"
    assert line(15).status == "ground"
    assert line(7).status == "inside"


def test_special_categories_have_a_page_each() -> None:
    titles = [page.title.value for page in the_map().special]
    assert titles == [
        "Health data (GDPR Article 9)",
        "Racial or ethnic origin (GDPR Article 9)",
        "Trade union membership (GDPR Article 9)",
    ]
    health = the_map().special[0]
    assert {n for found in health.picture.lines for n in found.numbers} == set(range(1, 16))
    assert health.sentence.value.endswith("It reaches no service that a supplier runs.")


def test_every_supplier_has_a_page() -> None:
    assert len(the_map().vendors) == 11
    segment = next(page for page in the_map().vendors if page.anchor == "vendor-segment")
    assert [str(row[0]) for row in segment.tables[0].rows] == ["19", "20", "21", "22", "30"]


def test_what_is_not_settled_is_an_open_point_with_an_owner() -> None:
    points = the_map().open_points
    assert points
    assert all(point.owner for point in points)
    assert any(point.text.value.startswith("Flow 19 to ") for point in points)


def test_many_systems_are_drawn_as_zones_and_suppliers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("compliance.documents.dataflow_map.LEGIBLE_SYSTEMS", 20)
    found = view(company.dossier())
    assert not found.whole
    names = {box.name for box in found.picture.boxes}
    assert {"People", "Clinical", "Corporate", "Public", "Segment", "Portvakt ID"} <= names
    assert "Trial database" not in names
    assert {19, 20} <= {n for drawn in found.picture.lines for n in drawn.numbers}


def test_a_line_of_many_flows_says_how_many() -> None:
    assert Line("a", "b", tuple(range(1, 8))).label == "7 flows"


def test_pictures_are_the_same_bytes_twice() -> None:
    assert written("svg") == written("svg")
    png = written("png")
    assert png.startswith(b"\x89PNG")
    assert png == written("png")


def test_the_interactive_map_has_every_flow_with_its_line() -> None:
    page = written("interactive").decode()
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)
    assert found is not None
    data = json.loads(found[1])
    assert len(data["flows"]) == 53
    assert len(data["boxes"]) == 30
    for number, flow in data["flows"].items():
        file, _, at = flow["lines"][0].partition(":")
        assert f"number: {number}" in Path(REPOSITORY / file).read_text().splitlines()[int(at) - 1]


def test_the_interactive_map_asks_no_network_and_says_whom_it_is_for() -> None:
    page = written("interactive").decode()
    assert "default-src 'none'" in page
    assert "For internal use" in page
    assert not re.search(r'(?:src|href)\s*=\s*"', page)
    assert page.count("http") == page.count("http://www.w3.org/2000/svg") + page.count("http-equiv")


def test_formats_for_customers_name_no_register() -> None:
    for format in ("svg", "html"):
        assert b".yaml" not in written(format)


def test_register_text_is_no_code_in_the_interactive_map(tmp_path: Path) -> None:
    root = company.copy_base(tmp_path)
    company.edit(root, "dataflows/systems.yaml", {"name: Diary application": 'name: "</script><script>alert(1)//"'})
    done = company.command("build", "dataflow-map", "--format", "interactive", "--project", str(root))
    assert done.code == 0, done.err
    page = (root / "output" / "dataflow-map.interactive.html").read_text()
    assert "<script>alert" not in page


def test_a_picture_that_a4_cannot_hold_stands_on_a3_behind_one_that_it_can(monkeypatch: pytest.MonkeyPatch) -> None:
    made = company.rendered("dataflow-map")
    assert 'class="new-page poster"' not in made.html
    assert 'id="summary"' not in made.html
    monkeypatch.setattr("compliance.diagrams.layout.READABLE", 9.0)
    lay_out.cache_clear()
    try:
        dossier = company.dossier()
        html = render(DOCUMENTS["dataflow-map"], "", dossier, environment(dossier.root)).html
    finally:
        lay_out.cache_clear()
    assert html.index('id="summary"') < html.index('<section class="new-page poster" id="overview">')
