"""An answer rests on something that the registers do not have.

Finds: facts and qualifiers of the answer library, and ``fact("NAME", "OF")`` in narratives, that name a policy, a
certificate, a measure or another record that is not there.
Why: the answer can never be given: it stays blank in every questionnaire, and nobody sees why.
Fix: correct the name, or add the record.
Wrong when: never.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from compliance.diagnostics import Diagnostic, Place, Severity
from compliance.graph.dossier import Dossier
from compliance.questionnaires import facts
from compliance.questionnaires.fact_kinds import names_of
from compliance.registers.records.answers import Answer
from compliance.rules.rule import Rule

CALL = re.compile(r"""\bfact\(\s*(["'])(?P<name>.*?)\1(?:\s*,\s*(["'])(?P<of>.*?)\3)?""")


class Named(NamedTuple):
    """What an answer names, and where."""

    answer: Answer
    name: str
    of: str
    place: Place


def subjects(dossier: Dossier) -> Iterator[Named]:
    for answer in dossier.all(Answer):
        for fact in answer.facts:
            yield Named(answer, fact.name, fact.of, fact.at("of" if fact.of else "name"))
        for qualifier in answer.qualifiers:
            if qualifier.fact is not None:
                yield Named(answer, qualifier.fact.name, qualifier.fact.of, qualifier.fact.at("of"))
            if qualifier.measure:
                yield Named(answer, "measure", f"{qualifier.control}/{qualifier.measure}", qualifier.at("measure"))
        for field in ("narrative", "otherwise"):
            for call in CALL.finditer(getattr(answer, field)):
                yield Named(answer, call["name"], call["of"] or "", answer.at(field))


def check(named: Named, dossier: Dossier) -> Iterator[Diagnostic]:
    answer, name, of, place = named
    if name not in facts.FACTS:
        yield RULE.found(
            f"the answer `{answer.id}` asks for the fact `{name}`, and there is no such fact",
            place,
            help=f"facts: {', '.join(sorted(facts.FACTS))}",
            subject=answer.id,
        )
        return
    known = names_of(name, dossier)
    if known is not None and of not in known and not _broken(of, dossier):
        yield RULE.found(
            f"the answer `{answer.id}` rests on {name} `{of}`, and the registers have none of that name",
            place,
            help=_which(of, known),
            subject=answer.id,
        )


def _broken(of: str, dossier: Dossier) -> bool:
    """Whether the record is there and not valid: it has a finding of its own."""
    return any(id in (of, of.partition("/")[0]) for _, id in dossier.registers.broken)


def _which(of: str, known: tuple[str, ...]) -> str:
    from difflib import get_close_matches

    close = get_close_matches(of, known, 1, 0.6)
    return f"did you mean `{close[0]}`?" if close else "correct the name, or add the record"


RULE = Rule(__name__, __doc__, Severity.ERROR, subjects, check)
