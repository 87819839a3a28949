"""``dossier agreements``."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from compliance.cli.flows_common import Asked, answer, asked
from compliance.diagnostics import DossierError
from compliance.reporters.report import plural, printable

if TYPE_CHECKING:
    from compliance.documents.dpa_view import TermsInUse
    from compliance.documents.signed_papers import CustomerPapers, SignedPaper
    from compliance.documents.terms_history import SignedTerms


class UnknownCustomerError(DossierError):
    """A customer that the registers do not have, or whose contract has ended."""

    def __init__(self, id: str, known: tuple[str, ...]) -> None:
        super().__init__(f"there is no customer `{id}` whose contract runs", f"there are: {', '.join(known) or 'none'}")


@click.command("agreements", short_help="Who signed which paper in which version, and what old terms lack.")
@asked
@click.option("--customer", "customers", multiple=True, metavar="ID", help="Only this customer.")
def command(start: Path, today: datetime.date | None, no_cache: bool, form: str, customers: tuple[str, ...]) -> None:
    """List each customer's papers: version, day, who signed, hash of the file, and whether it binds today.

    Beside the data processing agreement: whether it is on the standard terms in use, and which duties its own terms do
    not have, where their text is in use or in the history of git. Exit code 0: every customer whose personal data
    flows has an agreement in force. 1: one has not.
    """
    from compliance.documents.dpa_parties import terms_in_use
    from compliance.documents.signed_papers import counts, papers

    project = Asked(start, today, no_cache)
    found = papers(project.dossier)
    known = tuple(one.customer.id for one in found)
    for id in customers:
        if id not in known:
            raise UnknownCustomerError(id, known)
    found = tuple(one for one in found if not customers or one.customer.id in customers)
    terms, sums = terms_in_use(project.dossier), counts(found)
    data = {"terms_in_use": _terms(terms), "customers": [_data(one, project) for one in found], "counts": sums}
    answer(data, _text(found, terms, sums, project), form, sums["uncovered"] > 0)


def _text(found: tuple[CustomerPapers, ...], terms: TermsInUse, sums: dict[str, int], project: Asked) -> Iterator[str]:
    sha256 = f", SHA-256 {_short(terms.sha256.value)}" if terms.sha256 else ""
    yield f"standard terms in use: {terms.version.value}{sha256}"
    for one in found:
        yield ""
        yield printable(f"{one.customer.legal_name} ({one.customer.id})")
        yield f"  {_standing(one)}"
        if one.agreement is not None:
            yield f"  {known_terms(one.terms)}"
            yield from (f"    lacks {d.key}: {d.needs}{_practice(d.asked_by)}" for d in one.lacks)
        for paper in one.papers:
            yield from _paper(paper, project)
    yield ""
    yield _sum(sums)


def _practice(asked_by: str) -> str:
    return " (good practice)" if asked_by == "practice" else ""


def _standing(one: CustomerPapers) -> str:
    data = f"{plural(one.flows, 'flow')} with its personal data" if one.flows else "no flow brings its personal data"
    what = {
        "none signed": "no data processing agreement is on record",
        "ended": "its data processing agreement has ended",
        "not signed yet": "its data processing agreement is not signed yet",
    }.get(one.standing, f"data processing agreement {one.agreement.id if one.agreement else ''} {one.standing}")
    return f"{what}; {data}"


def known_terms(terms: SignedTerms) -> str:
    """Whether the text of an agreement's terms is known, and from where."""
    if terms.in_use:
        return "its terms are those in use"
    if terms.found and terms.commit:
        many = plural(len(terms.clauses), "clause")
        part = "; it takes in other templates, which are not read" if terms.partial else ""
        return f"its terms are in git: {many}, commit {terms.commit.hash} of {terms.commit.day}{part}"
    if terms.sha256:
        return f"its terms: text not known; no state of templates/ in git has SHA-256 {_short(terms.sha256)}"
    return "its terms: text not known; neither `terms_sha256` nor an approval of that version tells their hash"


def _paper(paper: SignedPaper, project: Asked) -> Iterator[str]:
    it = paper.agreement
    roles = project.dossier.registers.roles
    ours = roles[it.signed_by].title if it.signed_by in roles else it.signed_by
    until = f", until {it.expires}" if it.expires else ""
    yield printable(f"  {it.id}  {it.kind}, version {it.version}: {paper.state}{until}  ({project.at(it.place)})")
    theirs = f"; for the customer: {it.signed_for_customer}" if it.signed_for_customer else ""
    yield printable(f"      signed {it.signed_on} by {ours}{theirs}")
    yield f"      file {_short(it.sha256)}" if it.sha256 else "      the hash of the signed file is not recorded"


def _short(sha256: str) -> str:
    return f"{sha256[:16]}…"


def _sum(sums: dict[str, int]) -> str:
    return (
        f"examined {plural(sums['customers'], 'customer')} with {plural(sums['papers'], 'paper')}: "
        f"{sums['on_terms_in_use']} on the terms in use, {sums['on_other_terms']} on other terms, "
        f"{sums['terms_not_known']} on terms not known, {sums['without_agreement']} without an agreement in force "
        f"({sums['uncovered']} though data flows); of the papers {sums['in_force']} in force, {sums['replaced']} "
        f"replaced, {sums['ended']} ended, {sums['not_signed_yet']} not signed yet, "
        f"{sums['without_file_hash']} without a hash"
    )


def _terms(terms: TermsInUse) -> dict[str, Any]:
    approved = not terms.version.mark
    return {
        "template": terms.template,
        "version": terms.version.value if approved else None,
        "sha256": terms.sha256.value or None,
        "approved": approved,
    }


def _data(one: CustomerPapers, project: Asked) -> dict[str, Any]:
    terms = one.terms
    return {
        "id": one.customer.id,
        "name": one.customer.legal_name,
        "standing": one.standing,
        "uncovered": one.uncovered,
        "flows_with_personal_data": one.flows,
        "agreement": one.agreement.id if one.agreement else None,
        "terms": {
            "sha256": terms.sha256 or None,
            "text_known": terms.found,
            "in_use": terms.in_use,
            "takes_in_others": terms.partial,
            "commit": terms.commit.hash if terms.commit else None,
            "clauses": len(terms.clauses) if terms.found else None,
        },
        "lacks": [{"key": d.key, "needs": d.needs, "asked_by": d.asked_by} for d in one.lacks] if terms.found else None,
        "papers": [
            {
                "id": paper.agreement.id,
                "kind": paper.agreement.kind,
                "version": paper.agreement.version,
                "state": paper.state,
                "signed_on": paper.agreement.signed_on.isoformat(),
                "signed_by": paper.agreement.signed_by,
                "signed_for_customer": paper.agreement.signed_for_customer or None,
                "sha256": paper.agreement.sha256 or None,
                "expires": paper.agreement.expires.isoformat() if paper.agreement.expires else None,
                "at": project.at(paper.agreement.place),
            }
            for paper in one.papers
        ],
    }
