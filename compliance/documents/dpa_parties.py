"""The parties of an agreement, its details on the cover, the standard terms in use and the blocks for signatures.

GDPR Article 28(3) asks who they are and what they agree on; Article 28(9) asks for writing.
"""

from __future__ import annotations

from collections.abc import Iterator

from compliance.documents.dpa_view import DpaParty, FactGroup, Facts, SignatureBlock, TermsInUse
from compliance.documents.text import Text, fixed, joined, long_date, say
from compliance.documents.views import role
from compliance.frameworks import countries
from compliance.graph.dossier import Dossier
from compliance.project import LegalText, legal_texts
from compliance.registers.records.controls import Approval
from compliance.registers.records.customers import Agreement, Customer

TERMS = "dpa-terms.html.j2"
"""The template of the standard terms: the same bytes for every customer."""

CUSTOMER_TERM, COMPANY_TERM = "the Customer", "the Processor"
CUSTOMER_ROLES = {
    "controller": "Controller",
    "joint-controller": "Joint controller",
    "processor": "Processor for its own controllers",
}
AUTHORISATION = {
    "general": "General: changes are told beforehand and can be objected to",
    "specific": "Specific: each new sub-processor needs approval beforehand",
}
END = {
    "delete": "Delete",
    "return": "Return, then delete",
    "customer-chooses": "Delete or return, as the Customer chooses",
}
OPTIONAL = frozenset({"audit_for_cause_days"})
"""Periods for which the standard terms say what holds where none is stated."""

PERIODS = (
    ("breach_notice_hours", "Notice of a personal data breach", "hours", "from awareness"),
    ("subprocessor_notice_days", "Notice before a new sub-processor", "days", ""),
    ("objection_days", "Time to object or to approve", "days", "from the notice"),
    ("deletion_days", "Deletion complete, backups included", "days", "from the end of the contract"),
    ("audit_notice_days", "Notice before an audit", "days", ""),
    ("audit_for_cause_days", "Notice before an audit for cause", "days", ""),
    ("data_subject_request_days", "Help with a request of a data subject", "days", "from the Customer's call"),
)


def parties(customer: Customer, dossier: Dossier) -> tuple[DpaParty, ...]:
    """The customer, then the company."""
    sub = customer.role == "processor"
    at = (customer.at("role"),)
    return (
        DpaParty(
            "customer",
            CUSTOMER_TERM,
            say(customer, "legal_name"),
            say(customer, "role", CUSTOMER_ROLES[customer.role]),
            tuple(_customer(customer)),
        ),
        DpaParty(
            "company",
            COMPANY_TERM,
            say(dossier.company, "legal_name"),
            Text("Sub-processor" if sub else "Processor", at),
            tuple(_company(dossier)),
        ),
    )


def _customer(customer: Customer) -> Iterator[tuple[str, tuple[Text, ...]]]:
    contacts = customer.contacts
    if customer.registration_no:
        yield "Registration number", (say(customer, "registration_no"),)
    yield "Address", (joined((say(customer, "address"), say(customer, "country", countries.name(customer.country)))),)
    yield "Address for notices", (say(contacts, "notices"),)
    yield "Contact for privacy", (say(contacts, "privacy") or _unstated(customer, "contact for privacy"),)
    yield "Contact for breach notices", (say(contacts, "security") or say(contacts, "notices"),)
    yield "Data protection officer", (_officer(customer),)
    representative = _representative(customer)
    if representative:
        yield "Representative (GDPR Art. 27)", (representative,)
    yield "Supervisory authority", (_authority(customer),)


def _unstated(customer: Customer, what: str) -> Text:
    return Text(f"{what} not stated", (customer.at("id"),), "open")


def _officer(customer: Customer) -> Text:
    if customer.dpo:
        return say(customer, "dpo")
    if customer.subject_to_gdpr == "no":
        return say(customer, "subject_to_gdpr", "None named: the GDPR does not apply to the Customer")
    return _unstated(customer, "data protection officer, or that none is needed,")


def _representative(customer: Customer) -> Text:
    """Only a party outside the EEA has or needs one."""
    if countries.in_eea(customer.country):
        return Text("")
    if customer.representative_art27:
        return say(customer, "representative_art27")
    if customer.subject_to_gdpr == "no":
        return say(customer, "subject_to_gdpr", "None needed: the GDPR does not apply to the Customer")
    return _unstated(customer, "representative in the EEA")


def _authority(customer: Customer) -> Text:
    if customer.authority:
        return say(customer, "authority")
    if customer.subject_to_gdpr == "no":
        return say(customer, "subject_to_gdpr", "None under the GDPR: it does not apply to the Customer")
    return _unstated(customer, "competent authority")


def _company(dossier: Dossier) -> Iterator[tuple[str, tuple[Text, ...]]]:
    company = dossier.company
    yield "Registration number", (say(company, "registration_no"),)
    yield "Address", (joined((say(company, "address"), say(company, "country", countries.name(company.country)))),)
    contacts = company.contacts
    yield "Address for notices", (say(contacts, "legal") or say(contacts, "privacy"),)
    yield "Contact for privacy", (say(contacts, "privacy"),)
    yield "Contact for breaches and security", (joined((say(contacts, "breach"), say(contacts, "security"))),)
    officer = company.dpo
    if officer:
        named = joined((role(dossier, officer.role, officer.at("role")), say(officer, "contact")))
        yield "Data protection officer", (named,)
    else:
        yield "Data protection officer", (Text("not stated whether one is appointed", (company.place,), "open"),)
    if company.representative_art27:
        yield "Representative (GDPR Art. 27)", (say(company, "representative_art27"),)
    elif not countries.in_eea(company.country):
        missing = Text("representative in the EEA not stated", (company.at("country"),), "open")
        yield "Representative (GDPR Art. 27)", (missing,)
    yield "Supervisory authority", (say(company, "authority"),)


def terms_in_use(dossier: Dossier) -> TermsInUse:
    """Version and hash of the standard terms, as they are approved; open where these bytes are not."""
    found = dossier.kept.get("terms")
    if not isinstance(found, TermsInUse):
        found = dossier.kept["terms"] = _terms(dossier)
    return found


def _terms(dossier: Dossier) -> TermsInUse:
    text: LegalText | None = next((t for t in legal_texts(dossier.root) if t.name == TERMS), None)
    if text is None:
        nothing = Text("the standard terms are missing", (dossier.project.at("company"),), "open")
        return TermsInUse(TERMS, nothing, Text(""), Text(""))
    same = [a for a in dossier.all(Approval) if a.template == TERMS and a.sha256 == text.sha256]
    if not same:
        known = [a for a in dossier.all(Approval) if a.template == TERMS]
        places = tuple(a.at("sha256") for a in known) or (dossier.project.place,)
        return TermsInUse(TERMS, Text("not approved in this wording", places, "open"), fixed(text.sha256), Text(""))
    last = max(same, key=lambda a: a.approved_on)
    version = say(last, "version") or Text("without a version", (last.at("id"),), "open")
    by = role(dossier, last.approved_by, last.at("approved_by"))
    approved = joined((by, say(last, "approved_on", long_date(last.approved_on))))
    return TermsInUse(TERMS, version, Text(text.sha256, (last.at("sha256"),)), approved)


def details(customer: Customer, terms: TermsInUse, transfers: Facts, dossier: Dossier) -> tuple[FactGroup, ...]:
    """The cover, a group a subject. ``transfers`` are the lines on clauses and addenda."""
    return (
        FactGroup("agreement", "Agreement", tuple(_agreement(customer, dossier))),
        FactGroup("terms", "Standard terms", tuple(_of_terms(terms))),
        FactGroup("periods", "Periods", tuple(_periods(customer))),
        FactGroup("choices", "Choices", tuple(_choices(customer))),
        FactGroup("law", "Law and courts", tuple(_law(customer))),
        FactGroup("transfers", "Transfers to third countries", transfers),
    )


def _agreement(customer: Customer, dossier: Dossier) -> Iterator[tuple[str, tuple[Text, ...]]]:
    plan = next((p for p in dossier.project.plans if p.id == customer.plan), None)
    yield "Plan", (say(plan, "name").also(customer.at("plan")) if plan else say(customer, "plan"),)
    yield "Products", (joined(product_names(customer, dossier)),)
    main = _latest(customer, "msa", "terms")
    yield "Main contract", (_named(main) if main else _unstated(customer, "main contract"),)
    yield "Takes effect", (fixed("On the day of the later signature"),)
    yield "Duration of the processing", (_duration(customer),)
    before = _latest(customer, "dpa")
    if before:
        yield "Takes the place of", (_named(before),)


def _duration(customer: Customer) -> Text:
    since = say(customer, "since", f"From {long_date(customer.since)}")
    if customer.ends:
        until = say(customer, "ends", f"until {long_date(customer.ends)}, the end of the main contract,")
    else:
        until = fixed("for as long as the main contract runs,")
    return joined((since, until, fixed("and until all personal data is deleted or returned")), " ")


def _latest(customer: Customer, *kinds: str) -> Agreement | None:
    found = [agreement for agreement in customer.agreements if agreement.kind in kinds]
    return max(found, key=lambda agreement: agreement.signed_on, default=None)


def _named(agreement: Agreement) -> Text:
    version = say(agreement, "version", f"version {agreement.version}")
    signed = say(agreement, "signed_on", f"signed on {long_date(agreement.signed_on)}")
    return joined((say(agreement, "id"), version, signed))


def _of_terms(terms: TermsInUse) -> Iterator[tuple[str, tuple[Text, ...]]]:
    yield "Version", (terms.version,)
    if terms.sha256:
        yield "SHA-256 of the text", (terms.sha256,)
    if terms.approved:
        yield "Approved by", (terms.approved,)


def _periods(customer: Customer) -> Iterator[tuple[str, tuple[Text, ...]]]:
    for field, label, unit, start in PERIODS:
        number = getattr(customer.promises, field)
        if number is None and field in OPTIONAL:
            continue
        if number is None:
            yield label, (Text("period not agreed", (customer.promises.place,), "open"),)
        else:
            shown = f"{number} {unit[:-1] if number == 1 else unit}"
            yield label, (say(customer.promises, field, f"{shown} {start}".strip()),)


def _choices(customer: Customer) -> Iterator[tuple[str, tuple[Text, ...]]]:
    dpa = customer.dpa
    yield "Authorisation of sub-processors", (say(dpa, "authorisation", AUTHORISATION[dpa.authorisation]),)
    yield "At the end of the contract", (say(dpa, "end_of_contract", END[dpa.end_of_contract]),)
    if dpa.next_review:
        yield "Next review of this agreement", (say(dpa, "next_review", long_date(dpa.next_review)),)
    if customer.deviations:
        ids = joined(say(deviation, "id") for deviation in customer.deviations)
        yield "Agreed deviations", (ids,)


def _law(customer: Customer) -> Iterator[tuple[str, tuple[Text, ...]]]:
    dpa = customer.dpa
    law = countries.code(dpa.governing_law)
    yield "Governing law", (say(dpa, "governing_law", countries.name(law) if law == dpa.governing_law else None),)
    courts = countries.code(dpa.courts)
    named = f"Courts of {countries.name(courts)}" if courts and courts == dpa.courts else None
    yield "Courts", (say(dpa, "courts", named),)


def signatures(customer: Customer, dossier: Dossier) -> tuple[SignatureBlock, ...]:
    """A block for each party. Who signs is written by hand; who signed last stands beside it."""
    blanks = ("Name", "Title", "Place and date", "Signature")
    before = _latest(customer, "dpa") or _latest(customer, "msa", "terms")
    ours: Facts = ()
    theirs: Facts = ()
    if before:
        signer = role(dossier, before.signed_by, before.at("signed_by"))
        ours = (("Last signed by", (signer,)),)
        if before.signed_for_customer:
            theirs = (("Last signed by", (say(before, "signed_for_customer"),)),)
    return (
        SignatureBlock("customer", CUSTOMER_TERM, say(customer, "legal_name"), theirs, blanks),
        SignatureBlock("company", COMPANY_TERM, say(dossier.company, "legal_name"), ours, blanks),
    )


def product_names(customer: Customer, dossier: Dossier) -> tuple[Text, ...]:
    """The products that a customer has, by name."""
    names = {product.id: product for product in dossier.project.products}
    return tuple(
        say(names[id], "name").also(customer.at("products", n))
        if id in names
        else Text(id, (customer.at("products", n),))
        for n, id in enumerate(customer.products)
    )


def products(customer: Customer, dossier: Dossier) -> tuple[Text, ...]:
    """The products of a customer with what they are."""
    names = {product.id: product for product in dossier.project.products}
    return tuple(
        joined((say(names[id], "name"), say(names[id], "description")), ": ").also(customer.at("products", n))
        for n, id in enumerate(customer.products)
        if id in names
    )
