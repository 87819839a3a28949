"""A text gives another number of people than the company has.

Finds: texts of controls, clauses, policies and the service description that say `all N people`, `N employees`,
`all N staff` or `a company of N`, where N is not ``headcount`` in dossier.yaml; a sentence with a date of its
own, other than that of the headcount, speaks of that day and is left alone.
Why: scope, insurance and questionnaires state the size of the company (ISO/IEC 27001:2022 4.3, A.6.3); an old
number is how an assessor notices a text that nobody has read for a year.
Fix: bring the text up to date, or the headcount.
Wrong when: the sentence is of the past; write the day, as YYYY-MM-DD, into it.
"""

import re
from collections.abc import Iterator

from compliance.diagnostics import Diagnostic, Label, Severity
from compliance.graph.dossier import Dossier
from compliance.registers.records.controls import Clause, Control, Policy
from compliance.registers.records.service import ServiceDescription
from compliance.registers.values import Record
from compliance.registers.walk import Text, texts
from compliance.rules.rule import Rule

COUNT = re.compile(
    r"\ball (?P<all>\d+) (?:people|employees|staff)\b|\b(?P<number>\d+) employees\b"
    r"|\b(?:company|organisation) of (?P<size>\d+)\b",
    re.IGNORECASE,
)
DAY = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")
SENTENCE = re.compile(r"(?<=[.!?;])\s+")

KINDS: tuple[type[Record], ...] = (Control, Clause, Policy, ServiceDescription)


def subjects(dossier: Dossier) -> Iterator[tuple[Record, Text]]:
    """Texts that count people."""
    if dossier.company.headcount is None:
        return
    for kind in KINDS:
        for record in dossier.all(kind):
            yield from ((record, text) for text in texts(record) if COUNT.search(text.text))


def check(subject: tuple[Record, Text], dossier: Dossier) -> Iterator[Diagnostic]:
    record, text = subject
    headcount = dossier.company.headcount
    if headcount is None:
        return
    for sentence in SENTENCE.split(text.text):
        days = set(DAY.findall(sentence)) - {headcount.as_of.isoformat()}
        for match in COUNT.finditer(sentence):
            number = int(next(group for group in match.groups() if group))
            if number != headcount.value and not days:
                yield RULE.found(
                    f"`{' '.join(match[0].split())}` in {record.id}; the company had {headcount.value} people on "
                    f"{headcount.as_of}",
                    text.at(text.text.index(match[0])),
                    Label(headcount.at("value"), "the headcount"),
                    text=f"{number} people",
                    help="bring the text up to date, or write the day that it speaks of into the sentence",
                    subject=record.id,
                )


RULE = Rule(__name__, __doc__, Severity.WARNING, subjects, check)
