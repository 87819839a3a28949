"""Names of bookmarks in Word files, from ids of the page and back.

Word takes letters, digits and underscores, 40 characters at most, and does not tell ``A`` from ``a``. A name
is readable where nothing is lost by that, and ends in a hash of the id where something would be.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable

LONGEST = 40
"""Characters that Word keeps of a bookmark's name."""
UNITS = ("clause", "annex", "part")
"""First words of the ids that a contract is divided by."""

_PLAIN = re.compile(r"[a-z0-9]+(?:[-.][a-z0-9]+)*")
_HASH = 10


def bookmark(id: str) -> str:
    """The name for an id: ``clause-breach.notice`` becomes ``clause_breach__notice``.

    Ids that do not begin with a word of ``UNITS`` get a name that Word hides (``_two``). Two ids never share one.
    """
    lead = "" if id.split("-", 1)[0] in UNITS else "_"
    name = lead + id.replace("-", "_").replace(".", "__")
    if _PLAIN.fullmatch(id) and len(name) <= LONGEST:
        return name
    # An underscore that stands alone before the hash is in no plain name.
    digest = hashlib.sha256(id.encode()).hexdigest()[:_HASH]
    kept = re.sub(r"[^A-Za-z0-9_]", "_", lead + id)[: LONGEST - _HASH - 3].rstrip("_")
    return f"{kept}___{digest}"


def ids_by_bookmark(ids: Iterable[str]) -> dict[str, str]:
    """Known ids by the names of their bookmarks: the way back."""
    return {bookmark(id): id for id in ids}


def is_unit(name: str) -> bool:
    """Whether a bookmark's name is that of a clause, an annex or a part."""
    return name.split("_", 1)[0] in UNITS and "_" in name
