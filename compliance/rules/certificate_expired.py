"""A certificate is called held and has ended.

Finds: certificates of the company with ``state: held`` that ``expires`` before today.
Why: answers, DPAs and the trust page quote it; a claim after the end is a false one.
Fix: record the renewed certificate, or write ``state: expired``.
Wrong when: never; an audit that took place is no certificate.
"""

from collections.abc import Iterator

from compliance.diagnostics import Diagnostic, Label, Severity
from compliance.graph.dossier import Dossier
from compliance.registers.records.controls import Certificate
from compliance.rules.phrases import ago
from compliance.rules.rule import Rule


def subjects(dossier: Dossier) -> Iterator[Certificate]:
    return (certificate for certificate in dossier.all(Certificate) if certificate.state == "held")


def check(certificate: Certificate, dossier: Dossier) -> Iterator[Diagnostic]:
    if certificate.expires and certificate.expires < dossier.today:
        yield RULE.found(
            f"{certificate.title} is called held and ended on {certificate.expires}",
            certificate.at("expires"),
            Label(certificate.at("state"), "said to be held"),
            text=ago(certificate.expires, dossier.today),
            help="record the renewed certificate, or write `state: expired`",
            subject=certificate.id,
        )


RULE = Rule(__name__, __doc__, Severity.ERROR, subjects, check)
