"""An agreed deviation takes away a duty that the law demands of the contract.

Finds: entries of ``removes`` of deviations in force that name a duty of ``frameworks/dpa_rules.yaml`` which the law
asks for, a whole rule (``DPA-13``) included, and entries that name no duty at all.
Why: GDPR Art. 28(3) binds both parties: a customer that gives up audits, deletion or notice of breaches has no contract
as the article demands, and the company processes without one.
Fix: agree on other wording that keeps the duty: less often, by an auditor, with a longer notice.
Wrong when: the duty stands in another contract with the same customer; waive it with that contract's clause.
"""

from collections.abc import Iterator
from typing import NamedTuple

from compliance.derive.reach import running
from compliance.diagnostics import Diagnostic, Severity
from compliance.frameworks.dpa_rules import Duty, duties, rules
from compliance.graph.dossier import Dossier
from compliance.registers.records.customers import Customer, Deviation
from compliance.rules.rule import Rule


class Removed(NamedTuple):
    """One entry of ``removes``."""

    customer: Customer
    deviation: Deviation
    number: int


def subjects(dossier: Dossier) -> Iterator[Removed]:
    for customer in running(dossier):
        for deviation in customer.deviations:
            if deviation.expires is None or deviation.expires >= dossier.today:
                yield from (Removed(customer, deviation, n) for n in range(len(deviation.removes)))


def check(removed: Removed, dossier: Dossier) -> Iterator[Diagnostic]:
    customer, deviation, number = removed
    key = deviation.removes[number]
    rule = next((r for r in rules() if r.id == key.partition(".")[0]), None)
    whole = rule is not None and rule.id == key
    one = duties().get(key)
    gone: tuple[Duty, ...] = rule.declared if rule and whole else (one,) if one else ()
    place = deviation.at("removes", number)
    if not gone or rule is None:
        yield RULE.found(
            f"deviation {deviation.id} of {customer.legal_name} removes `{key}`, which is no duty",
            place,
            help="`dossier lint-dpa` lists the duties by key",
            subject=customer.id,
        )
        return
    demanded = [duty.needs for duty in gone if duty.asked_by == "law" and rule.level != "should"]
    if demanded:
        yield RULE.found(
            f"deviation {deviation.id} of {customer.legal_name} takes away what {rule.ref} demands: "
            f"{'; '.join(demanded)}",
            place,
            text=rule.title,
            help="agree on wording that keeps the duty",
            subject=customer.id,
        )


RULE = Rule(__name__, __doc__, Severity.ERROR, subjects, check)
