"""Filing: what was given goes into the store, all of it or nothing, with a report of what became of each piece."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from compliance.derive.custody import Action, Entry
from compliance.derive.freshness import limit_of
from compliance.evidence import naming, yaml_text
from compliance.evidence.given import Given, Mistake, shown, stamp
from compliance.evidence.intake import Draft, draft, judge, last_day, missing, with_population
from compliance.evidence.store import Hashed, Item, NotAFileError, Staged, Store, hashed
from compliance.graph.dossier import Dossier
from compliance.registers.records.assurance import Evidence


@dataclass(frozen=True, slots=True)
class Filed:
    """A piece that went in (or would, in a dry run): its id, its name in the store, and until when it holds."""

    id: str
    name: str
    source: str
    title: str
    controls: tuple[str, ...]
    hashed: Hashed
    holds_until: date
    guessed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Repeated:
    """A file that is in already, under another name or the same: the record that has it."""

    source: str
    where: str
    id: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of everything given. With mistakes, nothing was written."""

    filed: tuple[Filed, ...] = ()
    repeated: tuple[Repeated, ...] = ()
    mistakes: tuple[Mistake, ...] = ()


@dataclass(frozen=True, slots=True)
class _Ready:
    """A draft with its file's hash, staged unless the file stays where it is."""

    draft: Draft
    hashed: Hashed
    original: Hashed | None
    staged: Staged | None


def file_all(
    givens: Sequence[Given], dossier: Dossier, now: datetime, dry_run: bool = False, in_table: bool = False
) -> Outcome:
    """File everything. The command's today decides what lies in the future; ``now`` stands in the log."""
    drafts, mistakes = _drafts(givens, dossier, in_table)
    ids = naming.next_ids(Store(dossier.root).ids())
    for made, id in zip(drafts, ids, strict=False):
        mistakes += judge(made.given.values.get("id") or id, _values(made), made.given, dossier)
    if mistakes:
        return Outcome(mistakes=tuple(mistakes))
    store = Store(dossier.root)
    with nullcontext() if dry_run else store:
        return _file(drafts, dossier, now, store, dry_run)


def _drafts(givens: Sequence[Given], dossier: Dossier, in_table: bool) -> tuple[list[Draft], list[Mistake]]:
    """Complete drafts, and what is wrong with the others."""
    drafts: list[Draft] = []
    mistakes: list[Mistake] = []
    for given in givens:
        if given.like and dossier.get(Evidence, given.like) is None:
            mistakes.append(Mistake(given.where, f"there is no evidence `{given.like}`", "`dossier list evidence`"))
            continue
        made, wrong = with_population(draft(given, dossier))
        if made.missing:
            mistakes.append(missing(made, in_table))
        elif wrong:
            mistakes.append(wrong)
        else:
            drafts.append(made)
    return drafts, mistakes


def _values(made: Draft) -> dict[str, Any]:
    """A draft's values with a hash in the place of the one that is not known yet."""
    return {**{k: v for k, v in made.values.items() if k != "id"}, "sha256": "0" * 64, "bytes": 0}


def _file(drafts: Sequence[Draft], dossier: Dossier, now: datetime, store: Store, dry_run: bool) -> Outcome:
    ready: list[_Ready] = []
    repeated: list[Repeated] = []
    mistakes: list[Mistake] = []
    known = {e.sha256: e.id for e in dossier.all(Evidence)}
    known |= {entry.sha256: entry.evidence for _, entry in store.log.entries}
    here: dict[str, Path] = {}
    for made in drafts:
        path = made.given.file
        assert path is not None  # every way in names a file
        try:
            each = _ready(made, path, store, dry_run)
        except NotAFileError as error:
            mistakes.append(Mistake(made.given.where, error.message, error.help))
            continue
        digest = each.hashed.sha256
        if digest in known:
            repeated.append(Repeated(shown(path), made.given.where, known[digest]))
        elif digest in here:
            message = f"{shown(path)} and {shown(here[digest])} are the same file to the byte"
            mistakes.append(
                Mistake(made.given.where, message, "leave one out, and name all its controls with the other")
            )
        elif each.original and each.original.sha256 == digest:
            message = f"{shown(path)} is the same as its original to the byte: nothing was taken out"
            mistakes.append(Mistake(made.given.where, message, "name the redacted file, and the original behind it"))
        else:
            here[digest] = path
            ready.append(each)
    if mistakes:
        return Outcome(mistakes=tuple(mistakes))
    return _commit(ready, repeated, dossier, now, store, dry_run)


def _ready(made: Draft, path: Path, store: Store, dry_run: bool) -> _Ready:
    original = hashed(made.given.redacted_from) if made.given.redacted_from else None
    if dry_run or made.given.by_reference:
        return _Ready(made, hashed(path), original, None)
    staged = store.stage(path)
    return _Ready(made, staged.hashed, original, staged)


def _commit(
    ready: Sequence[_Ready], repeated: list[Repeated], dossier: Dossier, now: datetime, store: Store, dry_run: bool
) -> Outcome:
    taken = set(store.ids())
    free = (id for id in naming.next_ids(taken) if id not in taken)
    comment = yaml_text.schema_comment(dossier.root)
    items: list[Item] = []
    filed: list[Filed] = []
    mistakes: list[Mistake] = []
    for each in ready:
        id = each.draft.values.get("id") or next(free)
        if id in taken:
            help = "leave the id out, and the next free one is taken"
            mistakes.append(Mistake(each.draft.given.where, f"the id {id} is, or was, in use", help))
            continue
        taken.add(id)
        item, report = _item(each, id, dossier, now, comment)
        items.append(item)
        filed.append(report)
    if mistakes:
        return Outcome(mistakes=tuple(mistakes))
    if items and not dry_run:
        store.commit(items)
    return Outcome(tuple(filed), tuple(repeated))


def _item(each: _Ready, id: str, dossier: Dossier, now: datetime, comment: str) -> tuple[Item, Filed]:
    given, values = each.draft.given, dict(each.draft.values)
    path = given.file
    assert path is not None
    like = dossier.get(Evidence, given.like) if given.like else None
    name = "" if given.by_reference else _name(id, values, path, like)
    values |= {"id": id, "sha256": each.hashed.sha256, "bytes": each.hashed.bytes}
    if name:
        values["file"] = name
    if each.original:
        values["original_sha256"] = each.original.sha256
    entries = tuple(_entries(each, id, name, values, now))
    item = Item(id, yaml_text.text(values, comment), entries, each.staged, name)
    holds = limit_of(values["type"], dossier).after(last_day(values))
    controls = tuple(values.get("controls", ()))
    return item, Filed(id, name, shown(path), values["title"], controls, each.hashed, holds, each.draft.guessed)


def _name(id: str, values: dict[str, Any], path: Path, like: Evidence | None) -> str:
    """A name by the scheme: the words are those of a name that had it already, else of what this renews."""
    given = naming.parse(path.name) or (naming.parse(like.file) if like and like.title == values["title"] else None)
    words = given.slug if given else naming.slug(values["title"])
    subject = next(iter([*values.get("controls", ()), *values.get("clauses", ())]), "company")
    return str(naming.Name(id, subject, words, last_day(values), naming.suffix(path)))


def _entries(each: _Ready, id: str, name: str, values: dict[str, Any], now: datetime) -> Iterator[Entry]:
    """What the log says of a new piece: collected, drawn, or collected and redacted."""
    given, at, who = each.draft.given, stamp(now), values["collected_by"]
    assert given.file is not None
    source = f"kept at {values['location']}" if given.by_reference else f"filed from {shown(given.file)}"
    action: Action = "drawn" if "sample" in values else "collected"
    if each.original:
        yield Entry(
            at=at,
            who=who,
            action="collected",
            evidence=id,
            sha256=each.original.sha256,
            reason="the original, which is not filed",
        )
        yield Entry(
            at=at,
            who=who,
            action="redacted",
            evidence=id,
            sha256=each.hashed.sha256,
            reason=values["redaction_note"],
            file=name,
            original_sha256=each.original.sha256,
        )
        return
    yield Entry(at=at, who=who, action=action, evidence=id, sha256=each.hashed.sha256, reason=source, file=name)
