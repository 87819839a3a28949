"""``dossier diff-terms``."""

from __future__ import annotations

import datetime
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from compliance.cli.agreements import UnknownCustomerError, known_terms
from compliance.cli.flows_common import Asked, answer, asked
from compliance.cli.impact import around
from compliance.reporters.report import plural, printable

if TYPE_CHECKING:
    from compliance.documents.terms_differences import Compared, Difference
    from compliance.documents.terms_history import ClauseChange

VERBS = {"new": "+", "gone": "-", "changed": "~", "moved": ">"}


@click.command("diff-terms", short_help="What a customer's paper says differently from the standard.")
@click.argument("customer_id", metavar="CUSTOMER")
@asked
def command(customer_id: str, start: Path, today: datetime.date | None, no_cache: bool, form: str) -> None:
    """Say what CUSTOMER's paper says differently from the standard, each with its line.

    Choices against those of most customers, periods against the company's procedures, agreed deviations and the duties
    that they take away, law and courts, clauses of transfers, and the version signed against the terms in use: which
    clauses changed since, where the text of the signed terms is in the history of git. Exit code 0: nothing differs.
    1: something does.
    """
    from compliance.derive.reach import running
    from compliance.documents.terms_differences import compare

    project = Asked(start, today, no_cache)
    customers = {customer.id: customer for customer in running(project.dossier)}
    if customer_id not in customers:
        raise UnknownCustomerError(customer_id, tuple(customers))
    found = compare(customers[customer_id], project.dossier)
    answer(_data(found, project), _text(found, project), form, bool(found.differences or found.clauses))


def _text(found: Compared, project: Asked) -> Iterator[str]:
    customer = found.papers.customer
    yield printable(f"{customer.legal_name} ({customer.id})")
    kind = ""
    for one in found.differences:
        if one.kind != kind:
            kind = one.kind
            yield f"\n{kind}"
        yield from _difference(one, project)
    if found.papers.agreement is not None:
        yield "\nclauses"
        yield f"  {known_terms(found.papers.terms)}"
        for change in found.clauses:
            yield from _clause(change)
    yield ""
    same = found.compared - len(found.differences)
    changed = f"{plural(len(found.clauses), 'clause')} changed" if found.papers.terms.found else "clauses not compared"
    yield f"compared {plural(found.compared, 'point')}: {len(found.differences)} differ, {same} do not; {changed}"


def _difference(one: Difference, project: Asked) -> Iterator[str]:
    note = f" ({one.note})" if one.note else ""
    yield printable(f"  {one.what}{note}")
    yield from _wrapped(f"here:     {one.theirs}  [{project.at(one.place)}]")
    at = f"  [{project.at(one.standard_place)}]" if one.standard_place else ""
    yield from _wrapped(f"standard: {one.standard}{at}")


def _wrapped(text: str) -> Iterator[str]:
    lines = textwrap.wrap(printable(text), 106, break_long_words=False, break_on_hyphens=False)
    yield from (f"      {line}" if n == 0 else f"                {line}" for n, line in enumerate(lines))


def _clause(change: ClauseChange) -> Iterator[str]:
    yield printable(f"  {VERBS[change.verb]} {change.name} [{change.id}] {change.clause.where or ''}".rstrip())
    if change.verb == "changed":
        before, after = around(change.before, change.after)
        yield from _wrapped(f"signed:   {before or 'nothing'}")
        yield from _wrapped(f"in use:   {after or 'nothing'}")


def _data(found: Compared, project: Asked) -> dict[str, Any]:
    papers = found.papers
    return {
        "customer": papers.customer.id,
        "standing": papers.standing,
        "agreement": papers.agreement.id if papers.agreement else None,
        "terms_text_known": papers.terms.found,
        "compared": found.compared,
        "differences": [
            {
                "kind": one.kind,
                "what": one.what,
                "here": one.theirs,
                "standard": one.standard,
                "note": one.note or None,
                "at": project.at(one.place),
                "standard_at": project.at(one.standard_place) if one.standard_place else None,
            }
            for one in found.differences
        ],
        "clauses": [
            {
                "id": change.id,
                "change": change.verb,
                "name": change.name,
                "signed": change.before or None,
                "in_use": change.after or None,
                "at": change.clause.where or None,
            }
            for change in found.clauses
        ]
        if papers.terms.found
        else None,
    }
