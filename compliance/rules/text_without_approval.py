"""A legal text is in use and nobody has approved it.

Finds: templates marked ``legal-text`` that ``templates/approvals.yaml`` does not name.
Why: words that bind the company, or that customers rely on under GDPR Article 28, are counsel's to
approve; without a record nobody can say which version was read.
Fix: have counsel read the text, then add its name, hash, role and date to ``templates/approvals.yaml``.
Wrong when: the document is never given to anybody; then waive it.
"""

from collections.abc import Iterator

from compliance.diagnostics import Diagnostic, Severity
from compliance.graph.dossier import Dossier
from compliance.project import LegalText, legal_texts
from compliance.registers.records.controls import Approval
from compliance.rules.rule import Rule


def subjects(dossier: Dossier) -> Iterator[LegalText]:
    return iter(legal_texts(dossier.root))


def check(text: LegalText, dossier: Dossier) -> Iterator[Diagnostic]:
    if dossier.get(Approval, text.name) is None:
        yield RULE.found(
            f"{text.name} is a legal text and no approval of it is recorded",
            dossier.project.at("documents") if dossier.project.documents else dossier.project.place,
            help=f"once counsel has read it, add it to templates/approvals.yaml with `sha256: {text.sha256}`",
            subject=text.name,
            key=True,
        )


RULE = Rule(__name__, __doc__, Severity.WARNING, subjects, check)
