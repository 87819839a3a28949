"""A customer was told something that is no longer true.

Finds: recorded answers (answers/told) whose verdict, quoted facts or controls differ from what the registers say
today, unless the customer has been told so since (``corrected``). A No that has become a Yes is not a finding.
Why: an answer to a questionnaire is commonly made part of the contract; one that has become untrue and is left so
is a misrepresentation.
Fix: `dossier promises` drafts the correction. Send it, and record it under ``corrected``.
Wrong when: the answer was given for a scope that the topic does not know; waive it with that reason.
"""

from collections.abc import Iterator
from typing import NamedTuple

from compliance.diagnostics import Diagnostic, Severity
from compliance.graph.dossier import Dossier
from compliance.questionnaires.library import Library
from compliance.questionnaires.promises import GONE, differences
from compliance.registers.records.told import Told, ToldAnswer
from compliance.rules.rule import Rule


class Recorded(NamedTuple):
    """An answer and the record that it stands in."""

    told: Told
    answer: ToldAnswer


def subjects(dossier: Dossier) -> Iterator[Recorded]:
    return (Recorded(told, answer) for told in dossier.all(Told) for answer in told.answers)


def check(recorded: Recorded, dossier: Dossier) -> Iterator[Diagnostic]:
    told, answer = recorded
    for broken in differences(told, answer, Library.of(dossier), dossier):
        if broken.kind not in GONE:
            continue
        yield RULE.found(
            f"{told.customer} was told on {told.answered_on} what is no longer so: {'; '.join(broken.reasons)}",
            answer.at("value" if answer.value else "question"),
            text=f"today: {broken.now or 'open'}" if broken.kind == "untrue" else "",
            help="`dossier promises` drafts the correction; record it under `corrected`",
            subject=told.id,
        )


RULE = Rule(__name__, __doc__, Severity.ERROR, subjects, check)
