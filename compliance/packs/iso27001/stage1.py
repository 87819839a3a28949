"""Chapter 14: what the certification audit found in its first stage, and what was done about it."""

from __future__ import annotations

from compliance.documents.text import Text, say
from compliance.packs.chapters import Block, ChapterView, Grid, Section, Words
from compliance.packs.common.assurance import ACTIONS, KINDS, STATES
from compliance.packs.common.pieces import facts, gap, ids, owner, table
from compliance.packs.scope import Scope
from compliance.registers.records.assurance import Audit

MISSING = "The registers hold no record of a certification audit: findings of stage 1 cannot be shown."


def view(scope: Scope) -> ChapterView:
    """Findings of certification audits, each with its actions and proof."""
    found = [a for a in scope.dossier.all(Audit) if a.kind == "certification" and a.framework == scope.kind.framework]
    if not found:
        return ChapterView(sections=(Section("stage-1", "Certification audit", (_none(scope),), "", "nda"),))
    return ChapterView(sections=tuple(_audit(audit, scope) for audit in found))


def _none(scope: Scope) -> Block:
    """A gap on the way to a certificate; between two certification audits there is none to be shown."""
    held = scope.certificate
    if held is None or held.state != "held" or not held.issued or held.issued >= scope.period.start:
        return gap(scope, MISSING)
    words = f"Not due in this cycle: the certificate was issued on {held.issued}, before the period"
    until = f", and runs to {held.expires}" if held.expires else ""
    places = (held.at("issued"), *((held.at("expires"),) if held.expires else ()))
    return Words(Text(f"{words}{until}.", places))


def _audit(audit: Audit, scope: Scope) -> Section:
    blocks: list[Block] = [
        facts(
            (
                ("Kind", say(audit, "kind", KINDS[audit.kind])),
                ("Performed", say(audit, "performed_on")),
                ("Auditor", say(audit, "auditor")),
                ("Conclusion", say(audit, "conclusion")),
            )
        )
    ]
    for found in audit.nonconformities:
        blocks.append(
            facts(
                (
                    ("Finding", say(found, "id")),
                    ("What was found", say(found, "finding")),
                    ("State", say(found, "status", STATES[found.status])),
                )
            )
        )
        rows = ((say(a, "action"), owner(scope, a), say(a, "due"), say(a, "done_on"), ids(a)) for a in found.actions)
        blocks.append(Grid(table(f"stage1_{found.id}", f"Actions of {found.id}", ACTIONS, rows), "record"))
    return Section(f"stage-1-{audit.id.lower()}", audit.title, tuple(blocks), "", "internal")
