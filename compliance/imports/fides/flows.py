"""What systems say they send and receive, as flows; what both ends say is one flow."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

from compliance.diagnostics import Place
from compliance.imports.desk import Desk, Record, guessed, left_out
from compliance.imports.fides.declarations import Declaration, keys_of
from compliance.imports.fides.systems import USERS, Node, references


class Told(NamedTuple):
    """One entry of `egress` or `ingress`, by the system that has it. No node means people."""

    teller: Node
    key: str
    way: Literal["egress", "ingress"]
    source: Node | None
    target: Node | None
    categories: tuple[str, ...]
    at: Place

    @property
    def ends(self) -> tuple[str, str]:
        return (self.source.id if self.source else USERS, self.target.id if self.target else USERS)

    @property
    def named(self) -> tuple[Declaration, ...]:
        """Declarations of the teller that name this entry."""
        return tuple(d for d in self.teller.declarations if self.key in (d.egress, d.ingress)[self.way == "ingress"])


@dataclass(frozen=True, slots=True)
class Sent:
    """The record of a flow, and the declaration that it serves, where one is known."""

    record: Record
    serves: Declaration | None


def flows(known: Mapping[str, Node], desk: Desk) -> list[Sent]:
    """Every flow of the manifests once."""
    made: dict[tuple[str, str], Sent] = {}
    for told in _told(known, desk):
        if told.ends in made:
            _add(made[told.ends].record, told)
        else:
            made[told.ends] = _sent(told, desk.first_number + len(made), desk)
    return list(made.values())


def _told(known: Mapping[str, Node], desk: Desk) -> Iterator[Told]:
    owners = {key: node for node in known.values() for key in references(node.raw)}
    ways: tuple[Literal["egress", "ingress"], ...] = ("egress", "ingress")
    for node in known.values():
        for way in ways:
            said = node.raw.get(way)
            if said is not None and not isinstance(said, list):
                desk.found.append(left_out(node.resource.place.at(way), f"`{way}` is a list of flows"))
            for index, entry in enumerate(said if isinstance(said, list) else ()):
                at = node.resource.place.at(way, index)
                key = str(entry.get("fides_key") or "") if isinstance(entry, dict) else ""
                other = known.get(key) or owners.get(key)
                if other is None and key != "user":
                    help = "add the system to the manifests, or the flow to dataflows/flows"
                    desk.found.append(left_out(at, f"`{node.resource.key}` names `{key}`, which no manifest has", help))
                elif other is not node:  # a store of the system itself is inside it
                    carried = keys_of("category", entry.get("data_categories"), at.at("data_categories"), desk.found)
                    source, target = (node, other) if way == "egress" else (other, node)
                    yield Told(node, key, way, source, target, tuple(carried), at)


def _add(record: Record, told: Told) -> None:
    """What the other end says too."""
    subjects = {subject for declaration in told.named for subject in declaration.subjects}
    record["data_categories"] = sorted({*record["data_categories"], *told.categories})
    record["data_subjects"] = sorted({*record["data_subjects"], *subjects})


def _sent(told: Told, number: int, desk: Desk) -> Sent:
    about = told.named or told.teller.declarations
    categories = set(told.categories) or {category for d in about for category in d.categories}
    source, target = told.ends
    if not told.categories:
        what = f"what goes from `{source}` to `{target}` is not stated: all that `{told.teller.id}` declares is written"
        desk.found.append(guessed(told.at, what, "take out of `data_categories` what the flow does not carry"))
    exporter, importer = _roles(told.source, told.target)
    serves = about[0] if about else None
    record: Record = {
        "id": desk.fresh("flow", f"{source}-to-{target}", told.at),
        "number": number,
        "from": source,
        "to": target,
        "description": "Carried over from a Fides manifest.",
        "initiator": "data-subject" if told.source is None else "server",
        "mechanism": "form" if told.source is None else "api",
        "data_categories": sorted(categories),
        "data_subjects": sorted({subject for d in about for subject in d.subjects}),
        "purposes": list(dict.fromkeys(d.use for d in about)),
        "exporter_role": exporter,
        "importer_role": importer,
        "status": "live",
    }
    return Sent(record, serves)


def _roles(source: Node | None, target: Node | None) -> tuple[str, str]:
    """Exporter and importer: a vendor works for whoever sends to it, unless it says that it is controller."""
    sender = "data-subject" if source is None else source.role
    exporter = "processor" if source is not None and source.vendors else sender
    if target is None:
        return exporter, "controller"
    if not target.vendors or target.stated_role == "controller":
        return exporter, target.role
    return exporter, "sub-processor" if exporter == "processor" else "processor"
