"""Questions that depend on others: ``If yes to 2.1, how often?``, asked only where 2.1 is answered with Yes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from compliance.frameworks.questions import Role

Condition = Literal["yes", "no", "unclear", ""]
"""What the question above must be answered with. Empty: it is asked whatever is said there."""

Asked = Literal["asked", "moot", "open"]

_PLAIN = re.compile(
    r"\W*if\s+(?:(?:the|you|your)\s+)?"
    r"(?:answer(?:ed)?\s+(?:to\s+(?:the\s+)?[\w .()]{1,30}?\s+)?(?:is\s+|was\s+)?)?[\"'\u201c\u2018]?"
    r"(?P<said>yes|so|no|not)[\"'\u201d\u2019]?(?:\s+(?:to|in|for)\s+(?:question\s+|item\s+)?#?[\w.()]*\d[\w()]*)?"
    r"(?P<end>\s*[,:;.\u2013\u2014-]+\s*|\s*$|\s+(?=(?:please|pls|how|what|which|who|when|where|why|describe|explain|"
    r"provide|list|specify|state|give|is|are|do|does|has|have)\b))(?P<rest>.*)",
    re.IGNORECASE | re.DOTALL,
)
_OTHER = re.compile(
    r"\W*(?:if|where|when)\s+(?:you\s+)?(?:applicable|yes|no|not|so|partial\w*|answered|the answer)\b", re.IGNORECASE
)
_BARE = re.compile(
    r"\W*(?:(?:please|kindly|then)\s+)*(?:describe|explain|elaborate|specify|comment|details?|how|why(?:\s+not)?|"
    r"(?:provide|give|add)\s+(?:more\s+|further\s+|additional\s+|some\s+)?(?:details?|information|an?\s+explanation|"
    r"an?\s+description|reasons?))"
    r"(?:\s+(?:how|why|why not|it|this|so|below|here|in\s+detail|briefly|further|your\s+answer|the\s+details?))*\W*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A question without the condition that it begins with; ``bare`` where it only asks to say more."""

    condition: Condition
    text: str
    bare: bool = False


def follow_up(text: str) -> FollowUp:
    """What a question depends on and what it asks then."""
    match = _PLAIN.fullmatch(text)
    if match is None:
        return FollowUp("unclear" if _OTHER.match(text) else "", text, _BARE.fullmatch(text) is not None)
    rest = match["rest"].strip()
    condition: Condition = "yes" if match["said"].casefold() in ("yes", "so") else "no"
    return FollowUp(condition, rest, not rest or _BARE.fullmatch(rest) is not None)


def asked(condition: Condition, above: Role | None, above_asked: bool = True) -> Asked:
    """Whether a question is to be answered, given what the one above it is answered with."""
    if not condition:
        return "asked"
    if not above_asked:
        return "moot"
    if condition == "unclear" or above not in ("yes", "no", "not-applicable"):
        return "open"
    if above == condition:
        return "asked"
    return "moot"
