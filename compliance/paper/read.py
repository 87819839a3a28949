"""Reads a file, by what it holds and not by its name, into a paper."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from compliance.paper.passages import CHARACTERS, CUT, TOO_LONG, Paper, PaperError, numbered
from compliance.paper.plain import decode, markdown, plain

FILE_LIMIT = 100 * 1024 * 1024
ENDINGS = (".pdf", ".docx", ".md", ".markdown", ".txt")
_LINT = "lint-dpa reads .pdf, .docx, .md and .txt"


def read(path: Path) -> Paper:
    """The paper in a file, its passages numbered.

    Raises :class:`PaperError` for what cannot be read: too large, encrypted, damaged, without text, another format.
    """
    try:
        size = path.stat().st_size
    except OSError as fault:
        raise PaperError(f"{path} cannot be read: {fault.strerror}") from None
    if path.is_dir():
        raise PaperError(f"{path} is a folder", _LINT)
    if size > FILE_LIMIT:
        raise PaperError(
            f"{path.name} has {size // 1024 // 1024} MB; 100 are the most that are read", "cut the contract out"
        )
    if size == 0:
        raise PaperError(f"{path.name} is empty", _LINT)
    paper = _read(path, path.read_bytes())
    if paper.characters > CHARACTERS:
        raise PaperError(f"{path.name} {TOO_LONG}", CUT)
    passages = numbered([p for p in paper.passages if re.search(r"[^\W\d_]", p.text)])
    if not any(re.search(r"[^\W\d_]{3}", p.text) for p in passages):
        raise PaperError(
            f"{path.name} has no text", "run text recognition (OCR) over it first, or ask for the Word file"
        )
    return replace(paper, passages=passages, remarks=(*_misnamed(path, paper.kind), *paper.remarks))


def _read(path: Path, data: bytes) -> Paper:
    name, ending = path.name, path.suffix.lower()
    if b"%PDF-" in data[:1024]:
        from compliance.paper.pdf import pdf

        return pdf(name, data)
    if data.startswith(b"PK\x03\x04"):
        from compliance.paper.word import word

        return word(name, data)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise PaperError(f"{name} is an old .doc file, or a Word file with a password", "save it as .docx without one")
    if data.startswith(b"{\\rtf"):
        raise PaperError(f"{name} is a rich-text file", "save it as .docx")
    if ending in (".pdf", ".docx"):
        raise PaperError(f"{name} is no {ending[1:]} file: its content is something else", _LINT)
    if b"\0" in data[:4096] and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise PaperError(f"{name} is not text", _LINT)
    if ending not in ENDINGS:
        raise PaperError(f"{name}: {ending or 'a file without an ending'} is not a format of contracts", _LINT)
    text = decode(data)
    if ending in (".md", ".markdown"):
        return Paper(name, "md", tuple(markdown(text)))
    return Paper(name, "txt", tuple(plain(text)))


def _misnamed(path: Path, kind: str) -> tuple[str, ...]:
    ending = path.suffix.lower().lstrip(".")
    known = {"markdown": "md"}.get(ending, ending)
    return () if known == kind else (f"the name ends in .{ending}; the content is {kind} and was read as such",)
