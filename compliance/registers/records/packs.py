"""Questionnaires that the product or a project brings itself, to be answered and printed.

The field descriptions are in the schema of each kind; names here are the names there.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date as Date
from typing import Literal

from compliance.registers.values import Part, Record


@dataclass(frozen=True, slots=True, kw_only=True)
class PackCheck(Part):
    """A question under a requirement: one thing that it asks."""

    text: str
    type: Literal["yes-no", "text"] = "yes-no"
    same_as: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PackQuestion(Part):
    """A question, or a requirement with the questions that it comes down to."""

    id: str
    title: str = ""
    text: str
    type: Literal["yes-no", "text"] = "yes-no"
    same_as: str = ""
    checks: tuple[PackCheck, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PackSection(Part):
    """A part of a questionnaire."""

    title: str
    questions: tuple[PackQuestion, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionnairePack(Record):
    """A questionnaire of the project's own, with its licence and source."""

    title: str
    version: str = ""
    publisher: str
    source: str
    licence: str
    text_included: bool
    permission: str = ""
    retrieved_on: Date
    links: str = ""
    sections: tuple[PackSection, ...]
