"""On which ground personal data may leave the EEA, hop by hop, and whether what is declared agrees with it.

A pure function of a hop, the table of decisions and a day. Nothing is assumed: a country or a listing that nobody
stands behind leaves the answer ``unverified``, unless the declared clauses hold whatever the answer turns out to be.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple

from compliance.derive.transfer_hops import Hop, hops, hops_to
from compliance.derive.transfer_needs import Asked, Need, stands
from compliance.diagnostics import Place
from compliance.frameworks import jurisdictions
from compliance.frameworks.jurisdictions import Decision, Decisions
from compliance.frameworks.scc import unfit
from compliance.frameworks.transfer_tools import (
    Module,
    TransferRule,
    module,
    module_name,
    plain_role,
    rules,
)
from compliance.graph.dossier import Dossier
from compliance.registers.records.flows import Flow, TransferTerms
from compliance.registers.records.vendors import Vendor

Ground = Literal["no-transfer", "none-eea", "adequacy", "dpf", "scc", "bcr", "counsel", "unverified", "missing"]
Verdict = Literal[
    "ok", "not-needed", "counsel", "unverified", "missing", "wrong-module", "expired", "unsupported-scope"
]

GROUNDS: dict[Ground, str] = {
    "no-transfer": "No transfer: collected from the person directly",
    "none-eea": "None needed: within the EEA",
    "adequacy": "Adequacy decision",
    "dpf": "EU-US Data Privacy Framework",
    "scc": "Standard Contractual Clauses",
    "bcr": "Binding corporate rules",
    "counsel": "Open: a question for counsel",
    "unverified": "Not verified",
    "missing": "None found",
}
VERDICTS: dict[Verdict, str] = {
    "ok": "Consistent",
    "not-needed": "Declared without need",
    "counsel": "For counsel",
    "unverified": "Not verified",
    "missing": "Missing",
    "wrong-module": "Wrong module",
    "expired": "Expired",
    "unsupported-scope": "Not covered",
}
ERRORS: frozenset[Verdict] = frozenset({"missing", "wrong-module", "expired", "unsupported-scope"})
"""Verdicts under which data flows without a ground, as far as is known."""

MECHANISMS = {
    "dpf": "the Data Privacy Framework",
    "scc": "standard clauses",
    "bcr": "binding corporate rules",
    "adequacy": "an adequacy decision",
    "derogation": "a derogation",
    "none": "no ground",
}


@dataclass(frozen=True, slots=True)
class Transfer:
    """The answer for one hop: the ground, whether the declared one agrees, why, by which rule, from which lines.

    ``said`` is what follows from the declared ground, and ``basis`` the lines of that.
    """

    hop: Hop
    ground: Ground
    verdict: Verdict
    rule: TransferRule
    needs: tuple[Need, ...]
    said: str = ""
    basis: tuple[Place, ...] = ()
    module: Module | None = None
    decision: Decision | None = None

    @property
    def reason(self) -> str:
        """Why, in words: what each country outside the EEA asks for, then what is declared."""
        told = [*dict.fromkeys(need.reason for need in self.outside), *([self.said] if self.said else ())]
        return "; ".join(told) or "no register says where the data goes"

    @property
    def sources(self) -> tuple[Place, ...]:
        """The lines that the answer rests on, each once."""
        told = self.outside or self.needs
        return tuple(dict.fromkeys((*(place for need in told for place in need.sources), *self.basis)))

    @property
    def open(self) -> tuple[Need, ...]:
        """What is not known, also where the declared ground holds whatever it turns out to be."""
        return tuple(need for need in self.needs if need.kind in ("unverified", "counsel"))

    @property
    def leaves(self) -> bool:
        """Whether data leaves the EEA, or may: it is not known to stay."""
        return self.ground not in ("no-transfer", "none-eea")

    @property
    def outside(self) -> tuple[Need, ...]:
        """Countries outside the EEA, and those that nobody knows."""
        return tuple(need for need in self.needs if need.kind != "none")

    @property
    def words(self) -> str:
        """The ground as documents print it."""
        if self.ground == "scc" and self.module:
            return f"{GROUNDS['scc']}, module {self.module}"
        return GROUNDS[self.ground]


def transfers(dossier: Dossier, table: Decisions | None = None) -> tuple[Transfer, ...]:
    """Every hop of the project, judged on its day."""
    return judge_all(hops(dossier), dossier.today, table)


def transfers_to(vendor: Vendor, dossier: Dossier, flows: Iterable[Flow] | None = None) -> tuple[Transfer, ...]:
    """The hops that reach one supplier and those of its chain; by these flows instead of the live ones, where given."""
    return judge_all(hops_to(vendor, dossier, flows), dossier.today)


def judge_all(found: Iterable[Hop], day: date, table: Decisions | None = None) -> tuple[Transfer, ...]:
    """Hops judged by a table of decisions on a day."""
    table = table or jurisdictions.decisions()
    asked, kept = Asked(day, table), tuple(found)
    return tuple(judge(hop, asked) for hop in kept)


def judge(hop: Hop, asked: Asked) -> Transfer:
    """The ground of one hop on a day."""
    if hop.kind == "direct":
        reason = "people give it to the importer themselves; nobody exports it"
        return Transfer(hop, "no-transfer", "ok", rules()["T1"], (), reason, (hop.place,))
    needs = asked(hop)
    kinds = {need.kind for need in needs}
    if needs and kinds <= {"none"}:
        return _inside(hop, needs)
    if needs and kinds <= {"none", "adequacy", "dpf"}:
        return _covered(hop, needs)
    return _by_contract(hop, needs, asked.day)


@dataclass(frozen=True, slots=True)
class Difference:
    """One hop before and after an assumption."""

    before: Transfer
    after: Transfer


def differences(before: Iterable[Transfer], after: Iterable[Transfer]) -> tuple[Difference, ...]:
    """Hops whose ground, module or verdict changed."""
    pairs = zip(before, after, strict=True)
    return tuple(
        Difference(a, b) for a, b in pairs if (a.ground, a.module, a.verdict) != (b.ground, b.module, b.verdict)
    )


# What stands, and whether the declared ground agrees


def _inside(hop: Hop, needs: tuple[Need, ...]) -> Transfer:
    kinds = {need.where.kind for need in needs}
    reason = "seat, storage and access are in the EEA"
    if kinds == {"seat"}:
        reason = "the importer has its seat in the EEA"
    elif "seat" not in kinds:
        reason = "processed in the EEA"
    if hop.declared is not None and hop.declared.mechanism != "none":
        reason += ", and a ground is declared all the same"
        return Transfer(hop, "none-eea", "not-needed", rules()["T2"], needs, reason, (hop.declared.at("mechanism"),))
    return Transfer(hop, "none-eea", "ok", rules()["T2"], needs, reason)


def _covered(hop: Hop, needs: tuple[Need, ...]) -> Transfer:
    """Every country outside is covered by a decision; clauses beside it are a fallback and do no harm."""
    ground: Ground = "dpf" if any(need.kind == "dpf" for need in needs) else "adequacy"
    chief = next(need for need in needs if need.kind == ground)
    declared, rule = hop.declared, rules()[chief.rule]
    if declared is None or declared.mechanism in (ground, "scc", "bcr", "none"):
        return Transfer(hop, ground, "ok", rule, needs, decision=chief.decision)
    said = f"{MECHANISMS[declared.mechanism]} is declared and not needed"
    at = (declared.at("mechanism"),)
    return Transfer(hop, ground, "not-needed", rule, needs, said, at, decision=chief.decision)


class _Said(NamedTuple):
    """What follows from the declared ground."""

    ground: Ground
    verdict: Verdict
    reason: str
    sources: tuple[Place, ...] = ()
    rule: str = "T5"


def _by_contract(hop: Hop, needs: tuple[Need, ...], day: date) -> Transfer:
    """Some country asks for clauses, or it is not known what it asks for."""
    number = module(hop.exporter_role, hop.importer_role)
    outside = tuple(need for need in needs if need.kind != "none")
    said = _unfit(hop, outside, number) or _declared(hop, outside, number, day)
    decision = next((need.decision for need in outside if need.decision), None)
    rule = rules()[said.rule]
    return Transfer(hop, said.ground, said.verdict, rule, needs, said.reason, said.sources, number, decision)


def _unfit(hop: Hop, outside: tuple[Need, ...], number: Module | None) -> _Said | None:
    """Why no module can carry the hop; None where one can."""
    if number is None:
        pair = f"{plain_role(hop.exporter_role)} to {plain_role(hop.importer_role)}".replace("-", " ")
        reason = unfit(hop.exporter_role, hop.importer_role) or f"no module of the clauses is made for {pair}"
        return _Said("counsel", "counsel", reason, (hop.place,), "T7")
    known_outside = any(need.kind in ("clauses", "counsel") for need in outside)
    if hop.importer.under_gdpr == "yes" and known_outside:
        reason = "the GDPR applies to the importer itself, for which the clauses are not made (recital 7)"
        places = (hop.importer.under_gdpr_place,) if hop.importer.under_gdpr_place else ()
        return _Said("counsel", "counsel", reason, places, "T7")
    return None


def _declared(hop: Hop, outside: tuple[Need, ...], number: Module | None, day: date) -> _Said:
    terms = hop.declared
    if terms is None or terms.mechanism == "none":
        return _nothing(hop, outside, number)
    at = (terms.at("mechanism"),)
    if terms.mechanism == "scc":
        return _clauses(terms, number, day)
    if terms.mechanism == "bcr":
        if _offers(hop, "bcr"):
            return _Said("bcr", "ok", "binding corporate rules are declared", at, "T6")
        return _Said("unverified", "unverified", "the declared binding corporate rules are not verified", at, "T6")
    if terms.mechanism == "derogation":
        reason = "a derogation is declared, which is for single cases"
        return _Said("counsel", "counsel", reason, at, "T7")
    return _decision_declared(hop, terms, outside, number, day)


def _clauses(terms: TransferTerms, number: Module | None, day: date) -> _Said:
    """Declared clauses: the module, the signature, the end."""
    at = (terms.at("mechanism"),)
    if terms.module is None:
        return _Said("unverified", "unverified", f"clauses are declared without their module; it would be {number}", at)
    at = (terms.at("module"),)
    if terms.module != number:
        reason = f"module {terms.module} is declared; from {module_name(number or '1')} it is module {number}"
        return _Said("missing", "wrong-module", reason, at)
    if terms.expires and terms.expires < day:
        return _Said("missing", "expired", f"the declared clauses ended on {terms.expires}", (terms.at("expires"),))
    if terms.signed_on is None:
        return _Said("unverified", "unverified", "no day of signature is recorded for the declared clauses", at)
    if terms.signed_on > day:
        reason = f"the declared clauses are signed on {terms.signed_on:%-d %B %Y}, after this day"
        return _Said("missing", "missing", reason, (terms.at("signed_on"),))
    signed = (*at, terms.at("signed_on"))
    return _Said("scc", "ok", f"clauses of module {number} are declared, signed on {terms.signed_on:%-d %B %Y}", signed)


def _decision_declared(
    hop: Hop, terms: TransferTerms, outside: tuple[Need, ...], number: Module | None, day: date
) -> _Said:
    """Adequacy or the framework is declared, and does not cover every country; the fallback may."""
    name = MECHANISMS[terms.mechanism]
    at = (terms.at("mechanism"),)
    if terms.fallback == "scc" and terms.fallback_module is not None:
        clauses = _fallback(terms, number, day)
        if clauses is not None:
            return clauses
    kind = {"adequacy": "adequacy", "dpf": "dpf"}[terms.mechanism]
    bare = [need for need in outside if need.kind not in ("adequacy", kind)]
    if any(need.fallen for need in bare):
        return _Said("missing", "expired", f"{name} is declared, and it has ended", at)
    if any(need.kind == "clauses" for need in bare):
        return _Said("missing", "unsupported-scope", f"{name} is declared and does not cover this", at)
    if any(need.kind == "counsel" for need in bare):
        return _Said("counsel", "counsel", f"{name} is declared", at, "T7")
    return _Said("unverified", "unverified", f"{name} is declared", at, bare[0].rule if bare else "T4")


def _fallback(terms: TransferTerms, number: Module | None, day: date) -> _Said | None:
    """Clauses that take over from a decision, where they are of the right module and still run."""
    if terms.fallback_module != number or (terms.expires and terms.expires < day):
        return None
    at = (terms.at("fallback"), terms.at("fallback_module"))
    if terms.signed_on is None or terms.signed_on > day:
        return None
    return _Said("scc", "ok", f"the declared fallback takes over: clauses of module {number}", at)


def _nothing(hop: Hop, outside: tuple[Need, ...], number: Module | None) -> _Said:
    """No ground is declared. It is missing where one is surely needed and nothing is left to find out."""
    if hop.kind in ("group", "onward"):
        reason = "the ground stands in the supplier's own agreement, which nobody has read"
        return _Said("unverified", "unverified", reason)
    wanted = f"module {number} of the clauses would be needed, and no ground is declared"
    sure = any(need.kind == "clauses" for need in outside)
    if sure and not _asking(hop):
        return _Said("missing", "missing", wanted)
    if sure:
        return _Said("unverified", "unverified", "which ground the supplier's agreement gives is not verified")
    if any(need.kind == "counsel" for need in outside):
        return _Said("counsel", "counsel", "", rule="T7")
    rule = next((need.rule for need in outside if need.rule != "T2"), "T2")
    return _Said("unverified", "unverified", "no ground is declared", rule=rule)


def _asking(hop: Hop) -> bool:
    """Whether the ground that a supplier offers is an open question of the register."""
    vendor = hop.importer.vendor
    offered = vendor.transfer.mechanisms if vendor and vendor.transfer else ()
    return any(not stands(fact) for fact in offered)


def _offers(hop: Hop, mechanism: str) -> bool:
    """Whether the supplier's own text, or somebody who read it, names a ground."""
    vendor = hop.importer.vendor
    offered = vendor.transfer.mechanisms if vendor and vendor.transfer else ()
    return any(stands(fact) and fact.value == mechanism for fact in offered)
