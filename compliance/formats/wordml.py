"""Elements of WordprocessingML."""

from __future__ import annotations

from typing import Any

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def w(tag: str) -> str:
    """A name of the ``w:`` namespace, as lxml writes it."""
    return f"{{{W}}}{tag}"


def element(tag: str, **attributes: str | int) -> Any:
    """An element of the ``w:`` namespace with attributes of it."""
    from docx.oxml import OxmlElement

    made = OxmlElement(f"w:{tag}")
    for name, value in attributes.items():
        made.set(w(name), str(value))
    return made


def child(parent: Any, tag: str, **attributes: str | int) -> Any:
    """The child of that name, made where there is none, with these attributes set."""
    found = parent.find(w(tag))
    if found is None:
        found = element(tag)
        parent.append(found)
    for name, value in attributes.items():
        found.set(w(name), str(value))
    return found


def toggle(run: Any, name: str) -> None:
    """Append an empty property, such as ``cantSplit``, once."""
    if run.find(w(name)) is None:
        run.append(element(name))
