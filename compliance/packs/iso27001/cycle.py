"""What the audits on record have not looked at yet in the cycle of the certificate (clause 9.2.2)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from compliance.documents.text import Text, fixed
from compliance.frameworks.data import read
from compliance.packs.chapters import Block, Words
from compliance.packs.common.pieces import facts
from compliance.packs.scope import Scope
from compliance.registers.records.assurance import Audit
from compliance.registers.records.controls import Certificate, Control


def cycle(scope: Scope) -> Iterator[Block]:
    """Clauses and controls that no internal audit of the cycle names. Nothing without a certificate, whose days are
    those of the cycle, and nothing at levels that audits are withheld from."""
    held = scope.certificate
    if not scope.shows("internal") or held is None or held.issued is None or held.expires is None:
        return
    audits = [a for a in scope.dossier.all(Audit) if _of_cycle(a, held, scope)]
    clauses = [id for id in read("iso27001-2022-clauses")["audited_clauses"] if not _named(id, audits)]
    looked = {id for audit in audits for id in audit.controls}
    controls = [c for c in scope.dossier.all(Control) if c.applicable and c.id not in looked]
    places = tuple(audit.at("clauses") for audit in audits)
    yield Words(fixed("By the internal audits on record, in the cycle of the certificate:"), "lead-in")
    yield facts(
        (
            ("Cycle", Text(f"{held.issued} to {held.expires}", (held.at("issued"), held.at("expires")))),
            ("Audits", tuple(Text(audit.id, (audit.place,)) for audit in audits)),
            ("Clauses not yet audited", _listed(Text(id, places) for id in clauses)),
            ("Controls not yet audited", _listed(Text(c.id, (c.at("id"), *places)) for c in controls)),
        )
    )


def _of_cycle(audit: Audit, held: Certificate, scope: Scope) -> bool:
    assert held.issued is not None
    assert held.expires is not None
    mine = audit.framework == scope.kind.framework and audit.kind == "internal"
    return mine and held.issued <= audit.performed_on <= min(held.expires, scope.dossier.today)


def _named(clause: str, audits: Iterable[Audit]) -> bool:
    """Whether an audit names a clause, one above it, or a part of it."""
    named = (id for audit in audits for id in audit.clauses)
    return any(id == clause or id.startswith(f"{clause}.") or clause.startswith(f"{id}.") for id in named)


def _listed(found: Iterable[Text]) -> tuple[Text, ...]:
    return tuple(found) or (fixed("none"),)
