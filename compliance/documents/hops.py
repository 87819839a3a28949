"""Where data of an activity leaves the EEA and on which ground, as records and notices print it.

The answers are those of ``derive/transfers.py``; here they are only gathered by recipient and put into
words. What is not verified stays open.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from compliance.derive.recipients import Recipient, flows_of, recipients
from compliance.derive.transfers import Transfer
from compliance.diagnostics import Place
from compliance.documents.text import Text, long_date, long_dates, say
from compliance.frameworks import countries
from compliance.graph.dossier import Dossier
from compliance.registers.records.flows import Activity

FIRM_VERDICTS = ("ok", "not-needed")
OPEN_WORDS = {"unverified": "ground not verified", "counsel": "a question for counsel"}
WHERE = {"seat": "seat", "stored": "storage", "reached": "access"}


@dataclass(frozen=True, slots=True)
class Leaving:
    """A legal person outside the EEA, or not known to be inside, and the judgements about what it gets."""

    name: Text
    transfers: tuple[Transfer, ...]


def transfers_of(activity: Activity, dossier: Dossier, judged: Iterable[Transfer]) -> tuple[Transfer, ...]:
    """Of all judged hops those of an activity: its own flows, and the chains of the vendors that receive its data.

    A vendor that gets the data by a flow of another activity is judged by that flow.
    """
    judged = tuple(judged)
    own = {flow.id for flow in flows_of(activity, dossier)}
    found = [t for t in judged if t.hop.flow and t.hop.flow.id in own]
    reached = {id(t.hop.importer.vendor) for t in found}
    for recipient in recipients(activity, dossier):
        if id(recipient.vendor) not in reached:
            found += [t for t in judged if t.hop.flow and t.hop.importer.vendor is recipient.vendor]
        found += [t for t in judged if t.hop.flow is None and _below(t, recipient)]
    return tuple(dict.fromkeys(found))


def _below(transfer: Transfer, recipient: Recipient) -> bool:
    """Whether a hop of a chain starts at a recipient and carries what the activity has."""
    importer = transfer.hop.importer
    if importer.vendor is not recipient.vendor:
        return False
    return importer.link is None or any(below.link is importer.link for below in recipient.below)


def leaving(found_for: Iterable[Transfer]) -> tuple[Leaving, ...]:
    """Recipients to which data leaves the EEA, or is not known to stay, by name."""
    found: dict[str, tuple[Text, list[Transfer]]] = {}
    for transfer in found_for:
        if transfer.leaves:
            name = _name(transfer)
            found.setdefault(name.value, (name, []))[1].append(transfer)
    return tuple(Leaving(name, tuple(judged)) for name, judged in found.values())


def _name(transfer: Transfer) -> Text:
    """Whom documents name: the supplier or customer, and for the chain who engages it."""
    hop, importer = transfer.hop, transfer.hop.importer
    vendor = importer.vendor
    if vendor is None or importer.customer is not None:
        return Text(importer.name, importer.places)
    if hop.kind == "group":
        return Text(f"{importer.name}, of the group of {vendor.name}", (*importer.places, vendor.at("name")))
    if hop.kind == "onward":
        return Text(f"Sub-processors of {vendor.name}", (vendor.at("name"),))
    return say(vendor, "name")


def countries_of(found: tuple[Transfer, ...], nothing: Place) -> tuple[Text, ...]:
    """Third countries by recipient; open where the country of one is not verified.

    ``nothing`` is the line that an activity without any hop rests on.
    """
    lines = tuple(_line(who, _countries) for who in leaving(found))
    return lines or (_stays(found, nothing, "None: every recipient and every place is inside the EEA"),)


def grounds_of(found: tuple[Transfer, ...], nothing: Place, day: date) -> tuple[Text, ...]:
    """The ground of each transfer by recipient, and by which rule it is consistent; open where it is not."""
    lines = tuple(_line(who, lambda judged: _grounds(judged, day)) for who in leaving(found))
    return lines or (_stays(found, nothing, "None needed: nothing leaves the EEA"),)


def _stays(found: tuple[Transfer, ...], nothing: Place, words: str) -> Text:
    places = dict.fromkeys(place for transfer in found for place in transfer.sources)
    return Text(words, tuple(places) or (nothing,))


def _line(who: Leaving, say_what: Callable[[Iterable[Transfer]], Text]) -> Text:
    what = say_what(who.transfers)
    return Text(f"{who.name.value}: {what.value}", (*who.name.sources, *what.sources), what.mark)


def _countries(judged: Iterable[Transfer]) -> Text:
    """Countries with what is there; the kinds of place that nobody knows come last."""
    known: dict[str, list[str]] = {}
    unknown: list[str] = []
    places: list[Place] = []
    weak = False
    for need in (need for transfer in judged for need in transfer.outside):
        fact, kind = need.where.fact, WHERE[need.where.kind]
        places.append(fact.place)
        if not fact.known or fact.value is None:
            unknown.append(kind)
        else:
            weak = weak or fact.status == "catalogue"
            known.setdefault(countries.name(fact.value), []).append(kind)
    words = [f"{name} ({_and(dict.fromkeys(kinds))})" for name, kinds in known.items()]
    if unknown:
        words.append(f"country of {_and(dict.fromkeys(unknown))} not verified")
    return Text(", ".join(words), tuple(dict.fromkeys(places)), "open" if unknown else "catalogue" if weak else "")


def _and(words: Iterable[str]) -> str:
    *first, last = words
    return f"{', '.join(first)} and {last}" if first else last


def _grounds(judged: Iterable[Transfer], day: date) -> Text:
    """What was found, once each; the worst decides whether it is open."""
    found: dict[str, list[Transfer]] = {}
    for transfer in judged:
        found.setdefault(_ground(transfer, day), []).append(transfer)
    firm = all(t.verdict in FIRM_VERDICTS for many in found.values() for t in many)
    places = dict.fromkeys(p for many in found.values() for t in many for p in (t.hop.place, *t.sources))
    return Text("; ".join(found), tuple(places), "" if firm else "open")


def _ground(transfer: Transfer, day: date) -> str:
    if transfer.verdict in FIRM_VERDICTS:
        basis = f"declared basis consistent with rule {transfer.rule.id} on {long_date(day)}"
        return f"{transfer.words} ({long_dates(transfer.reason)}; {basis})"
    return f"{OPEN_WORDS.get(transfer.ground, 'no ground found')}: {long_dates(transfer.reason)}"


def told_to_people(found: tuple[Transfer, ...], nothing: Place) -> tuple[Text, ...]:
    """Recipients outside the EEA with country and ground, as briefly as a notice says it (Article 13(1)(f))."""
    lines = tuple(_line(who, _in_short) for who in leaving(found))
    return lines or (_stays(found, nothing, "No: everything stays inside the EEA"),)


def _in_short(judged: Iterable[Transfer]) -> Text:
    judged = tuple(judged)
    where = _countries(judged)
    firm = all(transfer.verdict in FIRM_VERDICTS for transfer in judged)
    words = {t.words if t.verdict in FIRM_VERDICTS else OPEN_WORDS.get(t.ground, "no ground found"): t for t in judged}
    places = dict.fromkeys(p for t in judged for p in (t.hop.place, *t.sources))
    mark = where.mark if firm else "open"
    return Text(f"{where.value}; {', '.join(words)}", (*where.sources, *places), mark)
