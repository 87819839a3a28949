"""A small pack, made by the parts of the product that make packs: evidence, a population with a sample, a log."""

from __future__ import annotations

import atexit
import hashlib
import io
import json
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache, partial
from pathlib import Path

from compliance.packs import demo, standalone
from compliance.packs.archive import Member, Written, write_archive
from compliance.packs.keys import Key, KeyFile
from compliance.packs.manifest import (
    About,
    ControlState,
    CustodyLog,
    File,
    Manifest,
    Period,
    PopulationState,
    SampleState,
)
from compliance.packs.seal import Describe, seal, sealing

CHANGES = "id;opened;approved\n" + "".join(f"CHG-{n};2026-0{1 + n % 9}-01;yes\n" for n in range(1, 41))
SEED = "0123456789abcdef"
DRAWN = tuple(standalone.draw([f"CHG-{n}" for n in range(1, 41)], "sha256-rank-1", 5, SEED) or ())

EVIDENCE: dict[str, bytes] = {
    "evidence/A.8.13/EV-0113__A.8.13__restore-test__2026-10-31.txt": b"restored in 41 minutes\n" * 40,
    "evidence/A.8.32/EV-0132__A.8.32__changes__2026-09-30.csv": CHANGES.encode(),
    "evidence/A.8.5/EV-0105__A.8.5__sign-in-policy__2026-09-12.json": b'{"factors": 2}\n',
    "documents/soa.pdf": b"%PDF-1.7 statement of applicability\n%%EOF\n",
}


def log(entries: int = 4, month: str = "10") -> bytes:
    """A custody log."""
    before, lines = "0" * 64, []
    for number in range(entries):
        said = {"at": f"2026-{month}-0{1 + number}T08:00:00Z", "action": "collected", "evidence": "EV-0113"}
        line = json.dumps({**said, "previous": before}, sort_keys=True).encode()
        before = hashlib.sha256(line).hexdigest()
        lines.append(line + b"\n")
    return b"".join(lines)


def files(extra: Mapping[str, bytes] | None = None, binder: bytes = b"%PDF-1.7 binder\n%%EOF\n") -> dict[str, bytes]:
    """Every member but the manifest and its signature."""
    made = {
        **EVIDENCE,
        standalone.BINDER: binder,
        "README.txt": b"What this is, and how to verify it by hand.\n",
        "verify.py": Path(standalone.__file__).read_bytes(),
        "evidence/custody.jsonl": log(),
        **(extra or {}),
    }
    made[standalone.SUMS] = standalone.sums((name, _hash(data)) for name, data in made.items()).encode()
    return made


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _file(path: str, data: bytes) -> File:
    kinds = {"README.txt": "readme", "verify.py": "verifier", standalone.SUMS: "sums", standalone.BINDER: "binder"}
    kind = kinds.get(path, "evidence" if path.startswith("evidence/") else "document")
    record = path.split("/")[2][:7] if path.count("/") == 2 else None
    return File(
        path=path,
        sha256=_hash(data),
        size=len(data),
        media_type="application/octet-stream",
        title=path.rpartition("/")[2],
        kind=kind,  # type: ignore[arg-type]  # one of the table above
        record=record,
        controls=(path.split("/")[1],) if record else (),
    )


def manifest(members: Mapping[str, bytes], demo: bool = False) -> Manifest:
    """The manifest of these members."""
    changes = "evidence/A.8.32/EV-0132__A.8.32__changes__2026-09-30.csv"
    custody = log().splitlines()
    return Manifest(
        pack=About(
            kind="iso27001",
            title="Evidence pack ISO/IEC 27001:2022",
            organisation="Kvitfjord Clinical AS",
            period=Period(FROM="2026-01-01", to="2026-09-30"),
            date="2026-11-20",
            level="nda",
            demo=demo,
            generator="compliance-dossier 0",
        ),
        files=tuple(_file(path, data) for path, data in members.items()),
        controls=(
            ControlState(id="A.8.13", title="Information backup", status="implemented", evidence=("EV-0113",)),
            ControlState(id="A.8.32", title="Change management", status="implemented", evidence=("EV-0132",)),
        ),
        populations=(
            PopulationState(
                id="EV-0132", rows=40, id_column="id", path=changes, sha256=_hash(members.get(changes, b""))
            ),
        ),
        samples=(
            SampleState(
                id="EV-0133",
                population="EV-0132",
                size=5,
                method="random",
                algorithm="sha256-rank-1",
                seed=SEED,
                ids=DRAWN,
            ),
        ),
        custody_log=CustodyLog(path="evidence/custody.jsonl", last_hash=_hash(custody[-1]), lines=len(custody)),
    )


def member(name: str, data: bytes, size_known: bool = True) -> Member:
    """A member that holds these bytes."""
    return Member(name, partial(io.BytesIO, data), len(data) if size_known else None)


def write(path: Path, members: Mapping[str, bytes]) -> Path:
    """An archive of these members."""
    write_archive(path, [member(name, data) for name, data in members.items()])
    return path


def unsigned(folder: Path, extra: Mapping[str, bytes] | None = None) -> Path:
    """A pack without a signature."""
    members = files(extra)
    return write(folder / "pack.zip", {**members, standalone.MANIFEST: manifest(members).write()})


@cache
def binder() -> bytes:
    """A page as the product typesets it: PDF/A-3a and PDF/UA-1."""
    from compliance.formats import pdf

    body = "<body><h1>Evidence pack</h1><p>Signed electronically.</p></body>"
    page = f'<!DOCTYPE html><html lang="en"><head><title>Evidence pack</title></head>{body}</html>'
    return pdf.typeset(pdf.PdfTask(page, "#1F4E5F", datetime(2026, 11, 20, tzinfo=UTC)))


@cache
def keys(name: str = "one") -> KeyFile:
    """A demonstration key; another one for another name."""
    folder = Path(tempfile.mkdtemp(prefix="dossier-test-keys-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    made = demo.make(folder, datetime.now(UTC).replace(microsecond=0))
    return KeyFile(made.signer, lambda: made.passphrase.read_text().strip())


def authority(key: KeyFile) -> Path:
    """The certificate of the authority that a demonstration key belongs to."""
    return key.path.parent / demo.AUTHORITY


def described(members: Mapping[str, bytes]) -> Describe:
    """The manifest of a pack of these members, whose binder was signed since."""

    def describe(hashed: Mapping[str, Written]) -> Manifest:
        made = manifest(members)
        known = {file.path: file for file in made.files}
        listed = [
            replace(known.get(name) or _file(name, b""), sha256=each.sha256, size=each.size)
            for name, each in hashed.items()
        ]
        return replace(made, files=tuple(listed))

    return describe


def sealed(path: Path, key: Key | None = None, tsa: str = "", extra: Mapping[str, bytes] | None = None) -> Path:
    """A sealed pack with a real binder."""
    members = files(extra, binder())
    del members[standalone.SUMS]
    with sealing(key or keys(), tsa) as sealer:
        seal(path, [member(name, data) for name, data in members.items()], described(members), sealer)
    return path
