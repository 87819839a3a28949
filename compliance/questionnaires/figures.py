"""Figures in a text: numbers, dates, standards and algorithms, each in one form that can be compared."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Literal

Kind = Literal["number", "date", "standard", "algorithm"]


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure: its kind, the form to compare, and the words that it stands in."""

    kind: Kind
    value: str
    words: str


_MONTHS = {
    name: number
    for number, names in enumerate(
        ("january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug",
         "september sep sept", "october oct", "november nov", "december dec"),
        1,
    )
    for name in names.split()
}  # fmt: skip
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_ISO_DATE = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b")
_LONG_DATE = re.compile(rf"\b(\d{{1,2}})\.? ({_MONTH})\.? (\d{{4}})\b", re.IGNORECASE)
_US_DATE = re.compile(rf"\b({_MONTH})\.? (\d{{1,2}}),? (\d{{4}})\b", re.IGNORECASE)

_STANDARDS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), value)
    for pattern, value in (
        (r"\bISO(?:/IEC)?[ -]?(\d{4,5})(?:[:-]\d{4})?", r"iso \1"),
        (r"\bSOC ?([123])(?:\W{0,2}type ?(?:I{1,2}|[12])\b)?", r"soc \1"),
        (r"\b21 CFR(?: Part)? ?11\b|\bPart 11\b", "21 cfr 11"),
        (r"\bICH[ -]?E6(?: ?\(?R[23]\)?)?", "ich e6"),
        (r"\bAnnex 11\b", "annex 11"),
        (r"\bPCI[ -]?DSS\b", "pci dss"),
        (r"\bFIPS(?: PUB)? ?140(?:-[23])?\b", "fips 140"),
        (r"\bNIST(?: SP)? ?800-\d+", "nist 800"),
        (r"\bRegulation \(EU\) (?:No )?(\d+/\d+)", r"regulation \1"),
        (r"\b(HIPAA|HITRUST|FedRAMP|TISAX|Normen|CCPA)\b", r"\1"),
        (r"\bArt(?:icle|\.)? ?(\d+)(?:\(\d+\))*(?:\([a-z]\))? ?(?:of the )?GDPR\b", r"gdpr \1"),
    )
)
_ALGORITHMS = re.compile(
    r"\b(AES|RSA|SHA|TLS|SSL|ECDSA P|ChaCha|FIDO|3DES|RC|MD)[ -]?v?(\d+(?:\.\d+)?)\b"
    r"|\b(Argon2id|Ed25519|bcrypt|scrypt|PBKDF2)\b",
    re.IGNORECASE,
)
_NAMES = re.compile(
    r"\b(?:EV|NC|INC|OC|R|P)-[\d-]+\b|\bA\.\d+(?:\.\d+)?\b|\b\d+(?:st|nd|rd|th)\b|\b24 ?[/x] ?7\b|24/7", re.IGNORECASE
)
"""Names with digits in them: identifiers of our own registers, ordinals."""
_NUMBER = re.compile(r"(?<![\w.,/-])\d[\d,\u00a0]*(?:\.\d+)?(?![\w/])")
_TO_TWENTY = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen twenty"
)
_NUMBER_WORDS = {word: value for value, word in enumerate(_TO_TWENTY.split())}
_NUMBER_WORDS |= {"thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "ninety": 90}
_WORD = re.compile(rf"\b({'|'.join(_NUMBER_WORDS)})\b", re.IGNORECASE)
_SMALL = 2
"""Number words up to here are articles as often as figures: "one provider", "two people"."""


@lru_cache(maxsize=8192)
def figures(text: str) -> tuple[Figure, ...]:
    """Every figure of a text, in no order that matters. What is part of a date or a standard is no number as well."""
    found: list[Figure] = []
    rest = text
    for pattern, order in ((_ISO_DATE, (1, 2, 3)), (_LONG_DATE, (3, 2, 1)), (_US_DATE, (3, 1, 2))):
        for match in pattern.finditer(rest):
            day = _date(*(match[n] for n in order))
            if day:
                found.append(Figure("date", day, match[0]))
        rest = pattern.sub(" ", rest)
    for pattern, value in _STANDARDS:
        found += [Figure("standard", match.expand(value).casefold(), match[0]) for match in pattern.finditer(rest)]
        rest = pattern.sub(" ", rest)
    for match in _ALGORITHMS.finditer(rest):
        found.append(Figure("algorithm", re.sub(r"[\s-]", "", match[0].casefold()).replace("v", ""), match[0]))
    rest = _NAMES.sub(" ", _ALGORITHMS.sub(" ", rest))
    found += [Figure("number", _plain(match[0]), match[0]) for match in _NUMBER.finditer(rest)]
    for match in _WORD.finditer(rest):
        value_of = _NUMBER_WORDS[match[1].casefold()]
        if value_of > _SMALL:
            found.append(Figure("number", str(value_of), match[0]))
    return tuple(found)


def _date(year: str, month: str, day: str) -> str:
    number = _MONTHS.get(month.casefold()) or int(month)
    try:
        return date(int(year), number, int(day)).isoformat()
    except ValueError:
        return ""


def _plain(number: str) -> str:
    return f"{float(number.replace(',', '').replace(chr(0xA0), '')):g}"
