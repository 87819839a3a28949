"""A text claims what nobody may claim.

Finds: claims of ``frameworks/wording.yaml`` ("GDPR compliant", "SOC 2 certified", "Normen certified", ...) in every
text of every register and in the body of policies. Questions, addresses of pages and titles of sources are
left out: they are the words of others.
Why: such a claim is false whatever the facts are, misleads customers, and auditors and authorities object.
Fix: say what is so: the certificate and its scope, the report and its period, the measure and its value.
Wrong when: the text denies the claim; put it in other words all the same, or waive it.
"""

from collections.abc import Iterator
from typing import NamedTuple

from compliance.diagnostics import Diagnostic, Place, Severity
from compliance.frameworks.wording import Phrase, forbidden_claims
from compliance.graph.dossier import Dossier
from compliance.registers.kinds import KINDS
from compliance.registers.records.flows import Source
from compliance.registers.values import Record
from compliance.registers.walk import Text, texts
from compliance.rules.rule import Rule

NOT_OURS = ("question", "phrasings", "url")
"""Fields that hold the words of others."""


class Written(NamedTuple):
    """A text and the record that it is part of."""

    record: Record
    text: Text


def subjects(dossier: Dossier) -> Iterator[Written]:
    records = (record for kind in KINDS for record in dossier.all(kind.record))
    written = (Written(record, text) for record in records for text in texts(record))
    return (w for w in written if w.text.field not in NOT_OURS and not isinstance(w.text.holder, Source))


def check(written: Written, dossier: Dossier) -> Iterator[Diagnostic]:
    record, text = written
    once: dict[tuple[str, Place], Phrase] = {}
    for phrase in forbidden_claims(text.text):
        once.setdefault((phrase.claim, text.at(phrase.start)), phrase)
    for (_, place), phrase in once.items():
        yield RULE.found(
            f"`{record.id}` claims `{phrase.written}`",
            place,
            text=phrase.why,
            help="say what is so: which certificate with which scope, which report, which measure",
            subject=record.id,
        )


RULE = Rule(__name__, __doc__, Severity.ERROR, subjects, check)
