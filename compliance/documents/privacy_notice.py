"""The privacy notice (GDPR Articles 13 and 14): what the company does with personal data as controller.

One part an activity with everything that the articles ask for; the parts that a reader needs are found by
who the reader is. The wording of the law around it is a legal text, in the template.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from compliance.derive.recipients import Recipient, recipients
from compliance.derive.transfers import Transfer, transfers
from compliance.documents import hops
from compliance.documents.processing import CONDITIONS, basis, labels, periods, settled_by, special_categories
from compliance.documents.text import Text, each, fixed, joined, say
from compliance.documents.views import Cell, Column, OpenPoint, Table, View, cover
from compliance.frameworks import countries
from compliance.frameworks.taxonomy import label
from compliance.graph.dossier import Dossier
from compliance.registers.records.flows import Activity

GROUNDS = {
    "consent": "Your consent (Article 6(1)(a))",
    "contract": "A contract, or what you ask for before one (Article 6(1)(b))",
    "legal-obligation": "A duty that a law lays on us (Article 6(1)(c))",
    "vital-interests": "Vital interests of a person (Article 6(1)(d))",
    "public-interest": "A task in the public interest (Article 6(1)(e))",
    "legitimate-interests": "A legitimate interest of ours (Article 6(1)(f))",
    "controller-instruction": "The instruction of another controller",
}
Item = tuple[str, tuple[Text, ...]]


@dataclass(frozen=True, slots=True)
class Part:
    """What people are told about one activity."""

    activity: Activity
    name: Text
    people: tuple[Text, ...]
    items: tuple[Item, ...]

    @property
    def anchor(self) -> str:
        return f"about-{self.activity.id}"


@dataclass(frozen=True, slots=True)
class Reader:
    """A group of people, and the parts that concern them."""

    who: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PrivacyNoticeView(View):
    """The notice: who we are, whom what concerns, the parts."""

    identity: tuple[tuple[str, Text], ...]
    contact: Text
    officer: Text
    authority: Text
    readers: tuple[Reader, ...]
    parts: tuple[Part, ...]
    for_others: tuple[Text, ...]
    """Activities that the company carries out for its customers, who inform people themselves."""
    consent: bool
    """Whether any part rests on consent, so that its withdrawal is explained."""
    marks: tuple[str, ...]

    @property
    def tables(self) -> tuple[Table, ...]:
        columns = (Column("part", "Part", 26, "id"), Column("item", "Item", 24), Column("text", "What applies", 80))
        rows: tuple[tuple[Cell, ...], ...] = tuple(
            (part.name, fixed(name), texts) for part in self.parts for name, texts in part.items
        )
        return (Table("notice", "Privacy notice", columns, rows),)


def _part(activity: Activity, judged: tuple[Transfer, ...], dossier: Dossier) -> Part:
    return Part(
        activity,
        say(activity, "name"),
        labels(activity, "subjects", "subject"),
        tuple((name, tuple(t for t in texts if t)) for name, texts in _items(activity, judged, dossier) if any(texts)),
    )


def _items(activity: Activity, judged: tuple[Transfer, ...], dossier: Dossier) -> Iterator[Item]:
    found = hops.transfers_of(activity, dossier, judged)
    weighed = activity.legitimate_interest
    yield "What we do", (say(activity, "description"),)
    yield "What for", (say(activity, "purpose_text"),)
    yield (
        "On which ground",
        (basis(activity, GROUNDS), say(activity, "legal_basis_note")),
    )
    if activity.legal_basis == "legitimate-interests" or weighed:
        none = Text("our interest is not stated", (activity.at("legal_basis"),), "open")
        yield "Our interest", (say(weighed, "interest") if weighed else none,)
    yield "Which data", (joined(labels(activity, "categories", "category")),)
    yield "Sensitive data", _special(activity)
    yield "Where it comes from", (_stated(activity, "source_of_data", "not stated where it comes from"),)
    yield "Who receives it", _recipients(activity, dossier)
    yield "Does it leave the EEA?", hops.told_to_people(found, activity.at("systems"))
    yield "How long we keep it", periods(activity, dossier)
    yield "Do you have to give it?", (_stated(activity, "provision", "not stated whether people must give it"),)
    yield "Decisions by machine", (_stated(activity, "automated_decisions", "not stated"),)
    yield "Profiling", (_stated(activity, "profiling", "not stated"),)
    yield "What you can do", (_stated(activity, "rights", "not stated how people use their rights"),)


def _stated(activity: Activity, field: str, missing: str) -> Text:
    return say(activity, field) or Text(missing, (activity.at("id"),), "open")


def _special(activity: Activity) -> tuple[Text, ...]:
    found = special_categories(activity)
    if not found:
        return ()
    if activity.art9_condition is None:
        return (*found, Text("condition of Article 9(2) not stated", (activity.at("id"),), "open"))
    return (joined(found), say(activity, "art9_condition", CONDITIONS[activity.art9_condition]))


def _recipients(activity: Activity, dossier: Dossier) -> tuple[Text, ...]:
    department = _stated(activity, "department", "a department that is not stated")
    inside = joined((Text("Inside the company: those who need it in"), department), " ")
    return (inside, *(_recipient(recipient) for recipient in recipients(activity, dossier)))


def _recipient(recipient: Recipient) -> Text:
    vendor = recipient.vendor
    line = joined((say(vendor, "name"), joined(each(vendor, "services"))), ", for ")
    if recipient.own_purposes:
        line = joined((line, say(vendor, "role", "also for purposes of its own, on which it informs you itself")), "; ")
    return line


def _readers(parts: tuple[Part, ...]) -> tuple[Reader, ...]:
    """Groups of people in the order of the parts, each with the parts about it."""
    keys = dict.fromkeys(key for part in parts for key in part.activity.subjects)
    return tuple(
        Reader(label("subject", key), tuple(part for part in parts if key in part.activity.subjects)) for key in keys
    )


def _identity(dossier: Dossier) -> Iterator[tuple[str, Text]]:
    company = dossier.company
    country = say(company, "country", countries.name(company.country))
    yield "Controller", joined((say(company, "legal_name"), say(company, "registration_no")), ", organisation number ")
    yield "Address", joined((say(company, "address"), country))
    yield "Questions and requests", say(company.contacts, "privacy")
    yield "Data protection officer", _officer(dossier)
    if company.representative_art27:
        yield "Representative in the EEA", say(company, "representative_art27")
    yield "Supervisory authority", say(company, "authority")


def _officer(dossier: Dossier) -> Text:
    officer = dossier.company.dpo
    return say(officer, "contact") if officer else Text("")


def _open_points(parts: tuple[Part, ...], dossier: Dossier) -> Iterator[OpenPoint]:
    """Each open thing once, with the parts that it stands in."""
    found: dict[str, tuple[Text, list[Part]]] = {}
    for part in parts:
        for name, texts in part.items:
            for text in texts:
                if text.mark == "open":
                    found.setdefault(f"{name.rstrip('?')}: {text.value}", (text, []))[1].append(part)
    for words, (text, concerned) in found.items():
        activity = concerned[0].activity
        named = ", ".join(part.name.value for part in concerned)
        places = (*text.sources, *(p for part in concerned for p in part.name.sources))
        yield OpenPoint(Text(f"{words} ({named})", places), settled_by(text, activity, dossier))


def view(dossier: Dossier, subject: str = "") -> PrivacyNoticeView:
    """The notice as it stands today."""
    judged = transfers(dossier)
    activities = dossier.all(Activity)
    own = (activity for activity in activities if activity.role != "processor")
    parts = tuple(_part(activity, judged, dossier) for activity in own)
    texts = [t for part in parts for _, texts in part.items for t in texts]
    return PrivacyNoticeView(
        cover=cover(dossier, "privacy-notice", "Privacy notice", "What we do with your personal data, and your rights"),
        open_points=tuple(_open_points(parts, dossier)),
        identity=tuple((name, text) for name, text in _identity(dossier) if text),
        contact=say(dossier.company.contacts, "privacy"),
        officer=_officer(dossier),
        authority=say(dossier.company, "authority"),
        readers=_readers(parts),
        parts=parts,
        for_others=tuple(say(a, "name") for a in activities if a.role == "processor"),
        consent=any(part.activity.legal_basis == "consent" or part.activity.consent_record for part in parts),
        marks=tuple(sorted({text.mark for text in texts if text.mark})),
    )
