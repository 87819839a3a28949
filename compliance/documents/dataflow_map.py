"""The map of data flows: all of them by trust zone, each supplier with its neighbours, each special category's way.

Every picture is keyed to a table by the printed numbers of the flows. Colours and shapes are decided by ``diagrams/``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sized
from dataclasses import dataclass

from compliance.diagnostics import Place
from compliance.documents.flow_pictures import (
    FlowPicture,
    Flows,
    PicturedView,
    neighbourhood,
    overview,
    place,
    status_of,
    summary,
    whereabouts,
)
from compliance.documents.flow_tables import WAYS, box_details, flow_details, flow_table, hosted, system_table
from compliance.documents.text import Text, joined, long_date, lowered, say
from compliance.documents.views import OpenPoint, Table, cover, role
from compliance.frameworks.taxonomy import label, may_contain, special
from compliance.graph.dossier import Dossier
from compliance.registers.records.flows import Flow, System
from compliance.registers.records.vendors import Vendor

LEGIBLE_SYSTEMS, LEGIBLE_LINES = 60, 100
"""More boxes or lines than this nobody can read on A4: zones and suppliers are drawn in the place of systems."""

STATEMENT = (
    "The map is drawn from the registers; grounds of transfers are derived by dated rules. “Consistent” says that the "
    "declared basis is consistent with the rule named on the day named; it is no legal opinion."
)
ARTICLES = {"art9": "GDPR Article 9", "art10": "GDPR Article 10"}


@dataclass(frozen=True, slots=True)
class MapPage:
    """One picture with what is said of it and the tables that key it."""

    anchor: str
    title: Text
    sentence: Text
    picture: FlowPicture
    tables: tuple[Table, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DataflowMapView(PicturedView):
    """The overview and its table, the pages of special categories, those of suppliers."""

    sentence: Text
    flows: Table
    special: tuple[MapPage, ...]
    vendors: tuple[MapPage, ...]
    summary: FlowPicture | None
    """Zones and suppliers, to go before a picture of every system that A4 cannot hold."""
    whole: bool
    """Whether every system is drawn; else zones and suppliers stand for them."""

    @property
    def tables(self) -> tuple[Table, ...]:
        return (self.flows, *(table for page in (*self.special, *self.vendors) for table in page.tables))


def view(dossier: Dossier, subject: str = "") -> DataflowMapView:
    """The map as it stands today."""
    flows = Flows(dossier)
    picture = overview(flows)
    whole = len(picture.boxes) <= LEGIBLE_SYSTEMS and len(picture.lines) <= LEGIBLE_LINES
    short = summary(flows)
    picture = picture if whole else short
    return DataflowMapView(
        cover=cover(
            dossier, "dataflow-map", "Map of data flows", "Who gets which data, and where it goes", None, STATEMENT
        ),
        open_points=tuple(_open(flows)),
        picture=picture,
        of_boxes=box_details(picture, flows),
        of_flows=flow_details(flows.live, flows),
        sentence=_sentence(flows),
        flows=flow_table("flows", "All flows", flows.live, flows),
        special=tuple(_special(key, flows) for key in _special_keys(flows)),
        vendors=tuple(_vendor(v, flows) for v in sorted(dossier.all(Vendor), key=lambda v: v.name.lower())),
        summary=short if whole else None,
        whole=whole,
    )


def _sentence(flows: Flows) -> Text:
    people = sum(1 for s in flows.systems.values() if s.kind == "data-subject")
    planned = sum(1 for f in flows.dossier.all(Flow) if f.status == "planned")
    later = f" {planned} more are planned and are not drawn." if planned else ""
    words = (
        f"{len(flows.live)} flows run on {long_date(flows.dossier.today)} between {people} groups of people and "
        f"{len(flows.systems) - people} systems.{later}"
    )
    return Text(words, tuple(flow.at("number") for flow in flows.live))


def _special_keys(flows: Flows) -> tuple[str, ...]:
    """Special categories that any flow carries or any system holds."""
    carried = {key for flow in flows.live for key in flow.data_categories}
    held = {held.category for system in flows.systems.values() for held in system.holds}
    return tuple(sorted((key for key in carried | held if special(key)), key=lambda key: label("category", key)))


def _special(key: str, flows: Flows) -> MapPage:
    carrying = tuple(f for f in flows.live if any(special(c) and may_contain(c, key) for c in f.data_categories))
    holding = tuple(
        s for s in flows.systems.values() if any(special(h.category) and may_contain(h.category, key) for h in s.holds)
    )
    words = label("category", key)
    picture = whereabouts(f"special-{key}", f"{words}: where it goes", carrying, holding, flows)
    tables = (
        flow_table(f"special-{key}", f"Flows with {lowered(words)}", carrying, flows, WAYS),
        system_table(f"special-{key}-held", f"Systems that hold {lowered(words)}", holding),
    )
    title = Text(f"{words} ({ARTICLES[special(key)]})", _places_of(key, carrying))
    return MapPage(f"special-{key.replace('.', '-')}", title, _reach(carrying, holding, flows), picture, tables)


def _places_of(key: str, carrying: tuple[Flow, ...]) -> tuple[Place, ...]:
    return tuple(
        f.at("data_categories", n) for f in carrying for n, c in enumerate(f.data_categories) if may_contain(c, key)
    )


def _reach(carrying: tuple[Flow, ...], holding: tuple[System, ...], flows: Flows) -> Text:
    """In one sentence: how many systems, in which countries, at which suppliers."""
    where = tuple({text.value: text for text in map(place, holding) if text}.values())
    ids = {id for flow in carrying for id in (flow.from_, flow.to)} | {system.id for system in holding}
    outside = [s for s in flows.systems.values() if s.id in ids and s.vendor]
    hosts = {s.hosting.provider: s.hosting.at("provider") for s in holding if s.hosting and s.hosting.provider}
    names = [say(v, "name").also(at) for id, at in hosts.items() if (v := flows.dossier.get(Vendor, id))]
    parts = [
        Text(
            f"{_counted(len(carrying), 'flow')} {_verb('carry', carrying)} it and "
            f"{_counted(len(holding), 'system')} {_verb('hold', holding)} it",
            tuple(s.at("id") for s in holding),
        ),
        *((joined((Text("stored in"), joined(where)), " "),) if where else ()),
        *((joined((Text("on machines of"), joined(names)), " "),) if names else ()),
    ]
    reached = joined([say(s, "name") for s in outside])
    end = (
        joined((Text("It reaches services of suppliers:"), reached), " ")
        if outside
        else Text("It reaches no service that a supplier runs")
    )
    return joined((joined((joined(parts), end), ". "), Text(".")), "")


def _counted(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"


def _verb(word: str, who: Sized) -> str:
    return word if len(who) != 1 else {"carry": "carries", "hold": "holds"}[word]


def _vendor(vendor: Vendor, flows: Flows) -> MapPage:
    ids = {s.id for s in flows.systems.values() if s.vendor == vendor.id}
    touching = tuple(f for f in flows.live if f.from_ in ids or f.to in ids)
    machines = hosted(vendor, flows)
    tables = (
        [flow_table(f"vendor-{vendor.id}", f"Flows from and to {vendor.name}", touching, flows)] if touching else []
    )
    if machines:
        tables.append(system_table(f"vendor-{vendor.id}-hosted", f"Systems on machines of {vendor.name}", machines))
    picture = neighbourhood(vendor, flows)
    return MapPage(
        f"vendor-{vendor.id}", say(vendor, "name"), _about(vendor, ids, touching, flows), picture, tuple(tables)
    )


def _about(vendor: Vendor, own: set[str], touching: tuple[Flow, ...], flows: Flows) -> Text:
    into = sum(1 for flow in touching if flow.to in own)
    out = sum(1 for flow in touching if flow.from_ in own)
    taken = f"gets data by {_counted(into, 'flow')}" if into else ""
    given = f"passes it on by {out}" if taken and out else f"passes data on by {_counted(out, 'flow')}" if out else ""
    parts = [" and ".join(part for part in (taken, given) if part)] if touching else []
    machines = hosted(vendor, flows)
    if machines:
        parts.append(f"runs the machines of {_counted(len(machines), 'system')}")
    reached = sum(1 for link in vendor.subprocessors if link.reached)
    parts.append(
        f"engages {_counted(reached, 'sub-processor')} that the data reaches"
        if reached
        else "no sub-processor that the data reaches is on record"
    )
    words = f"{vendor.name} {parts[0]}; {'; '.join(parts[1:])}." if len(parts) > 1 else f"{vendor.name}: {parts[0]}."
    return Text(words, (vendor.at("name"), *(f.at("number") for f in touching)))


def _open(flows: Flows) -> Iterator[OpenPoint]:
    """Each flow whose transfer is not settled, with whoever answers for it."""
    for flow in flows.live:
        for transfer in flows.transfers.get(flow.id, ()):
            if status_of(transfer) in ("open", "fault"):
                vendor = transfer.hop.importer.vendor
                record = flow if flow.owner else vendor
                owner = role(flows.dossier, record.owner, record.at("owner")) if record else Text("")
                words = (
                    f"Flow {flow.number} to {transfer.hop.importer.name}: {transfer.words.lower()}; {transfer.reason}"
                )
                yield OpenPoint(
                    Text(words, (flow.at("number"), *transfer.hop.importer.places, *transfer.sources)), owner
                )
