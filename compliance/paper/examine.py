"""Holds a paper against the duties: which passages speak of each, which take it back, which wordings need a look.

The answers are hints from words. A duty can be met in words that no probe knows, and a passage can hold all
the words and say something else; so every answer shows its passages, and none is a verdict.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from compliance.frameworks.dpa_rules import DpaRule, Duty, rules
from compliance.paper.blanks import blanks
from compliance.paper.language import Language, spoken
from compliance.paper.passages import Paper, Passage
from compliance.paper.probes import Alternative, Probe, Probes, languages, probes

DutyState = Literal["found", "weak", "against", "missing", "not-applicable", "not-examined"]
RuleState = Literal["found", "partly", "not-found", "against", "not-applicable", "not-examined"]
SHOWN = 3
"""Passages that are shown for a duty, the most fitting first."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage, and where in its own text the words stand. A smaller ``score`` fits better."""

    passage: Passage
    start: int
    end: int
    score: float

    @property
    def excerpt(self) -> str:
        """The words with what stands around them: at most some 240 characters."""
        text = self.passage.text
        start, end = max(0, self.start - 60), min(len(text), max(self.end, self.start + 120) + 40)
        if end - start > 260:
            end = start + 260
        start = 0 if start < 20 else text.find(" ", start) + 1
        end = len(text) if len(text) - end < 20 else text.rfind(" ", start, end)
        return f"{'… ' if start else ''}{text[start:end].strip()}{' …' if end < len(text) else ''}"


@dataclass(frozen=True, slots=True)
class DutyHint:
    """What was found about one duty."""

    duty: Duty
    state: DutyState
    passages: tuple[Hit, ...] = ()
    against: tuple[Hit, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class RuleHint:
    """What was found about a rule: the sum of its duties that the law asks for."""

    rule: DpaRule
    state: RuleState
    duties: tuple[DutyHint, ...]

    @property
    def needs_a_look(self) -> bool:
        """Whether a rule that always applies has no passage for it, or one that speaks against it."""
        return self.rule.level == "must" and self.state in ("not-found", "against", "partly")


@dataclass(frozen=True, slots=True)
class Warned:
    """A wording that careful customers object to, or a place that is left to fill in."""

    id: str
    rule: str
    says: str
    hits: tuple[Hit, ...]


@dataclass(frozen=True, slots=True)
class Examined:
    """A paper with everything that was found in it."""

    paper: Paper
    languages: tuple[Language, ...]
    """Languages of the text by their share, those without probes included."""
    rules: tuple[RuleHint, ...]
    warnings: tuple[Warned, ...]

    @property
    def examined_in(self) -> tuple[Language, ...]:
        return tuple(language for language in self.languages if language.known)


@dataclass(frozen=True, slots=True)
class _Read:
    """A passage in lower case, with its heading and lead in front; ``own`` is where its own text begins."""

    passage: Passage
    text: str
    own: int


def examine(paper: Paper) -> Examined:
    """What the paper says about each duty, in the languages that it is written in and there are probes for."""
    found = spoken(paper.passages, languages())
    asked = [probes(language.code) for language in found if language.known]
    read = tuple(_context(p) for p in paper.passages)
    whole = "\n".join(r.text[r.own :] for r in read)
    hints = tuple(_rule(rule, asked, read, whole) for rule in rules())
    own = tuple(_context(p, headed=False) for p in paper.passages)
    return Examined(paper, found, hints, (*_warnings(asked, own), *_blanks(paper.passages)))


def _context(passage: Passage, headed: bool = True) -> _Read:
    """A passage as it is searched. Wordings are looked for without the heading, which says what a clause is about
    and not what it does."""
    heading = f"{passage.heading} : " if headed else ""
    lead = f"{heading}{passage.lead} " if passage.kind != "heading" and (headed or passage.lead) else ""
    lead = lead.lower()
    return _Read(passage, lead + passage.text.lower(), len(lead))


# Rules and duties


def _rule(rule: DpaRule, asked: list[Probes], read: tuple[_Read, ...], whole: str) -> RuleHint:
    hints = tuple(_duty(duty, asked, read, whole) for duty in rule.duties)
    counted = [h.state for h in hints if h.duty.asked_by == "law"]
    return RuleHint(rule, _sum(counted), hints)


def _sum(states: list[DutyState]) -> RuleState:
    if all(state == "not-examined" for state in states):
        return "not-examined"
    left = [state for state in states if state not in ("not-applicable", "not-examined")]
    if not left:
        return "not-applicable"
    if "against" in left:
        return "against"
    if all(state == "found" for state in left):
        return "found"
    return "not-found" if all(state == "missing" for state in left) else "partly"


def _duty(duty: Duty, asked: list[Probes], read: tuple[_Read, ...], whole: str) -> DutyHint:
    mine = [(p, p.duties[duty.key]) for p in asked if duty.key in p.duties]
    if not mine:
        return DutyHint(duty, "not-examined")
    answers = [_in_language(duty, probe, language, read, whole) for language, probe in mine]
    order: tuple[DutyState, ...] = ("found", "against", "weak", "missing", "not-applicable")
    return min(answers, key=lambda hint: order.index(hint.state))


def _in_language(duty: Duty, probe: Probe, language: Probes, read: tuple[_Read, ...], whole: str) -> DutyHint:
    condition = language.duties[probe.when_key] if probe.when_key else probe
    if condition.when and not _applies(condition, whole):
        return DutyHint(duty, "not-applicable", reason=condition.otherwise)
    found, negated = _hits(probe.find, read, language)
    against = _best([*_hits(probe.against, read, None)[0], *negated])
    taken = {hit.passage.number for hit in _hits(probe.against, read, None)[0]}
    found = [hit for hit in found if hit.passage.number not in taken]
    if found:
        return DutyHint(duty, "found", _best(found), against)
    if against:
        return DutyHint(duty, "against", (), against)
    weak = _best(_hits(probe.weak, read, language)[0])
    return DutyHint(duty, "weak" if weak else "missing", weak)


def _applies(probe: Probe, whole: str) -> bool:
    spoken_of = any(pattern.search(whole) for pattern in probe.when)
    return spoken_of and not any(pattern.search(whole) for pattern in probe.unless)


def _best(hits: Iterable[Hit]) -> tuple[Hit, ...]:
    """The most fitting hits, one a passage."""
    chosen: dict[int, Hit] = {}
    for hit in sorted(hits, key=lambda h: (h.score, h.passage.number)):
        chosen.setdefault(hit.passage.number, hit)
    return tuple(list(chosen.values())[:SHOWN])


# Passages


def _hits(
    alternatives: tuple[Alternative, ...], read: tuple[_Read, ...], language: Probes | None
) -> tuple[list[Hit], list[Hit]]:
    """Hits, and those whose own words take the duty back."""
    found: list[Hit] = []
    negated: list[Hit] = []
    for rank, alternative in enumerate(alternatives):
        if alternative.mode == "anywhere":
            found += _anywhere(alternative, read, rank)
            continue
        for passage in read:
            hit = _near(alternative, passage, rank)
            if hit is None:
                continue
            (negated if language and _negated(hit, language) else found).append(hit)
    return found, negated


def _negated(hit: Hit, language: Probes) -> bool:
    if language.negation is None:
        return False
    text = hit.passage.text.lower()
    return language.negation.search(text, max(0, hit.start - 40), hit.end) is not None


def _anywhere(alternative: Alternative, read: tuple[_Read, ...], rank: int) -> list[Hit]:
    """The first passage for each pattern; nothing where one has none."""
    made: list[Hit] = []
    for pattern in alternative.patterns:
        first = next((r for r in read if pattern.search(r.text, r.own)), None)
        if first is None:
            return []
        match = pattern.search(first.text, first.own)
        assert match is not None
        made.append(Hit(first.passage, match.start() - first.own, match.end() - first.own, 500.0 * (rank + 1)))
    return made


def _near(alternative: Alternative, read: _Read, rank: int) -> Hit | None:
    """The tightest stretch that holds all patterns and some of the passage's own words."""
    if read.passage.kind == "heading":
        return None
    found: list[list[tuple[int, int]]] = []
    for pattern in alternative.patterns:
        spans = [match.span() for match in pattern.finditer(read.text)]
        if not spans:
            return None
        found.append(spans)
    best: tuple[int, int] | None = None
    for start, end in _stretches(found, read, alternative.within):
        if alternative.unless and alternative.unless.search(
            read.text, max(start - 80, 0), min(end + 160, len(read.text))
        ):
            continue
        if best is None or end - start < best[1] - best[0]:
            best = start, end
    if best is None:
        return None
    start, end = best
    score = 150.0 * rank + _fit(alternative, read, start, end)
    return Hit(read.passage, max(0, start - read.own), end - read.own, score)


def _fit(alternative: Alternative, read: _Read, start: int, end: int) -> float:
    """How well a stretch fits: short ones, within one sentence, under a heading with one of the words, fit better."""
    score = float(end - max(start, read.own))
    if start < read.own:
        score += 40
    if ". " in read.text[max(start, read.own) : end]:
        score += 80
    heading = read.passage.heading.lower()
    if heading and any(pattern.search(heading) for pattern in alternative.patterns):
        score -= 60
    return score


def _stretches(found: list[list[tuple[int, int]]], read: _Read, within: int) -> Iterator[tuple[int, int]]:
    """Stretches with one match of each pattern, tight ones first found from each start.

    What stands in the heading and the lead counts as if it stood right before the passage.
    """
    events = sorted((start, end, group) for group, spans in enumerate(found) for start, end in spans)
    last: dict[int, tuple[int, int]] = {}
    for start, end, group in events:
        last[group] = (start, end)
        if len(last) < len(found) or end <= read.own:
            continue
        first = min(s for s, _ in last.values())
        final = max(e for _, e in last.values())
        length = final - max(first, read.own) if first < read.own else final - first
        if length <= within:
            yield first, final


# Wordings and blanks


def _warnings(asked: list[Probes], read: tuple[_Read, ...]) -> Iterator[Warned]:
    for language in asked:
        for wording in language.warnings:
            hits = _best(_hits(wording.find, read, None)[0])
            if hits:
                yield Warned(wording.id, wording.rule, wording.says, hits)


def _blanks(passages: tuple[Passage, ...]) -> Iterator[Warned]:
    hits = [Hit(p, match.start(), match.end(), 0.0) for p in passages for match in blanks(p.text)[:1]]
    if hits:
        many = f"{len(hits)} passages have" if len(hits) > 1 else "a passage has"
        yield Warned(
            "left-to-fill-in", "DPA-25", f"{many} blanks, brackets or notes to the author", tuple(hits[:SHOWN])
        )
