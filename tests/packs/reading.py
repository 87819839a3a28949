"""What somebody reads on the pages of a binder."""

from __future__ import annotations

import re
from html import unescape

_INLINE = re.compile(r"</?(?:span|a|em|strong|code)\b[^>]*>")
_TAG = re.compile(r"<[^>]+>")


def text(page: str) -> str:
    """What is read: elements inside a line part no words."""
    return " ".join(unescape(_TAG.sub(" ", _INLINE.sub("", page))).split())


def section(page: str, id: str) -> str:
    """The text of a section of a binder, up to the next one."""
    begin = page.index(f'<section id="{id}"')
    end = page.find("<section", begin + 10)
    return text(page[begin : end if end > 0 else None])
