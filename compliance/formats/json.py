"""JSON: the cover and the tables of a view, with the status of what is not a plain fact."""

from __future__ import annotations

import json
from typing import Any

from compliance.documents.text import Text
from compliance.documents.views import Cell, Cover, Table
from compliance.formats.settings import Settings
from compliance.render.render import Rendered


def _text(text: Text) -> Any:
    if text.mark == "open":
        return {"value": None, "open": text.value}
    return {"value": text.value, "status": text.mark} if text.mark else text.value


def _cell(cell: Cell) -> Any:
    return _text(cell) if isinstance(cell, Text) else [_text(text) for text in cell]


def _table(table: Table) -> dict[str, Any]:
    keys = [column.key for column in table.columns]
    rows = [dict(zip(keys, map(_cell, row), strict=True)) for row in table.rows]
    return {"name": table.name, "title": table.title, "rows": rows}


def _cover(cover: Cover) -> dict[str, Any]:
    return {
        "title": cover.title.value,
        "company": cover.company.value,
        "classification": cover.classification.value,
        "version": cover.version.value or None,
        "approved_by": cover.approved_by.value or None,
        "approved_on": cover.approved_on.value or None,
        "next_review": cover.next_review.value or None,
        "as_of": cover.as_of.isoformat(),
        "statement": cover.statement or None,
    }


def write(rendered: Rendered, settings: Settings) -> bytes:
    """The document as data; keys are stable."""
    view = rendered.view
    points = [{"text": p.text.value, "owner": p.owner.value, "due": p.due.value or None} for p in view.open_points]
    data = {
        "document": rendered.document.name,
        "subject": rendered.subject or None,
        "final": rendered.final,
        "cover": _cover(view.cover),
        "tables": [_table(table) for table in view.tables],
        "open_points": points,
    }
    return (json.dumps(data, indent=2, ensure_ascii=False) + "\n").encode()
