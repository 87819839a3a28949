"""What was written into a customer's file, as a record of ``answers/told``, so that ``dossier promises`` watches it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from compliance.graph.dossier import Dossier
from compliance.questionnaires.answering import Answers
from compliance.questionnaires.faults import QuestionnaireError
from compliance.questionnaires.filling import Item
from compliance.questionnaires.follow_ups import follow_up
from compliance.questionnaires.ladder import Reply
from compliance.questionnaires.record import answer_of, told


@dataclass(frozen=True, slots=True)
class Ledger:
    """A record that is to be made: whose answers, given by which role."""

    id: str
    customer: str
    by: str

    @classmethod
    def of(cls, customer: str, by: str, dossier: Dossier) -> Ledger:
        """The next free record of today. Raises :class:`QuestionnaireError` without a customer or a role."""
        if not customer:
            raise QuestionnaireError("--record needs to know whom the answers go to", "give --customer ID")
        if by not in dossier.registers.roles:
            roles = ", ".join(sorted(dossier.registers.roles))
            named = f"there is no role {by!r}" if by else "--record needs to know who answers"
            raise QuestionnaireError(named, f"give --by with one of: {roles}")
        number, id = 1, f"{customer}-{dossier.today.isoformat()}"
        while (dossier.root / cls(id, customer, by).file).exists():
            number += 1
            id = f"{customer}-{dossier.today.isoformat()}-{number}"
        return cls(id, customer, by)

    @property
    def file(self) -> str:
        """Below the project's folder."""
        return f"answers/told/{self.customer}/{self.id}.yaml"

    def record(self, answers: Answers, dossier: Dossier, *, commit: str, sha256: str) -> dict[str, Any]:
        """The record as plain data: every answer that was written, by the registers or by a person."""
        asked = answers.questionnaire
        made = told(
            (),
            id=self.id,
            customer=self.customer,
            questionnaire=" ".join((asked.title or asked.name).split())[:120],
            by=self.by,
            audience=answers.audience,
            day=dossier.today,
            dossier=dossier,
            commit=commit,
            sha256=sha256,
        )
        return {**made, "answers": list(_answers(answers, dossier))}


def _answers(answers: Answers, dossier: Dossier) -> Iterator[dict[str, Any]]:
    """``If yes, please describe`` is recorded with the question above it: alone it would match any such request."""
    described = {i.question.follows: i.value for i in answers.of("answered") if _describes(i)}
    for item in answers.of("answered", "decided"):
        spot = str(item.entries[0].slot.spot)
        if item.outcome == "decided":
            yield _by_person(item, spot, dossier)
        elif item.reply.topic is not None and not _describes(item):
            text = item.text or described.get(item.question.key, "")
            yield answer_of(replace(item.reply, value=item.value, text=text), spot, dossier)


def _describes(item: Item) -> bool:
    return bool(item.question.follows) and follow_up(item.question.text).bare


def _by_person(item: Item, spot: str, dossier: Dossier) -> dict[str, Any]:
    """A decided answer has no topic: a person answers for it, and no later file takes it for derived."""
    reply = Reply(question=item.reply.question, rung="blank", value=item.value, text=item.text)
    return {**answer_of(reply, spot, dossier), "word": item.said or "text"}
