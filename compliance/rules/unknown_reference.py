"""A register names a record that does not exist.

Finds: every field that a schema marks as a reference (``x-ref``) and that names no known id.
Why: what hangs on a broken link is missing from every document, and nobody sees that it is.
Fix: correct the id, or write the record that is missing.
Wrong when: never.
"""

from collections.abc import Iterator
from difflib import get_close_matches

from compliance.diagnostics import Diagnostic, Severity
from compliance.graph.dossier import Dossier
from compliance.registers.references import Reference
from compliance.rules.rule import Rule


def subjects(dossier: Dossier) -> Iterator[Reference]:
    return iter(dossier.registers.references)


def check(reference: Reference, dossier: Dossier) -> Iterator[Diagnostic]:
    known = dossier.registers.ids(reference.to_kind)
    if reference.to_id in known or not dossier.registers.whole(reference.to_kind):
        return
    close = get_close_matches(reference.to_id, list(known), 1, 0.6)
    yield RULE.found(
        f"there is no {reference.to_kind} `{reference.to_id}`",
        reference.place,
        text=f"named by `{reference.field}` of {reference.kind} `{reference.id}`",
        help=f"did you mean `{close[0]}`?" if close else f"`dossier list {reference.to_kind}` shows those there are",
        subject=reference.id,
    )


RULE = Rule(__name__, __doc__, Severity.ERROR, subjects, check)
