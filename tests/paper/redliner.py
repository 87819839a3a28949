"""Changes a Word file as Word does when changes are tracked: split runs, marks, ranges, revision ids."""

from __future__ import annotations

import copy
import io
from typing import Any

import docx
from docx.document import Document
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn

DAY = "2026-11-25T09:30:00Z"
COMMENTS = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
EXTENDED = "application/vnd.openxmlformats-officedocument.wordprocessingml.commentsExtended+xml"
W14 = "http://schemas.microsoft.com/office/word/2010/wordml"


class Redliner:
    """A file in the hands of the other side's lawyer."""

    def __init__(self, data: bytes, author: str = "Other counsel") -> None:
        self.document: Document = docx.Document(io.BytesIO(data))
        self.author = author
        self._ids = 9000
        self._comments: list[tuple[int, str, str, str, str]] = []

    def saved(self) -> bytes:
        self._write_comments()
        out = io.BytesIO()
        self.document.save(out)
        return out.getvalue()

    def paragraph(self, bookmark: str) -> Any:
        """The paragraph in which a bookmark begins."""
        for mark in self.document.element.body.iter(qn("w:bookmarkStart")):
            if mark.get(qn("w:name")) == bookmark:
                return mark.getparent()
        raise AssertionError(bookmark)

    def change(self, kind: str) -> Any:
        self._ids += 1
        made = OxmlElement(f"w:{kind}")
        made.set(qn("w:id"), str(self._ids))
        made.set(qn("w:author"), self.author)
        made.set(qn("w:date"), DAY)
        return made

    def replace(self, bookmark: str, old: str, new: str) -> None:
        """Tracked: old words struck, new ones written, in one run each, the run around them split."""
        run, before, after = self._split(bookmark, old)
        run.set(qn("w:rsidR"), "00A1B2C3")
        run.text = before
        at = run
        for kind, text in (("del", old), ("ins", new)):
            if text:
                made = self.change(kind)
                made.append(self._run(run, text, deleted=kind == "del"))
                at.addnext(made)
                at = made
        if after:
            at.addnext(self._run(run, after))

    def silently(self, bookmark: str, old: str, new: str) -> None:
        """With tracking switched off."""
        run, before, after = self._split(bookmark, old)
        run.text = before + new + after

    def _split(self, bookmark: str, old: str) -> tuple[Any, str, str]:
        for run in self.paragraph(bookmark).iter(qn("w:r")):
            text = "".join(t.text or "" for t in run.iter(qn("w:t")))
            if old in text:
                before, _, after = text.partition(old)
                return run, before, after
        raise AssertionError(old)

    def _run(self, like: Any, text: str, deleted: bool = False) -> Any:
        made = OxmlElement("w:r")
        made.set(qn("w:rsidR" if not deleted else "w:rsidDel"), "00D4E5F6")
        if like is not None and like.rPr is not None:
            made.append(copy.deepcopy(like.rPr))
        node = OxmlElement("w:delText" if deleted else "w:t")
        node.set(qn("xml:space"), "preserve")
        node.text = text
        made.append(node)
        return made

    def _break(self, paragraph: Any, kind: str) -> None:
        properties = paragraph.get_or_add_pPr()
        run = properties.find(qn("w:rPr"))
        if run is None:
            run = OxmlElement("w:rPr")
            properties.append(run)
        run.insert(0, self.change(kind))

    def delete(self, bookmark: str, kind: str = "del") -> Any:
        """Tracked: a whole paragraph and its break."""
        paragraph = self.paragraph(bookmark)
        for run in list(paragraph.iter(qn("w:r"))):
            made = self.change(kind)
            run.addprevious(made)
            made.append(run)
            if kind == "del":
                for text in run.iter(qn("w:t")):
                    text.tag = qn("w:delText")
        self._break(paragraph, kind)
        return paragraph

    def remove(self, bookmark: str) -> None:
        """With tracking switched off: a paragraph and its bookmark."""
        paragraph = self.paragraph(bookmark)
        paragraph.getparent().remove(paragraph)

    def add_after(self, bookmark: str, text: str, tracked: bool = True) -> Any:
        """A new paragraph of the same style; the break of the one before it is the new one."""
        paragraph = self.paragraph(bookmark)
        made: Any = OxmlElement("w:p")
        style = paragraph.pPr.pStyle.val
        made.get_or_add_pPr().get_or_add_pStyle().val = style
        run = self._run(None, text)
        if tracked:
            self._break(paragraph, "ins")
            around = self.change("ins")
            around.append(run)
            run = around
        made.append(run)
        paragraph.addnext(made)
        return made

    def move_after(self, bookmark: str, target: str) -> None:
        """Tracked: a paragraph moved behind another; its bookmark goes along, as in Word."""
        paragraph = self.paragraph(bookmark)
        there = copy.deepcopy(paragraph)
        self.delete(bookmark, "moveFrom")
        for tag in ("w:bookmarkStart", "w:bookmarkEnd"):
            for mark in list(paragraph.iter(qn(tag))):
                mark.getparent().remove(mark)
        self.paragraph(target).addnext(there)
        self.delete(bookmark, "moveTo")

    def move_silently(self, bookmark: str, target: str) -> None:
        paragraph = self.paragraph(bookmark)
        self.paragraph(target).addnext(paragraph)

    def lose_bookmark(self, bookmark: str) -> None:
        paragraph = self.paragraph(bookmark)
        for tag in ("w:bookmarkStart", "w:bookmarkEnd"):
            for mark in list(paragraph.iter(qn(tag))):
                mark.getparent().remove(mark)

    def embolden(self, bookmark: str) -> None:
        """Tracked formatting."""
        run = next(iter(self.paragraph(bookmark).iter(qn("w:r"))))
        properties = run.get_or_add_rPr()
        properties.insert(0, OxmlElement("w:b"))
        made = self.change("rPrChange")
        made.append(OxmlElement("w:rPr"))
        properties.append(made)

    def hide(self, bookmark: str) -> None:
        """With tracking switched off: text is there and not seen."""
        for run in self.paragraph(bookmark).iter(qn("w:r")):
            run.get_or_add_rPr().append(OxmlElement("w:vanish"))

    def row(self, text: str, kind: str, new: bool = False) -> None:
        """Tracked: the row with a text is deleted, or a copy of it is put in."""
        for row in self.document.element.body.iter(qn("w:tr")):
            if text in "".join(t.text or "" for t in row.iter(qn("w:t"))):
                if new:
                    made = copy.deepcopy(row)
                    row.addnext(made)
                    row = made
                row.get_or_add_trPr().append(self.change(kind))
                for run in list(row.iter(qn("w:r"))):
                    around = self.change(kind)
                    run.addprevious(around)
                    around.append(run)
                return
        raise AssertionError(text)

    def comment(self, bookmark: str, about: str, text: str, reply: str = "") -> None:
        """A comment on some words, with a reply by the other side."""
        run, before, after = self._split(bookmark, about)
        run.text = before
        number = len(self._comments)
        start, end = OxmlElement("w:commentRangeStart"), OxmlElement("w:commentRangeEnd")
        for mark in (start, end):
            mark.set(qn("w:id"), str(number))
        reference = OxmlElement("w:r")
        node = OxmlElement("w:commentReference")
        node.set(qn("w:id"), str(number))
        reference.append(node)
        rest = self._run(run, after)
        for made in reversed((start, self._run(run, about), end, reference, rest)):
            run.addnext(made)
        self._comments.append((number, self.author, text, f"0000{number:04d}", ""))
        if reply:
            again = number + 1
            self._comments.append((again, "Our counsel", reply, f"0000{again:04d}", f"0000{number:04d}"))

    def _write_comments(self) -> None:
        from docx.opc.packuri import PackURI
        from docx.opc.part import Part

        if not self._comments:
            return
        entries = "".join(
            f'<w:comment w:id="{id}" w:author="{who}" w:date="{DAY}" w:initials="X"><w:p w14:paraId="{para}">'
            f"<w:r><w:t>{text}</w:t></w:r></w:p></w:comment>"
            for id, who, text, para, _ in self._comments
        )
        threads = "".join(
            f'<w15:commentEx w15:paraId="{para}" w15:done="0"' + (f' w15:paraIdParent="{parent}"/>' if parent else "/>")
            for _, _, _, para, parent in self._comments
        )
        w15 = "http://schemas.microsoft.com/office/word/2012/wordml"
        base = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments"
        for uri, kind, relation, blob in (
            (
                "/word/comments.xml",
                COMMENTS,
                base,
                f'<w:comments {nsdecls("w")} xmlns:w14="{W14}">{entries}</w:comments>',
            ),
            (
                "/word/commentsExtended.xml",
                EXTENDED,
                "http://schemas.microsoft.com/office/2011/relationships/commentsExtended",
                f'<w15:commentsEx xmlns:w15="{w15}">{threads}</w15:commentsEx>',
            ),
        ):
            parse_xml(blob)
            part = Part(PackURI(uri), kind, blob.encode(), self.document.part.package)
            self.document.part.relate_to(part, relation)
