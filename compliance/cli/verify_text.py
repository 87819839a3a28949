"""What verifying found, in one screen: what holds, what does not, and what was not looked at."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from typing import Any

from compliance.packs.standalone import SHOWN, Fault, shown
from compliance.packs.trust import Signed
from compliance.packs.verify import Verified, expired
from compliance.reporters.report import plural

AREAS = ("archive", "hashes", "samples", "custody log", "signature")


def as_text(found: Verified, now: datetime) -> Iterator[str]:
    """The screen, line by line."""
    yield from _about(found)
    for area in AREAS:
        wrong = [fault for fault in found.faults if fault.area == area]
        for name, what in _examined(found, area):
            own = [fault for fault in wrong if area != "signature" or fault.where == name] if wrong else []
            yield f"  {'FAILS' if own else 'holds'}  {name}: {what}"
            yield from _listed(own)
            wrong = [fault for fault in wrong if fault not in own]
        if wrong:
            yield f"  FAILS  {area}"
            yield from _listed(wrong)
    for line in warnings(found, now):
        yield f"  !!     {line}"
    for note in found.checked.notes:
        yield f"  note   {shown(note)}"
    faults = len(found.faults)
    yield f"{plural(faults, 'thing does', 'things do')} not hold" if faults else "everything that was examined holds"


def _about(found: Verified) -> Iterator[str]:
    if found.demo:
        yield "!! DEMONSTRATION KEY: this seal is a trial and proves nothing"
    if found.manifest is None:
        followed = bool(found.checked.hashes)
        yield f"{found.path.name}: {'its manifest cannot be read' if followed else 'no member could be examined'}"
        return
    about = found.manifest.pack
    yield f"{found.path.name}: {shown(about.title)}, {shown(about.organisation)}"
    revision = f", revision {shown(about.revision[:12])}" if about.revision else ""
    days = f"{shown(about.period.FROM)} to {shown(about.period.to)}"
    yield f"  {days}, level {about.level}, as of {shown(about.date)}{revision}"


def _examined(found: Verified, area: str) -> Iterator[tuple[str, str]]:
    """What was looked at in an area: its name and how much."""
    counts = found.checked.counts
    n = {key: f"{value:,}" for key, value in counts.items()}
    if area == "signature":
        first = found.signatures[0].sha256 if found.signatures else ""
        for number, signed in enumerate(found.signatures):
            yield signed.what, _signature(signed, number > 0 and signed.sha256 == first)
    elif "members" not in counts:
        return
    elif area == "archive":
        yield area, f"{n['members']} members of {n['bytes']} bytes, and every one of {n['header_bytes']} header bytes"
    elif area == "hashes" and "files" in counts:
        yield area, f"{n['files']} files of the manifest and {n.get('sums', 0)} lines of SHA256SUMS; nothing extra"
    elif area == "samples" and "samples" in counts:
        again = f", {counts['drawn_again']:,} drawn again" if counts.get("drawn_again") else ""
        samples = f"{plural(counts['samples'], 'sample')} with {plural(counts['items'], 'item')}{again}"
        yield area, f"{plural(counts['populations'], 'population')}; {samples}"
    elif area == "custody log" and "custody_lines" in counts:
        yield area, f"{plural(counts['custody_lines'], 'line')}, each bound by the next"


def _signature(signed: Signed, same: bool) -> str:
    if not signed.sha256:
        return "no signature that can be looked at"
    lines = ["signed with the same certificate"]
    if not same:
        lines = [f"signed by {shown(signed.name)}; issued by {shown(signed.issuer)}"]
        lines.append(f"certificate SHA-256 {signed.sha256}")
    if signed.stamped_at:
        trusted = {None: ", not held against a trusted one", True: "", False: ", WHICH IS NOT TRUSTED"}
        by = f"{shown(signed.stamped_by)}{trusted[signed.stamp_trusted]}"
        lines.append(f"existed at {signed.stamped_at:%Y-%m-%d %H:%M:%S} UTC, says the authority {by}")
    elif signed.claimed_at:
        lines.append(f"at {signed.claimed_at:%Y-%m-%d %H:%M:%S} UTC, says the signer; no authority confirms it")
    return "\n         ".join(lines)


def _listed(faults: list[Fault]) -> Iterator[str]:
    for fault in faults[:SHOWN]:
        yield f"         {fault}"
    if len(faults) > SHOWN:
        yield f"         and {len(faults) - SHOWN:,} more"


def warnings(found: Verified, now: datetime) -> Iterator[str]:
    """What a reader must know, and what is no fault."""
    if not found.checked.hashes:
        return
    if not found.signatures:
        yield "NOT SIGNED: whoever had this file could have changed it and made the hashes anew"
        return
    if not found.rooted:
        yield "WHO SIGNED WAS NOT CHECKED: name the certificate of their authority with --trust, or compare the SHA-256"
    else:
        yield "whether a certificate was revoked was not checked: that needs the network"
    if any(signed.stamp_trusted is False for signed in found.signatures):
        yield "the time is only a claim: the authority that states it is not trusted (--trust takes its root too)"
    for signed in found.signatures:
        if expired(signed, now) and signed.expires:
            day = f"{signed.expires:%Y-%m-%d}"
            yield f"{signed.what}: its certificate ran out on {day}, and no trusted timestamp says that it is older"
    if not found.own_verifier:
        yield "the verify.py inside is not that of this version of dossier; do not run it because it is there"


def as_data(found: Verified, now: datetime) -> dict[str, Any]:
    """The same as plain data."""
    return {
        "pack": found.path.name,
        "holds": not found.faults,
        "demo": found.demo,
        "signed": found.sealed,
        "signer_checked": found.rooted,
        "about": _plain(asdict(found.manifest.pack)) if found.manifest else None,
        "examined": found.checked.counts,
        "signatures": [_plain(asdict(signed)) for signed in found.signatures],
        "faults": [fault._asdict() for fault in found.faults],
        "warnings": list(warnings(found, now)),
        "notes": list(found.checked.notes),
    }


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    return {_KEYS.get(key, key): _value(value) for key, value in values.items()}


def _value(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return _plain(value) if isinstance(value, dict) else value


_KEYS = {"FROM": "from"}
