"""The company's own record among the parties says something else about it than dossier.yaml.

Finds: the party with the company's legal name or registration number, where legal name, number, address,
country, a contact or the data protection officer differs from dossier.yaml.
Why: contracts, certificates, notices and records of processing name the company from one or the other (GDPR Art.
30(1)(a), 37(7)); two addresses of one company make a contract doubtful.
Fix: correct the one that is wrong.
Wrong when: never; a branch of the company is a party of its own with its own number.
"""

from collections.abc import Iterator
from typing import NamedTuple

from compliance.diagnostics import Diagnostic, Label, Place, Severity
from compliance.graph.dossier import Dossier
from compliance.registers.records.flows import Party
from compliance.registers.values import Fact
from compliance.rules.rule import Rule


class Said(NamedTuple):
    """One thing that both say."""

    what: str
    fact: Fact[str]
    ours: str
    place: Place


def subjects(dossier: Dossier) -> Iterator[Party]:
    company = dossier.company
    for party in dossier.all(Party):
        number = party.registration_no.value if party.registration_no else None
        if _folded(party.legal_name.value) == _folded(company.legal_name) or (
            number and _folded(number) == _folded(company.registration_no)
        ):
            yield party


def check(party: Party, dossier: Dossier) -> Iterator[Diagnostic]:
    for said in _said(party, dossier):
        theirs, ours = _folded(said.fact.value), _folded(said.ours)
        inside = said.what == "data protection officer" and ours in theirs
        if theirs and ours and theirs != ours and not inside:
            yield RULE.found(
                f"the company has two values for its {said.what}: {said.fact.value} and {said.ours}",
                said.fact.place,
                Label(said.place, "in dossier.yaml"),
                text=said.what,
                help="correct the one that is wrong",
                subject=party.id,
            )


def _said(party: Party, dossier: Dossier) -> Iterator[Said]:
    company, contacts = dossier.company, party.contacts
    for what, fact, field in (
        ("legal name", party.legal_name, "legal_name"),
        ("registration number", party.registration_no, "registration_no"),
        ("address", party.address, "address"),
        ("country", party.country, "country"),
    ):
        if fact is not None:
            yield Said(what, fact, getattr(company, field), company.at(field))
    for name in ("privacy", "security", "breach"):
        found = getattr(contacts, name) if contacts else None
        if found is not None:
            yield Said(f"{name} contact", found, getattr(company.contacts, name), company.contacts.at(name))
    if party.dpo is not None and company.dpo is not None:
        yield Said("data protection officer", party.dpo, company.dpo.contact, company.dpo.at("contact"))


def _folded(text: str | None) -> str:
    return " ".join((text or "").casefold().split())


RULE = Rule(__name__, __doc__, Severity.ERROR, subjects, check)
