"""``dossier build`` at work: each document is rendered, typeset and written, many of them side by side.

A document is rendered when its turn comes, and forgotten when its files stand: a thousand take no more memory
than a few. Each file is written under a temporary name and moved, so that a killed build leaves old files or
new ones and never halves; what it had typeset is in the cache, and the next build goes on from there.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace

from compliance.batch import Batch, Work
from compliance.build import BuildOptions, Built, BuiltFile, Job, Progress, remarks, settings
from compliance.cache import Cache
from compliance.diagnostics import Diagnostic, Label, Severity
from compliance.diagrams.d2 import LayoutEngineError
from compliance.documents.views import OpenPoint
from compliance.formats import BY_NAME as FORMATS_BY_NAME
from compliance.formats import faults
from compliance.formats.pdf import TypesettingError
from compliance.formats.steps import Made
from compliance.graph.dossier import Dossier
from compliance.render.environment import environment
from compliance.render.render import Rendered, TemplateFaultError, render
from compliance.writing import SideFiles, Standing, Writer


class Maker:
    """Makes jobs one by one: rendered when their turn comes, written when their last format is there."""

    def __init__(self, jobs: Collection[Job], dossier: Dossier, options: BuildOptions, cache: Cache) -> None:
        self._jobs, self._dossier, self._options = jobs, dossier, options
        self._settings = settings(dossier)
        self._env = environment(dossier.root)
        self._writer = Writer(options.output or dossier.root / "output", cache)
        self._sides = SideFiles(dossier.root)
        self._unset: list[tuple[Rendered, TypesettingError]] = []
        self._found: list[Diagnostic] = []
        self._unmade = 0

    def make(self, batch: Batch[int, tuple[BuiltFile, ...]], progress: Progress) -> Built:
        """Every job. Those that fail are reported, and the others are made."""
        files: dict[int, tuple[BuiltFile, ...]] = {}
        jobs = tuple(self._jobs)
        for done in batch.run(self._works()):
            if not isinstance(done.result, TypesettingError):
                files[done.name] = done.result
            progress(len(files) + self._unmade, len(jobs), jobs[done.name].stem)
        unset = sorted(self._unset, key=lambda one: one[0].stem)  # they failed in any order
        found = (*self._found, *faults.typesetting(unset, self._dossier.root))
        made = tuple(file for number in sorted(files) for file in files[number])
        return Built(made, found, len(jobs) - len(files), remarks(self._dossier, self._options), batch.tally.ran)

    def _works(self) -> Iterator[tuple[int, Work[tuple[BuiltFile, ...]]]]:
        for number, job in enumerate(self._jobs):
            rendered = self._render(job)
            if rendered is None:
                self._unmade += 1
            else:
                yield number, self._work(job, rendered)

    def _render(self, job: Job) -> Rendered | None:
        """A job as HTML. None where its template fails, or where a final has open points; both are reported."""
        try:
            rendered = render(job.document, job.subject, self._dossier, self._env, self._options.final)
        except TemplateFaultError as error:
            self._report(error.diagnostic)
            return None
        except LayoutEngineError as error:
            if all(other.document is job.document for other in self._jobs):
                raise
            label = Label(self._dossier.project.place, f"left out: {job.document.name}")
            self._report(Diagnostic(error.code, Severity.ERROR, error.message, label, help=error.help))
            return None
        open_points = rendered.view.open_points if self._options.final else ()
        for point in open_points:
            self._found.append(refusal(job.document.name, job.subject, point, self._dossier))
        return None if open_points else rendered

    def _report(self, diagnostic: Diagnostic) -> None:
        if diagnostic not in self._found:
            self._found.append(diagnostic)

    def _work(self, job: Job, rendered: Rendered) -> Work[tuple[BuiltFile, ...]]:
        """Make what is slow, step by step, then write all formats together."""
        slow: dict[str, tuple[str, Made | Standing]] = {}
        try:
            for name in job.formats:
                form = FORMATS_BY_NAME[name]
                if form.plan is None:
                    continue
                plan = form.plan(rendered, self._settings)
                standing = self._writer.standing(rendered.stem + form.suffix, plan.key)
                slow[name] = plan.key, standing or (yield from plan.steps())
        except TypesettingError as error:
            self._unmade += 1
            self._unset.append((replace(rendered, html="", parts=None), error))
            raise
        return tuple(self._files(job, rendered, slow))

    def _files(self, job: Job, rendered: Rendered, slow: dict[str, tuple[str, Made | Standing]]) -> Iterator[BuiltFile]:
        """Write the files of a document, and the side file of its sources."""
        for name in job.formats:
            form = FORMATS_BY_NAME[name]
            path = rendered.stem + form.suffix
            key, made = slow.get(name, ("", None))
            if made is None:
                made = Made(form.write(rendered, self._settings), None, False)
            written = isinstance(made, Made) and self._writer.put(path, made.data)
            if key and isinstance(made, Made):
                self._writer.remember(key, made)
            cached = isinstance(made, Standing) or (bool(key) and not made.typeset)
            size = made.size if isinstance(made, Standing) else len(made.data)
            yield BuiltFile(
                job.document.name, job.subject, name, self._writer.folder / path, size, made.pages, cached, written
            )
        self._writer.put(f"{rendered.stem}.sources.json", self._sides.write(rendered))


def refusal(document: str, subject: str, point: OpenPoint, dossier: Dossier) -> Diagnostic:
    """Why a document cannot be final."""
    place = point.text.sources[0] if point.text.sources else dossier.project.place
    name = f"{document} {subject}".strip()
    return Diagnostic(
        "open-point",
        Severity.ERROR,
        f"{name} cannot be final: {point.text.value}",
        Label(place, f"open with {point.owner.value}"),
        help="settle it, or build a draft without --final",
        subject=subject or document,
    )
