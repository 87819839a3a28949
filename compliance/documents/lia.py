"""Assessments of legitimate interests (GDPR Article 6(1)(f)): one for each activity that rests on one.

The three steps in the words of the register: the interest, why the processing is needed for it, why
people's interests do not override it; who weighed it, when, and the conclusion. An activity with a flow
on this ground and no assessment is in it too, as an open point.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from compliance.derive.recipients import flows_of
from compliance.documents.processing import basis, labels, periods, rests_on_interest, reviewed, special_categories
from compliance.documents.text import Text, joined, long_date, say
from compliance.documents.views import Column, OpenPoint, Table, View, cover, role
from compliance.frameworks.taxonomy import Vocabulary, label, special
from compliance.graph.dossier import Dossier
from compliance.registers.records.flows import Activity, Flow, LegitimateInterest

STEPS = (
    ("interest", "Interest", "the interest is not stated"),
    ("necessity", "Necessity", "it is not stated why the processing is needed for the interest"),
    ("balance", "Balance", "people's interests are not weighed"),
    ("conclusion", "Conclusion", "the conclusion is not stated"),
)


@dataclass(frozen=True, slots=True)
class Assessment:
    """One activity: its facts, the steps, and who weighed it when."""

    activity: Activity
    name: Text
    facts: tuple[tuple[str, tuple[Text, ...]], ...]
    steps: tuple[tuple[str, Text], ...]
    weighed: tuple[tuple[str, tuple[Text, ...]], ...]

    @property
    def anchor(self) -> str:
        return f"activity-{self.activity.id}"

    @property
    def texts(self) -> tuple[Text, ...]:
        return (*(t for _, t in self.steps), *(t for _, texts in self.weighed for t in texts))


@dataclass(frozen=True, slots=True, kw_only=True)
class LiaView(View):
    """All assessments, and how they stand side by side."""

    summary: Table
    assessments: tuple[Assessment, ...]
    examined: int
    """How many activities were looked at."""

    @property
    def tables(self) -> tuple[Table, ...]:
        return (self.summary,)


def _on_interest(activity: Activity, dossier: Dossier) -> tuple[Flow, ...]:
    return tuple(flow for flow in flows_of(activity, dossier) if flow.legal_basis == "legitimate-interests")


def _assessment(activity: Activity, dossier: Dossier) -> Assessment:
    weighed = activity.legitimate_interest
    return Assessment(
        activity,
        say(activity, "name"),
        tuple((label, texts) for label, texts in _facts(activity, dossier) if texts),
        tuple((title, _step(activity, weighed, field, missing)) for field, title, missing in STEPS),
        tuple(_weighed(activity, weighed, dossier)),
    )


def _facts(activity: Activity, dossier: Dossier) -> Iterator[tuple[str, tuple[Text, ...]]]:
    flows = _on_interest(activity, dossier)
    yield "What is done", (say(activity, "description"),)
    yield "Purpose", (say(activity, "purpose_text"),)
    yield "Ground of the activity", (basis(activity),)
    yield "Rests on the interest", tuple(_flow(flow) for flow in flows)
    yield "People", (_carried(activity, flows, "subjects", "subject"),)
    yield "Data", (_carried(activity, flows, "categories", "category"),)
    yield "Special categories", special_categories(activity) if not flows else _special(flows)
    yield "Kept", periods(activity, dossier)


def _flow(flow: Flow) -> Text:
    number = say(flow, "number", f"Flow {flow.number}")
    return joined((number, say(flow, "description").also(flow.at("legal_basis"))), ": ")


def _carried(activity: Activity, flows: tuple[Flow, ...], field: str, vocabulary: Vocabulary) -> Text:
    """What the flows on this ground carry, each once; what the activity names where no flow tells it apart."""
    if not flows:
        return joined(labels(activity, field, vocabulary))
    found: dict[str, Text] = {}
    for flow in flows:
        keys: tuple[str, ...] = getattr(flow, f"data_{field}")
        for n, key in enumerate(keys):
            place = flow.at(f"data_{field}", n)
            found[key] = found[key].also(place) if key in found else Text(label(vocabulary, key), (place,))
    return joined(found.values())


def _special(flows: tuple[Flow, ...]) -> tuple[Text, ...]:
    """Special categories on flows that rest on an interest."""
    keys = ((key, flow.at("data_categories", n)) for flow in flows for n, key in enumerate(flow.data_categories))
    return tuple(Text(label("category", key), (place,)) for key, place in keys if special(key))


def _step(activity: Activity, weighed: LegitimateInterest | None, field: str, missing: str) -> Text:
    stated = say(weighed, field) if weighed else Text("")
    return stated or Text(missing, (weighed.place if weighed else activity.at("legal_basis"),), "open")


def _weighed(
    activity: Activity, weighed: LegitimateInterest | None, dossier: Dossier
) -> Iterator[tuple[str, tuple[Text, ...]]]:
    place = weighed.place if weighed else activity.at("id")
    by = weighed.assessed_by if weighed else ""
    day = weighed.assessed_on if weighed else None
    nobody = Text("nobody is named who weighed it", (place,), "open")
    yield "Weighed by", (role(dossier, by, weighed.at("assessed_by")) if weighed and by else nobody,)
    never = Text("no day of an assessment is on record", (place,), "open")
    yield "Weighed on", (say(weighed, "assessed_on", long_date(day)) if weighed and day else never,)
    yield "Record read", (reviewed(activity, dossier),)
    objection = say(activity, "rights") or Text("it is not stated how people object", (activity.at("id"),), "open")
    yield "Objection (Article 21)", (objection,)


SUMMARY = (
    Column("activity", "Activity", 24, "id"),
    Column("interest", "Interest", 34),
    Column("conclusion", "Conclusion", 40),
    Column("by", "Weighed by", 18),
    Column("on", "On", 14),
)


def _summary(assessments: tuple[Assessment, ...]) -> Table:
    rows = tuple((a.name, a.steps[0][1], a.steps[-1][1], a.weighed[0][1][0], a.weighed[1][1][0]) for a in assessments)
    return Table("assessments", "Assessments", SUMMARY, rows)


def _open_points(assessments: tuple[Assessment, ...], dossier: Dossier) -> Iterator[OpenPoint]:
    for found in assessments:
        owner = role(dossier, found.activity.owner, found.activity.at("owner"))
        for text in found.texts:
            if text.mark == "open":
                yield OpenPoint(joined((found.name, Text(text.value, text.sources)), ": "), owner)


def view(dossier: Dossier, subject: str = "") -> LiaView:
    """The assessments as they stand today."""
    activities = dossier.all(Activity)
    concerned = (a for a in activities if rests_on_interest(a) or _on_interest(a, dossier))
    assessments = tuple(_assessment(activity, dossier) for activity in concerned)
    return LiaView(
        cover=cover(
            dossier,
            "lia",
            "Legitimate interest assessments",
            "Interest, necessity and balance under GDPR Article 6(1)(f)",
        ),
        open_points=tuple(_open_points(assessments, dossier)),
        summary=_summary(assessments),
        assessments=assessments,
        examined=len(activities),
    )
