"""Populations: which lists others are drawn from, what each covers of the period, and what is not known of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta

from compliance.documents.text import Text, fixed, say
from compliance.documents.views import Cell, Column
from compliance.packs.chapters import Block, Gap, Grid, Section, Words
from compliance.packs.common.pieces import gap, owner, speaks_of, table
from compliance.packs.items import Item, Period
from compliance.packs.scope import Scope

POPULATIONS = (
    Column("id", "Population", 11, "id"),
    Column("title", "What it lists", 34),
    Column("rows", "Rows", 8, "number"),
    Column("covers", "Covers", 15),
    Column("days", "Days of the period", 13),
    Column("samples", "Samples from it", 14, "ids"),
)


def populations(scope: Scope) -> tuple[Item, ...]:
    """Evidence that is a population: by its own record, or because a sample of the pack is drawn from it. Other lists
    that were counted and checked are none."""
    parents = {item.evidence.sample.of for item in scope.items if item.evidence.sample}
    return tuple(item for item in scope.items if item.evidence.kind == "population" or item.id in parents)


def uncovered(items: Iterable[Item], period: Period) -> tuple[Period, ...]:
    """The days of a period that no list of these covers; a list of a single day covers none."""
    spans = sorted((e.period_start, e.period_end) for i in items if (e := i.evidence).period_start and e.period_end)
    found, begin = [], period.start
    for start, end in spans:
        assert start is not None
        assert end is not None
        if start > begin:
            found.append(Period(begin, min(start - timedelta(days=1), period.end)))
        begin = max(begin, end + timedelta(days=1))
    found.append(Period(begin, period.end))
    return tuple(span for span in found if span.start <= span.end)


def section(scope: Scope) -> Section:
    """Every population in a line, then what is missing."""
    found = [item for item in populations(scope) if item.fate != "withheld"]
    grid = Grid(
        table("populations", "Populations", POPULATIONS, (_row(item, scope) for item in found)),
        empty="The pack holds no population.",
    )
    lead = "Lists that samples are drawn from. One of events has to cover the whole period; one of a day, that day."
    said: list[Block] = [Words(fixed(lead), "lead-in"), grid, *_unknown(found, scope), *_short(scope)]
    return Section("populations", "Populations and what they cover", tuple(said), level="nda")


def _row(item: Item, scope: Scope) -> tuple[Cell, ...]:
    whole = item.evidence.population
    samples = (other.evidence for other in scope.items if other.evidence.sample and other.evidence.sample.of == item.id)
    return (
        say(item.evidence, "id"),
        say(item.evidence, "title"),
        say(whole, "row_count") if whole else fixed("\N{EN DASH}"),
        speaks_of(item),
        _days(item, scope.period),
        tuple(say(evidence, "id") for evidence in samples) or fixed("\N{EN DASH}"),
    )


def _days(item: Item, period: Period) -> Text:
    evidence = item.evidence
    if not _of_events(item):
        return fixed("as of a day")
    whole = _length(period)
    left = sum(_length(span) for span in uncovered((item,), period))
    return Text(f"{whole - left} of {whole}", (evidence.at("period_start"), evidence.at("period_end")))


def _length(span: Period) -> int:
    return (span.end - span.start).days + 1


def _of_events(item: Item) -> bool:
    return item.evidence.period_start is not None and item.evidence.period_end is not None


def _unknown(found: list[Item], scope: Scope) -> Iterator[Gap]:
    """Populations that nobody can draw up again, because their record does not say how they were drawn up."""
    for item in found:
        evidence, whole = item.evidence, item.evidence.population
        lacks = [
            word
            for word, value in (("query", evidence.query), ("time zone", whole.time_zone if whole else ""))
            if not value
        ]
        if lacks:
            words = f"Population {item.id} is recorded without its {' and '.join(lacks)}."
            yield gap(scope, words, owner(scope, evidence, "collected_by"), evidence.at("id"))


def _short(scope: Scope) -> Iterator[Gap]:
    """Kinds of events whose lists leave days of the period out; of a kind with a list withheld nothing is said."""
    by_type: dict[str, list[Item]] = {}
    for item in filter(_of_events, populations(scope)):
        by_type.setdefault(item.evidence.type, []).append(item)
    for items in by_type.values():
        left = uncovered(items, scope.period)
        if not left or any(item.fate == "withheld" for item in items):
            continue
        names, last = " and ".join(item.id for item in items), items[-1].evidence
        words = f"{last.title} ({names}): no population covers {' and '.join(map(str, left))}."
        yield gap(scope, words, owner(scope, last, "collected_by"), *(item.evidence.at("id") for item in items))
