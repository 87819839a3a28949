"""How long a person still has to work on a questionnaire, and on which basis that is said."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace

from compliance.frameworks.questionnaire_effort import EffortKind, EffortRow, EffortTable, shipped_effort
from compliance.graph.dossier import Dossier
from compliance.questionnaires.answering import Answers
from compliance.questionnaires.filling import Item


@dataclass(frozen=True, slots=True)
class Effort:
    """The work that is left: how many questions of each kind, and the table that its minutes come from."""

    work: tuple[tuple[EffortRow, int], ...]
    source: str
    checked_on: str

    @property
    def minutes(self) -> int:
        return sum(row.minutes * count for row, count in self.work)

    @property
    def hours(self) -> float:
        """In quarters, rounded up: nothing is left only where it is 0."""
        return -(-self.minutes // 15) / 4

    @property
    def basis(self) -> str:
        """The sum in words, with whose judgement it is and of which day."""
        parts = (f"{count} {row.what} at {row.minutes} min" for row, count in self.work)
        dated = f" ({self.checked_on})"
        return f"{', '.join(parts) or 'nothing is open'}; {self.source}{dated}"


def effort(answers: Answers, dossier: Dossier) -> Effort:
    """The work that the open questions of a file are."""
    table = _table(dossier)
    counts = Counter(kind for item in answers.items if (kind := _kind(item)))
    return Effort(
        tuple((row, counts[row.kind]) for row in table.rows if counts[row.kind]), table.source, table.checked_on
    )


def _table(dossier: Dossier) -> EffortTable:
    """The project's own minutes where it states them; what it leaves out stays as the product has it."""
    shipped, own = shipped_effort(), dossier.project.answering
    if own is None:
        return shipped
    minutes = {row.kind: row.minutes for row in own.minutes}
    rows = tuple(replace(row, minutes=minutes.get(row.kind, row.minutes)) for row in shipped.rows)
    return EffortTable(" ".join(own.source.split()), own.as_of.isoformat(), rows)


def _kind(item: Item) -> EffortKind | None:
    """What a person has to do about a question; nothing where it is answered without a remark."""
    if not item.open:
        return None
    if item.outcome != "person":
        return "look"
    if item.reply.language:
        return "translate"
    if item.proposal or item.reply.topic is not None:
        return "confirm"
    return "choose" if item.places.options else "write"
