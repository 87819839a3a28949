"""Generated customers of the worked company: as many as a test or a benchmark wants, the same each time.

They differ in country, kind, plan, products, periods, law and what they signed, and ``dossier check`` finds no
error in them.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from tests.company import copy_company

COUNTRIES = (
    ("NO", "Norway", "Oslo District Court", "Datatilsynet (Norway)", "Norsund"),
    ("SE", "Sweden", "Stockholm District Court", "Integritetsskyddsmyndigheten", "Svealund"),
    ("DK", "Denmark", "Copenhagen City Court", "Datatilsynet (Denmark)", "Dansby"),
    ("DE", "Germany", "Courts of Berlin", "State data protection authority", "Deutenau"),
    ("FR", "France", "Courts of Paris", "CNIL", "Franvilliers"),
    ("GB", "England and Wales", "Courts of England and Wales", "Information Commissioner (UK)", "Greatham"),
    ("US", "Norway", "Hordaland District Court", "", "Unionville"),
    ("NO", "Norway", "Hordaland District Court", "Datatilsynet (Norway)", "Fjordvik"),
)
"""Code, governing law, courts, authority and the beginning of names that nobody has."""

OFFERS = (
    ("pro", "capture"),
    ("pro", "capture, diary"),
    ("enterprise", "capture, diary"),
    ("enterprise", "capture, diary, consent"),
)
KINDS = (("hospital", "University Hospital"), ("university", "University"), ("pharma", "Pharma"))

_CUSTOMER = """\
id: {id}
legal_name: {name}
short_name: {town} {n}
kind: {kind}
registration_no: 900 {thousands:03} {rest:03}
address: {n} Harbour Street, {town}
country: {country}
role: controller
subject_to_gdpr: {subject}
contacts:
  notices: Contract office, contracts@{id}.example
  privacy: Privacy office, privacy@{id}.example
  security: Security desk, security@{id}.example
dpo: Data protection officer, dpo@{id}.example
{representative}plan: {plan}
products: [{products}]
since: 20{year}-0{month}-01
{authority}promises:
  breach_notice_hours: {hours}
  subprocessor_notice_days: {notice}
  objection_days: {objection}
  deletion_days: {deletion}
  audit_notice_days: {audit}
  data_subject_request_days: {requests}
dpa:
  authorisation: general
  end_of_contract: {end}
  governing_law: {law}
  courts: {courts}
  scc_docking_clause: {docking}
  scc_independent_body: false
  scc_governing_law: IE
  scc_law_chosen_by: legal-counsel
{addendum}{transfer}agreements:
  - id: DPA-1
    kind: dpa
    version: '3.0'
    sha256: {sha256}
    signed_on: 2026-0{month}-15
    signed_by: ceo
    signed_for_customer: Director
owner: head-of-sales
"""


def customer(n: int) -> tuple[str, str]:
    """The id and the register of customer number ``n``."""
    country, law, courts, authority, town = COUNTRIES[n % 8]
    kind, title = KINDS[n // 8 % 3]
    plan, products = OFFERS[n // 3 % 4]
    id = f"{town.lower()}-{kind}-{n:04}"
    abroad = country == "US"
    text = _CUSTOMER.format(
        n=n,
        id=id,
        name=f"{town} {title} {n}",
        town=town,
        kind=kind,
        thousands=n // 1000,
        rest=n % 1000,
        country=country,
        subject="no" if abroad else "yes",
        representative='representative_art27: "None needed: it serves nobody in the EEA."\n'
        if abroad
        else "representative_art27: Ballinarrow Representation Ltd, Dublin, eu@ballinarrow.example\n"
        if country == "GB"
        else "",
        plan=plan,
        products=products,
        year=22 + n % 4,
        month=1 + n % 9,
        authority=f"authority: {authority}\n" if authority else "",
        hours=(24, 36, 48, 72)[n // 2 % 4],
        notice=(30, 45, 60)[n % 3],
        objection=(14, 30)[n // 5 % 2],
        deletion=(60, 90)[n // 7 % 2],
        audit=(14, 30)[n % 2],
        requests=(10, 14)[n // 4 % 2],
        end=("delete", "return", "customer-chooses")[n // 2 % 3],
        law=law,
        courts=courts,
        docking=("true", "false")[n % 2],
        addendum="  uk_addendum_ends_by: neither\n" if country == "GB" else "",
        transfer="transfer:\n  mechanism: scc\n  module: '4'\n  signed_on: 2026-01-13\n" if abroad else "",
        sha256=hashlib.sha256(id.encode()).hexdigest(),
    )
    return id, text


def generate(root: Path, count: int) -> tuple[str, ...]:
    """Write so many customers into a project; their ids."""
    folder = root / "customers"
    folder.mkdir(parents=True, exist_ok=True)
    made = [customer(n) for n in range(count)]
    for id, text in made:
        (folder / f"{id}.yaml").write_text(text, encoding="utf-8")
    return tuple(id for id, _ in made)


def company(target: Path, count: int) -> Path:
    """The worked company with so many customers: its own four, and generated ones beside them."""
    root = copy_company(target)
    generate(root, count - len(list((root / "customers").glob("*.yaml"))))
    return root
