"""What a change of the registers does to the documents, sentence by sentence, and to which customers.

Both states are printed, as HTML and on the same day, with the templates of each state and this
product's layout; then the printed texts are compared and not the files. A document that says the same
in both, by the same templates and settings, is not printed for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from functools import cache
from typing import Literal

import jinja2
from jinja2 import meta

from compliance.between import Pair
from compliance.build import BuildOptions, plan
from compliance.derive import notices
from compliance.derive.changes import Changes, changes
from compliance.derive.reach import carries, is_for_customers, running
from compliance.diagnostics import Diagnostic, Place
from compliance.documents.views import View
from compliance.graph.dossier import Dossier
from compliance.registers.records.customers import Customer
from compliance.registers.records.flows import Flow
from compliance.render.clauses import ClauseExtension
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
        self.settings = (dossier.project.documents, dossier.company.legal_name)
        self._views: dict[tuple[str, str], View] = {}
        self._templates: dict[str, Mapping[str, str] | None] = {}

    def view(self, key: tuple[str, str]) -> View:
        """What a document says."""
        if key not in self._views:
            self._views[key] = self.made[key].document.view(self._dossier, key[1])
        return self._views[key]

    def template(self, name: str) -> Mapping[str, str] | None:
        """A template and all that it includes, by name; None where only printing shows what that is."""
        if name not in self._templates:
            self._templates[name] = _with_included(name, self._env)
        return self._templates[name]

    def html(self, key: tuple[str, str]) -> Rendered | None:
        """The document as it is printed; None where its template is at fault."""
        document = replace(self.made[key].document, view=lambda dossier, subject: self.view(key))
        try:
            return render(document, key[1], self._dossier, self._env)
        except TemplateFaultError as error:
            self.faults[" ".join(key).strip()] = error.diagnostic
            return None


def _with_included(name: str, env: jinja2.Environment) -> Mapping[str, str] | None:
    found: dict[str, str] = {}
    left = [name]
    while left:
        name = left.pop()
        if name in found or env.loader is None:
            continue
        try:
            found[name] = env.loader.get_source(env, name)[0]
            left += _included(found[name])
        except (jinja2.TemplateError, LookupError):
            return None
    return found


@cache
def _included(source: str) -> tuple[str, ...]:
    """The templates that a template names; LookupError where one is named by an expression."""
    env = jinja2.Environment(extensions=[ClauseExtension])
    named = tuple(meta.find_referenced_templates(env.parse(source)))
    if None in named:
        raise LookupError(source)
    return tuple(name for name in named if name)


def _documents(then: _Printed, now: _Printed) -> Iterator[DocumentImpact]:
    for key in now.made:
        if key not in then.made:
            if now.html(key):
                yield DocumentImpact(*key, "added")
        elif not _alike(key, then, now):
            old, new = then.html(key), now.html(key)
            differences = edits(units(old), units(new)) if old and new and old.html != new.html else ()
            if differences:
                yield DocumentImpact(*key, "changed", differences)
    for key in then.made:
        if key not in now.made:
            yield DocumentImpact(*key, "removed")


def _alike(key: tuple[str, str], then: _Printed, now: _Printed) -> bool:
    """Whether a document says the same in both states, which need not be printed then."""
    old, new = (printed.template(printed.made[key].document.template) for printed in (then, now))
    return old is not None and old == new and same(then.settings, now.settings) and same(then.view(key), now.view(key))


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
    names = [f.name for f in fields(customer) if not same(getattr(customer, f.name), getattr(was, f.name))]
    if names:
        yield f"its record differs: {', '.join(names)}"


def same(was: object, now: object) -> bool:
    """Whether two records or views say the same, wherever it stands: places are left out."""
    cls = type(was)
    if was is now or (cls is Place and type(now) is Place):
        return True
    if cls is not type(now):
        return False
    if isinstance(was, tuple | list) and isinstance(now, tuple | list):
        if _only_places(was) and _only_places(now):
            return True
        return len(was) == len(now) and all(map(same, was, now))
    if is_dataclass(was):
        return all(same(getattr(was, f.name), getattr(now, f.name)) for f in fields(was) if f.name != "place")
    return was == now


def _only_places(values: Sequence[object]) -> bool:
    return all(type(value) is Place for value in values)
