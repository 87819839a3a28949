"""Chapter 00: what the certificate covers, the pack, how to read it, its documents, whom to ask."""

from __future__ import annotations

from compliance.documents.text import Text, say
from compliance.packs.chapters import Block, ChapterView, Section, Words
from compliance.packs.common import front
from compliance.packs.common.pieces import evidence_grid, facts, gap, owner
from compliance.packs.scope import Scope
from compliance.registers.records.controls import Certificate


def view(scope: Scope) -> ChapterView:
    """The front matter."""
    sections = (_scope(scope), front.pack(scope), front.guide(), front.documents(scope), front.contacts(scope))
    return ChapterView(sections=sections)


def _scope(scope: Scope) -> Section:
    """The words of the certificate, as they stand on it."""
    found = scope.certificate
    if found is None:
        return Section("scope", "Scope", (front.without_certificate(scope),), level="public")
    blocks: list[Block] = [Words(say(found, "scope"), "lead")] if found.scope else [gap(scope, "No scope is recorded.")]
    blocks.append(
        facts(
            (
                ("Certificate", say(found, "number")),
                ("Issued by", say(found, "issuer")),
                ("Issued", say(found, "issued")),
                ("Ends", say(found, "expires")),
                ("Edition", say(found, "edition")),
                ("Statement of Applicability", _version(found)),
                ("Owner", owner(scope, found)),
                ("Note", say(found, "note") if scope.shows("nda") else Text("")),
            )
        )
    )
    if found.state != "held":
        blocks.append(gap(scope, f"The certificate is {found.state.replace('-', ' ')}.", owner(scope, found)))
    items = scope.of_ids(found.evidence)
    if items and scope.shows("nda"):
        blocks.append(evidence_grid("evidence_certificate", items, scope))
    return Section("scope", "Scope as on the certificate", tuple(blocks), level="public")


def _version(certificate: Certificate) -> Text:
    stated = certificate.soa_version
    return say(certificate, "soa_version", f"Version {stated}") if stated else Text("")
