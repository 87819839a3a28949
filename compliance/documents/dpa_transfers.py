"""Annex IV: on which ground data leaves the EEA, exporter by exporter, and how the clauses are resolved.

The answers are those of ``derive/scc.py`` and ``derive/transfers.py``; here they get their words.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from compliance.derive.scc import Relation
from compliance.derive.scc_clauses import Choice, Question
from compliance.derive.scc_laws import Need
from compliance.documents.dpa_view import FactGroup, Facts, LawPart, RelationPart
from compliance.documents.hops import FIRM_VERDICTS
from compliance.documents.text import Text, fixed, joined, long_date, say
from compliance.documents.transfers import importer, where
from compliance.documents.views import Column, Table, role
from compliance.frameworks import countries
from compliance.frameworks.data import read
from compliance.frameworks.jurisdictions import Decision
from compliance.frameworks.scc import LawId, other_law
from compliance.graph.dossier import Dossier
from compliance.registers.records.customers import Customer

LAWS: tuple[LawId, ...] = ("uk", "ch")
CHOSEN_BY = {
    "parties": "The parties",
    "default": "Standard choice",
    "law": "The clause itself",
    "facts": "The facts",
    "": "Nobody yet",
}
BASES = {
    "agreed": "Agreed already",
    "this-agreement": "Taken in by this agreement, from its signature",
    "fallback": "Taken in as fallback: they bind when the decision no longer covers this transfer",
}
HEADINGS = {
    "received": "From the Customer to the Processor",
    "returned": "Back to the Customer",
    "engaged": "On to",
}
NO_MATTER = "None needed under the GDPR"
CLAUSES = (
    Column("clause", "Clause", 12, "id"),
    Column("about", "About", 26),
    Column("resolved", "Resolved as", 44),
    Column("chosen", "Chosen by", 18),
)
RELATIONS = (
    Column("exporter", "Exporter", 20, "id"),
    Column("importer", "Importer", 22),
    Column("roles", "Roles", 16),
    Column("countries", "Countries", 24),
    Column("ground", "Ground", 30),
)


def statement(found: tuple[Relation, ...]) -> tuple[Text, ...]:
    """Whether anything leaves the EEA, and what that rests on."""
    leaving = [r for r in found if r.transfer.leaves and not r.beyond_gdpr]
    if not leaving:
        places = tuple(dict.fromkeys(p for r in found for p in r.transfer.sources))
        return (
            Text("No ground is needed: every party, place of storage and place of access is inside the EEA.", places),
        )
    with_parties = [r for r in leaving if r.kind != "engaged"]
    lines = []
    if not with_parties:
        lines.append(fixed("Between the parties nothing leaves the EEA, and no ground is needed."))
    for relation in with_parties:
        way = "where it comes from" if relation.kind == "received" else "where it goes back to"
        at = (relation.hop.place, *relation.transfer.sources)
        lines.append(Text(f"Between the parties, data leaves the EEA {way} the Customer.", at))
    onward = [r for r in leaving if r.kind == "engaged"]
    if onward:
        names = joined(_name(r) for r in onward)
        lead = "Data leaves the EEA, or is not known to stay there, where it goes on to"
        lines.append(Text(f"{lead} {names.value}.", names.sources, names.mark))
    if any(r.clauses for r in found):
        lines.append(fixed(" ".join(read("scc")["by_reference"].split())))
    return tuple(lines)


def _name(relation: Relation) -> Text:
    hop = relation.hop
    vendor = hop.importer.vendor
    return say(vendor, "name") if vendor else Text(hop.importer.name, hop.importer.places)


def roles(relation: Relation) -> Text:
    """The pair of roles that decides the module."""
    hop = relation.hop
    places = (hop.flow.at("exporter_role"), hop.flow.at("importer_role")) if hop.flow else (hop.place,)
    if hop.importer.customer:
        places = (*places, hop.importer.customer.at("role"))
    return Text(f"{hop.exporter_role} to {hop.importer_role}".capitalize().replace("joint-", "joint "), places)


def ground(relation: Relation) -> Text:
    """The ground, the same as the register of transfers gives, or the clauses that this agreement takes in."""
    transfer = relation.transfer
    places = (transfer.hop.place, *transfer.sources)
    if relation.beyond_gdpr:
        return Text(NO_MATTER, places)
    clauses = relation.clauses
    if clauses is not None and clauses.basis == "this-agreement":
        return Text(f"Standard Contractual Clauses, module {clauses.module}", places, "open" if relation.open else "")
    if relation.settled and not relation.questions and transfer.verdict not in FIRM_VERDICTS:
        return Text("As counsel decided", (relation.settled[0].at("decision"),))
    if transfer.verdict not in FIRM_VERDICTS:
        words = "for counsel" if transfer.verdict == "counsel" else "ground not verified"
        return Text(words, places, "open")
    instrument = f": {transfer.decision.instrument}" if transfer.decision and transfer.ground == "adequacy" else ""
    return Text(f"{transfer.words}{instrument}", places)


def table(found: Iterable[Relation]) -> Table:
    """Relations, one row each."""
    rows = tuple(
        (
            Text(r.hop.exporter, r.hop.exporter_places),
            importer(r.transfer),
            roles(r),
            where(r.transfer),
            ground(r),
        )
        for r in found
    )
    return Table("relations", "Who hands data to whom", RELATIONS, rows)


def parts(found: Iterable[Relation], dossier: Dossier) -> tuple[RelationPart, ...]:
    """Relations of the parties always; those to sub-processors where data leaves the EEA or may."""
    return tuple(_part(r, dossier) for r in found if r.kind != "engaged" or r.transfer.leaves)


def _part(relation: Relation, dossier: Dossier) -> RelationPart:
    heading = fixed(HEADINGS[relation.kind])
    if relation.kind == "engaged":
        heading = joined((heading, _name(relation)), " ")
    return RelationPart(
        relation.id,
        relation.kind,
        heading,
        tuple(_facts(relation, dossier)),
        _clauses(relation, dossier),
        relation.open,
    )


def _facts(relation: Relation, dossier: Dossier) -> Iterator[tuple[str, tuple[Text, ...]]]:
    hop, transfer = relation.hop, relation.transfer
    yield "Exporter", (joined((Text(hop.exporter, hop.exporter_places), fixed(countries.name(hop.exporter_country)))),)
    yield "Importer", importer(transfer)
    yield "Roles", (roles(relation),)
    yield "Countries", where(transfer)
    yield "Ground", (ground(relation),)
    if relation.beyond_gdpr:
        yield "Why", (_beyond(relation),)
    else:
        yield "Why", (_why(relation), fixed(f"Rule {transfer.rule.id}: {transfer.rule.citation}"))
    for decision in _decisions(relation):
        yield "Decision relied on", tuple(_decision(decision))
    for decision in _not_covering(relation):
        yield "Decision that does not cover it", (fixed(decision.instrument), fixed(" ".join(decision.limit.split())))
    if relation.clauses is not None:
        yield "Clauses", (_basis(relation),)
    if hop.declared and hop.declared.tia_ref:
        yield "Transfer impact assessment", (say(hop.declared, "tia_ref"),)
    if hop.declared and hop.declared.supplementary_measures:
        places = hop.declared.at("supplementary_measures")
        yield "Supplementary measures", tuple(Text(m, (places,)) for m in hop.declared.supplementary_measures)
    for decided in relation.settled:
        by = role(dossier, decided.decided_by, decided.at("decided_by"))
        day = say(decided, "decided_on", long_date(decided.decided_on))
        yield "Counsel's decision", (say(decided, "decision"), joined((by, day)))
    for question in relation.questions:
        if relation.kind != "engaged" or question.about != relation.id:  # there the ground itself says that it is open
            yield "Open", (_open(question),)


def _beyond(relation: Relation) -> Text:
    """Why Chapter V asks for nothing, and whose matter the law of the exporter's own country is."""
    inside = countries.in_eea(relation.transfer.needs[0].where.fact.value or "")
    other = next((law for law in map(other_law, LAWS) if law.country == relation.hop.exporter_country), None)
    key = ("into_eea_below" if other else "into_eea") if inside else "not_gdpr"
    words = " ".join(read("scc")[key].split()).format(law=other.law if other else "")
    return Text(words, relation.hop.exporter_places)


def _not_covering(relation: Relation) -> tuple[Decision, ...]:
    """Decisions for a country of the importer that leave this importer out."""
    if relation.kind == "engaged" or relation.beyond_gdpr:
        return ()
    needs = (need for transfer in relation.judged for need in transfer.needs)
    return tuple(dict.fromkeys(n.decision for n in needs if n.decision and n.kind == "clauses" and n.decision.limit))


def _why(relation: Relation) -> Text:
    transfer = relation.transfer
    reason = transfer.reason
    if relation.clauses is not None and relation.clauses.basis == "this-agreement":
        told = dict.fromkeys(need.reason for need in transfer.outside)
        reason = "; ".join(told)
    return Text(reason[:1].upper() + reason[1:], (transfer.hop.place, *transfer.sources))


def _open(question: Question) -> Text:
    return Text(f"{question.words[:1].upper()}{question.words[1:]}", question.sources, "open")


def _decisions(relation: Relation) -> tuple[Decision, ...]:
    """Decisions that the ground rests on."""
    if relation.beyond_gdpr or relation.transfer.ground not in ("adequacy", "dpf"):
        return ()
    needs = (n for t in relation.judged for n in t.needs if n.kind == relation.transfer.ground)
    return tuple(dict.fromkeys(n.decision for n in needs if n.decision))


def _decision(row: Decision) -> Iterator[Text]:
    end = f", until {long_date(row.expires)}" if row.expires else ", without an end"
    yield fixed(f"{row.instrument}, in force since {long_date(row.in_force)}{end}")
    if row.limit:
        yield fixed(" ".join(row.limit.split()))
    if row.litigation:
        yield fixed(" ".join(row.litigation.split()))


def _basis(relation: Relation) -> Text:
    clauses, declared = relation.clauses, relation.hop.declared
    assert clauses is not None
    words = f"Module {clauses.module} of {read('scc')['instrument']}. {BASES[clauses.basis]}"
    if clauses.basis == "agreed" and declared and declared.signed_on:
        return say(declared, "signed_on", f"{words}, signed on {long_date(declared.signed_on)}")
    return Text(words, (declared.at("mechanism"),) if declared else (relation.hop.place,))


def _clauses(relation: Relation, dossier: Dossier) -> Table | None:
    if relation.clauses is None:
        return None
    title = f"Clauses of module {relation.clauses.module}: {relation.hop.exporter} to {relation.hop.importer.name}"
    rows = tuple(_choice(choice, dossier) for choice in relation.clauses.choices)
    return Table(f"clauses_{relation.id}", title, CLAUSES, rows)


def _choice(choice: Choice, dossier: Dossier) -> tuple[Text | tuple[Text, ...], ...]:
    by = CHOSEN_BY.get(choice.chosen_by)
    who = Text(by, choice.sources) if by is not None else role(dossier, choice.chosen_by, *choice.sources)
    value = Text(choice.value or choice.question, choice.sources, "open" if choice.open else "")
    lines = [value]
    if choice.open and choice.value:
        lines.append(Text(choice.question, choice.sources, "open"))
    if choice.note:
        lines.append(Text(choice.note, choice.sources))
    return (fixed(choice.row.clause), fixed(choice.row.title), tuple(lines), who)


def on_cover(found: tuple[Relation, ...], laws: tuple[Need, ...], customer: Customer, dossier: Dossier) -> Facts:
    """The lines of the cover on clauses and addenda."""
    lines: list[tuple[str, tuple[Text, ...]]] = []
    between = [r for r in found if r.kind != "engaged"]
    for relation in between:
        shown = (ground(relation),)
        lines.append((HEADINGS[relation.kind], shown))
    for relation in (r for r in between if r.clauses):
        assert relation.clauses is not None
        options = tuple(_short(choice, dossier) for choice in relation.clauses.choices if choice.row.id in OPTIONS)
        lines.append((f"Clauses, module {relation.clauses.module}", options))
    if not any(r.clauses for r in between):
        lines.append(("Standard Contractual Clauses", (fixed("Not needed between the parties"),)))
    for need in laws:
        label = "UK Addendum" if need.law.id == "uk" else "Swiss terms"
        words = "Needed: see the annex on transfers" if need.needed else "Not needed"
        sources = tuple(place for reason in need.reasons for place in reason.sources)
        lines.append((label, (Text(words, sources, "open" if need.questions else ""),)))
    return tuple(lines)


OPTIONS = ("docking", "authorisation", "independent-body", "authority", "law", "courts", "courts-4")


def _short(choice: Choice, dossier: Dossier) -> Text:
    words = choice.value or choice.question
    return Text(f"Clause {choice.row.clause}: {words}", choice.sources, "open" if choice.open else "")


def law_parts(
    laws: Iterable[Need], customer: Customer, found: tuple[Relation, ...], dossier: Dossier
) -> tuple[LawPart, ...]:
    """United Kingdom and Switzerland: whether something is needed, why, and the terms."""
    return tuple(_law_part(need, customer, dossier) for need in laws)


def _law_part(need: Need, customer: Customer, dossier: Dossier) -> LawPart:
    reasons = tuple(Text(f"{r.words}.", r.sources) for r in need.reasons)
    asked = tuple(_open(question) for question in need.questions)
    groups: tuple[FactGroup, ...] = ()
    if need.needed:
        groups = tuple(_uk(need, customer, dossier) if need.law.id == "uk" else _swiss(need, dossier))
    return LawPart(need.law.id, need.law.title, need.needed, (*reasons, *asked), groups)


def _uk(need: Need, customer: Customer, dossier: Dossier) -> Iterator[FactGroup]:
    """Tables 1 to 4 of the Addendum."""
    raw = read("scc")["uk"]
    titles = {row["table"]: f"Table {row['table']}: {row['title']}" for row in raw["tables"]}
    hop = need.restricted[0].hop
    parties: Facts = (
        ("Start", (fixed("The day on which this agreement takes effect"),)),
        ("Exporter", (Text(hop.exporter, hop.exporter_places),)),
        ("Importer", (Text(hop.importer.name, hop.importer.places),)),
        ("Details and contacts", (fixed("As the Agreement Details say; the signatures of this agreement sign it"),)),
    )
    yield FactGroup("uk-1", titles["1"], parties, " ".join(raw["test"].split()))
    module = fixed(f"Module {need.module}") if need.module else Text("for counsel", (hop.place,), "open")
    chosen: Facts = (
        ("Addendum", (fixed(f"{raw['addendum']}, in force since {raw['in_force']}"),)),
        ("Clauses it is put to", (fixed(read("scc")["instrument"]),)),
        ("Module", (module,)),
        *((f"Clause {c.row.clause}", (_short_value(c),)) for c in need.choices if c.row.id in OPTIONS),
    )
    yield FactGroup("uk-2", titles["2"], chosen)
    filled = tuple(
        (c.row.clause, (fixed(c.value),))
        for c in need.choices
        if c.row.id.startswith("annex") and c.row.id != "annex-1c"
    )
    yield FactGroup("uk-3", titles["3"], filled)
    ends = customer.dpa.uk_addendum_ends_by
    value = say(customer.dpa, "uk_addendum_ends_by", raw["end_values"][ends]) if ends else None
    end = value or Text("who may end the Addendum is not chosen", (customer.dpa.place,), "open")
    yield FactGroup("uk-4", titles["4"], (("Who may end it", (end,)),))


def _short_value(choice: Choice) -> Text:
    return Text(choice.value or choice.question, choice.sources, "open" if choice.open else "")


def _swiss(need: Need, dossier: Dossier) -> Iterator[FactGroup]:
    raw = read("scc")["ch"]
    which = "both" if countries.in_eea(dossier.company.country) else "only"
    facts = tuple(
        (term["title"], (fixed(" ".join(term[which].format(authority=raw["authority"]).split())),))
        for term in raw["terms"]
    )
    yield FactGroup("ch-terms", "Swiss terms", facts)
