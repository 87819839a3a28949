"""What the commands of ``dossier evidence`` share: options that describe evidence, the project, and the report."""

from __future__ import annotations

import datetime
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import click

from compliance import pipeline, project
from compliance.cli.options import cache
from compliance.diagnostics import DossierError
from compliance.evidence import given as said
from compliance.evidence.filing import Filed, Outcome
from compliance.evidence.given import Given, IntakeError, Mistake
from compliance.evidence.intake import draft, role_of
from compliance.graph.dossier import Dossier
from compliance.reporters.report import plural, printable

F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True)
class Opened:
    """A project that evidence is written to, and the moment that the log states."""

    dossier: Dossier
    now: datetime.datetime


def open_project(start: Path, today: datetime.date | None) -> Opened:
    """Read a project. Registers that cannot be read keep nothing from being filed, but the project itself must be."""
    root = project.find_root(start)
    dossier = pipeline.link(root, pipeline.read(root, cache(False)), pipeline.CheckOptions(today))
    if dossier is None:
        raise pipeline.BrokenRegistersError(1)
    return Opened(dossier, project.now(today, dossier.project.as_of))


_DESCRIBING: dict[str, Callable[[Any], Any]] = {
    "control": click.option(
        "--control", "controls", multiple=True, metavar="ID", help="A control that it proves; may be repeated."
    ),
    "clause": click.option("--clause", "clauses", multiple=True, metavar="ID", help="A clause item that it proves."),
    "criterion": click.option(
        "--criterion", "criteria", multiple=True, metavar="ID", help="A criterion of another framework."
    ),
    "title": click.option("--title", help="What it is, in a line."),
    "type": click.option("--type", "type_", metavar="TYPE", help="Type, which decides how long it stays fresh."),
    "kind": click.option("--kind", help="record, report, configuration, document, attestation, interview-note."),
    "collected-on": click.option(
        "--collected-on", metavar="DATE", help="When it was collected: YYYY-MM-DD, or a moment with its zone."
    ),
    "collector": click.option("--collector", metavar="ROLE", help="The role that collected it."),
    "reviewer": click.option("--reviewer", metavar="ROLE", help="The role that reviewed it; another one."),
    "approver": click.option("--approver", metavar="ROLE", help="The role that approved it."),
    "unreviewed": click.option(
        "--unreviewed", is_flag=True, help="Nobody has reviewed it yet; `dossier check` says so until then."
    ),
    "source": click.option("--source", metavar="SYSTEM", help="The system that it comes from."),
    "environment": click.option("--environment", help="Production, test, ..."),
    "method": click.option("--method", help="api, export, screenshot or manual."),
    "query": click.option("--query", help="The query or command that made it."),
    "tool-version": click.option("--tool-version", help="Version of the tool that made it."),
    "account": click.option("--account", help="The account that was used."),
    "period": click.option("--period", metavar="FROM..TO", help="First and last day that it covers."),
    "on": click.option("--on", "point", metavar="DATE", help="The day that it shows, where it covers no period."),
    "valid-until": click.option("--valid-until", metavar="DATE", help="Last day of validity that it states itself."),
    "classification": click.option(
        "--classification", "--level", "level", help="Who may receive it: public, nda, internal."
    ),
    "note": click.option("--note", help="What it shows, in one or two sentences."),
    "id": click.option("--id", "id_", metavar="ID", help="Its id; else the next free one."),
    "like": click.option(
        "--like", default="", metavar="ID", help="Take title, type, controls and more from this evidence."
    ),
}


def describing(*without: str) -> Callable[[F], F]:
    """The options that say what evidence is, but for those that a command does not have."""

    def decorate(function: F) -> F:
        for name, option in reversed(_DESCRIBING.items()):
            if name not in without:
                function = option(function)
        return function

    return decorate


def values_of(options: dict[str, Any], dossier: Dossier) -> dict[str, Any]:
    """What the describing options say, as values of a record. Empty ones are left out."""
    roles = {"collected_by": "collector", "reviewed_by": "reviewer", "approved_by": "approver"}
    same = ("title", "environment", "query", "tool_version", "note", "level", "kind", "method")
    try:
        made: dict[str, Any] = {name: options.get(name) for name in same}
        for name in ("level", "kind", "method"):
            made[name] = said.one_of(name, made[name]) if made[name] else None
        made |= {key: role_of(options[name] or "", dossier) for key, name in roles.items()}
        made |= {key: list(dict.fromkeys(options[key])) for key in ("controls", "clauses", "criteria")}
        made |= {"id": options.get("id_"), "system": options["source"], "account_used": options["account"]}
        made["type"] = said.evidence_type(options["type_"] or "")
        made["collected_at"] = said.moment(options["collected_on"]) if options["collected_on"] else ""
        made |= {key: said.day(options[name]) for key, name in _DAYS.items() if options[name]}
        made |= said.period(options["period"]) if options["period"] else {}
    except said.SaidWrongError as error:
        raise IntakeError((Mistake("", error.message, error.help),)) from None
    return {key: value for key, value in made.items() if value not in (None, "", [])}


class UnknownError(DossierError):
    """An id on the command line that no record of its kind has."""

    def __init__(self, kind: str, id: str) -> None:
        super().__init__(f"there is no {kind} `{id}`", f"`dossier list {kind}` shows those there are")


def owner_id(text: str, dossier: Dossier) -> str:
    """The role that is meant by an id or a title; empty where none was named."""
    role = role_of(text, dossier) if text else ""
    if role and role not in dossier.registers.roles:
        raise UnknownError("role", text)
    return role


_DAYS = {"point_in_time": "point", "valid_until": "valid_until"}


def asked_for(given: Given, dossier: Dossier) -> Given:
    """Ask for what is missing, where a person is at a terminal; else the given is left as it is."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        return given
    found = dict(given.values)
    for question in draft(given, dossier).missing:
        answer = partial(_answer, question.key, dossier)
        found[question.key] = click.prompt(question.text, err=True, value_proc=answer)
    return replace(given, values=found)


def _answer(key: str, dossier: Dossier, text: str) -> Any:
    """A typed answer as a value; one that is wrong is asked for again."""
    from difflib import get_close_matches

    from compliance.derive.freshness import known_types

    try:
        if key == "controls":
            return [_known(id, dossier.registers.ids("control")) for id in said.ids(text)]
        if key == "type":
            return _known(said.evidence_type(text), frozenset(known_types(dossier)))
        if key in ("collected_by", "reviewed_by"):
            return _known(role_of(text, dossier), dossier.registers.ids("role"))
        return said.moment(text) if key == "collected_at" else text.strip()
    except said.SaidWrongError as error:
        raise click.UsageError(f"{error.message}; {error.help}") from None
    except KeyError as error:
        word, known = error.args
        close = get_close_matches(word, known, 3, 0.4)
        raise click.UsageError(
            f"`{word}` is not known; " + (f"{', '.join(close)}?" if close else "try again")
        ) from None


def _known(word: str, known: frozenset[str]) -> str:
    if word not in known:
        raise KeyError(word, sorted(known))
    return word


def report(outcome: Outcome, dry_run: bool = False) -> Iterator[str]:
    """What went in, line by line."""
    for each in outcome.filed:
        yield from _lines(each)
    for again in outcome.repeated:
        place = f"{again.where}: " if again.where else ""
        yield f"{place}{printable(again.source)} is in already, as {again.id}: not filed again"
    if dry_run:
        yield f"dry run: {plural(len(outcome.filed), 'file')} would be filed, nothing was written"


def _lines(each: Filed) -> Iterator[str]:
    size = f"{each.hashed.bytes:,} bytes, SHA-256 {each.hashed.sha256[:16]}…"
    yield f"{each.id}  {printable(each.title)}"
    yield f"    {each.name or 'kept elsewhere, by reference'} ({size})"
    proves = f"proves {', '.join(each.controls)}; " if each.controls else ""
    yield f"    {proves}holds until {each.holds_until}"
    if each.guessed:
        yield f"    assumed {'; '.join(each.guessed)}"
