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

from compliance.derive.transfers import ERRORS, transfers_to
from compliance.diagnostics import Place
from compliance.frameworks import countries, editions
from compliance.frameworks.vendor_criteria import Applies, Criterion, Test, criteria
from compliance.graph.dossier import Dossier
from compliance.registers.records.vendors import Certification, OpenQuestion, Vendor
from compliance.registers.values import Fact, Part, Status

Verdict = Literal["met", "not-met", "not-known", "not-applicable"]
VERDICTS: tuple[Verdict, ...] = ("met", "not-met", "not-known", "not-applicable")

ONLY_A_CATALOGUE = "only a catalogue says so"
NOBODY_STATED = "nobody has stated it"


class Judgement(NamedTuple):
    """A verdict, its reason, and the places that the reason rests on beside those of the value."""

    verdict: Verdict
    reason: str
    places: tuple[Place, ...] = ()


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
    """Where the note stands that the reason quotes, or what else the reason rests on."""

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
    results = tuple(_result(criterion, vendor, dossier) for criterion in criteria())
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


def _result(criterion: Criterion, vendor: Vendor, dossier: Dossier) -> CriterionResult:
    found = tuple(_read(vendor, criterion.field.split(".")))
    if criterion.test == "has-certificate":
        wanted = (f for f in found if _is_of(f.value, criterion.terms))
        found = tuple(sorted(wanted, key=lambda f: (_ORDER[_certified(f, dossier.today)], _strength(f.status))))[:1]
    verdict, reason, further = _judge(criterion, vendor, found, dossier)
    beside = tuple(_read(vendor, ["access_countries"])) if criterion.test == "eea-or-ground" else ()
    stated = tuple(f for f in found + beside if f.value not in (None, ""))
    weakest = max(stated, key=lambda f: _strength(f.status), default=None)
    source, day, source_places = _source(vendor, weakest) if weakest else ("", None, ())
    places = tuple(f.place for f in found + beside) or (_nearest(vendor, criterion.field.split(".")),)
    return CriterionResult(
        criterion,
        verdict,
        ", ".join(dict.fromkeys(_printed(f.value) for f in stated if f in found)),
        weakest.status if weakest else None,
        source,
        day,
        reason,
        places,
        source_places or places,
        further or tuple(f.beside("note") for f in found if f.note and f.note == reason),
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


def _judge(criterion: Criterion, vendor: Vendor, found: tuple[_Found, ...], dossier: Dossier) -> Judgement:
    if not _APPLIES[criterion.applies](vendor):
        return Judgement("not-applicable", f"asked of vendors with {_SAID[criterion.applies]} only")
    open = next((f for f in found if not f.known), None)
    if open is not None:
        return _open(open)
    if not found:
        return Judgement("not-known", NOBODY_STATED)
    if criterion.test == "has-certificate":
        return holds(found[0].value, dossier.today)
    if criterion.test == "eea-or-ground":
        return _eea_or_ground(found, vendor, dossier)
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


def _certified(found: _Found, today: date) -> Verdict:
    return holds(found.value, today).verdict if found.known else "not-known"


def holds(certification: Certification, today: date) -> Judgement:
    """Whether a certificate or report holds today: by the end of its edition, by its own, or by a letter since."""
    edition = editions.ended(certification.scheme, certification.edition)
    if edition and edition.ended < today:
        return Judgement("not-met", f"certificates by the edition of {edition.edition} ended on {edition.ended}")
    ended = certification.expires
    if ended is None:
        return Judgement("not-known", "it states no last day")
    if ended >= today:
        return Judgement("met", "stated")
    covered = certification.bridge_letter_until
    if not certification.bridge_letter:
        return Judgement("not-met", f"it expired on {ended}")
    if covered is None:
        return Judgement("not-known", f"it expired on {ended}, and its bridge letter states no last day")
    if covered < today:
        return Judgement("not-met", f"it expired on {ended}, and its bridge letter on {covered}")
    return Judgement("met", f"it expired on {ended}, and a bridge letter covers the time to {covered}")


def _is_true(value: Any, criterion: Criterion) -> Judgement:
    return Judgement("met", "stated") if value is True else Judgement("not-met", "stated that it is not so")


_NOTHING = frozenset({"none", "no", "n/a", "na", "unknown", "not known", "tbd", "-"})


def _known(value: Any, criterion: Criterion) -> Judgement:
    country = criterion.field in ("access_countries", "storage.country")  # there, NO is Norway
    if isinstance(value, str) and not country and value.strip(" .").casefold() in _NOTHING:
        return Judgement("not-known", f"`{value}` states nothing")
    return Judgement("met", "stated")


def _in(value: Any, criterion: Criterion) -> Judgement:
    return Judgement("met" if value in criterion.terms else "not-met", f"it is {value}")


_DOUBTFUL = re.compile(
    r"\b(?:no|not|none|nor|never|cannot|\w+n't|without|except|excluding|unless|until|till|planned|plans?|planning"
    r"|will|soon|upcoming|future|pending|off|disabled|removed|refused|rejected|blocked|deprecated|retired|unsupported"
    r"|unencrypted|optional|optionally|partly|partially|ikke|ingen|uten|planlagt)\b",
    re.IGNORECASE,
)
"""Words that may turn a text around, or put off what it says: no term beside them counts as stated."""


def _needs_a_person(text: str) -> Judgement | None:
    """The judgement on a text that denies or promises something: what exactly, only a person can tell."""
    found = _DOUBTFUL.search(text.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'"))
    return Judgement("not-known", f"a person has to read the wording: it says `{found[0]}`") if found else None


def _mentions(value: Any, criterion: Criterion) -> Judgement:
    text = str(value)
    if doubt := _needs_a_person(text):
        return doubt
    if any(re.search(rf"(?<![^\W\d_]){re.escape(term)}(?![^\W\d_])", text, re.IGNORECASE) for term in criterion.terms):
        return Judgement("met", "stated")
    return Judgement("not-known", f"the text names none of {', '.join(criterion.terms)}")


def _at_least(value: Any, criterion: Criterion) -> Judgement:
    verdict: Verdict = "met" if value >= criterion.limit else "not-met"
    return Judgement(verdict, f"{value}, and at least {criterion.limit} is asked for")


def _at_most(value: Any, criterion: Criterion) -> Judgement:
    verdict: Verdict = "met" if value <= criterion.limit else "not-met"
    return Judgement(verdict, f"{value}, and at most {criterion.limit} is asked for")


_TLS = re.compile(r"\b(TLS|SSL)[\s-]*(?:v|version)?\s*(\d)(?:\.(\d))?(?![\d.]*\d)", re.IGNORECASE)
_FURTHER = re.compile(r"(?<![\d.])v?1\.([0-3])(?![\d.]*\d)", re.IGNORECASE)
"""Versions that stand without the name, as the second one of ``TLS 1.2 and 1.3``."""
_SSL = re.compile(r"\bSSL\b", re.IGNORECASE)


def _tls12(value: Any, criterion: Criterion) -> Judgement:
    """The lowest version that the text names decides; a text without a version decides nothing."""
    text = str(value)
    if doubt := _needs_a_person(text):
        return doubt
    named = [(match[1].upper(), int(match[2]), int(match[3] or 0)) for match in _TLS.finditer(text)]
    if any(protocol == "SSL" for protocol, *_ in named):
        return Judgement("not-met", "the text names a version of SSL, which is older than any of TLS")
    if not named:
        return Judgement("not-known", "the text names no version of TLS")
    if _SSL.search(text):
        return Judgement("not-known", "a person has to read the wording: it says `SSL`")
    low = min([*((major, minor) for _, major, minor in named), *((1, int(m[1])) for m in _FURTHER.finditer(text))])
    verdict: Verdict = "met" if low >= (1, 2) else "not-met"
    return Judgement(verdict, f"the lowest version named is TLS {low[0]}.{low[1]}")


_TESTS: dict[Test, Callable[[Any, Criterion], Judgement]] = {
    "is-true": _is_true,
    "known": _known,
    "in": _in,
    "mentions": _mentions,
    "number-at-least": _at_least,
    "number-at-most": _at_most,
    "at-least-tls12": _tls12,
}


def _eea_or_ground(stored: tuple[_Found, ...], vendor: Vendor, dossier: Dossier) -> Judgement:
    """Reaching data from a country is a transfer to it, as storing it there is (EDPB Guidelines 05/2021)."""
    reached = tuple(_read(vendor, ["access_countries"]))
    where = "; ".join(
        f"{what} {', '.join(outside)}"
        for what, values in (("stored in", stored), ("reached from", reached))
        if (outside := [countries.name(f.value) for f in values if f.known and not countries.in_eea(f.value)])
    )
    if where:
        return _ground(where, vendor, dossier)
    if not reached or not all(f.known for f in reached):
        return Judgement("not-known", "stored in the EEA, and nobody has stated from where it is reached")
    return Judgement("met", "stored in the EEA, and reached from there only")


def _ground(where: str, vendor: Vendor, dossier: Dossier) -> Judgement:
    """Whether a ground carries every hop to the vendor; that the vendor names one does not show it."""
    every = transfers_to(vendor, dossier)
    hops = [t for t in every if t.hop.kind in ("flow", "host") and t.leaves]
    worst = next((t for t in hops if t.verdict in ERRORS), None)
    worst = worst or next((t for t in hops if t.verdict not in ("ok", "not-needed")), None)
    if worst is not None:
        verdict: Verdict = "not-met" if worst.verdict in ERRORS else "not-known"
        return Judgement(verdict, f"{where}; {worst.reason}", worst.sources)
    if hops:
        grounds = dict.fromkeys(t.words for t in hops)
        return Judgement("met", f"{where}; {', '.join(grounds)}", tuple(p for t in hops for p in t.sources))
    offered = vendor.transfer.mechanisms if vendor.transfer else ()
    known = {str(fact.value): fact.place for fact in offered if fact.known and fact.status != "catalogue"}
    if [*known] == ["none"]:
        return Judgement("not-met", f"{where}, and there is no ground for the transfer", tuple(known.values()))
    return Judgement("not-known", f"{where}, and no flow of data to the vendor shows the ground")
