"""Seals: who signed and when, and that nothing outside a signature can be changed either."""

from __future__ import annotations

import io
import random
import shutil
import subprocess
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12

from compliance.cli import verify_text
from compliance.packs import cms, pades, trust
from compliance.packs.keys import KeyFaultError, KeyFile, TokenKey
from compliance.packs.manifest import Seal, read
from compliance.packs.seal import EpochError, Sealer, sealing
from compliance.packs.standalone import Pack
from compliance.packs.timestamps import TimestampError, authority, tried
from compliance.packs.tokens import TokenAddress
from compliance.packs.verify import Verified, verify
from tests.packs import authorities, hostile, small
from tests.packs.authorities import issue, key_file, root

DATA = b'{"schema": "dossier-pack/1"}\n'


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("seal")


@pytest.fixture(scope="module")
def pack(folder: Path) -> Path:
    """Sealed with a key whose certificate leads over an intermediate to the root."""
    leaf = issue("Seal of Kvitfjord", authorities.between())
    return small.sealed(folder / "pack.zip", key_file(folder, leaf, (authorities.between(), root())))


@pytest.fixture(scope="module")
def stamped_pack(folder: Path) -> Path:
    leaf = issue("Seal of Kvitfjord", root())
    with authorities.server() as url:
        return small.sealed(folder / "stamped.zip", key_file(folder, leaf), url)


def roots(folder: Path) -> tuple[Any, ...]:
    return trust.roots((root().pem(folder),))


def lines(found: Verified) -> list[str]:
    return [str(fault) for fault in found.faults]


def test_a_sealed_pack_holds(pack: Path, folder: Path) -> None:
    found = verify(pack, roots(folder))
    assert lines(found) == []
    assert [(s.what, s.intact, s.trusted) for s in found.signatures] == [
        ("manifest.sig", True, True),
        ("00-binder.pdf", True, True),
    ]
    assert found.signatures[0].name == "Seal of Kvitfjord, Kvitfjord Clinical AS"
    assert not found.demo
    assert found.own_verifier


def test_the_certificate_of_the_signer_can_be_trusted_itself(folder: Path, tmp_path: Path) -> None:
    """So that another certificate of the same authority does not do."""
    one, other = issue("Seal", root()), issue("Seal", root())
    made = small.sealed(tmp_path / "p.zip", key_file(tmp_path, one))
    assert lines(verify(made, trust.roots((one.pem(tmp_path),)))) == []
    assert len(verify(made, trust.roots((other.pem(tmp_path),))).faults) == 2
    assert lines(verify(made, roots(folder))) == []


def test_without_trust_nobody_says_who_signed(pack: Path) -> None:
    found = verify(pack)
    assert found.faults == ()
    assert {s.trusted for s in found.signatures} == {None}


def test_another_key(pack: Path, folder: Path) -> None:
    other = trust.roots((issue("Other root", None, ca=True).pem(folder),))
    assert lines(verify(pack, other)) == [
        f"{name}: signature: its signer is not trusted: no chain leads from its certificate to a trusted one"
        for name in ("manifest.sig", "00-binder.pdf")
    ]


def test_openssl_verifies_the_manifest(pack: Path, folder: Path, tmp_path: Path) -> None:
    tool = shutil.which("openssl")
    if tool is None:
        pytest.skip("openssl is not on PATH: the signature of the manifest is verified by pyHanko only")
    members = hostile.read(pack)
    for name in ("manifest.json", "manifest.sig"):
        (tmp_path / name).write_bytes(members[name])
    command = [
        tool,
        *["cms", "-verify", "-binary", "-inform", "DER", "-in", "manifest.sig", "-content", "manifest.json", "-CAfile"],
    ]
    done = subprocess.run([*command, root().pem(folder)], cwd=tmp_path, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout == members["manifest.json"]
    (tmp_path / "manifest.json").write_bytes(members["manifest.json"] + b" ")
    done = subprocess.run([*command, root().pem(folder)], cwd=tmp_path, capture_output=True, check=False)
    assert done.returncode != 0


# The binder


def binder(pack: Path) -> bytes:
    return hostile.read(pack)["00-binder.pdf"]


@pytest.mark.parametrize("name", ["pack", "stamped_pack"])
def test_a_signed_binder_is_still_for_archives(name: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    from pikepdf import pdfa

    from tests.formats.test_pdf import NOT_OF_LEVEL_B

    path = tmp_path / "binder.pdf"
    path.write_bytes(binder(request.getfixturevalue(name)))
    plain = tmp_path / "plain.pdf"
    plain.write_bytes(small.binder())
    violations = [[str(f) for f in pdfa.validate_written(p, "3b").violations] for p in (plain, path)]
    assert [v for v in violations[1] if not any(rule in v for rule in NOT_OF_LEVEL_B)] == []
    assert len(violations[0]) == len(violations[1]) >= 2
    with pikepdf.open(path) as document, pikepdf.open(plain) as before:
        field = document.Root.AcroForm.Fields[0]
        assert [float(x) for x in field.Rect] == [0, 0, 0, 0], "invisible"
        assert int(field.F) & 0b100, "PDF/A wants annotations that print"
        assert not document.Root.AcroForm.get("/NeedAppearances")
        assert document.Root.Metadata.read_bytes() == before.Root.Metadata.read_bytes()
        assert document.Root.StructTreeRoot.objgen == before.Root.StructTreeRoot.objgen
        assert document.Root.MarkInfo.Marked
        assert str(document.Root.Lang) == "en"
        assert document.Root.AcroForm.SigFlags == 3
    assert path.read_bytes().startswith(small.binder()), "the signature is appended; what was there is untouched"


@pytest.mark.parametrize("flavour", ["3a", "ua1"])
def test_verapdf_agrees_on_signed_binders(pack: Path, flavour: str, tmp_path: Path) -> None:
    tool = shutil.which("verapdf")
    if tool is None:
        pytest.skip("verapdf is not on PATH: the signed binder is checked by the test above only")
    path = tmp_path / "binder.pdf"
    path.write_bytes(binder(pack))
    command = [tool, "-f", flavour, "--format", "text", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.stdout.startswith("PASS"), done.stdout + done.stderr


def test_a_binder_with_something_behind_its_signature(pack: Path) -> None:
    data = binder(pack)
    assert trust.binder_signature(io.BytesIO(data), None).wrong == ()
    longer = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as document:
        document.docinfo["/Title"] = "Another"
        document.save(longer)
    for other in (data + b"\n", data + b"\n1 0 obj\n<<>>\nendobj\n", longer.getvalue(), data[:-20], b"", b"%PDF-1.7"):
        found = trust.binder_signature(io.BytesIO(other), None)
        assert found.wrong
        assert not found.intact


def judged_by_pyhanko(data: bytes, folder: Path) -> bool:
    """What pyHanko's own reader of PDF says of a binder."""
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation import SignatureCoverageLevel, validate_pdf_signature
    from pyhanko_certvalidator import ValidationContext

    try:
        (found,) = PdfFileReader(io.BytesIO(data), strict=True).embedded_signatures
        status = validate_pdf_signature(
            found, ValidationContext(trust_roots=list(roots(folder)), allow_fetching=False), skip_diff=True
        )
    except Exception:  # it raises what it likes
        return False
    return bool(status.bottom_line and status.coverage == SignatureCoverageLevel.ENTIRE_FILE)


@pytest.mark.parametrize("name", ["pack", "stamped_pack"])
def test_pyhanko_agrees_on_binders(name: str, request: pytest.FixtureRequest, folder: Path) -> None:
    """Ours is read with qpdf, because that is quicker, and takes nothing that pyHanko refuses.

    Flips fall into the signature, the increment that carries it and the document before it. What is left to the hash of
    the manifest is inside the signature: the case of hexadecimal digits, and what a CMS signature does not protect.
    """
    data = binder(request.getfixturevalue(name))
    assert judged_by_pyhanko(data, folder)
    assert trust.binder_signature(io.BytesIO(data), roots(folder)).wrong == ()
    (_, begins), (ends, _) = pades.embedded(io.BytesIO(data)).ranges
    dice = random.Random(29)
    for place in [*dice.sample(range(len(data)), 30), *dice.sample(range(len(data) - 12_000, len(data)), 60)]:
        other = bytearray(data)
        other[place] ^= 1 << dice.randrange(8)
        ours = trust.binder_signature(io.BytesIO(other), roots(folder)).wrong == ()
        assert not ours or judged_by_pyhanko(bytes(other), folder), place
        assert not ours or begins < place < ends, place


@pytest.mark.parametrize(
    "change",
    [
        lambda old: old.replace(b"/ByteRange [0 ", b"/ByteRange [1 "),
        lambda old: old.replace(b"/ETSI.CAdES.detached", b"/adbe.pkcs7.detached"),
        lambda old: old[: old.rindex(b"/Contents")] + old[old.rindex(b"/Contents") :].replace(b"00>", b"0 >", 1),
        lambda old: old[: old.rindex(b"00>")] + b"01>" + old[old.rindex(b"00>") + 3 :],
        lambda old: old + b"%%EOF\n",
    ],
)
def test_a_binder_whose_signature_leaves_something_out(pack: Path, change: Any) -> None:
    data = binder(pack)
    other = change(data)
    assert other != data
    found = trust.binder_signature(io.BytesIO(other), None)
    assert found.wrong
    assert not found.intact


def test_a_binder_without_signature(pack: Path) -> None:
    assert trust.binder_signature(io.BytesIO(small.binder()), None).wrong == (
        "has 0 signatures in 0 fields, and not one in one",
    )


# What stands outside a signature


def found_in(der: bytes, data: bytes, seal: Seal) -> bool:
    """Whether anything is found to be wrong with a signature."""
    try:
        if cms.departures(der, seal.certificates, seal.timestamp):
            return True
    except cms.BrokenError:
        return True
    return bool(trust.manifest_signature(der, data, None).wrong)


def parts(pack: Path) -> tuple[bytes, bytes, Seal]:
    members = hostile.read(pack)
    seal = read(members["manifest.json"]).seal
    assert seal is not None
    return members["manifest.sig"], members["manifest.json"], seal


def test_every_byte_of_a_signature_counts(pack: Path) -> None:
    """Also where an attacker mends all checksums of the archive: each byte is flipped, and each is found."""
    der, data, seal = parts(pack)
    assert not found_in(der, data, seal)
    dice = random.Random(7)
    for place in range(len(der)):
        other = bytearray(der)
        other[place] ^= 1 << dice.randrange(8)
        assert found_in(bytes(other), data, seal), place


def test_bytes_of_a_stamped_signature_count(stamped_pack: Path) -> None:
    der, data, seal = parts(stamped_pack)
    assert not found_in(der, data, seal)
    dice = random.Random(7)
    for place in dice.sample(range(len(der)), 300):
        other = bytearray(der)
        other[place] ^= 1 << dice.randrange(8)
        assert found_in(bytes(other), data, seal), place


def rewritten(der: bytes, change: Any) -> bytes:
    from asn1crypto import cms as asn1

    info = asn1.ContentInfo.load(der)
    change(info["content"])
    made: bytes = info.dump(force=True)
    return made


def test_the_other_signature_that_says_the_same(pack: Path) -> None:
    """(r, n - s) verifies as (r, s) does: who holds no key can write it. It is found."""
    from asn1crypto.algos import DSASignature

    from compliance.packs.curves import ORDERS

    der, data, seal = parts(pack)

    def change(signed: Any) -> None:
        info = signed["signer_infos"][0]
        pair = DSASignature.load(info["signature"].native).native
        info["signature"] = DSASignature({"r": pair["r"], "s": ORDERS["secp256r1"] - pair["s"]}).dump()

    other = rewritten(der, change)
    assert other != der
    assert trust.manifest_signature(other, data, None).intact, "it does verify"
    assert found_in(other, data, seal)


def test_certificates_cannot_be_added_or_taken_out(pack: Path) -> None:
    from asn1crypto import cms as asn1
    from asn1crypto import x509
    from cryptography.hazmat.primitives.serialization import Encoding

    der, data, seal = parts(pack)
    assert len(seal.certificates) == 2
    more = x509.Certificate.load(issue("Somebody", None).certificate.public_bytes(Encoding.DER))

    def add(signed: Any) -> None:
        signed["certificates"].append(asn1.CertificateChoices(name="certificate", value=more))

    def take(signed: Any) -> None:
        own = cms.signer_of(signed)
        signed["certificates"] = [asn1.CertificateChoices(name="certificate", value=own)]

    for change in (add, take):
        assert found_in(rewritten(der, change), data, seal)


def test_a_timestamp_cannot_be_taken_out(stamped_pack: Path) -> None:
    der, data, seal = parts(stamped_pack)
    assert seal.timestamp
    other = rewritten(der, lambda signed: signed["signer_infos"][0].__setitem__("unsigned_attrs", []))
    bare = rewritten(other, lambda signed: signed["signer_infos"][0].__delitem__("unsigned_attrs"))
    for each in (other, bare):
        assert found_in(each, data, seal)


def test_a_timestamp_cannot_be_put_in(pack: Path, stamped_pack: Path) -> None:
    der, data, seal = parts(pack)
    token = cms.token_of(cms.load(parts(stamped_pack)[0]))

    def change(signed: Any) -> None:
        signed["signer_infos"][0]["unsigned_attrs"] = [{"type": "signature_time_stamp_token", "values": [token]}]

    assert found_in(rewritten(der, change), data, seal)


def test_a_timestamp_of_another_day_cannot_be_put_in(
    stamped_pack: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An authority stamps anything for anybody, at any later time."""
    import asyncio
    import hashlib

    der = parts(stamped_pack)[0]
    signature = cms.load(der)["signer_infos"][0]["signature"].native
    monkeypatch.setattr(authorities.stamper(), "fixed_dt", authorities.NOW + timedelta(days=30))
    with authorities.server() as url:
        later = asyncio.run(authority(url).async_timestamp(hashlib.sha256(signature).digest(), "sha256"))

    def change(signed: Any) -> None:
        signed["signer_infos"][0]["unsigned_attrs"] = [{"type": "signature_time_stamp_token", "values": [later]}]

    found = again(stamped_pack, tmp_path, manifest__sig=rewritten(der, change))
    assert [line.partition(", is not")[2] for line in found] == [" of the run that stamped the binder"]


def test_a_second_signer_cannot_be_added(pack: Path) -> None:
    der, data, seal = parts(pack)

    def change(signed: Any) -> None:
        signed["signer_infos"].append(signed["signer_infos"][0])

    assert found_in(rewritten(der, change), data, seal)


def test_bytes_behind_the_signature(pack: Path) -> None:
    der, data, seal = parts(pack)
    assert found_in(der + b"\0", data, seal)


def again(pack: Path, folder: Path, **members: bytes | None) -> list[str]:
    """The pack made anew with other members, all checksums of the archive right."""
    named = {name.replace("__", "."): data for name, data in members.items()}
    kept = {name: data for name, data in {**hostile.read(pack), **named}.items() if data is not None}
    return lines(verify(small.write(folder / "again.zip", kept), allow_unsigned=True))


def test_a_seal_cannot_be_taken_off(pack: Path, tmp_path: Path) -> None:
    assert again(pack, tmp_path, manifest__sig=None) == [
        "manifest.sig: signature: is missing, and the manifest says that the pack is sealed"
    ]


def test_a_seal_of_another_pack(pack: Path, stamped_pack: Path, tmp_path: Path) -> None:
    found = again(pack, tmp_path, manifest__sig=parts(stamped_pack)[0])
    assert any("manifest.sig: signature: does not belong to these bytes" in line for line in found), found
    assert any("manifest.sig: signature: is made with another certificate" in line for line in found), found


def test_a_manifest_with_another_word(pack: Path, tmp_path: Path) -> None:
    manifest = parts(pack)[1].replace(b"Information backup", b"Information bockup")
    found = again(pack, tmp_path, manifest__json=manifest)
    assert found == [
        "manifest.sig: signature: does not belong to these bytes, or was not made with the key of its certificate"
    ]


def test_a_pack_that_was_sealed_by_somebody_else(pack: Path, folder: Path) -> None:
    """Everything made anew, with a key of one's own: only trust tells."""
    forged = small.sealed(folder / "forged.zip", key_file(folder, issue("Seal of Kvitfjord", None)))
    assert verify(forged).faults == ()
    assert len(verify(forged, roots(folder)).faults) == 2


def test_a_manifest_that_was_replaced_and_signed_with_another_key(pack: Path, folder: Path, tmp_path: Path) -> None:
    """The binder stays what it was. Nobody's certificate is needed to see that two people signed."""
    members, other = hostile.read(pack), key_file(tmp_path, issue("Seal of Kvitfjord", None))
    with sealing(other) as sealer:
        assert sealer is not None
        said = replace(read(members["manifest.json"]), seal=sealer.seal)
        controls = tuple(replace(control, status="excluded") for control in said.controls)
        for manifest in (said, replace(said, controls=controls)):
            data = manifest.write()
            found = again(pack, tmp_path, manifest__json=data, manifest__sig=sealer.sign_manifest(data))
            assert found == ["00-binder.pdf: signature: is made with another certificate than the manifest says"]


def test_flipped_bits_of_a_sealed_pack_are_found(pack: Path, tmp_path: Path) -> None:
    dice = random.Random(20261127)
    data, path = bytearray(pack.read_bytes()), tmp_path / "flipped.zip"
    for _ in range(500):
        place, bit = dice.randrange(len(data)), 1 << dice.randrange(8)
        data[place] ^= bit
        path.write_bytes(data)
        with Pack(str(path)) as opened:
            assert opened.check().faults, place
        data[place] ^= bit


# Time


def test_an_authority_says_when(stamped_pack: Path, folder: Path) -> None:
    found = verify(stamped_pack, roots(folder))
    assert lines(found) == []
    for signed in found.signatures:
        assert signed.stamped_at is not None
        assert abs(signed.stamped_at - authorities.NOW) < timedelta(hours=1)
        assert signed.stamped_by.startswith("Test timestamps")
        assert signed.stamp_trusted is True


def test_openssl_verifies_the_timestamp(stamped_pack: Path, folder: Path, tmp_path: Path) -> None:
    tool = shutil.which("openssl")
    if tool is None:
        pytest.skip("openssl is not on PATH: timestamps are verified by pyHanko only")
    signed = cms.load(parts(stamped_pack)[0])
    token = cms.token_of(signed)
    assert token is not None
    (tmp_path / "token").write_bytes(token.dump())
    (tmp_path / "signature").write_bytes(signed["signer_infos"][0]["signature"].native)
    arguments = ["-verify", "-token_in", "-in", "token", "-data", "signature", "-CAfile"]
    command = [tool, "ts", *arguments, str(root().pem(folder))]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_an_authority_that_nobody_trusts_proves_no_time(stamped_pack: Path, folder: Path, tmp_path: Path) -> None:
    """Its certificate does not lead to the root, and the signer's does."""
    leaf = issue("Seal of Kvitfjord", other := issue("Other root", None, ca=True))
    with authorities.server() as url:
        mixed = small.sealed(tmp_path / "p.zip", key_file(tmp_path, leaf), url)
    found = verify(mixed, trust.roots((other.pem(tmp_path),)))
    assert lines(found) == []
    assert {s.stamp_trusted for s in found.signatures} == {False}
    said = list(verify_text.warnings(found, authorities.NOW))
    assert "the time is only a claim: the authority that states it is not trusted (--trust takes its root too)" in said


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (authorities.refused, "it was refused: out of hours; time_not_available"),
        (authorities.badly_signed, "the answer's signature does not hold"),
        (authorities.expired, "the authority's certificate is valid "),
        (authorities.of_no_authority, "the authority's certificate is none for timestamps"),
        (authorities.moved, "it has moved to https://tsa.example/new"),
        (authorities.for_another_request, "stamps something else"),
        (authorities.with_another_nonce, "belongs to another request"),
        (lambda _: (200, authorities.REPLY, b"\x30\x03garbage"), "no timestamp response"),
        (lambda _: (200, authorities.REPLY, b""), "no timestamp response"),
        (lambda _: (200, "text/html", b"<h1>Welcome</h1>"), "the answer is text/html and no timestamp"),
        (lambda _: (500, authorities.REPLY, b""), "HTTP 500"),
        (lambda _: (401, "text/plain", b""), "HTTP 401"),
        (lambda _: (200, authorities.REPLY, bytes(2_000_000)), "too large"),
    ],
)
def test_authorities_that_do_not_answer_well(answer: authorities.Answer, why: str, tmp_path: Path) -> None:
    key = key_file(tmp_path, issue("Seal", root()))
    with authorities.server(answer) as url, pytest.raises(TimestampError, match=why):
        small.sealed(tmp_path / "out" / "p.zip", key, url)
    assert not (tmp_path / "out").exists()


def test_authorities_that_are_not_there(tmp_path: Path) -> None:
    with authorities.server() as url:
        pass  # it is gone now
    with pytest.raises(TimestampError, match="refused"):
        small.sealed(tmp_path / "out" / "p.zip", key_file(tmp_path, issue("Seal", root())), url)
    assert not (tmp_path / "out").exists()
    for address in ("file:///etc/passwd", "ftp://tsa.example", "tsa.example", "https://", "http://tsa.example:x/"):
        with pytest.raises(TimestampError, match="has to begin with"):
            authority(address)
    with pytest.raises(TimestampError, match="name or password is not taken") as found:
        authority("https://me:secret@tsa.example/tsr")
    assert "secret" not in str(found.value)


@pytest.mark.parametrize(("answer", "slice"), [(authorities.asleep, 0), (authorities.stamped, 100)])
def test_an_authority_that_takes_its_time(answer: authorities.Answer, slice: int) -> None:
    """At once or byte by byte."""
    with authorities.server(answer, slice) as url, pytest.raises(TimestampError, match="no answer within"):
        tried(authority(url, timeout=0.2), "sha256")


def test_key_and_authority_are_tried_before_the_work_begins(tmp_path: Path) -> None:
    """One request more than there are signatures would be a stamp that somebody pays for: pyHanko keeps the trial's."""
    asked: list[bytes] = []

    def counted(request: bytes) -> tuple[int, str, bytes]:
        asked.append(request)
        return authorities.stamped(request)

    key = key_file(tmp_path, issue("Seal", root()))
    with authorities.server(counted) as url:
        with sealing(key, url):
            assert len(asked) == 1
        asked.clear()
        small.sealed(tmp_path / "p.zip", key, url)
    assert len(asked) == 3
    with authorities.server(authorities.refused) as url, pytest.raises(TimestampError), sealing(key, url):
        pytest.fail("it was handed out")


def test_a_certificate_of_another_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A PKCS#12 file knows which certificate its key has; a token does not."""
    from compliance.packs import keys

    opened = keys._from_file

    def mixed(key: KeyFile) -> Any:
        signer = opened(key)
        signer._signing_cert = opened(key_file(tmp_path, issue("Other", root()))).signing_cert
        return signer

    monkeypatch.setattr(keys, "_from_file", mixed)
    with pytest.raises(KeyFaultError, match="they do not belong together"):
        small.sealed(tmp_path / "p.zip", key_file(tmp_path, issue("Seal", root())))


def test_the_time_of_signing_is_no_clock_of_the_contents(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, folder: Path
) -> None:
    key = key_file(tmp_path, issue("Seal", root(), begins=timedelta(days=-400)))
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int((authorities.NOW - timedelta(days=100)).timestamp())))
    found = verify(small.sealed(tmp_path / "p.zip", key), roots(folder))
    assert {s.claimed_at for s in found.signatures} == {authorities.NOW - timedelta(days=100)}
    assert found.faults == ()
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "yesterday")
    with pytest.raises(EpochError), sealing(key):
        pass


def test_a_certificate_that_was_not_valid_at_that_time(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The key signs although its certificate has run out: sealing refuses, and who gets around that is found out."""
    old = issue("Seal", root(), begins=timedelta(days=-400), ends=timedelta(days=-100))
    with pytest.raises(KeyFaultError, match=r"the certificate in .* is valid from"):
        small.sealed(tmp_path / "p.zip", key_file(tmp_path, old))
    monkeypatch.setattr("compliance.packs.keys.fit", lambda *_: None)
    found = verify(small.sealed(tmp_path / "p.zip", key_file(tmp_path, old)), roots(folder))
    assert [line.rpartition(": ")[2] for line in lines(found)] == ["its certificate was not valid at that time"] * 2


# Keys


@pytest.mark.parametrize(
    "private",
    [
        lambda: ec.generate_private_key(ec.SECP384R1()),
        lambda: ec.generate_private_key(ec.SECP521R1()),
        lambda: rsa.generate_private_key(65537, 2048),
    ],
)
def test_other_keys(private: Any, tmp_path: Path, folder: Path) -> None:
    made = small.sealed(tmp_path / "p.zip", key_file(tmp_path, issue("Seal", root(), private())))
    assert lines(verify(made, roots(folder))) == []


@pytest.mark.parametrize(
    "private",
    [lambda: rsa.generate_private_key(65537, 1024), lambda: ec.generate_private_key(ec.SECP256K1())],
    ids=["RSA with 1024 bits", "secp256k1"],
)
def test_keys_that_are_not_taken(private: Any, tmp_path: Path) -> None:
    with pytest.raises(KeyFaultError, match="is not taken"):
        small.sealed(tmp_path / "p.zip", key_file(tmp_path, issue("Seal", root(), private())))


def test_a_certificate_that_may_not_sign(tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    leaf = issue("Seal", root(), usage=("key_encipherment",))
    with pytest.raises(KeyFaultError, match="may not sign: its key usage is key_encipherment"):
        small.sealed(tmp_path / "p.zip", key_file(tmp_path, leaf))
    monkeypatch.setattr("compliance.packs.keys.fit", lambda *_: None)
    found = verify(small.sealed(tmp_path / "p.zip", key_file(tmp_path, leaf)), roots(folder))
    assert [line.rpartition(": ")[2] for line in lines(found)] == [
        "its certificate, or one above it, may not be used for this"
    ] * 2


def test_key_files_that_do_not_open(tmp_path: Path) -> None:
    good = key_file(tmp_path, issue("Seal", root()))
    (tmp_path / "text.p12").write_text("no key")
    no_key = pkcs12.serialize_key_and_certificates(
        None, None, None, [root().certificate], BestAvailableEncryption(b"x")
    )
    (tmp_path / "empty.p12").write_bytes(no_key)
    bag = pkcs12.serialize_key_and_certificates(b"k", root().key, None, None, BestAvailableEncryption(b"x"))
    (tmp_path / "bare.p12").write_bytes(bag)
    issue("Seal", root()).pem(tmp_path).rename(tmp_path / "seal.p12")
    for key, why in (
        (KeyFile(good.path, lambda: "wrong"), "the passphrase is wrong"),
        (KeyFile(tmp_path / "none.p12", lambda: "x"), "cannot be read"),
        (KeyFile(tmp_path, lambda: "x"), "cannot be read: Is a directory"),
        (KeyFile(tmp_path / "text.p12", lambda: pytest.fail("asked")), "is no PKCS#12 file"),
        (KeyFile(tmp_path / "seal.p12", lambda: pytest.fail("asked")), "is PEM and not PKCS#12"),
        (KeyFile(tmp_path / "empty.p12", lambda: "x"), "holds no private key"),
        (KeyFile(tmp_path / "bare.p12", lambda: "x"), "holds no certificate that belongs to its key"),
    ):
        with pytest.raises(KeyFaultError, match=why), sealing(key):
            pass


@pytest.mark.parametrize(
    ("uri", "why"),
    [
        ("token=x", "is no PKCS#11 URI"),
        ("pkcs11:object=k", "which module to load"),
        ("pkcs11:token=t?module-path=/x.so", "which key"),
        ("pkcs11:object=k;pin-value=1234?module-path=/x.so", "with a PIN is not taken"),
        ("pkcs11:object=k;colour=red?module-path=/x.so", "`colour=red` in the PKCS#11 URI is not known"),
        ("pkcs11:object=k?module-path=/no/such.so", "there is no PKCS#11 module"),
    ],
)
def test_token_addresses_that_lead_nowhere(uri: str, why: str) -> None:
    pytest.importorskip("pkcs11", reason="python-pkcs11 is not installed: addresses of tokens are not tried")
    with pytest.raises(KeyFaultError, match=why), sealing(TokenKey(uri, lambda: "1234")):
        pass


def test_parts_of_a_token_address() -> None:
    made = TokenAddress.parse("pkcs11:token=My%20Token;object=seal;id=%01%ff?module-path=/usr/lib/x.so")
    assert made == TokenAddress("/usr/lib/x.so", "My Token", "", "seal", b"\x01\xff")


# Twice


def test_two_runs_differ_in_signatures_only(tmp_path: Path) -> None:
    key = key_file(tmp_path, issue("Seal", root()))
    one, other = (hostile.read(small.sealed(tmp_path / f"{n}.zip", key)) for n in (1, 2))
    assert {name for name in one if one[name] != other[name]} <= {
        "00-binder.pdf",
        "SHA256SUMS",
        "manifest.json",
        "manifest.sig",
    }
    assert one.keys() == other.keys()


def test_a_demonstration_key_is_told_everywhere(tmp_path: Path) -> None:
    made = small.sealed(tmp_path / "p.zip")
    found = verify(made, trust.roots((small.authority(small.keys()),)))
    assert lines(found) == []
    assert found.demo
    assert found.manifest is not None
    assert found.manifest.pack.demo
    assert b"Demonstration only" in binder(made)


def test_a_demonstration_key_cannot_be_hushed_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Sealer, "demo", False)
    found = verify(small.sealed(tmp_path / "p.zip"))
    assert lines(found) == ["manifest.json: signature: does not say that the key is a demonstration key"]
