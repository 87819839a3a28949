"""A place of the company is in no statement of the scope of the management system.

Finds: ``locations`` in dossier.yaml, except those of kind `remote`, that the ``sites`` of the clause item with the
scope do not name, and that its ``exclusions`` do not name either.
Why: ISO/IEC 27001:2022 4.3: the scope has its boundaries in writing, and the certificate is valid for them;
questionnaires list the locations from dossier.yaml.
Fix: add the site, or say in `exclusions` why it is outside.
Wrong when: the place is closed; take it out of `locations`.
"""

from collections.abc import Iterator

from compliance.diagnostics import Diagnostic, Label, Severity
from compliance.graph.dossier import Dossier
from compliance.registers.records.company import Location
from compliance.registers.records.controls import Clause, IsmsScope
from compliance.rules.rule import Rule


def subjects(dossier: Dossier) -> Iterator[tuple[Location, IsmsScope]]:
    scope = next((clause.scope for clause in dossier.all(Clause) if clause.scope), None)
    if scope is not None:
        yield from ((place, scope) for place in dossier.company.locations if place.kind != "remote")


def check(subject: tuple[Location, IsmsScope], dossier: Dossier) -> Iterator[Diagnostic]:
    location, scope = subject
    name = location.name.casefold()
    named = any(name in site.casefold() or site.casefold() in name for site in scope.sites)
    if not named and name not in scope.exclusions.casefold():
        yield RULE.found(
            f"{location.name} is a place of the company, and the scope of the management system does not name it",
            location.at("name"),
            Label(scope.at("sites"), "the sites in scope"),
            text="not in scope, and not excluded",
            help="add it to `sites`, or say in `exclusions` why it is outside",
            subject="project",
        )


RULE = Rule(__name__, __doc__, Severity.WARNING, subjects, check)
