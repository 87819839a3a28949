"""How a question asks: openly, for Yes or No, or as a heading. It decides which phrasings may stand for it.

Words alone do not tell "Do your staff have access to our data?" from the heading "Staff access to our data",
and the answers to these two are opposites in a customer's eyes.
"""

from __future__ import annotations

import re

from compliance.frameworks import questions
from compliance.questionnaires.normalise import normal, sense

_LEAD = r"(?:(?:please|kindly|briefly) )*"
_OPENLY = re.compile(
    rf"{_LEAD}(?:how|what|which|who|whom|when|where|why|describe|explain|detail|outline|list|name|elaborate|specify|"
    r"provide|give|attach|summari[sz]e|(?:state|indicate)(?! (?:whether|if|that)\b)|after how|for how|within how|"
    r"in which|in what|under which|to what)\b"
)
_NAMING = re.compile(
    rf"{_LEAD}(?:what|which|who|whom|when|where|list|name|how (?:often|quickly|long|many|much)|"
    r"(?:for|after|within) how|(?:in|under|to|on) (?:which|what))\b"
)
"""Questions for a name, a figure or a day: a phrasing that wants Yes or No is another question."""
_CLOSED = re.compile(
    rf"{_LEAD}(?:(?:confirm|state|indicate|advise)(?: (?:whether|if|that))? )?"
    r"(?:do|does|did|is|are|was|were|has|have|had|can|could|will|would|may|must|shall|should)\b"
)
_EXISTENCE = re.compile(
    rf"{_LEAD}(?:(?:confirm|state|indicate|advise)(?: (?:whether|if|that))? )?(?:"
    r"(?:do|does) (?:you|your (?:company|organi[sz]ation|firm|business)|the (?:company|organi[sz]ation|vendor|supplier|"
    r"service provider|provider))(?: (?:currently|regularly|periodically|already|also))* (?:have|maintain|perform|"
    r"conduct|use|operate|employ|implement|carry out|undertake|run|apply|offer|provide|support|follow)\b|"
    r"(?:is|are|has|have) there\b)|"
    r".*\b(?:in place|implemented|established|performed|conducted|carried out|available|supported|undertaken)$"
)


def asks_openly(plain: str) -> bool:
    """Whether a normalised question wants a text and no Yes."""
    return _OPENLY.match(plain) is not None


def may_stand_for(phrase: str, question: str) -> bool:
    """Whether a phrasing with the same words of sense may answer a question that asks in its own way."""
    asked, plain = normal(question), normal(phrase)
    if _NAMING.match(asked):
        return _CLOSED.match(plain) is None
    if not _CLOSED.match(asked):
        return True
    if asks_openly(plain):
        return False
    return _CLOSED.match(plain) is not None or phrase.endswith(".") or _EXISTENCE.match(asked) is not None


_POINTS = re.compile(
    r"\b(?:this|these|those|such|the above|that (?:process|policy|procedure|plan|programme|training|requirement|one))\b"
)


def leans(text: str) -> bool:
    """Whether a question is about what stands above it: "Describe your policy", "How is this training recorded?"."""
    plain = normal(text)
    words = sense(plain)
    return bool(words) and (set(words) <= questions.bare() or _POINTS.search(plain) is not None)
