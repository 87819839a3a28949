"""A supervisory authority is named that belongs to another country than the company or customer.

Finds: ``authority`` in dossier.yaml and of customers, where the name is that of an authority known to
``frameworks/authorities.yaml``, or ends in a country in brackets, and that country is not the record's. Who is
established where no such authority is (the United States, Brazil) may name any of them: that of its representative.
Why: Annex I.C of the Standard Contractual Clauses and clause 13 name the competent authority, and a breach goes
to it (GDPR Art. 33(1), 55); a wrong one costs the hours that count.
Fix: name the authority of the country of establishment.
Wrong when: the main establishment is elsewhere, or Article 27 makes the representative's authority competent;
then waive it with that reason.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from compliance.diagnostics import Diagnostic, Label, Place, Severity
from compliance.frameworks import authorities, countries
from compliance.graph.dossier import Dossier
from compliance.registers.records.customers import Customer
from compliance.rules.rule import Rule

BRACKETS = re.compile(r"\(([^)]+)\)\s*$")


class Named(NamedTuple):
    """An authority that a record names, and the country that the record is in."""

    who: str
    id: str
    authority: str
    country: str
    place: Place
    country_place: Place


def subjects(dossier: Dossier) -> Iterator[Named]:
    company = dossier.company
    places = company.at("authority"), company.at("country")
    yield Named(company.legal_name, "project", company.authority, company.country, *places)
    for customer in dossier.all(Customer):
        if customer.authority:
            places = customer.at("authority"), customer.at("country")
            yield Named(customer.legal_name, customer.id, customer.authority, customer.country, *places)


def check(named: Named, dossier: Dossier) -> Iterator[Diagnostic]:
    found = _countries(named.authority)
    if found and named.country not in found and authorities.has_one(named.country):
        where = " or ".join(countries.in_sentence(code) for code in sorted(found))
        yield RULE.found(
            f"{named.who} is in {countries.in_sentence(named.country)}; {named.authority} is the authority of {where}",
            named.place,
            Label(named.country_place, "established here"),
            text=f"of {where}",
            help="name the authority of the country of establishment",
            subject=named.id,
        )


def _countries(authority: str) -> set[str]:
    """Countries that the text says, in brackets first; none where it cannot be read."""
    brackets = BRACKETS.search(authority)
    code = countries.code(brackets[1]) if brackets else ""
    return {code} if code else set(authorities.countries_of(authority))


RULE = Rule(__name__, __doc__, Severity.ERROR, subjects, check)
