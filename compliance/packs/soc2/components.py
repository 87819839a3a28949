"""DC 3: infrastructure, software, people, procedures and data, in words and as the registers list them."""

from __future__ import annotations

from collections.abc import Iterator

from compliance.documents.flow_pictures import KINDS, ZONES, place
from compliance.documents.text import Text, fact, fixed, lowered, say
from compliance.documents.views import Cell, Column
from compliance.frameworks.taxonomy import label
from compliance.packs.chapters import Block, Grid, Words
from compliance.packs.common.pieces import facts, or_gap, owner, table
from compliance.packs.scope import Scope
from compliance.registers.records.controls import Policy
from compliance.registers.records.flows import Party, System
from compliance.registers.records.service import ServiceDescription
from compliance.registers.records.vendors import Vendor

SYSTEMS = (
    Column("name", "System", 14, "id"),
    Column("kind", "What it is", 30),
    Column("zone", "Zone", 13),
    Column("where", "Run by, where", 19),
    Column("data", "Data held", 38),
    Column("owner", "Owner", 14),
)


def blocks(described: ServiceDescription, scope: Scope) -> Iterator[Block]:
    """The five components in the company's words, then the systems as their register has them."""
    parts = described.components
    yield facts(
        (
            ("Infrastructure", say(parts, "infrastructure")),
            ("Software", say(parts, "software")),
            ("People", say(parts, "people")),
            ("Procedures", say(parts, "procedures")),
            ("Data", say(parts, "data")),
        )
    )
    yield Words(
        fixed("Systems of the service: of its products, of what runs them, and of its subservice organisations."),
        "lead-in",
    )
    grid = Grid(
        table(f"systems_{described.id}", "Systems", SYSTEMS, (_system(s, scope) for s in systems(described, scope)))
    )
    yield or_gap(grid, scope, "The registers hold no system of a product.", owner(scope, described))
    count = len(scope.dossier.all(Policy))
    words = f"Chapter 05 lists the {count} policies that procedures rest on, chapter 09 the roles of people."
    yield Words(fixed(words), "note")


def systems(described: ServiceDescription, scope: Scope) -> tuple[System, ...]:
    """Systems of products, those that the description names beside them, and those that subservice organisations run,
    in the order of their names."""
    named = {id for product in scope.dossier.project.products for id in product.systems}.union(described.systems)
    vendors = {sub.vendor for sub in described.subservice_organisations}
    found = (s for s in scope.dossier.all(System) if s.id in named or (s.vendor and s.vendor in vendors))
    return tuple(sorted(found, key=lambda system: system.name.casefold()))


def _system(system: System, scope: Scope) -> tuple[Cell, ...]:
    where = tuple(text for text in (_runner(system, scope), _host(system, scope), place(system)) if text)
    held = ", ".join(dict.fromkeys(lowered(label("category", h.category)) for h in system.holds))
    return (
        say(system, "name"),
        say(system, "description"),
        say(system, "zone", ZONES[system.zone]) if system.zone in ZONES else say(system, "kind", KINDS[system.kind]),
        where or fixed("\N{EN DASH}"),
        Text(held[:1].upper() + held[1:], (system.at("holds"),)) if held else fixed("\N{EN DASH}"),
        owner(scope, system) if system.owner else fixed("\N{EN DASH}"),
    )


def _runner(system: System, scope: Scope) -> Text:
    """Who operates a system: its supplier, else the party that the register names, which is mostly the company."""
    vendor = scope.dossier.get(Vendor, system.vendor) if system.vendor else None
    if vendor:
        return Text(vendor.name, (system.at("vendor"), vendor.at("name")))
    party = scope.dossier.get(Party, system.party) if system.party else None
    return fact(party.legal_name).also(system.at("party")) if party else Text("")


def _host(system: System, scope: Scope) -> Text:
    """On whose machines a system runs, where that is another."""
    hosting = system.hosting
    vendor = scope.dossier.get(Vendor, hosting.provider) if hosting and hosting.provider else None
    if hosting is None or vendor is None or vendor.id == system.vendor:
        return Text("")
    return Text(f"at {vendor.name}", (hosting.at("provider"), vendor.at("name")))
