"""Parts become one file: tagged, PDF/A-3a and PDF/UA-1, as if it had been typeset whole.

The first part gives the frame: metadata, colour profile, language. Of the others come the pages, their part of
the structure tree under the one Document element, and the names that links lead to. Bookmarks are made anew,
because a part does not know how deep it stands; page numbers come last.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from compliance.cache import key
from compliance.formats import stamping
from compliance.formats.engine import engine
from compliance.formats.part import Bookmark, Index, index, pack, unpack
from compliance.formats.pdf import OtherEngineError


@dataclass(frozen=True, slots=True)
class JoinTask:
    """Typeset parts in their order, and the letters for page numbers. Takes 8 ms and 0.7 MB a page."""

    parts: tuple[bytes, ...]
    letters: bytes
    keys: tuple[str, ...]
    """The keys of the parts and of the letters: what the bytes depend on."""
    versions: str

    @property
    def key(self) -> str:
        return join_key(self.keys)

    @property
    def kept(self) -> bool:
        """No: its parts are, and whole files of a thousand customers would push them out."""
        return False

    def run(self) -> bytes:
        """Join. The bytes are packed behind the number of pages."""
        if self.versions != engine():
            raise OtherEngineError(self.versions, engine())
        indexes = tuple(index(packed) for packed in self.parts)
        data = join([unpack(packed)[1] for packed in self.parts], indexes, unpack(self.letters)[1])
        return pack({"pages": sum(found.pages for found in indexes)}, data)


def join_key(keys: Iterable[str]) -> str:
    """The hash of everything that a joined file depends on."""
    return key("joined 1", _pikepdf(), *keys)


@cache
def _pikepdf() -> str:
    from importlib.metadata import version

    return version("pikepdf")


def join(parts: Sequence[bytes], indexes: Sequence[Index], letters: bytes) -> bytes:
    """The bytes of the joined file; the same for the same parts."""
    import pikepdf

    with pikepdf.open(io.BytesIO(parts[0])) as base, pikepdf.open(io.BytesIO(letters)) as source:
        whole = _Whole(base)
        for data in parts[1:]:
            # Not closed, only let go: its streams are read when the whole is saved, its objects were copied. All
            # parts at once would take twice the memory, 1.4 MB a page.
            whole.add(pikepdf.open(io.BytesIO(data)))
        whole.close()
        _outline(base, list(_bookmarks(indexes)))
        stamping.stamp(base, [f for found in indexes for f in found.folios], stamping.letters(source, base))
        out = io.BytesIO()
        base.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)
    return out.getvalue()


class _Whole:
    """The file that parts are added to."""

    def __init__(self, base: Any) -> None:
        tree = base.Root.StructTreeRoot
        self._base, self._tree, self._document = base, tree, tree.K[0]
        self._elements = list(self._document.K)
        self._owners: list[Any] = list(tree.ParentTree.Nums)
        self._next = _above(self._owners)
        self._names: dict[bytes, Any] = dict(_names(base.Root))
        self._colours = base.pages[0].obj.Resources.ColorSpace

    def add(self, other: Any) -> None:
        """The pages of a part, its structure and its names."""
        first = len(self._base.pages)
        for page in other.pages:
            self._base.pages.append(page)
        tree = other.Root.StructTreeRoot
        # One call copies all that hangs together; pages are known by now and are not copied twice.
        document = self._base.copy_foreign(tree.K[0])
        owners = list(self._base.copy_foreign(other.make_indirect(tree.ParentTree.Nums)))
        for element in document.K:
            element.P = self._document
            self._elements.append(element)
        for number, owner in zip(owners[0::2], owners[1::2], strict=True):
            self._owners += [int(number) + self._next, owner]
        for page in list(self._base.pages)[first:]:
            self._renumber(page.obj)
        self._next += _above(owners)
        names = list(_names(other.Root))
        targets = self._base.copy_foreign(other.make_indirect(_array(target for _, target in names)))
        for (name, _), target in zip(names, targets, strict=True):
            self._names.setdefault(name, target)

    def _renumber(self, page: Any) -> None:
        page.StructParents = int(page.StructParents) + self._next
        page.Resources.ColorSpace = self._colours  # the same profile, which each part brings along
        for _, pattern in page.Resources.get("/Pattern", {}).items():
            self._recolour(pattern)
        for note in page.get("/Annots", ()):
            if "/StructParent" in note:
                note.StructParent = int(note.StructParent) + self._next

    def _recolour(self, pattern: Any) -> None:
        """Give a picture that repeats, and what it is drawn of, the profile of the whole."""
        pattern.Resources.ColorSpace = self._colours
        for _, drawn in pattern.Resources.get("/XObject", {}).items():
            if "/Resources" in drawn:
                drawn.Resources.ColorSpace = self._colours
            if "/Group" in drawn and "/CS" in drawn.Group:
                drawn.Group.CS = self._colours["/srgb"]

    def close(self) -> None:
        """Write what was gathered into the tree and the names, which are sorted by their bytes."""
        from pikepdf import Dictionary, String

        self._document.K = _array(self._elements)
        self._tree.ParentTree.Nums = _array(self._owners)
        self._tree.ParentTreeNextKey = self._next
        pairs = (item for name in sorted(self._names) for item in (String(name), self._names[name]))
        if self._names:
            self._base.Root.Names = Dictionary(Dests=Dictionary(Names=_array(pairs)))


def _array(items: Iterable[Any]) -> Any:
    from pikepdf import Array

    return Array(list(items))


def _above(owners: Sequence[Any]) -> int:
    """The number after the last one."""
    return max((int(number) for number in owners[0::2]), default=-1) + 1


def _names(root: Any) -> Iterator[tuple[bytes, Any]]:
    """Names that links lead to, with their places."""
    if "/Names" in root and "/Dests" in root.Names:
        items = list(root.Names.Dests.Names)
        yield from zip((bytes(name) for name in items[0::2]), items[1::2], strict=True)


def _bookmarks(indexes: Iterable[Index]) -> Iterator[Bookmark]:
    """Of all parts, with pages of the whole."""
    first = 0
    for found in indexes:
        yield from ((level, title, first + page, x, y) for level, title, page, x, y in found.bookmarks)
        first += found.pages


def _outline(document: Any, bookmarks: list[Bookmark]) -> None:
    """A tree of bookmarks: each below the last one before it of a lower level."""
    from pikepdf import Array, Name, OutlineItem

    pages = [page.obj for page in document.pages]
    with document.open_outline() as outline:
        way: list[tuple[int, Any]] = [(0, outline.root)]
        for level, title, page, x, y in bookmarks:
            while way[-1][0] >= level:
                way.pop()
            item = OutlineItem(title, Array([pages[page], Name.XYZ, x, y, 0]))
            way[-1][1].append(item)
            way.append((level, item.children))
