"""What several documents say about a processing activity in the same words: ground, data, people, periods, places."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from compliance.diagnostics import Place
from compliance.documents.text import Text, each, joined, long_date, say
from compliance.documents.views import role
from compliance.frameworks import countries
from compliance.frameworks.taxonomy import Vocabulary, label, special
from compliance.graph.dossier import Dossier
from compliance.registers.records.flows import Activity, Retention, System
from compliance.registers.records.vendors import Vendor

BASES = {
    "consent": "Consent, Article 6(1)(a)",
    "contract": "Contract, Article 6(1)(b)",
    "legal-obligation": "Legal obligation, Article 6(1)(c)",
    "vital-interests": "Vital interests, Article 6(1)(d)",
    "public-interest": "Public interest, Article 6(1)(e)",
    "legitimate-interests": "Legitimate interests, Article 6(1)(f)",
    "controller-instruction": "Instruction of the controller, Article 28(3)(a)",
}
CONDITIONS = {
    "explicit-consent": "Explicit consent, Article 9(2)(a)",
    "employment": "Employment and social security law, Article 9(2)(b)",
    "vital-interests": "Vital interests, Article 9(2)(c)",
    "not-for-profit": "Members of a not-for-profit body, Article 9(2)(d)",
    "made-public": "Made public by the person, Article 9(2)(e)",
    "legal-claims": "Legal claims, Article 9(2)(f)",
    "substantial-public-interest": "Substantial public interest, Article 9(2)(g)",
    "health-care": "Health care, Article 9(2)(h)",
    "public-health": "Public health, Article 9(2)(i)",
    "research": "Research, Article 9(2)(j)",
    "controller-instruction": "The controller's condition; processed on its instruction",
}
ROLES = {"controller": "Controller", "joint-controller": "Joint controller", "processor": "Processor"}
SPECIAL = {"art9": "Article 9", "art10": "Article 10"}


def labels(record: Activity, field: str, vocabulary: Vocabulary) -> tuple[Text, ...]:
    """The labels of a list of taxonomy keys, each resting on its line."""
    keys: tuple[str, ...] = getattr(record, field)
    return tuple(Text(label(vocabulary, key), (record.at(field, n),)) for n, key in enumerate(keys))


def sentence(words: str) -> str:
    """Words with a capital at the front and a full stop behind."""
    text = words[:1].upper() + words[1:]
    return text if text.endswith((".", "?", "!")) else text + "."


def special_categories(activity: Activity) -> tuple[Text, ...]:
    """Special categories and convictions among the data, each with its article."""
    keys = enumerate(activity.categories)
    return tuple(
        Text(f"{label('category', key)} ({SPECIAL[special(key)]})", (activity.at("categories", n),))
        for n, key in keys
        if special(key)
    )


def ground(activity: Activity) -> tuple[Text, ...]:
    """The lawful basis, and the law or contract behind it."""
    return tuple(text for text in (basis(activity), say(activity, "legal_basis_note")) if text)


def basis(activity: Activity, words: Mapping[str, str] = BASES) -> Text:
    """The lawful basis in words; open where nobody has stated it."""
    if activity.legal_basis is None:
        return Text("lawful basis not stated", (activity.at("id"),), "open")
    return say(activity, "legal_basis", words[activity.legal_basis])


def rests_on_interest(activity: Activity) -> bool:
    """Whether the activity, or a part of it that was weighed, rests on Article 6(1)(f)."""
    return activity.legal_basis == "legitimate-interests" or activity.legitimate_interest is not None


def period(rule: Retention) -> Text:
    """How long, from when, and what backups add."""
    words = f"{rule.period} from {_lower(rule.starts_at)}"
    places = [rule.at("period"), rule.at("starts_at")]
    if rule.backup_expiry:
        words += f"; backups {rule.backup_expiry} more"
        places.append(rule.at("backup_expiry"))
    return Text(words, tuple(places))


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def retention_rules(activity: Activity, dossier: Dossier) -> tuple[tuple[Retention, Place], ...]:
    """The rules that an activity names, each with the line that names it."""
    found = ((dossier.get(Retention, id), activity.at("retention", n)) for n, id in enumerate(activity.retention))
    return tuple((rule, place) for rule, place in found if rule is not None)


def periods(activity: Activity, dossier: Dossier) -> tuple[Text, ...]:
    """Each retention rule with its period."""
    return tuple(
        joined((say(rule, "title").also(place), period(rule)), ": ")
        for rule, place in retention_rules(activity, dossier)
    )


def where(system: System, dossier: Dossier) -> Text:
    """Region, country and host of a system; open where nobody knows."""
    hosting = system.hosting
    if hosting is None:
        return Text("place not known", (system.at("id"),), "open")
    if not hosting.country.known:
        return Text("place not verified", (hosting.country.place,), "open")
    code, places = str(hosting.country.value), [hosting.country.place]
    words = countries.name(code)
    if hosting.region.known:
        words, places = f"{hosting.region.value}, {words}", [hosting.region.place, *places]
    host = dossier.get(Vendor, hosting.provider) if hosting.provider else None
    if host is not None:
        words, places = f"{words}, at {host.name}", [*places, hosting.at("provider"), host.at("name")]
    status = hosting.country.status
    return Text(words, tuple(places), status if status in ("secondary", "catalogue") else "")


def reviewed(activity: Activity, dossier: Dossier) -> Text:
    """When the record was read, and by which role."""
    if activity.last_reviewed is None or not activity.reviewed_by:
        return Text("not reviewed yet", (activity.at("id"),), "open")
    by = role(dossier, activity.reviewed_by, activity.at("reviewed_by"))
    day = say(activity, "last_reviewed", long_date(activity.last_reviewed))
    return joined((day, Text(f"by {by.value}", by.sources)), ", ")


def purposes(activity: Activity) -> tuple[Text, ...]:
    """The purposes in words, then the keys that analysis and flows use."""
    keys = joined(labels(activity, "purposes", "purpose"))
    return (say(activity, "purpose_text"), keys) if keys else (say(activity, "purpose_text"),)


def systems_named(activity: Activity, ids: Iterable[str], dossier: Dossier) -> tuple[Text, ...]:
    """Names of systems, in the order of the activity."""
    found = (dossier.get(System, id) for id in ids)
    return tuple(say(system, "name") for system in found if system is not None)


def joint(activity: Activity) -> tuple[Text, ...]:
    """Joint controllers with their arrangement, or that there are none."""
    if activity.joint_controllers:
        return each(activity, "joint_controllers")
    if activity.role == "joint-controller":
        return (Text("joint controllers not named", (activity.at("role"),), "open"),)
    words = {
        "controller": "None: the company alone decides on purposes and means",
        "processor": "None: as processor the company decides on no purpose",
    }[activity.role]
    return (Text(words, (activity.at("role"),)),)


def settled_by(text: Text, activity: Activity, dossier: Dossier) -> Text:
    """Who settles an open text: the owner of the vendor whose line is open, else of the activity."""
    files = {place.file for place in text.sources}
    vendor = next((vendor for vendor in dossier.all(Vendor) if vendor.place.file in files), None)
    record = vendor or activity
    return role(dossier, record.owner, record.at("owner"))
