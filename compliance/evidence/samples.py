"""Drawing a sample: the population is looked at first, the draw is recorded with all that it needs to be made again."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from compliance import __version__
from compliance.derive import evidence_files
from compliance.derive.freshness import known_types
from compliance.derive.sample_sizes import Asked, asked
from compliance.derive.sampling import Draw, draw
from compliance.diagnostics import DossierError
from compliance.evidence.intake import NoRows, Rows, rows
from compliance.graph.dossier import Dossier
from compliance.registers.records.assurance import Evidence
from compliance.registers.records.controls import Control

SEED_LENGTH = 16
"""Hexadecimal digits of the population's hash that serve as seed where nobody names one: then nobody chose it."""


class SampleError(DossierError):
    """A sample that cannot be drawn."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """How to draw: ``size`` None for what the table asks, an empty seed for that of the population's hash."""

    method: str = "random"
    size: int | None = None
    seed: str = ""
    controls: tuple[str, ...] = ()
    exceptions: tuple[tuple[str, str], ...] = ()
    """Ids and what was wrong with them."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A draw, the population with its rows, and what the table of sample sizes asks for."""

    population: Evidence
    rows: Rows
    draw: Draw
    asked: Asked | None


def draw_from(population: str, wanted: Wanted, dossier: Dossier) -> Drawn:
    """Check the population's hash and its ids, and draw."""
    evidence, path = _population(population, dossier)
    found = rows(path, evidence.population.id_column if evidence.population else "", evidence.file)
    if isinstance(found, NoRows):
        raise SampleError(found.message, found.help)
    if evidence.population and evidence.population.row_count != len(found.ids):
        counts = f"has {len(found.ids)} rows, its record says {evidence.population.row_count}"
        raise SampleError(f"{evidence.file} {counts}; nothing was drawn", "`dossier check` shows where")
    by_table = _asked(wanted.controls or evidence.controls, len(found.ids), dossier)
    size = len(found.ids) if wanted.method == "all" else _size(wanted.size, len(found.ids), by_table)
    made = draw(found.ids, wanted.method, size, wanted.seed or evidence.sha256[:SEED_LENGTH])
    for id, _ in wanted.exceptions:
        if id not in made.ids:
            raise SampleError(f"the exception {id} was not drawn", f"drawn were {', '.join(made.ids)}")
    return Drawn(evidence, found, made, by_table)


def _population(id: str, dossier: Dossier) -> tuple[Evidence, Path]:
    evidence = dossier.get(Evidence, id)
    if evidence is None or evidence.kind != "population":
        known = ", ".join(e.id for e in dossier.all(Evidence) if e.kind == "population") or "none yet"
        what = f"{id} is a {evidence.kind} and no population" if evidence else f"there is no evidence `{id}`"
        raise SampleError(what, f"populations: {known}; file one with `dossier evidence population add`")
    path = evidence_files.path_of(evidence, dossier.root)
    if path is None:
        raise SampleError(f"the file of {id} is not here", "a sample is drawn from the file itself")
    if not evidence_files.intact(evidence, dossier.root):
        raise SampleError(
            f"{evidence.file} has changed since it was recorded; nothing was drawn", "restore it, or export it anew"
        )
    return evidence, path


def _asked(controls: tuple[str, ...], items: int, dossier: Dossier) -> Asked | None:
    """What the table asks for, by the frequency of the first control that states one, else by the number of items."""
    found = (dossier.get(Control, id) for id in controls)
    frequency = next((c.frequency for c in found if c and c.frequency), None)
    return asked(dossier, frequency or "per-event", items)


def _size(size: int | None, items: int, by_table: Asked | None) -> int:
    if size is None:
        if by_table is None:
            raise SampleError("nothing says how many items to draw", "say --size N")
        return by_table.size
    if not 1 <= size <= items:
        raise SampleError(f"{size} of {items} items cannot be drawn", f"--size lies between 1 and {items}")
    return size


# Recording


def values(drawn: Drawn, wanted: Wanted) -> dict[str, Any]:
    """What the record of a sample says beside what people say: taken from the population and the draw."""
    whole, made = drawn.population, drawn.draw
    sample: dict[str, Any] = {"of": whole.id, "method": made.method, "size": len(made.ids)}
    if made.seed:
        sample["seed"] = made.seed
    sample |= {"algorithm": made.algorithm, "population_sha256": whole.sha256, "ids": list(made.ids)}
    if wanted.exceptions:
        sample["exceptions"] = [{"id": id, "reason": reason} for id, reason in wanted.exceptions]
    found: Mapping[str, Any] = {
        "title": f"Sample of {len(made.ids)} of {len(drawn.rows.ids)}: {whole.title}"[:400],
        "kind": "sample",
        "controls": list(whole.controls),
        "criteria": list(whole.criteria),
        "period_start": whole.period_start and whole.period_start.isoformat(),
        "period_end": whole.period_end and whole.period_end.isoformat(),
        "system": whole.system,
        "environment": whole.environment,
        "method": "export",
        "query": _command(made, whole.id),
        "tool_version": f"dossier {__version__}",
        "level": whole.level,
        "sample": sample,
    }
    return {key: value for key, value in found.items() if value}


def sample_type(population: Evidence, dossier: Dossier) -> str:
    """``change_sample`` for ``change_population`` where both are known types, else the population's own type."""
    paired = population.type.removesuffix("_population") + "_sample"
    return paired if paired in known_types(dossier) else population.type


def _command(made: Draw, population: str) -> str:
    """The command that draws the same sample again."""
    if made.method == "all":
        return f"dossier evidence sample {population} --method all"
    return f"dossier evidence sample {population} --method {made.method} --size {len(made.ids)} --seed {made.seed}"


def listing(drawn: Drawn, dossier: Dossier) -> bytes:
    """The rows drawn, as CSV in the order of drawing: what a tester works through."""
    path = evidence_files.path_of(drawn.population, dossier.root)
    read = evidence_files.table(path) if path else None
    assert read is not None  # the draw has read it
    by_id = dict(zip(read.values(drawn.rows.column), read.rows, strict=True))
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("draw", *read.columns))
    for number, id in enumerate(drawn.draw.ids, 1):
        writer.writerow((number, *by_id[id]))
    return out.getvalue().encode()


def refuse_other_items(path: Path, drawn: Drawn) -> None:
    """A workpaper must have a line for each item drawn, and for no other."""
    read = evidence_files.table(path) if evidence_files.is_table(path) else None
    if read is None or drawn.rows.column not in read.columns:
        return
    tested = set(read.values(drawn.rows.column))
    odd = [id for id in drawn.draw.ids if id not in tested] + sorted(tested - set(drawn.draw.ids))
    if odd:
        raise SampleError(
            f"{path.name} does not hold the items that were drawn: {', '.join(odd[:5])}",
            "test the items of this draw, and all of them",
        )
