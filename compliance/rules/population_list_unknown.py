"""Evidence says that it is a population which nobody asks for.

Finds: ids under ``population.lists`` of evidence that are none of the populations in the shipped list of what SOC 2
examiners ask for.
Why: the readiness pack looks populations up by these ids; under a misspelt one a list that is there prints as missing.
Fix: use an id of the list in docs/packs.md, or leave ``lists`` out.
Wrong when: the id is kept for a tool of your own; keep it under an ``x-`` key, which no check reads.
"""

from collections.abc import Iterator
from difflib import get_close_matches

from compliance.diagnostics import Diagnostic, Severity
from compliance.frameworks.readiness import populations
from compliance.graph.dossier import Dossier
from compliance.registers.records.assurance import Evidence
from compliance.rules.rule import Rule


def subjects(dossier: Dossier) -> tuple[Evidence, ...]:
    return tuple(evidence for evidence in dossier.all(Evidence) if evidence.population and evidence.population.lists)


def check(evidence: Evidence, dossier: Dossier) -> Iterator[Diagnostic]:
    whole = evidence.population
    assert whole is not None  # only such evidence is a subject
    known = [asked.id for asked in populations()]
    for number, id in enumerate(whole.lists):
        if id in known:
            continue
        close = get_close_matches(id, known, 1, 0.6)
        yield RULE.found(
            f"no examiner's list has a population `{id}`",
            whole.at("lists", number),
            help=f"did you mean `{close[0]}`?" if close else f"known: {', '.join(known)}",
            subject=evidence.id,
        )


RULE = Rule(__name__, __doc__, Severity.WARNING, subjects, check)
