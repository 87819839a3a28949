"""A control of the company's own has no title.

Finds: controls outside Annex A without ``title``.
Why: titles of Annex A controls come from the framework; an own control would print as a bare number in the
Statement of Applicability (ISO/IEC 27001:2022 6.1.3 d), whose controls may come from any source).
Fix: add ``title:``.
Wrong when: never.
"""

from collections.abc import Iterator

from compliance.derive.applicability import FOLDER
from compliance.diagnostics import Diagnostic, Severity
from compliance.frameworks.catalog import annex_a
from compliance.graph.dossier import Dossier
from compliance.registers.records.controls import Control
from compliance.rules.rule import Rule


def subjects(dossier: Dossier) -> Iterator[Control]:
    elsewhere = (c for c in dossier.all(Control) if not c.place.file.startswith(FOLDER))
    return (control for control in elsewhere if annex_a().get(control.id) is None)


def check(control: Control, dossier: Dossier) -> Iterator[Diagnostic]:
    if not control.title:
        yield RULE.found(
            f"{control.id} is a control of your own and has no title",
            control.at("id"),
            text="`title` is missing",
            help="add `title:` with a few words that documents can print",
            subject=control.id,
        )


RULE = Rule(__name__, __doc__, Severity.ERROR, subjects, check)
