"""A framework of the project has the id of one in the catalogue, or one requirement twice.

Finds: files in frameworks/ whose ``id`` is that of a framework that the product ships, and requirements whose id
stands twice in a file.
Why: the catalogue's data would be counted under the project's name, or a requirement under another's, and nobody
would see it (ISO/IEC 27001:2022 6.1.3 d), SOC 2 DC 5).
Fix: give the file another name and id, and the requirement its own.
Wrong when: never; the catalogue's own file is always the one in use.
"""

from collections.abc import Iterator

from compliance.diagnostics import Diagnostic, Label, Place, Severity
from compliance.frameworks.catalog import frameworks
from compliance.graph.dossier import Dossier
from compliance.registers.records.frameworks import OwnFramework
from compliance.rules.rule import Rule


def subjects(dossier: Dossier) -> Iterator[OwnFramework]:
    return iter(dossier.all(OwnFramework))


def check(framework: OwnFramework, dossier: Dossier) -> Iterator[Diagnostic]:
    if framework.id in frameworks():
        yield RULE.found(
            f"`{framework.id}` is a framework of the catalogue",
            framework.at("id"),
            help="give yours another id and file name; the catalogue's is the one in use",
            subject=framework.id,
        )
    first: dict[str, Place] = {}
    for requirement in framework.requirements:
        if requirement.id in first:
            yield RULE.found(
                f"{framework.title} has two requirements `{requirement.id}`",
                requirement.at("id"),
                Label(first[requirement.id], "first here"),
                help="give one of them another id",
                subject=framework.id,
            )
        first.setdefault(requirement.id, requirement.at("id"))


RULE = Rule(__name__, __doc__, Severity.ERROR, subjects, check)
