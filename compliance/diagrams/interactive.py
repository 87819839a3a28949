"""The interactive map: the same SVG, a panel beside it, and a small script that joins the two.

The script reads one block of JSON and writes text only, never markup, so a register cannot bring code into the page;
a policy in the page's head forbids whatever would ask a network.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from markupsafe import escape

from compliance.diagnostics import Place
from compliance.diagrams.dataflow import flow_picture
from compliance.documents.flow_pictures import LETTERS, Detail, Line, PicturedView
from compliance.documents.text import Text
from compliance.project import package_folder

Locate = Callable[[Place], tuple[str, int]]
"""File and line of a place."""

NOTE = "For internal use: this page names files and lines of the registers. It needs no network and sends nothing."


def page(view: PicturedView, locate: Locate, accent: str, final: bool) -> str:
    """The whole page."""
    cover = view.cover
    state = "" if final else " \N{MIDDLE DOT} Draft"
    head = f"{cover.company} \N{MIDDLE DOT} as of {cover.as_of} \N{MIDDLE DOT} Internal{state}"
    return _PAGE.format(
        title=escape(cover.title.value),
        head=escape(head),
        note=escape(NOTE),
        accent=escape(accent),
        style=_asset("interactive.css"),
        script=_asset("interactive.js"),
        picture=flow_picture(view.picture, whole=True),
        data=_data(view, locate),
    )


def _asset(name: str) -> str:
    return (package_folder("layouts") / name).read_text(encoding="utf-8").strip()


def _data(view: PicturedView, locate: Locate) -> str:
    """Everything that the panel shows, safe inside a script element."""
    data = {
        "boxes": {detail.key: _detail(detail, locate) for detail in view.of_boxes},
        "flows": {detail.key: _detail(detail, locate) for detail in view.of_flows},
        "lines": [_line(line) for line in view.picture.lines],
        "names": {box.id: box.name for box in view.picture.boxes},
    }
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")


def _line(line: Line) -> dict[str, Any]:
    return {
        "from": line.source,
        "to": line.target,
        "both": line.both,
        "flows": line.numbers,
        "special": line.special,
        "letter": LETTERS[line.status],
    }


def _detail(detail: Detail, locate: Locate) -> dict[str, Any]:
    facts = [
        {"label": label, "values": [_value(text, locate) for text in texts if text]} for label, texts in detail.facts
    ]
    return {"heading": detail.heading.value, "lines": _spots(detail.heading, locate)[:1], "facts": facts}


def _value(text: Text, locate: Locate) -> dict[str, Any]:
    return {"text": text.plain, "open": text.mark == "open", "lines": _spots(text, locate)[:3]}


def _spots(text: Text, locate: Locate) -> list[str]:
    """``file:line`` of what a text rests on, each once."""
    return list(dict.fromkeys(f"{file}:{line}" for file, line in map(locate, text.sources)))


_PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy"
 content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
:root {{ --accent: {accent} }}
{style}
</style>
</head>
<body>
<header>
<div><h1>{title}</h1><p>{head}</p></div>
<p class="note">{note}</p>
<nav>
<label>Find <input type="search" id="find" placeholder="system, data, purpose" autocomplete="off"></label>
<button type="button" data-show="all" aria-pressed="true">All flows</button>
<button type="button" data-show="special" aria-pressed="false">Special categories</button>
<button type="button" data-show="open" aria-pressed="false">Transfers not settled</button>
<span class="zoom"><button type="button" data-zoom="-1" aria-label="Smaller">\N{MINUS SIGN}</button>
<button type="button" data-zoom="1" aria-label="Larger">+</button></span>
</nav>
</header>
<main>
<div id="map">{picture}</div>
<aside id="panel" aria-live="polite"></aside>
</main>
<noscript><p class="note">Without its script this page shows the picture alone.</p></noscript>
<script type="application/json" id="data">{data}</script>
<script>
{script}
</script>
</body>
</html>
"""
