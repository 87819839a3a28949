"""A register names a framework, or a part of one, that the catalogue does not have, or puts one in scope twice.

Finds: ids under ``frameworks`` in dossier.yaml, ``framework`` of certificates and audits, ``satisfies`` of
controls, ``requirement`` of clause items and of ``mappings``, that no framework of the catalogue knows;
``categories`` of a framework in scope that are none of its groups; a framework that stands twice under
``frameworks``.
Why: what is counted against an unknown requirement is counted nowhere, and coverage looks lower or, worse,
complete (ISO/IEC 27001:2022 6.1.3 d), SOC 2 DC 5).
Fix: correct the identifier or the category; keep one entry of a framework.
Wrong when: an audit or certificate is about a standard that the product has no data for; add the framework
as a data file, or waive the finding.
"""

from collections.abc import Iterator
from difflib import get_close_matches
from typing import NamedTuple

from compliance.diagnostics import Diagnostic, Label, Place, Severity
from compliance.frameworks.catalog import CLAUSES, Framework
from compliance.graph.dossier import Dossier
from compliance.registers.records.assurance import Audit
from compliance.registers.records.controls import Certificate, Clause, Control
from compliance.rules.rule import Rule


class Named(NamedTuple):
    """A framework that a record names, and a requirement of it or categories in scope where it names them."""

    subject: str
    framework: str
    at: Place
    requirement: str = ""
    requirement_at: Place | None = None
    categories: tuple[tuple[str, Place], ...] = ()
    before: Place | None = None
    """Where the same framework was put in scope already."""


def subjects(dossier: Dossier) -> Iterator[Named]:
    yield from _in_scope(dossier)
    yield from (Named(c.id, c.framework, c.at("framework")) for c in dossier.all(Certificate))
    yield from (Named(a.id, a.framework, a.at("framework")) for a in dossier.all(Audit))
    for control in dossier.all(Control):
        for s in control.satisfies:
            yield Named(control.id, s.framework, s.at("framework"), s.requirement, s.at("requirement"))
    for clause in dossier.all(Clause):
        at = clause.at("requirement")
        yield Named(clause.id, CLAUSES, at, clause.requirement, at)


def _in_scope(dossier: Dossier) -> Iterator[Named]:
    first: dict[str, Place] = {}
    for scope in dossier.project.frameworks:
        categories = tuple((name, scope.at("categories", index)) for index, name in enumerate(scope.categories))
        yield Named(scope.id, scope.id, scope.at("id"), categories=categories, before=first.get(scope.id))
        first.setdefault(scope.id, scope.at("id"))
        for mapping in scope.mappings:
            yield Named(scope.id, scope.id, scope.at("id"), mapping.requirement, mapping.at("requirement"))


def check(named: Named, dossier: Dossier) -> Iterator[Diagnostic]:
    if named.before:
        yield RULE.found(
            f"`{named.framework}` is in scope twice",
            named.at,
            Label(named.before, "first here"),
            help="keep one entry, with one minimum and one list of categories",
            subject=named.subject,
        )
    framework = dossier.frameworks.get(named.framework)
    if framework is None:
        yield RULE.found(
            f"there is no framework `{named.framework}` in the catalogue",
            named.at,
            help=_instead(named.framework, list(dossier.frameworks)),
            subject=named.subject,
        )
    elif named.requirement_at and framework.get(named.requirement) is None:
        yield RULE.found(
            f"{framework.title} has no requirement `{named.requirement}`",
            named.requirement_at,
            help=_instead(named.requirement, [r.id for r in framework.requirements]),
            subject=named.subject,
        )
    elif named.categories:
        yield from _unknown_categories(named, framework)


def _unknown_categories(named: Named, framework: Framework) -> Iterator[Diagnostic]:
    for category, at in named.categories:
        if category not in framework.groups:
            yield RULE.found(
                f"{framework.title} has no category `{category}`",
                at,
                help=_instead(category, list(framework.groups)) if framework.groups else "it has none; leave them out",
                subject=named.subject,
            )


def _instead(id: str, known: list[str]) -> str:
    by_plain = {name.casefold(): name for name in known}
    close = get_close_matches(id.casefold(), by_plain, 1, 0.6)
    return f"did you mean `{by_plain[close[0]]}`?" if close else f"known: {', '.join(known)}"


RULE = Rule(__name__, __doc__, Severity.ERROR, subjects, check)
