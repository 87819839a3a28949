"""``dossier import oscal``: catalogs of strangers become frameworks of the project."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from compliance.frameworks.catalog import frameworks
from compliance.oscal.framework import Imported, ImportOptions, from_document, write
from compliance.oscal.read import Document
from compliance.registers import yaml12
from tests.company import command, copy_base, edit
from tests.corpus import BASE as SMALL
from tests.oscal.test_check import ANYTHING, BASE, faulty


def big_catalog(groups: int = 20, controls: int = 16, enhancements: int = 3) -> dict[str, Any]:
    """A catalog of the size and form of NIST SP 800-53: families, enhancements, parameters, withdrawn ones."""

    def control(id: str, label: str, title: str, below: list[dict[str, Any]]) -> dict[str, Any]:
        return {
            "id": id,
            "class": "SP800-53",
            "title": title,
            "params": [
                {"id": f"{id}_prm_1", "label": "frequency"},
                {"id": f"{id}_odp", "select": {"choice": ["mail", f"every {{{{ insert: param, {id}_prm_1 }}}}"]}},
            ],
            "props": [
                {"name": "label", "value": label, "class": "sp800-53a"},
                {"name": "label", "value": label.replace("-0", "-")},
                {"name": "sort-id", "value": label.lower()},
                {"name": "implementation-level", "ns": "http://csrc.nist.gov/ns/rmf", "value": "system"},
            ],
            "links": [{"href": "#ac-1", "rel": "related"}],
            "parts": [
                {
                    "id": f"{id}_smt",
                    "name": "statement",
                    "prose": "The organization:",
                    "parts": [
                        {
                            "id": f"{id}_smt.a",
                            "name": "item",
                            "props": [{"name": "label", "value": "a."}],
                            "prose": f"Does it {{{{ insert: param, {id}_odp }}}}; and",
                        }
                    ],
                },
                {"id": f"{id}_gdn", "name": "guidance", "prose": "Much more."},
            ],
            **({"controls": below} if below else {}),
        }  # fmt: skip

    made = []
    for g in range(groups):
        family = f"{'abcdefghijklmnopqrstuvwxyz'[g]}c"
        inside = []
        for n in range(1, controls + 1):
            below = [
                control(f"{family}-{n}.{e}", f"{family.upper()}-{n:02}({e:02})", f"Enhancement {e} of {n}", [])
                for e in range(1, enhancements + 1)
            ]
            inside.append(control(f"{family}-{n}", f"{family.upper()}-{n:02}", f"Control {n} of family {g}", below))
        inside[-1]["props"].append({"name": "status", "value": "withdrawn"})
        made.append({"id": family, "class": "family", "title": f"Family {family.upper()}", "controls": inside})
    return {
        "catalog": {
            "uuid": "b954d3b7-d2c7-453b-8eb2-459e8d3b8462",
            "metadata": {
                "title": "Large Example Controls",
                "last-modified": "2026-01-01T00:00:00.000000-05:00",
                "version": "5.2.0",
                "oscal-version": "1.2.1",
                "roles": [{"id": "creator", "title": "Creator"}],
                "parties": [
                    {"uuid": "41a93829-b76b-43ec-b9e7-250553511549", "type": "organization", "name": "Standards Body"}
                ],
                "responsible-parties": [
                    {"role-id": "creator", "party-uuids": ["41a93829-b76b-43ec-b9e7-250553511549"]}
                ],
            },
            "groups": made,
            "back-matter": {"resources": [{"uuid": "91f992fb-f668-4c91-a50f-0f05b95ccee3", "title": "A law"}]},
        }
    }


def save(folder: Path, data: Any, name: str = "catalog.json") -> Path:
    path = folder / name
    path.write_text(json.dumps(data) if name.endswith(".json") else yaml.safe_dump(data), encoding="utf-8")
    return path


def imported(root: Path, id: str) -> dict[str, Any]:
    path = root / "frameworks" / f"{id}.yaml"
    data: dict[str, Any] = yaml12.parse_bytes(path.read_bytes(), path.name)
    return data


def test_a_large_catalog(tmp_path: Path) -> None:
    root = copy_base(tmp_path / "p")
    done = command("import", "oscal", save(tmp_path, big_catalog()), "--project", root, "--today", "2026-11-20")
    assert done.code == 0, done.err
    assert "frameworks/large-example-controls.yaml: 1,260 requirements in 20 groups" in done.out
    assert "left out: " in done.out
    for left in (
        "20 withdrawn controls",
        "2,520 parts with prose",
        "1,260 links",
        "2,520 properties",
        "2,560 parameters",
    ):
        assert left in done.out
    data = imported(root, "large-example-controls")
    assert data["publisher"] == "Standards Body"
    assert data["edition"] == "5.2.0"
    assert data["checked_on"] == "2026-11-20"
    assert len(data["groups"]) == 20
    assert data["requirements"][1] == {
        "id": "ac-1.1",
        "label": "AC-1(01)",
        "title": "Enhancement 1 of 1",
        "group": "Family AC",
        "subgroup": "AC-1 Control 1 of family 0",
    }
    assert "organization" not in (root / "frameworks" / "large-example-controls.yaml").read_text()


def test_what_was_imported_is_a_framework(tmp_path: Path) -> None:
    root = copy_base(tmp_path / "p")
    command("import", "oscal", save(tmp_path, big_catalog()), "--project", root, "--id", "large")
    edit(root, "dossier.yaml", {"frameworks:\n": "frameworks:\n  - {id: large, minimum_coverage: 0}\n"})
    edit(
        root,
        "controls/own/OC-01.yaml",
        {"framework: soc2-2017": "framework: large", "requirement: C1.1": "requirement: bc-2.1"},
    )
    done = command("check", "--project", root, "--format", "json", "--no-cache", "--min-coverage", "large=0")
    report = json.loads(done.out)
    assert report["coverage"]["large"]["in_scope"] == 1260
    codes = {f["code"] for f in report["findings"]}
    assert not codes & {"unknown-framework", "framework-id-taken", "unknown-reference", "schema-invalid"}
    done = command("check", "--project", root, "--min-coverage", "large=90", "--no-cache")
    assert done.code == 1


def test_a_requirement_that_it_does_not_have(tmp_path: Path) -> None:
    root = copy_base(tmp_path / "p")
    command("import", "oscal", BASE / "catalog.json", "--project", root)
    edit(
        root,
        "controls/own/OC-01.yaml",
        {"framework: soc2-2017": "framework: house-rules", "requirement: C1.1": "requirement: hr-7"},
    )
    done = command("check", "--project", root, "--no-cache", "--select", "unknown-framework")
    assert "House rules has no requirement `hr-7`" in done.out


def test_with_text(tmp_path: Path) -> None:
    root = copy_base(tmp_path / "p")
    done = command(
        "import", "oscal", save(tmp_path, big_catalog(1, 2, 1)), "--project", root, "--id", "x", "--with-text"
    )
    assert done.code == 0, done.err
    data = imported(root, "x")
    assert data["requirements"][0]["text"] == (
        "The organization:\n  a. Does it [Selection: mail; every [frequency]]; and"
    )
    assert "as their licence allows" in data["notice"]
    assert "parameters" not in done.out


def test_yaml_catalog(tmp_path: Path) -> None:
    root = copy_base(tmp_path / "p")
    path = save(tmp_path, json.loads((BASE / "catalog.json").read_text()), "catalog.yaml")
    assert command("import", "oscal", path, "--project", root).code == 0
    assert [r["id"] for r in imported(root, "house-rules")["requirements"]] == ["hr-1", "hr-1.1", "hr-2"]


def test_controls_of_their_own(tmp_path: Path) -> None:
    root = copy_base(tmp_path / "p")
    command("import", "oscal", BASE / "catalog.json", "--project", root, "--kind", "controls")
    assert imported(root, "house-rules")["kind"] == "controls"


def test_another_file(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "nist.yaml"
    done = command("import", "oscal", BASE / "catalog.json", "-o", path)
    assert done.code == 0, done.err
    assert yaml12.parse_bytes(path.read_bytes(), "")["id"] == "nist"


def test_what_is_there_is_kept(tmp_path: Path) -> None:
    root = copy_base(tmp_path / "p")
    arguments = ("import", "oscal", BASE / "catalog.json", "--project", root)
    assert command(*arguments).code == 0
    path = root / "frameworks" / "house-rules.yaml"
    path.write_text("mine: [")
    done = command(*arguments)
    assert (done.code, "is there already" in done.err) == (2, True)
    done = command(*arguments, "--force")
    assert (done.code, "is no YAML" in done.err, path.read_text()) == (2, True, "mine: [")
    path.write_text("mine")
    assert command(*arguments, "--force").code == 0
    assert path.read_text() != "mine"


def test_what_was_added_is_carried_over(tmp_path: Path) -> None:
    root = copy_base(tmp_path / "p")
    arguments = ("import", "oscal", "--project", root, "--force")
    assert command(*arguments, BASE / "catalog.json").code == 0
    path = root / "frameworks" / "house-rules.yaml"
    data = yaml12.parse_bytes(path.read_bytes(), "")
    data["requirements"][0] |= {"controls": ["A.8.13"], "summary": "Shut them", "x-team": "red"}
    data["requirements"][2] |= {"controls": ["A.8.13"]}
    path.write_text(yaml.safe_dump(data))
    fewer = faulty(tmp_path / "c", {"file": "catalog.json", "set": {"/catalog/groups/0/controls/1/id": "hr-3"}})
    done = command(*arguments, fewer)
    assert done.code == 0, done.err
    first = imported(root, "house-rules")["requirements"][0]
    assert (first["controls"], first["summary"], first["x-team"]) == (["A.8.13"], "Shut them", "red")
    assert "no longer in the catalog, with what you had added to them: hr-2" in done.out


@pytest.mark.parametrize(
    ("pointer", "value", "words"),
    [
        ("/catalog/groups/0/controls/1/id", "hr-1", "#/catalog/groups/0/controls/1/id: error[oscal-duplicate-id]"),
        ("/catalog/groups/0/controls/1/title", " ", "#/catalog/groups/0/controls/1: error[oscal-not-imported]"),
        ("/catalog/groups/0/controls/1/id", 7, "#/catalog/groups/0/controls/1: error[oscal-not-imported]"),
        ("/catalog/groups/0/controls/1/id", "_x y", "#/catalog/groups/0/controls/1/id: error[oscal-not-imported]"),
        (
            "/catalog/groups/0/controls/1/title",
            "x" * 401,
            "#/catalog/groups/0/controls/1/title: error[oscal-not-imported]",
        ),
        ("/catalog/groups", [], "the catalog has no control"),
    ],
)
def test_fault_that_stands_in_the_way(pointer: str, value: Any, words: str, tmp_path: Path) -> None:
    root = copy_base(tmp_path / "p")
    path = faulty(tmp_path / "c", {"file": "catalog.json", "set": {pointer: value}})
    done = command("import", "oscal", path, "--project", root)
    assert done.code == 1
    assert words in done.err, done.err
    assert "help: " in done.err
    assert not (root / "frameworks").exists()


def test_fault_that_does_not_stand_in_the_way(tmp_path: Path) -> None:
    root = copy_base(tmp_path / "p")
    path = faulty(tmp_path / "c", {"file": "catalog.json", "set": {"/catalog/metadata/oscal-version": "0.9"}})
    done = command("import", "oscal", path, "--project", root)
    assert done.code == 0
    assert "the check finds 1 other faults in the catalog" in done.err
    assert "dossier check-oscal" in done.err


@pytest.mark.parametrize(
    ("name", "text", "code", "words"),
    [
        ("a.json", "{", 1, "this is not JSON"),
        ("a.json", "<catalog/>", 1, "this is XML"),
        ("a.json", '{"profile": {}}', 2, "is a profile, and a framework is made from a catalog"),
        ("a.yaml", "catalog: &a [*a]", 1, "an alias contains itself"),
    ],
)
def test_what_is_no_catalog(name: str, text: str, code: int, words: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_text(text)
    done = command("import", "oscal", path, "--project", SMALL)
    assert (done.code, words in done.err) == (code, True), done.err


def test_shipped_frameworks_cannot_be_taken(tmp_path: Path) -> None:
    root = copy_base(tmp_path / "p")
    taken = next(iter(sorted(frameworks())))
    command("import", "oscal", BASE / "catalog.json", "--project", root, "--id", taken)
    done = command("check", "--project", root, "--no-cache", "--select", "framework-id-taken")
    assert f"`{taken}` is a framework of the catalogue" in done.out


@settings(max_examples=200, deadline=None)
@given(
    st.text(min_size=1, max_size=12)
    | st.sampled_from(["NO", "1e3", "0o7", "2026-01-01", "true", "~", "- a", "a: b", ".5"])
)
def test_what_is_written_is_read_back(text: str) -> None:
    """Registers are YAML 1.2 and PyYAML writes 1.1: each text comes back as the text that it was."""
    from compliance.oscal.framework import _line

    data = {"id": "x", "title": _line(text), "requirements": [{"id": "y", "title": _line(text)}]}
    assert yaml12.parse_bytes(write(Imported(data, [])), "x") == data


@settings(max_examples=60, deadline=None)
@given(ANYTHING, ANYTHING, st.booleans())
def test_nothing_breaks_the_import(controls: Any, metadata: Any, with_text: bool) -> None:
    """Whatever stands in a catalog, a framework or a finding comes of it."""
    body = {"metadata": metadata, "controls": controls, "groups": controls, "params": controls, "back-matter": metadata}
    made = from_document(Document("a.json", Path("a.json"), "catalog", body), ImportOptions("x", with_text=with_text))
    assert made.failed or made.kept["controls"]


def test_our_own_catalog_comes_back(tmp_path: Path) -> None:
    """What we write as a catalog, we read as the framework that it was."""
    root = copy_base(tmp_path / "p")
    assert command("build", "oscal", "-q", "--project", root, "-o", tmp_path / "out").code == 0
    path = tmp_path / "out" / "oscal" / "catalog-iso27001-2022.json"
    assert command("import", "oscal", path, "--project", root, "--id", "again").code == 0
    again, before = imported(root, "again"), frameworks()["iso27001-2022"]
    assert [(r["id"], r["title"], r["group"]) for r in again["requirements"]] == [
        (r.id, r.title, r.group) for r in before.requirements
    ]


def test_help_names_the_sources() -> None:
    done = command("import", "--help")
    assert "oscal" in done.out
