"""The rules for a data processing agreement, as dated data."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal

from compliance.frameworks.data import read

Level = Literal["must", "should", "must-if-uk", "must-if-swiss", "must-if-special"]


@dataclass(frozen=True, slots=True)
class Duty:
    """A part of a rule that one passage of a contract can meet. ``key`` is ``DPA-10.notice``."""

    key: str
    needs: str
    asked_by: Literal["law", "practice"] = "law"
    paper_only: bool = False
    """Looked for in the paper of others; in our own the agreement's details state it."""


@dataclass(frozen=True, slots=True)
class DpaRule:
    """A rule: what clauses must declare (``duties``), and what annexes and details must state (``facts``)."""

    id: str
    title: str
    ref: str
    level: Level
    duties: tuple[Duty, ...]
    facts: tuple[str, ...]

    @property
    def declared(self) -> tuple[Duty, ...]:
        """The duties that clauses of our own terms declare."""
        return tuple(duty for duty in self.duties if not duty.paper_only)


@cache
def rules() -> tuple[DpaRule, ...]:
    """Every rule, in order."""
    return tuple(
        DpaRule(
            row["id"],
            row["title"],
            row["ref"],
            row["level"],
            tuple(Duty(f"{row['id']}.{name}", **said) for name, said in row["duties"].items()),
            tuple(row["facts"]),
        )
        for row in read("dpa_rules")["rules"]
    )


@cache
def duties() -> dict[str, Duty]:
    """Every duty that a clause can declare, by key."""
    return {duty.key: duty for rule in rules() for duty in rule.declared}


def checked_on() -> str:
    """The day on which the rules were held against their sources."""
    return str(read("dpa_rules")["checked_on"])


def expand(key: str) -> tuple[str, ...]:
    """The duties that a key of ``meets`` stands for; none where there is no such rule or duty.

    ``DPA-14`` is ``DPA-14.infringement``, the only duty of its rule. A rule with several duties is a
    label that says where a clause belongs, and declares none of them.
    """
    if "." in key:
        return (key,) if key in duties() else ()
    rule = next((r for r in rules() if r.id == key), None)
    return (rule.declared[0].key,) if rule and len(rule.declared) == 1 else ()


def known(key: str) -> bool:
    """Whether a key of ``meets`` names a rule or one of its duties."""
    return key in duties() or any(rule.id == key for rule in rules())
