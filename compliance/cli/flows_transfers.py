"""``dossier flows transfers``."""

from __future__ import annotations

import datetime
import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from compliance import pipeline, project
from compliance.cli.options import cache, common, no_cache
from compliance.diagnostics import Place
from compliance.registers.positions import Positions
from compliance.reporters.report import plural

if TYPE_CHECKING:
    from compliance.derive.transfer_assessments import Lack
    from compliance.derive.transfers import Difference, Transfer
    from compliance.graph.dossier import Dossier


@click.command("transfers", short_help="On which ground data leaves the EEA, hop by hop, and what if a decision fell.")
@common
@no_cache
@click.option(
    "--assume",
    "assumptions",
    multiple=True,
    metavar="WHAT",
    help="Judge again without a decision, and show what changes: no-dpf, or without:COUNTRY; :DATE behind it is the "
    "first day without. May be given more than once.",
)
@click.option("--all", "every", is_flag=True, help="Also list hops that stay inside the EEA.")
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", help="How the answer is printed."
)
def transfers(
    start: Path, today: datetime.date | None, no_cache: bool, assumptions: tuple[str, ...], every: bool, form: str
) -> None:
    """Say of each hop of personal data who hands it to whom, where that is, on which ground, and why.

    A hop is a live flow to another legal person, the host of an own system, data that goes back to a
    customer, or a link in the chain of a supplier. Exit code 0: each hop has a ground or is open. 1: one
    has none, or a declared one does not hold. 2: wrong use.
    """
    from compliance.derive.transfers import ERRORS, differences
    from compliance.derive.transfers import transfers as judged
    from compliance.frameworks.jurisdictions import decisions

    root = project.find_root(start)
    table = decisions()
    for text in assumptions:
        table = table.assume(text)
    dossier = pipeline.link(root, pipeline.read(root, cache(no_cache)), pipeline.CheckOptions(today))
    if dossier is None:
        raise pipeline.BrokenRegistersError(1)
    found = judged(dossier, table)
    changed = differences(judged(dossier), found) if assumptions else ()
    lines = _Answer(dossier, found, changed, table.assumed, Positions(root))
    if form == "json":
        click.echo(json.dumps(lines.data(), indent=2, ensure_ascii=False))
    else:
        for line in lines.text(every):
            click.echo(line)
    if any(t.verdict in ERRORS for t in found):
        sys.exit(1)


command = transfers


class _Answer:
    """The hops as text or data; places become ``file:line:column``."""

    def __init__(
        self,
        dossier: Dossier,
        found: tuple[Transfer, ...],
        changed: tuple[Difference, ...],
        assumed: str,
        positions: Positions,
    ) -> None:
        self._dossier, self._found, self._changed = dossier, found, changed
        self._assumed, self._positions = assumed, positions

    def _lacking(self, transfer: Transfer) -> Lack | None:
        from compliance.derive.transfer_assessments import lacking

        return lacking(transfer, self._dossier)

    def _at(self, place: Place) -> str:
        return str(self._positions.span(place))

    def examined(self) -> dict[str, int]:
        """How many flows, customers and links the hops came from."""
        flows = {t.hop.flow.id for t in self._found if t.hop.flow}
        returned = sum(1 for t in self._found if t.hop.kind == "returned")
        links = sum(1 for t in self._found if t.hop.flow is None)
        return {"hops": len(self._found), "flows": len(flows), "returned": returned, "links": links}

    def text(self, every: bool) -> Iterator[str]:
        if self._assumed:
            yield f"Assumed: {self._assumed}. {len(self._changed)} of {len(self._found)} hops change."
            for change in self._changed:
                before = f"{change.before.words} ({change.before.verdict})"
                yield f"  {_who(change.after)}: {before} -> {change.after.words} ({change.after.verdict})"
            yield ""
        listed = [t for t in self._found if every or t.leaves]
        for transfer in listed:
            yield from self._lines(transfer)
        inside = Counter(t.words for t in self._found if t not in listed)
        for words, count in inside.items():
            yield f"{count} hop{'' if count == 1 else 's'}: {words} (--all lists them)"
        n = self.examined()
        counts = Counter(t.verdict for t in self._found)
        yield (
            f"examined {plural(n['hops'], 'hop')} on {self._dossier.today}: {plural(n['flows'], 'live flow')} of "
            f"personal data, {plural(n['returned'], 'return')} to customers, {plural(n['links'], 'link')} in chains"
        )
        yield ", ".join(f"{count} {verdict}" for verdict, count in sorted(counts.items()))

    def _lines(self, transfer: Transfer) -> Iterator[str]:
        hop = transfer.hop
        yield f"{_who(transfer)}: {transfer.words} [{transfer.verdict}]"
        yield f"    {hop.exporter_role} to {hop.importer_role}; {transfer.reason}"
        yield f"    rule {transfer.rule.id}, {transfer.rule.title}: {transfer.rule.citation}"
        lack = self._lacking(transfer)
        if lack is not None:
            yield f"    but {lack.words} (Clause 14)" + (f"  ({self._at(lack.at)})" if lack.at else "")
        for place in _witnesses(transfer):
            yield f"    {self._at(place)}"
        yield ""

    def data(self) -> dict[str, Any]:
        changed = [
            {"importer": c.after.hop.importer.name, "before": _short(c.before), "after": _short(c.after)}
            for c in self._changed
        ]
        return {
            "as_of": self._dossier.today.isoformat(),
            "assumed": self._assumed or None,
            "examined": self.examined(),
            "changed": changed if self._assumed else None,
            "hops": [self._hop(t) for t in self._found],
        }

    def _hop(self, transfer: Transfer) -> dict[str, Any]:
        hop = transfer.hop
        return {
            "kind": hop.kind,
            "flow": {"id": hop.flow.id, "number": hop.flow.number} if hop.flow else None,
            "exporter": {"name": hop.exporter, "role": hop.exporter_role},
            "importer": {"id": hop.importer.id, "name": hop.importer.name, "role": hop.importer_role},
            "countries": [
                {"country": need.where.fact.value, "as": need.where.kind, "asks_for": need.kind, "why": need.reason}
                for need in transfer.needs
            ],
            "ground": transfer.ground,
            "module": transfer.module if transfer.ground == "scc" else None,
            "verdict": transfer.verdict,
            "reason": transfer.reason,
            "rule": {"id": transfer.rule.id, "citation": transfer.rule.citation},
            "decision": transfer.decision.instrument if transfer.decision else None,
            "assessment_lacks": lack.words if (lack := self._lacking(transfer)) else None,
            "at": [self._at(place) for place in _witnesses(transfer)],
        }


def _who(transfer: Transfer) -> str:
    hop = transfer.hop
    number = f"flow {hop.flow.number} " if hop.flow else ""
    return f"{number}{hop.exporter} -> {hop.importer.name}"


def _short(transfer: Transfer) -> dict[str, Any]:
    return {"ground": transfer.ground, "module": transfer.module, "verdict": transfer.verdict}


def _witnesses(transfer: Transfer) -> Iterable[Place]:
    """The line that declares the hop, then those that the answer rests on, each once."""
    return dict.fromkeys((transfer.hop.place, *transfer.sources))
