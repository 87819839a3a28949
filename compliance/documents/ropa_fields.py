"""How each field of a record of processing is filled from the registers and the graph.

One function a field, by the key of ``frameworks/ropa.yaml``. A function returns what stands in the
field, a text a line; what nobody knows is a text marked open, and an empty answer is one too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

from compliance.derive import recipients
from compliance.derive.breaches import activities_of, breaches
from compliance.derive.recipients import Recipient
from compliance.derive.transfers import Transfer
from compliance.documents import hops
from compliance.documents import processing as words
from compliance.documents.measures import in_substance
from compliance.documents.text import Text, each, fact, joined, long_date, say
from compliance.documents.views import role
from compliance.frameworks import countries
from compliance.frameworks.gdpr import deadline
from compliance.graph.dossier import Dossier
from compliance.registers.records.controls import Control, Policy
from compliance.registers.records.customers import Customer
from compliance.registers.records.flows import Activity, Flow, System

DELETION = "A.8.10"
"""The control whose policies say how long things are kept and how they are deleted."""


@dataclass(frozen=True)
class Subject:
    """An activity with what is derived about it once, for all fields."""

    activity: Activity
    dossier: Dossier
    judged: tuple[Transfer, ...]
    """Every transfer of the project, as it was judged."""

    @cached_property
    def recipients(self) -> tuple[Recipient, ...]:
        return recipients.recipients(self.activity, self.dossier)

    @cached_property
    def controllers(self) -> tuple[Customer, ...]:
        return recipients.controllers(self.activity, self.dossier)

    @cached_property
    def flows(self) -> tuple[Flow, ...]:
        return recipients.flows_of(self.activity, self.dossier)

    @cached_property
    def systems(self) -> tuple[System, ...]:
        return recipients.systems_of(self.activity, self.dossier)

    @cached_property
    def transfers(self) -> tuple[Transfer, ...]:
        return hops.transfers_of(self.activity, self.dossier, self.judged)

    @property
    def processor(self) -> bool:
        return self.activity.role == "processor"


Filled = tuple[Text, ...]
Filler = Callable[[Subject], Filled]


def _field(name: str) -> Filler:
    """A field that a text of the activity fills."""
    return lambda s: (say(s.activity, name),)


def _name(s: Subject) -> Filled:
    name, id = say(s.activity, "name"), say(s.activity, "id")
    return (Text(f"{name.value} ({id.value})", (*name.sources, *id.sources)),)


def _organisation(s: Subject) -> Filled:
    company = s.dossier.company
    number = say(company, "registration_no", f"organisation number {company.registration_no}")
    country = say(company, "country", countries.name(company.country))
    return (
        joined((say(company, "legal_name"), number, say(company, "address"), country)),
        say(company.contacts, "privacy"),
    )


def _representative(s: Subject) -> Filled:
    company = s.dossier.company
    if company.representative_art27:
        own = say(company, "representative_art27")
    elif countries.in_eea(company.country):
        own = say(company, "country", f"None needed: established in {countries.name(company.country)}, inside the EEA")
    else:
        own = Text("representative in the EEA not stated", (company.at("country"),), "open")
    return (own, *(text for customer in s.controllers if (text := representative(customer))))


def representative(customer: Customer) -> Text:
    """The representative of a controller outside the EEA; empty for one inside."""
    if countries.in_eea(customer.country):
        return Text("")
    name = customer.short_name or customer.legal_name
    if customer.representative_art27:
        return joined((say(customer, "short_name", name), say(customer, "representative_art27")), ": ")
    if customer.subject_to_gdpr == "no":
        return say(customer, "subject_to_gdpr", f"{name}: none needed, GDPR does not apply to it")
    return Text(f"{name}: representative in the EEA not stated", (customer.at("country"),), "open")


def _dpo(s: Subject) -> Filled:
    officer = s.dossier.company.dpo
    if officer is None:
        return (Text("not stated whether an officer is appointed", (s.dossier.company.place,), "open"),)
    return (joined((role(s.dossier, officer.role, officer.at("role")), say(officer, "contact"))),)


def _role(s: Subject) -> Filled:
    stated = say(s.activity, "role", words.ROLES[s.activity.role])
    if not s.processor:
        return (stated,)
    if not s.controllers:
        nobody = Text("no customer has this activity in its contract", (s.activity.at("role"),))
        return (joined((stated, nobody), "; "),)
    names = joined(say(c, "legal_name").also(c.at("plan"), c.at("products")) for c in s.controllers)
    return (joined((stated, joined((Text("on behalf of"), names), " "))),)


def _steward(s: Subject) -> Filled:
    a = s.activity
    owner = joined((Text("Owner"), role(s.dossier, a.owner, a.at("owner"))), ": ")
    if not a.steward:
        return owner, Text("data steward not named", (a.at("id"),), "open")
    return (joined((owner, joined((Text("steward"), role(s.dossier, a.steward, a.at("steward"))), ": ")), "; "),)


def _special(s: Subject) -> Filled:
    found = words.special_categories(s.activity)
    if found:
        return (joined((Text("Yes"), joined(found)), ": "),)
    return (Text("No: none of the categories is special", (s.activity.at("categories"),)),)


def _recipients(s: Subject) -> Filled:
    a = s.activity
    inside = joined((say(a, "department"), role(s.dossier, a.owner, a.at("owner"))))
    lines = [joined((Text("Inside"), inside), ": ")]
    lines += [_recipient(recipient, s.dossier) for recipient in s.recipients]
    handed = recipients.handed_over(a, s.dossier)
    for flow in handed:
        who = s.dossier.get(System, flow.to)
        name = say(who, "name") if who else Text(flow.to)
        lines.append(
            joined(
                (name, say(flow, "importer_role", "for the controllers"), say(flow, "number", f"flow {flow.number}"))
            )
        )
    return tuple(lines)


def _recipient(recipient: Recipient, dossier: Dossier) -> Text:
    """A vendor by name, part and services, and whom it engages in turn."""
    vendor = recipient.vendor
    shown = (*recipient.runs, *recipient.hosts)
    part = Text(recipient.part, tuple(s.at("vendor" if s in recipient.runs else "hosting") for s in shown))
    line = joined((say(vendor, "name"), part, joined(each(vendor, "services"))))
    if not recipient.below:
        return line
    names = joined(fact(below.link.name, "a sub-processor without a name") for below in recipient.below)
    return joined((line, names), "; engages ")


def _third_parties(s: Subject) -> Filled:
    own = [r for r in s.recipients if r.own_purposes]
    if own:
        names = joined(say(r.vendor, "name") for r in own)
        notes = [joined((say(r.vendor, "name"), say(r.vendor, "role_note")), ": ") for r in own if r.vendor.role_note]
        return (joined((Text("Yes, for a part that they process as controllers"), names), ": "), *notes)
    places = tuple(r.vendor.at("role") for r in s.recipients) or (s.activity.at("systems"),)
    if recipients.handed_over(s.activity, s.dossier):
        return (Text("No: processors apart, only the controllers themselves get it back", places),)
    return (Text("No: every recipient outside the company acts on its instructions", places),)


def _retention(s: Subject) -> Filled:
    return words.periods(s.activity, s.dossier)


def _retention_policy(s: Subject) -> Filled:
    rules = words.retention_rules(s.activity, s.dossier)
    register = Text(f"Retention register: {', '.join(rule.id for rule, _ in rules)}", tuple(p for _, p in rules))
    control = s.dossier.get(Control, DELETION)
    policies = tuple(_policies(control, s.dossier)) if control else ()
    return (*policies, register) if policies else (register,)


def _policies(control: Control, dossier: Dossier) -> Iterator[Text]:
    for n, id in enumerate(control.policies):
        policy = dossier.get(Policy, id)
        if policy is not None:
            yield policy_named(policy).also(control.at("policies", n))


def policy_named(policy: Policy) -> Text:
    """Title and version of a policy."""
    return joined((say(policy, "title"), say(policy, "version", f"version {policy.version}")))


def _followed(s: Subject) -> Filled:
    followed = s.activity.retention_followed
    return (say(followed, "answer"),) if followed else ()


def _plan(s: Subject) -> Filled:
    followed = s.activity.retention_followed
    if followed is None:
        return ()
    if followed.note:
        return (say(followed, "note"),)
    return (Text("None needed: the periods are kept", (followed.at("answer"),)),) if followed.answer else ()


def _measures(s: Subject) -> Filled:
    listed = enumerate(s.activity.controls)
    found = ((s.dossier.get(Control, id), s.activity.at("controls", n)) for n, id in listed)
    return tuple(in_substance(control, s.dossier).also(place) for control, place in found if control is not None)


def _places(s: Subject) -> Filled:
    """Systems by the place that they share."""
    found: dict[str, list[tuple[Text, Text]]] = {}
    for system in s.systems:
        place = words.where(system, s.dossier)
        found.setdefault(place.plain, []).append((say(system, "name"), place))
    lines = []
    for pairs in found.values():
        places = tuple(p for _, place in pairs for p in place.sources)
        where = Text(pairs[0][1].value, tuple(dict.fromkeys(places)), pairs[0][1].mark)
        lines.append(joined((joined(name for name, _ in pairs), where), ": "))
    return tuple(lines)


def _interest(s: Subject) -> Filled:
    weighed = s.activity.legitimate_interest
    if weighed is not None:
        return (say(weighed, "interest"),)
    return () if s.activity.legal_basis == "legitimate-interests" else (_no_interest(s.activity, "None pursued"),)


def _no_interest(activity: Activity, start: str) -> Text:
    return Text(f"{start}: the activity rests on another ground", (activity.at("legal_basis"),))


def _lia(s: Subject) -> Filled:
    weighed = s.activity.legitimate_interest
    if weighed is None:
        return () if words.rests_on_interest(s.activity) else (_no_interest(s.activity, "None needed"),)
    if weighed.assessed_on is None:
        return (Text("the interest is stated and not assessed", (weighed.place,), "open"),)
    day = say(weighed, "assessed_on", long_date(weighed.assessed_on))
    line = joined((Text("Document “Legitimate interest assessments”"), day))
    return (joined((line, role(s.dossier, weighed.assessed_by, weighed.at("assessed_by"))), " by "),)


def _art9(s: Subject) -> Filled:
    if s.activity.art9_condition:
        return (say(s.activity, "art9_condition", words.CONDITIONS[s.activity.art9_condition]),)
    if words.special_categories(s.activity):
        return ()
    return (Text("None needed: no special category is processed", (s.activity.at("categories"),)),)


def _dpia(s: Subject) -> Filled:
    decision = s.activity.dpia
    if decision is None:
        return ()
    answer = joined((say(decision, "required", "Yes" if decision.required else "No"), say(decision, "reason")), ". ")
    if not decision.reference:
        return (answer,)
    day = say(decision, "performed_on", long_date(decision.performed_on)) if decision.performed_on else Text("")
    return answer, joined((say(decision, "reference"), day))


def _consent(s: Subject) -> Filled:
    if s.activity.consent_record:
        return (say(s.activity, "consent_record"),)
    on_consent = [flow for flow in s.flows if flow.legal_basis == "consent"]
    if s.activity.legal_basis == "consent" or on_consent:
        return ()
    places = (s.activity.at("legal_basis"), *(f.at("legal_basis") for f in s.flows if f.legal_basis))
    return (Text("None: nothing in this activity rests on consent", places),)


def _breaches(s: Subject) -> Filled:
    company, procedures = s.dossier.company, s.dossier.project.procedures
    policy = s.dossier.get(Policy, procedures.policy) if procedures and procedures.policy else None
    as_said = (policy_named(policy),) if policy else ()
    contact = joined((Text("Reported to"), say(company.contacts, "breach")), " ")
    if s.processor:
        if procedures is None or procedures.breach_notice_hours is None:
            return ()
        hours = say(procedures, "breach_notice_hours", f"{procedures.breach_notice_hours} hours")
        return joined((Text("The controllers are told within"), hours), " "), contact, *as_said
    limit = deadline("breach-to-authority", s.dossier.today)
    if limit is None:
        return ()
    within = f"told within {limit.hours} hours of awareness ({limit.source}), unless a risk to people is unlikely"
    return joined((say(company, "authority"), Text(within)), " is "), contact, *as_said


def _breach_register(s: Subject) -> Filled:
    touched = [i for i in breaches(s.dossier) if s.activity in activities_of(i, s.dossier)]
    if touched:
        return (joined((Text("Document “Breach register”"), joined(say(i, "id") for i in touched)), ": "),)
    return (Text("Document “Breach register”: no breach touched this activity", (s.activity.at("systems"),)),)


def _contracts(s: Subject) -> Filled:
    ours = tuple(contract(customer) for customer in s.controllers)
    theirs = tuple(_engagement(r) for r in s.recipients if r.part != "controller")
    return (*ours, *theirs) or (Text("None needed: no processor is engaged", (s.activity.at("systems"),)),)


def contract(customer: Customer) -> Text:
    """The processing agreement with a customer: the newest that is signed."""
    signed = [agreement for agreement in customer.agreements if agreement.kind == "dpa"]
    name = say(customer, "short_name") or say(customer, "legal_name")
    if not signed:
        return Text(f"{name.value}: no agreement on record", (customer.at("id"),), "open")
    last = max(signed, key=lambda agreement: agreement.signed_on)
    version = say(last, "version", f"version {last.version}")
    day = say(last, "signed_on", f"signed {long_date(last.signed_on)}")
    return joined((name, joined((say(last, "id"), version, day))), ": ")


def _engagement(recipient: Recipient) -> Text:
    dpa, name = recipient.vendor.dpa, say(recipient.vendor, "name")
    if dpa.status in ("missing", "not-needed"):
        mark = "open" if dpa.status == "missing" else ""
        return Text(f"{name.value}: agreement {dpa.status.replace('-', ' ')}", (dpa.at("status"), *name.sources), mark)  # type: ignore[arg-type]  # both are marks
    state = {"signed": "signed", "accepted": "accepted", "incorporated": "part of the main contract"}[dpa.status]
    day = say(dpa, "signed_on", long_date(dpa.signed_on)) if dpa.signed_on else Text("")
    return joined((name, joined((say(dpa, "status", f"agreement {state}"), day))), ": ")


FILLERS: dict[str, Filler] = {
    "name": _name,
    "description": _field("description"),
    "organisation": _organisation,
    "representative": _representative,
    "dpo": _dpo,
    "joint_controllers": lambda s: words.joint(s.activity),
    "role": _role,
    "department": _field("department"),
    "steward": _steward,
    "purposes": lambda s: words.purposes(s.activity),
    "subjects": lambda s: (joined(words.labels(s.activity, "subjects", "subject")),),
    "categories": lambda s: (joined(words.labels(s.activity, "categories", "category")),),
    "special": _special,
    "source": _field("source_of_data"),
    "recipients": _recipients,
    "third_parties": _third_parties,
    "countries": lambda s: hops.countries_of(s.transfers, s.activity.at("systems")),
    "safeguards": lambda s: hops.grounds_of(s.transfers, s.activity.at("systems"), s.dossier.today),
    "retention": _retention,
    "retention_policy": _retention_policy,
    "retention_followed": _followed,
    "retention_plan": _plan,
    "measures": _measures,
    "places": _places,
    "legal_basis": lambda s: words.ground(s.activity),
    "interest": _interest,
    "lia": _lia,
    "art9": _art9,
    "automated_decisions": _field("automated_decisions"),
    "profiling": _field("profiling"),
    "dpia": _dpia,
    "rights": _field("rights"),
    "notice": _field("notice"),
    "consent": _consent,
    "breach_procedure": _breaches,
    "breach_register": _breach_register,
    "contracts": _contracts,
    "reviewed": lambda s: (words.reviewed(s.activity, s.dossier),),
}
