"""How the difference between two packs is printed: as text and as Markdown."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import groupby

from compliance.packs.changes import LISTS, Change, Stretch
from compliance.packs.diff import Difference
from compliance.packs.verify import Verified
from compliance.reporters.report import plural, printable

LONGEST = 300
AROUND = 6
"""Words that are shown around a stretch that differs."""

NAMES = {"requirements": "clauses and criteria", "findings": "findings of audits"}
"""Headings of areas whose name is not what people call them."""

VERBS = {("gaps", "removed"): "closed", ("gaps", "added"): "new", ("exceptions", "removed"): "gone"}
HASH = re.compile(r"\b([0-9a-f]{12})[0-9a-f]{52}\b")


def text(found: Difference) -> Iterator[str]:
    """Lines for a terminal. Words that are gone stand in ``[-...-]``, new ones in ``{+...+}``."""
    yield from (f"{sign}: {_about(pack)}" for sign, pack in (("A", found.before), ("B", found.after)))
    for line in _alerts(found):
        yield f"!! {line}"
    if found.changes:
        yield "summary:"
        yield from (f"  {line}" for line in _summary(found))
    for area, changes in groupby(found.changes, key=lambda change: change.area):
        yield f"{NAMES.get(area, area)}:"
        yield from (f"  {_line(change)}" for change in changes)
    yield _end(found)


def markdown(found: Difference) -> Iterator[str]:
    """The same as a Markdown document: a table an area."""
    yield "# What changed between two packs\n"
    yield from (f"* {sign}: {_cell(_about(pack))}" for sign, pack in (("A", found.before), ("B", found.after)))
    yield from (f"\n> **{_cell(line)}**" for line in _alerts(found))
    if found.changes:
        yield "\n## Summary\n"
        yield from (f"* {_cell(line)}" for line in _summary(found))
    for area, changes in groupby(found.changes, key=lambda change: change.area):
        yield f"\n## {NAMES.get(area, area).capitalize()}\n\n| | what | | A | B |\n|---|---|---|---|---|"
        for change in changes:
            cells = (_cell(_verb(change)), _cell(_named(change)), _cell(change.field), *_sides(change))
            yield f"| {' | '.join(cells)} |"
    yield f"\n{_cell(_end(found))}"


def _about(pack: Verified) -> str:
    if pack.manifest is None:
        return f"{printable(pack.path.name)}: its manifest cannot be read"
    about = pack.manifest.pack
    seal = "sealed" if pack.sealed else "not sealed"
    demo = ", DEMONSTRATION KEY" if pack.demo else ""
    days = f"{about.period.FROM} to {about.period.to}"
    return printable(f"{pack.path.name}: {about.title}, {days}, as of {about.date}, {seal}{demo}")


def _alerts(found: Difference) -> Iterator[str]:
    """What has to be known before anything else is read."""
    for sign, pack in (("A", found.before), ("B", found.after)):
        if pack.faults:
            faults = plural(len(pack.faults), "thing does", "things do")
            yield f"{sign} DOES NOT HOLD: {faults} not hold; `dossier verify` names them"
    if found.before.manifest is None or found.after.manifest is None:
        yield "nothing was compared"
        return
    one, other = found.before.manifest.pack, found.after.manifest.pack
    if (one.organisation, one.kind) != (other.organisation, other.kind):
        yield "the packs are of different companies or kinds, so that little can be compared"
    if one.level != other.level:
        yield f"A is at the level {one.level}, B at {other.level}: what one withholds reads as removed or added"
    if one.date > other.date:
        yield "A is the newer one: give the older pack first"
    altered = [change.id for change in found.changes if change.area == "evidence" and change.kind == "altered"]
    if altered:
        yield f"ALTERED, to be explained: other bytes under the record and day of {printable(', '.join(altered))}"
    if any(change.area == "custody log" and change.kind == "altered" for change in found.changes):
        yield "REWRITTEN: the custody log of B does not begin with that of A"


def _summary(found: Difference) -> Iterator[str]:
    """How many things of each area differ, of how many, and how."""
    looked = dict(found.compared)
    for area, group in groupby(found.changes, key=lambda change: change.area):
        things = {(_thing(change), _verb(change)) for change in group}
        number = len({thing for thing, _ in things})
        of = f"{number} of {looked[area]:,}: " if area in looked else ""
        counts = Counter(verb for _, verb in things)
        yield f"{NAMES.get(area, area)}: {of}{', '.join(f'{counts[verb]} {verb}' for verb in sorted(counts))}"


def _thing(change: Change) -> tuple[str, str]:
    """What a change is counted as: gaps have no id of their own but their text."""
    return change.id, (change.title or change.before or change.after) if change.area == "gaps" else ""


def _verb(change: Change) -> str:
    return VERBS.get((change.area, change.kind), change.kind)


def _named(change: Change) -> str:
    return f"{change.id} {_short(change.title)}".strip()


def _line(change: Change) -> str:
    what = " ".join(part for part in (_verb(change), _named(change)) if part)
    if change.area == "documents" and change.field:
        return printable(what)  # its hashes tell nobody anything; the other formats have them
    if not change.field:
        return printable(f"{what}: {_short(change.before or change.after)}")
    if change.area == "gaps" and change.title:  # its text is its only name, and long
        return printable(f"{_verb(change)} {change.id}, {change.field}: {_difference(change)}; {_short(change.title)}")
    # "text" and "message" are all that a gap or an exception is.
    field = "" if change.field in ("text", "message") else f"{',' if change.title else ''} {change.field}"
    return printable(f"{what}{field}: {_difference(change)}")


def _difference(change: Change) -> str:
    if change.words:
        return _told(change.words)
    before, after = _short(change.before), _short(change.after)
    if change.field in LISTS:
        return "; ".join(_signed(before, after))
    return f"{before or 'nothing'} -> {after or 'nothing'}"


def _signed(gone: str, new: str) -> Iterator[str]:
    if gone:
        yield f"no longer {gone}"
    if new:
        yield f"now {new}"


def _told(words: tuple[Stretch, ...]) -> str:
    """Word by word on one line."""
    marks = {"gone": ("[-", "-]"), "new": ("{+", "+}"), "same": ("", "")}
    said = ((*marks[s.kind], _cut(s, n, len(words))) for n, s in enumerate(words))
    return " ".join(f"{left}{middle}{right}" for left, right, middle in said)


def _sides(change: Change) -> tuple[str, str]:
    """The two cells of a table; words that differ are struck or bold."""
    if not change.words:
        return _cell(_short(change.before)), _cell(_short(change.after))
    return _side(change.words, "gone", "~~"), _side(change.words, "new", "**")


def _side(words: tuple[Stretch, ...], side: str, mark: str) -> str:
    shown = ((s, _cell(_cut(s, n, len(words)))) for n, s in enumerate(words) if s.kind in ("same", side))
    return " ".join(said if s.kind == "same" else f"{mark}{said}{mark}" for s, said in shown)


def _cut(stretch: Stretch, number: int, count: int) -> str:
    """The words of a stretch; of those that both have the ones next to a difference."""
    words = stretch.text.split()
    left = words[:AROUND] if number > 0 else []
    right = words[-AROUND:] if number < count - 1 else []
    if stretch.kind != "same" or len(words) <= len(left) + len(right):
        return stretch.text
    return " ".join((*left, "...", *right))


def _short(text: str) -> str:
    flat = HASH.sub(r"\1...", " ".join(text.split()))
    return flat if len(flat) <= LONGEST else flat[: LONGEST - 3] + "..."


def _cell(text: str) -> str:
    """Text of a pack inside Markdown: as text."""
    safe = printable(text).replace("&", "&amp;").replace("<", "&lt;")
    for sign in "\\`*_[]|#~":
        safe = safe.replace(sign, "\\" + sign)
    return safe


def _end(found: Difference) -> str:
    looked = ", ".join(f"{NAMES.get(area, area)} {number:,}" for area, number in found.compared)
    return f"{plural(len(found.changes), 'difference')}; compared {looked or 'nothing'}"
