"""How ``dossier lint-dpa FILE`` shows what it found in other people's paper: hints with their passages."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterator
from typing import Any

from compliance.frameworks.dpa_rules import checked_on
from compliance.paper.examine import DutyHint, Examined, Hit, RuleHint
from compliance.reporters.report import plural, printable

WORDS = {
    "found": "found",
    "partly": "partly",
    "not-found": "not found",
    "against": "speaks against it",
    "not-applicable": "does not arise",
    "not-examined": "not looked for",
}
"""How the state of a rule reads."""


def text(one: Examined, verbose: bool) -> Iterator[str]:
    """The paper, each rule with its passages, wordings that need a look, and the sum."""
    paper = one.paper
    pages = f"{plural(paper.pages, 'page')}, " if paper.pages else ""
    yield printable(f"{paper.name}: {pages}{plural(len(paper.passages), 'passage')}, {paper.characters:,} characters")
    yield from (f"  {printable(remark)}" for remark in paper.remarks)
    yield from (f"  {line}" for line in languages(one))
    yield "  Hints for a lawyer, from the words of the text. What is not found may stand there in other words."
    for hint in one.rules:
        yield from _rule(hint, verbose)
    if one.warnings:
        yield ""
        yield "Wordings that need a look:"
    for warned in one.warnings:
        yield f"  {warned.rule}  {warned.says}"
        yield from _passages(warned.hits if verbose else warned.hits[:1])
    yield ""
    yield _sum(one)


def languages(one: Examined) -> Iterator[str]:
    """What the paper is written in, and what could not be read."""
    known = [language for language in one.languages if language.known]
    other = [language for language in one.languages if not language.known]
    if known:
        yield f"in {' and '.join(language.name for language in known)}"
    for language in other:
        yield f"{language.share:.0%} of it is in {language.name}, which no probe reads: a person must read that"
    if not one.languages:
        yield "its language was not recognised: a person must read it"


def _rule(hint: RuleHint, verbose: bool) -> Iterator[str]:
    yield ""
    yield f"{hint.rule.id}  {WORDS[hint.state]}: {hint.rule.title} ({hint.rule.ref})"
    reasons = {duty.reason for duty in hint.duties if duty.reason}
    if hint.state == "not-applicable":
        yield from (f"    {reason}" for reason in sorted(reasons))
        return
    if hint.state == "not-examined":
        yield "    no probe for it in the language of the paper: a person must read it"
        return
    for duty in hint.duties:
        yield from _duty(duty, verbose)


def _duty(hint: DutyHint, verbose: bool) -> Iterator[str]:
    practice = " (good practice)" if hint.duty.asked_by == "practice" else ""
    if hint.state == "found":
        yield f"    found: {hint.duty.needs}{practice}"
        yield from _passages(hint.passages if verbose else hint.passages[:1])
    elif hint.state == "weak":
        yield f"    in weaker words only: {hint.duty.needs}{practice}"
        yield from _passages(hint.passages[:1])
    elif hint.state == "missing":
        yield f"    no passage found about {hint.duty.needs}{practice}"
    if hint.against:
        yield f"    a passage that may take it back: {hint.duty.needs}"
        yield from _passages(hint.against[:1])


def _passages(hits: tuple[Hit, ...]) -> Iterator[str]:
    for hit in hits:
        under = f', under "{textwrap.shorten(hit.passage.heading, 60)}"' if hit.passage.heading else ""
        yield printable(f"        {hit.passage.place}{under}")
        for line in textwrap.wrap(printable(hit.excerpt), 100):
            yield f"          | {line}"


def _sum(one: Examined) -> str:
    states = Counter(str(hint.state) for hint in one.rules)
    said = ", ".join(f"{states[state]} {words}" for state, words in WORDS.items() if states[state])
    return f"examined {plural(len(one.paper.passages), 'passage')} for {len(one.rules)} rules: {said}"


def data(one: Examined) -> dict[str, Any]:
    """The same as data, with every passage."""
    return {
        "file": one.paper.name,
        "format": one.paper.kind,
        "pages": one.paper.pages or None,
        "passages": len(one.paper.passages),
        "characters": one.paper.characters,
        "remarks": list(one.paper.remarks),
        "languages": [
            {
                "code": language.code,
                "name": language.name,
                "share": round(language.share, 3),
                "examined": language.known,
            }
            for language in one.languages
        ],
        "rules_checked_on": checked_on(),
        "nature": "hints, no verdict",
        "rules": [_rule_data(hint) for hint in one.rules],
        "wordings": [
            {"id": w.id, "rule": w.rule, "says": w.says, "passages": [_hit(hit) for hit in w.hits]}
            for w in one.warnings
        ],
    }


def _rule_data(hint: RuleHint) -> dict[str, Any]:
    return {
        "id": hint.rule.id,
        "title": hint.rule.title,
        "ref": hint.rule.ref,
        "level": hint.rule.level,
        "state": hint.state,
        "duties": [
            {
                "key": duty.duty.key,
                "needs": duty.duty.needs,
                "asked_by": duty.duty.asked_by,
                "state": duty.state,
                "reason": duty.reason or None,
                "passages": [_hit(hit) for hit in duty.passages],
                "against": [_hit(hit) for hit in duty.against],
            }
            for duty in hint.duties
        ],
    }


def _hit(hit: Hit) -> dict[str, Any]:
    passage = hit.passage
    return {
        "page": passage.page or None,
        "passage": passage.number,
        "kind": passage.kind,
        "heading": passage.heading or None,
        "text": hit.excerpt,
    }
