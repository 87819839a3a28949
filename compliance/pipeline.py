"""The table of contents: read, parse, link, check, build, write.

Everything that a command does is a few lines here; the stages are in the folders of their names.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from compliance import project
from compliance.cache import Cache
from compliance.derive import acceptance
from compliance.diagnostics import Diagnostic, DossierError, Finding, Label, Severity
from compliance.graph.dossier import Dossier
from compliance.registers.load import Loaded, load
from compliance.registers.positions import Positions
from compliance.registers.records.company import Project

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from compliance.build import BuildOptions, Built, Progress
    from compliance.derive.coverage import Coverage
    from compliance.packs.keys import Key
    from compliance.packs.making import Packed, PackOptions
    from compliance.rules.rule import AnyRule

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

    def count(self, severity: Severity) -> int:
        """How many findings of a severity count."""
        return sum(1 for f in self.findings if f.counts and f.diagnostic.severity == severity)

    def worst(self) -> Severity | None:
        """The worst severity among findings that count."""
        return max((f.diagnostic.severity for f in self.findings if f.counts), default=None)


class SealChoice(Protocol):
    """With which key a pack is sealed (None: not at all), and the address of an authority for timestamps."""

    @property
    def key(self) -> Key | None: ...

    @property
    def tsa(self) -> str: ...


class UnknownRuleError(DossierError):
    """A code that no rule has."""

    def __init__(self, code: str) -> None:
        from compliance.rules import RULES
        from compliance.rules.loading import LOADING

        close = get_close_matches(code, [*LOADING, *(rule.code for rule in RULES)], 1, 0.6)
        meant = f"did you mean `{close[0]}`? " if close else ""
        super().__init__(f"there is no rule `{code}`", f"{meant}`dossier explain` lists all rules")


class LostRecordError(DossierError):
    """``--ignore`` names a finding that means a record was lost."""

    def __init__(self, code: str) -> None:
        super().__init__(f"`{code}` cannot be ignored: a record that cannot be read is missing everywhere", "mend it")


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
        errors = "an error" if count == 1 else f"{count} errors"
        super().__init__(f"nothing was built, because the registers have {errors}", "`dossier check` shows them")


def build(
    root: Path,
    options: BuildOptions,
    today: date | None,
    cache: Cache,
    progress: Progress,
    executor: Executor | None = None,
) -> tuple[Built, tuple[Finding, ...]]:
    """Read, check, plan; then render, typeset and write. Findings are those that kept a document back.

    ``executor`` runs what takes long; without one, processes of this machine or those of ``options.executor``.
    """
    from compliance import build as stages
    from compliance.batch import Batch
    from compliance.executors import executor as chosen
    from compliance.exporting import export_all, write_exports
    from compliance.printing import Maker
    from compliance.writing import Writer

    dossier = since(_readable(root, today, cache, options.final), options.since, cache)
    jobs = stages.plan(dossier, options)
    settings = stages.settings(dossier)
    exported, held_back = export_all(dossier, settings, options)
    usable, refused = stages.usable(jobs, dossier, settings)
    maker = Maker(usable, dossier, options, cache)
    # One document is typeset here: to start a process takes as long as it saves.
    workers = options.jobs or (1 if len(jobs) == 1 else 0)
    with nullcontext((executor, workers or 2)) if executor else chosen(options.executor, workers) as (runs, at_once):
        built = maker.make(Batch(runs, at_once, cache), progress)
    sets = write_exports(exported, Writer(options.output or root / "output", cache), root)
    left_out = built.left_out + len(jobs) - len(usable) + len(stages.exports_of(options)) - len(exported)
    built = replace(
        built,
        files=(*built.files, *sets),
        found=(*built.found, *refused, *held_back),
        left_out=left_out,
        remarks=(*built.remarks, *(line for _, each in exported for line in each.remarks)),
    )
    return built, tuple(_locate(built.found, root))


def pack(
    root: Path,
    options: PackOptions,
    today: date | None,
    cache: Cache,
    progress: Progress,
    key: Callable[[Project], SealChoice],
) -> Packed:
    """Read, decide what is in the pack, typeset, seal and write. ``key`` says with which key, knowing the project.

    The key is opened and tried first, and so is the authority for timestamps: what is wrong with them costs no time.
    """
    from compliance.executors import executor
    from compliance.packs.making import make, possible
    from compliance.packs.seal import sealing

    dossier = _readable(root, today, cache, False)
    possible(dossier, options)
    choice = key(dossier.project)
    with sealing(choice.key, choice.tsa) as sealer, executor("", options.jobs) as runs:
        return make(dossier, options, cache, runs, progress, sealer)


def located(found: Iterable[Diagnostic], root: Path) -> tuple[Finding, ...]:
    """Findings with their lines, in the order of the files."""
    return tuple(_locate(found, root))


def word_file(root: Path, document: str, subject: str, today: date | None) -> bytes | None:
    """One document of one subject as Word file, as it would be built today; None where it cannot be."""
    from compliance import build as stages
    from compliance.formats import BY_NAME as FORMATS
    from compliance.render.environment import environment
    from compliance.render.render import TemplateFaultError, render

    dossier = _readable(root, today, Cache(None), False)
    options = stages.BuildOptions((document,), (subject,) if subject else (), ("docx",))
    try:
        (job,) = stages.plan(dossier, options)
        page = render(job.document, job.subject, dossier, environment(root))
    except (DossierError, TemplateFaultError, ValueError):
        return None
    return FORMATS["docx"].write(page, stages.settings(dossier))


def since(dossier: Dossier, revision: str, cache: Cache | None = None) -> Dossier:
    """The dossier together with what it was at a revision; as it is where none is named."""
    if not revision:
        return dossier
    from compliance.between import before

    return replace(dossier, before=before(dossier.root, revision, dossier.today, cache))


def _readable(root: Path, today: date | None, cache: Cache, final: bool) -> Dossier:
    """The dossier, where every register could be read; for a final print also where no rule finds an error."""
    if final:
        checked = check(root, CheckOptions(today), cache)
        errors = checked.count(Severity.ERROR)
        dossier = checked.dossier
    else:
        loaded = read(root, cache)
        errors = sum(1 for d in loaded.found if d.severity == Severity.ERROR)
        dossier = link(root, loaded, CheckOptions(today))
    if errors or dossier is None:
        raise BrokenRegistersError(max(errors, 1))
    return dossier


def chosen(options: CheckOptions) -> tuple[AnyRule, ...]:
    """The rules that ``--select`` and ``--ignore`` leave. Rules are imported by those commands that check only."""
    from compliance.rules import RULES
    from compliance.rules.loading import LOADING

    known = {rule.code for rule in RULES}
    for code in (*options.select, *options.ignore):
        if code not in known and not (code in LOADING and code in options.ignore):
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
    found = _without(found, options)
    findings = _locate(found, root)
    lost = {d.code for d in loaded.found if d.severity == Severity.ERROR}
    if dossier is not None:
        findings = acceptance.waive(findings, dossier, lost)
    if options.baseline:
        findings = acceptance.mark_known(findings, acceptance.read_baseline(options.baseline), lost)
    return Checked(tuple(findings), examined, _coverage(dossier), dossier)


def _without(found: Iterable[Diagnostic], options: CheckOptions) -> list[Diagnostic]:
    """The findings that ``--ignore`` leaves. One that means a lost record is not to be ignored."""
    from compliance.rules.loading import LOADING

    left = [d for d in found if d.code not in options.ignore]
    for diagnostic in found:
        if diagnostic.code in options.ignore and diagnostic.code in LOADING and diagnostic.severity == Severity.ERROR:
            raise LostRecordError(diagnostic.code)
    return left


def _run(rules: Iterable[AnyRule], dossier: Dossier, examined: dict[str, int]) -> list[Diagnostic]:
    from compliance.rules import RULES
    from compliance.rules.loading import LOADING

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
        loaded = read(root)
        before = link(root, loaded, CheckOptions(today=dossier.today))
        then = {c.framework.id: c for c in _coverage(before)}
    unread = sum(1 for d in loaded.found if d.severity == Severity.ERROR)
    if before is None or unread:
        return [
            _fault(dossier, f"{unread} registers of {options.ratchet} cannot be read, so there is nothing to compare")
        ]
    now = {c.framework.id: c for c in _coverage(dossier)}
    gone = [
        _fault(dossier, f"{then[id].framework.title} was in scope at {options.ratchet}") for id in then if id not in now
    ]
    return gone + [d for id in now if id in then for d in _fell(now[id], then[id], options)]


def _fault(dossier: Dossier, message: str) -> Diagnostic:
    label = Label(dossier.project.at("frameworks"), "", "key")
    return Diagnostic(
        FELL, Severity.ERROR, message, label, help="mend it, or choose another revision", subject="project"
    )


def _fell(now: Coverage, then: Coverage, options: CheckOptions) -> list[Diagnostic]:
    """A lower share of requirements met, or one that was met and is not, be it excluded now."""
    is_now = {row.requirement.id: row.verdict for row in now.rows}
    lost = [row.requirement.id for row in then.rows if row.verdict == "met" and is_now.get(row.requirement.id) != "met"]
    if now.percent >= then.percent and not lost:
        return []
    message = f"coverage of {now.framework.title}: {then.percent} % at {options.ratchet}, {now.percent} % now"
    text = f"no longer met: {', '.join(lost)}" if lost else "fewer of the requirements in scope are met"
    label = Label(now.scope.at("id"), text)
    return [Diagnostic(FELL, Severity.ERROR, message, label, help="restore what was lost", subject=now.framework.id)]
