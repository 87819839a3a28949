"""Pieces of chapters: facts of a record, tables of evidence, gaps."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from compliance.diagnostics import Place
from compliance.documents.text import MARK_SIGNS, MARK_WORDS, Text, each, fixed, say
from compliance.documents.views import Cell, Column, Table, every_text, role
from compliance.packs.chapters import Block, Facts, Gap, Grid, Words
from compliance.packs.items import Item
from compliance.packs.scope import Scope
from compliance.registers.records.controls import Policy
from compliance.registers.values import Part

STATES = {"fresh": "In date", "ageing": "Ageing", "stale": "Out of date", "future": "Not yet"}
FATES = {"altered": "Altered", "missing": "Missing", "withheld": "Withheld"}

EVIDENCE = (
    Column("id", "Evidence", 11, "id"),
    Column("title", "What it shows", 38),
    Column("as_of", "Speaks of", 16),
    Column("age", "Age", 9, "number"),
    Column("until", "Holds until", 12, "date"),
    Column("state", "State", 14, "status"),
    Column("sha256", "SHA-256, begin", 15),
)

SHORT_HASH = 12
"""Signs of a hash where there is no room for all 64: the evidence register has them."""


def facts(rows: Iterable[tuple[str, Text | tuple[Text, ...]]]) -> Facts:
    """Labels and texts; rows without a text are left out."""
    pairs = ((label, texts if isinstance(texts, tuple) else (texts,)) for label, texts in rows)
    full = ((label, tuple(text for text in texts if text)) for label, texts in pairs)
    return Facts(tuple((label, texts) for label, texts in full if texts))


def gap(scope: Scope, message: str, owner: Text | None = None, *places: Place) -> Gap:
    """What is missing, and whose it is: the owner of the record that lacks it, else whoever answers for the pack."""
    return Gap(Text(message, places), owner or scope.answerable)


def owner(scope: Scope, record: Part, field: str = "owner") -> Text:
    """The role that a field of a record names, by its title."""
    return role(scope.dossier, getattr(record, field), record.at(field))


def policies(scope: Scope, record: Part) -> tuple[Text, ...]:
    """The titles of the policies that a record names."""
    found: list[Text] = []
    for number, id in enumerate(getattr(record, "policies", ())):
        policy = scope.dossier.get(Policy, id)
        place = record.at("policies", number)
        found.append(Text(policy.title, (place, policy.at("title"))) if policy else Text(id, (place,)))
    return tuple(found)


def ids(record: Part, field: str = "evidence") -> tuple[Text, ...]:
    """The ids that a field lists, for a column of ids or a row of facts."""
    return each(record, field)


def age(item: Item, scope: Scope) -> Text:
    """The days between the day that evidence speaks of and the day of the pack."""
    days = (scope.dossier.today - item.freshness.as_of).days
    return Text(f"{days} d", (item.evidence.place,))


def state(item: Item) -> Text:
    """The state of a piece of evidence in one or two words; what became of its file goes before its age."""
    word = FATES.get(item.fate) or (
        f"{STATES[item.freshness.state]}, renewed" if item.renewed_by else STATES[item.freshness.state]
    )
    return Text(word, (item.evidence.place,))


def evidence_row(item: Item, scope: Scope) -> tuple[Cell, ...]:
    """A piece of evidence in a table of :data:`EVIDENCE`. Of what is withheld nothing is said but the id."""
    evidence = item.evidence
    if item.fate == "withheld":
        nothing = fixed("\N{EN DASH}")
        return (say(evidence, "id"), fixed("Withheld at the level of this pack"), *[nothing] * 3, state(item), nothing)
    shown = Text(evidence.sha256[:SHORT_HASH], (evidence.at("sha256"),))
    return (
        say(evidence, "id"),
        (say(evidence, "title"), *((fixed("after the period"),) if item.after else ())),
        speaks_of(item),
        age(item, scope),
        Text(item.freshness.expires.isoformat(), (evidence.place,)),
        state(item),
        shown,
    )


def speaks_of(item: Item) -> Text | tuple[Text, ...]:
    """The day or the period that evidence speaks of."""
    evidence = item.evidence
    if evidence.period_start and evidence.period_end:
        return say(evidence, "period_start", f"{evidence.period_start} to"), say(evidence, "period_end")
    return Text(item.freshness.as_of.isoformat(), (evidence.place,))


def evidence_grid(name: str, items: Iterable[Item], scope: Scope, empty: str = "No evidence.") -> Grid:
    """Evidence with its age, state and hash."""
    rows = tuple(evidence_row(item, scope) for item in items)
    return Grid(Table(name, "Evidence", EVIDENCE, rows), "dense record proof", empty)


def table(name: str, title: str, columns: tuple[Column, ...], rows: Iterable[tuple[Cell, ...]]) -> Table:
    """A table of rows made one by one."""
    return Table(name, title, columns, tuple(rows))


def standing(scope: Scope) -> str:
    """How many exceptions are open and how many a waiver accepts, in a sentence."""
    count, waived = len(scope.counting), len(scope.exceptions) - len(scope.counting)
    stand = (
        "No exception is open" if not count else "1 exception is open" if count == 1 else f"{count} exceptions are open"
    )
    more = "none is accepted by a waiver" if not waived else "1 is accepted by a waiver"
    return f"{stand}; {more if waived < 2 else f'{waived} are accepted by waivers'}."


def legend(*things: object) -> Iterator[Words]:
    """What the signs mean that texts of these blocks and tables carry."""
    marks = {text.mark for text in every_text(*things)}
    for mark, words in MARK_WORDS.items():
        if mark in marks:
            yield Words(fixed(f"{MARK_SIGNS[mark]} {words[:1].upper()}{words[1:]}."), "note")


def or_gap(block: Grid, scope: Scope, message: str, owner: Text | None = None) -> Block:
    """The table, or a gap where it has no rows."""
    return block if block.table.rows else gap(scope, message, owner)
