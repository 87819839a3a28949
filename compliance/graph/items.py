"""Kinds of data as sets: a category, a subject and a state are one bit of an integer.

A fixpoint over sets of integers is some hundred times faster than one over Python sets, and the
hierarchy of categories becomes a mask.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator
from typing import Literal, NamedTuple

from compliance.frameworks.dataflow import pseudonym
from compliance.frameworks.taxonomy import ancestors, below, labels, may_contain
from compliance.graph.dataflow import DataFlows

State = Literal["plain", "pseudonymise", "hash"]
STATES: tuple[State, ...] = ("plain", "pseudonymise", "hash")


class Item(NamedTuple):
    """A kind of data about a kind of people, as it is or by which transform it was pseudonymised."""

    category: str
    subject: str
    state: State = "plain"


class Universe:
    """Items as bits. A category is a block of bits, one for each subject and state.

    Categories are in the order of their keys, so that a category and all below it are one run of blocks.
    """

    def __init__(self, categories: Iterable[str], subjects: Iterable[str]) -> None:
        self.categories = sorted(set(categories))
        self.subjects = sorted({"", *subjects})
        self.width = len(self.subjects) * len(STATES)
        self._index = {key: n for n, key in enumerate(self.categories)}
        self._ends = [bisect_left(self.categories, key + "/") for key in self.categories]  # "/" comes next to "."
        self._above = [[self._index[k] for k in ancestors(key) if k in self._index] for key in self.categories]
        block, count = (1 << self.width) - 1, len(self.categories)
        self._blocks = [block << n * self.width for n in range(count)]
        self._down = [((1 << (end - n) * self.width) - 1) << n * self.width for n, end in enumerate(self._ends)]
        self._up = [sum(self._blocks[a] for a in above) for above in self._above]
        every = _repeated(self.width, count)
        states = (1 << len(STATES)) - 1
        self._about = {s: (states << n * len(STATES)) * every for n, s in enumerate(self.subjects)}
        plain = _repeated(len(STATES), count * len(self.subjects))
        self.of_state: dict[State, int] = {name: plain << n for n, name in enumerate(STATES)}
        self.parents = sum(self._blocks[n] for n, end in enumerate(self._ends) if end > n + 1)
        """Items that may contain others."""
        self._children = sum(self._blocks[n] for n, above in enumerate(self._above) if above)
        self._known: dict[int, Item] = {}
        self._contained: dict[int, int] = {}
        self._lowered: dict[int, int] = {}
        self._containing: dict[int, int] = {}

    def exactly(self, *categories: str) -> int:
        """Items of just these categories."""
        made = 0
        for key in categories:
            made |= self._blocks[self._index[key]]
        return made

    def down(self, *categories: str) -> int:
        """Items of these categories and of all below them."""
        made = 0
        for key in categories:
            made |= self._down[self._index[key]]
        return made

    def up(self, category: str) -> int:
        """Items of the categories that stand above one."""
        return self._up[self._index[category]]

    def about(self, subjects: Iterable[str]) -> int:
        """Items about these subjects."""
        made = 0
        for key in subjects:
            made |= self._about[key]
        return made

    def lowered(self, items: int) -> int:
        """The items and all that they may contain."""
        parents = items & self.parents
        if not parents:
            return items
        if parents not in self._lowered:
            self._lowered[parents] = self._spread(parents, self._contained)
        return items | self._lowered[parents]

    def related(self, items: int) -> int:
        """The items, all that they may contain, and all that may contain them."""
        children = items & self._children
        return self.lowered(items) | (self._spread(children, self._containing) if children else 0)

    def _spread(self, items: int, known: dict[int, int]) -> int:
        made = 0
        while items:
            low = items & -items
            if low not in known:
                n, tail = divmod(low.bit_length() - 1, self.width)
                others = range(n, self._ends[n]) if known is self._contained else self._above[n]
                known[low] = sum(1 << other * self.width + tail for other in others)
            made |= known[low]
            items ^= low
        return made

    def bit(self, item: Item) -> int:
        """One item as a set."""
        tail = self.subjects.index(item.subject) * len(STATES) + STATES.index(item.state)
        return 1 << (self._index[item.category] * self.width + tail)

    def item(self, bit: int) -> Item:
        """The item of a single bit."""
        if bit not in self._known:
            self._known[bit] = next(self.items(bit))
        return self._known[bit]

    def items(self, bits: int) -> Iterator[Item]:
        """The items of a set, in the order of their keys."""
        while bits:
            low = bits & -bits
            block, tail = divmod(low.bit_length() - 1, self.width)
            subject, state = divmod(tail, len(STATES))
            yield Item(self.categories[block], self.subjects[subject], STATES[state])
            bits ^= low

    def asked(self, categories: Collection[str], subjects: Collection[str] = ()) -> int:
        """Items that are, or may contain, data of these categories; about these subjects where any is named."""
        found = self.exactly(*(c for c in self.categories if any(may_contain(c, asked) for asked in categories)))
        return found & self.about(s for s in subjects if s in self._about) if subjects else found

    def flat(self, items: int) -> int:
        """The items as if none had been pseudonymised."""
        plain = self.of_state["plain"]
        return (items & plain) | (items >> 1 & plain) | (items >> 2 & plain)


def _repeated(step: int, count: int) -> int:
    """A set bit at each multiple of ``step``, ``count`` times."""
    return sum(1 << n * step for n in range(count))


def universe_of(flows: DataFlows) -> Universe:
    """Every category and subject that a graph names, and what stands below a key that a transform splits."""
    changed = {c for edge in flows.edges for t in edge.transforms for c in t.on_categories}
    named = {pseudonym(), *changed}
    subjects: set[str] = set()
    for edge in flows.edges:
        named.update(edge.categories)
        subjects.update(edge.subjects)
    for node in flows.nodes.values():
        for holding in node.holds:
            named.add(holding.category)
            subjects.update(holding.subjects)
    split = [key for key in named if any(c != key and below(c, key) for c in changed)]
    known = labels("category") if split else ()
    named.update(c for c in known if any(below(c, key) for key in split))
    return Universe(named, subjects)
