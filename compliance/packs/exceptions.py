"""The checks that evidence has to pass, and what does not: the exceptions of a pack.

Most are rules of ``dossier check``, run again here, so that a pack and a check never disagree. Three more concern only
those who look at evidence: what a redaction and a screenshot must state, and that each control in force has something
to show in this very pack. A waiver in force marks an exception as accepted; it stays on the list.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator
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
    """A check, what it is, how many things of the pack it looked at, and how many exceptions it made: those that stand
    and those that a waiver accepts. ``left`` says in words what it could not look at."""

    code: str
    title: str
    examined: int
    standing: int
    waived: int
    left: str = ""


@dataclass(frozen=True, slots=True)
class Examined:
    """All checks and all exceptions."""

    checks: tuple[CheckRow, ...]
    found: tuple[Failure, ...]


def examine(dossier: Dossier, items: tuple[Item, ...], controls: Container[str] | None = None) -> Examined:
    """Run every check over the evidence and the controls of a pack; ``controls`` are the ids of those that it has, all
    where it is None. What the pack is not about is neither counted nor found."""
    ids = {item.id for item in items}
    others = {evidence.id for evidence in dossier.all(Evidence)} - ids
    if controls is not None:
        others |= {control.id for control in dossier.all(Control) if control.id not in controls}
    held = acceptance.active(dossier.all(Waiver), dossier)
    rows: list[CheckRow] = []
    found: list[Failure] = []
    for code, title, made, examined, left in (*_rules(dossier, others), *_own(dossier, items, others)):
        kept = [_failure(d, held) for d in made if d.subject not in others]
        waived = sum(bool(one.waiver) for one in kept)
        rows.append(CheckRow(code, title, examined, len(kept) - waived, waived, left))
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


_Row = tuple[str, str, list[Diagnostic], int, str]


def _rules(dossier: Dossier, others: set[str]) -> Iterator[_Row]:
    for rule in RULES:
        made: list[Diagnostic] = []
        examined = 0
        for subject in rule.subjects(dossier):
            if _about(subject) not in others:
                examined += 1
                made += rule.check(subject, dossier)
        yield rule.code, rule.title, made, examined, _left(rule, dossier, others)


def _about(subject: object) -> str:
    """The id of the evidence or the control that a rule looks at, whatever it wraps it in."""
    inner = getattr(subject, "evidence", None)
    return str(getattr(inner if isinstance(inner, Evidence) else subject, "id", ""))


def _left(rule: AnyRule, dossier: Dossier, others: set[str]) -> str:
    """Samples that no program can draw again, because they state no algorithm that it knows."""
    if rule is not sample_differs_from_draw.RULE:
        return ""
    samples = [e for e in dossier.all(Evidence) if e.sample and not e.sample.algorithm and e.id not in others]
    return f"{len(samples)} drawn by other means, not redrawn" if samples else ""


def _own(dossier: Dossier, items: tuple[Item, ...], others: set[str]) -> Iterator[_Row]:
    yield _unproven(dossier, items, others)
    records = [item.evidence for item in items]
    redacted = [record for record in records if record.redaction_note]
    yield _row("redaction-without-original", "A redacted file states no hash of its original", redacted, _redacted)
    screenshots = [record for record in records if record.method == "screenshot"]
    yield _row("screenshot-incomplete", "A screenshot states no address or no account", screenshots, _screenshot)


def _unproven(dossier: Dossier, items: tuple[Item, ...], others: set[str]) -> _Row:
    """Controls in force, wholly or in part, for which nothing in the pack holds. What the rule on implemented controls
    finds is left to it."""
    code, holding = "control-without-evidence", {id for item in items if item.holds for id in item.controls}
    mine = [c for c in dossier.all(Control) if c.id not in others]
    in_force = [c for c in mine if c.applicable and c.status in ("implemented", "partially")]
    known = {c.id for c in in_force if c.status == "implemented" and not state(c, dossier).fresh}
    unproven = [c for c in in_force if c.id not in holding and c.id not in known]
    made = [_found(code, f"{c.id} is in force, and nothing in this pack shows it", c.at("status")) for c in unproven]
    return code, "A control is in force and nothing in the pack shows it today", made, len(in_force), ""


def _row(code: str, title: str, records: list[Evidence], check: Callable[[Evidence], tuple[str, Place] | None]) -> _Row:
    made = [_found(code, *wrong, record.id) for record in records if (wrong := check(record))]
    return code, title, made, len(records), "" if records else "none in the pack"


def _found(code: str, message: str, at: Place, subject: str = "") -> Diagnostic:
    return Diagnostic(code, Severity.ERROR, message, Label(at), subject=subject or message.split(" ", 1)[0])


def _redacted(evidence: Evidence) -> tuple[str, Place] | None:
    if evidence.original_sha256:
        return None
    return f"{evidence.id} was redacted, and the hash of its original is not recorded", evidence.at("redaction_note")


def _screenshot(evidence: Evidence) -> tuple[str, Place] | None:
    lacks = [word for word, value in (("address", evidence.query), ("account", evidence.account_used)) if not value]
    if not lacks:
        return None
    return f"{evidence.id} is a screenshot without its {' and '.join(lacks)}", evidence.at("method")
