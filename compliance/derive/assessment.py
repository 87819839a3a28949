"""What may be said about a vendor, criterion by criterion, from facts that somebody stands behind.

A fact that is unverified or missing is ``not-known``, and so is one that only a catalogue states.
Nothing is guessed: a text that does not answer the question leaves it open.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, NamedTuple

from compliance.diagnostics import Place
from compliance.frameworks import countries
from compliance.frameworks.vendor_criteria import Applies, Criterion, Test, criteria
from compliance.graph.dossier import Dossier
from compliance.registers.records.vendors import Certification, OpenQuestion, Vendor
from compliance.registers.values import Fact, Part, Status

Verdict = Literal["met", "not-met", "not-known", "not-applicable"]
VERDICTS: tuple[Verdict, ...] = ("met", "not-met", "not-known", "not-applicable")

ONLY_A_CATALOGUE = "only a catalogue says so"
NOBODY_STATED = "nobody has stated it"


class Judgement(NamedTuple):
    """A verdict and its reason."""

    verdict: Verdict
    reason: str


@dataclass(frozen=True, slots=True)
class CriterionResult:
    """The answer to one criterion, with the value, source and places that it rests on."""

    criterion: Criterion
    verdict: Verdict
    value: str
    status: Status | None
    """How well the value is supported: the weakest, where there are several. None where there is no value."""
    source: str
    source_date: date | None
    reason: str
    places: tuple[Place, ...]
    source_places: tuple[Place, ...] = ()
    """Where the source's title and date stand."""
    reason_places: tuple[Place, ...] = ()
    """Where the note stands that the reason quotes."""

    @property
    def marked(self) -> bool:
        """Whether the answer rests on a third party's reading and prints with a mark."""
        return self.verdict in ("met", "not-met") and self.status == "secondary"


@dataclass(frozen=True, slots=True)
class Assessment:
    """All results of one vendor, what is still open, and when it is looked at again."""

    vendor: Vendor
    results: tuple[CriterionResult, ...]
    questions: tuple[OpenQuestion, ...]
    next_review: date | None

    @property
    def counts(self) -> dict[Verdict, int]:
        """How many criteria came out which way."""
        found = Counter(result.verdict for result in self.results)
        return {verdict: found[verdict] for verdict in VERDICTS}

    @property
    def weights(self) -> dict[Verdict, int]:
        """The same, each criterion counted by its weight."""
        found: Counter[Verdict] = Counter()
        for result in self.results:
            found[result.verdict] += result.criterion.weight
        return {verdict: found[verdict] for verdict in VERDICTS}


def assess(vendor: Vendor, dossier: Dossier) -> Assessment:
    """The vendor, measured against every criterion of the catalogue."""
    results = tuple(_result(criterion, vendor, dossier.today) for criterion in criteria())
    return Assessment(vendor, results, vendor.questions, vendor.assessment.next_review)


class _Found(NamedTuple):
    """A value that a criterion reads, with its support. A field that is our own record is attested."""

    value: Any
    status: Status
    place: Place
    source: str = ""
    date: date | None = None
    note: str = ""

    def beside(self, key: str) -> Place:
        """The place of a key that stands beside the value."""
        return Place(self.place.file, self.place.pointer.rpartition("/")[0]).at(key)

    @property
    def known(self) -> bool:
        return self.value not in (None, "") and self.status not in ("unverified", "catalogue")


def _result(criterion: Criterion, vendor: Vendor, today: date) -> CriterionResult:
    found = tuple(_read(vendor, criterion.field.split(".")))
    if criterion.test == "has-certificate":
        wanted = (f for f in found if _is_of(f.value, criterion.terms))
        found = tuple(sorted(wanted, key=lambda f: (_expired(f, today), _strength(f.status))))[:1]
    verdict, reason = _judge(criterion, vendor, found, today)
    stated = tuple(f for f in found if f.value not in (None, ""))
    weakest = max(stated, key=lambda f: _strength(f.status), default=None)
    source, day, source_places = _source(vendor, weakest) if weakest else ("", None, ())
    places = tuple(f.place for f in found) or (_nearest(vendor, criterion.field.split(".")),)
    return CriterionResult(
        criterion,
        verdict,
        ", ".join(dict.fromkeys(_printed(f.value) for f in stated)),
        weakest.status if weakest else None,
        source,
        day,
        reason,
        places,
        source_places or places,
        tuple(f.beside("note") for f in found if f.note and f.note == reason),
    )


def _nearest(vendor: Vendor, steps: list[str]) -> Place:
    """Where a field that is missing would stand: the innermost piece above it that the register has."""
    part: Part = vendor
    for step in steps[:-1]:
        inner = getattr(part, step)
        if not isinstance(inner, Part):
            break
        part = inner
    return part.place if part is not vendor else vendor.at("id")


def _judge(criterion: Criterion, vendor: Vendor, found: tuple[_Found, ...], today: date) -> Judgement:
    if not _APPLIES[criterion.applies](vendor):
        return Judgement("not-applicable", f"asked of vendors with {_SAID[criterion.applies]} only")
    open = next((f for f in found if not f.known), None)
    if open is not None:
        return _open(open)
    if not found:
        return Judgement("not-known", NOBODY_STATED)
    if criterion.test == "has-certificate" and _expired(found[0], today):
        return Judgement("not-met", f"it expired on {found[0].value.expires}")
    if criterion.test == "eea-or-ground":
        return _eea_or_ground(found, vendor)
    judgements = [_TESTS[criterion.test](f.value, criterion) for f in found]
    return max(judgements, key=lambda judgement: _ORDER[judgement.verdict])


_ORDER: dict[Verdict, int] = {"met": 0, "not-applicable": 1, "not-known": 2, "not-met": 3}
"""Of several values the worst decides."""


def _open(found: _Found) -> Judgement:
    if found.value in (None, "") and found.status == "attested":
        return Judgement("not-met", "our own record of it is empty")
    if found.status == "catalogue":
        return Judgement("not-known", ONLY_A_CATALOGUE)
    return Judgement("not-known", found.note or NOBODY_STATED)


_APPLIES: dict[Applies, Callable[[Vendor], bool]] = {
    "all": lambda vendor: True,
    "personal-data": lambda vendor: vendor.personal_data,
    "customer-data": lambda vendor: vendor.customer_data,
    "critical": lambda vendor: vendor.criticality in ("critical", "high"),
}
_SAID: dict[Applies, str] = {
    "all": "any data",
    "personal-data": "personal data",
    "customer-data": "data of customers",
    "critical": "high or critical importance",
}


def _read(value: Any, steps: list[str], place: Place | None = None) -> Iterator[_Found]:
    """What stands at a path below a piece; lists are gone through, missing pieces yield nothing."""
    if value is None:
        return
    if isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from _read(item, steps, place.at(index) if place else None)
    elif isinstance(value, Fact):
        yield _Found(value.value, value.status, value.place, value.source, value.date, value.note)
    elif isinstance(value, Certification):
        yield _Found(value, value.status, value.place, value.source, None)
    elif steps and isinstance(value, Part):
        yield from _read(getattr(value, steps[0]), steps[1:], value.at(steps[0]))
    elif place is not None:
        yield _Found(value, "attested", place)


_WEAKER: tuple[Status, ...] = ("attested", "primary", "secondary", "catalogue", "unverified")


def _strength(status: Status) -> int:
    return _WEAKER.index(status)


def _source(vendor: Vendor, found: _Found) -> tuple[str, date | None, tuple[Place, ...]]:
    """Title and date of a value's source, and where they stand; the value's own date comes first."""
    listed = next((source for source in vendor.sources if source.id == found.source), None)
    if listed is None:
        own = (found.beside("date"),) if found.date else ()
        return found.source, found.date, (found.place, *own) if found.source else own
    if found.date and found.date != listed.date:
        return listed.title, found.date, (listed.at("title"), found.beside("date"))
    return listed.title, listed.date, (listed.at("title"), *((listed.at("date"),) if listed.date else ()))


def _printed(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Certification):
        return f"{value.scheme} {value.edition}".strip()
    return str(value)


def _is_of(certification: Certification, schemes: tuple[str, ...]) -> bool:
    return any(certification.scheme.casefold() == scheme.casefold() for scheme in schemes)


def _expired(found: _Found, today: date) -> bool:
    """Whether a certificate has ended and no letter covers the gap to today."""
    certification: Certification = found.value
    return bool(certification.expires and certification.expires < today and not certification.bridge_letter)


def _is_true(value: Any, criterion: Criterion) -> Judgement:
    return Judgement("met", "stated") if value is True else Judgement("not-met", "stated that it is not so")


def _known(value: Any, criterion: Criterion) -> Judgement:
    return Judgement("met", "stated")


def _in(value: Any, criterion: Criterion) -> Judgement:
    return Judgement("met" if value in criterion.terms else "not-met", f"it is {value}")


def _mentions(value: Any, criterion: Criterion) -> Judgement:
    if any(term.casefold() in str(value).casefold() for term in criterion.terms):
        return Judgement("met", "stated")
    return Judgement("not-known", f"the text names none of {', '.join(criterion.terms)}")


def _at_least(value: Any, criterion: Criterion) -> Judgement:
    verdict: Verdict = "met" if value >= criterion.limit else "not-met"
    return Judgement(verdict, f"{value}, and at least {criterion.limit} is asked for")


def _at_most(value: Any, criterion: Criterion) -> Judgement:
    verdict: Verdict = "met" if value <= criterion.limit else "not-met"
    return Judgement(verdict, f"{value}, and at most {criterion.limit} is asked for")


_TLS = re.compile(r"TLS\s*v?\s*(\d)(?:\.(\d))?((?:\s*(?:/|,|and|or|to|-)\s*v?\d\.\d)*)", re.IGNORECASE)


def _tls12(value: Any, criterion: Criterion) -> Judgement:
    """The lowest version that the text names decides; a text without a version decides nothing."""
    versions = [version for match in _TLS.finditer(str(value)) for version in _versions(match)]
    if not versions:
        return Judgement("not-known", "the text names no version of TLS")
    low = min(versions)
    verdict: Verdict = "met" if low >= (1, 2) else "not-met"
    return Judgement(verdict, f"the lowest version named is TLS {low[0]}.{low[1]}")


def _versions(match: re.Match[str]) -> Iterator[tuple[int, int]]:
    yield int(match[1]), int(match[2] or 0)
    for major, minor in re.findall(r"(\d)\.(\d)", match[3]):
        yield int(major), int(minor)


_TESTS: dict[Test, Callable[[Any, Criterion], Judgement]] = {
    "is-true": _is_true,
    "known": _known,
    "in": _in,
    "mentions": _mentions,
    "number-at-least": _at_least,
    "number-at-most": _at_most,
    "at-least-tls12": _tls12,
    "has-certificate": _known,
}


def _eea_or_ground(found: tuple[_Found, ...], vendor: Vendor) -> Judgement:
    outside = [countries.name(f.value) for f in found if not countries.in_eea(f.value)]
    if not outside:
        return Judgement("met", "stored in the EEA")
    offered = vendor.transfer.mechanisms if vendor.transfer else ()
    where = ", ".join(outside)
    known = {str(fact.value) for fact in offered if fact.known and fact.status != "catalogue"}
    if grounds := sorted(known - {"none"}):
        return Judgement("met", f"stored in {where}; the vendor names {', '.join(grounds)}")
    if known:
        return Judgement("not-met", f"stored in {where}, and there is no ground for the transfer")
    return Judgement("not-known", f"stored in {where}, and no ground for the transfer is known")
