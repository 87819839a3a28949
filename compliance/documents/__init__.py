"""Documents decide what is said; formats decide how it looks.

Before: the dossier. After: frozen views of :class:`~compliance.documents.text.Text` that know the
register line of every fact they hold.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from compliance.documents import (
    breach_register,
    coverage,
    custom_terms,
    dataflow_map,
    dpa,
    dpia_screening,
    lia,
    notices,
    notices_plan,
    policies,
    privacy_notice,
    questionnaire,
    risk_treatment,
    ropa,
    security_schedule,
    sla,
    soa,
    subprocessors,
    tia,
    transfers,
    vendor_assessment,
)
from compliance.documents.views import View
from compliance.graph.dossier import Dossier


@dataclass(frozen=True, slots=True)
class Document:
    """A document: its name, what it is, the formats it comes in, and the view that says its content.

    ``subjects`` yields ids where one file a subject is made (``output/NAME/ID.pdf``).
    """

    name: str
    title: str
    view: Callable[[Dossier, str], View]
    formats: tuple[str, ...]
    subjects: Callable[[Dossier], tuple[str, ...]] | None = None
    of_customers: bool = False
    """Its subjects are customers."""
    wide: bool = False
    """Printed on landscape pages."""
    needs_before: bool = False
    """It is about changes, and is built only where a revision to compare with is given."""
    beside: str = ""
    """Name of a document that it is built together with."""
    remarks: Callable[[Dossier], tuple[str, ...]] | None = None
    """Lines that the command prints when it is built: what no page says, such as who gets none."""

    @property
    def template(self) -> str:
        """Name of the template in ``templates/``."""
        return f"{self.name}.html.j2"


QUESTIONNAIRES = ("pdf", "docx", "xlsx", "html", "json")

DOCUMENTS: tuple[Document, ...] = (
    Document("soa", "Statement of Applicability", soa.view, ("pdf", "xlsx", "html", "json"), wide=True),
    Document(
        "subprocessors",
        "List of sub-processors",
        subprocessors.view,
        ("pdf", "xlsx", "html", "json"),
        wide=True,
    ),
    Document(
        "vendor-assessment",
        "Assessment of a supplier",
        vendor_assessment.view,
        ("pdf", "html", "json"),
        vendor_assessment.subjects,
    ),
    Document("policies", "A policy", policies.view, ("pdf", "html", "json"), policies.subjects),
    Document("policy-set", "All policies, bound", policies.set_view, ("pdf", "html", "json")),
    Document(
        "risk-treatment",
        "Risk register and treatment plan",
        risk_treatment.view,
        ("pdf", "xlsx", "html", "json"),
        wide=True,
    ),
    Document("coverage", "Coverage of frameworks", coverage.view, ("pdf", "xlsx", "html", "json")),
    Document(
        "notices",
        "Notice of a change of sub-processors",
        notices.view,
        ("pdf", "docx", "html", "json"),
        notices.subjects,
        of_customers=True,
        needs_before=True,
    ),
    Document(
        "notices-plan",
        "Who gets a notice, and when",
        notices_plan.view,
        ("pdf", "xlsx", "html", "json"),
        wide=True,
        needs_before=True,
        beside="notices",
        remarks=notices_plan.remarks,
    ),
    Document(
        "dpa",
        "Data processing agreement",
        dpa.view,
        ("pdf", "docx", "xlsx", "html", "json"),
        dpa.subjects,
        of_customers=True,
    ),
    Document("ropa", "Records of processing activities", ropa.view, ("pdf", "xlsx", "html", "json")),
    Document(
        "dpia-screening",
        "Screening for impact assessments",
        dpia_screening.view,
        ("pdf", "xlsx", "html", "json"),
        wide=True,
    ),
    Document("lia", "Legitimate interest assessments", lia.view, ("pdf", "html", "json")),
    Document("privacy-notice", "Privacy notice", privacy_notice.view, ("pdf", "html", "json")),
    Document(
        "breach-register", "Register of personal data breaches", breach_register.view, ("pdf", "xlsx", "html", "json")
    ),
    Document("transfers", "Transfers to third countries", transfers.view, ("pdf", "xlsx", "html", "json"), wide=True),
    Document(
        "dataflow-map",
        "Map of data flows",
        dataflow_map.view,
        ("pdf", "xlsx", "html", "json", "svg", "png", "interactive"),
        wide=True,
    ),
    Document(
        "security-schedule",
        "Security schedule: the measures in place",
        security_schedule.view,
        ("pdf", "docx", "xlsx", "html", "json"),
    ),
    Document("sla", "Service levels", sla.view, ("pdf", "docx", "xlsx", "html", "json")),
    Document(
        "custom-terms",
        "Addendum of deviations agreed with a customer",
        custom_terms.view,
        ("pdf", "docx", "html", "json"),
        custom_terms.subjects,
        of_customers=True,
    ),
    Document("mvsp", "Minimum Viable Secure Product, answered", questionnaire.mvsp, QUESTIONNAIRES),
    Document(
        "security-questionnaire", "General security questionnaire, answered", questionnaire.security, QUESTIONNAIRES
    ),
    Document(
        "own-questionnaire",
        "A questionnaire of the project, answered",
        questionnaire.own,
        QUESTIONNAIRES,
        questionnaire.own_subjects,
    ),
    Document("tia", "Transfer impact assessment", tia.view, ("pdf", "html", "json"), tia.subjects),
)

BY_NAME: dict[str, Document] = {document.name: document for document in DOCUMENTS}
