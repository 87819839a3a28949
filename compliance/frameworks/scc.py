"""How the Standard Contractual Clauses (Decision (EU) 2021/914) are resolved, and what the law of the United Kingdom
and of Switzerland adds: as data."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal, NamedTuple

from compliance.frameworks import countries, jurisdictions
from compliance.frameworks.data import read

LawId = Literal["uk", "ch"]


@dataclass(frozen=True, slots=True)
class ClauseRow:
    """A clause of some modules, and the wordings that say how it is resolved. ``default`` is a key of ``values``;
    empty where the parties have to choose."""

    id: str
    clause: str
    title: str
    modules: tuple[str, ...]
    choice: bool
    values: dict[str, str]
    default: str = ""


class Adequate(NamedTuple):
    """Why the law of another country lets data go to a place without more."""

    place: str
    basis: str
    source: str
    unconfirmed: bool


@dataclass(frozen=True, slots=True)
class OtherLaw:
    """The law of a country outside the EEA, as far as an agreement has to follow it."""

    id: LawId
    title: str
    country: str
    law: str
    adequate: tuple[Adequate, ...]

    def covers(self, code: str) -> Adequate | None:
        """The row under which data may go to a country; None where the table has none."""
        if code == self.country:
            return Adequate(code, "it stays in the country", "", False)
        return next((row for row in self.adequate if row.place == code or _is_eea(row.place, code)), None)


def _is_eea(place: str, code: str) -> bool:
    return place == "EEA" and countries.in_eea(code)


@cache
def clauses(module: str) -> tuple[ClauseRow, ...]:
    """The clauses of a module that have to be resolved, in their order."""
    rows = (ClauseRow(**{**row, "modules": tuple(row["modules"])}) for row in read("scc")["clauses"])
    return tuple(row for row in rows if module in row.modules)


@cache
def law_words() -> dict[str, str]:
    """Wordings about clause 17."""
    return {key: text for key, text in read("scc")["law"].items() if isinstance(text, str)}


def eu_member(code: str) -> bool:
    """Whether a country is a Member State of the European Union: in the EEA and not of EFTA."""
    return countries.in_eea(code) and code not in jurisdictions.efta()


@cache
def unfit(exporter: str, importer: str) -> str:
    """Why no module is made for a pair of roles whose names a module knows; empty where that is not so."""
    rows = read("scc")["unfit"]
    return next((r["why"] for r in rows if (r["exporter"], r["importer"]) == (exporter, importer)), "")


@cache
def other_law(id: LawId) -> OtherLaw:
    """The rules of the United Kingdom or of Switzerland."""
    raw = read("scc")[id]
    rows = [Adequate(**row) for row in raw["adequate"]]
    carried = raw.get("carried_over")
    if carried:
        rows += [
            Adequate(code, carried["basis"], carried["source"], carried["unconfirmed"]) for code in carried["places"]
        ]
    return OtherLaw(id, raw["title"], raw["country"], raw["law"], tuple(rows))
