"""Which languages a text is written in, by the small words that each has and others have not."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cache

from compliance.paper.passages import Passage

_WORDS: dict[str, tuple[str, str]] = {
    "en": (
        "English",
        "the of and to shall is by with that this any or for be which its under",
    ),
    "nb": (
        "Norwegian",
        "og av ikke til etter som skal være mellom dersom behandlingsansvarlig behandlingsansvarlige "
        "databehandler personopplysninger opplysninger fra ved eller den det blir nødvendig brudd "
        "opplysningene varsle taushetsplikt tilgang uten innen gi bare også avtalen behandlingen",
    ),
    "nn": (
        "Nynorsk",
        "og ikkje til som skal vere mellom dersom behandlingsansvarleg databehandlar personopplysningar "
        "opplysningar frå ved eller den det blir naudsynt ein ei brot opplysningane avtalen behandlinga "
        "berre",
    ),
    "da": (
        "Danish",
        "og af ikke til efter som skal være mellem hvis dataansvarlige databehandleren personoplysninger "
        "oplysninger fra ved eller den det bliver nødvendig brud oplysningerne underretter tavshedspligt "
        "adgang uden inden give kun også aftalen behandlingen medarbejdere databehandler",
    ),
    "sv": (
        "Swedish",
        "och av inte till efter som skall ska vara mellan om personuppgiftsansvarig "
        "personuppgiftsbiträdet personuppgifter uppgifter från vid eller den det blir nödvändig "
        "uppgifterna avtalet behandlingen utan inom ge även",
    ),
    "de": (
        "German",
        "und der die das nicht zu nach ist mit von den dem des oder auf wird werden eine für im verantwortlichen",
    ),
    "fr": (
        "French",
        "le la les des et du de est par pour dans que une sur aux au traitement données responsable",
    ),
    "es": (
        "Spanish",
        "el la los las de del y en que por para con una se datos tratamiento responsable encargado",
    ),
    "it": (
        "Italian",
        "il la le gli di del della e in che per con una sono dati trattamento titolare responsabile",
    ),
    "nl": (
        "Dutch",
        "de het een van en in is op voor met dat niet zijn verwerker verwerkingsverantwoordelijke gegevens",
    ),
    "pt": (
        "Portuguese",
        "o a os as de do da e em que por para com uma dados tratamento responsável não",
    ),
    "pl": (
        "Polish",
        "i w z na do nie się że jest oraz przez danych osobowych przetwarzania administrator",
    ),
    "fi": (
        "Finnish",
        "ja on ei tai että sekä mukaan henkilötietojen rekisterinpitäjä käsittelijä voi tämän",
    ),
    "is": (
        "Icelandic",
        "og að er ekki sem til með fyrir skal vera ábyrgðaraðili vinnsluaðili persónuupplýsingar um",
    ),
}
"""Name and words of each language that is told apart."""

SHARE = 0.15
"""A language with this share of the small words is one that the paper is written in."""


@dataclass(frozen=True, slots=True)
class Language:
    """A language of a paper: its code, name, share of the text (0 to 1), and whether there are probes for it."""

    code: str
    name: str
    share: float
    known: bool


@cache
def _sets() -> dict[str, frozenset[str]]:
    return {code: frozenset(words.split()) for code, (_, words) in _WORDS.items()}


def hits(text: str) -> Counter[str]:
    """How many small words of each language stand in a text; languages without any are left out."""
    words = re.findall(r"[^\W\d_]+", text.lower())
    return Counter({code: n for code, own in _sets().items() if (n := sum(1 for word in words if word in own))})


def spoken(passages: tuple[Passage, ...], known: tuple[str, ...]) -> tuple[Language, ...]:
    """The languages of a paper, the main one first. Each passage counts for the language that it is nearest to."""
    counts: Counter[str] = Counter()
    carry: Counter[str] = Counter()
    size = 0
    for passage in passages:
        words = re.findall(r"[^\W\d_]+", passage.text.lower())
        size += len(words)
        for code, own in _sets().items():
            carry[code] += sum(1 for word in words if word in own)
        if size >= 60:
            counts += _nearest(carry, size)
            carry, size = Counter(), 0
    counts += _nearest(carry, size)
    total = sum(counts.values())
    found = [(code, count / total) for code, count in counts.most_common() if count >= SHARE * total]
    return tuple(Language(code, _WORDS[code][0], share, code in known) for code, share in found)


def _nearest(hits: Counter[str], size: int) -> Counter[str]:
    if not size or not hits or not max(hits.values()):
        return Counter()
    code, _ = hits.most_common(1)[0]
    return Counter({code: size})
