"""Policies: one document each, and all of them bound together."""

from __future__ import annotations

from dataclasses import dataclass

from compliance.documents.prose import Prose, prose
from compliance.documents.text import Text, fixed, long_date, say
from compliance.documents.views import Column, Cover, OpenPoint, Table, View, as_of_sources, company, cover, role
from compliance.frameworks.catalog import annex_a
from compliance.graph.dossier import Dossier
from compliance.registers.order import natural
from compliance.registers.records.controls import Control, Policy


@dataclass(frozen=True, slots=True)
class PolicyChapter:
    """A policy ready to print."""

    number: str
    anchor: str
    policy: Policy
    title: Text
    summary: Text
    audience: Text
    block: tuple[tuple[str, Text], ...]
    prose: Prose
    controls: Table | None
    changes: Table | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyView(View):
    """One policy."""

    chapter: PolicyChapter

    @property
    def tables(self) -> tuple[Table, ...]:
        return tuple(t for t in (self.chapter.controls, self.chapter.changes) if t)


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicySetView(View):
    """All policies, with a register of them in front."""

    register: Table
    chapters: tuple[PolicyChapter, ...]

    @property
    def tables(self) -> tuple[Table, ...]:
        return (self.register,)


def _date(policy: Policy, field: str) -> Text:
    value = getattr(policy, field)
    return say(policy, field, long_date(value)) if value else Text("")


def _block(policy: Policy, dossier: Dossier) -> tuple[tuple[str, Text], ...]:
    rows = (
        ("Version", say(policy, "version")),
        ("Owner", role(dossier, policy.owner, policy.at("owner"))),
        ("Approved by", role(dossier, policy.approver, policy.at("approver")) if policy.approved_on else Text("")),
        ("Approved on", _date(policy, "approved_on")),
        ("Next review", _date(policy, "next_review")),
        ("Audience", say(policy, "audience")),
        (
            "Classification",
            say(policy, "classification", policy.classification.capitalize()) if policy.classification else Text(""),
        ),
    )
    return tuple((label, text) for label, text in rows if text)


def _controls(policy: Policy, dossier: Dossier) -> Table | None:
    """Controls that name the policy."""
    named = {r.id: r.place for r in dossier.links.into("policy", policy.id, by="control")}
    found = [c for id in sorted(named, key=natural) if (c := dossier.get(Control, id))]
    if not found:
        return None
    columns = (
        Column("id", "Control", 12, "id"),
        Column("title", "Title", 50),
        Column("status", "Status", 16, "status"),
    )
    from compliance.documents.soa import STATUS_WORDS

    def title(control: Control) -> Text:
        requirement = annex_a().get(control.id)
        return Text(requirement.title, (control.at("id"),)) if requirement else say(control, "title")

    rows = tuple((Text(c.id, (named[c.id],)), title(c), say(c, "status", STATUS_WORDS[c.status])) for c in found)
    return Table("controls", "Controls that this policy carries", columns, rows)


def _changes(policy: Policy) -> Table | None:
    if not policy.changes:
        return None
    columns = (
        Column("version", "Version", 10, "id"),
        Column("date", "Date", 14, "date"),
        Column("summary", "Change", 60),
    )
    rows = tuple((say(c, "version"), say(c, "date"), say(c, "summary")) for c in policy.changes)
    return Table("changes", "History", columns, rows)


def chapter(policy: Policy, dossier: Dossier, number: int = 0) -> PolicyChapter:
    """A policy as a chapter; in the bound set its headings stand one level lower."""
    prefix = f"p{number}-" if number else "s"
    return PolicyChapter(
        number=str(number or ""),
        anchor=f"policy-{policy.id}",
        policy=policy,
        title=say(policy, "title"),
        summary=say(policy, "summary"),
        audience=say(policy, "audience"),
        block=_block(policy, dossier),
        prose=prose(policy.body, policy.place.file, policy.body_line, prefix, 3 if number else 2),
        controls=_controls(policy, dossier),
        changes=_changes(policy),
    )


def _open_points(policy: Policy, dossier: Dossier) -> tuple[OpenPoint, ...]:
    if policy.approved_on is not None:
        return ()
    text = Text(f"{policy.title}: not approved", (policy.at("title"),))
    return (OpenPoint(text, role(dossier, policy.approver, policy.at("approver"))),)


def subjects(dossier: Dossier) -> tuple[str, ...]:
    """Ids of all policies."""
    return tuple(policy.id for policy in dossier.all(Policy))


def view(dossier: Dossier, subject: str) -> PolicyView:
    """One policy by its id."""
    policy = dossier.get(Policy, subject)
    assert policy is not None, subject  # subjects() named it
    made = chapter(policy, dossier)
    head = Cover(
        title=made.title,
        subtitle=made.summary,
        company=company(dossier),
        classification=say(policy, "classification") if policy.classification else fixed("internal"),
        version=say(policy, "version"),
        approved_by=role(dossier, policy.approver, policy.at("approver")) if policy.approved_on else Text(""),
        approved_on=_date(policy, "approved_on"),
        next_review=_date(policy, "next_review"),
        as_of=dossier.today,
        as_of_sources=as_of_sources(dossier),
    )
    return PolicyView(cover=head, open_points=_open_points(policy, dossier), chapter=made)


def _register(policies: tuple[Policy, ...], dossier: Dossier) -> Table:
    columns = (
        Column("title", "Policy", 34, "id"),
        Column("version", "Version", 9),
        Column("owner", "Owner", 22),
        Column("approver", "Approved by", 22),
        Column("approved_on", "Approved on", 13, "date"),
        Column("next_review", "Next review", 13, "date"),
    )
    rows = tuple(
        (
            say(p, "title"),
            say(p, "version"),
            role(dossier, p.owner, p.at("owner")),
            role(dossier, p.approver, p.at("approver")) if p.approved_on else Text("not approved", (p.place,), "open"),
            say(p, "approved_on"),
            say(p, "next_review"),
        )
        for p in policies
    )
    return Table("policies", "Register of policies", columns, rows)


def set_view(dossier: Dossier, subject: str = "") -> PolicySetView:
    """All policies bound together, the top-level one first."""
    ordered = sorted(dossier.all(Policy), key=lambda p: (p.id != "information-security", p.title))
    return PolicySetView(
        cover=cover(
            dossier, "policy-set", "Policies", fixed("The policies of the information security management system")
        ),
        open_points=tuple(point for p in ordered for point in _open_points(p, dossier)),
        register=_register(tuple(ordered), dossier),
        chapters=tuple(chapter(p, dossier, n) for n, p in enumerate(ordered, 1)),
    )
