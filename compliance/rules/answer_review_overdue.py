"""A topic of the answer library has not been reviewed for a year.

Finds: topics whose ``reviewed_on`` is more than 12 months ago, or still to come.
Why: the verdict is derived anew each time, but nobody has looked whether the words still say how things are done.
Fix: read question, phrasings and narrative again with the owner, and set ``reviewed_on``.
Wrong when: never; a review without a change takes a minute.
"""

from collections.abc import Iterator

from compliance.diagnostics import Diagnostic, Severity
from compliance.graph.dossier import Dossier
from compliance.registers.records.answers import Answer
from compliance.registers.values import Duration
from compliance.rules.rule import Rule

LIMIT = Duration("P12M")


def subjects(dossier: Dossier) -> Iterator[Answer]:
    return iter(dossier.all(Answer))


def check(answer: Answer, dossier: Dossier) -> Iterator[Diagnostic]:
    due = LIMIT.after(answer.reviewed_on)
    if answer.reviewed_on > dossier.today:
        message = f"the review of the answer `{answer.id}` is dated {answer.reviewed_on}, which is still to come"
    elif due < dossier.today:
        message = f"the answer `{answer.id}` was due for review on {due}"
    else:
        return
    help = f"{dossier.role(answer.owner)} reads it again and sets `reviewed_on`"
    yield RULE.found(message, answer.at("reviewed_on"), help=help, subject=answer.id)


RULE = Rule(__name__, __doc__, Severity.WARNING, subjects, check)
