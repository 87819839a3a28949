"""Identifiers of OSCAL documents: the same for the same registers, on every machine and in every run."""

from __future__ import annotations

import hashlib
import json
import re
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from compliance.registers.records.company import Company

NAMESPACE = uuid5(NAMESPACE_URL, "https://dossier.example/ns/oscal")
"""What the namespaces of all projects are made in (RFC 9562, version 5)."""

NS = "https://dossier.example/ns/oscal"
"""The ``ns`` of properties that OSCAL does not define."""


def project(company: Company) -> UUID:
    """The namespace of a project: a company is known by its country and its registration number."""
    return uuid5(NAMESPACE, f"{company.country}/{company.registration_no}")


def of_document(space: UUID, name: str, content: Any) -> str:
    """The id of a document. It changes with the content, as OSCAL asks of every revision."""
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return str(uuid5(space, f"document/{name}/{hashlib.sha256(text.encode()).hexdigest()}"))


_START = re.compile(r"[^\W\d]|_")
_NOT_TOKEN = re.compile(r"[^\w.-]")


def token(text: str) -> str:
    """A register id as an OSCAL token: letters, digits, ``.``, ``-`` and ``_``, a letter or ``_`` in front.

    Two ids that would become one token are told apart by a hash at the end.
    """
    made = _NOT_TOKEN.sub("-", text)
    if made != text:
        made += "-" + hashlib.sha256(text.encode()).hexdigest()[:8]
    return made if _START.match(made) else f"_{made}"
