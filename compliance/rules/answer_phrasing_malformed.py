"""A phrasing of the answer library has alternatives that cannot be read.

Finds: phrasings with a brace or bar that stands alone, a group with one alternative or with the same one twice, and
    lines that write out more than 256 phrasings.
Why: whoever approves a line approves all that it writes out, and a brace that stays in the text is in no question.
Fix: write ``{one|another}``, ``{one|}`` for words that may be left out, and several lines instead of a long one.
Wrong when: never; questions have no braces.
"""

from collections.abc import Iterator

from compliance.diagnostics import Diagnostic, Severity
from compliance.graph.dossier import Dossier
from compliance.questionnaires.expansion import fault
from compliance.registers.records.answers import Answer
from compliance.rules.rule import Rule


def subjects(dossier: Dossier) -> Iterator[Answer]:
    return iter(dossier.all(Answer))


def check(answer: Answer, dossier: Dossier) -> Iterator[Diagnostic]:
    for field in ("phrasings", "inverted"):
        for number, text in enumerate(getattr(answer, field)):
            wrong = fault(text)
            if wrong:
                yield RULE.found(
                    f"the phrasing cannot be written out: {wrong}",
                    answer.at(field, number),
                    help="`{one|another}` writes out alternatives, `{one|}` words that may be left out",
                    subject=answer.id,
                )


RULE = Rule(__name__, __doc__, Severity.ERROR, subjects, check)
