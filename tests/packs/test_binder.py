"""The binder as HTML: every heading of the table of contents is there, and what the registers lack is a gap."""

from __future__ import annotations

import pytest

from compliance.packs.kinds import KINDS
from tests.packs import worked

kinds = pytest.mark.parametrize("kind", [kind.name for kind in KINDS])


@kinds
def test_each_chapter_is_a_part_of_its_own(kind: str) -> None:
    found = worked.bound(kind)
    assert found.parts is not None
    chapters = worked.scope(kind).kind.chapters
    names = [part.name for part in found.parts.parts]
    assert names[:2] == ["cover", "contents"]
    assert [name for name in names if name in {c.id for c in chapters}] == [c.id for c in chapters if c.id in names]
    for chapter in chapters:
        assert f'href="#{chapter.id}"' in found.html
