"""Questionnaires of our own: those that the product brings, and those of a project.

A pack says under which licence its text stands. One whose licence is not on the list of
``frameworks/questionnaire-licences.yaml`` is refused: what is shipped or printed is passed on to others.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any

from compliance.diagnostics import DossierError, Place
from compliance.frameworks.questionnaire_licences import allowed
from compliance.graph.dossier import Dossier
from compliance.registers import yaml12
from compliance.registers.convert import to_record
from compliance.registers.kinds import BY_NAME
from compliance.registers.records.packs import PackCheck, PackQuestion, QuestionnairePack
from compliance.registers.validate import decider, explain

SHIPPED = ("mvsp", "security")
"""Ids of the packs that the product brings, which are names of their files too."""


class UnlicensedPackError(DossierError):
    """A pack whose text may not be passed on."""

    def __init__(self, file: str, licence: str) -> None:
        super().__init__(
            f"{file} stands under {licence!r}, whose text may not be passed on",
            f"licences that allow it: {', '.join(allowed())}",
        )


class InvalidPackError(DossierError):
    """A shipped pack that its schema refuses."""

    def __init__(self, file: str, messages: list[str]) -> None:
        super().__init__(f"{file}: {'; '.join(messages)}", "mend the file")


def passes(pack: QuestionnairePack) -> bool:
    """Whether the text of a pack may be printed: by its licence, by a permission, or because it is not there."""
    return pack.licence in allowed() or bool(pack.permission) or not pack.text_included


@cache
def shipped(id: str) -> QuestionnairePack:
    """A pack of the product. Its places lead to no file of the project."""
    path = files("compliance").joinpath("questionnaires", "packs", f"{id}.yaml")
    return bundled(yaml12.parse_bytes(path.read_bytes(), path.name), path.name)


def bundled(raw: dict[str, Any], file: str) -> QuestionnairePack:
    """Plain data as a pack that may be passed on.

    Raises :class:`InvalidPackError` where the schema refuses it, :class:`UnlicensedPackError` where its licence is
    not on the list: a permission given to somebody does not reach those who get the product.
    """
    kind = BY_NAME["questionnaire-pack"]
    if not decider(kind)(raw):
        raise InvalidPackError(file, [d.message for d in explain(kind, raw, Place(file, ""))])
    if raw["licence"] not in allowed():
        raise UnlicensedPackError(file, raw["licence"])
    return to_record(QuestionnairePack, raw, Place(file, ""), raw["id"])


def own(dossier: Dossier) -> tuple[QuestionnairePack, ...]:
    """Packs of the project that may be printed."""
    return tuple(pack for pack in dossier.all(QuestionnairePack) if passes(pack))


def known_packs(dossier: Dossier) -> tuple[QuestionnairePack, ...]:
    """Every pack whose questions are known: the project's own and those of the product."""
    return (*dossier.all(QuestionnairePack), *map(shipped, SHIPPED))


def asked(pack: QuestionnairePack) -> Iterator[PackQuestion | PackCheck]:
    """What is answered of a pack, in order: its questions, and in the place of a requirement its checks."""
    for section in pack.sections:
        for question in section.questions:
            yield from question.checks or (question,)
