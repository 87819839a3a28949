"""``dossier build oscal``: what the documents say of the worked company and of small projects, and that it holds."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from compliance import pipeline
from compliance.diagnostics import Place
from compliance.documents.text import Text
from compliance.oscal import schema
from compliance.oscal.check import check_files
from compliance.oscal.export import export
from compliance.oscal.ids import token
from compliance.oscal.read import Document
from compliance.oscal.tree import line, plain, prose
from tests import company
from tests.company import command, copy_base, copy_company, edit, process, write
from tests.corpus import BASE, REPOSITORY
from tests.packs.readiness import SERVICE

MADE = datetime(2026, 11, 20, tzinfo=UTC)
GOLDEN = Path(__file__).parent.parent / "golden"
NS = "https://dossier.example/ns/oscal"


@cache
def documents() -> dict[str, dict[str, Any]]:
    """The worked company's documents, by file: the body of each."""
    return bodies(company.dossier())


def bodies(dossier: Any, final: bool = False) -> dict[str, dict[str, Any]]:
    files = export(dossier, MADE, final).files
    return {file.name: next(iter(json.loads(file.data).values())) for file in files}


def of_project(root: Path, today: date | None = None) -> dict[str, dict[str, Any]]:
    loaded = pipeline.read(root)
    dossier = pipeline.link(root, loaded, pipeline.CheckOptions(today))
    assert dossier is not None
    return bodies(dossier)


def walk(value: Any, pointer: str = "") -> Iterator[tuple[str, Any]]:
    """Every value of a document with its pointer."""
    yield pointer, value
    if isinstance(value, dict):
        for key, below in value.items():
            yield from walk(below, f"{pointer}/{key}")
    elif isinstance(value, list):
        for n, below in enumerate(value):
            yield from walk(below, f"{pointer}/{n}")


def own(holder: dict[str, Any], name: str) -> list[str]:
    return [p["value"] for p in holder.get("props", ()) if p["name"] == name and p.get("ns") == NS]


def findings(found: dict[str, dict[str, Any]]) -> dict[str, tuple[str, str]]:
    """State and implementation status of every finding, by control."""
    (result,) = found["assessment-results.json"]["results"]
    targets = [f["target"] for f in result["findings"]]
    return {
        t["target-id"].removesuffix("_smt"): (t["status"]["state"], t["implementation-status"]["state"])
        for t in targets
    }


def components(found: dict[str, dict[str, Any]]) -> Iterator[tuple[str, str]]:
    """Control and status of every implemented requirement of every component."""
    for component in found["component-definition.json"]["components"]:
        for implementation in component.get("control-implementations", ()):
            for requirement in implementation["implemented-requirements"]:
                (status,) = own(requirement, "implementation-status")
                yield requirement["control-id"], status


# What stands in the set


def test_files_of_the_worked_company() -> None:
    assert list(documents()) == [
        "catalog-iso27001-2022.json",
        "catalog-soc2-2017.json",
        "catalog-own-controls.json",
        "mapping-collection.json",
        "profile.json",
        "component-definition.json",
        "system-security-plan.json",
        "assessment-plan.json",
        "assessment-results.json",
        "poam.json",
    ]
    assert {body["metadata"]["oscal-version"] for body in documents().values()} == {"1.2.1"}


def outline() -> str:
    """The whole set, a line a statement, without ids that follow from others."""
    found = documents()
    (result,) = found["assessment-results.json"]["results"]
    lines = []
    for name, body in found.items():
        lines.append(f"{name}: {sum(1 for _, v in walk(body) if isinstance(v, dict))} objects")
    for item in found["profile.json"]["imports"]:
        left_out = [id for s in item.get("exclude-controls", ()) for id in s["with-ids"]]
        chosen = [id for s in item["include-controls"] for id in s["with-ids"]]
        lines.append(f"profile: {len(chosen)} of {item['href']}, without {', '.join(left_out) or 'none'}")
    for control, (state, status) in findings(found).items():
        lines.append(f"finding: {control} {state}, {status}")
    for observation in result["observations"]:
        lines.append(f"observation: {' '.join(own(observation, 'register-id'))} until {observation['expires'][:10]}")
    for mapping in found["mapping-collection.json"]["mappings"]:
        for each in mapping["maps"]:
            sources = " ".join(s["id-ref"] for s in each["sources"])
            lines.append(f"map: {each['targets'][0]['id-ref']} {each['relationship']} {sources}")
    for component in found["component-definition.json"]["components"]:
        count = sum(len(i["implemented-requirements"]) for i in component.get("control-implementations", ()))
        lines.append(f"component: {component['title']}, {component['type']}: {count} requirements")
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize(("name", "text"), [("oscal.txt", "outline"), ("oscal-poam.json", "poam")])
def test_set_says_what_it_said(name: str, text: str) -> None:
    """After a change: ``UPDATE_GOLDEN=1 pytest tests/oscal``, and read the difference."""
    made = outline() if text == "outline" else json.dumps(documents()["poam.json"], indent=1, ensure_ascii=False) + "\n"
    if os.environ.get("UPDATE_GOLDEN"):
        (GOLDEN / name).write_text(made, encoding="utf-8")
    assert made == (GOLDEN / name).read_text(encoding="utf-8")


def test_evidence_has_its_hash() -> None:
    by_uuid = {r["uuid"]: r for r in documents()["assessment-results.json"]["back-matter"]["resources"]}
    (result,) = documents()["assessment-results.json"]["results"]
    assert len(result["observations"]) == len(by_uuid)
    for observation in result["observations"]:
        (evidence,) = observation["relevant-evidence"]
        (link,) = by_uuid[evidence["href"].removeprefix("#")]["rlinks"]
        (digest,) = link["hashes"]
        assert digest["algorithm"] == "SHA-256"
        assert re.fullmatch("[0-9a-f]{64}", digest["value"])


def test_exclusions_have_reasons() -> None:
    profile = documents()["profile.json"]
    left_out = [p for p in profile["metadata"]["props"] if p["name"] == "excluded"]
    excluded = {id for i in profile["imports"] for s in i.get("exclude-controls", ()) for id in s["with-ids"]}
    assert {p["value"] for p in left_out} == excluded
    assert all(len(p["remarks"]) > 40 for p in left_out)


def test_texts_of_iso_are_labelled_as_own_words() -> None:
    for name in ("catalog-iso27001-2022.json", "catalog-soc2-2017.json"):
        parts = [v for _, v in walk(documents()[name]) if isinstance(v, dict) and v.get("name") == "statement"]
        assert parts
        assert all(own(part, "own-words") == ["yes"] for part in parts)


def test_mapping_is_labelled_as_own_judgement() -> None:
    mapping = documents()["mapping-collection.json"]
    assert "Own judgement" in mapping["provenance"]["mapping-description"]
    assert all(own(each, "judgement") == ["own"] for m in mapping["mappings"] for each in m["maps"])


# It holds


@pytest.mark.parametrize("name", sorted(documents()))
def test_nist_schema(name: str) -> None:
    model = {"poam.json": "plan-of-action-and-milestones"}.get(name, re.sub(r"^catalog-.*|\.json$", "", name))
    assert list(schema.check(Document(name, Path(name), model or "catalog", documents()[name]))) == []


def test_written_set_passes_our_check(tmp_path: Path) -> None:
    done = command("build", "oscal", "--project", REPOSITORY, "-o", tmp_path)
    assert done.code == 0, done.err
    files = sorted(p for p in (tmp_path / "oscal").glob("*.json") if not p.name.endswith(".sources.json"))
    checked = check_files(files)
    assert checked.found == ()
    assert len(checked.documents) == len(files) == 10
    # One alone finds the others beside it.
    assert check_files([tmp_path / "oscal" / "poam.json"]).found == ()


def test_every_reference_resolves() -> None:
    """Without our checker's tables: whatever ends in uuid, or is an href, names something of the set."""
    everything = [v for body in documents().values() for _, v in walk(body) if isinstance(v, dict)]
    uuids = {v["uuid"] for v in everything if "uuid" in v}
    looked = 0
    for value in everything:
        for key, named in value.items():
            for each in named if isinstance(named, list) else [named]:
                if key.endswith(("-uuid", "-uuids")):
                    assert each in uuids, (key, each)
                    looked += 1
                if key in ("href", "source") and re.fullmatch(r"[a-z0-9-]+\.json", str(each)):
                    assert each in documents(), each
                    looked += 1
    assert looked > 1000


def test_trestle_accepts_the_set(tmp_path: Path) -> None:
    """NIST's models of OSCAL 1.2.1 as compliance-trestle has them; it is no dependency, and is used where it is."""
    trestle = shutil.which("trestle")
    if trestle is None:
        pytest.skip("compliance-trestle is not installed: the OSCAL files were NOT held against it")
    made, space = tmp_path / "made", tmp_path / "space"
    made.mkdir()
    space.mkdir()
    subprocess.run([trestle, "init", "--full"], cwd=space, check=True, capture_output=True)
    for file in export(company.dossier(), MADE).files:
        (made / file.name).write_bytes(file.data)
        (space / file.name).write_bytes(file.data)  # where trestle looks for what a document imports
    for path in sorted(made.iterdir()):
        done = subprocess.run(
            [trestle, "import", "-f", path, "-o", path.stem], cwd=space, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, (path.name, done.stdout + done.stderr)
    done = subprocess.run([trestle, "validate", "-a"], cwd=space, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("VALID:") == len(documents()), done.stdout


# The same input, the same bytes


def test_two_runs_are_the_same_to_the_byte(tmp_path: Path) -> None:
    root = copy_company(tmp_path / "company")
    made = []
    for seed in ("0", "4711"):
        out = tmp_path / seed
        done = process("build", "oscal", "-q", "-o", out, "--no-cache", folder=root, PYTHONHASHSEED=seed)
        assert done.returncode == 0, done.stderr
        made.append({path.name: path.read_bytes() for path in out.rglob("*.json")})
    assert made[0] == made[1]
    assert len(made[0]) == 20


def test_time_and_content_change_ids_of_documents_and_nothing_else() -> None:
    later = export(company.dossier(), datetime(2027, 1, 1, tzinfo=UTC)).files
    for file, (_, before) in zip(later, documents().items(), strict=True):
        after = next(iter(json.loads(file.data).values()))
        assert after["metadata"]["last-modified"] == "2027-01-01T00:00:00Z"
        assert after["uuid"] != before["uuid"]
        after["metadata"]["last-modified"] = before["metadata"]["last-modified"]
        assert {**after, "uuid": ""} == {**before, "uuid": ""}


# Nothing planned or stale shows as in place


STATEMENT = {"planned": "Planned, not in place.", "not": "Not in place.", "partially": "In place in part only"}


@pytest.mark.parametrize("status", ["planned", "not", "partially", "implemented"])
@pytest.mark.parametrize("proven", [True, False])
def test_what_is_not_in_place_never_shows_as_implemented(status: str, proven: bool, tmp_path: Path) -> None:
    root = copy_base(tmp_path)
    file = "controls/annex-a/A.8.13.yaml"
    if status != "implemented":
        edit(root, file, {"status: implemented": f"status: {status}\nplanned_for: 2027-03-01\ngap: Not done."})
    found = of_project(root, None if proven else date(2031, 1, 1))
    expected = ("implemented" if proven else "partial") if status == "implemented" else status
    expected = {"not": "not-implemented", "partially": "partial"}.get(expected, expected)
    assert findings(found)["A.8.13"] == ("satisfied" if expected == "implemented" else "not-satisfied", expected)
    assert {s for id, s in components(found) if id == "A.8.13"} == {expected}
    (plan,) = [
        r
        for r in found["system-security-plan.json"]["control-implementation"]["implemented-requirements"]
        if r["control-id"] == "A.8.13"
    ]
    (said,) = plan["by-components"]
    assert said["implementation-status"]["state"] == expected
    if status != "implemented":
        assert said["description"].startswith(STATEMENT[status])
    listed = [i["title"] for i in found.get("poam.json", {}).get("poam-items", ())]
    assert any("A.8.13" in title for title in listed) == (expected != "implemented")


def planned(root: Path, subject: str, status: str = "open", soc2: bool = True) -> dict[str, Any]:
    """The plan of action of the small project, A.8.13 planned for 2027-03-01, with a plan for remediation."""
    plan = f"  - {{subject: {subject}, action: Restore it once more., owner: ceo, due: 2026-12-15, status: {status}}}\n"
    write(root, "controls/service-description.yaml", f"{SERVICE}remediation:\n{plan}")
    edit(root, "controls/annex-a/A.8.13.yaml", {"status: implemented": "status: planned\nplanned_for: 2027-03-01"})
    if soc2:
        edit(
            root,
            "dossier.yaml",
            {"    minimum_coverage: 0\n": "    minimum_coverage: 0\n  - id: soc2-2017\n    minimum_coverage: 0\n"},
        )
    found = of_project(root)
    document = Document("poam.json", Path("poam.json"), "plan-of-action-and-milestones", found["poam.json"])
    assert list(schema.check(document)) == []
    return found


def risk(found: dict[str, Any], id: str) -> dict[str, Any]:
    (one,) = [r for r in found["poam.json"]["risks"] if own(r, "register-id") == [id]]
    return dict(one)


def steps(risk: dict[str, Any]) -> list[tuple[str, str, str]]:
    """What, when and state of every step."""
    tasks = [t for r in risk.get("remediations", ()) for t in r["tasks"]]
    return [(t["title"], t["timing"]["on-date"]["date"][:10], *own(t, "status")) for t in tasks]


def test_a_plan_for_a_control_is_the_first_step_of_its_gap(tmp_path: Path) -> None:
    found = planned(copy_base(tmp_path), "A.8.13", "in-progress")
    one = risk(found, "A.8.13")
    assert steps(one) == [
        ("Restore it once more.", "2026-12-15", "in-progress"),
        ("A.8.13 is in place", "2027-03-01", "open"),
    ]
    assert (one["status"], one["deadline"][:10]) == ("remediating", "2026-12-15")
    results = found["assessment-results.json"]["results"][0]["risks"]
    assert [r["remediations"] for r in results if own(r, "register-id") == ["A.8.13"]] == [one["remediations"]]
    assert not any("Readiness" in i["title"] for i in found["poam.json"]["poam-items"])


def test_a_plan_that_is_reported_done_closes_nothing(tmp_path: Path) -> None:
    one = risk(planned(copy_base(tmp_path), "A.8.13", "done"), "A.8.13")
    assert steps(one)[0] == ("Restore it once more.", "2026-12-15", "done")
    assert (one["status"], one["deadline"][:10]) == ("remediating", "2027-03-01"), "the control's own date is left"


@pytest.mark.parametrize(
    ("subject", "title"),
    [("joiners", "Joiners"), ("fjellsky", "Fjellsky"), ("CC1.2", "CC1.2 The board"), ("examiner", "The e")],
)
def test_a_plan_for_readiness_is_an_item_of_its_own(subject: str, title: str, tmp_path: Path) -> None:
    found = planned(copy_base(tmp_path), subject)
    one = risk(found, subject)
    assert one["title"].startswith(f"Readiness for SOC 2: {title}")
    assert steps(one) == [("Restore it once more.", "2026-12-15", "open")]
    (item,) = [i for i in found["poam.json"]["poam-items"] if own(i, "kind") == ["readiness"]]
    assert own(item, "due") == ["2026-12-15"]
    assert item["related-risks"] == [{"risk-uuid": one["uuid"]}]
    results = found["assessment-results.json"]["results"][0]
    assert subject not in {id for r in results["risks"] for id in own(r, "register-id")}


@pytest.mark.parametrize(("status", "soc2"), [("done", True), ("open", False)])
def test_a_plan_for_readiness_that_is_done_or_out_of_scope_is_no_item(status: str, soc2: bool, tmp_path: Path) -> None:
    found = planned(copy_base(tmp_path), "joiners", status, soc2)
    assert {kind for i in found["poam.json"]["poam-items"] for kind in own(i, "kind")} <= {"control", "clause"}


def test_a_plan_for_a_finding_joins_its_actions(tmp_path: Path) -> None:
    root = copy_base(tmp_path)
    edit(root, "controls/audits.yaml", {"status: closed\n        closed_on: 2026-05-10": "status: open"})
    one = risk(planned(root, "finding-ia-2026-1"), "IA-2026-1")
    assert steps(one) == [("Restore it once more.", "2026-12-15", "open")]
    assert (one["status"], one["deadline"][:10]) == ("remediating", "2026-12-15")


def test_no_control_is_implemented_once_all_evidence_is_stale() -> None:
    dossier = company.dossier()
    loaded = pipeline.read(dossier.root)
    old = pipeline.link(dossier.root, loaded, pipeline.CheckOptions(date(2035, 1, 1)))
    assert old is not None
    found = bodies(old)
    assert {state for state, _ in findings(found).values()} == {"not-satisfied"}
    assert "implemented" not in {status for _, status in components(found)}
    whole = json.dumps(found)
    assert '"value": "implemented"' not in whole
    assert '"state": "implemented"' not in whole
    assert '"satisfied"' not in whole


def test_verdicts_are_those_of_the_coverage() -> None:
    from compliance.derive.coverage import coverage

    rows = next(c for c in coverage(company.dossier()) if c.framework.id == "iso27001-2022").rows
    for row in rows:
        if row.verdict != "excluded":
            state = findings(documents())[row.requirement.id][0]
            assert (state == "satisfied") == (row.verdict == "met"), row.requirement.id


# Register text is text


MARKUP = (
    "a *b* _c_ `d` [e](f) <b>g</b> {{ insert: param, h }} ~i~ ^j^ \\k &amp; #l",
    "# not a heading",
    "not a heading\n===\nnor this\n---",
    "- not an item\n- nor this",
    "1. not numbered\n2) nor this\n\n12. nor this",
    "> not quoted",
    "    not code\n\n\tnor this",
    "snake_case_name and A.8.13_smt",
    "<script>alert(1)</script> <!-- x --> https://house.example/a_b_",
    "5 > 3 and 2 < 4, &#35; &lt; ![x](y) [z]: w",
)


@pytest.mark.parametrize("text", MARKUP)
def test_markup_in_a_register_is_text(text: str) -> None:
    reads_as_said(text)


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="ab1.)_*`[]<>(){}#+-=|~^&;:!\\\"' \n", max_size=30))
def test_any_text_is_text(text: str) -> None:
    reads_as_said(text)


def reads_as_said(text: str) -> None:
    """A Markdown reader shows the very words, in plain paragraphs, and no parameter is inserted."""
    leaf = prose(Text(text))
    tokens = MarkdownIt().parse(leaf.written)
    assert {t.type for t in tokens} <= {"paragraph_open", "inline", "paragraph_close"}, leaf.written
    inside = [child for t in tokens for child in t.children or ()]
    assert {t.type for t in inside} <= {"text", "text_special", "softbreak"}, leaf.written
    paragraphs = ("".join(c.content or "\n" for c in t.children or ()) for t in tokens if t.type == "inline")
    assert " ".join(" ".join(paragraphs).split()) == " ".join(text.split())
    assert "{{" not in leaf.written


def test_words_inside_are_left_alone() -> None:
    assert plain(line("snake_case_name, 10 - 2, A.8.13_smt")) == "snake_case_name, 10 - 2, A.8.13_smt"


def test_empty_things_are_left_out() -> None:
    assert plain({"a": "", "b": [], "c": {"d": None}, "e": [{"f": prose("")}], "g": True}) == {"g": True}


@pytest.mark.parametrize(
    ("id", "made"), [("A.8.13", "A.8.13"), ("1e3", "_1e3"), ("_x", "_x"), ("Ärger", "Ärger"), (".a", "_.a")]
)
def test_ids_become_tokens(id: str, made: str) -> None:
    assert token(id) == made


def test_two_ids_never_become_one_token() -> None:
    assert token("a b") != token("a-b") != token("a/b")


# The command


def test_why_finds_the_line(tmp_path: Path) -> None:
    root = copy_base(tmp_path / "p")
    assert command("build", "oscal", "-q", "--project", root).code == 0
    done = command("why", "oscal", "A.8.13", "--project", root)
    assert done.code == 0, done.out + done.err
    assert "controls/annex-a/A.8.13.yaml" in done.out


def test_list_shows_it() -> None:
    done = command("build", "--list", "--project", BASE)
    assert "oscal" in done.out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("oscal", "--format", "pdf"), "none of these documents comes as pdf"),
        (("oscal", "--subject", "A.8.13"), "no document has a subject `A.8.13`"),
        (("oscull",), "there is no document `oscull`"),
    ],
)
def test_wrong_use(arguments: tuple[str, ...], words: str, tmp_path: Path) -> None:
    done = command("build", *arguments, "--project", BASE, "-o", tmp_path)
    assert (done.code, words in done.err) == (2, True), done.err
    assert not list(tmp_path.iterdir())


def test_final_is_refused_while_the_statement_is_open(tmp_path: Path) -> None:
    root = copy_base(tmp_path / "p")
    done = command("build", "oscal", "--final", "--project", root, "-o", tmp_path / "out", "--today", "2031-01-01")
    assert done.code != 0
    assert not (tmp_path / "out" / "oscal").exists()


def test_draft_says_that_it_is_one() -> None:
    assert {v for body in documents().values() for v in own(body["metadata"], "document-status")} == {"draft"}


def test_what_no_longer_belongs_to_the_set_goes(tmp_path: Path) -> None:
    root = copy_base(tmp_path / "p")
    assert command("build", "oscal", "-q", "--project", root, "--today", "2031-01-01").code == 0
    folder = root / "output" / "oscal"
    assert (folder / "poam.json").exists()
    (folder / "notes.json").write_text("{}")
    (folder / "poam.json").rename(folder / "catalog-gone.json")
    (folder / "poam.sources.json").rename(folder / "catalog-gone.sources.json")
    assert command("build", "oscal", "-q", "--project", root, "--today", "2031-01-01").code == 0
    names = {path.name for path in folder.iterdir()}
    assert "catalog-gone.json" not in names
    assert "catalog-gone.sources.json" not in names
    assert "notes.json" in names, "what no build wrote is nobody's to take away"


def test_project_without_controls(tmp_path: Path) -> None:
    assert command("init", tmp_path / "new", "--name", "Neu AS").code == 0
    done = command("build", "oscal", "--project", tmp_path / "new")
    assert done.code == 0, done.err
    assert "oscal" in done.out


def test_framework_of_the_project_is_a_catalog_and_a_mapping(tmp_path: Path) -> None:
    root = copy_base(tmp_path)
    write(
        root,
        "frameworks/house.yaml",
        "id: house\ntitle: House rules\nkind: criteria\nchecked_on: 2026-11-01\npublisher: House\n"
        "requirements:\n- {id: HR-1, title: Backups, controls: [A.8.13], text: Keep *backups*.}\n",
    )
    edit(root, "dossier.yaml", {"frameworks:\n": "frameworks:\n  - {id: house, minimum_coverage: 0}\n"})
    found = of_project(root)
    (control,) = found["catalog-house.json"]["controls"]
    assert control["parts"][0]["prose"] == "Keep \\*backups\\*."
    assert own(control["parts"][0], "own-words") == []
    (mapping,) = found["mapping-collection.json"]["mappings"]
    assert [s["id-ref"] for s in mapping["maps"][0]["sources"]] == ["A.8.13"]


def test_a_set_that_does_not_hold_is_left_out_and_the_rest_is_built(tmp_path: Path) -> None:
    root = copy_base(tmp_path)
    twice = "- {id: HR-1, title: Backups}\n"
    head = "id: house\ntitle: House rules\nkind: criteria\nchecked_on: 2026-11-01\nrequirements:\n"
    write(root, "frameworks/house.yaml", head + twice + twice)
    edit(root, "dossier.yaml", {"frameworks:\n": "frameworks:\n  - {id: house, minimum_coverage: 0}\n"})
    done = command("build", "oscal", "coverage", "--format", "json", "--project", root)
    assert done.code == 1
    assert "error[export-faulty]" in done.err
    assert "catalog-house.json#/catalog/controls/1/id: two controls, groups or parts have the id `HR-1`" in done.err
    assert not (root / "output" / "oscal").exists()
    assert (root / "output" / "coverage.json").exists()


def test_places_of_a_leaf() -> None:
    place = Place("a.yaml", "/b")
    assert prose(Text("x *y*", (place,))).sources == (place,)
