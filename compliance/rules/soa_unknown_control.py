"""A decision stands for a control that Annex A does not have.

Finds: files in ``controls/annex-a`` whose id is not in ISO/IEC 27001:2022 Annex A, those with the numbers of
the 2013 edition among them.
Why: ISO/IEC 27001:2022 6.1.3 d): the Statement of Applicability is about the controls of this edition. A
decision under an old number counts for none of them.
Fix: move the decision to the control that took the old one over; a control of your own stands in
``controls/own``.
Wrong when: never.
"""

import re
from collections.abc import Iterator

from compliance.derive.applicability import FOLDER
from compliance.diagnostics import Diagnostic, Severity
from compliance.frameworks.catalog import Requirement, annex_a
from compliance.graph.dossier import Dossier
from compliance.registers.records.controls import Control
from compliance.rules.rule import Rule


def subjects(dossier: Dossier) -> Iterator[Control]:
    return (control for control in dossier.all(Control) if control.place.file.startswith(FOLDER))


def check(control: Control, dossier: Dossier) -> Iterator[Diagnostic]:
    if annex_a().get(control.id):
        return
    followers = [r for r in annex_a().requirements if control.id in r.previous]
    yield RULE.found(
        f"ISO/IEC 27001:2022 Annex A has no control `{control.id}`",
        control.at("id"),
        text="a number of the 2013 edition" if followers else "",
        help=f"its subject is now in {_names(followers)}" if followers else _instead(control),
        subject=control.id,
    )


def _names(requirements: list[Requirement]) -> str:
    return " and ".join(f"{r.id} ({r.title})" for r in requirements)


def _instead(control: Control) -> str:
    numbers = re.fullmatch(r"(?:[Aa][.-]?)?(\d+)[.-](\d+)", control.id)
    meant = f"A.{int(numbers[1])}.{int(numbers[2])}" if numbers else ""
    if annex_a().get(meant):
        return f"did you mean `{meant}`?"
    last = {r.group: r.id for r in annex_a().requirements}
    return f"its groups end with {', '.join(last.values())}; a control of your own stands in controls/own"


RULE = Rule(__name__, __doc__, Severity.ERROR, subjects, check)
