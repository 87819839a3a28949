"""Controls in substance: what was measured, in the words that records and agreements quote."""

from __future__ import annotations

from compliance.documents.text import Text, joined, say
from compliance.frameworks.catalog import ANNEX_A
from compliance.graph.dossier import Dossier
from compliance.registers.records.controls import Control, Measure


def in_substance(control: Control, dossier: Dossier) -> Text:
    """A control by title with what was measured, else what was decided; its state where it is not in place."""
    known = dossier.frameworks[ANNEX_A].get(control.id)
    title = Text(f"{known.title if known else control.title} ({control.id})", (control.at("id"),))
    if control.status in ("planned", "not", "excluded"):
        return joined((title, say(control, "status", f"not in place ({control.status})")), ": ")
    partly = say(control, "status", "In part, with a gap. ") if control.status == "partially" else Text("")
    quoted = joined((measured(m) for m in control.measures[:MEASURES]), "; ")
    return joined((title, joined((partly, quoted or say(control, "statement")), "")), ". ")


MEASURES = 3
"""So many measures of a control a record quotes; the Statement of Applicability has them all."""


def measured(measure: Measure) -> Text:
    """A measure as name and value with its unit."""
    value = f"{measure.value:g}" if isinstance(measure.value, float | int) else measure.value
    shown = " ".join(part for part in (value, _plural(measure.unit, value)) if part)
    read = say(measure, "value", shown)
    return joined((say(measure, "name"), read.also(measure.at("unit")) if measure.unit else read), ": ")


def _plural(unit: str, value: str) -> str:
    """A unit after a number: registers write it in the singular."""
    if not unit or value == "1" or unit == "percent" or (unit.endswith(("s", "%")) and not unit.endswith("ss")):
        return unit
    if unit.endswith("ss"):
        return f"{unit}es"
    return f"{unit[:-1]}ies" if unit.endswith("y") and unit[-2:-1] not in "aeo" else f"{unit}s"
