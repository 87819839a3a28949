"""What to ask of whom: evidence that is over or ends soon, and controls that nothing proves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from compliance.derive.evidence_status import HORIZONS, ControlEvidence, Due, status
from compliance.derive.freshness import speaks_of
from compliance.evidence.manifest import REQUEST
from compliance.frameworks.catalog import annex_a
from compliance.graph.dossier import Dossier
from compliance.registers.order import natural
from compliance.registers.records.assurance import Evidence
from compliance.registers.records.controls import Control


@dataclass(frozen=True, slots=True)
class Request:
    """One thing to ask for. ``due`` is the last day on which the evidence there is still holds; today where none does.

    ``type`` is empty where nothing was collected before and its owner has to say what it is.
    """

    id: str
    owner: str
    proves: tuple[str, ...]
    """Controls with their titles, or ids of clause items."""
    asked: str
    last: str
    due: date
    type: str = ""
    covers_period: bool = False
    population: bool = False


@dataclass(frozen=True, slots=True)
class Requests:
    """Everything to ask for, by owner and day, and how many samples are due, which are drawn and not asked for."""

    rows: tuple[Request, ...]
    samples: int = 0

    @property
    def owners(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(row.owner for row in self.rows))


def requests(dossier: Dossier, days: int = HORIZONS[-1], owner: str = "") -> Requests:
    """What is due within so many days (up to 90), and every control in force that nothing proves today."""
    found = status(dossier, owner)
    due = [each for each in found.due if each.days <= days]
    samples = [each for each in due if each.evidence.kind == "sample"]
    rows = [_again(each, dossier) for each in due if each.evidence.kind != "sample"]
    asked = {id for each in due if each.evidence.kind != "sample" for id in each.evidence.controls}
    rows += [
        _new(c, dossier) for c in found.controls if c.standing in ("missing", "stale") and c.control.id not in asked
    ]
    titles = {id: dossier.role(id) for id in {row.owner for row in rows}}
    return Requests(tuple(sorted(rows, key=lambda r: (titles[r.owner], r.due, natural(r.id)))), len(samples))


_HOW = {"api": "through an interface", "export": "exported", "screenshot": "as a screenshot", "manual": "by hand"}
"""How evidence was obtained, in words."""


def _again(due: Due, dossier: Dossier) -> Request:
    """A request for evidence that was collected before."""
    evidence = due.evidence
    return Request(
        f"{REQUEST}{evidence.id}",
        due.owner,
        tuple(_proves(evidence, dossier)),
        _what(evidence, dossier),
        f"{evidence.id} of {speaks_of(evidence)}, collected by {dossier.role(evidence.collected_by)}",
        due.expires,
        evidence.type,
        evidence.period_end is not None,
        evidence.kind == "population",
    )


def _what(evidence: Evidence, dossier: Dossier) -> str:
    """What is asked: the title, for a new period where the last covered one, and how it was made the last time."""
    when = f" for the period after {evidence.period_end}" if evidence.period_end else ""
    source = f" from {evidence.system}" if evidence.system else ""
    lines = [
        f"Collect again{when}: {evidence.title}.",
        f"Last time {_HOW[evidence.method]}{source}" + (f", with: {evidence.query}" if evidence.query else "."),
    ]
    if evidence.population and evidence.population.filter_used:
        lines.append(f"Filter: {evidence.population.filter_used}.")
    return "\n".join(lines)


def _proves(evidence: Evidence, dossier: Dossier) -> Iterator[str]:
    for id in evidence.controls:
        yield named(id, dossier)
    yield from evidence.clauses


def named(id: str, dossier: Dossier) -> str:
    """A control with its title: its own, or that of Annex A."""
    control = dossier.get(Control, id)
    title = control.title if control else ""
    title = title or next((r.title for r in annex_a().requirements if r.id == id), "")
    return f"{id} {title}".strip()


def _new(found: ControlEvidence, dossier: Dossier) -> Request:
    """A request for the first evidence of a control, or the next where only samples or lost files stand behind it."""
    control = found.control
    statement = " ".join(control.statement.split())
    last = ", ".join(p.evidence.id for p in found.proofs) or "none"
    return Request(
        f"{REQUEST}{control.id}",
        control.owner,
        (named(control.id, dossier),),
        f"Something dated that shows this in practice: {statement}",
        last,
        dossier.today,
    )
