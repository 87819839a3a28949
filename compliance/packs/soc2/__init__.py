"""The readiness pack for SOC 2: what an examiner would look at, as the registers hold it, and all that is missing.

It is no SOC 2 report and says so on every page. Identifiers of criteria are AICPA's; every other word is our own.
"""

from __future__ import annotations

from functools import partial

from compliance.frameworks.catalog import SOC2
from compliance.packs.chapters import Chapter, Kind
from compliance.packs.common import evidence_register, indexes
from compliance.packs.scope import Scope
from compliance.packs.soc2 import (
    addons,
    assertion,
    configuration,
    description,
    exceptions,
    front,
    gaplist,
    governance,
    matrix,
    policies,
    populations,
    risks,
    standing,
    subservice,
    tracker,
    workpapers,
)
from compliance.packs.soc2.criteria import relied_on

SHEETS = "binder-sheets.html.j2"

NOT_A_REPORT = "Readiness pack, not a SOC 2 report"
"""On every page."""


def standard(scope: Scope) -> str:
    """The criteria with their edition."""
    return f"{scope.framework.title}, {scope.framework.edition}"


CUSTODY = Chapter("14", "Evidence, hashes and custody log", evidence_register.view)

ANSWERED: tuple[Chapter, ...] = (
    Chapter("00 stated", "Cover and limits", front.stated),
    Chapter("02", "Draft description of the system (DC 1 to DC 9)", description.view),
    Chapter("04", "Risks and controls", risks.view),
    Chapter("05", "Policies and procedures", policies.view),
    Chapter("06", "Populations", populations.view),
    Chapter("07", "Workpapers of samples", workpapers.view),
    Chapter("08", "Configuration", configuration.view),
    Chapter("09", "Governance", governance.view),
    Chapter("10", "Vendors and subservice organisations", subservice.view),
    Chapter("11", "Availability, confidentiality and other categories", addons.view),
    CUSTODY,
)
"""Chapters whose gaps the gap list takes in; those of controls and findings it finds itself. They say nothing of the
list: what counts or names gaps is made after it."""

MATRIX: tuple[Chapter, ...] = (
    matrix.chapter("03", ANSWERED),
    Chapter("03A", "Sheets of the controls", matrix.controls, SHEETS),
)

BODY: tuple[Chapter, ...] = (
    front.chapter("00", ANSWERED),
    assertion.chapter("01", ANSWERED),
    ANSWERED[1],
    *MATRIX,
    *ANSWERED[2:-1],
    gaplist.chapter("12", ANSWERED),
    tracker.chapter("13", ANSWERED),
)

KIND = Kind(
    name="soc2",
    title="SOC 2 readiness pack",
    framework=SOC2,
    standard=standard,
    controls=lambda scope: frozenset(control.id for control in relied_on(scope)),
    chapters=(*BODY, CUSTODY, indexes.chapter("15", (*BODY, CUSTODY)), exceptions.chapter("16", "12")),
    statement=(
        "This is a readiness pack and not a SOC 2 report. No examiner has examined it, and no opinion is given or "
        "implied."
    ),
    every_page=NOT_A_REPORT,
    requirements=partial(standing.states, chapters=ANSWERED),
    warnings=partial(gaplist.warnings, chapters=ANSWERED),
)
