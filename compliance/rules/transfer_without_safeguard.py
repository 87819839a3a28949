"""Personal data leaves the EEA with no transfer safeguard.

Finds: live flows of personal data, hosts of our own systems and customers who get data back, where a country outside
the EEA is known and no ground covers it: no adequacy decision on the day, no known entry on the list of the Data
Privacy Framework, no clauses declared, or a declared ground that does not cover this importer or country.
Why: GDPR Art. 44: a transfer without a ground under Chapter V may not take place at all.
Fix: declare the ground under `transfer` of the flow (of the customer, where data goes back), correct it, or stop the
flow.
Wrong when: the supplier named under `transfer.mechanisms` which ground its agreement gives and nobody has read it yet:
say so there as an unverified fact, and the finding becomes one of `transfer-unverified`.
"""

from collections.abc import Iterator

from compliance.derive.transfer_needs import Need
from compliance.derive.transfers import Transfer, transfers
from compliance.diagnostics import Diagnostic, Label, Place, Severity
from compliance.frameworks import countries
from compliance.graph.dossier import Dossier
from compliance.rules.rule import Rule


def subjects(dossier: Dossier) -> Iterator[Transfer]:
    return iter(transfers(dossier))


def check(transfer: Transfer, dossier: Dossier) -> Iterator[Diagnostic]:
    if transfer.verdict not in ("missing", "unsupported-scope"):
        return
    need = _worst(transfer)
    code = need.where.fact.value or ""
    who = f"{transfer.hop.importer.name} in {countries.name(code)}" if code else transfer.hop.importer.name
    covered = "no transfer safeguard" if transfer.verdict == "missing" else "a declared ground that does not cover it"
    yield RULE.found(
        f"personal data reaches {who} with {covered}",
        need.where.fact.place,
        *_labels(transfer),
        text=need.reason.partition(": ")[2] or "outside the EEA",
        help=_help(transfer),
        subject=transfer.hop.subject,
    )


def _worst(transfer: Transfer) -> Need:
    """The country that asks for clauses; else the first outside the EEA."""
    return next((need for need in transfer.outside if need.kind == "clauses"), transfer.outside[0])


def _labels(transfer: Transfer) -> Iterator[Label]:
    flow = transfer.hop.flow
    if flow is not None:
        yield Label(flow.at("to"), f"this flow sends {', '.join(flow.data_categories)} there")
    if transfer.hop.declared is not None:
        yield Label(_declared_at(transfer), "this is declared")


def _declared_at(transfer: Transfer) -> Place:
    assert transfer.hop.declared is not None
    return transfer.hop.declared.at("mechanism")


def _help(transfer: Transfer) -> str:
    holder = "customer" if transfer.hop.importer.customer else "flow"
    module = f" (module {transfer.module} of the clauses would fit)" if transfer.module else ""
    verb = "correct" if transfer.hop.declared else "add"
    return f"{verb} `transfer:` of the {holder}{module}, or stop the flow"


RULE = Rule(__name__, __doc__, Severity.ERROR, subjects, check)
