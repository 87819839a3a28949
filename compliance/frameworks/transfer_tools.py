"""How transfers are judged, as data: rules with articles, modules of the clauses, steps of an assessment."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal, cast

from compliance.frameworks.data import read
from compliance.frameworks.scc import unfit

Module = Literal["1", "2", "3", "4"]
MODULES: tuple[Module, ...] = ("1", "2", "3", "4")


@dataclass(frozen=True, slots=True)
class TransferRule:
    """A rule that an answer rests on, and the text that it comes from."""

    id: str
    title: str
    citation: str


@dataclass(frozen=True, slots=True)
class TiaField:
    """One field of a transfer impact assessment, and whether the registers yield it by themselves."""

    id: str
    step: str
    title: str
    of: Literal["derived", "register"]


@cache
def rules() -> dict[str, TransferRule]:
    """The rules, by id."""
    return {row["id"]: TransferRule(**row) for row in read("transfers")["rules"]}


def plain_role(role: str) -> str:
    """A role as the modules know it: a sub-processor is a processor."""
    return "processor" if role == "sub-processor" else role


@cache
def module(exporter: str, importer: str) -> Module | None:
    """The module of Decision (EU) 2021/914 for a pair of roles; None where none is made for it."""
    if unfit(exporter, importer):
        return None
    pair = (plain_role(exporter), plain_role(importer))
    rows = read("transfers")["modules"]
    return cast("Module | None", next((r["module"] for r in rows if (r["exporter"], r["importer"]) == pair), None))


def module_name(number: str) -> str:
    """``controller to processor`` for ``2``."""
    return str(next(row["name"] for row in read("transfers")["modules"] if row["module"] == number))


@cache
def hr_subjects() -> frozenset[str]:
    """People about whom data counts as human resources data on the list of the Data Privacy Framework."""
    return frozenset(read("transfers")["hr_subjects"])


@cache
def tia_steps() -> tuple[tuple[str, str], ...]:
    """Id and title of each step (EDPB Recommendations 01/2020)."""
    return tuple((row["id"], row["title"]) for row in read("transfers")["tia"]["steps"])


@cache
def tia_fields() -> tuple[TiaField, ...]:
    """The fields of an assessment, in the order of the steps."""
    return tuple(TiaField(**row) for row in read("transfers")["tia"]["fields"])
