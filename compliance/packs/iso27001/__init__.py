"""The pack of ISO/IEC 27001:2022: the table of contents that certification auditors work through."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from compliance.packs.chapters import Chapter, ChapterView, Kind
from compliance.packs.common import evidence_register, failures, indexes, populations, sheets, suppliers
from compliance.packs.iso27001 import clauses, front, legal, stage1
from compliance.packs.scope import Scope

SHEETS = "binder-sheets.html.j2"


def standard(scope: Scope) -> str:
    """The standard, with the edition and amendment that the certificate names."""
    edition = scope.certificate.edition if scope.certificate else ""
    return f"ISO/IEC 27001:{edition or scope.framework.edition}"


def evidence(scope: Scope) -> ChapterView:
    """The evidence register, with what its populations cover."""
    said = evidence_register.view(scope)
    return replace(said, sections=(*said.sections, populations.section(scope)))


BODY: tuple[Chapter, ...] = (
    Chapter("00", "Scope and reading guide", front.view),
    Chapter("01", "Context (clause 4)", clauses.context),
    Chapter("02", "Leadership (clause 5)", clauses.leadership),
    Chapter("03", "Planning (clause 6)", clauses.planning),
    Chapter("04", "Support (clause 7)", clauses.support),
    Chapter("05", "Operation (clause 8)", clauses.operation),
    Chapter("06", "Performance evaluation (clause 9)", clauses.evaluation),
    Chapter("07", "Improvement (clause 10)", clauses.improvement),
    Chapter("08", "Annex A: organizational controls", partial(sheets.view, group="Organizational"), SHEETS),
    Chapter("09", "Annex A: people controls", partial(sheets.view, group="People"), SHEETS),
    Chapter("10", "Annex A: physical controls", partial(sheets.view, group="Physical"), SHEETS),
    Chapter("11", "Annex A: technological controls", partial(sheets.view, group="Technological"), SHEETS),
    Chapter("11A", "The company's own controls", partial(sheets.view, group="Own controls"), SHEETS),
    Chapter("12", "Legal and privacy", legal.view),
    Chapter("13", "Suppliers", partial(suppliers.view, user_entity=True)),
    Chapter("14", "Findings of stage 1", stage1.view),
)
"""The chapters of an auditor's table of contents."""

REGISTER = Chapter("16", "Evidence register", evidence)

KIND = Kind(
    name="iso27001",
    title="Evidence pack for ISO/IEC 27001",
    framework="iso27001-2022",
    standard=standard,
    chapters=(
        *BODY,
        indexes.chapter("15", (*BODY, REGISTER)),
        REGISTER,
        failures.chapter("17", (*BODY, REGISTER)),
    ),
    requirements=clauses.states,
)
