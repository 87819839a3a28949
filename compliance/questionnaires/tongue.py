"""The language of each question: its own where that is plain, else that of the part it stands in."""

from __future__ import annotations

from collections.abc import Sequence

from compliance.frameworks.questionnaire_words import asking_words
from compliance.paper.language import hits

_NEAR = frozenset(("nb", "nn", "da", "sv"))
"""Languages that share most of their small words: a single question is not told apart against its neighbours."""


def tongues(texts: Sequence[str]) -> tuple[str, ...]:
    """ISO 639-1 code of each text's language; English where nothing tells."""
    counted = [hits(text) + asking_words(text) for text in texts]
    whole: dict[str, int] = {}
    for count in counted:
        for code, number in count.items():
            whole[code] = whole.get(code, 0) + number
    main = max(whole, key=lambda code: whole[code]) if whole and max(whole.values()) else "en"
    return tuple(_own(count, main) for count in counted)


def _own(count: dict[str, int], main: str) -> str:
    if not count:
        return main
    code = max(count, key=lambda c: count[c])
    if code in _NEAR and main in _NEAR:
        return main
    return code if count[code] >= 3 and count[code] > 2 * count.get(main, 0) else main
