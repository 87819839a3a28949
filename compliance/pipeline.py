"""The table of contents: read, parse, link, check, build, write.

Everything that a command does is a few lines here; the stages are in the folders of their names.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from compliance import project
from compliance.cache import Cache
from compliance.derive import acceptance
from compliance.diagnostics import Diagnostic, DossierError, Finding, Label, Severity
from compliance.graph.dossier import Dossier
from compliance.registers.load import Loaded, load
from compliance.registers.positions import Positions
from compliance.registers.records.company import Project
from compliance.rules import RULES
from compliance.rules.loading import LOADING
from compliance.rules.rule import AnyRule

if TYPE_CHECKING:
    from compliance.build import BuildOptions, Built, Progress
    from compliance.derive.coverage import Coverage

FELL = "coverage-fell"
"""Code of the finding about coverage that is lower than it was."""


@dataclass(frozen=True)
class CheckOptions:
    """What ``dossier check`` was asked for."""

    today: date | None = None
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    minimum_coverage: Mapping[str, float] = field(default_factory=dict)
    ratchet: str = ""
    baseline: Path | None = None


@dataclass(frozen=True)
class Checked:
    """What a check found and how much it looked at. ``dossier`` is None where rules could not run."""

    findings: tuple[Finding, ...]
    examined: Mapping[str, int]
    coverage: tuple[Coverage, ...] = ()
    dossier: Dossier | None = None

    def worst(self) -> Severity | None:
        """The worst severity among findings that count."""
        return max((f.diagnostic.severity for f in self.findings if f.counts), default=None)


class UnknownRuleError(DossierError):
    """``--select`` or ``--ignore`` names a rule that there is not."""

    def __init__(self, code: str) -> None:
        super().__init__(f"there is no rule `{code}`", "`dossier explain` lists all rules")


def read(root: Path, cache: Cache | None = None) -> Loaded:
    """Read and parse every register of a project."""
    return load(root, cache)


def link(root: Path, loaded: Loaded, options: CheckOptions) -> Dossier | None:
    """Registers become a dossier; None where the project itself could not be read."""
    projects = loaded.registers.all(Project)
    if not projects:
        return None
    today = project.today(options.today, projects[0].as_of)
    return Dossier(root, loaded.registers, today, options.minimum_coverage)


class BrokenRegistersError(DossierError):
    """Registers that cannot be read: a document without them would be silently incomplete."""

    def __init__(self, count: int) -> None:
        super().__init__(f"nothing was built, because the registers have {count} errors", "`dossier check` shows them")


def build(
    root: Path, options: BuildOptions, today: date | None, cache: Cache, progress: Progress
) -> tuple[Built, tuple[Finding, ...]]:
    """Read, check, plan, render, typeset, write. Findings are those that kept a document back."""
    from compliance import build as stages

    dossier = _readable(root, today, cache, options.final)
    made, found = stages.render_all(stages.plan(dossier, options), dossier, options)
    chosen = stages.settings(dossier)
    typeset = stages.typeset_all(made, chosen, options, cache, progress)
    files = stages.write_all(made, typeset, chosen, options.output or root / "output")
    return stages.Built(files, tuple(found)), tuple(_locate(found, root))


def _readable(root: Path, today: date | None, cache: Cache, final: bool) -> Dossier:
    """The dossier, where every register could be read; for a final print also where no rule finds an error."""
    if final:
        checked = check(root, CheckOptions(today), cache)
        errors = sum(1 for f in checked.findings if f.counts and f.diagnostic.severity == Severity.ERROR)
        dossier = checked.dossier
    else:
        loaded = read(root, cache)
        errors = sum(1 for d in loaded.found if d.severity == Severity.ERROR)
        dossier = link(root, loaded, CheckOptions(today))
    if errors or dossier is None:
        raise BrokenRegistersError(max(errors, 1))
    return dossier


def chosen(options: CheckOptions) -> tuple[AnyRule, ...]:
    """The rules that ``--select`` and ``--ignore`` leave."""
    known = {rule.code for rule in RULES}
    for code in (*options.select, *options.ignore):
        if code not in known:
            raise UnknownRuleError(code)
    return tuple(r for r in RULES if (not options.select or r.code in options.select) and r.code not in options.ignore)


def check(root: Path, options: CheckOptions | None = None, cache: Cache | None = None) -> Checked:
    """Read, link, run every rule, and say how much was examined."""
    options = options or CheckOptions()
    rules = chosen(options)
    loaded = read(root, cache)
    dossier = link(root, loaded, options)
    found, examined = list(loaded.found), dict(loaded.examined)
    if dossier is not None:
        found += _run(rules, dossier, examined)
        found += _ratchet(options, dossier)
    findings = _locate(found, root)
    if dossier is not None:
        findings = acceptance.waive(findings, dossier)
    if options.baseline:
        findings = acceptance.mark_known(findings, acceptance.read_baseline(options.baseline))
    return Checked(tuple(findings), examined, _coverage(dossier), dossier)


def _run(rules: Iterable[AnyRule], dossier: Dossier, examined: dict[str, int]) -> list[Diagnostic]:
    found: list[Diagnostic] = []
    ran: list[str] = []
    for rule in rules:
        made, count = rule.run(dossier)
        found += made
        examined[rule.code] = count
        ran.append(rule.code)
    return found + list(acceptance.unused(dossier, found, ran, {*LOADING, *(rule.code for rule in RULES)}))


def _locate(found: Iterable[Diagnostic], root: Path) -> list[Finding]:
    """Places become lines; the order is that of the files, so that no run differs from another."""
    positions = Positions(root)
    findings = [positions.finding(diagnostic) for diagnostic in found]
    return sorted(findings, key=lambda f: (f.at.span, f.diagnostic.code, f.diagnostic.message))


def _coverage(dossier: Dossier | None) -> tuple[Coverage, ...]:
    from compliance.derive.coverage import coverage

    return coverage(dossier) if dossier is not None else ()


def _ratchet(options: CheckOptions, dossier: Dossier) -> list[Diagnostic]:
    """A finding for each framework whose coverage is lower than at ``--ratchet REV``."""
    if not options.ratchet:
        return []
    from compliance.revision import at_revision

    with at_revision(dossier.root, options.ratchet) as root:
        before = link(root, read(root), CheckOptions(today=dossier.today))
    if before is None:
        message = f"the project of {options.ratchet} cannot be read"
        return [Diagnostic(FELL, Severity.ERROR, message, Label(dossier.project.at("frameworks")), subject="project")]
    old = {c.framework.id: c for c in _coverage(before)}
    return [
        d for now in _coverage(dossier) if now.framework.id in old for d in _fell(now, old[now.framework.id], options)
    ]


def _fell(now: Coverage, then: Coverage, options: CheckOptions) -> list[Diagnostic]:
    if now.percent >= then.percent:
        return []
    was = {row.requirement.id: row.verdict for row in then.rows}
    lost = [row.requirement.id for row in now.rows if was.get(row.requirement.id) == "met" and row.verdict != "met"]
    message = f"coverage of {now.framework.title} fell from {then.percent} % at {options.ratchet} to {now.percent} %"
    label = Label(
        now.scope.at("id"), f"no longer met: {', '.join(lost)}" if lost else "fewer requirements are in scope"
    )
    return [Diagnostic(FELL, Severity.ERROR, message, label, help="restore what was lost", subject=now.framework.id)]
