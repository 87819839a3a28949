"""The parts of a Word file that came back or is to be used: read within limits, nothing run, nothing loaded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from compliance import opc
from compliance.paper.passages import PaperError

if TYPE_CHECKING:
    from lxml.etree import _Element

_MACROS = ("vbaProject.bin", "vbaData.xml")


def _damaged(name: str, what: str) -> PaperError:
    return PaperError(f"{name} is a damaged Word file: {what}", "open it in Word and save it anew")


def _unsafe(name: str, what: str) -> PaperError:
    return PaperError(f"{name} {what}", "open it in Word and save the contract alone")


def _locked(name: str) -> PaperError:
    return PaperError(f"{name} is protected by a password", "save a copy without one")


class Package(opc.Package):
    """A Word file that is open. Raises :class:`PaperError` for what cannot be opened, or is unsafe to open."""

    def __init__(self, name: str, data: bytes) -> None:
        super().__init__(name, data, opc.Faults(_damaged, _unsafe, _locked))

    @property
    def macros(self) -> tuple[str, ...]:
        """Parts that hold programs."""
        return tuple(sorted(name for name in self.names if name.rsplit("/", 1)[-1] in _MACROS))

    def root(self, part: str) -> _Element | None:
        """The root of a part, None where the file has none. Raises :class:`PaperError` for what cannot be read."""
        return self.xml(part) if part in self else None
