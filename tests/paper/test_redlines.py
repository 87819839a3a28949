"""What came back against what was sent: tracked changes, changes without a mark, comments, lost bookmarks."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from compliance.paper.redlines import Change, Redlines, redlines, sent_file, sent_hashes
from compliance.paper.returned import open_bytes
from tests import company
from tests.formats import word_files
from tests.formats.contract import PAGE
from tests.paper.redliner import Redliner

NOTICE, OBJECT, STAFF = "clause_breach__notice", "clause_subprocessors__notice__object", "clause_staff__promise"


@pytest.fixture(scope="module")
def sent() -> bytes:
    return word_files.word(PAGE)


def by_file(sent: bytes, returned: bytes) -> Redlines:
    return redlines(open_bytes("back.docx", returned), sent_file(open_bytes("sent.docx", sent)))


def by_hashes(sent: bytes, returned: bytes, today: bytes | None = None) -> Redlines:
    file = open_bytes("back.docx", returned)
    return redlines(file, sent_hashes(file.stamp, open_bytes("today.docx", today) if today else None))


def only(found: Redlines) -> Change:
    assert [change.name for change in found.changes] == [found.changes[0].name], found.changes
    return found.changes[0]


def test_nothing_was_changed(sent: bytes) -> None:
    assert by_file(sent, sent).changes == ()
    found = by_hashes(sent, sent)
    assert found.changes == ()
    assert found.examined == 76
    assert found.compared == 74


def test_a_tracked_change_of_words(sent: bytes) -> None:
    back = Redliner(sent)
    back.replace(NOTICE, "24 hours", "72 hours")
    for found in (by_file(sent, back.saved()), by_hashes(sent, back.saved())):
        change = only(found)
        assert (change.number, change.id) == ("7.1", "clause-breach.notice")
        assert (change.tracked, change.unmarked, change.state) == (True, False, "changed")
        assert "no later than 24 hours after" in change.before[0]
        assert "no later than 72 hours after" in change.after[0]
        assert [(m.kind, m.author, m.date[:10], m.text) for m in change.marks] == [
            ("deleted", "Other counsel", "2026-11-25", "24 hours"),
            ("inserted", "Other counsel", "2026-11-25", "72 hours"),
        ]


def test_a_change_without_a_mark(sent: bytes) -> None:
    back = Redliner(sent)
    back.silently(OBJECT, "14 days", "90 days")
    change = only(by_file(sent, back.saved()))
    assert (change.number, change.unmarked, change.tracked) == ("6.2(b)", True, False)
    assert change.sent is not None
    assert "14 days" in change.sent[0]
    assert "90 days" in change.before[0]
    known = only(by_hashes(sent, back.saved(), today=sent))
    assert known.unmarked
    assert known.sent == change.sent
    unknown = only(by_hashes(sent, back.saved()))
    assert unknown.unmarked
    assert unknown.sent is None


def test_both_in_one_clause(sent: bytes) -> None:
    back = Redliner(sent)
    back.silently(NOTICE, "24 hours", "48 hours")
    back.replace(NOTICE, "without undue delay", "promptly")
    change = only(by_file(sent, back.saved()))
    assert (change.unmarked, change.tracked) == (True, True)
    assert "without undue delay, and no later than 48 hours" in change.before[0]
    assert "promptly, and no later than 48 hours" in change.after[0]


def test_a_clause_deleted_with_and_without_a_mark(sent: bytes) -> None:
    back = Redliner(sent)
    back.delete(STAFF)
    change = only(by_file(sent, back.saved()))
    assert (change.tracked, change.unmarked, change.after) == (True, False, ())
    back = Redliner(sent)
    back.remove(STAFF)
    change = only(by_hashes(sent, back.saved(), today=sent))
    assert (change.state, change.number, change.number_now) == ("gone", "4.1", "")
    assert change.sent is not None
    assert change.sent[0].startswith("Everyone who may process")


def test_a_clause_added_with_and_without_a_mark(sent: bytes) -> None:
    back = Redliner(sent)
    back.add_after(STAFF, "The Processor may tell its affiliates.")
    found = by_file(sent, back.saved()).changes
    new = next(change for change in found if change.state == "new")
    assert (new.number_now, new.unmarked, new.tracked) == ("4.2", False, True)
    assert (new.before, new.after) == ((), ("The Processor may tell its affiliates.",))
    assert {change.id for change in found} <= {"", "clause-staff.promise"}
    assert not any(change.unmarked for change in found)
    back = Redliner(sent)
    back.add_after(STAFF, "The Processor may tell its affiliates.", tracked=False)
    new = only(by_hashes(sent, back.saved()))
    assert (new.state, new.number_now, new.unmarked) == ("new", "4.2", True)


def test_references_that_word_counts_anew_are_no_change(sent: bytes) -> None:
    back = Redliner(sent)
    back.silently("clause_subprocessors_notice___2bba87a900", "12.1", "13.1")
    assert by_file(sent, back.saved()).changes == ()
    other = word_files.changed(sent, "word/document.xml", "REF clause_transfers__ground ", "REF clause_law ")
    assert only(by_hashes(sent, other)).unmarked


def test_a_clause_moved_with_and_without_a_mark(sent: bytes) -> None:
    back = Redliner(sent)
    back.move_after("clause_staff__lasts", "clause_liability__internal")
    found = by_file(sent, back.saved()).changes
    change = next(change for change in found if change.id == "clause-staff.lasts")
    assert change.tracked
    assert not change.unmarked
    assert {mark.kind for mark in change.marks if mark.text} == {"moved away", "moved here"}
    assert not any(change.unmarked for change in found)
    back = Redliner(sent)
    back.move_silently("clause_staff__lasts", "clause_liability__internal")
    change = only(by_hashes(sent, back.saved()))
    assert (change.id, change.number, change.number_now) == ("clause-staff.lasts", "4.2", "13.3")
    assert "another place than in the text that was sent, without a mark" in change.remarks[0]


def test_formatting_is_counted(sent: bytes) -> None:
    back = Redliner(sent)
    back.embolden(STAFF)
    change = only(by_file(sent, back.saved()))
    assert [mark.kind for mark in change.marks] == ["formatting"]
    assert not change.tracked
    assert not change.unmarked


def test_hidden_text_is_a_change_without_a_mark(sent: bytes) -> None:
    back = Redliner(sent)
    back.hide(STAFF)
    change = only(by_hashes(sent, back.saved(), today=sent))
    assert change.unmarked
    assert change.before == change.sent


def test_rows_of_an_annex(sent: bytes) -> None:
    back = Redliner(sent)
    back.row("Supplier B Inc.", "del")
    back.row("Supplier A Ltd", "ins", new=True)
    change = only(by_file(sent, back.saved()))
    assert (change.id, change.number) == ("annex-subprocessors", "Annex III")
    assert {"row deleted", "row inserted"} <= {mark.kind for mark in change.marks}
    assert change.tracked
    assert not change.unmarked


def test_the_cover_counts_too(sent: bytes) -> None:
    other = word_files.changed(sent, "word/document.xml", "24 hours from awareness", "72 hours from awareness")
    change = only(by_hashes(sent, other, today=sent))
    assert (change.name, change.unmarked) == ("part_cover", True)


def test_comments_and_replies(sent: bytes) -> None:
    back = Redliner(sent)
    back.comment(NOTICE, "24 hours", "Please make it 72.", reply="No.")
    change = only(by_file(sent, back.saved()))
    comment = change.comments[0]
    assert (comment.author, comment.text, comment.about) == ("Other counsel", "Please make it 72.", "24 hours")
    assert [(reply.author, reply.text) for reply in comment.replies] == [("Our counsel", "No.")]
    assert not change.tracked
    assert not change.unmarked


def test_a_clause_without_its_bookmark_is_found_by_its_text(sent: bytes) -> None:
    back = Redliner(sent)
    back.lose_bookmark(STAFF)
    change = only(by_hashes(sent, back.saved()))
    assert change.remarks == ("its bookmark is gone; it was found by its text",)
    assert not change.unmarked
    back.lose_bookmark(NOTICE)
    for word in ("24 hours",):
        back.document.element.body.xpath(f'.//w:t[contains(., "{word} after")]')[
            0
        ].text = "and no later than 96 hours after"
    found = {change.id: change for change in by_file(sent, back.saved()).changes}
    assert found["clause-breach.notice"].unmarked
    assert found["clause-breach.notice"].remarks == ("its bookmark is gone; it was found by its text",)


def test_a_clause_without_bookmark_and_number(sent: bytes) -> None:
    back = Redliner(sent)
    paragraph = back.paragraph(STAFF)
    back.lose_bookmark(STAFF)
    paragraph.pPr.pStyle.val = "Normal"
    change = only(by_hashes(sent, back.saved()))
    assert change.id == "clause-staff.promise"
    assert change.remarks == ("its bookmark and number are gone; its text stands under 4 Confidentiality of staff",)


def test_without_hashes_only_what_is_tracked_is_seen(sent: bytes) -> None:
    back = Redliner(sent)
    back.silently(OBJECT, "14 days", "90 days")
    back.replace(NOTICE, "24 hours", "72 hours")
    held = word_files.parts(back.saved())
    held["customXml/item1.xml"] = b"<nothing/>"
    found = by_hashes(sent, word_files.packed(held))
    assert found.sent.known_by == "nothing"
    assert [change.name for change in found.changes] == [NOTICE]
    assert found.changes[0].number_now == "7.1"


def test_footnotes_and_headers(sent: bytes) -> None:
    held = word_files.parts(sent)
    w = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    note = '<w:footnote w:id="2"><w:p><w:r><w:t>Not binding.</w:t></w:r></w:p></w:footnote>'
    held["word/footnotes.xml"] = f"<w:footnotes {w}>{note}</w:footnotes>".encode()
    change = only(by_hashes(sent, word_files.packed(held)))
    assert (change.name, change.unmarked, change.before) == ("footnotes", True, ("Not binding.",))
    other = word_files.changed(sent, "word/header1.xml", "Confidential", "Public")
    assert only(by_file(sent, other)).name == "header"


# The command


@pytest.fixture
def files(sent: bytes, tmp_path: Path) -> Path:
    back = Redliner(sent)
    back.replace(NOTICE, "24 hours", "72 hours")
    back.silently(OBJECT, "14 days", "90 days")
    back.comment("clause_law__courts", "Bergen", "London?", reply="No.")
    (tmp_path / "sent.docx").write_bytes(sent)
    (tmp_path / "back.docx").write_bytes(back.saved())
    return tmp_path


def test_command_with_what_was_sent(files: Path) -> None:
    done = company.command("redlines", files / "back.docx", "--sent", files / "sent.docx", "--project", files)
    assert done.code == 1
    assert done.err == ""
    assert "6.2(b) subprocessors.notice.object  CHANGED WITHOUT A MARK" in done.out
    assert "7.1 breach.notice  changed, tracked" in done.out
    assert 'deleted by Other counsel, 2026-11-25: "24 hours"' in done.out
    assert "sent: … Controller may object within [ 14 ] days of the notice, …" in done.out
    assert "found: … Controller may object within [ 90 ] days of the notice, …" in done.out
    assert 'comment by Other counsel, 2026-11-25 on "Bergen": London?' in done.out
    assert "      reply by Our counsel, 2026-11-25: No." in done.out
    assert "1 tracked, 1 changed without a mark, 0 new, 0 gone; 1 comment" in done.out


def test_command_with_hashes_only(files: Path) -> None:
    done = company.command("redlines", files / "back.docx", "--project", files, "--format", "json")
    data = json.loads(done.out)
    assert done.code == 1
    assert data["compared_with"] == "hashes"
    assert {change["id"]: change["unmarked"] for change in data["changes"]} == {
        "subprocessors.notice.object": True,
        "breach.notice": False,
        "law.courts": False,
    }
    assert "no project here" in " ".join(data["notes"])
    assert company.command("redlines", files / "sent.docx", "--project", files).code == 0


def test_hostile_and_wrong_files(files: Path, sent: bytes) -> None:
    held = word_files.parts(sent)
    entity = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'
    bomb = {**held, "word/document.xml": b"<x>" + b" " * 70_000_000 + b"</x>"}
    cases = {
        "bomb": word_files.packed(bomb),
        "text": b"hello",
        "zip": word_files.packed({"a.txt": b"a"}),
        "torn": sent[:-400],
        "old": b"\xd0\xcf\x11\xe0" + b"\0" * 600,
        "broken": word_files.packed({**held, "word/document.xml": b"<w:document"}),
    }
    for name, data in cases.items():
        (files / f"{name}.docx").write_bytes(data)
        done = company.command("redlines", files / f"{name}.docx", "--project", files)
        assert (done.code, done.out) == (2, ""), name
        assert done.err.startswith("error: "), done.err
        assert "help: " in done.err
    spy = held["word/document.xml"].replace(b"<w:document", entity + b"<w:document", 1)
    (files / "spy.docx").write_bytes(word_files.packed({**held, "word/document.xml": spy}))
    assert company.command("redlines", files / "spy.docx", "--project", files).code in (0, 2)
    (files / "macro.docx").write_bytes(word_files.packed({**held, "word/vbaProject.bin": b"x"}))
    done = company.command("redlines", files / "macro.docx", "--project", files)
    assert done.code == 0
    assert "carries macros (word/vbaProject.bin)" in done.out


def test_files_that_do_not_belong_together(files: Path, sent: bytes) -> None:
    other = word_files.changed(sent, "customXml/item1.xml", 'document="sla"', 'document="dpa"')
    (files / "other.docx").write_bytes(other)
    done = company.command("redlines", files / "back.docx", "--sent", files / "other.docx", "--project", files)
    assert done.code == 2
    assert "what was sent is dpa, what came back is sla" in done.err
    mine = word_files.changed(sent, "customXml/item1.xml", 'subject=""', 'subject="bergland-pharma"')
    (files / "mine.docx").write_bytes(mine)
    done = company.command("redlines", files / "mine.docx", "--customer", "other", "--project", files)
    assert done.code == 2
    assert "was made for `bergland-pharma`, not for `other`" in done.err
