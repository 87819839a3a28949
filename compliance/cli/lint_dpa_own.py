"""How ``dossier lint-dpa`` shows our own agreements: rule by rule, customer by customer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from compliance.documents.clause_tags import DeclaredTerms
from compliance.documents.dpa_lint import RuleRow
from compliance.frameworks.dpa_rules import checked_on
from compliance.registers.positions import Positions
from compliance.reporters.report import plural, printable

Tables = Mapping[str, tuple[RuleRow, ...]]


def text(terms: DeclaredTerms, tables: Tables, positions: Positions) -> Iterator[str]:
    """A table a customer, then the sum."""
    yield f"{terms.where}: {plural(len(terms.clauses), 'clause')}, rules checked on {checked_on()}"
    for customer, rows in tables.items():
        yield ""
        yield customer
        for row in rows:
            where = f"  {', '.join(_tops(row))}" if row.where else ""
            yield f"  {row.rule.id}  {row.state:<14}  {row.rule.title}{where}"
            for duty in row.missing:
                yield f"          no clause has: {duty.needs}  [{duty.key}]"
            for lack in row.lacks:
                at = positions.span(lack.place)
                yield printable(f"          {'open: ' if lack.open else ''}{lack.says}  ({at})")
    yield ""
    yield _sum(tables)


def _tops(row: RuleRow) -> tuple[str, ...]:
    """The top-level clauses that a rule stands in; all its paragraphs would not fit on a line."""
    return tuple(dict.fromkeys(id.partition(".")[0] for id in row.where))


def _sum(tables: Tables) -> str:
    counts = Counter(row.state for rows in tables.values() for row in rows)
    said = ", ".join(f"{counts[s]} {s}" for s in ("met", "open", "not met", "not applicable"))
    rules = len(next(iter(tables.values()), ()))
    return f"examined {plural(len(tables), 'agreement')} against {rules} rules: {said}"


def data(terms: DeclaredTerms, tables: Tables, positions: Positions) -> dict[str, Any]:
    """The same as data."""
    return {
        "terms": {"template": terms.template, "at": terms.where, "clauses": list(terms.ids)},
        "rules_checked_on": checked_on(),
        "agreements": [
            {"customer": customer, "rules": [_row(row, positions) for row in rows]} for customer, rows in tables.items()
        ],
    }


def _row(row: RuleRow, positions: Positions) -> dict[str, Any]:
    return {
        "id": row.rule.id,
        "title": row.rule.title,
        "ref": row.rule.ref,
        "level": row.rule.level,
        "state": row.state,
        "clauses": list(row.where),
        "missing_duties": [{"key": duty.key, "needs": duty.needs} for duty in row.missing],
        "lacks": [{"says": lack.says, "open": lack.open, "at": str(positions.span(lack.place))} for lack in row.lacks],
    }
