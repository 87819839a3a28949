"""Assessment results: evidence as observations with hashes, a finding a control, gaps as risks."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from urllib.parse import quote

from compliance.derive import evidence_files
from compliance.derive.controls import Proof
from compliance.documents.text import Text, say
from compliance.oscal.gaps import Gap, risk, risk_uuid
from compliance.oscal.plan import METHOD, implementation_status
from compliance.oscal.scope import Decided, Scope, proof_uuid, stamp
from compliance.oscal.shared import PLAN, metadata, origins, prop, props, selection
from compliance.oscal.tree import Tree, line, prose, string
from compliance.registers.records.assurance import Evidence
from compliance.registers.records.flows import System

METHODS = {"interview-note": "INTERVIEW", "sample": "TEST"}
"""How a kind of evidence was come by, in OSCAL's words; the others were examined."""


def assessment_results(scope: Scope, gaps: Sequence[Gap]) -> Tree:
    """Content of the assessment results. There must be a control that applies."""
    controls = [gap for gap in gaps if gap.kind == "control"]
    return {
        "metadata": metadata(scope, "what the registers show", METHOD),
        "import-ap": {"href": PLAN},
        "results": [
            {
                "uuid": scope.uuid("result", scope.dossier.today.isoformat()),
                "title": line(f"As of {scope.dossier.today.isoformat()}"),
                "description": prose(METHOD),
                "start": stamp(scope.dossier.today),
                "reviewed-controls": selection(scope.applicable, "Every control of the Statement of Applicability."),
                "observations": [_observation(proof, scope) for proof in scope.evidence],
                "risks": [risk(gap, scope, observed=True) for gap in controls],
                "findings": [_finding(decided, controls, scope) for decided in scope.applicable],
            }
        ],
        "back-matter": {"resources": [_resource(proof, scope) for proof in scope.evidence]},
    }


def _observation(proof: Proof, scope: Scope) -> Tree:
    evidence = proof.evidence
    system = scope.dossier.get(System, evidence.system) if evidence.system else None
    subject = system if system in scope.components else None
    return {
        "uuid": proof_uuid(scope, evidence),
        "title": line(say(evidence, "title")),
        "description": prose(say(evidence, "note") or say(evidence, "title")),
        "props": props(
            [
                prop("register-id", say(evidence, "id")),
                prop("evidence-type", say(evidence, "type")),
                prop("freshness", proof.freshness.state),
                prop("holds", "yes" if proof.holds else "no", _why_not(proof)),
            ]
        ),
        "methods": [METHODS.get(evidence.kind, "EXAMINE")],
        "types": ["control-objective"],
        "origins": origins(scope, evidence.collected_by),
        "subjects": [
            {
                "subject-uuid": scope.component_uuid(subject) if subject else scope.system_uuid,
                "type": "component",
            }
        ],
        "relevant-evidence": [{"href": f"#{_resource_uuid(evidence, scope)}", "description": prose(_shows(evidence))}],
        "collected": stamp(evidence.collected_at),
        "expires": stamp(proof.freshness.expires, last=True),
    }


def _why_not(proof: Proof) -> str:
    if not proof.intact:
        return "The file is missing or has another hash than the record."
    return "" if proof.freshness.holds else f"The evidence is {proof.freshness.state}."


def _shows(evidence: Evidence) -> str:
    if evidence.period_start and evidence.period_end:
        return f"Speaks of {evidence.period_start.isoformat()} to {evidence.period_end.isoformat()}."
    day = evidence.period_end or evidence.point_in_time or evidence.collected_at.date()
    return f"Speaks of {day.isoformat()}."


def _resource_uuid(evidence: Evidence, scope: Scope) -> str:
    return scope.uuid("resource", evidence.id)


def _resource(proof: Proof, scope: Scope) -> Tree:
    evidence = proof.evidence
    return {
        "uuid": _resource_uuid(evidence, scope),
        "title": line(say(evidence, "title")),
        "props": [{"name": "type", "value": "evidence"}],
        "rlinks": [
            {
                "href": _href(evidence),
                "media-type": string(say(evidence, "media_type")),
                "hashes": [{"algorithm": "SHA-256", "value": string(say(evidence, "sha256"))}],
            }
        ],
        "remarks": prose(
            "The path is below the root of the project." if evidence.file else "Kept elsewhere; known by its hash."
        ),
    }


def _href(evidence: Evidence) -> str:
    """The file below the project's root; of what is kept elsewhere the name that its hash is (RFC 6920)."""
    if evidence.file:
        return quote(f"{evidence_files.FOLDER}/{evidence.file}")
    digest = base64.urlsafe_b64encode(bytes.fromhex(evidence.sha256)).decode().rstrip("=")
    return f"ni:///sha-256;{digest}"


def _finding(decided: Decided, gaps: Sequence[Gap], scope: Scope) -> Tree:
    control = decided.control
    satisfied = decided.standing == "implemented"
    said = Text(f"{control.id}: {decided.state.reason}.", (control.at("status"),))
    return {
        "uuid": scope.uuid("finding", control.id),
        "title": line(decided.named),
        "description": prose(said),
        "props": props([prop("verdict", decided.state.verdict)]),
        "origins": origins(scope, control.owner),
        "target": {
            "type": "statement-id",
            "target-id": decided.statement_id,
            "status": {
                "state": "satisfied" if satisfied else "not-satisfied",
                "reason": "pass" if satisfied else "fail",
                "remarks": prose(said),
            },
            "implementation-status": implementation_status(decided),
        },
        "related-observations": [{"observation-uuid": proof_uuid(scope, p.evidence)} for p in decided.state.proofs],
        "related-risks": [{"risk-uuid": risk_uuid(g, scope)} for g in gaps if g.id == control.id],
    }
