"""How a criterion stands, said once for every chapter: its controls, and the gaps that keep it from being in place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from compliance.derive.controls import Verdict
from compliance.derive.coverage import RequirementState
from compliance.documents.text import Text, fixed
from compliance.packs.chapters import Chapter
from compliance.packs.manifest import ControlState
from compliance.packs.scope import Scope
from compliance.packs.soc2.criteria import STATES, because, in_scope, irrelevant
from compliance.packs.soc2.ranking import (
    FINDING,
    PAPER,
    POPULATION,
    SUBSERVICE,
    Missing,
    concealed,
    numbered,
    ranked,
)

LOWERING = (POPULATION, SUBSERVICE, FINDING, PAPER)
"""Ranks of gaps with which a criterion is in place in part at most. Samples and tests are the examiner's to make, and
a description that is not finished takes nothing from a control: such gaps are named and lower nothing."""

FEW = 3
"""Gaps in a row that print as the first and the last."""

MEANING = (
    "“In place” means that every applicable control of a criterion is in force with evidence in date, and that no gap "
    "in populations, reports of subservice organisations or papers, no open finding and no exception names it, as the "
    "company judges itself. Whether the criterion is met is for an examiner to say."
)


@dataclass(frozen=True, slots=True)
class Standing:
    """A criterion with its state, why, and the numbers of the gaps that name it. ``hidden``: the level of the pack
    withholds others that count."""

    row: RequirementState
    verdict: Verdict
    reason: str
    gaps: tuple[str, ...]
    hidden: bool

    @property
    def state(self) -> Text:
        """The state in a word or two."""
        return Text(STATES[self.verdict], tuple(control.at("status") for control in self.row.controls))

    @property
    def why(self) -> Text:
        """The reason as a sentence."""
        return Text(f"{self.reason[:1].upper()}{self.reason[1:]}.", self.state.sources)

    @property
    def numbers(self) -> tuple[Text, ...]:
        """The gaps that name it, as the gap list numbers them; of many in a row the first and the last."""
        return tuple(fixed(run[0] if len(run) == 1 else f"{run[0]} to {run[-1]}") for run in _runs(self.gaps))


def _runs(numbers: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Numbers one by one, and three or more that follow each other together."""
    runs: list[list[str]] = []
    for number in numbers:
        if runs and int(number[2:]) == int(runs[-1][-1][2:]) + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    for run in runs:
        yield from (tuple(run),) if len(run) >= FEW else ((number,) for number in run)


def standings(scope: Scope, chapters: tuple[Chapter, ...]) -> dict[str, Standing]:
    """Every criterion in scope, by id; ``chapters`` are those whose gaps the gap list takes in."""
    shown, hidden = numbered(ranked(scope, chapters)), concealed(scope, chapters)
    return {row.requirement.id: _standing(row, shown, hidden, scope) for row in in_scope(scope)}


def states(scope: Scope, chapters: tuple[Chapter, ...]) -> Iterator[ControlState]:
    """How every criterion in scope stands, for the manifest: as every chapter says it."""
    for id, each in standings(scope, chapters).items():
        yield ControlState(
            id=id,
            title=each.row.requirement.title,
            status="Declared not relevant" if irrelevant(scope, id) else each.state.value,
            evidence=tuple(item.id for item in scope.items if id in item.evidence.criteria),
        )


def _standing(
    row: RequirementState, shown: tuple[tuple[str, Missing], ...], hidden: tuple[Missing, ...], scope: Scope
) -> Standing:
    id = row.requirement.id
    mine = tuple((number, missing) for number, missing in shown if id in missing.criteria)
    grave = tuple(number for number, missing in mine if missing.rank in LOWERING)
    kept_back = any(missing.rank in LOWERING and id in missing.criteria for missing in hidden)
    reasons = [because(row, scope)]
    if grave:
        reasons.append(f"{'gap' if len(grave) == 1 else 'gaps'} {', '.join(grave)}")
    if kept_back:
        reasons.append("more is missing that the level of this pack does not show")
    verdict: Verdict = "partly" if row.verdict == "met" and (grave or kept_back) else row.verdict
    return Standing(row, verdict, "; ".join(reasons), tuple(number for number, _ in mine), kept_back)
