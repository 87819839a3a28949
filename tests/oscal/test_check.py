"""The check of OSCAL documents: what every validator lets through, what is fine, and files of strangers."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compliance.diagnostics import Severity
from compliance.oscal.check import check_files, shown
from compliance.oscal.read import MODELS, Document
from compliance.registers import yaml12
from tests.company import command, process

HERE = Path(__file__).parent
BASE = HERE / "base"
FAULTS: list[dict[str, Any]] = yaml12.parse_bytes((HERE / "faults.yaml").read_bytes(), "faults.yaml")
GOOD = sorted(path.name for path in BASE.iterdir())


def set_at(data: Any, pointer: str, value: Any) -> None:
    """Change what stands at a JSON pointer."""
    *above, last = pointer.split("/")[1:]
    for step in above:
        data = data[int(step)] if isinstance(data, list) else data[step]
    if isinstance(data, list):
        data[int(last)] = value
    else:
        data[last] = value


def faulty(folder: Path, fault: dict[str, Any]) -> Path:
    """The base in a folder of its own, with the fault; the path of the document that has it."""
    shutil.copytree(BASE, folder, dirs_exist_ok=True)
    path = folder / str(fault["file"])
    data = json.loads(path.read_text(encoding="utf-8"))
    for pointer, value in fault["set"].items():
        set_at(data, pointer, value)
    path.write_text(json.dumps(data), encoding="utf-8")
    return path


def test_the_ten_are_ten() -> None:
    assert sum(1 for fault in FAULTS if fault.get("ten")) == 10


@pytest.mark.parametrize("fault", FAULTS, ids=[fault["fault"] for fault in FAULTS])
def test_fault_is_caught(fault: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    faulty(tmp_path, fault)
    monkeypatch.chdir(tmp_path)
    found = check_files([Path(fault["file"])]).found
    place, code, words = fault["expect"].split(": ", 2)
    hits = [d for d in found if shown(d) == f"{fault['file']}{place}" and d.code == code]
    assert hits, [f"{shown(d)}: {d.code}: {d.message}" for d in found]
    assert any(words in f"{d.message} {d.help}" for d in hits), [f"{d.message} {d.help}" for d in hits]
    assert all(d.help for d in found), "every finding has a way out"


@pytest.mark.parametrize("fault", [f for f in FAULTS if f.get("ten")], ids=lambda fault: fault["fault"])
def test_the_ten_fail_the_command(fault: dict[str, Any], tmp_path: Path) -> None:
    assert command("check-oscal", faulty(tmp_path, fault)).code == 1


@pytest.mark.parametrize("name", GOOD)
def test_good_document(name: str) -> None:
    checked = check_files([BASE / name])
    assert [d for d in checked.found if d.severity > Severity.NOTE] == []
    assert checked.examined > 5


def test_good_documents_pass_the_command() -> None:
    done = command("check-oscal", *(BASE / name for name in GOOD))
    assert done.code == 0, done.out
    assert f"{len(GOOD)} documents of {len(GOOD)} files" in done.out
    assert "held against OSCAL 1.2.3: 0 errors, 0 warnings, 1 note" in done.out
    assert "so that references into it are not checked" in done.out


def test_findings_as_json(tmp_path: Path) -> None:
    path = faulty(tmp_path, FAULTS[0])
    done = command("check-oscal", path, "--format", "json")
    data = json.loads(done.out)
    assert data["documents"] == [{"path": path.as_posix(), "model": "catalog"}]
    assert data["findings"][0]["pointer"] == "/catalog/metadata/oscal-version"
    assert data["findings"][0]["code"] == "oscal-version-unknown"


def test_a_namespace_of_ones_own_is_free(tmp_path: Path) -> None:
    pointer = "/catalog/groups/0/controls/0/props/0"
    value = {"name": "lable", "ns": "https://house.example/ns", "value": "x"}
    path = faulty(tmp_path, {"file": "catalog.json", "set": {pointer: value}})
    assert check_files([path]).found == ()


def test_an_open_list_may_be_added_to(tmp_path: Path) -> None:
    fault = {"file": "component-definition.json", "set": {"/component-definition/components/0/type": "doorbell"}}
    (found,) = check_files([faulty(tmp_path, fault)]).found
    assert (found.code, found.severity) == ("oscal-value-not-listed", Severity.WARNING)
    assert "others are allowed where meant" in found.help


def test_yaml_is_read_too(tmp_path: Path) -> None:
    path = tmp_path / "catalog.yaml"
    path.write_text(json.dumps(json.loads((BASE / "catalog.json").read_text())))  # JSON is YAML
    assert check_files([path]).found == ()


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("a.json", "", "this is not JSON"),
        ("a.json", '{"catalog": {"uuid": 1, "uuid": 2}}', "the key `uuid` stands twice"),
        ("a.json", '{"catalog": {"uuid": NaN}}', "`NaN` is not a number of JSON"),
        ("a.json", "[" * 100_000, "nested too deep"),
        ("a.json", '{"a": ' * 100_000, "nested too deep"),
        ("a.json", "<catalog/>", "this is XML"),
        ("a.json", "[]", "this is no OSCAL document"),
        ("a.json", '{"catalog": []}', "this is no OSCAL document"),
        ("a.json", '{"catalog": {}, "profile": {}}', "this is no OSCAL document"),
        ("a.json", '{"catalog": ' + "9" * 5000 + "}", "a number that is too long"),
        ("a.yaml", "catalog: !!python/object:os.system {}", "the tag"),
        ("a.yaml", "a: &a [*a]", "an alias contains itself"),
        ("a.yaml", "catalog: {a: 1, a: 2}", "stands twice"),
        ("a.yaml", "\tcatalog:", ""),
    ],
)
def test_hostile_file(name: str, text: str, words: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_text(text)
    done = command("check-oscal", path)
    assert done.code == 1
    assert words in done.out
    assert "0 documents of 1 file" in done.out


def test_bytes_that_are_no_text(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(b'{"catalog": "\xff"}')
    assert "the file is not UTF-8 text" in command("check-oscal", path).out


def test_file_that_is_not_there(tmp_path: Path) -> None:
    done = command("check-oscal", tmp_path / "none.json")
    assert (done.code, "cannot be read" in done.err) == (2, True)


def test_a_folder_is_its_files_without_those_of_sources(tmp_path: Path) -> None:
    for name in GOOD:
        shutil.copy(BASE / name, tmp_path)
    (tmp_path / "catalog.sources.json").write_text("{}")
    (tmp_path / "notes.txt").write_text("not looked at")
    done = command("check-oscal", tmp_path)
    assert done.code == 0, done.out
    assert f"{len(GOOD)} documents of {len(GOOD)} files" in done.out
    assert done.out.endswith("; 1 file of sources left out\n")
    (tmp_path / "empty").mkdir()
    done = command("check-oscal", tmp_path / "empty")
    assert (done.code, "there is no JSON or YAML file to check" in done.err) == (2, True)


def test_a_choice_is_explained_by_its_nearest_alternative(tmp_path: Path) -> None:
    fault = {"file": "catalog.json", "set": {"/catalog/groups/0/controls/1/links": []}}
    (found,) = check_files([faulty(tmp_path, fault)]).found
    assert shown(found).endswith("catalog.json#/catalog/groups/0/controls/1/links")
    assert found.message == "[] has less than 1 item"


def test_a_profile_that_imports_itself(tmp_path: Path) -> None:
    path = faulty(tmp_path, {"file": "profile.json", "set": {"/profile/imports/0/href": "profile.json"}})
    assert isinstance(check_files([path]).found, tuple)


KEYS = (
    "uuid id href props name ns type controls groups params parts metadata roles links imports results party-uuids "
    "role-id control-id implemented-requirements control-implementations source maps mappings source-resource "
    "with-ids include-controls observation-uuid back-matter resources rlinks hashes algorithm value prose modify "
    "alters import-ap statements target target-id"
)

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS.split(" ")), inner, max_size=5),
    max_leaves=25,
)


@settings(max_examples=100, deadline=None)
@given(
    st.sampled_from(MODELS), st.dictionaries(st.text(max_size=8) | st.just("metadata"), ANYTHING, max_size=4), ANYTHING
)
def test_nothing_breaks_the_check(model: str, body: dict[str, Any], more: Any) -> None:
    """Whatever stands in a document, the check ends with findings and not with an exception."""
    from compliance.oscal.check import check

    body |= {"controls": more, "imports": more, "components": more, "mappings": more, "results": more}
    check([Document("a.json", Path("a.json"), model, body)])


def test_order_of_files_changes_nothing(tmp_path: Path) -> None:
    path = faulty(tmp_path, FAULTS[3])
    paths = [path, tmp_path / "catalog.json", tmp_path / "profile.json"]
    assert set(check_files(paths).found) == set(check_files(paths[::-1]).found)


def test_command_runs_outside_a_project(tmp_path: Path) -> None:
    done = process("check-oscal", BASE / "catalog.json", folder=tmp_path)
    assert done.returncode == 0, done.stderr
