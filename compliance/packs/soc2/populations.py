"""Chapter 06: the populations that an examiner draws from: those on record, and those missing, each with its owner."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from compliance.diagnostics import Place
from compliance.documents.text import Text, fixed, long_date, lowered, say
from compliance.documents.views import Cell, Column
from compliance.frameworks import readiness
from compliance.frameworks.readiness import AskedPopulation
from compliance.packs.chapters import Block, ChapterView, Grid, Section, Words
from compliance.packs.common.pieces import evidence_grid, facts, owner, speaks_of, state, table
from compliance.packs.common.populations import uncovered
from compliance.packs.items import Item
from compliance.packs.levels import Level
from compliance.packs.scope import Scope
from compliance.packs.soc2 import findings
from compliance.packs.soc2.criteria import lacks
from compliance.packs.targets import anchor
from compliance.registers.records.assurance import Incident
from compliance.registers.records.controls import Control
from compliance.registers.records.customers import Customer
from compliance.registers.records.flows import System
from compliance.registers.records.vendors import Vendor
from compliance.registers.values import Record

Standing = Literal["on-record", "in-part", "missing"]
WORDS: dict[Standing, str] = {"on-record": "On record", "in-part": "In part", "missing": "Missing"}

OVERVIEW = (
    Column("title", "Population", 22, "id"),
    Column("asks", "What it lists", 31),
    Column("held", "Where it is", 16, "ids"),
    Column("rows", "Rows", 17),
    Column("state", "State", 13, "status"),
)
HELD = (
    Column("id", "Evidence", 11, "id"),
    Column("rows", "Rows", 9, "number"),
    Column("covers", "Covers", 15),
    Column("query", "Query and filter", 26),
    Column("zone", "Time zone", 13),
    Column("completeness", "How it is known to be complete", 33),
    Column("state", "State", 15, "status"),
)
CUSTOMERS = (
    Column("name", "Customer", 40, "id"),
    Column("plan", "Plan", 16),
    Column("notices", "Told of incidents and changes", 44),
)


@dataclass(frozen=True, slots=True)
class Held:
    """A population as the registers hold it. ``uncovered`` says in words what of the period no list covers."""

    asked: AskedPopulation
    items: tuple[Item, ...]
    records: tuple[Record, ...]
    uncovered: str = ""

    @property
    def standing(self) -> Standing:
        if not self.items and not self.records:
            return "missing"
        return "in-part" if self.uncovered else "on-record"


def _incidents(scope: Scope) -> tuple[Record, ...]:
    return tuple(
        i for i in scope.dossier.all(Incident) if scope.period.start <= i.detected_at.date() <= scope.period.end
    )


REGISTERS: dict[str, Callable[[Scope], tuple[Record, ...]]] = {
    "incident": _incidents,
    "vendor": lambda scope: scope.dossier.all(Vendor),
    "system": lambda scope: tuple(s for s in scope.dossier.all(System) if s.kind != "data-subject"),
    "customer": lambda scope: scope.dossier.all(Customer),
}
"""Registers that are populations themselves, by kind of record."""

COUNTED = {
    "incident": "incidents of the period",
    "vendor": "suppliers",
    "system": "systems",
    "customer": "customers",
}
"""What the records of such a register are."""


def held(asked: AskedPopulation, scope: Scope) -> Held:
    """What there is of a population: lists that name it, and the register that is one."""
    named = tuple(i for i in scope.items if i.evidence.population and asked.id in i.evidence.population.lists)
    records = REGISTERS[asked.register](scope) if asked.register else ()
    if not named:
        return Held(asked, named, records)
    if asked.span == "day":
        over = "" if asked.register or any(i.holds for i in named) else "every list of it is out of date"
        return Held(asked, named, records, over)
    return Held(asked, named, records, _open_days(named, scope))


def _open_days(items: tuple[Item, ...], scope: Scope) -> str:
    """What of the period no list covers; of lists that the level withholds, only that something is not covered."""
    found = _uncovered(items, scope)
    if found and any(i.fate == "withheld" for i in items):
        return "lists that the level of this pack withholds do not cover the whole period"
    return found


def _uncovered(items: tuple[Item, ...], scope: Scope) -> str:
    """The days of the period that no list covers, as words; lists of a single day are read as of that day only."""
    if not any(i.evidence.period_start and i.evidence.period_end for i in items):
        days = " and ".join(long_date(day) for day in sorted(i.freshness.as_of for i in items))
        return f"lists of {days} are on record, and nothing that covers the whole period"
    said = " and ".join(f"{long_date(span.start)} to {long_date(span.end)}" for span in uncovered(items, scope.period))
    return f"no list covers {said}" if said else ""


def view(scope: Scope) -> ChapterView:
    """All populations in a line each, then each with its lists or what is missing."""
    found = tuple(held(asked, scope) for asked in readiness.populations())
    lead = (
        "Lists that an examiner asks for and draws samples from. A list counts as on record when its record says which "
        "of them it is, with its rows and the check that none is missing, and when lists cover the whole period where "
        "the period is asked for."
    )
    return ChapterView(lead=fixed(lead), sections=(_overview(found, scope), *(_section(each, scope) for each in found)))


def _overview(found: tuple[Held, ...], scope: Scope) -> Section:
    rows = (
        (fixed(h.asked.title), fixed(h.asked.asks), where(h), _rows(h, scope), Text(WORDS[h.standing], places(h)))
        for h in found
    )
    return Section("populations", "Overview", (Grid(table("populations", "Populations", OVERVIEW, rows)),))


def places(found: Held) -> tuple[Place, ...]:
    """Where the registers say what these lists are."""
    return tuple(i.evidence.at("population") for i in found.items)


def where(found: Held) -> tuple[Text, ...]:
    """The evidence that lists a population, and the register that does."""
    ids = tuple(Text(i.id, (i.evidence.at("id"),)) for i in found.items)
    return (*ids, fixed("the register")) if found.records else ids or (fixed("\N{EN DASH}"),)


def _rows(found: Held, scope: Scope) -> tuple[Text, ...]:
    """How many rows each list has; lists overlap, so that nothing is added up. What a section above the pack's level
    lists is not counted."""
    counts = [
        (i.id, say(whole, "row_count", str(whole.row_count)))
        for i in found.items
        if (whole := i.evidence.population) and _shown(i)
    ]
    if found.records and scope.shows(level_of(found.asked)):
        counts.append(("register", fixed(str(len(found.records)))))
    if len(counts) < 2:
        return tuple(count for _, count in counts) or (fixed("\N{EN DASH}"),)
    return tuple(Text(f"{name}: {count.value}", count.sources) for name, count in counts)


def _shown(item: Item) -> bool:
    return item.fate != "withheld"


def level_of(asked: AskedPopulation) -> Level:
    """Who may see a population: customers are for the examiner."""
    return "internal" if asked.register in ("customer", "incident") else "nda"


def answers(asked: AskedPopulation, scope: Scope) -> Text | None:
    """The owner of the first control of a population that the company has."""
    return next((owner(scope, c) for id in asked.controls if (c := scope.dossier.get(Control, id))), None)


def _section(found: Held, scope: Scope) -> Section:
    asked = found.asked
    reference = ", ".join(asked.criteria)
    return Section(
        anchor("population", asked.id), asked.title, tuple(_blocks(found, scope)), reference, level_of(asked)
    )


def _blocks(found: Held, scope: Scope) -> Iterator[Block]:
    asked = found.asked
    shown = [i for i in found.items if _shown(i)]
    same = _same(found, scope)
    if same:
        ids = ", ".join(i.id for i in shown)
        yield Words(Text(f"The same list as of {lowered(same)}: {ids}.", places(found)))
    elif shown:
        yield Grid(table(f"held_{asked.id}", asked.title, HELD, map(_held, shown)))
    if found.records:
        words = f"{len(found.records)} {COUNTED[asked.register]}, as the register stands on the day of the pack."
        yield facts((("In the registers", fixed(words)),))
    found_wrong = findings.about((id for i in shown for id in i.controls), scope) if asked.span == "day" else ()
    if found_wrong:
        yield facts((("Audits of its controls", found_wrong),))
    if asked.register == "customer" and found.records:
        yield _customers(scope)
    yield from _missing(found, scope)


def _same(found: Held, scope: Scope) -> str:
    """The title of an earlier population that the same lists are of; empty where there is none."""
    for asked in readiness.populations():
        if asked.id == found.asked.id or not found.items:
            return ""
        if held(asked, scope).items == found.items:
            return asked.title
    return ""


def _missing(found: Held, scope: Scope) -> Iterator[Block]:
    asked = found.asked
    if found.standing == "on-record":
        return
    if found.standing == "in-part":
        words = f"{asked.title}: {found.uncovered}."
        yield lacks(scope, asked.id, words, answers(asked, scope), *places(found))
        return
    yield lacks(
        scope,
        asked.id,
        f"No list is on record. Asked for: {asked.asks[:1].lower()}{asked.asks[1:]}.",
        answers(asked, scope),
    )
    near = tuple(dict.fromkeys(i for id in asked.controls[:1] for i in scope.of_control(id)))
    if near:
        yield Words(fixed("Related evidence (not the list asked for):"), "lead-in")
        yield evidence_grid(f"near_{asked.id}", near, scope)


def _held(item: Item) -> tuple[Cell, ...]:
    whole = item.evidence.population
    assert whole is not None, item.id
    query = tuple(text for text in (say(item.evidence, "query"), say(whole, "filter_used")) if text)
    return (
        say(item.evidence, "id"),
        say(whole, "row_count"),
        speaks_of(item),
        query or Text("not stated", (item.evidence.place,), "open"),
        say(whole, "time_zone") if whole.time_zone else Text("not stated", (whole.place,), "open"),
        say(whole, "completeness_check"),
        state(item),
    )


def _customers(scope: Scope) -> Block:
    rows = (
        (say(c, "legal_name"), say(c, "plan", c.plan.capitalize()), say(c.contacts, "notices"))
        for c in scope.dossier.all(Customer)
    )
    return Grid(table("customers", "Customers", CUSTOMERS, rows), "dense record")
