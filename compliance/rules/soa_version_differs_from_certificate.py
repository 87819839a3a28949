"""The certificate names another version of the Statement of Applicability than the one in use.

Finds: ISO/IEC 27001 certificates held whose ``soa_version`` differs from the version of document ``soa`` in
dossier.yaml.
Why: a certificate holds for the statement that it names (ISO/IEC 27006-1, certification documents); customers ask
for that version, and a newer one was not audited.
Fix: correct whichever is wrong, or tell the certification body about the new version.
Wrong when: the statement was revised between two audits and the body has been told; waive until the next audit.
"""

from collections.abc import Iterator

from compliance.diagnostics import Diagnostic, Label, Severity
from compliance.frameworks.catalog import ANNEX_A
from compliance.graph.dossier import Dossier
from compliance.registers.records.controls import Certificate
from compliance.rules.rule import Rule


def subjects(dossier: Dossier) -> Iterator[Certificate]:
    held = (c for c in dossier.all(Certificate) if c.framework == ANNEX_A and c.state == "held")
    return (certificate for certificate in held if certificate.soa_version)


def check(certificate: Certificate, dossier: Dossier) -> Iterator[Diagnostic]:
    issue = dossier.issue("soa")
    if issue and issue.version != certificate.soa_version:
        yield RULE.found(
            f"{certificate.title} names version {certificate.soa_version} of the Statement of Applicability,"
            f" and version {issue.version} is in use",
            certificate.at("soa_version"),
            Label(issue.at("version"), "the version in use"),
            help="correct one of the two, or tell the certification body and waive this until the next audit",
            subject=certificate.id,
        )


RULE = Rule(__name__, __doc__, Severity.ERROR, subjects, check)
