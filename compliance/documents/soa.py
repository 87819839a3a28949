"""The Statement of Applicability (ISO/IEC 27001:2022 6.1.3 d)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from compliance.derive.controls import ControlState, proofs, risks, state
from compliance.documents.text import Text, each, fixed, say
from compliance.documents.views import Cell, Column, OpenPoint, Table, View, cover, role
from compliance.frameworks.catalog import Framework, Requirement, annex_a
from compliance.graph.dossier import Dossier
from compliance.registers.records.controls import Certificate, Control, Inclusion, Obligation, Policy

STATUS_WORDS = {
    "implemented": "Implemented",
    "partially": "Partially",
    "planned": "Planned",
    "not": "Not implemented",
    "excluded": "Excluded",
}

COLUMNS = (
    Column("id", "Control", 8, "id"),
    Column("title", "Title", 18),
    Column("applicable", "Applicable", 7, "status"),
    Column("law", "Law", 13, "ids"),
    Column("contract", "Contract", 13, "ids"),
    Column("risk", "Risk", 8, "ids"),
    Column("best_practice", "Good practice", 12),
    Column("exclusion", "Reason for exclusion", 20),
    Column("status", "Status", 10, "status"),
    Column("statement", "Implementation", 45),
    Column("owner", "Owner", 12),
    Column("policies", "Policies", 14),
    Column("evidence", "Evidence and its date", 14),
    Column("last_verified", "Last verified", 9, "date"),
)


@dataclass(frozen=True, slots=True)
class ControlRow:
    """One control in the statement."""

    id: Text
    title: Text
    applicable: Text
    law: tuple[Text, ...]
    contract: tuple[Text, ...]
    """Laws and contracts by id; :attr:`named_law` and :attr:`named_contract` are what documents print."""
    named_law: tuple[Text, ...]
    named_contract: tuple[Text, ...]
    risk: tuple[Text, ...]
    best_practice: Text
    exclusion: Text
    status: Text
    planned_for: Text
    gap: Text
    statement: Text
    owner: Text
    policies: tuple[Text, ...]
    evidence: tuple[Text, ...]
    last_verified: Text
    group: str
    state: ControlState

    def justification(self) -> tuple[tuple[str, tuple[Text, ...]], ...]:
        """The classes of reasons that apply, with what proves each."""
        classes = (
            ("Law", self.named_law),
            ("Contract", self.named_contract),
            ("Risk", self.risk),
            ("Good practice", (self.best_practice,) if self.best_practice else ()),
        )
        return tuple((label, texts) for label, texts in classes if texts)

    def cells(self) -> tuple[Cell, ...]:
        status = (
            self.status
            if not self.planned_for
            else Text(
                f"{self.status.value} ({self.planned_for.value})", (*self.status.sources, *self.planned_for.sources)
            )
        )
        return (
            self.id, self.title, self.applicable, self.named_law, self.named_contract, self.risk, self.best_practice,
            self.exclusion, status, self.statement, self.owner, self.policies, self.evidence, self.last_verified,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Group:
    """The controls of a theme, with the anchor of its section."""

    number: int
    title: str
    anchor: str
    rows: tuple[ControlRow, ...]


@dataclass(frozen=True, slots=True)
class Certified:
    """The certificate that names the statement."""

    number: Text
    issuer: Text
    soa_version: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class SoaView(View):
    """The whole statement."""

    groups: tuple[Group, ...]
    exclusions: tuple[ControlRow, ...]
    unfinished: tuple[ControlRow, ...]
    counts: Table
    duties: Table
    """The laws and contracts that justifications name in short."""
    certificate: Certified | None
    scope: Text
    edition: str

    @property
    def tables(self) -> tuple[Table, ...]:
        rows = tuple(row.cells() for group in self.groups for row in group.rows)
        return (Table("controls", "Statement of Applicability", COLUMNS, rows), self.counts, self.duties)


def _row(control: Control, requirement: Requirement | None, dossier: Dossier) -> ControlRow:
    inclusion = control.inclusion
    found = state(control, dossier)
    title = Text(requirement.title, (control.at("id"),)) if requirement else say(control, "title")
    return ControlRow(
        id=say(control, "id"),
        title=title,
        applicable=say(control, "applicable"),
        law=each(inclusion, "law") if inclusion else (),
        contract=each(inclusion, "contract") if inclusion else (),
        named_law=_duties_of(inclusion, "law", dossier),
        named_contract=_duties_of(inclusion, "contract", dossier),
        risk=tuple(Text(r.id, (r.at("id"), control.at("id"))) for r in risks(control, dossier))
        if control.applicable
        else (),
        best_practice=say(inclusion, "best_practice") if inclusion else Text(""),
        exclusion=say(control, "exclusion_reason"),
        status=say(control, "status", STATUS_WORDS[control.status]),
        planned_for=say(control, "planned_for") if control.status in ("planned", "partially") else Text(""),
        gap=say(control, "gap"),
        statement=say(control, "statement"),
        owner=role(dossier, control.owner, control.at("owner")),
        policies=tuple(_policies(control, dossier)),
        evidence=tuple(
            Text(
                f"{p.evidence.id} {p.freshness.as_of.isoformat()}"
                + ("" if p.holds else " (does not hold)" if p.freshness.holds else " (out of date)"),
                (p.evidence.place,),
            )
            for p in found.proofs
        ),
        last_verified=say(control, "last_verified"),
        group=requirement.group if requirement else "Own controls",
        state=found,
    )


def short(duty: Obligation) -> Text:
    """What a law or a contract is called where there is no room for its title."""
    return say(duty, "short") or say(duty, "title")


def _duties_of(inclusion: Inclusion | None, field: str, dossier: Dossier) -> tuple[Text, ...]:
    """The laws or contracts that a reason names, as documents call them."""
    if inclusion is None:
        return ()
    found = ((text, dossier.get(Obligation, text.value)) for text in each(inclusion, field))
    return tuple(short(duty).also(*text.sources) if duty else text for text, duty in found)


def _policies(control: Control, dossier: Dossier) -> Iterator[Text]:
    for index, id in enumerate(control.policies):
        policy = dossier.get(Policy, id)
        places = (control.at("policies", index),)
        yield Text(policy.title, (*places, policy.at("title"))) if policy else Text(id, places)


def rows(dossier: Dossier) -> tuple[ControlRow, ...]:
    """Every decision: Annex A in its order, then the company's own controls."""
    framework: Framework = annex_a()
    decided = {control.id: control for control in dossier.all(Control)}
    listed = [_row(decided[r.id], r, dossier) for r in framework.requirements if r.id in decided]
    own = [_row(c, None, dossier) for c in decided.values() if framework.get(c.id) is None]
    return (*listed, *own)


def _counts(found: tuple[ControlRow, ...]) -> Table:
    groups = list(dict.fromkeys(row.group for row in found))
    columns = (
        Column("theme", "Theme", 30),
        *(Column(key, word, 12, "number") for key, word in STATUS_WORDS.items()),
        Column("total", "Controls", 12, "number"),
    )

    def line(label: str, rows: list[ControlRow]) -> tuple[Cell, ...]:
        count = Counter(row.status.value for row in rows)
        sources = tuple(row.status.sources[0] for row in rows if row.status.sources)
        numbers = tuple(Text(str(count[word]), sources) for word in STATUS_WORDS.values())
        return (fixed(label), *numbers, Text(str(len(rows)), sources))

    body = [line(group, [row for row in found if row.group == group]) for group in groups]
    return Table("counts", "Controls by theme and status", columns, (*body, line("All", list(found))))


DUTIES = (
    Column("short", "Name here", 20, "id"),
    Column("title", "Law or contract", 36),
    Column("citation", "Citation", 44),
)


def _duties(found: tuple[ControlRow, ...], dossier: Dossier) -> Table:
    """What the short names of laws and contracts in the justifications stand for."""
    named = {text.value for row in found for text in (*row.law, *row.contract)}
    duties = (duty for duty in dossier.all(Obligation) if duty.id in named)
    rows = tuple((short(duty), say(duty, "title"), say(duty, "citation")) for duty in duties)
    return Table("duties", "Laws and contracts", DUTIES, rows)


def _open_points(dossier: Dossier) -> Iterator[OpenPoint]:
    decided = {control.id for control in dossier.all(Control)}
    for requirement in annex_a().requirements:
        if requirement.id not in decided:
            owner = role(dossier, "ciso")
            yield OpenPoint(fixed(f"{requirement.id} {requirement.title}: no decision is recorded"), owner)
    for control in dossier.all(Control):
        if (
            control.applicable
            and control.status == "implemented"
            and not any(p.holds for p in proofs(control, dossier))
        ):
            text = Text(f"{control.id}: implemented without evidence in date", (control.at("status"),))
            yield OpenPoint(text, role(dossier, control.owner, control.at("owner")))
    if dossier.issue("soa") is None:
        yield OpenPoint(
            Text("The statement has no version and no approval", (dossier.project.at("documents"),)),
            role(dossier, "ciso"),
        )


def view(dossier: Dossier, subject: str = "") -> SoaView:
    """The statement as it stands today."""
    found = rows(dossier)
    names = list(dict.fromkeys(row.group for row in found))
    groups = tuple(
        Group(
            n,
            f"{name} controls" if name != "Own controls" else name,
            f"theme-{n}",
            tuple(r for r in found if r.group == name),
        )
        for n, name in enumerate(names, 1)
    )
    certificate = next((c for c in dossier.all(Certificate) if c.framework == annex_a().id and c.state == "held"), None)
    return SoaView(
        cover=cover(dossier, "soa", "Statement of Applicability", f"ISO/IEC 27001:{annex_a().edition}"),
        open_points=tuple(_open_points(dossier)),
        groups=groups,
        exclusions=tuple(row for row in found if row.applicable.value == "No"),
        unfinished=tuple(row for row in found if row.status.value in ("Partially", "Planned", "Not implemented")),
        counts=_counts(found),
        duties=_duties(found, dossier),
        certificate=Certified(say(certificate, "number"), say(certificate, "issuer"), say(certificate, "soa_version"))
        if certificate
        else None,
        scope=say(certificate, "scope") if certificate else Text(""),
        edition=annex_a().edition,
    )
