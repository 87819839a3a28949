"""What a pack is about, decided once: the day, the period, the level, the evidence, and what is wrong with it.

Everything that the binder prints and the manifest says is read from here, so that both say the same.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from compliance.documents.text import Text
from compliance.documents.views import role
from compliance.frameworks.catalog import Framework
from compliance.graph.dossier import Dossier
from compliance.packs.chapters import Chapter, ChapterView, Kind
from compliance.packs.exceptions import Examined, Failure, examine
from compliance.packs.items import Item, Outside, Period, select
from compliance.packs.levels import Level, shows
from compliance.registers.records.controls import Certificate, Control


@dataclass(frozen=True)
class Scope:
    """A pack before it is made. ``demo``: it will be signed with keys that are for trials only."""

    dossier: Dossier
    kind: Kind
    period: Period
    level: Level = "internal"
    demo: bool = False
    _said: dict[str, ChapterView] = field(default_factory=dict, compare=False, repr=False)

    def said(self, chapter: Chapter) -> ChapterView:
        """What a chapter says; made once, because others look into it."""
        if chapter.number not in self._said:
            self._said[chapter.number] = chapter.view(self)
        return self._said[chapter.number]

    @cached_property
    def _selected(self) -> tuple[tuple[Item, ...], tuple[Outside, ...]]:
        return select(self.dossier, self.period, self.level)

    @property
    def items(self) -> tuple[Item, ...]:
        """All evidence of the pack, in the order of ids."""
        return self._selected[0]

    @property
    def outside(self) -> tuple[Outside, ...]:
        """Evidence of the registers that the pack is not about."""
        return self._selected[1]

    @cached_property
    def by_id(self) -> dict[str, Item]:
        return {item.id: item for item in self.items}

    @cached_property
    def examined(self) -> Examined:
        """Every check of evidence, how much it looked at, and what it found."""
        return examine(self.dossier, self.items, self.kind.controls(self) if self.kind.controls else None)

    @property
    def exceptions(self) -> tuple[Failure, ...]:
        """What is wrong with the evidence, waived or not."""
        return self.examined.found

    @property
    def counting(self) -> tuple[Failure, ...]:
        """Exceptions that nobody has accepted."""
        return tuple(found for found in self.exceptions if not found.waiver)

    def told(self, found: Failure) -> Text:
        """What is wrong, in words that the level may read: a message says titles and files of what it is about."""
        item = self.by_id.get(found.subject)
        if not self.shows("nda") or (item is not None and item.fate == "withheld"):
            return Text("Withheld at the level of this pack", (found.place,))
        return Text(found.message, (found.place,))

    @cached_property
    def framework(self) -> Framework:
        return self.dossier.frameworks[self.kind.framework]

    @cached_property
    def certificate(self) -> Certificate | None:
        """The certificate of the pack's framework: the one that is held, else one in preparation."""
        found = [c for c in self.dossier.all(Certificate) if c.framework == self.kind.framework]
        return next((c for c in found if c.state == "held"), found[0] if found else None)

    def of_control(self, control: Control | str) -> tuple[Item, ...]:
        """Evidence of a control."""
        id = control if isinstance(control, str) else control.id
        return tuple(item for item in self.items if id in item.controls)

    def of_ids(self, ids: Iterable[str]) -> tuple[Item, ...]:
        """Evidence by id, where the pack is about it."""
        return tuple(self.by_id[id] for id in ids if id in self.by_id)

    def shows(self, asked: Level) -> bool:
        """Whether the pack's level shows what is meant for another."""
        return shows(self.level, asked)

    @property
    def answerable(self) -> Text:
        """The role that answers for gaps that no record has an owner for: the certificate's owner, else the CISO."""
        if self.certificate is not None:
            return role(self.dossier, self.certificate.owner, self.certificate.at("owner"))
        return role(self.dossier, "ciso")
