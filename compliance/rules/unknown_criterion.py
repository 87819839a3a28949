"""A register names a criterion that no framework has.

Finds: ids of criteria in service descriptions (``commitments``, ``user_entity_controls``, controls of
``subservice_organisations``, ``criteria_not_relevant``) that the SOC 2 Trust Services Criteria do not have; ids under
``criteria`` of evidence that no framework of the catalogue or of the project has; ids of controls and criteria under
``clauses`` of audits and ``requirement`` of their findings that the framework audited does not have.
Why: what rests on an unknown criterion stands under none: a commitment, a piece of evidence or the reason why a
criterion is not relevant is then missing from matrix, description and gap list (SOC 2 DC 2, DC 6 to DC 8).
Fix: correct the id; a control of Annex A that evidence proves stands under ``controls``.
Wrong when: evidence is about a framework that the product has no data for; add it under ``frameworks/``, or waive the
finding.
"""

import re
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from itertools import groupby
from typing import NamedTuple

from compliance.diagnostics import Diagnostic, Place, Severity
from compliance.frameworks.catalog import CLAUSES, SOC2, Framework, annex_a
from compliance.graph.dossier import Dossier
from compliance.registers.records.assurance import Audit, Evidence
from compliance.registers.records.controls import Control
from compliance.registers.records.service import Commitment, ComplementaryControl, ServiceDescription
from compliance.registers.values import Part
from compliance.rules.rule import Rule

CODE = re.compile(r"[A-Z]{1,3}[.]?\d+([.]\d+)+")
"""How ids of controls and criteria look. What else audits name are clauses and papers, in words of their own."""


class Named(NamedTuple):
    """A criterion that a record names. ``framework`` is the one that must have it; empty: any may."""

    subject: str
    criterion: str
    at: Place
    framework: str = ""


def subjects(dossier: Dossier) -> Iterator[Named]:
    for service in dossier.all(ServiceDescription):
        yield from _described(service)
    for evidence in dossier.all(Evidence):
        yield from of_evidence(evidence)
    for audit in dossier.all(Audit):
        yield from _audited(audit)


def of_evidence(evidence: Evidence) -> Iterator[Named]:
    """The criteria that a piece of evidence names; evidence that is being filed is held to them too."""
    return _listed(evidence.id, evidence, evidence.criteria)


def _described(service: ServiceDescription) -> Iterator[Named]:
    stated: list[Commitment | ComplementaryControl] = [*service.commitments, *service.user_entity_controls]
    for sub in service.subservice_organisations:
        stated += sub.controls
    for part in stated:
        yield from _listed(service.id, part, part.criteria, SOC2)
    for declared in service.criteria_not_relevant:
        yield Named(service.id, declared.criterion, declared.at("criterion"), SOC2)


def _listed(subject: str, part: Part, criteria: Iterable[str], framework: str = "") -> Iterator[Named]:
    for number, id in enumerate(criteria):
        yield Named(subject, id, part.at("criteria", number), framework)


def _audited(audit: Audit) -> Iterator[Named]:
    for number, id in enumerate(audit.clauses):
        if CODE.fullmatch(id):
            yield Named(audit.id, id, audit.at("clauses", number), audit.framework)
    for found in audit.nonconformities:
        if CODE.fullmatch(found.requirement):
            yield Named(found.id, found.requirement, found.at("requirement"), audit.framework)


def check(named: Named, dossier: Dossier) -> Iterator[Diagnostic]:
    if named.framework:
        framework = dossier.frameworks.get(named.framework)
        if framework is None or framework.get(named.criterion) or dossier.get(Control, named.criterion):
            return  # an unknown framework is a finding of `unknown-framework`
        word = "control" if framework.kind == "controls" else "criterion"
        asked, title = [framework], f"{framework.title} has no {word}"
    else:
        asked = [f for f in dossier.frameworks.values() if f.kind == "criteria" or f.id not in (annex_a().id, CLAUSES)]
        title = "no framework has a criterion"
        if any(f.get(named.criterion) for f in asked) or not dossier.registers.whole("framework"):
            return
    yield RULE.found(f"{title} `{named.criterion}`", named.at, help=_help(named, asked), subject=named.subject)


def _help(named: Named, asked: list[Framework]) -> str:
    if not named.framework and annex_a().get(named.criterion):
        return f"{named.criterion} is a control of Annex A: name it under `controls`"
    known = {plain(r.id): r.id for f in asked for r in f.requirements}
    if exact := known.get(plain(named.criterion)):
        return f"did you mean `{exact}`?"
    close = get_close_matches(plain(named.criterion), known, 1, 0.7)
    if close:
        return f"did you mean `{known[close[0]]}`?"
    return f"its criteria: {_groups(asked[0])}" if named.framework else f"known: {', '.join(f.title for f in asked)}"


def plain(id: str) -> str:
    """An id without the ways in which people write it differently: ``cc 6.1``, ``CC6-1``."""
    return re.sub(r"[\s._-]+", ".", re.sub(r"(?<=[a-z])[\s._-]+(?=\d)", "", id.casefold().strip()))


def _groups(framework: Framework) -> str:
    """The first and the last id of each group."""
    runs = [[r.id for r in run] for _, run in groupby(framework.requirements, key=lambda r: r.group)]
    return ", ".join(f"{ids[0]} to {ids[-1]}" for ids in runs)


RULE = Rule(__name__, __doc__, Severity.ERROR, subjects, check)
