"""A fact names a source that its record does not list.

Finds: ``source`` of facts and certifications in vendor and party records, and the record's own default, that
no entry under ``sources`` has as its id. What a conflict says of its origin is free text and is left out.
Why: a fact without a source that one can open is a rumour; documents print the title and date of the source.
Fix: add the source under ``sources``, or correct the id.
Wrong when: never.
"""

from collections.abc import Iterator
from difflib import get_close_matches
from typing import NamedTuple

from compliance.diagnostics import Diagnostic, Place, Severity
from compliance.graph.dossier import Dossier
from compliance.registers.records.flows import Party
from compliance.registers.records.vendors import Vendor
from compliance.registers.walk import facts
from compliance.rules.rule import Rule


class Named(NamedTuple):
    """A source that is named, where, and the record whose list ought to have it."""

    source: str
    place: Place
    record: Vendor | Party


def subjects(dossier: Dossier) -> Iterator[Named]:
    records: tuple[Vendor | Party, ...] = (*dossier.all(Vendor), *dossier.all(Party))
    for record in records:
        if record.source:
            yield Named(record.source, record.at("source"), record)
        for fact in facts(record):
            # A fact that takes the record's default is answered for by the default, once.
            if fact.source and fact.source != record.source:
                yield Named(fact.source, _beside(fact.place), record)
        if isinstance(record, Vendor):
            yield from (Named(c.source, c.at("source"), record) for c in record.certifications if c.source)


def check(named: Named, dossier: Dossier) -> Iterator[Diagnostic]:
    known = [source.id for source in named.record.sources]
    if named.source not in known:
        close = get_close_matches(named.source, known, 1, 0.6)
        yield RULE.found(
            f"`{named.record.id}` lists no source `{named.source}`",
            named.place,
            text="not under `sources`",
            help=f"did you mean `{close[0]}`?" if close else "add it under `sources`, with a title and a date",
            subject=named.record.id,
        )


def _beside(value: Place) -> Place:
    """The place of ``source`` beside the ``value`` of a fact."""
    return Place(value.file, value.pointer.rpartition("/")[0]).at("source")


RULE = Rule(__name__, __doc__, Severity.ERROR, subjects, check)
