"""Parts that were typeset apart are one file: what a reader, a screen reader and a validator see of it."""

from __future__ import annotations

import io
import itertools
import re
import shutil
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pikepdf
import pytest

from compliance.formats import part, stamping
from compliance.formats.assembly import Assembly, LostTargetError
from compliance.formats.pdf import OtherEngineError, PdfTask
from compliance.formats.steps import Made, Result, Task, here
from compliance.render.parts import split
from tests import agreements
from tests.formats.test_pdf import elements

MADE = datetime(2026, 11, 20, tzinfo=UTC)


def texts(data: bytes, *options: str) -> list[str]:
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext is not installed (apt-get install poppler-utils): the text of pages is not looked at")
    done = subprocess.run(["pdftotext", *options, "-", "-"], input=data, capture_output=True, check=True)
    return done.stdout.decode().split("\f")


def test_pages_read_as_if_typeset_whole() -> None:
    """The same text on the same pages, contents and page numbers with it.

    The first page apart: of a whole document it has the running titles too, too small and white to be seen.
    """
    joined, whole = (texts(data, "-layout")[1:] for data in (agreements.joined(), agreements.whole()))
    assert len(joined) > 15
    assert joined == whole


def test_page_numbers_stand_where_they_would() -> None:
    """Right to a tenth of a point, in the same size."""
    joined, whole = (footers(data) for data in (agreements.joined(), agreements.whole()))
    assert len(joined) == len(whole) > 60
    for mine, theirs in zip(joined, whole, strict=True):
        assert mine == pytest.approx(theirs, abs=0.35)


def footers(data: bytes) -> list[tuple[float, ...]]:
    """Left end, top, right end and bottom of every word at the right foot of a page."""
    sides = "".join(f' {side}="([\\d.]+)"' for side in ("xMin", "yMin", "xMax", "yMax"))
    words = [tuple(map(float, word)) for word in re.findall(f"<word{sides}", texts(data, "-bbox")[0])]
    return [word for word in words if word[0] > 400 and word[1] > 780]


def opened() -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(agreements.joined()))


def test_one_document_element_holds_all_in_the_order_of_pages() -> None:
    with opened() as document:
        tree = document.Root.StructTreeRoot
        (top,) = tree.K
        assert top.S == "/Document"
        assert top.P.objgen == tree.objgen
        numbers = {page.obj.objgen: n for n, page in enumerate(document.pages)}
        found = [numbers[e.Pg.objgen] for e in elements(tree) if "/Pg" in e]
        headings = [int(str(e.S)[2]) for e in elements(tree) if re.fullmatch(r"/H[1-6]", str(e.S))]
        for element in top.K:
            assert element.P.objgen == top.objgen
    assert found == sorted(found)
    assert set(found) == set(range(len(numbers)))
    assert all(after <= before + 1 for before, after in itertools.pairwise(headings))


def owners(document: pikepdf.Pdf) -> dict[int, Any]:
    items = list(document.Root.StructTreeRoot.ParentTree.Nums)
    return {int(number): owner for number, owner in zip(items[0::2], items[1::2], strict=True)}


def test_every_mark_on_a_page_belongs_to_an_element_that_knows_it() -> None:
    """ISO 32000-1, 14.7.4.4: from the content to its element, and back."""
    with opened() as document:
        found = owners(document)
        assert sorted(found) == list(range(len(found)))
        assert int(document.Root.StructTreeRoot.ParentTreeNextKey) == len(found)
        for page in document.pages:
            mine = list(found[int(page.obj.StructParents)])
            marks = {int(n) for n in re.findall(rb"/MCID (\d+)", b"".join(c.read_bytes() for c in contents(page)))}
            assert marks == set(range(len(mine)))
            assert all(element.Pg.objgen == page.obj.objgen for element in mine if "/Pg" in element)
            for note in page.obj.get("/Annots", ()):
                link = found[int(note.StructParent)]
                assert link.S == "/Link"
                notes = [kid.Obj.objgen for kid in link.K if isinstance(kid, pikepdf.Dictionary) and "/Obj" in kid]
                assert note.objgen in notes


def contents(page: Any) -> list[Any]:
    found = page.obj.Contents
    return list(found) if isinstance(found, pikepdf.Array) else [found]


def test_cells_name_the_heads_of_their_own_table() -> None:
    with opened() as document:
        ids = [bytes(e.ID) for e in elements(document.Root.StructTreeRoot) if "/ID" in e]
        named = {
            bytes(head)
            for e in elements(document.Root.StructTreeRoot)
            if e.S == "/TD"
            for head in e.get("/A", {}).get("/Headers", ())
        }
    assert len(ids) == len(set(ids)) > 20, "no two parts use one id"
    assert named <= set(ids)
    assert named


def test_links_lead_into_other_parts() -> None:
    with opened() as document:
        numbers = {page.obj.objgen: n for n, page in enumerate(document.pages)}
        items = list(document.Root.Names.Dests.Names)
        names = [bytes(name) for name in items[0::2]]
        where = {name: numbers[place[0].objgen] for name, place in zip(names, items[1::2], strict=True)}
        links = [(n, note) for n, page in enumerate(document.pages) for note in page.obj.get("/Annots", ())]
        assert names == sorted(set(names)), "a name tree is sorted"
        far = [(n, where[bytes(note.Dest)]) for n, note in links if where[bytes(note.Dest)] != n]
        assert not any("/A" in note for _, note in links)
        assert all(bytes(note.Contents) == bytes(note.Dest) for _, note in links)
    assert len(far) > 50
    assert b"urn:part" not in agreements.joined()


def test_the_contents_page_says_where_things_are() -> None:
    pages = texts(agreements.joined(), "-layout")
    (number,) = [n for n, page in enumerate(pages) if "Contents" in page]
    entries = re.findall(r"(?m)^ *(?:\d+\.? +)?(\S.*?) {2,}(\d+)$", pages[number])
    assert len(entries) == 19
    for title, page in entries:
        assert title.strip() in pages[int(page) - 1], (title, page)


def target(item: pikepdf.OutlineItem) -> Any:
    """The page that a bookmark leads to."""
    assert isinstance(item.destination, pikepdf.Array)
    return item.destination[0]


def test_bookmarks_are_nested_and_lead_to_their_headings() -> None:
    pages = texts(agreements.joined(), "-layout")
    with opened() as document, document.open_outline() as outline:
        numbers = {page.obj.objgen: n for n, page in enumerate(document.pages)}
        (top,) = outline.root
        found = {item.title: numbers[target(item).objgen] for item in top.children}
        (terms,) = [item for item in top.children if item.title == "Standard terms"]
        clauses = [item.title for item in terms.children]
    assert top.title == "Data processing agreement"
    assert list(found) == [
        "Agreement details",
        "Standard terms",
        "Annex I Processing",
        "Annex II Measures",
        "Annex III Sub-processors",
        "Annex IV Transfers and signatures",
    ]
    assert clauses[:2] == ["1. Subject", "2. Instructions"]
    for title, page in found.items():
        assert title.split()[-1] in pages[page]


def test_one_profile_and_no_page_number_but_the_stamped_one() -> None:
    with opened() as document:
        streams = [o for o in document.objects if isinstance(o, pikepdf.Stream)]
        profiles = [o for o in streams if "/N" in o and o.get("/Type") != "/ObjStm"]
        assert len(profiles) == 1
        last = b"".join(c.read_bytes() for c in contents(document.pages[-1]))
        assert last.count(b"/Pagination") == 1
        assert b"/Pagination" not in b"".join(c.read_bytes() for c in contents(document.pages[0])), "a cover has none"


# Small documents: cut, numbered and joined in ways that the agreement is not


def assembly(*bodies: str, contents: str = "", index: str = "") -> Assembly:
    """Parts, with contents behind the first of them, and an index before the last."""
    parts = [f'<section data-part="p{n}">{body}</section>' for n, body in enumerate(bodies)]
    if contents:
        parts.insert(1, f'<section data-part="contents"><h2>Contents</h2><ol class="toc">{contents}</ol></section>')
    if index:
        parts.insert(
            -1, f'<section data-part="indexes"><h2 id="index">Index</h2><div class="leads">{index}</div></section>'
        )
    html = (
        '<!DOCTYPE html><html lang="en"><head><title>T</title></head><body class="x"><main>'
        + "".join(parts)
        + "</main></body></html>"
    )
    return Assembly(split(html), "#1F4E5F", MADE)


def assembled(*bodies: str, contents: str = "") -> Made:
    return here(assembly(*bodies, contents=contents).steps())


def test_a_contents_page_that_grows_moves_the_numbers_it_shows() -> None:
    """Two hundred entries take several pages; each number counts them."""
    entries = "".join(f'<li><a href="#h{n}">Heading {n}</a></li>' for n in range(200))
    body = "".join(f'<h2 id="h{n}">Heading {n}</h2><p>Text.</p>' for n in range(200))
    made = assembled("<h1>Title</h1>", body, contents=entries)
    pages = texts(made.data, "-layout")
    shown = dict(re.findall(r"(Heading \d+) [. ]+(\d+)\n", "".join(pages)))
    assert len(shown) == 200
    assert int(shown["Heading 0"]) > 4
    for title, number in shown.items():
        assert re.search(rf"{title}\n", pages[int(number) - 1]), (title, number)


def test_an_index_moves_what_stands_behind_it_and_still_is_typeset_once() -> None:
    """Nothing needs to be known of it but its length, and for that nothing is drawn."""
    body = "".join(f'<h2 id="h{n}">Heading {n}</h2><p>Text.</p>' for n in range(80))
    last = "".join(f'<h2 id="l{n}">Last {n}</h2><p>Text.</p>' for n in range(80))
    wanted = [f"h{n}" for n in range(80)] + [f"l{n}" for n in range(80)]
    index = "".join(f'<p>See <a href="#{id}">{id}</a></p>' for id in wanted)
    plan = assembly("<h1>Title</h1>", body, last, contents='<li><a href="#index">Index</a></li>', index=index)
    drawn: list[str] = []

    def typeset(task: Task) -> Result:
        if isinstance(task, part.PartTask) and (name := re.search(r'data-part="(\w+)"', task.page.html)):
            drawn.append(name[1])
        return Result(task.run(), True)

    pages = texts(ran(plan, typeset).data, "-layout")
    assert sorted(drawn) == ["contents", "indexes", "p0", "p1", "p2"]
    shown = dict(re.findall(r"See ([hl]\d+) (\d+)\n", "".join(pages)))
    assert list(shown) == wanted
    for id, number in shown.items():
        heading = ("Heading " if id[0] == "h" else "Last ") + id[1:]
        assert re.search(rf"{heading}\n", pages[int(number) - 1]), (id, number)
    assert int(shown["l0"]) - int(shown["h79"]) > 3, "the index is long"


def ran(plan: Assembly, run: Callable[[Task], Result]) -> Made:
    """The file, each task run by ``run``."""
    steps, results = plan.steps(), None
    try:
        while True:
            tasks = steps.send(results)  # type: ignore[arg-type]  # a generator starts with None
            results = tuple(map(run, tasks))
    except StopIteration as end:
        made: Made = end.value
        return made


def test_the_same_parts_give_the_same_bytes_and_another_part_changes_only_itself() -> None:
    one, same, other = (assembled("<h1>A</h1>", f"<p>{text}</p>") for text in "bbc")
    assert one.data == same.data != other.data
    assert one.pages == 2


def test_a_contents_page_that_leads_to_what_is_not_printed_says_so() -> None:
    with pytest.raises(LostTargetError, match="`gone`"):
        assembled("<h1>A</h1>", "<p>b</p>", contents='<li><a href="#gone">Gone</a></li>')


def test_letters_of_other_scripts_may_stand_in_ids() -> None:
    heading = '<h2 id="clause-ærlig.1">Ærlig</h2>'
    made = assembled("<h1>A</h1>", heading, contents='<li><a href="#clause-ærlig.1">Ærlig</a></li>')
    with pikepdf.open(io.BytesIO(made.data)) as document:
        items = list(document.Root.Names.Dests.Names)
        notes = list(document.pages[1].obj.Annots)
        assert {bytes(note.Dest) for note in notes} <= {bytes(name) for name in items[0::2]}


def test_another_machine_with_other_libraries_refuses_the_task() -> None:
    task = part.PartTask(PdfTask(stamping.LETTERS, "#000000", MADE, versions="weasyprint 1.0"))
    with pytest.raises(OtherEngineError, match=r"weasyprint 1\.0 here"):
        task.run()
