"""The register of personal data breaches (GDPR Article 33(5)): facts, effects, remedial action.

For each breach also the times, counted in hours from awareness, and whether the authority, the people
and the customers were told, within which limit, or why not. Incidents that are no such breach are listed
by name, so that nobody wonders whether they were looked at.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from compliance.derive.breaches import BREACH, activities_of, breaches
from compliance.documents.processing import sentence
from compliance.documents.text import Text, each, joined, say
from compliance.documents.views import Column, OpenPoint, Table, View, cover, role
from compliance.frameworks.gdpr import deadline
from compliance.frameworks.taxonomy import label
from compliance.graph.dossier import Dossier
from compliance.registers.records.assurance import Incident
from compliance.registers.records.customers import Customer
from compliance.registers.records.flows import System
from compliance.registers.records.vendors import Vendor

NONE = "None named"
RISKS = {"none": "None", "unlikely": "Unlikely", "likely": "Likely", "high": "High"}
KINDS = {
    "security-event": "Security event",
    "security-incident": "Security incident",
    "availability": "Availability",
    BREACH: "Personal data breach",
}


@dataclass(frozen=True, slots=True)
class BreachSheet:
    """One breach, with the same facts for pages and workbooks."""

    incident: Incident
    id: Text
    title: Text
    times: tuple[tuple[str, Text], ...]
    """Label and text; a page sets them side by side."""
    facts: tuple[tuple[str, tuple[Text, ...]], ...]
    told: tuple[tuple[str, Text], ...]

    @property
    def anchor(self) -> str:
        return f"breach-{self.incident.id}"

    @property
    def clock(self) -> Table:
        """The times as a table of one row."""
        columns = tuple(Column(_key(label), label) for label, _ in self.times)
        return Table("times", "Times", columns, (tuple(text for _, text in self.times),))

    @property
    def printed(self) -> tuple[tuple[str, tuple[Text, ...]], ...]:
        """The facts that a page shows: without those that say that nothing is concerned."""
        return tuple((label, texts) for label, texts in self.facts if texts[0].value != NONE)


@dataclass(frozen=True, slots=True, kw_only=True)
class BreachRegisterView(View):
    """The breaches, and what else was looked at."""

    overview: Table
    sheets: tuple[BreachSheet, ...]
    others: Table
    examined: int

    @property
    def tables(self) -> tuple[Table, ...]:
        return (_rows(self.sheets), self.others)


def hours(span: timedelta) -> str:
    """A span in hours and minutes."""
    minutes = int(span.total_seconds()) // 60
    whole, rest = divmod(minutes, 60)
    words = f"{whole} hour{'' if whole == 1 else 's'}"
    return f"{words} {rest} min" if rest else words


def known_since(incident: Incident) -> tuple[datetime, str]:
    """The moment that periods count from, and the field that states it: awareness, else detection."""
    return (incident.aware_at, "aware_at") if incident.aware_at else (incident.detected_at, "detected_at")


def _after(incident: Incident, at: datetime, field: str) -> Text:
    """How long after awareness something was done."""
    since, counted = known_since(incident)
    day = say(incident, field)
    return joined((day, Text(f"{hours(at - since)} after awareness", (incident.at(field), incident.at(counted)))))


def _authority(incident: Incident, dossier: Dossier) -> Text:
    """Whether and when the authority was told, within which hours, or why not (Article 33(1))."""
    name = say(dossier.company, "authority")
    if incident.authority_notified_at is None:
        if incident.not_notified_reason:
            return joined((Text("Not told"), say(incident, "not_notified_reason")), ": ")
        return Text("told or not: nothing is on record", (incident.at("kind"),), "open")
    since, field = known_since(incident)
    limit = deadline("breach-to-authority", since.date())
    told = joined((name, _after(incident, incident.authority_notified_at, "authority_notified_at")), ": ")
    if limit is None:
        return told
    within = incident.authority_notified_at - since <= timedelta(hours=limit.hours)
    places = (incident.at("authority_notified_at"), incident.at(field))
    verdict = f"{'within' if within else 'later than'} the {limit.hours} hours of {limit.source}"
    return joined((told, Text(verdict, places)), "; ")


def _people(incident: Incident) -> Text:
    """Whether the people concerned were told (Article 34)."""
    if incident.people_notified_at is not None:
        return _after(incident, incident.people_notified_at, "people_notified_at")
    if incident.risk_to_people == "high":
        return Text("the risk is high, and telling people is not on record", (incident.at("risk_to_people"),), "open")
    if incident.risk_to_people is None:
        return Text("the risk to people is not judged", (incident.at("kind"),), "open")
    return say(incident, "risk_to_people", "Not told: the risk is not high (Article 34(1))")


def _customers(incident: Incident, dossier: Dossier) -> Text:
    """Whether customers were told, and in what time they were promised it (Article 33(2) and their contracts)."""
    if not incident.customers:
        return Text("No customer is concerned", (incident.at("id"),))
    if incident.customers_notified_at is None:
        return Text("customers are concerned, and telling them is not on record", (incident.at("customers"),), "open")
    named = [c for id in incident.customers if (c := dossier.get(Customer, id))]
    told = _after(incident, incident.customers_notified_at, "customers_notified_at")
    concerned = activities_of(incident, dossier)
    if concerned and not any(activity.role == "processor" for activity in concerned):
        own = "as controller of this data itself the company owed them no notice under Article 33(2)"
        return joined((told, Text(own, tuple(activity.at("role") for activity in concerned))), "; ")
    if not named:
        return told
    shortest = min(named, key=lambda customer: customer.promises.breach_notice_hours)
    promised = say(
        shortest.promises,
        "breach_notice_hours",
        f"the shortest promise to those concerned is {shortest.promises.breach_notice_hours} hours",
    )
    return joined((told, promised), "; ")


def _times(incident: Incident) -> Iterator[tuple[str, Text]]:
    yield "Happened", say(incident, "occurred_at") or Text("not known when", (incident.at("id"),), "open")
    yield "Detected", say(incident, "detected_at")
    yield "Aware since", say(incident, "aware_at") or Text("moment not recorded", (incident.at("id"),), "open")
    yield "Contained", say(incident, "contained_at") or Text("not contained", (incident.at("id"),), "open")
    yield "Closed", say(incident, "closed_on") or Text("not closed", (incident.at("id"),))


def _labels(incident: Incident, field: str, vocabulary: str) -> Text:
    keys: tuple[str, ...] = getattr(incident, field)
    named = (Text(label(vocabulary, key), (incident.at(field, n),)) for n, key in enumerate(keys))  # type: ignore[arg-type]  # the callers name vocabularies
    return joined(named) or Text("not stated", (incident.at("id"),), "open")


def _facts(incident: Incident, dossier: Dossier) -> Iterator[tuple[str, tuple[Text, ...]]]:
    yield "Facts", (say(incident, "description"),)
    yield "Data", (_labels(incident, "categories", "category"),)
    count = say(incident, "subjects_count") or Text("number not known", (incident.at("id"),), "open")
    yield "People", (joined((_labels(incident, "subjects", "subject"), count), ": "),)
    concerned = activities_of(incident, dossier)
    places = (incident.at("systems"), incident.at("subjects")) if concerned else (incident.at("id"),)
    yield "Activity", (joined(say(a, "name").also(*places) for a in concerned) or Text(NONE, places),)
    yield "Systems", (_named(incident, "systems", System, dossier),)
    yield "Suppliers", (_named(incident, "vendors", Vendor, dossier),)
    yield "Customers", (_named(incident, "customers", Customer, dossier),)
    yield "Effects", (say(incident, "effects"),)
    risk = say(incident, "risk_to_people", RISKS.get(incident.risk_to_people or "", ""))
    yield "Risk to people", (risk or Text("not judged", (incident.at("kind"),), "open"),)
    yield "Cause", (say(incident, "cause"),)
    yield "Remedial action", (say(incident, "remedial_action"),)
    yield "Lesson", (say(incident, "lessons"),)
    owner = role(dossier, incident.owner, incident.at("owner"))
    yield "Owner and evidence", (joined((owner, joined(each(incident, "evidence"))), "; "),)


def _named(incident: Incident, field: str, kind: type[System | Vendor | Customer], dossier: Dossier) -> Text:
    """Names of records that an incident lists; none is a value too."""
    ids: tuple[str, ...] = getattr(incident, field)
    names = []
    for n, id in enumerate(ids):
        record = dossier.get(kind, id)
        if record is not None:
            shown = say(record, "legal_name" if isinstance(record, Customer) else "name")
            names.append(shown.also(incident.at(field, n)))
    return joined(names) or Text(NONE, (incident.at("id"),))


def _sheet(incident: Incident, dossier: Dossier) -> BreachSheet:
    return BreachSheet(
        incident,
        say(incident, "id"),
        say(incident, "title"),
        tuple(_times(incident)),
        tuple((label, texts) for label, texts in _facts(incident, dossier) if any(texts)),
        (
            ("Authority (Article 33(1))", _authority(incident, dossier)),
            ("People (Article 34)", _people(incident)),
            ("Customers told", _customers(incident, dossier)),
        ),
    )


OVERVIEW = (
    Column("id", "No.", 16, "id"),
    Column("title", "Breach", 28),
    Column("aware", "Aware since", 18),
    Column("risk", "Risk to people", 12),
    Column("authority", "Authority", 31),
    Column("people", "People", 25),
)


def _overview(sheets: tuple[BreachSheet, ...], dossier: Dossier) -> Table:
    rows = tuple(
        (s.id, s.title, _of(s.times, "Aware since"), _risk(s), _told_in_short(s.incident), s.told[1][1]) for s in sheets
    )
    return Table("overview", "Breaches", OVERVIEW, rows)


def _of(pairs: tuple[tuple[str, Text], ...], label: str) -> Text:
    return next(text for name, text in pairs if name == label)


def _risk(sheet: BreachSheet) -> Text:
    return next(texts[0] for name, texts in sheet.facts if name == "Risk to people")


def _told_in_short(incident: Incident) -> Text:
    if incident.authority_notified_at is not None:
        return _after(incident, incident.authority_notified_at, "authority_notified_at")
    if incident.not_notified_reason:
        return say(incident, "not_notified_reason", "Not told; the reason is recorded")
    return Text("nothing on record", (incident.at("kind"),), "open")


def _rows(sheets: tuple[BreachSheet, ...]) -> Table:
    """One row a breach with everything, for workbooks and data."""
    labels = [*(name for name, _ in _EMPTY_TIMES), *_FACTS, *_TOLD]
    columns = (
        Column("id", "No.", 13, "id"),
        Column("title", "Breach", 30),
        *(Column(_key(name), name, 34 if name in _FACTS else 22) for name in labels),
    )
    rows = []
    for sheet in sheets:
        texts = {**dict(sheet.times), **{k: v[0] for k, v in sheet.facts}, **dict(sheet.told)}
        rows.append((sheet.id, sheet.title, *(texts.get(name, Text("")) for name in labels)))
    return Table("breaches", "Personal data breaches", columns, tuple(rows))


_EMPTY_TIMES = tuple((name, Text("")) for name in ("Happened", "Detected", "Aware since", "Contained", "Closed"))
_FACTS = (
    *("Facts", "Data", "People", "Activity", "Systems", "Suppliers", "Customers", "Effects"),
    *("Risk to people", "Cause", "Remedial action", "Lesson", "Owner and evidence"),
)
_TOLD = ("Authority (Article 33(1))", "People (Article 34)", "Customers told")


def _key(name: str) -> str:
    return name.partition(" (")[0].lower().replace(" ", "_") + ("_told" if "(" in name else "")


OTHERS = (
    Column("id", "No.", 18, "id"),
    Column("title", "Incident", 34),
    Column("kind", "Kind", 18),
    Column("detected", "Detected", 20),
    Column("effects", "Effects", 54),
)


def _others(dossier: Dossier) -> Table:
    rows = tuple(
        (say(i, "id"), say(i, "title"), say(i, "kind", KINDS[i.kind]), say(i, "detected_at"), say(i, "effects"))
        for i in dossier.all(Incident)
        if i.kind != BREACH
    )
    return Table("others", "Incidents without a breach", OTHERS, rows)


def _open_points(sheets: tuple[BreachSheet, ...], dossier: Dossier) -> Iterator[OpenPoint]:
    for sheet in sheets:
        owner = role(dossier, sheet.incident.owner, sheet.incident.at("owner"))
        labelled = (*sheet.times, *((k, t) for k, texts in sheet.facts for t in texts), *sheet.told)
        for name, text in labelled:
            if text.mark == "open":
                yield OpenPoint(joined((sheet.id, Text(sentence(f"{name}: {text.value}"), text.sources)), ", "), owner)


def view(dossier: Dossier, subject: str = "") -> BreachRegisterView:
    """The register as it stands today."""
    incidents = dossier.all(Incident)
    sheets = tuple(_sheet(incident, dossier) for incident in breaches(dossier))
    return BreachRegisterView(
        cover=cover(
            dossier,
            "breach-register",
            "Register of personal data breaches",
            "Facts, effects and remedial action under GDPR Article 33(5)",
        ),
        open_points=tuple(_open_points(sheets, dossier)),
        overview=_overview(sheets, dossier),
        sheets=sheets,
        others=_others(dossier),
        examined=len(incidents),
    )
