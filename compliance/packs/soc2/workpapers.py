"""Chapter 07: a workpaper for each sample: of what, how drawn, what was found, and whether it can be drawn again."""

from __future__ import annotations

from collections.abc import Iterator

from compliance.derive import redraw
from compliance.derive.sample_sizes import asked, source_of
from compliance.derive.sample_sizes import table as sizes
from compliance.documents.text import Text, each, fixed, joined, say
from compliance.documents.views import Column
from compliance.packs.chapters import Block, ChapterView, Grid, Section, Words
from compliance.packs.common.pieces import evidence_grid, facts, gap, owner, speaks_of, table
from compliance.packs.items import Item
from compliance.packs.scope import Scope
from compliance.packs.soc2 import sample_results
from compliance.packs.soc2.criteria import lacks, relied_on, title
from compliance.packs.targets import anchor
from compliance.registers.records.assurance import Evidence
from compliance.registers.records.controls import Control

EXCEPTIONS = (Column("id", "Item", 22, "id"), Column("reason", "Exception", 78))
SIZES = (
    Column("title", "Carried out", 40, "id"),
    Column("rows", "Or per event, with so many items in a year", 36),
    Column("size", "Items looked at", 24, "number"),
)
AGAIN = {
    "agrees": "Drawn again from the population and the seed: the same items",
    "differs": "Drawn again: it differs",
    "inside": "All items are in the population; drawn by other means, so that it cannot be drawn again",
    "elsewhere": "Cannot be drawn again here",
}


def view(scope: Scope) -> ChapterView:
    """The table of sizes, a workpaper a sample, and samples that the table asks for and nobody has drawn."""
    found = [item for item in scope.items if item.evidence.sample]
    papers = tuple(_paper(item, scope) for item in found)
    if not papers:
        missing = lacks(scope, "samples", "No sample is on record.")
        papers = (Section("workpapers", "Workpapers", (missing,)),)
    return ChapterView(sections=(*papers, _undrawn(scope), _sizes(scope)))


def _paper(item: Item, scope: Scope) -> Section:
    named = f"{item.id} {item.evidence.title}" if item.fate != "withheld" else item.id
    reference = ", ".join(item.evidence.criteria)
    return Section(anchor("workpaper", item.id), named, tuple(_blocks(item, scope)), reference)


def _blocks(item: Item, scope: Scope) -> Iterator[Block]:
    if item.fate == "withheld":
        yield Words(fixed("Withheld at the level of this pack."), "withheld")
        return
    evidence, drawn = item.evidence, item.evidence.sample
    assert drawn is not None, item.id
    again = redraw.check(evidence, scope.dossier)
    about, results = speaks_of(item), tuple(sample_results.blocks(item))
    yield facts(
        (
            ("Controls tested", tuple(_control(id, n, item, scope) for n, id in enumerate(item.controls))),
            ("Period", joined(about, " ") if isinstance(about, tuple) else about),
            ("Population", _population(drawn.of, evidence, scope)),
            ("Method", joined((say(drawn, "method"), say(drawn, "algorithm")))),
            ("Seed", say(drawn, "seed")),
            ("Size", say(drawn, "size")),
            ("Items", joined(each(drawn, "ids")) if not results else Text("")),
            ("Drawn again", Text(_again(again), (evidence.at("sample"),))),
            ("Found", say(evidence, "note")),
            ("Done by", owner(scope, evidence, "collected_by")),
            ("Reviewed by", owner(scope, evidence, "reviewed_by") if evidence.reviewed_by else Text("")),
        )
    )
    yield from results
    rows = ((say(e, "id"), say(e, "reason")) for e in drawn.exceptions)
    yield Grid(table(f"exceptions_{item.id}", "Exceptions", EXCEPTIONS, rows), "record", "No item is an exception.")
    yield from _too_small(item, scope)
    if not evidence.reviewed_by:
        yield gap(scope, f"Nobody has reviewed {item.id}.", owner(scope, evidence, "collected_by"), evidence.at("id"))
    yield evidence_grid(f"workpaper_{item.id}", (item,), scope)


def _too_small(item: Item, scope: Scope) -> Iterator[Block]:
    """A gap where fewer items were looked at than the table asks for a population of this size."""
    drawn = item.evidence.sample
    source = scope.dossier.get(Evidence, drawn.of) if drawn else None
    if drawn is None or source is None or source.population is None:
        return
    rows = source.population.row_count
    size = asked(scope.dossier, "per-event", rows)
    if size and drawn.size < size.size:
        words = f"{item.id}: {drawn.size} of {rows} items were looked at; the table asks for {size.size}."
        mine = owner(scope, item.evidence, "collected_by")
        yield lacks(scope, item.id, words, mine, drawn.at("size"), criteria=item.evidence.criteria)


def _again(found: redraw.Redrawn) -> str:
    """What drawing again showed, with the reason where it did not agree."""
    said = AGAIN[found.verdict]
    return said if found.verdict in ("agrees", "inside") else f"{said}: {found.reason}"


def _control(id: str, number: int, item: Item, scope: Scope) -> Text:
    control = scope.dossier.get(Control, id)
    words = f"{id} {title(control)}" if control else id
    return Text(words, (item.evidence.at("controls"),))


def _population(id: str, sample: Evidence, scope: Scope) -> tuple[Text, ...]:
    population = scope.dossier.get(Evidence, id)
    place = sample.at("sample", "of")
    if population is None or population.population is None:
        return (Text(id, (place,)),)
    whole = population.population
    rows = say(whole, "row_count", f"{id}, {whole.row_count} rows").also(place)
    return rows, say(whole, "completeness_check"), say(population, "sha256", f"SHA-256 {population.sha256}")


def _undrawn(scope: Scope) -> Section:
    """Populations of a control in scope from which no sample is on record."""
    drawn = {item.evidence.sample.of for item in scope.items if item.evidence.sample}
    blocks: list[Block] = []
    for item in scope.items:
        whole = item.evidence.population
        if item.evidence.kind != "population" or whole is None or item.id in drawn or not item.holds:
            continue
        control = next((c for c in relied_on(scope) if c.id in item.controls), None)
        if control is None or item.fate == "withheld":
            continue
        size = asked(scope.dossier, "per-event", whole.row_count)
        wanted = f"; the table asks for {size.size}" if size else ""
        words = f"No sample is drawn from {item.id} {item.evidence.title} ({whole.row_count} rows{wanted})."
        mine = owner(scope, control)
        blocks.append(lacks(scope, item.id, words, mine, whole.place, criteria=item.evidence.criteria))
    done = Words(fixed("Every population of a control in scope has a sample."), "empty")
    return Section("undrawn", "Populations without a sample", tuple(blocks) or (done,))


def _sizes(scope: Scope) -> Section:
    found = sizes(scope.dossier).rows
    rows = (
        (fixed(row.title), fixed(f"up to {row.up_to}" if row.up_to else "more"), fixed(str(row.size))) for row in found
    )
    words = (
        "How many items are looked at, by how often a control is carried out. A control that is carried out per event "
        "takes the first row that its population fits into. Examiners decide on sizes of their own."
    )
    grid = Grid(table("sizes", "Sizes of samples", SIZES, rows), "dense record")
    whose = dict.fromkeys(source_of(row, scope.dossier) for row in found)
    notes = (Words(fixed(source), "note") for source in whose)
    return Section("sizes", "Sizes of samples", (Words(fixed(words), "lead-in"), *notes, grid))
