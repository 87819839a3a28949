"""Which No would become Yes by what: topics that fall short today, the control and the day that would close them.

Ranked by how many recorded questionnaires asked, for those are the sales that a gap costs; then by topics over
which customers end a purchase.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from compliance.graph.dossier import Dossier
from compliance.questionnaires.library import Library
from compliance.questionnaires.verdict import Conclusion, conclude, word
from compliance.registers.records.answers import Answer
from compliance.registers.records.controls import Control
from compliance.registers.records.told import Told


@dataclass(frozen=True, slots=True)
class Step:
    """What would close a gap: a control or another piece of the registers, until when, and who owns it."""

    what: str
    by: date | None
    owner: str


@dataclass(frozen=True, slots=True)
class Gap:
    """A topic that is answered with the adverse word, or with none, and what would change that."""

    topic: Answer
    conclusion: Conclusion
    word: str
    steps: tuple[Step, ...]
    asked_by: tuple[str, ...]
    """Questionnaires that asked, by the id of their record."""
    customers: tuple[str, ...]


def gaps(dossier: Dossier) -> tuple[Gap, ...]:
    """Every gap, the one that most questionnaires asked for first."""
    asked = _asked(dossier)
    found = (_gap(topic, asked.get(topic.id, ()), dossier) for topic in Library.of(dossier).topics)
    ranked = [gap for gap in found if gap is not None]
    return tuple(sorted(ranked, key=lambda g: (-len(g.asked_by), not g.topic.critical, g.topic.id)))


def _asked(dossier: Dossier) -> dict[str, tuple[Told, ...]]:
    """Records that asked for each topic."""
    found: dict[str, dict[str, Told]] = defaultdict(dict)
    for told in dossier.all(Told):
        for answer in told.answers:
            found[answer.topic].setdefault(told.id, told)
    return {topic: tuple(records.values()) for topic, records in found.items()}


def _gap(topic: Answer, asked: tuple[Told, ...], dossier: Dossier) -> Gap | None:
    if topic.type != "yes-no":
        return None
    found = conclude(topic, dossier)
    if found.state in ("met", "not-applicable"):
        return None
    if found.adverse and topic.polarity == "no-is-good":
        return None  # it is so by the nature of the service: nothing is to be closed
    customers = tuple(dict.fromkeys(told.customer for told in asked))
    said = word(topic, found, False) or "blank"
    return Gap(topic, found, said, _steps(topic, found, dossier), tuple(told.id for told in asked), customers)


def _steps(topic: Answer, found: Conclusion, dossier: Dossier) -> tuple[Step, ...]:
    """What would have to be done, the control first."""
    steps = [_of_control(control) for control in found.limits]
    if topic.absent is not None:
        steps.append(Step("a decision to introduce it", topic.absent.planned_for, topic.owner))
    if not steps:
        steps = [Step(reason, found.planned_for, topic.owner) for reason in found.reasons]
    return tuple(dict.fromkeys(steps))


def _of_control(control: Control) -> Step:
    if control.exception is not None and control.status == "implemented":
        return Step(f"{control.id}: end of the exception", control.exception.until, control.owner)
    if control.status == "implemented":
        return Step(f"{control.id}: evidence that is in date", None, control.owner)
    what = "close the gap" if control.status == "partially" else "put it into operation"
    return Step(f"{control.id}: {what}", control.planned_for, control.owner)
