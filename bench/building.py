"""Benchmarks of building: one document against raw WeasyPrint, and our style sheet against a plain one."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

from bench.measure import Bench, Pair
from compliance import pipeline
from compliance.documents import BY_NAME
from compliance.formats import pdf
from compliance.formats.settings import Settings
from compliance.graph.dossier import Dossier
from compliance.render.environment import environment
from compliance.render.render import render

WORKED = Path(__file__).parent.parent
"""The worked company: the project of this repository."""

DOCUMENT = "risk-treatment"
"""A document of tables, maps and a contents page."""


def _dossier() -> Dossier:
    loaded = pipeline.read(WORKED)
    dossier = pipeline.link(WORKED, loaded, pipeline.CheckOptions())
    assert dossier is not None, "the worked company can be read"
    return dossier


def _task(dossier: Dossier) -> pdf.PdfTask:
    settings = Settings(WORKED, "#1F4E5F", datetime(2026, 11, 20, tzinfo=UTC))
    return pdf.task(render(BY_NAME[DOCUMENT], "", dossier, environment(WORKED)), settings)


def raw(html: str, style: str) -> None:
    """What anybody would write: the same HTML and sheet, the same kind of PDF, nothing else."""
    from weasyprint import CSS, HTML

    HTML(string=html, base_url=str(WORKED)).write_pdf(stylesheets=[CSS(string=style)], pdf_variant="pdf/a-3a")


def sheet() -> str:
    """Our style sheet as text."""
    text = (WORKED / "compliance" / "layouts" / "print.css").read_text(encoding="utf-8")
    return f":root {{ --accent: #1F4E5F }}\n{text}"


def _one_document(folder: Path) -> Pair:
    dossier = _dossier()
    task, style = _task(dossier), sheet()
    return Pair(lambda: _task(dossier).run(), lambda: raw(task.html, style))


def _style_sheet(folder: Path) -> Pair:
    task, style = _task(_dossier()), sheet()
    plain = style.replace("table-layout: fixed", "table-layout: auto").replace("hyphens: manual", "hyphens: auto")
    no_widths = re.sub(r"<colgroup>.*?</colgroup>", "", task.html, flags=re.DOTALL)
    return Pair(lambda: raw(task.html, style), lambda: raw(no_widths, plain))


BENCHES: tuple[Bench, ...] = (
    Bench("build one document", "raw WeasyPrint, same HTML", _one_document, 1.15, rounds=5),
    Bench("our style sheet", "automatic widths and hyphens", _style_sheet, 0.7, rounds=5),
)
