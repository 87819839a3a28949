"""The checks that evidence has to pass, and what does not: the exceptions of a pack.

Most are rules of ``dossier check``, run again here, so that a pack and a check never disagree. Three more concern only
those who look at evidence: what a redaction and a screenshot must state, and that each control in force has something
to show in this very pack. A waiver in force marks an exception as accepted; it stays on the list.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from compliance.derive import acceptance
from compliance.derive.controls import state
from compliance.diagnostics import Diagnostic, Label, Place, Severity
from compliance.graph.dossier import Dossier
from compliance.packs.items import Item
from compliance.registers.order import natural
from compliance.registers.records.assurance import Evidence
from compliance.registers.records.controls import Control, Waiver
from compliance.rules import (
    custody_differs_from_record,
    custody_log_broken,
    evidence_collected_early,
    evidence_file_missing,
    evidence_from_the_future,
    evidence_hash_mismatch,
    evidence_not_in_custody_log,
    evidence_outside_project,
    evidence_self_reviewed,
    evidence_stale,
    evidence_unknown_type,
    implemented_without_fresh_evidence,
    population_count_differs,
    sample_differs_from_draw,
    sample_outside_population,
)
from compliance.rules.rule import AnyRule

RULES: tuple[AnyRule, ...] = (
    implemented_without_fresh_evidence.RULE,
    evidence_stale.RULE,
    evidence_file_missing.RULE,
    evidence_outside_project.RULE,
    evidence_hash_mismatch.RULE,
    evidence_collected_early.RULE,
    evidence_from_the_future.RULE,
    evidence_self_reviewed.RULE,
    evidence_unknown_type.RULE,
    population_count_differs.RULE,
    sample_outside_population.RULE,
    sample_differs_from_draw.RULE,
    evidence_not_in_custody_log.RULE,
    custody_log_broken.RULE,
    custody_differs_from_record.RULE,
)
"""Rules about evidence, in the order that the exceptions chapter lists them."""


@dataclass(frozen=True, slots=True)
class Failure:
    """What is wrong with a piece of evidence or with a control's proof. ``waiver`` is the id of who accepted it."""

    code: str
    subject: str
    message: str
    place: Place
    help: str = ""
    waiver: str = ""


@dataclass(frozen=True, slots=True)
class CheckRow:
    """A check, what it is, how many things it looked at and how many exceptions it made."""

    code: str
    title: str
    examined: int
    found: int


@dataclass(frozen=True, slots=True)
class Examined:
    """All checks and all exceptions."""

    checks: tuple[CheckRow, ...]
    found: tuple[Failure, ...]


def examine(dossier: Dossier, items: tuple[Item, ...]) -> Examined:
    """Run every check. Findings about evidence that the pack is not about are left out."""
    mine = {item.id for item in items}
    others = {evidence.id for evidence in dossier.all(Evidence)} - mine
    held = acceptance.active(dossier.all(Waiver), dossier)
    rows: list[CheckRow] = []
    found: list[Failure] = []
    for code, title, made, examined in (*_rules(dossier), *_own(dossier, items)):
        kept = [_failure(d, held) for d in made if d.subject not in others]
        rows.append(CheckRow(code, title, examined, len(kept)))
        found += kept
    return Examined(tuple(rows), tuple(sorted(found, key=lambda f: (natural(f.subject), f.code, f.message))))


def _failure(diagnostic: Diagnostic, held: dict[tuple[str, str], Waiver]) -> Failure:
    waiver = held.get((diagnostic.code, diagnostic.subject))
    return Failure(
        diagnostic.code,
        diagnostic.subject,
        diagnostic.message,
        diagnostic.label.at if isinstance(diagnostic.label.at, Place) else Place(diagnostic.label.at.file, ""),
        diagnostic.help,
        waiver.id if waiver else "",
    )


_Row = tuple[str, str, list[Diagnostic], int]


def _rules(dossier: Dossier) -> Iterator[_Row]:
    for rule in RULES:
        made, examined = rule.run(dossier)
        yield rule.code, rule.title, made, examined


def _own(dossier: Dossier, items: tuple[Item, ...]) -> Iterator[_Row]:
    yield _unproven(dossier, items)
    yield _row("redaction-without-original", "A redacted file states no hash of its original", items, _redacted)
    yield _row("screenshot-incomplete", "A screenshot states no address or no account", items, _screenshot)


def _unproven(dossier: Dossier, items: tuple[Item, ...]) -> _Row:
    """Controls in force, wholly or in part, for which nothing in the pack holds. What the rule on implemented controls
    finds is left to it."""
    code, holding = "control-without-evidence", {id for item in items if item.holds for id in item.controls}
    in_force = [c for c in dossier.all(Control) if c.applicable and c.status in ("implemented", "partially")]
    known = {c.id for c in in_force if c.status == "implemented" and not state(c, dossier).fresh}
    unproven = [c for c in in_force if c.id not in holding and c.id not in known]
    made = [_found(code, f"{c.id} is in force, and nothing in this pack shows it", c.at("status")) for c in unproven]
    return code, "A control is in force and nothing in the pack shows it today", made, len(in_force)


def _row(code: str, title: str, items: Iterable[Item], check: Callable[[Evidence], tuple[str, Place] | None]) -> _Row:
    records = [item.evidence for item in items]
    made = [_found(code, *wrong, record.id) for record in records if (wrong := check(record))]
    return code, title, made, len(records)


def _found(code: str, message: str, at: Place, subject: str = "") -> Diagnostic:
    return Diagnostic(code, Severity.ERROR, message, Label(at), subject=subject or message.split(" ", 1)[0])


def _redacted(evidence: Evidence) -> tuple[str, Place] | None:
    if evidence.redaction_note and not evidence.original_sha256:
        return f"{evidence.id} was redacted, and the hash of its original is not recorded", evidence.at(
            "redaction_note"
        )
    return None


def _screenshot(evidence: Evidence) -> tuple[str, Place] | None:
    if evidence.method != "screenshot":
        return None
    lacks = [word for word, value in (("address", evidence.query), ("account", evidence.account_used)) if not value]
    if not lacks:
        return None
    return f"{evidence.id} is a screenshot without its {' and '.join(lacks)}", evidence.at("method")
