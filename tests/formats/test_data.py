"""HTML as one file, and JSON whose keys others may rely on."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from compliance.build import settings
from compliance.documents import DOCUMENTS
from compliance.formats import html
from compliance.formats import json as as_json
from tests import company

NAMES = tuple(document.name for document in DOCUMENTS)


def data(name: str) -> dict[str, Any]:
    rendered = company.rendered(name)
    made: dict[str, Any] = json.loads(as_json.write(rendered, settings(company.dossier())))
    return made


@pytest.mark.parametrize("name", NAMES)
def test_every_document_has_the_same_keys(name: str) -> None:
    made = data(name)
    assert list(made) == ["document", "subject", "final", "cover", "tables", "open_points"]
    assert list(made["cover"]) == [
        "title",
        "company",
        "classification",
        "version",
        "approved_by",
        "approved_on",
        "next_review",
        "as_of",
        "statement",
    ]
    assert made["document"] == name
    assert made["final"] is False
    assert made["cover"]["as_of"] == "2026-11-20"
    assert made["cover"]["company"] == "Kvitfjord Clinical AS"
    for table in made["tables"]:
        assert list(table) == ["name", "title", "rows"]
        assert len({tuple(row) for row in table["rows"]}) <= 1, "every row has the same keys"
    for point in made["open_points"]:
        assert list(point) == ["text", "owner", "due"]
        assert point["text"]
        assert point["owner"]


def test_names_of_tables_are_unique() -> None:
    for name in NAMES:
        names = [table["name"] for table in data(name)["tables"]]
        assert len(names) == len(set(names))


def test_the_statement_in_full() -> None:
    controls = data("soa")["tables"][0]
    assert controls["name"] == "controls"
    row = next(r for r in controls["rows"] if r["id"] == "A.8.13")
    assert list(row) == [
        "id",
        "title",
        "applicable",
        "law",
        "contract",
        "risk",
        "best_practice",
        "exclusion",
        "status",
        "statement",
        "owner",
        "policies",
        "evidence",
        "last_verified",
    ]
    assert all(isinstance(row[key], list) for key in ("law", "contract", "risk", "policies", "evidence"))


def test_what_nobody_stands_behind_is_no_value() -> None:
    """A reader of the data must not take "not verified" for a contact address."""
    cells = [
        cell
        for table in data("subprocessors")["tables"]
        for row in table["rows"]
        for value in row.values()
        for cell in (value if isinstance(value, list) else [value])
    ]
    unknown = [cell for cell in cells if isinstance(cell, dict) and "open" in cell]
    assert unknown
    assert all(cell["value"] is None and cell["open"] for cell in unknown)
    assert not [cell for cell in cells if isinstance(cell, str) and "not verified" in cell]


@pytest.mark.parametrize("name", NAMES)
def test_html_is_one_file_that_asks_no_network(name: str) -> None:
    rendered = company.rendered(name)
    text = html.write(rendered, settings(company.dossier())).decode()
    assert text.count("<style>") == 1
    loads = re.findall(r"""(?:src|srcset|data|poster|action)=["']([^"']*)|url\(([^)]*)\)|@import""", text)
    assert all(source.startswith("data:image/") for source, _ in loads), loads
    assert "<script" not in text
    assert "<link" not in text
    assert text.startswith("<!DOCTYPE html>")
    assert '<html lang="en">' in text
    assert '<meta charset="utf-8">' in text
