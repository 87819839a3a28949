"""A measure of a control says something else than the register that the same fact also stands in.

Finds: measures with these ids, wherever they stand, whose value differs: ``breach-notice``,
``subprocessor-notice``, ``subprocessor-objection``, ``deletion-after-end``, ``audit-notice``,
``customer-audit-notice`` and ``data-subject-request-help`` (against ``procedures`` in dossier.yaml);
``authority-report`` (the hours of GDPR Art. 33(1)); ``tls-min-version`` (flows), ``at-rest-algorithm``,
``key-custody``, ``key-holder`` and ``hosting-country`` (systems that the control covers); ``rto``, ``rpo``,
``restore-time-measured``, ``data-loss-measured``, ``backup-frequency`` and ``backup-retention`` (continuity);
``platform-log-retention`` (systems, retention); ``subprocessors``, ``processing-activities``,
``policies-in-force`` and ``obligations-tracked`` (how many records there are).
Why: annexes of contracts and answers to questionnaires quote measures, other documents the registers; a
customer who has both in hand finds the contradiction (GDPR Art. 28(3)(c), Art. 32; ISO/IEC 27001:2022 7.5).
Fix: find out which of the two is so, and correct the other.
Wrong when: the measure is of something else than its id says; give it another id.
"""

from collections.abc import Iterator
from typing import NamedTuple

from compliance.derive.stated import KEPT, Stated, duration
from compliance.diagnostics import Diagnostic, Label, Severity
from compliance.graph.dossier import Dossier
from compliance.registers.records.controls import Control, Measure
from compliance.rules.rule import Rule

SHOWN = 3
"""Places of the other register that a finding shows."""


class Kept(NamedTuple):
    """A measure whose fact another register has too, and what that says."""

    control: Control
    measure: Measure
    stated: tuple[Stated, ...]


def subjects(dossier: Dossier) -> Iterator[Kept]:
    for control in dossier.all(Control):
        for measure in control.measures:
            stated = tuple(KEPT[measure.id](measure, control, dossier)) if measure.id in KEPT else ()
            if stated:
                yield Kept(control, measure, stated)


def check(kept: Kept, dossier: Dossier) -> Iterator[Diagnostic]:
    control, measure, found = kept
    wrong = [stated for stated in found if not stated.agrees]
    if wrong:
        more = f", and {len(wrong) - 1} more" if len(wrong) > 1 else ""
        said = str(duration(measure) or f"{measure.value} {measure.unit}".strip())
        yield RULE.found(
            f"{control.id} states `{measure.id}` as {said}; the registers say {wrong[0].words}{more}",
            measure.at("value"),
            *(Label(stated.place, stated.words) for stated in wrong[:SHOWN]),
            text="the measure that documents quote",
            help="find out which is so, and correct the other",
            subject=control.id,
        )


RULE = Rule(__name__, __doc__, Severity.ERROR, subjects, check)
