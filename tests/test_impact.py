"""What a change does to documents, sentence by sentence and row by row, and to which customers."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from compliance.between import between
from compliance.cli.impact import around
from compliance.diagnostics import Place
from compliance.documents.text import Text
from compliance.impact import DocumentImpact, Impact, impact, same
from compliance.render.marks import BLOCKS
from compliance.render.units import Cell, Edit, Unit, edits, units
from tests import company
from tests.company import command, edit, write
from tests.revisions import add_vendor, commit, move_host_abroad, repository


@pytest.fixture(scope="module")
def committed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return repository(tmp_path_factory.mktemp("committed") / "project")


@pytest.fixture
def root(committed: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(committed, tmp_path / "project"))


def since_head(root: Path, *documents: str) -> Impact:
    with between(root, "HEAD", None) as pair:
        return impact(pair, documents)


def by_name(found: Impact) -> dict[str, DocumentImpact]:
    return {each.name: each for each in found.documents}


def said(edit: Edit) -> tuple[str, ...]:
    return (edit.verb, edit.unit.under, *(f"{column}: {old} -> {new}" for column, old, new in edit.cells))


def test_nothing(root: Path) -> None:
    found = since_head(root)
    assert not found
    assert found.examined["documents"][0] == found.examined["documents"][1] > 10


def test_a_file_that_reads_the_same_changes_nothing(root: Path) -> None:
    edit(
        root,
        "vendors/fjellsky.yaml",
        {"id: fjellsky": "# a comment\nid: fjellsky", "owner: platform-lead": "owner:  'platform-lead'"},
    )
    assert not since_head(root)


def test_a_country_changed(root: Path) -> None:
    move_host_abroad(root)
    found = since_head(root)
    row = by_name(found)["subprocessors"].edits[0]
    assert said(row) == (
        "changed",
        "Sub-processors",
        "Stored in and reached from: Stored: Norway, Bergen -> Stored: Ireland, Dublin Reached from: Norway",
    )
    assert row.unit.name == "Fjellsky"
    assert {p.file for p in row.places} == {"vendors/fjellsky.yaml"}
    assert {"subprocessors", "vendor-assessment fjellsky"} <= set(by_name(found))
    assert "soa" not in by_name(found)
    assert len(found.customers) == 4
    assert found.customers[0].reasons == (
        "its document dpa changes",
        "must be told of Fjellsky (until 2026-12-04, live from 2026-12-20)",
    )


def test_a_vendor_added(root: Path) -> None:
    add_vendor(root)
    found = by_name(since_head(root))
    assert found["vendor-assessment klarsyn"].verb == "added"
    rows = [e for e in found["subprocessors"].edits if e.unit.name == "Klarsyn" and e.unit.under == "Sub-processors"]
    assert [row.verb for row in rows] == ["added"]
    (root / "vendors" / "klarsyn.yaml").rename(root / "kept")
    commit(root, "without")
    (root / "kept").rename(root / "vendors" / "klarsyn.yaml")
    commit(root, "with")
    (root / "vendors" / "klarsyn.yaml").unlink()
    assert by_name(since_head(root))["vendor-assessment klarsyn"].verb == "removed"


def test_a_sentence_of_a_policy(root: Path) -> None:
    path = "controls/policies/information-security.md"
    edit(root, path, {"Suppliers are looked at every year.": "Suppliers are looked at every quarter."})
    found = by_name(since_head(root))
    assert set(found) >= {"policies information-security", "policy-set"}
    (change,) = found["policies information-security"].edits
    assert said(change) == (
        "changed",
        "2 Rules",
        ": Suppliers are looked at every year. -> Suppliers are looked at every quarter.",
    )
    assert [p.file for p in change.places] == [path]


def test_a_row_that_counts_rows_is_no_change(root: Path) -> None:
    """One open point more moves the numbers of all below it."""
    add_vendor(root)
    edit(root, "vendors/klarsyn.yaml", {"    address: 4 Mill Road, Portland OR\n": ""})
    commit(root, "open points")
    edit(
        root,
        "dataflows/parties.yaml",
        {"privacy: privacy@fjellsky.example": "privacy: {value: null, status: unverified}"},
    )
    found = by_name(since_head(root))["subprocessors"].edits
    assert [said(e)[0] for e in found if e.unit.under == "Open points"] == ["added"]


def test_only_what_moved_is_no_change() -> None:
    a, b, c = (Unit("row", "", (Cell(text), Cell("x"))) for text in "abc")
    assert edits([a, b, c], [c, a, b]) == ()
    assert [e.verb for e in edits([a, b], [a, b, b])] == ["added"]


def test_rows_are_paired_by_name_and_sentences_by_likeness() -> None:
    def row(*texts: str) -> Unit:
        return Unit("row", "T", tuple(Cell(text, f"c{n}") for n, text in enumerate(texts)))

    def sentence(text: str) -> Unit:
        return Unit("sentence", "T", (Cell(text),))

    (one,) = edits([row("x", "1", "2")], [row("x", "1", "3")])
    assert said(one) == ("changed", "T", "c2: 2 -> 3")
    found = edits([row("x", "1")], [row("y", "1")])
    assert [e.verb for e in found] == ["added", "removed"]
    found = edits([sentence("We tell you within 24 hours.")], [sentence("We tell you within 48 hours.")])
    assert [e.verb for e in found] == ["changed"]
    found = edits([sentence("Cats sleep.")], [sentence("Dogs bark at night.")])
    assert [e.verb for e in found] == ["added", "removed"]


def test_a_changed_template_counts(root: Path) -> None:
    write(
        root,
        "templates/subprocessors.html.j2",
        '{% extends "product/subprocessors.html.j2" %}\n{% block closing %}\n<p>Ask us.</p>\n{% endblock %}\n',
    )
    (change,) = by_name(since_head(root))["subprocessors"].edits
    assert said(change)[2] == ":  -> Ask us."


def test_a_template_that_fails_is_said(root: Path) -> None:
    write(root, "templates/subprocessors.html.j2", "{{ nothing.here }}")
    found = since_head(root, "subprocessors")
    assert [(f.name, f.state) for f in found.faults] == [("subprocessors", "work tree")]
    done = command("impact", "HEAD", "--project", root, "--document", "subprocessors")
    assert done.code == 1
    assert "not compared: subprocessors cannot be printed at work tree" in done.out


def test_a_customer_of_its_own(root: Path) -> None:
    edit(root, "customers/dal-university.yaml", {"breach_notice_hours: 24": "breach_notice_hours: 48"})
    found = since_head(root, "subprocessors")
    assert [(c.customer.id, c.reasons) for c in found.customers] == [
        ("dal-university", ("its record differs: promises",))
    ]


def test_customers_come_and_go(root: Path) -> None:
    text = (root / "customers" / "dal-university.yaml").read_text()
    write(root, "customers/elv-clinic.yaml", text.replace("id: dal-university", "id: elv-clinic"))
    (root / "customers" / "dal-university.yaml").unlink()
    found = {c.customer.id: c.reasons for c in since_head(root, "subprocessors").customers}
    assert found == {
        "elv-clinic": ("new customer",),
        "dal-university": ("no longer a customer with a contract that runs",),
    }


@pytest.mark.parametrize("name", ["subprocessors", "soa", "risk-treatment", "coverage"])
def test_units_have_every_block_and_its_places(name: str) -> None:
    """The tree is read as the source marks were: each block of text is somewhere in the units."""
    rendered = company.rendered(name)
    found = units(rendered)
    text = " ".join(cell.text for unit in found for cell in unit.cells)
    shown = [b for b in rendered.blocks if b.tag in ("td", "li") and b.tag in BLOCKS]
    assert shown
    assert [block.text for block in shown if block.text not in text and not block.text.isdigit()] == []
    places = {place for unit in found for cell in unit.cells for _, all_ in cell.pieces for place in all_}
    assert len(places) > 50


def test_text_and_json(root: Path) -> None:
    move_host_abroad(root)
    commit(root, "moved")
    done = command("impact", "HEAD~1..HEAD", "--project", root, "--no-cache")
    assert done.code == 1
    assert "  ~ subprocessors: 1 row changed" in done.out
    assert "    ~ Sub-processors, Fjellsky  (HEAD:vendors/fjellsky.yaml:18:15" in done.out
    told = "must be told of Fjellsky (until 2026-12-20, live from 2027-01-19)"
    assert f"  Sund sykehus HF\n      its document dpa changes\n      {told}" in done.out
    assert "examined " in done.out
    data = json.loads(command("impact", "HEAD~1..HEAD", "--project", root, "--format", "json").out)
    (document,) = [d for d in data["documents"] if d["document"] == "subprocessors"]
    assert document["edits"][0]["cells"][0]["column"] == "Stored in and reached from"
    assert document["edits"][0]["at"][0].startswith("HEAD:vendors/fjellsky.yaml:")
    assert data["not_compared"] == []
    assert {c["id"] for c in data["customers"]} == {
        "aas-hospital",
        "bergland-pharma",
        "dal-university",
        "sund-hospital",
    }
    assert command("impact", "HEAD..HEAD", "--project", root).code == 0


def test_items_of_a_list_in_a_cell_stay_apart() -> None:
    found = units(company.rendered("ropa"))
    recipients = [unit.cells[-1].text for unit in found if unit.kind == "row" and unit.name.startswith("5.1")]
    assert recipients
    assert all("Inside: " in text and "; " in text for text in recipients)


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        ("one word", "another word", ("one word", "another word")),
        ("same " * 50 + "old" + " tail" * 50, "same " * 50 + "new" + " tail" * 50, ("old", "new")),
        ("same " * 50, "same " * 50 + "more", ("same", "more")),
        ("", "new " * 60, ("", "new")),
    ],
)
def test_long_texts_are_cut_to_where_they_differ(before: str, after: str, shown: tuple[str, str]) -> None:
    old, new = around(before.strip(), after.strip())
    assert shown[0] in old
    assert shown[1] in new
    assert max(len(old), len(new)) <= 172
    assert old != new


@pytest.mark.parametrize("name", ['"closing.html.j2"', '"clos" ~ "ing.html.j2"'])
def test_a_template_that_another_includes(root: Path, name: str) -> None:
    body = '{% extends "product/subprocessors.html.j2" %}{% block closing %}{% include NAME %}{% endblock %}'
    write(root, "templates/subprocessors.html.j2", body.replace("NAME", name))
    write(root, "templates/closing.html.j2", "<p>Filed by the office.</p>")
    commit(root, "templates")
    write(root, "templates/closing.html.j2", "<p>Filed by the board.</p>")
    (found,) = since_head(root).documents
    assert found.name == "subprocessors"
    ((edit,),) = [found.edits]
    assert said(edit)[2:] == (": Filed by the office. -> Filed by the board.",)


def test_the_same_wherever_it_stands() -> None:
    here, there = Place("a.yaml", "/x"), Place("b.yaml", "/y/0")
    assert same(Text("one", (here,)), Text("one", (there, here)))
    assert same((Text("one"), (Text("two", (here,)),)), (Text("one"), (Text("two"),)))
    assert not same(Text("one", (here,)), Text("two", (here,)))
    assert not same(Text("one"), Text("one", (), "open"))
    assert not same((Text("one"),), (Text("one"), Text("two")))
    assert not same(Text("one"), "one")
