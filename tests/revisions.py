"""A small project in a git repository, with four customers and what can change in it."""

from __future__ import annotations

import subprocess
from pathlib import Path

from compliance import pipeline
from compliance.between import before
from compliance.graph.dossier import Dossier
from tests.company import copy_base, edit, read, write
from tests.test_cli import GIT

CUSTOMERS = {
    # id: plan, days of notice, days to object, authorisation
    "aas-hospital": ("pro", 30, 14, "general"),
    "bergland-pharma": ("enterprise", 60, 30, "specific"),
    "dal-university": ("pro", 30, 30, "general"),
}
"""Beside sund-hospital, which the base has: plan pro, 60 days of notice, 30 to object, general."""


def git(root: Path, *arguments: str) -> None:
    subprocess.run(["git", "-C", str(root), *arguments], check=True, capture_output=True, env=GIT)


def commit(root: Path, message: str) -> None:
    git(root, "add", "-A")
    git(root, "commit", "-qm", message)


def repository(root: Path) -> Path:
    """The base of the rule cases with four customers, committed."""
    copy_base(root)
    customer = (root / "customers" / "sund-hospital.yaml").read_text(encoding="utf-8")
    for id, (plan, notice, objection, authorisation) in CUSTOMERS.items():
        text = customer.replace("id: sund-hospital", f"id: {id}")
        text = text.replace("Sund sykehus HF", id.replace("-", " ").title()).replace("plan: pro", f"plan: {plan}")
        text = text.replace("subprocessor_notice_days: 60", f"subprocessor_notice_days: {notice}")
        text = text.replace("objection_days: 30", f"objection_days: {objection}")
        text = text.replace("authorisation: general", f"authorisation: {authorisation}")
        write(root, f"customers/{id}.yaml", text)
    edit(
        root,
        "dossier.yaml",
        {
            "  - {id: pro, name: Pro, products: [diary]}": "  - {id: pro, name: Pro, products: [diary]}\n"
            "  - {id: enterprise, name: Enterprise, products: [diary]}"
        },
    )
    git(root, "init", "-q")
    commit(root, "first")
    return root


VENDOR = """\
id: klarsyn
name: Klarsyn
domain: klarsyn.example
party: klarsyn-inc
fictional: true
services: [reading of images]
description: Reads scanned reports into forms.
criticality: medium
role: sub-processor
personal_data: true
customer_data: true
source: contract
status: attested
sources:
  - {id: contract, title: Contract with Klarsyn, date: 2026-11-10, read_on: 2026-11-12, status: attested}
storage:
  - {country: US, region: Oregon}
access_countries: [US]
dpa: {status: signed, version: "1", signed_on: 2026-11-10}
subprocessors:
  - name: Gridhall
    legal_name: Gridhall LLC
    address: 4 Mill Road, Portland OR
    contact: privacy@gridhall.example
    country: US
    purpose: Servers
    categories: [user.health_and_medical]
    reached: true
breach_notice_hours: 12
security: {encryption_in_transit: TLS 1.2, encryption_at_rest: AES-256}
assessment: {reviewed_on: 2026-11-12, reviewer: ciso, next_review: 2027-11-12, decision: approved}
exit_plan: Forms are typed by hand.
owner: platform-lead
"""

PARTY = """\
  - id: klarsyn-inc
    status: attested
    legal_name: Klarsyn, Inc.
    address: 9 Bay Street, Portland OR
    country: US
    contacts: {privacy: privacy@klarsyn.example}
"""

SYSTEM = """\
  - id: klarsyn
    name: Klarsyn reader
    kind: vendor-service
    description: Reads images.
    party: klarsyn-inc
    vendor: klarsyn
    zone: commercial
    hosting: {region: Oregon, country: US}
    access_countries: [US]
    personal_data: true
"""

FLOW = """\
  - id: images
    number: 3
    from: diary-db
    to: klarsyn
    description: Scanned reports are read.
    initiator: server
    mechanism: api
    data_categories: [user.health_and_medical]
    data_subjects: [participant]
    purposes: [essential.service]
    legal_basis: controller-instruction
    art9_condition: controller-instruction
    activity: trial-diaries
    in_transit: {protocol: TLS, min_version: "1.2"}
    exporter_role: processor
    importer_role: sub-processor
    transfer: {mechanism: scc, module: "3", signed_on: 2026-11-10}
    status: planned
    since: 2027-03-01
    owner: platform-lead
"""


def append(root: Path, file: str, text: str) -> None:
    path = root / file
    path.write_text(path.read_text(encoding="utf-8").rstrip("\n") + "\n" + text, encoding="utf-8")


def add_vendor(root: Path, flow: str = FLOW) -> None:
    """A new sub-processor in the US with a link below it, and the flow that will reach it."""
    write(root, "vendors/klarsyn.yaml", VENDOR)
    append(root, "dataflows/parties.yaml", PARTY)
    append(root, "dataflows/systems.yaml", SYSTEM)
    append(root, "dataflows/flows/diary.yaml", flow)


def move_host_abroad(root: Path) -> None:
    """The host of everything stores in Ireland instead of Norway."""
    edit(root, "vendors/fjellsky.yaml", {"{country: NO, region: Bergen}": "{country: IE, region: Dublin}"})


def since(root: Path, revision: str = "HEAD") -> Dossier:
    """The project as its files are, beside what it was at a revision."""
    return pipeline.since(read(root), revision)


def then(root: Path, revision: str = "HEAD") -> Dossier:
    return before(root, revision, read(root).today)
