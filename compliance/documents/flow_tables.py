"""The tables that key pictures of data flows: one row a flow, in the order of its printed number."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from compliance.derive.transfers import Transfer
from compliance.documents.flow_pictures import ZONES, Detail, FlowPicture, Flows, place
from compliance.documents.processing import BASES, CONDITIONS
from compliance.documents.text import Text, fixed, joined, lowered, say
from compliance.documents.transfers import ground
from compliance.documents.views import Cell, Column, Table
from compliance.frameworks.taxonomy import label, special
from compliance.registers.records.flows import Flow, System
from compliance.registers.records.vendors import Vendor

COLUMNS = (
    Column("number", "No.", 4, "id"),
    Column("from", "From", 12),
    Column("to", "To", 12),
    Column("categories", "Data", 36, "ids"),
    Column("purposes", "Purpose", 16),
    Column("ground", "Ground", 23),
    Column("transfer", "Transfer", 28),
    Column("transit", "On the way", 21),
)
WAYS = tuple(column for column in COLUMNS if column.key not in ("categories", "ground"))
"""Where something goes; what else travels along, and on which legal basis, is in the table of all flows."""
TRANSFORMS = {
    "drop": "Left out",
    "hash": "Hashed",
    "pseudonymise": "Replaced by a code",
    "aggregate": "Added up",
    "anonymise": "Made anonymous",
}
NO_BASIS = "no legal basis stated"


def flow_table(
    name: str, title: str, found: Iterable[Flow], flows: Flows, columns: tuple[Column, ...] = COLUMNS
) -> Table:
    """The table of some flows."""
    shown = tuple(COLUMNS.index(column) for column in columns)
    rows = (_row(flow, flows) for flow in found)
    return Table(name, title, columns, tuple(tuple(row[n] for n in shown) for row in rows))


def _row(flow: Flow, flows: Flows) -> tuple[Cell, ...]:
    return (
        say(flow, "number"),
        _end(flow, "from_", flow.from_, flows),
        _end(flow, "to", flow.to, flows),
        categories(flow),
        tuple(Text(label("purpose", key), (flow.at("purposes", n),)) for n, key in enumerate(flow.purposes)),
        _ground(flow),
        transfer_lines(flow, flows),
        tuple(_transit(flow)),
    )


def _end(flow: Flow, field: str, id: str, flows: Flows) -> Text:
    return Text(flows.systems[id].name, (flow.at(field.rstrip("_")), flows.systems[id].at("name")))


def categories(flow: Flow) -> tuple[Text, ...]:
    """What a flow carries; special categories are marked by their article."""
    signs = {"art9": " (Art. 9)", "art10": " (Art. 10)"}
    return tuple(
        Text(label("category", key) + signs.get(special(key), ""), (flow.at("data_categories", n),))
        for n, key in enumerate(flow.data_categories)
    )


def _ground(flow: Flow) -> tuple[Text, ...]:
    if flow.legal_basis is None:
        return (Text(NO_BASIS, (flow.at("id"),), "open"),)
    basis = say(flow, "legal_basis", BASES[flow.legal_basis])
    if flow.art9_condition is None:
        return (basis,)
    return (basis, say(flow, "art9_condition", CONDITIONS[flow.art9_condition]))


def transfer_lines(flow: Flow, flows: Flows) -> tuple[Text, ...]:
    """What the derivation says of each hop of a flow, each wording once, with the rule that it follows."""
    found: dict[str, Text] = {}
    for transfer in flows.transfers.get(flow.id, ()):
        text = _transfer(transfer)
        found[text.value] = found[text.value].also(*text.sources) if text.value in found else text
    return tuple(found.values()) or (Text("None: no other company receives it", (flow.at("to"),)),)


def _transfer(transfer: Transfer) -> Text:
    words = ground(transfer)
    if transfer.hop.kind == "returned" and transfer.hop.importer.customer:
        words = joined((words, Text(transfer.hop.importer.name, transfer.hop.importer.places)), ": ")
    return joined((words, fixed(f"(rule {transfer.rule.id})")), " ")


def _transit(flow: Flow) -> Iterator[Text]:
    """How a flow is encrypted, and what is taken out of it on the way."""
    if flow.in_transit is None:
        yield Text("encryption not stated", (flow.at("id"),), "open")
    else:
        lowest = f" {flow.in_transit.min_version} or newer" if flow.in_transit.min_version else ""
        places = (flow.in_transit.at("protocol"), *((flow.in_transit.at("min_version"),) if lowest else ()))
        yield Text(f"{flow.in_transit.protocol}{lowest}", places)
    for transform in flow.transforms:
        what = ", ".join(lowered(label("category", key)) for key in transform.on_categories)
        places = (
            transform.at("kind"),
            *(transform.at("on_categories", n) for n in range(len(transform.on_categories))),
        )
        yield Text(f"{TRANSFORMS[transform.kind]}: {what}", places)


def system_table(name: str, title: str, systems: Iterable[System]) -> Table:
    """What some systems hold, where, and who has the key."""
    columns = (
        Column("system", "System", 22, "id"),
        Column("place", "Stored in", 18),
        Column("holds", "Holds", 60, "ids"),
        Column("encryption", "Encrypted at rest", 26),
    )
    return Table(name, title, columns, tuple(_system(system) for system in systems))


def _system(system: System) -> tuple[Cell, ...]:
    holds = {label("category", held.category): held.at("category") for held in system.holds}
    return (
        say(system, "name"),
        place(system),
        tuple(Text(words, (at,)) for words, at in holds.items()),
        _at_rest(system),
    )


def _at_rest(system: System) -> Text:
    found = system.encryption_at_rest
    if found is None or not found.algorithm.known:
        return Text("not stated", (found.algorithm.place if found else system.at("id"),), "open")
    holder = f", key held by the {found.key_holder.value}" if found.key_holder.known else ", key holder not verified"
    mark = "" if found.key_holder.known else "open"
    return Text(f"{found.algorithm.value}{holder}", (found.algorithm.place, found.key_holder.place), mark)  # type: ignore[arg-type]  # both are marks


def hosted(vendor: Vendor, flows: Flows) -> tuple[System, ...]:
    """Systems of the company that stand on a supplier's machines."""
    systems = flows.systems.values()
    return tuple(s for s in systems if s.hosting and s.hosting.provider == vendor.id and s.vendor != vendor.id)


def flow_details(found: Iterable[Flow], flows: Flows) -> tuple[Detail, ...]:
    """The same as the table of flows, one detail a flow, with its description."""
    return tuple(_flow_detail(flow, flows) for flow in found)


def _flow_detail(flow: Flow, flows: Flows) -> Detail:
    number, source, target, *rest = _row(flow, flows)
    assert isinstance(number, Text)
    assert isinstance(source, Text)
    assert isinstance(target, Text)
    facts = tuple(
        (c.title, cell if isinstance(cell, tuple) else (cell,)) for c, cell in zip(COLUMNS[3:], rest, strict=True)
    )
    heading = joined((Text(f"{number.value}  {source.value}", number.sources), target), " \N{RIGHTWARDS ARROW} ")
    return Detail(number.value, heading, (("What happens", (say(flow, "description"),)), *facts))


def box_details(picture: FlowPicture, flows: Flows) -> tuple[Detail, ...]:
    """What there is to say of each box of a picture that is a system."""
    return tuple(_box_detail(flows.systems[box.id], flows) for box in picture.boxes if box.id in flows.systems)


def _box_detail(system: System, flows: Flows) -> Detail:
    facts: list[tuple[str, tuple[Text, ...]]] = [
        ("What it is", (say(system, "description"),)),
        ("Zone", (say(system, "zone", ZONES[system.zone]),)),
    ]
    if system.kind != "data-subject":
        vendor = flows.dossier.get(Vendor, system.vendor) if system.vendor else None
        _, where, holds, at_rest = _system(system)
        facts += [("Run by", (say(vendor, "name").also(system.at("vendor")),))] if vendor else []
        facts += [
            (label, cell if isinstance(cell, tuple) else (cell,))
            for label, cell in (("Stored in", where), ("Holds", holds), ("Encrypted at rest", at_rest))
        ]
    return Detail(system.id, say(system, "name"), tuple(fact for fact in facts if any(fact[1])))
