"""Tables of a sheet about lists: populations, lists from which nothing is drawn, and samples."""

from __future__ import annotations

from compliance.derive import redraw
from compliance.documents.text import Text, fixed, say
from compliance.documents.views import Cell, Column
from compliance.packs.chapters import Block, Grid
from compliance.packs.common import populations
from compliance.packs.common.pieces import speaks_of, table
from compliance.packs.items import Item
from compliance.packs.scope import Scope
from compliance.registers.records.controls import Control

METHODS = {"random": "At random", "systematic": "Systematically", "all": "All items"}
AGAIN: dict[redraw.Verdict, str] = {
    "agrees": "drawn again from the seed: the same items",
    "inside": "by other means: all items are in the population, and it cannot be drawn again",
    "differs": "drawn again: it differs",
    "elsewhere": "not drawn again",
}
POPULATIONS = (
    Column("id", "Population", 10, "id"),
    Column("rows", "Rows", 8, "number"),
    Column("covers", "Covers", 14),
    Column("query", "Query and filter", 34, "code"),
    Column("zone", "Time zone", 11),
    Column("completeness", "How it is known to be complete", 36),
)
LISTS = (
    Column("id", "List", 10, "id"),
    Column("rows", "Rows", 8, "number"),
    Column("query", "Query and filter", 42, "code"),
    Column("completeness", "How it was checked", 53),
)
SAMPLES = (
    Column("id", "Sample", 10, "id"),
    Column("of", "From", 10, "ids"),
    Column("method", "How it was drawn", 24),
    Column("size", "Size", 7, "number"),
    Column("items", "Items", 54),
    Column("exceptions", "Exceptions", 14),
)

FEW = 30
"""Items of a sample that a sheet names; the file has them all."""

NOTHING = fixed("\N{EN DASH}")


def of_populations(control: Control, scope: Scope) -> tuple[Block, ...]:
    """What is drawn from: populations of the control, and those that its samples were drawn from."""
    every = {item.id for item in populations.populations(scope)}
    mine = [i for i in scope.of_control(control) if i.id in every]
    parents = (i.evidence.sample.of for i in scope.of_control(control) if i.evidence.sample)
    found = {i.id: i for i in (*mine, *scope.of_ids(parents)) if i.evidence.population and i.fate != "withheld"}
    grid = Grid(table(f"populations_{control.id}", "Populations", POPULATIONS, map(_population, found.values())))
    return (grid,) if grid.table.rows else ()


def _population(item: Item) -> tuple[Cell, ...]:
    whole = item.evidence.population
    assert whole is not None, item.id
    return (
        say(item.evidence, "id"),
        say(whole, "row_count"),
        speaks_of(item),
        _query(item, Text("no query is recorded", (item.evidence.place,), "open")),
        say(whole, "time_zone") if whole.time_zone else Text("not recorded", (whole.place,), "open"),
        say(whole, "completeness_check"),
    )


def _query(item: Item, missing: Text = NOTHING) -> tuple[Text, ...]:
    """The query as it was run, and the filter; ``missing`` where no query is recorded."""
    whole = item.evidence.population
    assert whole is not None, item.id
    used = say(whole, "filter_used", f"Filter: {whole.filter_used}") if whole.filter_used else Text("")
    query = say(item.evidence, "query") or missing
    return (query, used) if used else (query,)


def of_lists(control: Control, scope: Scope) -> tuple[Block, ...]:
    """Lists that were counted and checked, and from which nothing is drawn."""
    every = {item.id for item in populations.populations(scope)}
    mine = (item for item in scope.of_control(control) if item.id not in every)
    found = (item for item in mine if item.evidence.population and item.fate != "withheld")
    grid = Grid(table(f"lists_{control.id}", "Lists", LISTS, map(_list, found)))
    return (grid,) if grid.table.rows else ()


def _list(item: Item) -> tuple[Cell, ...]:
    whole = item.evidence.population
    assert whole is not None, item.id
    checked = say(whole, "completeness_check")
    return say(item.evidence, "id"), say(whole, "row_count"), _query(item), checked


def of_samples(control: Control, scope: Scope) -> tuple[Block, ...]:
    """Samples that show a control, each with how it was drawn and whether it could be drawn again."""
    found = (i for i in scope.of_control(control) if i.evidence.sample and i.fate != "withheld")
    lines = (_sample(item, scope) for item in found)
    grid = Grid(table(f"samples_{control.id}", "Samples", SAMPLES, lines))
    return (grid,) if grid.table.rows else ()


def _sample(item: Item, scope: Scope) -> tuple[Cell, ...]:
    drawn = item.evidence.sample
    assert drawn is not None, item.id
    more = f", and {len(drawn.ids) - FEW} more: all are in the file" if len(drawn.ids) > FEW else ""
    failed = tuple(Text(f"{e.id}: {e.reason}", (e.place,)) for e in drawn.exceptions)
    again = redraw.check(item.evidence, scope.dossier)
    reason = f": {again.reason}" if again.verdict in ("differs", "elsewhere") else ""
    how = (
        say(drawn, "method", METHODS.get(drawn.method, drawn.method)),
        say(drawn, "seed", f"seed {drawn.seed}") if drawn.seed else Text(""),
        Text(f"{AGAIN[again.verdict]}{reason}", (item.evidence.at("sample"),)),
    )
    return (
        say(item.evidence, "id"),
        (say(drawn, "of"),),
        tuple(text for text in how if text),
        say(drawn, "size"),
        Text(", ".join(drawn.ids[:FEW]) + more, (drawn.at("ids"),)),
        failed or fixed("None"),
    )
