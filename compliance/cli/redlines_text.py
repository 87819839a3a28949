"""How ``dossier redlines`` shows what it found: by clause, with and without a mark, who and when."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Any

from compliance.paper.comments import Comment
from compliance.paper.redlines import Change
from compliance.paper.tracked import Mark
from compliance.redlining import Redlining
from compliance.reporters.report import plural, printable

WIDTH = 100
_AROUND = 4
"""Words that are shown on each side of a difference."""


def text(one: Redlining) -> Iterator[str]:
    """The file, how it was compared, each change, and the sum."""
    found, stamp = one.found, one.found.sent.stamp
    about = f": {stamp.document} {stamp.subject}".rstrip() + f", of {stamp.day}" if stamp else ""
    yield printable(f"{found.name}{about}")
    for note in (*one.notes, *found.remarks):
        yield from textwrap.wrap(printable(note), WIDTH, initial_indent="  ", subsequent_indent="  ")
    for change in found.changes:
        yield ""
        yield printable(f"{label(change)}  {verdict(change)}")
        yield from _body(change)
    yield ""
    yield _sum(one)


def label(change: Change) -> str:
    """``7.1 breach.notice``: number and id as they were sent; ``Annex II measures``; ``Signatures``."""
    kind, _, id = change.id.partition("-")
    number = change.number or change.number_now
    if kind in ("clause", "annex"):
        return f"{number} {id}".strip()
    return f"{number} {id or change.title or change.name}".strip()


def verdict(change: Change) -> str:
    """What happened, in words."""
    if change.state == "gone":
        return "IS GONE, without a mark"
    words = []
    if change.state == "new":
        words.append("NEW, without a mark" if change.unmarked else "new, tracked")
    else:
        words += ["CHANGED WITHOUT A MARK"] if change.unmarked else []
        if change.tracked:
            words.append("deleted, tracked" if change.before and not change.after else "changed, tracked")
    formats = sum(1 for mark in change.marks if mark.kind == "formatting")
    words += [plural(formats, "tracked change") + " of formatting"] if formats else []
    words += [plural(len(change.comments), "comment")] if change.comments else []
    if change.number and change.number_now and change.number != change.number_now:
        words.append(f"now {change.number_now}")
    return "; ".join(words) or "see below"


def _body(change: Change) -> Iterator[str]:
    yield from (f"    {printable(remark)}" for remark in change.remarks)
    if change.state == "gone":
        yield from _quote("sent", change.sent or ())
    elif change.unmarked and change.state != "new":
        if change.sent is None:
            yield "    what was sent is known by its hash only"
            yield from _quote("found", change.before)
        else:
            yield from _differences("sent", change.sent, "found", change.before)
    if change.tracked and change.before != change.after:
        if change.before and change.after:
            yield from _differences("was", change.before, "would be", change.after)
        else:
            yield from _quote("was" if change.before else "would be", change.before or change.after)
    elif change.state == "new":
        yield from _quote("found", change.before)
    yield from _marks(change.marks)
    for comment in change.comments:
        yield from _comment(comment, "    ")


def _quote(word: str, lines: tuple[str, ...]) -> Iterator[str]:
    shown = lines[:12]
    for line in shown:
        yield from textwrap.wrap(printable(line), WIDTH, initial_indent=f"    {word}: ", subsequent_indent="        ")
    if len(lines) > len(shown):
        yield f"    and {len(lines) - len(shown)} more paragraphs"


def _differences(first: str, a: tuple[str, ...], second: str, b: tuple[str, ...]) -> Iterator[str]:
    """Each stretch of words that differs, with a few words around it."""
    one, two = _words(a), _words(b)
    shown = 0
    for tag, i, j, k, m in SequenceMatcher(None, one, two, False).get_opcodes():
        if tag == "equal":
            continue
        shown += 1
        if shown > 20:
            yield "    and more; --format json shows all"
            return
        yield from _stretch(first, one, i, j)
        yield from _stretch(second, two, k, m)
    if not shown:
        yield "    the words are the same: what differs is hidden or struck text, or where a reference leads"


def _words(lines: tuple[str, ...]) -> list[str]:
    return " ¶ ".join(lines).split()


def _stretch(word: str, words: list[str], start: int, end: int) -> Iterator[str]:
    left, right = max(0, start - _AROUND), min(len(words), end + _AROUND)
    middle = f"[ {' '.join(words[start:end])} ]" if end > start else "[ ]"
    said = " ".join((*words[left:start], middle, *words[end:right]))
    said = ("… " if left else "") + said + (" …" if right < len(words) else "")
    yield from textwrap.wrap(printable(said), WIDTH, initial_indent=f"    {word}: ", subsequent_indent="        ")


def _marks(marks: tuple[Mark, ...]) -> Iterator[str]:
    """Who did what, when; a line for each person, day and kind."""
    groups: dict[tuple[str, str, str], list[str]] = {}
    spoken = any(mark.text for mark in marks)
    for mark in marks:
        if spoken and mark.kind.startswith("paragraph break"):
            continue
        groups.setdefault((mark.kind, mark.author, mark.date[:10]), []).append(mark.text)
    for (kind, author, day), texts in groups.items():
        said = "; ".join(f'"{textwrap.shorten(t, 60)}"' for t in texts if t.strip())
        count = f" ({len(texts)})" if len(texts) > 1 else ""
        words = f"{kind}{count} by {author or 'nobody named'}{', ' + day if day else ''}{': ' + said if said else ''}"
        yield from textwrap.wrap(printable(words), WIDTH, initial_indent="    ", subsequent_indent="      ")


def _comment(comment: Comment, indent: str) -> Iterator[str]:
    settled = ", settled" if comment.settled else ""
    about = f' on "{textwrap.shorten(comment.about, 60)}"' if comment.about else ""
    day = f", {comment.date[:10]}" if comment.date else ""
    word = "comment" if indent == "    " else "reply"
    said = f"{word} by {comment.author or 'nobody named'}{day}{settled}{about}: {comment.text}"
    yield from textwrap.wrap(printable(said), WIDTH, initial_indent=indent, subsequent_indent=indent + "  ")
    for reply in comment.replies:
        yield from _comment(reply, indent + "  ")


def counts(one: Redlining) -> Counter[str]:
    """How many changes there are of each sort."""
    found: Counter[str] = Counter()
    for change in one.found.changes:
        found["gone"] += change.state == "gone"
        found["new"] += change.state == "new"
        found["unmarked"] += change.unmarked and change.state == "changed"
        found["tracked"] += change.tracked
        found["comments"] += len(change.comments)
        found["formatting"] += sum(1 for mark in change.marks if mark.kind == "formatting")
    return found


def _sum(one: Redlining) -> str:
    found = counts(one)
    return (
        f"examined {plural(one.found.examined, 'clause')} and parts, {one.found.compared} of them compared with what "
        f"was sent: {found['tracked']} tracked, {found['unmarked']} changed without a mark, {found['new']} new, "
        f"{found['gone']} gone; {plural(found['comments'], 'comment')}, "
        f"{plural(found['formatting'], 'change')} of formatting"
    )


def data(one: Redlining) -> dict[str, Any]:
    """The same as data, with every text whole."""
    stamp = one.found.sent.stamp
    return {
        "file": one.found.name,
        "document": stamp.document if stamp else None,
        "subject": stamp.subject or None if stamp else None,
        "day": stamp.day or None if stamp else None,
        "terms_sha256": stamp.terms or None if stamp else None,
        "compared_with": one.found.sent.known_by,
        "notes": [*one.notes, *one.found.remarks],
        "examined": one.found.examined,
        "compared": one.found.compared,
        "counts": dict(counts(one)),
        "changes": [_change(change) for change in one.found.changes],
    }


def _change(change: Change) -> dict[str, Any]:
    return {
        "id": change.id.partition("-")[2] or change.id or None,
        "bookmark": change.name,
        "number": change.number or None,
        "number_now": change.number_now or None,
        "title": change.title,
        "state": change.state,
        "unmarked": change.unmarked,
        "tracked": change.tracked,
        "sent": list(change.sent) if change.sent is not None else None,
        "before": list(change.before),
        "after": list(change.after),
        "marks": [{"kind": m.kind, "author": m.author, "date": m.date or None, "text": m.text} for m in change.marks],
        "comments": [_comment_data(comment) for comment in change.comments],
        "remarks": list(change.remarks),
    }


def _comment_data(comment: Comment) -> dict[str, Any]:
    return {
        "author": comment.author,
        "date": comment.date or None,
        "about": comment.about or None,
        "text": comment.text,
        "settled": comment.settled,
        "replies": [_comment_data(reply) for reply in comment.replies],
    }
