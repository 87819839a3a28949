"""The worked company is complete, agrees with itself, and prints what stands in ``tests/golden``.

After a change of its registers or of a document: ``UPDATE_GOLDEN=1 pytest tests/test_worked_company.py``,
and read the difference before it is committed.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections import Counter
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from compliance import pipeline
from compliance.build import settings
from compliance.diagnostics import Finding, Severity
from compliance.formats import json as as_json
from compliance.frameworks.catalog import annex_a
from compliance.registers.records.assurance import Audit, Evidence, ManagementReview
from compliance.registers.records.controls import Clause, Control, Policy, Risk
from compliance.registers.records.customers import Customer
from compliance.registers.records.flows import Activity, Flow, System
from compliance.registers.records.vendors import Vendor
from tests import company
from tests.company import command, edit
from tests.corpus import REPOSITORY

FILES = "controls/evidence/files"
GOLDEN = Path(__file__).parent / "golden"
GOLDENS = (
    ("soa", ""),
    ("subprocessors", ""),
    ("coverage", ""),
    ("risk-treatment", ""),
    ("mvsp", ""),
    ("vendor-assessment", "segment"),
    ("vendor-assessment", "nordhavn-sky"),
)
STACK = {"segment", "hubspot", "chargebee", "stripe", "amplitude", "fathom", "google-analytics", "freshdesk"}
NAMED_POLICIES = {
    "commercial-systems",
    "customer-data-flow",
    "supplier-security",
    "access-control",
    "incident-response",
    "backup-and-restore",
}


def printed(name: str, subject: str = "") -> dict[str, Any]:
    made = as_json.write(company.rendered(name, subject), settings(company.dossier()))
    data: dict[str, Any] = json.loads(made)
    return data


def table(data: dict[str, Any], name: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = next(t["rows"] for t in data["tables"] if t["name"] == name)
    return rows


@pytest.mark.parametrize(("name", "subject"), GOLDENS, ids=lambda value: value or "-")
def test_documents_say_what_they_said(name: str, subject: str) -> None:
    path = GOLDEN / f"{'-'.join(filter(None, (name, subject)))}.json"
    text = as_json.write(company.rendered(name, subject), settings(company.dossier())).decode()
    if os.environ.get("UPDATE_GOLDEN"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8"), "UPDATE_GOLDEN=1 writes it anew; read the difference"


# What there is


def test_counts() -> None:
    dossier = company.dossier()
    vendors = {v.id for v in dossier.all(Vendor)}
    assert vendors >= STACK
    assert len(vendors - STACK) >= 3
    for kind, least in ((System, 15), (Flow, 25), (Activity, 8), (Policy, 12), (Risk, 15), (Evidence, 30), (Audit, 2)):
        assert len(dossier.all(kind)) >= least, kind.__name__
    assert {a.role for a in dossier.all(Activity)} >= {"controller", "processor"}
    assert {p.id for p in dossier.all(Policy)} >= NAMED_POLICIES
    assert dossier.all(ManagementReview)
    assert dossier.all(Clause)


def test_every_control_of_annex_a_is_decided() -> None:
    controls = {c.id: c for c in company.dossier().all(Control)}
    decided = [controls[r.id] for r in annex_a().requirements if r.id in controls]
    assert len(decided) == 93
    assert sum(not c.applicable for c in decided) >= 4
    states = Counter(c.status for c in decided)
    assert min(states["implemented"], states["partially"], states["planned"]) >= 1, states
    assert set(controls) - {c.id for c in decided}, "controls of its own"


def test_every_risk_is_treated() -> None:
    for risk in company.dossier().all(Risk):
        assert risk.treatment, risk.id
        assert risk.controls or risk.treatment in ("accept", "avoid", "transfer"), risk.id


def test_four_customers_with_terms_of_their_own() -> None:
    customers = company.dossier().all(Customer)
    assert len(customers) >= 4
    texts = [(REPOSITORY / c.place.file).read_text() for c in customers]
    assert {re.search(r"country: (\w\w)", t)[1] for t in texts} >= {"NO", "GB", "DK", "US"}  # type: ignore[index]
    terms = {tuple(re.findall(r"\w+_(?:days|hours): \d+", t)) for t in texts}
    assert len(terms) > 1


def test_evidence_is_there_to_the_byte() -> None:
    files = {e.file: e.sha256 for e in company.dossier().all(Evidence) if e.file}
    assert len(files) >= 30
    for file, digest in files.items():
        assert hashlib.sha256((REPOSITORY / FILES / file).read_bytes()).hexdigest() == digest, file


def test_no_two_statements_are_alike() -> None:
    """Eight words in a row that two controls share would be filler."""
    seen: dict[str, str] = {}
    shared = []
    for control in company.dossier().all(Control):
        words = re.findall(r"\w+", control.statement.lower())
        assert len(words) >= 8, control.id
        for start in range(len(words) - 7):
            shingle = " ".join(words[start : start + 8])
            if seen.setdefault(shingle, control.id) != control.id:
                shared.append((seen[shingle], control.id, shingle))
    assert shared == []


def test_addresses_of_the_company_and_its_customers_are_fictional() -> None:
    """Domains end in .example, as roles stand for people; suppliers and their parties are real."""
    files = [f for f in company.register_files() if not f.startswith("vendors/") and f != "dataflows/parties.yaml"]
    texts = "".join((REPOSITORY / file).read_text() for file in files)
    mails = set(re.findall(r"[\w.+-]+@[\w.-]+\w", texts))
    assert mails
    assert {m for m in mails if not m.endswith(".example")} == set()


# What it says


def test_norway_prints_as_norway() -> None:
    rows = table(printed("subprocessors"), "subprocessors")
    assert "Norway" in json.dumps(rows)
    assert not re.search(r'"(?:False|NO|No)"', json.dumps([row["countries"] for row in rows]))


def test_what_is_planned_is_never_done() -> None:
    dossier = company.dossier()
    unfinished = {c.id: c for c in dossier.all(Control) if c.applicable and c.status != "implemented"}
    assert unfinished
    for row in table(printed("soa"), "controls"):
        if row["id"] in unfinished:
            assert row["status"] not in ("Implemented", "Yes"), row["id"]
            if unfinished[row["id"]].status == "planned":
                assert row["status"] == f"Planned ({unfinished[row['id']].planned_for})"
        else:
            assert row["status"] in ("Implemented", "Excluded"), row["id"]
    coverage = printed("coverage")
    for found in coverage["tables"]:
        for row in found["rows"] if found["name"].endswith("-all") else ():
            if set(row["controls"]) & set(unfinished):
                assert row["verdict"] != "Met", row["id"]
    for _, rendered in company.documents():
        if rendered.document.name == "policies":
            made = json.loads(as_json.write(rendered, settings(dossier)))
            for found in made["tables"]:
                for row in found["rows"] if found["name"] == "controls" else ():
                    assert row["id"] not in unfinished or row["status"] != "Implemented", row["id"]


def test_what_the_commercial_stack_has_not_stated_is_a_question() -> None:
    for vendor in sorted(STACK):
        data = printed("vendor-assessment", vendor)
        verdicts = Counter(row["verdict"].rstrip("†‡") for row in table(data, "criteria"))
        assert verdicts["Not known"] >= 1, vendor
        unknown = [row for row in table(data, "criteria") if row["verdict"] == "Not known"]
        assert all(row["value"] == "\N{EN DASH}" for row in unknown), vendor
        assert len(data["open_points"]) >= len(unknown), vendor


def test_nothing_says_compliant_in_its_own_voice() -> None:
    for _, rendered in company.documents():
        words = " ".join(block.text for block in rendered.blocks)
        assert not re.search(r"\bis (?:fully )?(?:GDPR|ISO|SOC)[\w\s]{0,12}compliant", words, re.IGNORECASE), (
            rendered.stem
        )
    assert "This is not a SOC 2 report" in printed("coverage")["cover"]["statement"]


# What happens when a line changes


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return company.copy_company(tmp_path)


@pytest.fixture(scope="module")
def before() -> pipeline.Checked:
    return pipeline.check(REPOSITORY)


def identity(finding: Finding) -> tuple[str, str, str]:
    return finding.diagnostic.code, finding.diagnostic.message, str(finding.at.span.file)


def new(root: Path, before: pipeline.Checked) -> list[Finding]:
    """What a check of the changed copy finds that the original has not."""
    known = {identity(f) for f in before.findings}
    return [f for f in pipeline.check(root).findings if identity(f) not in known]


def test_the_registers_have_no_errors(before: pipeline.Checked) -> None:
    errors = [identity(f) for f in before.findings if f.counts and f.diagnostic.severity == Severity.ERROR]
    assert errors == []
    assert sum(before.examined.values()) > 1_000


def test_a_copy_is_as_good_as_the_original(root: Path, before: pipeline.Checked) -> None:
    assert new(root, before) == []


def test_a_misspelt_country_is_one_finding_with_a_suggestion(root: Path, before: pipeline.Checked) -> None:
    text = (root / "vendors/nordhavn-sky.yaml").read_text()
    assert "country: NO" in text
    (root / "vendors/nordhavn-sky.yaml").write_text(text.replace("country: NO", "country: NOO", 1))
    (finding,) = new(root, before)
    assert finding.at.span.file == "vendors/nordhavn-sky.yaml"
    assert finding.at.source[finding.at.span.column - 1 :].startswith("NOO")
    assert "did you mean" in finding.diagnostic.help
    assert "NO" in finding.diagnostic.help
    assert command("build", "soa", "--format", "json", "--project", root).code == 2


def test_a_duplicate_key_is_one_finding(root: Path, before: pipeline.Checked) -> None:
    path = root / "vendors" / "hubspot.yaml"
    path.write_text(path.read_text() + "name: HubSpot again\n")
    (finding,) = new(root, before)
    assert finding.diagnostic.code == "duplicate-key"
    assert finding.at.span.line == path.read_text().count("\n")


def test_a_byte_of_evidence_is_found(root: Path, before: pipeline.Checked) -> None:
    evidence = next(e for e in company.dossier().all(Evidence) if e.file)
    path = root / FILES / evidence.file
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    found = new(root, before)
    assert "evidence-hash-mismatch" in {f.diagnostic.code for f in found}
    assert command("check", "--project", root).code == 1


def test_a_control_that_is_planned_again_changes_every_document(root: Path, before: pipeline.Checked) -> None:
    control = next(
        c
        for c in company.dossier().all(Control)
        if c.status == "implemented" and c.id.startswith("A.") and c.policies and c.planned_for is None
    )
    edit(root, control.place.file, {"status: implemented": "status: planned\nplanned_for: 2027-03-31"})
    documents = {rendered.stem: rendered for _, rendered in company.render_all(company.read(root))}

    def changed(stem: str, table_name: str) -> list[tuple[dict[str, Any], dict[str, Any]]]:
        name, _, subject = stem.partition("/")
        now = json.loads(as_json.write(documents[stem], settings(company.dossier())))
        pairs = zip(table(printed(name, subject), table_name), table(now, table_name), strict=True)
        return [(a, b) for a, b in pairs if a != b]

    ((was, now),) = changed("soa", "controls")
    assert (was["id"], was["status"], now["status"]) == (control.id, "Implemented", "Planned (2027-03-31)")
    ((was, now),) = changed(f"policies/{control.policies[0]}", "controls")
    assert (was["id"], was["status"], now["status"]) == (control.id, "Implemented", "Planned")
    (found, *_) = changed("coverage", "summary")
    assert int(found[1]["met"]) == int(found[0]["met"]) - 1
    percent = {c.framework.id: c.percent for c in before.coverage}
    after = {c.framework.id: c.percent for c in pipeline.check(root).coverage}
    assert after["iso27001-2022"] < percent["iso27001-2022"]


def test_a_year_later_evidence_is_stale() -> None:
    later = pipeline.check(REPOSITORY, pipeline.CheckOptions(today=date(2027, 11, 20)))
    codes = Counter(f.diagnostic.code for f in later.findings if f.counts)
    assert codes["evidence-stale"] >= 10
    assert later.worst() == Severity.ERROR
    assert command("check", "--project", REPOSITORY, "--today", "2027-11-20").code == 1


def test_the_order_of_files_and_days_is_that_of_the_registers() -> None:
    """Controls stand in the order of the standard; what expires, by its day."""
    ids = [row["id"] for row in table(printed("soa"), "controls") if row["id"].startswith("A.")]
    assert ids == [r.id for r in annex_a().requirements]
    days = [row["day"] for row in table(printed("coverage"), "expiring")]
    assert all(a <= b for a, b in pairwise(days))
