"""Whether data leaves the EEA, or on which ground, is not verified.

Finds: for each importer, hops whose country nobody stands behind, or whose only possible ground is an entry on the
list of the Data Privacy Framework, a decision of limited scope or an agreement that nobody has looked up; and hops
that are a question for counsel. One finding a supplier or customer, its chain of sub-processors included.
Why: GDPR Art. 44, and EDPB Recommendations 01/2020, step 1: who exports has to know where data goes. What is unknown is
never taken for covered.
Fix: ask the supplier, look the legal person up on the list, or have counsel decide; record the answer with its source.
Wrong when: never; where the supplier refuses to say, that is the answer, and the flow may have to stop.
"""

from collections.abc import Iterator
from typing import NamedTuple

from compliance.derive.transfers import Transfer, transfers
from compliance.diagnostics import Diagnostic, Label, Place, Severity
from compliance.graph.dossier import Dossier
from compliance.registers.records.customers import Customer
from compliance.registers.records.vendors import Vendor
from compliance.rules.rule import Rule


class Group(NamedTuple):
    """Every hop to one importer: a supplier with its chain, or a customer."""

    id: str
    name: str
    hops: list[Transfer]


def subjects(dossier: Dossier) -> Iterator[Group]:
    found: dict[str, Group] = {}
    for transfer in transfers(dossier):
        importer = transfer.hop.importer
        holder: Vendor | Customer | None = importer.customer or importer.vendor
        id = holder.id if holder else importer.id
        name = importer.vendor.name if importer.vendor else importer.name
        found.setdefault(id, Group(id, name, [])).hops.append(transfer)
    return iter(found.values())


def check(group: Group, dossier: Dossier) -> Iterator[Diagnostic]:
    hops = [t for t in group.hops if t.verdict in ("unverified", "counsel")]
    if not hops:
        return
    counsel = all(t.verdict == "counsel" for t in hops)
    what = "is a question for counsel" if counsel else "is not verified"
    first, *rest = dict.fromkeys(_open(hops))
    yield RULE.found(
        f"the ground for data to {group.name} {what} ({_count(hops)})",
        first.at,
        *(Label(at, text) for at, text in rest),
        *(Label(t.hop.place, "this flow goes there") for t in hops if t.hop.flow),
        text=first.text,
        help="have counsel decide" if counsel else "ask, look it up, and record the answer with its source",
        subject=group.id,
    )


class Open(NamedTuple):
    """Something to find out, and the line where it belongs."""

    at: Place
    text: str


def _open(hops: list[Transfer]) -> Iterator[Open]:
    """What is not known of the hops, each once; the line of the hop itself where only the ground is open."""
    for transfer in hops:
        for need in transfer.open:
            yield Open(need.sources[-1], need.reason)
        if not transfer.open:
            yield Open(transfer.sources[-1] if transfer.sources else transfer.hop.place, transfer.reason)


def _count(hops: list[Transfer]) -> str:
    flows = sum(1 for t in hops if t.hop.flow)
    links = len(hops) - flows
    words = [f"{flows} flow{'' if flows == 1 else 's'}"] if flows else []
    words += [f"{links} link{'' if links == 1 else 's'} of its chain"] if links else []
    return ", ".join(words)


RULE = Rule(__name__, __doc__, Severity.WARNING, subjects, check)
