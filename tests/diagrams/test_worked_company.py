"""The pictures of the worked company are as good as they were when somebody looked at them.

A number that falls may be lowered here; one that rises asks for a look at the picture.
"""

from __future__ import annotations

import re
from itertools import combinations

import pytest

from compliance.diagrams.dataflow import flow_picture
from compliance.diagrams.geometry import Rect, segments
from compliance.diagrams.layout import Layout, lay_out
from compliance.documents.dataflow_map import DataflowMapView
from compliance.documents.flow_pictures import FlowPicture
from compliance.registers.records.flows import System
from compliance.render.lint import ELEMENTS
from tests import company


def view() -> DataflowMapView:
    found = company.rendered("dataflow-map").view
    assert isinstance(found, DataflowMapView)
    return found


def pictures() -> dict[str, FlowPicture]:
    found = view()
    return {p.name: p for p in (found.picture, *(page.picture for page in (*found.special, *found.vendors)))}


def covered(found: Layout) -> list[str]:
    """Numbers that cover a box, another number, the name of a zone, or a line that is not their own."""
    faults: list[str] = []
    for one, other in combinations(found.numbers, 2):
        if one.rect.meets(other.rect):
            faults.append(f"{one.text} on {other.text}")
    for number in found.numbers:
        solid: list[Rect] = [*found.boxes.values(), *found.names.values()]
        faults += [f"{number.text} on a box or a name" for rect in solid if number.rect.meets(rect)]
        inner = number.rect.grown(-3)
        for index, route in enumerate(found.routes):
            if index != number.line and any(inner.hit_by(s) for s in segments(route)):
                faults.append(f"{number.text} on the line {found.picture.lines[index].label}")
    return faults


def test_the_overview_shows_every_system_and_every_flow() -> None:
    found = view().picture
    assert {box.id for box in found.boxes} == {system.id for system in company.dossier().all(System)}
    assert sorted(n for line in found.lines for n in line.numbers) == list(range(1, 54))


def test_the_overview_is_as_clear_as_it_was() -> None:
    found = lay_out(view().picture)
    counts = found.quality
    assert counts.crossings <= 21
    assert counts.merged <= 9
    assert (counts.confused, counts.through_boxes, counts.through_zones) == (0, 0, 0)
    assert (counts.slanted, counts.box_overlaps) == (0, 0)
    assert found.scale >= 0.95
    assert len(covered(found)) <= 3, covered(found)


def test_pictures_of_suppliers_have_no_fault_at_all() -> None:
    for name, picture in pictures().items():
        if name.startswith("vendor-"):
            found = lay_out(picture)
            assert found.quality.faults == 0, (name, found.quality)
            assert covered(found) == [], name


def test_pictures_of_special_categories_hardly_cross() -> None:
    for name, picture in pictures().items():
        if name.startswith("special-"):
            counts = lay_out(picture).quality
            assert counts.crossings <= 2, (name, counts)
            assert (counts.confused, counts.through_boxes, counts.box_overlaps) == (0, 0, 0)


def test_the_same_registers_give_the_same_bytes() -> None:
    picture = view().picture
    first = str(flow_picture(picture))
    lay_out.cache_clear()
    assert str(flow_picture(picture)) == first


@pytest.mark.parametrize("forbidden", ["mask", "filter", "var(", "foreignObject", "opacity", " style=", "<use", "url("])
def test_svg_is_plain(forbidden: str) -> None:
    for picture in pictures().values():
        drawn = str(flow_picture(picture))
        assert forbidden not in drawn
        assert set(re.findall(r"<([a-z]+)", drawn)) <= ELEMENTS
        assert drawn.count("<title>") == 1


def test_states_show_without_colour() -> None:
    """An open transfer is dashed and has its letter, special categories have two strokes."""
    drawn = str(flow_picture(view().picture))
    open_lines = [line for line in view().picture.lines if line.status == "open"]
    assert open_lines
    for line in open_lines:
        group = f'data-from="{line.source}" data-to="{line.target}"'
        parts = [piece for piece in drawn.split("<g ") if piece.startswith(group)]
        assert any("stroke-dasharray" in part for part in parts), line
        assert any(">U</text>" in part for part in parts), line
    special = next(line for line in view().picture.lines if line.special)
    part = next(
        p for p in drawn.split("<g ") if p.startswith(f'data-from="{special.source}" data-to="{special.target}"')
    )
    assert part.count("<path") == 2


def test_names_fit_their_boxes() -> None:
    for picture in pictures().values():
        assert "\N{HORIZONTAL ELLIPSIS}" not in str(flow_picture(picture)), picture.name
