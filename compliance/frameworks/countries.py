"""Countries: names that documents print, and which belong to the EEA."""

from __future__ import annotations

import re
from difflib import get_close_matches
from functools import cache, lru_cache

from compliance.frameworks.data import read


def name(code: str) -> str:
    """The short English name of an ISO 3166-1 alpha-2 code; the code itself where it has none."""
    return str(read("countries")["names"].get(code, code))


_PLURAL = re.compile(r"^(United|Isle|British) |Islands?$|^(Netherlands|Philippines|Bahamas|Maldives|Gambia)$|Republic$")
_NO_ARTICLE = re.compile(r"^(Norfolk|Christmas|Bouvet) Island$")


def in_sentence(code: str) -> str:
    """The name as it stands within a sentence: ``the United States``, ``Norway``."""
    plain = name(code)
    return f"the {plain}" if _PLURAL.search(plain) and not _NO_ARTICLE.search(plain) else plain


def in_eea(code: str) -> bool:
    """Whether the country belongs to the European Economic Area."""
    return code in read("countries")["eea"]


def suggest(text: str) -> str:
    """What a wrong code was probably meant to be, as a sentence for a finding's help."""
    names: dict[str, str] = read("countries")["names"]
    by_name = {n.lower(): code for code, n in names.items()}
    upper = text.strip().upper()
    code = {"UK": "GB", "EL": "GR"}.get(upper) or (upper if upper in names else None)
    if code is None and len(upper) == 3:
        begun = [c for n, c in by_name.items() if n.startswith(upper.lower())]
        code = begun[0] if len(begun) == 1 else next((c for c in names if upper.startswith(c)), None)
    if code is None:
        close = get_close_matches(text.strip().lower(), by_name, 1, 0.6)
        code = by_name[close[0]] if close else None
    if code is None:
        return "use the two letters of ISO 3166-1, for example NO, DE or US"
    return f"did you mean `{code}` ({names[code]})?"


_ALIASES = {"uk": "GB", "england": "GB", "wales": "GB", "scotland": "GB", "northern ireland": "GB", "usa": "US"}
"""Names in contracts that are no country of ISO 3166-1."""


def code(text: str) -> str:
    """The code of a country by its name, its code or a common other name; empty where it is none."""
    names: dict[str, str] = read("countries")["names"]
    word = text.strip()
    if word.upper() in names and len(word) == 2 and word.isupper():
        return _ALIASES.get(word.casefold(), word)
    return _words().get(word.casefold(), "")


@cache
def _words() -> dict[str, str]:
    """Codes by every name, folded."""
    return {**{name.casefold(): code for code, name in read("countries")["names"].items()}, **_ALIASES}


@lru_cache(maxsize=4096)
def inside(text: str) -> frozenset[str]:
    """Countries that a text names in words, or that it is the code of."""
    if code(text):
        return frozenset({code(text)})
    folded = text.casefold()
    within = ((word, code) for word, code in _words().items() if word in folded)
    found = {word: code for word, code in within if re.search(rf"\b{re.escape(word)}\b", folded)}
    # A name inside a longer one is not meant: the Ireland of Northern Ireland, the Guinea of Guinea-Bissau.
    return frozenset(c for w, c in found.items() if not any(w != other and w in other for other in found))
