"""What a picture of data flows shows, as data: boxes, zones, numbered lines. How it looks is decided by ``diagrams/``.

Parallel flows between two systems are one line with several numbers. A line is as bad as the worst transfer among its
flows, by the derivation of ``derive/transfers.py`` and never by what a register declares.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

from compliance.derive.transfers import ERRORS, Transfer, transfers
from compliance.documents.processing import CONDITIONS
from compliance.documents.text import Text, say
from compliance.documents.views import View
from compliance.frameworks import countries
from compliance.frameworks.taxonomy import special
from compliance.graph.dataflow import runs
from compliance.graph.dossier import Dossier
from compliance.registers.records.flows import Flow, System
from compliance.registers.records.vendors import Subprocessor, Vendor

Status = Literal["inside", "ground", "open", "fault"]
STATUSES: tuple[Status, ...] = ("inside", "ground", "open", "fault")
"""From harmless to worst: stays in the EEA, leaves on a ground, not verified or for counsel, no ground."""

STATUS_WORDS: dict[Status, str] = {
    "inside": "no transfer out of the EEA",
    "ground": "leaves the EEA; a ground is declared and consistent",
    "open": "leaves or may leave the EEA; not verified, or for counsel",
    "fault": "leaves the EEA; no ground that covers it",
}
LETTERS: dict[Status, str] = {"inside": "", "ground": "T", "open": "U", "fault": "M"}
"""Beside a number, so that the state shows without colour: transfer, unverified, missing."""

ZONES = {
    "data-subjects": "People",
    "public": "Public",
    "clinical": "Clinical",
    "corporate": "Corporate",
    "commercial": "Commercial",
    "third-party": "Third party",
}
KINDS = {
    "data-subject": "people",
    "application": "application",
    "process": "process",
    "datastore": "store",
    "vendor-service": "supplier",
    "control": "control",
    "zone": "zone",
}
NOT_VERIFIED = "country not verified"

SMALL_ZONE = 2
"""A zone of so few systems is no region of its own: its boxes stand free and name their zone."""

MANY_NUMBERS = 5
"""A line of more flows says how many they are; the table names them."""

Relation = Literal["flow", "engages", "hosts"]


@dataclass(frozen=True, slots=True)
class Box:
    """One thing of a picture. ``kind`` decides its shape, ``zone`` its colour; ``region`` is the zone around it."""

    id: str
    name: str
    kind: str
    zone: str
    caption: str
    region: str = ""
    open: bool = False
    """Whether the caption names something that nobody has verified."""
    main: bool = False
    """Whether the picture is about it."""


@dataclass(frozen=True, slots=True)
class Line:
    """Flows between two boxes, or a tie without a number: a supplier that engages or hosts another box."""

    source: str
    target: str
    numbers: tuple[int, ...] = ()
    both: bool = False
    """Whether flows run both ways."""
    status: Status = "inside"
    special: bool = False
    relation: Relation = "flow"

    @property
    def label(self) -> str:
        """The numbers that stand on the line, or how many flows it stands for."""
        if len(self.numbers) > MANY_NUMBERS:
            return f"{len(self.numbers)} flows"
        return "\N{MIDDLE DOT}".join(map(str, self.numbers))


@dataclass(frozen=True, slots=True)
class Region:
    """A trust zone that is drawn around its boxes, and the label that it carries."""

    id: str
    label: str


@dataclass(frozen=True, slots=True)
class FlowPicture:
    """A picture: its name, the sentence that stands in for it, and what it shows.

    ``spread`` asks for a drawing that spreads over the page; others run from left to right. ``alone`` is one that has
    its page to itself.
    """

    name: str
    title: str
    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]
    regions: tuple[Region, ...] = ()
    spread: bool = False
    alone: bool = False


@dataclass(frozen=True, slots=True)
class Detail:
    """What there is to say of one box or one flow: a heading and facts with their labels."""

    key: str
    heading: Text
    facts: tuple[tuple[str, tuple[Text, ...]], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PicturedView(View):
    """A view whose first picture is worth a file of its own. ``of_boxes`` has its details by the id of a box,
    ``of_flows`` by the printed number of a flow."""

    picture: FlowPicture
    of_boxes: tuple[Detail, ...] = ()
    of_flows: tuple[Detail, ...] = ()


class Flows:
    """The live flows of a project with what pictures and tables say about them."""

    def __init__(self, dossier: Dossier) -> None:
        self.dossier = dossier
        live = (f for f in dossier.all(Flow) if runs(f, dossier.today))
        ends = {system.id for system in dossier.all(System)}
        self.live = tuple(sorted((f for f in live if {f.from_, f.to} <= ends), key=lambda f: (f.number, f.id)))
        self.systems = {system.id: system for system in dossier.all(System)}

    @cached_property
    def transfers(self) -> dict[str, tuple[Transfer, ...]]:
        """The judged hops of each flow, by its id."""
        found: dict[str, list[Transfer]] = {}
        for transfer in self.judged:
            if transfer.hop.flow is not None:
                found.setdefault(transfer.hop.flow.id, []).append(transfer)
        return {id: tuple(hops) for id, hops in found.items()}

    @cached_property
    def judged(self) -> tuple[Transfer, ...]:
        """Every hop of the project, judged on its day."""
        return transfers(self.dossier)

    def status(self, flow: Flow) -> Status:
        """How a flow's worst hop stands."""
        return worst(status_of(t) for t in self.transfers.get(flow.id, ()))

    def lines(self, flows: Iterable[Flow], end: Callable[[str], str] = str) -> tuple[Line, ...]:
        """Flows as lines, one for each pair of boxes. ``end`` says which box a system belongs to."""
        pairs: dict[frozenset[str], list[Flow]] = {}
        for flow in flows:
            source, target = end(flow.from_), end(flow.to)
            if source != target:
                pairs.setdefault(frozenset((source, target)), []).append(flow)
        return tuple(self._line(found, end) for found in pairs.values())

    def _line(self, flows: list[Flow], end: Callable[[str], str]) -> Line:
        source, target = end(flows[0].from_), end(flows[0].to)
        return Line(
            source,
            target,
            tuple(flow.number for flow in flows),
            any(end(flow.from_) == target for flow in flows),
            worst(map(self.status, flows)),
            any(is_special(flow) for flow in flows),
        )


def worst(found: Iterable[Status]) -> Status:
    """The worst of several states."""
    return max(found, key=STATUSES.index, default="inside")


def status_of(transfer: Transfer) -> Status:
    """How a hop is drawn."""
    if transfer.verdict in ERRORS:
        return "fault"
    if transfer.verdict in ("unverified", "counsel"):
        return "open"
    return "ground" if transfer.leaves else "inside"


def is_special(flow: Flow) -> bool:
    """Whether a flow carries special categories or convictions (GDPR Articles 9 and 10)."""
    return any(special(category) for category in flow.data_categories) or flow.art9_condition in CONDITIONS


def place(system: System) -> Text:
    """The country where a system stores data; open where nobody knows."""
    if system.kind == "data-subject":
        return Text("")
    if system.hosting is None or not system.hosting.country.known:
        at = system.hosting.country.place if system.hosting else system.at("id")
        return Text(NOT_VERIFIED, (at,), "open")
    return say(system.hosting, "country", countries.name(str(system.hosting.country.value)))


def box(system: System, region: bool = False, main: bool = False) -> Box:
    """A system as a box. Outside a region its caption names the zone."""
    where = place(system)
    first = KINDS[system.kind] if region or system.kind == "data-subject" else ZONES[system.zone].lower()
    words = (where.plain,) if where.mark == "open" else (first, where.plain)
    caption = " \N{MIDDLE DOT} ".join(word for word in words if word)
    id, zone = system.id, system.zone
    return Box(id, system.name, system.kind, zone, caption, zone if region else "", where.mark == "open", main)


def spread(name: str, title: str, systems: Iterable[System], lines: tuple[Line, ...]) -> FlowPicture:
    """A picture with the trust zones as regions. People stand outside every zone."""
    found = tuple(systems)
    counts = {zone: sum(1 for s in found if s.zone == zone and s.kind != "data-subject") for zone in ZONES}
    large = [zone for zone in ZONES if counts[zone] > SMALL_ZONE]
    regions = tuple(Region(zone, f"{ZONES[zone]} zone") for zone in large)
    boxes = tuple(box(s, s.zone in large and s.kind != "data-subject") for s in _ordered(found))
    return FlowPicture(name, title, boxes, lines, regions, True)


def _ordered(systems: tuple[System, ...]) -> tuple[System, ...]:
    zones = tuple(ZONES)
    return tuple(sorted(systems, key=lambda s: (zones.index(s.zone), s.id)))


def overview(flows: Flows) -> FlowPicture:
    """Every system and every live flow."""
    title = f"{len(flows.systems)} systems and {len(flows.live)} flows, by trust zone"
    return replace(spread("overview", title, flows.systems.values(), flows.lines(flows.live)), alone=True)


def summary(flows: Flows) -> FlowPicture:
    """The same for a company of many systems: own zones and suppliers in the place of systems."""
    vendors = {v.id: v for v in flows.dossier.all(Vendor)}
    boxes: dict[str, Box] = {}
    ends: dict[str, str] = {}
    inside: dict[str, int] = {}
    for system in _ordered(tuple(flows.systems.values())):
        vendor = vendors.get(system.vendor)
        end = ends[system.id] = f"vendor-{vendor.id}" if vendor else f"zone-{system.zone}"
        inside[end] = inside.get(end, 0) + 1
        words = vendor.name if vendor else ZONES[system.zone]
        kind = "data-subject" if system.kind == "data-subject" else "vendor-service" if vendor else "zone"
        boxes.setdefault(end, Box(end, words, kind, system.zone, ""))
    counted = tuple(_counted(found, inside[end]) for end, found in boxes.items())
    title = f"{len(flows.systems)} systems and {len(flows.live)} flows, by zone and supplier"
    return FlowPicture("overview", title, counted, flows.lines(flows.live, ends.__getitem__), (), True, True)


def _counted(found: Box, count: int) -> Box:
    what = "group" if found.kind == "data-subject" else "system"
    caption = f"{count} {what}{'' if count == 1 else 's'}"
    if found.kind == "vendor-service":
        caption = f"{ZONES[found.zone].lower()} \N{MIDDLE DOT} {caption}"
    return Box(found.id, found.name, found.kind, found.zone, caption)


NEIGHBOURS = 24
"""A supplier with more neighbours than this is drawn with their zones in the place of systems."""


def neighbourhood(vendor: Vendor, flows: Flows) -> FlowPicture:
    """A supplier's systems, what they get and pass on, and the sub-processors that the data reaches.

    A supplier that only hosts is drawn with the systems that stand on its machines.
    """
    own = [s for s in flows.systems.values() if s.vendor == vendor.id]
    ids = {system.id for system in own}
    touching = [f for f in flows.live if f.from_ in ids or f.to in ids]
    others = {id for f in touching for id in (f.from_, f.to)} - ids
    end = _zone_end(flows, ids) if len(others) > NEIGHBOURS else str
    around = {end(id): _around(id, end(id), flows) for id in sorted(others)}
    boxes = [*(box(s, main=True) for s in own), *around.values()]
    lines = list(flows.lines(touching, end))
    top = own[0].id if own else f"vendor-{vendor.id}"
    if not own:
        boxes.append(Box(top, vendor.name, "vendor-service", "third-party", "host", main=True))
        hosted = [s for s in flows.systems.values() if s.hosting and s.hosting.provider == vendor.id]
        boxes += [box(s) for s in _ordered(tuple(hosted))]
        lines += [Line(s.id, top, relation="hosts") for s in hosted]
    _chain(top, vendor.subprocessors, boxes, lines)
    title = f"{vendor.name}: where its data comes from, where it goes, and whom it engages"
    return FlowPicture(f"vendor-{vendor.id}", title, tuple(boxes), tuple(lines))


def _zone_end(flows: Flows, own: set[str]) -> Callable[[str], str]:
    return lambda id: id if id in own else f"zone-{flows.systems[id].zone}"


def _around(id: str, end: str, flows: Flows) -> Box:
    system = flows.systems[id]
    if end == id:
        return box(system)
    return Box(end, ZONES[system.zone], "zone", system.zone, "zone")


def _chain(above: str, links: tuple[Subprocessor, ...], boxes: list[Box], lines: list[Line]) -> None:
    """Sub-processors that the data reaches, below whoever engages them."""
    for index, link in enumerate(links):
        if not link.reached:
            continue
        id = f"{above}/{index}"
        known = link.country.known and link.country.value
        where = countries.name(str(link.country.value)) if known else NOT_VERIFIED
        name = link.name.value or "Sub-processor without a name"
        boxes.append(Box(id, name, "vendor-service", "third-party", where, "", not known))
        lines.append(Line(above, id, relation="engages"))
        _chain(id, link.subprocessors, boxes, lines)


def whereabouts(
    name: str, title: str, carrying: Iterable[Flow], holding: Iterable[System], flows: Flows
) -> FlowPicture:
    """Where one category goes: the flows that carry it, their ends, and every system that holds it."""
    carried = tuple(carrying)
    ids = {id for f in carried for id in (f.from_, f.to)} | {s.id for s in holding}
    return spread(name, title, (flows.systems[id] for id in sorted(ids)), flows.lines(carried))
