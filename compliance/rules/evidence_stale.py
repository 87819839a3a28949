"""Evidence is too old to prove anything, and nothing newer has taken its place.

Finds: evidence past ``valid_until`` or the limit of its type, whichever comes first (certificates last as long as
they say), unless a record of the same type that is in date proves the same controls and clause items.
Why: ISO/IEC 27001:2022 9.1: results are valid. Evidence of last year says nothing about this one, and "Yes" in an
answer needs evidence in date.
Fix: collect it again, as a new record: the old one stays, as proof of its own time.
Wrong when: the limit does not fit the company; set another under ``freshness`` in dossier.yaml.
"""

from collections.abc import Iterator
from itertools import groupby
from typing import NamedTuple

from compliance.derive.evidence_files import dated_at
from compliance.derive.freshness import freshness
from compliance.derive.renewal import proves
from compliance.diagnostics import Diagnostic, Severity
from compliance.graph.dossier import Dossier
from compliance.registers.records.assurance import Evidence
from compliance.rules.rule import Rule


class Aged(NamedTuple):
    """A piece of evidence, and the evidence of its type that is in date."""

    evidence: Evidence
    in_date: tuple[Evidence, ...]


def subjects(dossier: Dossier) -> Iterator[Aged]:
    by_type: dict[str, tuple[Evidence, ...]] = {}
    for type, group in groupby(sorted(dossier.all(Evidence), key=_type), key=_type):
        by_type[type] = tuple(evidence for evidence in group if freshness(evidence, dossier).holds)
    return (Aged(evidence, by_type[evidence.type]) for evidence in dossier.all(Evidence))


def _type(evidence: Evidence) -> str:
    return evidence.type


def check(aged: Aged, dossier: Dossier) -> Iterator[Diagnostic]:
    evidence, age = aged.evidence, freshness(aged.evidence, dossier)
    if age.state != "stale" or _renewed(aged, dossier):
        return
    own = evidence.valid_until == age.expires
    yield RULE.found(
        f"{evidence.id} is out of date since {age.expires}: {evidence.title}",
        evidence.at("valid_until") if own else dated_at(evidence),
        text="its own end" if own else f"{evidence.type} holds for {age.limit}",
        help="collect it again as a new record, and leave this one as it is",
        subject=evidence.id,
    )


def _renewed(aged: Aged, dossier: Dossier) -> bool:
    """Whether evidence in date proves all that this one proved."""
    proved = proves(aged.evidence, dossier)
    return bool(proved) and any(proved <= proves(other, dossier) for other in aged.in_date)


RULE = Rule(__name__, __doc__, Severity.WARNING, subjects, check)
