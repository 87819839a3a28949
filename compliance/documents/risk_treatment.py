"""The risk assessment's results and the risk treatment plan (ISO/IEC 27001:2022 6.1.2, 6.1.3, 8.2, 8.3)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from compliance.documents.text import Text, each, fixed, say
from compliance.documents.views import Cell, Column, OpenPoint, Table, View, cover, role
from compliance.graph.dossier import Dossier
from compliance.registers.records.controls import Risk, RiskAction

TREATMENTS = {"reduce": "Reduce", "accept": "Accept", "transfer": "Transfer", "avoid": "Avoid"}
LEVELS = ((15, "High"), (8, "Medium"), (1, "Low"))

RISK_COLUMNS = (
    Column("id", "Risk", 7, "id"),
    Column("title", "Title", 21),
    Column("scenario", "What could happen", 41),
    Column("properties", "Affects", 14),
    Column("inherent", "Before", 11),
    Column("treatment", "Treatment", 11, "status"),
    Column("controls", "Controls", 20, "ids"),
    Column("residual", "After", 11),
    Column("owner", "Owner", 16),
    Column("accepted", "Approved by owner", 15),
    Column("next_review", "Next review", 11, "date"),
)

ACTION_COLUMNS = (
    Column("risk", "Risk", 7, "id"),
    Column("action", "Action", 48),
    Column("control", "Control", 10),
    Column("owner", "Owner", 20),
    Column("due", "Due", 11, "date"),
    Column("status", "State", 12, "status"),
    Column("done_on", "Done on", 11, "date"),
)


def level(score: int) -> str:
    """The band of a rating: likelihood times impact, from 1 to 25."""
    return next(word for floor, word in LEVELS if score >= floor)


@dataclass(frozen=True, slots=True)
class RiskRow:
    """A risk with both ratings."""

    risk: Risk
    id: Text
    title: Text
    scenario: Text
    properties: tuple[Text, ...]
    inherent: tuple[Text, ...]
    residual: tuple[Text, ...]
    treatment: Text
    controls: tuple[Text, ...]
    owner: Text
    accepted: tuple[Text, ...]
    next_review: Text

    def cells(self) -> tuple[Text | tuple[Text, ...], ...]:
        return (
            self.id, self.title, self.scenario, self.properties, self.inherent, self.treatment,
            self.controls, self.residual, self.owner, self.accepted, self.next_review,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class MapCell:
    """A field of the risk map: the risks that fall on it."""

    likelihood: int
    impact: int
    level: str
    risks: tuple[Text, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskTreatmentView(View):
    """Register, maps before and after, and the plan."""

    rows: tuple[RiskRow, ...]
    before: tuple[tuple[MapCell, ...], ...]
    after: tuple[tuple[MapCell, ...], ...]
    plan: Table
    register: Table

    @property
    def tables(self) -> tuple[Table, ...]:
        return (self.register, self.plan)


def _rating(risk: Risk, likelihood: str, impact: str) -> tuple[Text, ...]:
    """The product with its band, and below it the two factors."""
    a, b = getattr(risk, likelihood), getattr(risk, impact)
    if a is None or b is None:
        return (Text("not rated", (risk.place,), "open"),)
    places = (risk.at(likelihood), risk.at(impact))
    return Text(f"{a * b} {level(a * b)}", places), Text(f"({a} \N{MULTIPLICATION SIGN} {b})", places)


def _row(risk: Risk, dossier: Dossier) -> RiskRow:
    accepted = (
        (role(dossier, risk.accepted_by, risk.at("accepted_by")), say(risk, "accepted_on"))
        if risk.accepted_by
        else (Text("not approved", (risk.place,), "open"),)
    )
    return RiskRow(
        risk=risk,
        id=say(risk, "id"),
        title=say(risk, "title"),
        scenario=say(risk, "scenario"),
        properties=each(risk, "properties"),
        inherent=_rating(risk, "likelihood", "impact"),
        residual=_rating(risk, "residual_likelihood", "residual_impact"),
        treatment=say(risk, "treatment", TREATMENTS[risk.treatment])
        if risk.treatment
        else Text("none chosen", (risk.place,), "open"),
        controls=each(risk, "controls"),
        owner=role(dossier, risk.owner, risk.at("owner")) if risk.owner else Text("no owner", (risk.place,), "open"),
        accepted=accepted,
        next_review=say(risk, "next_review"),
    )


def _map(risks: tuple[Risk, ...], likelihood: str, impact: str) -> tuple[tuple[MapCell, ...], ...]:
    """Five rows from the highest likelihood down, five columns of impact."""

    def cell(a: int, b: int) -> MapCell:
        here = (r for r in risks if getattr(r, likelihood) == a and getattr(r, impact) == b)
        return MapCell(a, b, level(a * b), tuple(Text(r.id, (r.at(likelihood), r.at(impact))) for r in here))

    return tuple(tuple(cell(a, b) for b in range(1, 6)) for a in range(5, 0, -1))


def added_since(risk: Risk) -> tuple[RiskAction, ...]:
    """Actions that were added after the risk's owner had approved its treatment (6.1.3 f)."""
    approved = risk.accepted_on
    return tuple(a for a in risk.actions if a.added_on and approved and a.added_on > approved)


def _said(risk: Risk, action: RiskAction) -> Cell:
    """An action; below one that the owner has not approved yet, that it was added since."""
    if action not in added_since(risk):
        return say(action, "action")
    return say(action, "action"), say(
        action, "added_on", f"Added on {action.added_on}; not yet approved by the risk owner"
    )


def _action(risk: Risk, action: RiskAction, dossier: Dossier) -> tuple[Cell, ...]:
    return (
        say(risk, "id"),
        _said(risk, action),
        say(action, "control"),
        role(dossier, action.owner, action.at("owner")),
        say(action, "due"),
        say(action, "status", action.status.replace("-", " ").capitalize()),
        say(action, "done_on"),
    )


def _open_points(rows: tuple[RiskRow, ...], dossier: Dossier) -> Iterator[OpenPoint]:
    for line in rows:
        for cell in line.cells():
            for text in cell if isinstance(cell, tuple) else (cell,):
                if text.mark == "open":
                    owner = line.owner if line.owner.mark != "open" else role(dossier, "ciso")
                    yield OpenPoint(Text(f"{line.id}: {text.value}", text.sources), owner)


def view(dossier: Dossier, subject: str = "") -> RiskTreatmentView:
    """All risks and actions as they stand today."""
    risks = dossier.all(Risk)
    rows = tuple(_row(risk, dossier) for risk in risks)
    actions = sorted(((a.due, r.id, r, a) for r in risks for a in r.actions), key=lambda item: item[:2])
    plan = Table("plan", "Treatment plan", ACTION_COLUMNS, tuple(_action(r, a, dossier) for _, _, r, a in actions))
    register = Table("risks", "Risk register", RISK_COLUMNS, tuple(row.cells() for row in rows))
    return RiskTreatmentView(
        cover=cover(
            dossier, "risk-treatment", "Risk treatment", fixed("Results of the risk assessment and the treatment plan")
        ),
        open_points=tuple(_open_points(rows, dossier)),
        rows=rows,
        before=_map(risks, "likelihood", "impact"),
        after=_map(risks, "residual_likelihood", "residual_impact"),
        plan=plan,
        register=register,
    )
