"""A generated project of a wanted size: every kind that grows in practice, valid, without findings.

Records come in blocks of twenty: a vendor and its contract party, two systems, four flows, an
activity, a retention rule, two risks, three controls of the company's own, three pieces of evidence,
a customer and a certificate. Vendors, controls, evidence and customers are files of their own; the
rest are lists, as in a real project.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

BLOCK = 20
"""Records in a block."""

FLOW_FILE = 50
"""Blocks whose flows share a file."""

_PROJECT = """\
schema_version: 1
as_of: 2026-11-20
company:
  legal_name: Bench AS
  registration_no: 900 000 009
  address: Storgata 1, 0155 Oslo
  country: NO
  contacts: {privacy: privacy@bench.example, security: security@bench.example, breach: breach@bench.example}
  authority: Datatilsynet
  description: Makes a diary for clinical trials.
roles:
  - {id: ceo, title: Chief Executive Officer}
  - {id: ciso, title: Chief Information Security Officer}
  - {id: dpo, title: Data Protection Officer}
  - {id: platform-lead, title: Platform Lead}
products:
  - {id: diary, name: Diary, description: Diaries that participants keep.}
plans:
  - {id: pro, name: Pro, products: [diary]}
frameworks: []
procedures:
  breach_notice_hours: 24
  subprocessor_notice_days: 30
  objection_days: 14
  deletion_days: 90
"""

_VENDOR = """\
id: vendor-{n}
name: Vendor {n}
domain: vendor-{n}.example
party: party-{n}
fictional: true
services:
  - hosting of databases
  - object storage
description: >-
  Hosts the diary database of region {n} and its files, and keeps the backups at a second site
  in the same country.
criticality: high
role: sub-processor
personal_data: true
customer_data: true
used_since: 2024-02-01
source: contract
status: primary
sources:
  - id: contract
    title: Contract with vendor {n}
    date: 2026-01-15
    read_on: 2026-08-05
    status: primary
  - id: trust-page
    title: Trust page of vendor {n}
    url: vendor-{n}.example/trust
    read_on: 2026-08-05
    status: primary
storage:
  - country: NO
    region:
      value: Bergen
      source: trust-page
      date: 2026-08-05
      status: primary
access_countries:
  - NO
  - value: DK
    source: trust-page
    status: primary
dpa:
  status: signed
  version: "2"
  signed_on: 2024-01-15
  evidence: [EV-{n}-1]
change_notice_days: 90
objection_days: 30
breach_notice_hours: 12
certifications:
  - scheme: ISO/IEC 27001
    edition: "2022"
    issuer: Nordsert AS
    issued: 2025-03-01
    expires: 2028-02-28
    source: trust-page
    status: primary
security:
  mfa: true
  sso: true
  encryption_in_transit: TLS 1.2 or newer
  encryption_at_rest: AES-256
  audit_log: true
  role_based_access: true
  data_export: true
  deletion_on_request: true
deletion_days_after_end: 30
assessment:
  reviewed_on: 2026-08-05
  reviewer: ciso
  next_review: 2027-08-05
  decision: approved
  method: Contract and certificate read.
  evidence: [EV-{n}-2]
exit_plan: Backups are restored at another host; the address book moves last.
owner: platform-lead
"""

_PARTY = """\
  - id: party-{n}
    status: primary
    legal_name: Vendor {n} AS
    address: Fjellveien {n}, 5019 Bergen
    country: NO
    contacts:
      privacy: privacy@vendor-{n}.example
      security: security@vendor-{n}.example
    role_default: sub-processor
"""

_SYSTEMS = """\
  - id: app-{n}
    name: Diary application {n}
    kind: application
    description: Takes in diary entries of region {n}.
    zone: clinical
    hosting:
      provider: vendor-{n}
      region: Bergen
      country: NO
    access_countries: [NO]
    personal_data: false
    tenancy: multi-tenant
    criticality: high
    owner: platform-lead
  - id: db-{n}
    name: Diary database {n}
    kind: datastore
    description: Holds the diaries of region {n}.
    vendor: vendor-{n}
    zone: clinical
    hosting:
      provider: vendor-{n}
      region: Bergen
      country: NO
    access_countries: [NO, DK]
    personal_data: true
    holds:
      - category: user.contact.email
        subjects: [participant]
        retention: retention-{n}
        backup_retention: P30D
        deletion_method: Deleted row by row.
    encryption_at_rest: {{algorithm: AES-256, key_holder: company}}
    auth: {{sso: true, mfa: true}}
    logging: {{audit_trail: true, retention: P365D}}
    tenancy: multi-tenant
    criticality: critical
    owner: platform-lead
    controls: [OC-{n}-1]
"""

_FLOW = """\
  - id: flow-{n}-{k}
    number: {number}
    from: app-{n}
    to: db-{n}
    description: Diary entries of kind {k} are stored at the host.
    initiator: server
    mechanism: api
    data_categories: [user.contact.email]
    data_subjects: [participant]
    purposes: [essential.service]
    legal_basis: controller-instruction
    activity: activity-{n}
    in_transit:
      protocol: TLS
      min_version: "1.3"
    exporter_role: processor
    importer_role: sub-processor
    status: live
    since: 2024-02-01
    owner: platform-lead
"""

_ACTIVITY = """\
  - id: activity-{n}
    name: Diaries of region {n}
    description: Participants answer questions of a trial, and the sponsor reads the answers.
    role: processor
    purposes: [essential.service]
    purpose_text: To run clinical trials for sponsors.
    subjects: [participant]
    categories: [user.contact.email]
    source_of_data: Written by the participants.
    systems: [app-{n}, db-{n}]
    legal_basis: controller-instruction
    retention: [retention-{n}]
    retention_followed: {{answer: true}}
    dpia: {{required: false, reason: The sponsor carries it out.}}
    automated_decisions: None.
    profiling: None.
    department: Platform
    owner: platform-lead
    steward: platform-lead
    rights: Requests go to the sponsor.
    notice: The sponsor's information sheet
    controls: [OC-{n}-1]
    last_reviewed: 2026-09-01
    reviewed_by: dpo
"""

_RETENTION = """\
  - id: retention-{n}
    title: Diaries of region {n}
    categories: [user.contact.email]
    subjects: [participant]
    starts_at: end of the contract
    period: P30D
    ground: Contract with the sponsor.
    deletion_method: Deleted row by row.
    backup_expiry: P30D
    owner: platform-lead
"""

_RISK = """\
  - id: R-{n}-{k}
    title: Loss of diaries of region {n}
    scenario: A fault of the storage destroys diary entries, and a trial cannot be completed.
    properties: [availability]
    systems: [db-{n}]
    vendors: [vendor-{n}]
    likelihood: 3
    impact: 5
    treatment: reduce
    controls: [OC-{n}-{k}]
    residual_likelihood: 1
    residual_impact: 4
    owner: platform-lead
    assessed_on: 2026-09-03
    next_review: 2027-03-03
    accepted_by: platform-lead
    accepted_on: 2026-09-10
    actions:
      - action: Try a restore of the database
        owner: platform-lead
        due: 2026-10-31
        status: done
        done_on: 2026-10-08
        control: OC-{n}-{k}
"""

_CONTROL = """\
id: OC-{n}-{k}
title: Restore of region {n}, part {k}
applicable: true
inclusion:
  risk: [R-{n}-{risk}]
status: implemented
owner: platform-lead
statement: >-
  The database of region {n} is backed up every day, and a restore of part {k} is tried every year
  by the platform team.
evidence: [EV-{n}-{k}]
systems: [db-{n}]
vendors: [vendor-{n}]
measures:
  - id: backup-frequency
    name: Backup of the database
    value: 1
    unit: day
    scope: db-{n}
    evidence: [EV-{n}-{k}]
last_verified: 2026-10-08
"""

_EVIDENCE = """\
id: EV-{n}-{k}
title: Restore test of region {n}, part {k}
type: backup_restore_test
kind: record
controls: [OC-{n}-{k}]
point_in_time: 2026-10-08
collected_at: 2026-10-08T13:20:00Z
system: db-{n}
method: export
collected_by: platform-lead
reviewed_by: ciso
file: EV-{n}-{k}.txt
bytes: {bytes}
sha256: {sha256}
level: nda
"""

_CUSTOMER = """\
id: customer-{n}
legal_name: Hospital {n} HF
kind: hospital
registration_no: 900 100 {n:03}
address: Sundgaten {n}, 4016 Stavanger
country: NO
role: controller
subject_to_gdpr: "yes"
contacts:
  notices: post@customer-{n}.example
  privacy: dpo@customer-{n}.example
  security: it@customer-{n}.example
plan: pro
products: [diary]
since: 2024-03-01
authority: Datatilsynet
promises:
  breach_notice_hours: 24
  subprocessor_notice_days: 30
  objection_days: 14
  deletion_days: 90
dpa:
  authorisation: general
  end_of_contract: delete
  governing_law: NO
  courts: NO
agreements:
  - id: DPA-1
    kind: dpa
    version: "1"
    signed_on: 2024-02-20
    signed_by: ceo
owner: ceo
"""

_CERTIFICATE = """\
  - id: certificate-{n}
    framework: iso27001-2022
    title: ISO/IEC 27001:2022 certificate of region {n}
    state: held
    issuer: Nordsert AS
    number: NS-2025-{n}
    scope: Operation of the diary in region {n}
    edition: 2022 with Amendment 1:2024
    issued: 2025-11-01
    expires: 2028-10-31
    owner: ciso
"""


def generate(root: Path, records: int) -> None:
    """Write a project with ``records`` records below ``root``."""
    numbers = range(1, records // BLOCK + 1)
    _write(root / "dossier.yaml", _PROJECT)
    _lists(root, numbers)
    for n in numbers:
        _write(root / f"vendors/vendor-{n}.yaml", _VENDOR.format(n=n))
        _write(root / f"customers/customer-{n}.yaml", _CUSTOMER.format(n=n))
        for k in (1, 2, 3):
            _write(root / f"controls/own/OC-{n}-{k}.yaml", _CONTROL.format(n=n, k=k, risk=min(k, 2)))
            _evidence(root / "controls/evidence", n, k)


def _lists(root: Path, numbers: range) -> None:
    def join(key: str, template: str, chosen: range = numbers, each: tuple[int, ...] = (1,)) -> str:
        items = (template.format(n=n, k=k, number=(n - 1) * 4 + k) for n in chosen for k in each)
        return f"{key}:\n" + "".join(items)

    _write(root / "dataflows/parties.yaml", join("parties", _PARTY))
    _write(root / "dataflows/systems.yaml", join("systems", _SYSTEMS))
    _write(root / "dataflows/activities.yaml", join("activities", _ACTIVITY))
    _write(root / "dataflows/retention.yaml", join("retention", _RETENTION))
    _write(root / "controls/certificates.yaml", join("certificates", _CERTIFICATE))
    _write(root / "controls/risks.yaml", join("risks", _RISK, each=(1, 2)))
    for start in range(0, len(numbers), FLOW_FILE):
        part = numbers[start : start + FLOW_FILE]
        _write(root / f"dataflows/flows/part-{start // FLOW_FILE}.yaml", join("flows", _FLOW, part, (1, 2, 3, 4)))


def _evidence(folder: Path, n: int, k: int) -> None:
    text = f"restore of region {n}, part {k}: all rows compared, none differ\n"
    _write(folder / f"files/EV-{n}-{k}.txt", text)
    digest = hashlib.sha256(text.encode()).hexdigest()
    _write(folder / f"EV-{n}-{k}.yaml", _EVIDENCE.format(n=n, k=k, sha256=digest, bytes=len(text)))


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
