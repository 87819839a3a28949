"""Facts about a vendor rest on sources older than a year.

Finds: facts in vendor records whose source is dated more than 12 months before today and that are not
attested. One finding a vendor, at the oldest fact.
Why: vendors change their terms; ISO/IEC 27001:2022 A.5.22. An old page proves what was so then.
Fix: read the source again and correct fact and date, or name a newer source.
Wrong when: the text is old and in force, such as a DPA of an earlier year; give the fact the ``date`` on
which it was confirmed, with a ``note`` that says how.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from compliance.diagnostics import Diagnostic, Label, Severity
from compliance.graph.dossier import Dossier
from compliance.registers.records.vendors import Vendor
from compliance.registers.values import Fact
from compliance.registers.walk import facts
from compliance.rules.rule import Rule

OLD = timedelta(days=366)
"""Beyond this a source is old: a year, leap days allowed for."""


class Dated(NamedTuple):
    """A fact with the date of its source."""

    on: date
    fact: Fact[object]


def subjects(dossier: Dossier) -> Iterator[Vendor]:
    return iter(dossier.all(Vendor))


def check(vendor: Vendor, dossier: Dossier) -> Iterator[Diagnostic]:
    old = [
        Dated(fact.date, fact)
        for fact in facts(vendor)
        if fact.known and fact.status != "attested" and fact.date and dossier.today - fact.date > OLD
    ]
    if old:
        oldest = min(old, key=lambda dated: dated.on)
        used = {dated.fact.source for dated in old}
        sources = [s for s in vendor.sources if s.id in used and s.date and dossier.today - s.date > OLD]
        count = "1 fact" if len(old) == 1 else f"{len(old)} facts"
        yield RULE.found(
            f"{count} about {vendor.name} {'is' if len(old) == 1 else 'are'} older than a year; the oldest is "
            f"of {oldest.on}",
            oldest.fact.place,
            *(Label(s.at("date"), f"source `{s.id}`") for s in sources),
            text=f"of {oldest.on}",
            help="read the source again and correct fact and date, or name a newer source",
            subject=vendor.id,
        )


RULE = Rule(__name__, __doc__, Severity.NOTE, subjects, check)
