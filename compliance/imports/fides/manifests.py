"""Reads Fides manifests: YAML files whose top-level keys are types of resource, each a list of mappings.

The field names are those of fideslang 3 (``fideslang.models``). Nothing is executed and no file is
skipped silently: what cannot be read is a finding with its place.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from compliance.diagnostics import Diagnostic, DossierError, Label, Place, Severity, Span
from compliance.frameworks import fides
from compliance.imports.desk import left_out
from compliance.registers import yaml12

ENDINGS = (".yml", ".yaml")


class Resource(NamedTuple):
    """One resource of a manifest: its type, its key, its plain data and its place."""

    type: str
    key: str
    raw: dict[str, Any]
    place: Place


class NoManifestsError(DossierError):
    """Nothing to read at the paths that were named."""

    def __init__(self, paths: Iterable[Path]) -> None:
        listed = ", ".join(str(path) for path in paths)
        super().__init__(f"there is no YAML file at {listed}", "name the manifests, or the folder that they stand in")


def files_at(paths: Iterable[Path]) -> tuple[Path, ...]:
    """The files named, and every YAML file below the folders named; hidden folders too, as `.fides` is one."""
    found: dict[Path, None] = {}
    for path in paths:
        below = sorted(p for p in path.rglob("*") if p.suffix in ENDINGS and p.is_file()) if path.is_dir() else [path]
        found |= dict.fromkeys(below)
    if not found:
        raise NoManifestsError(paths)
    return tuple(found)


def read(files: Iterable[Path], found: list[Diagnostic]) -> tuple[Resource, ...]:
    """Every resource of the files, in their order."""
    return tuple(resource for path in files for resource in _of_file(path, found))


def _of_file(path: Path, found: list[Diagnostic]) -> Iterator[Resource]:
    name = path.as_posix()
    try:
        data = yaml12.parse_bytes(path.read_bytes(), name)
    except yaml12.YamlFaultError as error:
        fault = error.fault
        found.append(Diagnostic(fault.code, Severity.ERROR, fault.message, Label(fault.span), help=fault.help))
        return
    if not isinstance(data, dict):
        found.append(
            left_out(Span(name, 1, 1, 1, 2), "this is no Fides manifest", "its top level names types of resource")
        )
        return
    for type, many in data.items():
        place = Place(name).at(type)
        if type not in fides.resources():
            known = ", ".join(fides.resources())
            found.append(
                left_out(place, f"`{type}` is no type of resource of a Fides manifest", f"known are {known}", key=True)
            )
        elif many is not None:
            yield from _listed(type, many if isinstance(many, list) else [many], place, found)


def _listed(type: str, many: list[Any], place: Place, found: list[Diagnostic]) -> Iterator[Resource]:
    for index, raw in enumerate(many):
        at = place.at(index)
        key = raw.get("fides_key") if isinstance(raw, dict) else None
        if isinstance(raw, dict) and isinstance(key, str | int) and str(key).strip():
            yield Resource(type, str(key).strip(), raw, at)
        else:
            found.append(left_out(at, f"this {type} has no `fides_key`", "every resource of a manifest has one"))
