"""The addendum of a customer: the deviations from the standard terms that were agreed and are in force.

It says which agreement it amends, which clause each deviation changes, in which words and until when, what
goes before what, and has a block to sign for each party. Why a deviation was agreed is the company's own
business and stands in none of its formats.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from compliance.documents import dpa_parties
from compliance.documents.clause_tags import DeclaredClause, DeclaredTerms, numbers
from compliance.documents.dpa import in_force
from compliance.documents.dpa_lint import terms as standard_terms
from compliance.documents.dpa_view import DpaParty, Facts, SignatureBlock, TermsInUse
from compliance.documents.text import Text, fixed, joined, long_date, say
from compliance.documents.views import Column, OpenPoint, Table, View, cover, open_texts, role
from compliance.frameworks.dpa_rules import expand, rules
from compliance.graph.dossier import Dossier
from compliance.registers.records.customers import Agreement, Customer, Deviation

TITLE = "Addendum of agreed deviations"
COLUMNS = (
    Column("id", "Id", 10, "id"),
    Column("clause", "Clause", 26),
    Column("clause_id", "Clause id", 22),
    Column("wording", "Wording", 80),
    Column("approved_by", "Approved by", 24),
    Column("approved_on", "On", 14),
    Column("until", "Until", 18),
)


@dataclass(frozen=True, slots=True)
class AgreedPart:
    """One deviation: its number in the addendum, the clause by number and title, the wording, and its facts."""

    number: int
    id: Text
    clause: Text
    clause_id: Text
    wording: Text
    approved_by: Text
    approved_on: Text
    until: Text

    @property
    def facts(self) -> Facts:
        """What stands beside the wording."""
        return (
            ("Approved for the Processor by", (joined((self.approved_by, self.approved_on)),)),
            ("Until", (self.until,)),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class AddendumView(View):
    """The addendum to the agreement with one customer."""

    parties: tuple[DpaParty, ...]
    amends: Facts
    terms: TermsInUse
    deviations: tuple[AgreedPart, ...]
    ends: bool
    """Whether any of the deviations has a last day."""
    signatures: tuple[SignatureBlock, ...]

    @property
    def tables(self) -> tuple[Table, ...]:
        pair = (Column("what", "What", 30, "id"), Column("value", "Value", 90))
        facts = (
            *self.amends,
            *(fact for party in self.parties for fact in ((party.term, (party.name,)), *party.facts)),
        )
        rows = tuple(
            (p.id, p.clause, p.clause_id, p.wording, p.approved_by, p.approved_on, p.until) for p in self.deviations
        )
        return (
            Table("amends", "Agreement and parties", pair, tuple((fixed(name), texts) for name, texts in facts)),
            Table("deviations", "Agreed deviations", COLUMNS, rows),
        )


def subjects(dossier: Dossier) -> tuple[str, ...]:
    """Customers whose contract runs and who have a deviation in force."""
    running = (c for c in dossier.all(Customer) if c.ends is None or c.ends >= dossier.today)
    return tuple(customer.id for customer in running if in_force(customer, dossier))


def view(dossier: Dossier, subject: str) -> AddendumView:
    """The addendum as it stands today."""
    customer = dossier.get(Customer, subject)
    assert customer is not None
    amended, terms = signed(customer, "dpa", dossier.today), dpa_parties.terms_in_use(dossier)
    listed = standard_terms(dossier)
    parts = tuple(_part(n, d, listed, dossier) for n, d in enumerate(in_force(customer, dossier), 1))
    amends = tuple(_amends(customer, amended, terms))
    name = joined((fixed("to the data processing agreement with"), say(customer, "legal_name")), " ")
    return AddendumView(
        cover=cover(dossier, "custom-terms", TITLE, name),
        open_points=tuple(_open_points(customer, parts, amends, dossier)),
        parties=dpa_parties.parties(customer, dossier),
        amends=amends,
        terms=terms,
        deviations=parts,
        ends=any(d.expires for d in in_force(customer, dossier)),
        signatures=dpa_parties.signatures(customer, dossier),
    )


def signed(customer: Customer, kind: str, today: date) -> Agreement | None:
    """The agreement of a kind that was signed last; one whose day is still to come is not signed."""
    found = [a for a in customer.agreements if a.kind == kind and a.signed_on <= today]
    return max(found, key=lambda agreement: agreement.signed_on, default=None)


def _amends(customer: Customer, amended: Agreement | None, terms: TermsInUse) -> Iterator[tuple[str, tuple[Text, ...]]]:
    if amended is None:
        missing = Text("no data processing agreement is signed", (customer.at("agreements"),), "open")
        yield "Agreement", (missing,)
        return
    yield "Agreement", (say(amended, "id", f"Data processing agreement {amended.id}"),)
    yield "Version of the standard terms in it", (say(amended, "version"),)
    yield "Signed on", (say(amended, "signed_on", long_date(amended.signed_on)),)
    if amended.sha256:
        yield "SHA-256 of the signed file", (say(amended, "sha256"),)
    if terms.version.mark or terms.version.value != amended.version:
        yield "Version that clauses are numbered by", (terms.version,)


def clause_name(id: str, listed: DeclaredTerms | None) -> str:
    """A clause as people name it, ``Clause 9.2, Sub-processors``; empty where the terms have none of this id."""
    found = next((clause for clause in listed.clauses if clause.id == id), None) if listed else None
    if listed is None or found is None:
        return ""
    title = _title(found, listed)
    return f"Clause {numbers(listed.clauses)[id]}{f', {title}' if title else ''}"


def _title(clause: DeclaredClause, listed: DeclaredTerms) -> str:
    """The title of a clause, or of the nearest one around it that has one."""
    known = {one.id: one for one in listed.clauses}
    at: DeclaredClause | None = clause
    while at is not None and not at.title:
        at = known.get(at.parent)
    return at.title if at else ""


def _part(number: int, deviation: Deviation, listed: DeclaredTerms | None, dossier: Dossier) -> AgreedPart:
    place = deviation.at("clause")
    name = clause_name(deviation.clause, listed)
    unknown = Text(f"`{deviation.clause}`, which is no clause of the standard terms in use", (place,), "open")
    until = "The end of the agreement" if deviation.expires is None else long_date(deviation.expires)
    return AgreedPart(
        number=number,
        id=say(deviation, "id"),
        clause=Text(name, (place,)) if name else unknown,
        clause_id=say(deviation, "clause"),
        wording=say(deviation, "wording"),
        approved_by=role(dossier, deviation.approved_by, deviation.at("approved_by")),
        approved_on=say(deviation, "approved_on", long_date(deviation.approved_on)),
        until=Text(until, (deviation.at("expires" if deviation.expires else "id"),)),
    )


def _open_points(
    customer: Customer, parts: tuple[AgreedPart, ...], amends: Facts, dossier: Dossier
) -> Iterator[OpenPoint]:
    owner = role(dossier, customer.owner, customer.at("owner"))
    for text in open_texts(amends, parts):
        yield OpenPoint(Text(text.value[:1].upper() + text.value[1:], text.sources), owner)
    for deviation in in_force(customer, dossier):
        for n, key in enumerate(deviation.removes):
            if demanded(key):
                words = f"{deviation.id} takes away a duty that the law demands: {'; '.join(demanded(key))}"
                yield OpenPoint(Text(words, (deviation.at("removes", n),)), owner)


def demanded(key: str) -> tuple[str, ...]:
    """What the law asks for of the duties that a key names, a whole rule (``DPA-13``) included."""
    keys = expand(key)
    return tuple(
        duty.needs
        for rule in rules()
        if rule.level != "should"
        for duty in rule.declared
        if duty.asked_by == "law" and (duty.key in keys or rule.id == key)
    )
