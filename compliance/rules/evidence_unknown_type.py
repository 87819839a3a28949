"""Evidence is of a type that has no limit of freshness.

Finds: ``type`` of evidence that neither the shipped table nor ``freshness`` in dossier.yaml knows.
Why: a type without a limit holds for a year, which is far too long for an export of settings; a misspelt type gets
that year by accident.
Fix: use a known type, or give this one its limit under ``freshness`` in dossier.yaml.
Wrong when: a year is right for it; say so in dossier.yaml.
"""

from collections.abc import Iterator
from difflib import get_close_matches

from compliance.derive.freshness import DEFAULT_LIMIT, known_types
from compliance.diagnostics import Diagnostic, Severity
from compliance.graph.dossier import Dossier
from compliance.registers.records.assurance import Evidence
from compliance.rules.rule import Rule


def subjects(dossier: Dossier) -> tuple[Evidence, ...]:
    return dossier.all(Evidence)


def check(evidence: Evidence, dossier: Dossier) -> Iterator[Diagnostic]:
    known = known_types(dossier)
    if evidence.type in known:
        return
    close = get_close_matches(evidence.type, known, 1, 0.6)
    meant = f"did you mean `{close[0]}`? Otherwise " if close else ""
    yield RULE.found(
        f"nothing says how long evidence of type `{evidence.type}` holds",
        evidence.at("type"),
        text=f"{DEFAULT_LIMIT} are assumed",
        help=f"{meant}give the type a limit under `freshness` in dossier.yaml",
        subject=evidence.id,
    )


RULE = Rule(__name__, __doc__, Severity.WARNING, subjects, check)
