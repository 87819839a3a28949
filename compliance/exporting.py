"""``dossier build`` for machines: exports are made, held back while something is open, and written as sets."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from compliance.build import BuildOptions, BuiltFile, exports_of
from compliance.diagnostics import Diagnostic, Label, Severity
from compliance.exports import Export
from compliance.formats.settings import Settings
from compliance.graph.dossier import Dossier
from compliance.oscal.export import Exported, FaultyExportError
from compliance.printing import refusal
from compliance.writing import OutputError, SideFiles, Writer

Made = tuple[Export, Exported]


def export_all(dossier: Dossier, chosen: Settings, options: BuildOptions) -> tuple[list[Made], list[Diagnostic]]:
    """Every export that is asked for. A final one with open points is left out and reported."""
    made: list[Made] = []
    found: list[Diagnostic] = []
    for each in exports_of(options):
        open_points = each.open_points(dossier) if options.final else ()
        found += [refusal(each.name, "", point, dossier) for point in open_points]
        if open_points:
            continue
        try:
            made.append((each, each.make(dossier, chosen.made, options.final)))
        except FaultyExportError as error:
            label = Label(dossier.project.place, f"left out: {each.name}")
            found.append(Diagnostic("export-faulty", Severity.ERROR, error.message, label, help=error.help))
    return made, found


def write_exports(made: Iterable[Made], writer: Writer, root: Path) -> tuple[BuiltFile, ...]:
    """Every file of every export below a folder of its name, and the side files.

    What an earlier build wrote there and this one does not is taken away: the set would contradict itself.
    """
    sides = SideFiles(root)
    files: list[BuiltFile] = []
    for each, exported in made:
        for file in exported.files:
            path = Path(each.name) / file.name
            written = writer.put(path.as_posix(), file.data)
            side = sides.of(each.name, path.stem, file.blocks)
            writer.put(path.with_suffix(".sources.json").as_posix(), side)
            size = len(file.data)
            built = BuiltFile(each.name, path.stem, each.format, writer.folder / path, size, None, False, written)
            files.append(built)
        _forget(writer.folder / each.name, {Path(file.name).stem for file in exported.files}, each.format)
    return tuple(files)


def _forget(folder: Path, kept: set[str], form: str) -> None:
    """Take away files of earlier builds, known by their side files, that no longer belong to the set."""
    for side in sorted(folder.glob("*.sources.json")):
        stem = side.name.removesuffix(".sources.json")
        if stem not in kept:
            for path in (folder / f"{stem}.{form}", side):
                try:
                    path.unlink(missing_ok=True)
                except OSError as error:
                    raise OutputError(path, error) from None
