"""Data of customers stays in backups longer than the deletion that was promised.

Finds: retention rules of activities in which the company is processor, with a ``backup_expiry`` that is longer
than the smallest ``deletion_days`` promised. Where the period ``starts_at`` the end of the contract, period
and backup expiry are added.
Why: GDPR Art. 28(3)(g): deletion means all copies; the DPA promises it within these days.
Fix: let backups expire sooner, shorten the period, or promise more days.
Wrong when: the backups are encrypted by customer and the key is destroyed earlier; say so in a waiver.
"""

import re
from collections.abc import Iterator

from compliance.diagnostics import Diagnostic, Label, Severity
from compliance.graph.dossier import Dossier
from compliance.registers.records.customers import Customer
from compliance.registers.records.flows import Activity, Retention
from compliance.rules.rule import Rule

AT_THE_END = re.compile(r"\bend of (the )?(contract|agreement|service|subscription)", re.IGNORECASE)


def subjects(dossier: Dossier) -> Iterator[Retention]:
    for_customers = {id for a in dossier.all(Activity) if a.role == "processor" for id in a.retention}
    return (rule for rule in dossier.all(Retention) if rule.id in for_customers and rule.backup_expiry)


def check(rule: Retention, dossier: Dossier) -> Iterator[Diagnostic]:
    customers = dossier.all(Customer)
    if not customers or rule.backup_expiry is None:
        return
    strictest = min(customers, key=lambda customer: customer.promises.deletion_days)
    promised = strictest.promises.deletion_days
    ends = AT_THE_END.search(rule.starts_at) is not None
    days = rule.backup_expiry.days + (rule.period.days if ends else 0)
    if days > promised:
        before = f"{rule.period} and then " if ends else ""
        yield RULE.found(
            f"`{rule.id}` stays {before}{rule.backup_expiry} in backups; {strictest.legal_name} was promised deletion "
            f"within {promised} days",
            rule.at("backup_expiry"),
            Label(strictest.promises.at("deletion_days"), f"{promised} days promised"),
            *((Label(rule.at("period"), "before that"),) if ends else ()),
            text="in backups",
            help="let backups expire sooner, shorten the period, or promise more days",
            subject=rule.id,
        )


RULE = Rule(__name__, __doc__, Severity.ERROR, subjects, check)
