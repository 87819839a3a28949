"""What two states of a project differ in: records and not files, with the lines of both."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from compliance.derive.changes import Changes, changes
from compliance.derive.differences import Change, Item, Value, compare
from compliance.diagnostics import Place
from tests.company import edit, read, write
from tests.revisions import add_vendor, commit, move_host_abroad, repository, then


@pytest.fixture(scope="module")
def committed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return repository(tmp_path_factory.mktemp("committed") / "project")


@pytest.fixture
def root(committed: Path, tmp_path: Path) -> Path:
    import shutil

    return Path(shutil.copytree(committed, tmp_path / "project"))


def since_head(root: Path) -> Changes:
    return changes(then(root), read(root))


def said(listed: tuple[Change, ...]) -> list[str]:
    """Each change as ``verb id``, and its aspects as ``aspect: was -> now``."""
    return [
        line
        for change in listed
        for line in (f"{change.verb} {change.id}", *(f"{a.name}: {a.was} -> {a.now}" for a in change.aspects))
    ]


def test_nothing(root: Path) -> None:
    found = since_head(root)
    assert not found
    assert found.examined["flows"] == (2, 2)
    assert found.examined["sub-processors"] == (1, 1)


def test_other_files_orders_and_comments_are_no_difference(root: Path) -> None:
    flows = (root / "dataflows" / "flows" / "diary.yaml").read_text()
    first, second = flows.split("  - id: storage\n")
    write(root, "dataflows/flows/a.yaml", f"# moved\nflows:\n  - id: storage\n{second}")
    write(root, "dataflows/flows/diary.yaml", first)
    edit(
        root,
        "vendors/fjellsky.yaml",
        {"access_countries: [NO]\n": "", "owner: platform-lead": "owner: platform-lead\naccess_countries: [NO]"},
    )
    assert not since_head(root)


def test_a_vendor_is_added(root: Path) -> None:
    add_vendor(root)
    found = since_head(root)
    assert said(found.flows) == ["gained images"]
    assert said(found.subprocessors) == ["gained klarsyn", "gained klarsyn/Gridhall"]
    assert [c.title for c in found.subprocessors] == ["Klarsyn", "Gridhall, engaged by Klarsyn"]
    assert said(found.countries) == [
        "gained sub-vendor:klarsyn/Gridhall",
        "gained system:klarsyn",
        "gained vendor:klarsyn",
    ]
    assert found.holders == ()
    titles = [c.title for c in found.transfers if c.verb == "gained"]
    assert titles == ["3 Lillevik AS to Klarsyn, Inc.", "Klarsyn, Inc. to Gridhall LLC"]
    first = found.transfers[0].now
    assert first is not None
    assert [v.label for v in first.aspect("ground")] == ["Standard Contractual Clauses, module 3"]


def test_a_planned_flow_goes_live_and_a_live_one_is_retired(root: Path) -> None:
    add_vendor(root)
    commit(root, "planned")
    edit(root, "dataflows/flows/diary.yaml", {"status: planned": "status: live"})
    assert said(since_head(root).flows) == ["changed images", "status: planned -> live"]
    edit(root, "dataflows/flows/diary.yaml", {"    status: live\n    since: 2027-03-01": "    status: retired"})
    found = since_head(root)
    assert said(found.flows) == ["lost images"]
    assert "lost flow images klarsyn-inc" in said(found.transfers)


def test_a_country_changes(root: Path) -> None:
    move_host_abroad(root)
    found = since_head(root)
    assert said(found.subprocessors) == ["changed fjellsky", "stored in: Norway -> Ireland"]
    assert said(found.countries) == ["changed vendor:fjellsky", "stored in: Norway -> Ireland"]
    assert found.flows == found.holders == found.transfers == ()


@pytest.mark.parametrize(
    ("category", "expected"),
    [
        ("user.health_and_medical.genetic", "data: Health data -> "),  # less than before
        ("user", "data:  -> Personal data of any kind"),  # what was there is inside it
        ("user.name", "data: Health data -> Names"),
    ],
)
def test_what_a_flow_carries_counts_by_hierarchy(root: Path, category: str, expected: str) -> None:
    path = root / "dataflows" / "flows" / "diary.yaml"
    text = path.read_text()
    path.write_text(text.replace("data_categories: [user.health_and_medical]", f"data_categories: [{category}]", 1))
    assert said(since_head(root).flows) == ["changed entries", expected]


def test_holders(root: Path) -> None:
    edit(
        root,
        "dataflows/systems.yaml",
        {"key_holder: company": "key_holder: host", "retention: diaries\n        backup": "backup"},
    )
    assert said(since_head(root).holders) == [
        "changed diary-db",
        "kept under: Health data: diaries -> ",
        "who holds the key: company -> host",
    ]


def test_chain_links_come_go_and_change(root: Path) -> None:
    add_vendor(root)
    commit(root, "chain")
    edit(
        root,
        "vendors/klarsyn.yaml",
        {
            "    country: US\n": "    country: IN\n",
            "reached: true": "reached: true\n    subprocessors:\n"
            "      - {name: Deep, country: US, purpose: Tapes, reached: true}",
        },
    )
    found = since_head(root)
    assert said(found.subprocessors) == [
        "changed klarsyn/Gridhall",
        "stored in: United States -> India",
        "gained klarsyn/Gridhall/Deep",
    ]
    edit(root, "vendors/klarsyn.yaml", {"    reached: true\n": "    reached: false\n"})
    assert said(since_head(root).subprocessors) == ["lost klarsyn/Gridhall"]


def test_places_of_both_states(root: Path) -> None:
    move_host_abroad(root)
    (aspect,) = since_head(root).subprocessors[0].aspects
    assert aspect.gained[0].place == Place("vendors/fjellsky.yaml", "/storage/0/country")
    assert aspect.lost[0].place == Place("vendors/fjellsky.yaml", "/storage/0/country")


def item(id: str, *keys: str) -> Item:
    place = Place("x.yaml", f"/{id}")
    return Item(id, id, place, {"keys": tuple(Value(key, key, place) for key in keys)})


def test_compare_orders_by_the_newer_state() -> None:
    found = compare([item("a", "1"), item("b")], [item("c"), item("a", "2")])
    assert said(found) == ["gained c", "changed a", "keys: 1 -> 2", "lost b"]


def test_compare_by_prefix() -> None:
    deep = frozenset({"keys"})
    assert compare([item("a", "user")], [item("a", "user", "user.name")], deep) == ()
    (wider,) = compare([item("a", "user.name")], [item("a", "user")], deep)
    assert said((wider,)) == ["changed a", "keys:  -> user"]
    assert compare([item("a", "user.na")], [item("a", "user.name")], deep)


def test_diff_command(root: Path) -> None:
    from click.testing import CliRunner

    from compliance.cli.flows_diff import diff

    add_vendor(root)
    move_host_abroad(root)
    commit(root, "change")
    run = CliRunner().invoke(diff, ["HEAD~1..HEAD", "--project", str(root), "--no-cache"])
    assert run.exit_code == 1, run.output
    assert "  ~ Fjellsky  (HEAD:vendors/fjellsky.yaml:1:5)" in run.output
    assert "      stored in: Norway → Ireland  (HEAD:vendors/fjellsky.yaml:18:15)" in run.output
    assert "  + 3 Diary database to Klarsyn reader  (HEAD:dataflows/flows/diary.yaml:40:9)" in run.output
    assert "examined" in run.output
    data = json.loads(CliRunner().invoke(diff, ["HEAD~1..", "--project", str(root), "--format", "json"]).output)
    assert data["from"]["name"] == "HEAD~1"
    assert data["to"] == {"name": "work tree", "commit": None, "day": None}
    assert data["examined"]["flows"] == {"from": 2, "to": 3}
    (moved,) = [c for c in data["sub-processors"] if c["id"] == "fjellsky"]
    assert moved["aspects"][0]["lost"][0]["at"] == "HEAD~1:vendors/fjellsky.yaml:18:15"
    assert moved["aspects"][0]["gained"][0]["key"] == "IE"
    same = CliRunner().invoke(diff, ["HEAD", "--project", str(root)])
    assert same.exit_code == 0
    assert "nothing differs" in same.output
