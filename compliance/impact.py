"""What a change of the registers does to the documents, sentence by sentence, and to which customers.

Both states are printed, as HTML and on the same day, with the templates of each state and this
product's layout; then the printed texts are compared and not the files. A document that says the same
in both, by the same templates and settings, is not printed for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from pathlib import Path
from typing import Literal

from compliance.between import Pair
from compliance.build import BuildOptions, plan
from compliance.derive import notices
from compliance.derive.changes import Changes, changes
from compliance.derive.reach import carries, is_for_customers, running
from compliance.diagnostics import Diagnostic
from compliance.graph.dossier import Dossier
from compliance.project import project_templates
from compliance.registers.records.customers import Customer
from compliance.registers.records.flows import Flow
from compliance.render.environment import environment
from compliance.render.render import Rendered, TemplateFaultError, render
from compliance.render.units import Edit, edits, units


@dataclass(frozen=True, slots=True)
class DocumentImpact:
    """A document that reads otherwise, is new, or is not made any more."""

    document: str
    subject: str
    verb: Literal["added", "removed", "changed"]
    edits: tuple[Edit, ...] = ()

    @property
    def name(self) -> str:
        return f"{self.document} {self.subject}".strip()


@dataclass(frozen=True, slots=True)
class CustomerImpact:
    """A customer that the change touches, and in what way."""

    customer: Customer
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NotRendered:
    """A document that cannot be printed in one of the states, which therefore nobody compared."""

    name: str
    state: str
    fault: Diagnostic


@dataclass(frozen=True)
class Impact:
    """All documents and customers affected, and how much was compared, older and newer."""

    documents: tuple[DocumentImpact, ...]
    customers: tuple[CustomerImpact, ...]
    faults: tuple[NotRendered, ...]
    examined: Mapping[str, tuple[int, int]]

    def __bool__(self) -> bool:
        return bool(self.documents or self.customers or self.faults)


def impact(pair: Pair, documents: tuple[str, ...] = ()) -> Impact:
    """Print both states, compare, and say whom it concerns."""
    then, now = _Printed(pair.before.dossier, documents), _Printed(pair.after.dossier, documents)
    found = tuple(_documents(then, now))
    differences = changes(pair.before.dossier, pair.after.dossier)
    customers = tuple(_customers(pair, found, differences))
    names = ((then, pair.before.name), (now, pair.after.name))
    faults = tuple(NotRendered(name, state, fault) for made, state in names for name, fault in made.faults.items())
    counts = {
        "documents": (len(then.made), len(now.made)),
        "customers": (len(running(pair.before.dossier)), len(running(pair.after.dossier))),
    }
    return Impact(found, customers, faults, counts)


class _Printed:
    """Every document of one state, by document and subject: what it says, and as HTML where somebody asks."""

    def __init__(self, dossier: Dossier, documents: tuple[str, ...]) -> None:
        self._dossier, self._env = dossier, environment(dossier.root)
        # Words are compared and no pictures, which take as long as all the words together.
        self._env.globals |= {"flow_picture": lambda picture: "", "flow_page": lambda picture: "upright"}
        self.made = {(job.document.name, job.subject): job for job in plan(dossier, BuildOptions(documents))}
        self.faults: dict[str, Diagnostic] = {}
        self.templates = _templates(dossier.root)
        self.settings = plain((dossier.project.documents, dossier.company.legal_name))

    def view(self, key: tuple[str, str]) -> object:
        """What a document says, without the lines that it rests on."""
        return plain(self.made[key].document.view(self._dossier, key[1]))

    def html(self, key: tuple[str, str]) -> Rendered | None:
        """The document as it is printed; None where its template is at fault."""
        try:
            return render(self.made[key].document, key[1], self._dossier, self._env)
        except TemplateFaultError as error:
            self.faults[" ".join(key).strip()] = error.diagnostic
            return None


def _templates(root: Path) -> dict[str, bytes]:
    """What a project's own templates, and the pictures among them, are."""
    folder = project_templates(root)
    files = sorted(folder.rglob("*")) if folder else []
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in files if path.is_file()}


def _documents(then: _Printed, now: _Printed) -> Iterator[DocumentImpact]:
    alike = then.templates == now.templates and then.settings == now.settings
    for key in now.made:
        if key not in then.made:
            if now.html(key):
                yield DocumentImpact(*key, "added")
        elif not (alike and then.view(key) == now.view(key)):
            old, new = then.html(key), now.html(key)
            differences = edits(units(old), units(new)) if old and new and old.html != new.html else ()
            if differences:
                yield DocumentImpact(*key, "changed", differences)
    for key in then.made:
        if key not in now.made:
            yield DocumentImpact(*key, "removed")


def _customers(pair: Pair, found: tuple[DocumentImpact, ...], differences: Changes) -> Iterator[CustomerImpact]:
    before, after = pair.before.dossier, pair.after.dossier
    told = {n.customer.id: n for n in notices.plan(replace(after, before=before)).notices}
    here = {customer.id for customer in running(after)}
    for customer in running(after):
        reasons = (
            *_own_record(customer, before),
            *(
                f"its document {d.document} {'changes' if d.verb == 'changed' else 'is ' + d.verb}"
                for d in found
                if d.subject == customer.id
            ),
            *(_told(told[customer.id]) if customer.id in told else ()),
            *_flows(customer, differences, before, after),
        )
        if reasons:
            yield CustomerImpact(customer, reasons)
    for customer in running(before):
        if customer.id not in here:
            yield CustomerImpact(customer, ("no longer a customer with a contract that runs",))


def _told(notice: notices.Notice) -> Iterator[str]:
    names = "; ".join(told.change.title for told in notice.told)
    verb = "must approve" if notice.approval else "must be told of"
    yield f"{verb} {names} (until {notice.answer_until}, live from {notice.earliest})"


def _flows(customer: Customer, differences: Changes, before: Dossier, after: Dossier) -> Iterator[str]:
    """Flows that carry, or carried, the customer's data and that were gained, lost or changed."""
    for change in differences.flows:
        states = [(d, d.get(Flow, change.id)) for d in (before, after)]
        if any(f and is_for_customers(f, d) and carries(f, customer, d) for d, f in states):
            yield f"flow {change.verb}: {change.title}"


def _own_record(customer: Customer, before: Dossier) -> Iterator[str]:
    """What is said of the customer itself: its periods, its choices, its plan."""
    was = before.get(Customer, customer.id)
    if was is None:
        yield "new customer"
        return
    names = [f.name for f in fields(customer) if plain(getattr(customer, f.name)) != plain(getattr(was, f.name))]
    if names:
        yield f"its record differs: {', '.join(names)}"


def plain(value: object) -> object:
    """A record without its places: what it says and not where."""
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: plain(getattr(value, f.name)) for f in fields(value) if f.name != "place"}
    if isinstance(value, tuple) and not hasattr(value, "_fields"):
        return [plain(item) for item in value]
    return None if hasattr(value, "pointer") else value
