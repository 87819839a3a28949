"""Annex I: what is processed, of whom, why, how long (GDPR Article 28(3), first sentence; Decision 2021/914, Annex I).

Everything follows from the flows that concern the customer's products and plan; what another product
feeds into a shared system is not in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from compliance.derive.contract import Contract
from compliance.documents import processing as words
from compliance.documents.dpa_view import Facts
from compliance.documents.subprocessors import SubprocessorRow
from compliance.documents.text import Text, fixed, joined, say
from compliance.documents.views import Cell, Column, Table
from compliance.frameworks.taxonomy import label, may_contain, special
from compliance.graph.dossier import Dossier
from compliance.registers.records.flows import Activity, Flow, Holding, Retention, System

FREQUENCIES = {
    "continuous": "continuous",
    "daily": "daily",
    "weekly": "weekly",
    "monthly": "monthly",
    "on-demand": "on demand",
    "once": "once",
}
NO_SPECIAL = "No special category of personal data is processed."


def processing(about: Contract) -> Facts:
    """Nature, purpose, frequency, retention; who, how long and which authority stand in the Agreement Details."""
    return (
        ("Nature", (nature(about.flows),)),
        ("Purpose", tuple(say(activity, "purpose_text") for activity in about.activities)),
        ("Frequency", (frequency(about.flows),)),
        ("Retention", (fixed("As the table of periods below says; then deletion as the standard terms say"),)),
    )


def nature(flows: Iterable[Flow]) -> Text:
    """What is done with the data, as the flows show it."""
    found: dict[str, list[Flow]] = {}
    for flow in flows:
        for word in _operations(flow):
            found.setdefault(word, []).append(flow)
    texts = [Text(word, tuple(flow.at("mechanism") for flow in found[word])) for word in OPERATIONS if word in found]
    if not texts:
        return Text("nature not known: no running flow concerns the products", (), "open")
    line = joined((*texts, fixed("erasure")))
    return Text(line.value[:1].upper() + line.value[1:], line.sources)


OPERATIONS = (
    "collection",
    "recording and storage",
    "retrieval and use in the products",
    "pseudonymisation",
    "backup",
    "disclosure to sub-processors",
    "export and return to the customer",
)


def _operations(flow: Flow) -> Iterator[str]:
    if flow.initiator == "data-subject":
        yield "collection"
    if flow.mechanism == "replication":
        yield "backup"
    elif flow.importer_role == "processor":
        yield "recording and storage"
        yield "retrieval and use in the products"
    if any(transform.kind in ("pseudonymise", "hash") for transform in flow.transforms):
        yield "pseudonymisation"
    if flow.importer_role == "sub-processor":
        yield "disclosure to sub-processors"
    if flow.importer_role in ("controller", "joint-controller"):
        yield "export and return to the customer"


def frequency(flows: Iterable[Flow]) -> Text:
    """How often data moves, the most often first."""
    found: dict[str, list[Flow]] = {}
    for flow in flows:
        if flow.frequency:
            found.setdefault(flow.frequency, []).append(flow)
    texts = [
        Text(shown, tuple(f.at("frequency") for f in found[key])) for key, shown in FREQUENCIES.items() if key in found
    ]
    if not texts:
        return Text("frequency not stated", (), "open")
    line = joined(texts)
    return Text(line.value[:1].upper() + line.value[1:], line.sources)


ACTIVITIES = (
    Column("activity", "Processing", 20, "id"),
    Column("description", "What is done", 44),
    Column("people", "People", 16),
    Column("frequency", "Frequency", 12),
)


def activities(about: Contract) -> Table:
    """The processing activities, in the words of the record of processing (GDPR Article 30(2))."""
    rows = tuple(
        (say(a, "name"), say(a, "description"), _people(a, about), frequency(about.flows_of(a)))
        for a in about.activities
    )
    return Table("activities", "Processing activities", ACTIVITIES, rows)


def _people(activity: Activity, about: Contract) -> Cell:
    """Data subjects of an activity that this customer's flows are about."""
    pairs = about.of_activity(activity)
    flows = about.flows_of(activity)
    wanted = {subject for _, subject in pairs} if flows else set(activity.subjects)
    return tuple(
        Text(label("subject", key), (activity.at("subjects", n),))
        for n, key in enumerate(activity.subjects)
        if key in wanted
    )


PEOPLE = (
    Column("subject", "Data subjects", 22, "id"),
    Column("categories", "Personal data", 70, "ids"),
)


def people(about: Contract) -> Table:
    """Each group of people with the data about it."""
    rows = tuple((_named("subject", key, about), _data(key, about)) for key in about.subjects)
    return Table("people", "Data subjects and personal data", PEOPLE, rows)


def _named(vocabulary: str, key: str, about: Contract) -> Text:
    places = tuple(
        flow.at("data_subjects", n)
        for flow in about.flows
        for n, subject in enumerate(flow.data_subjects)
        if subject == key and any(s == key for _, s in about.brings[flow.id])
    )
    return Text(label("subject", key), places)


def _data(subject: str, about: Contract) -> Cell:
    keys = sorted({c for c, s in about.pairs if s == subject}, key=lambda key: label("category", key))
    return tuple(category(key, about, subject) for key in keys)


def category(key: str, about: Contract, subject: str = "") -> Text:
    """A category by its label, resting on every flow that brings it for this customer."""
    places = tuple(
        flow.at("data_categories", n)
        for flow in about.flows
        for n, named in enumerate(flow.data_categories)
        if named == key and any(c == key and subject in ("", s) for c, s in about.brings[flow.id])
    )
    return Text(label("category", key), places)


SPECIAL = (
    Column("category", "Special category", 20, "id"),
    Column("people", "About", 13),
    Column("safeguards", "Safeguards", 66),
)


def special_categories(about: Contract) -> Table:
    """Special categories and convictions, each with the safeguards of every system that holds it."""
    rows = tuple((_flagged(key, about), _about(key, about), _safeguards(key, about)) for key in about.special)
    return Table("special", "Special categories and their safeguards", SPECIAL, rows)


def _flagged(key: str, about: Contract) -> Text:
    text = category(key, about)
    return Text(f"{text.value} ({words.SPECIAL[special(key)]})", text.sources)


def _about(key: str, about: Contract) -> Cell:
    subjects = sorted({s for c, s in about.pairs if c == key and s})
    return tuple(_named("subject", subject, about) for subject in subjects)


def _safeguards(key: str, about: Contract) -> Cell:
    found = [
        joined((say(system, "name"), say(holding, "special_safeguards")), ": ")
        for system, holding in about.holdings()
        if holding.special_safeguards and may_contain(holding.category, key)
    ]
    return tuple(found) or (Text("no safeguard is recorded", category(key, about).sources, "open"),)


RETENTION = (
    Column("rule", "What", 22, "id"),
    Column("data", "Personal data", 30, "ids"),
    Column("period", "How long", 24),
    Column("deletion", "Deletion", 34),
)


def retention(about: Contract, dossier: Dossier) -> Table:
    """The rules that the activities name and that systems follow for what is processed here."""
    used: dict[str, list[tuple[System, Holding]]] = {}
    for system, holding in about.holdings():
        if holding.retention:
            used.setdefault(holding.retention, []).append((system, holding))
    named = {id for activity in about.activities for id in activity.retention}
    rules = [rule for rule in dossier.all(Retention) if rule.id in used and rule.id in named]
    rows = tuple(
        (
            say(rule, "title").also(*(h.at("retention") for _, h in used[rule.id])),
            _kept(used[rule.id], about),
            words.period(rule),
            say(rule, "deletion_method"),
        )
        for rule in rules
    )
    return Table("retention", "Periods", RETENTION, rows)


def _kept(held: list[tuple[System, Holding]], about: Contract) -> Cell:
    keys = {
        c for _, holding in held for c, s in about.pairs if may_contain(holding.category, c) and s in holding.subjects
    }
    return tuple(category(key, about) for key in sorted(keys, key=lambda key: label("category", key)))


ENGAGED = (
    Column("name", "Sub-processor", 18, "id"),
    Column("subject", "Personal data", 34, "ids"),
    Column("nature", "What it does", 36),
    Column("duration", "How long", 20),
)


def to_subprocessors(rows: Iterable[SubprocessorRow]) -> Table:
    """Subject, nature and duration of what each sub-processor does; the places and grounds stand in Annex III."""
    lines = tuple((row.name, row.data, row.service, _since(row)) for row in rows)
    return Table("engaged", "Transfers to sub-processors", ENGAGED, lines)


def _since(row: SubprocessorRow) -> Text:
    until = "until the end of the agreement or of its engagement"
    if not row.since:
        return Text(f"First day not known; {until}", row.name.sources, "open")
    return Text(f"From {row.since.value}, {until}", row.since.sources, row.since.mark)
