"""A legal text in use is not the one that counsel approved.

Finds: templates marked ``legal-text`` whose SHA-256 differs from the one that
``templates/approvals.yaml`` records for them.
Why: an upgrade or an edit can change words that bind the company (contracts, published lists under
GDPR Article 28); what counsel read and what prints must be the same text.
Fix: have counsel read the change and record the new hash, or restore the approved text; a project can
keep the approved one as a file of the same name in its own ``templates/``.
Wrong when: never; a change of one blank is a change.
"""

from collections.abc import Iterator
from typing import NamedTuple

from compliance.diagnostics import Diagnostic, Severity
from compliance.graph.dossier import Dossier
from compliance.project import LegalText, legal_texts
from compliance.registers.records.controls import Approval
from compliance.rules.rule import Rule


class Pair(NamedTuple):
    """An approval and the text in use under its name."""

    approval: Approval
    text: LegalText


def subjects(dossier: Dossier) -> Iterator[Pair]:
    texts = {text.name: text for text in legal_texts(dossier.root)}
    return (Pair(a, texts[a.template]) for a in dossier.all(Approval) if a.template in texts)


def check(pair: Pair, dossier: Dossier) -> Iterator[Diagnostic]:
    approval, text = pair
    if approval.sha256 != text.sha256:
        yield RULE.found(
            f"{approval.template} in use is not the text that was approved on {approval.approved_on}",
            approval.at("sha256"),
            text=f"in use: {text.sha256[:12]}… ({text.where})",
            help=f"have it read again and write `sha256: {text.sha256}`",
            subject=approval.template,
        )


RULE = Rule(__name__, __doc__, Severity.ERROR, subjects, check)
