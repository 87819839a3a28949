"""Keys in tokens (PKCS#11), tried with SoftHSM where it is installed."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from compliance.packs import trust
from compliance.packs.keys import KeyFaultError, TokenKey
from compliance.packs.seal import sealing
from compliance.packs.verify import verify
from tests.company import command
from tests.packs import small, worked
from tests.packs.authorities import Authority, between, issue, root

MODULES = (
    "/usr/lib/softhsm/libsofthsm2.so",
    "/usr/lib64/pkcs11/libsofthsm2.so",
    "/usr/local/lib/softhsm/libsofthsm2.so",
)
PIN = "2468"


@pytest.fixture(scope="module")
def token(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a key in a token, with its certificate."""
    pkcs11 = pytest.importorskip("pkcs11", reason="python-pkcs11 is not installed: keys in tokens are not tried")
    tool, module = shutil.which("softhsm2-util"), next(filter(os.path.exists, MODULES), None)
    if tool is None or module is None:
        pytest.skip("SoftHSM is not installed: keys in tokens are not tried")
    folder = tmp_path_factory.mktemp("token")
    (folder / "tokens").mkdir()
    (folder / "softhsm2.conf").write_text(f"directories.tokendir = {folder / 'tokens'}\nlog.level = ERROR\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOFTHSM2_CONF", str(folder / "softhsm2.conf"))
        run = partial(subprocess.run, check=True, capture_output=True)
        run([tool, "--init-token", "--free", "--label", "Seals", "--so-pin", "1357", "--pin", PIN])
        twin = issue("Twin", root())
        keys = [
            ("packs", "01", leaf := issue("Seal in a token", between()), leaf),
            ("bare", "02", issue("Without certificate", root()), None),
            ("twins", "03", twin, twin),
            ("twins", "04", issue("Other twin", root()), None),
            ("mixed", "05", issue("Somebody", root()), issue("Somebody else", root())),
        ]
        for label, id, owner, _ in keys:
            pem = owner.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
            (folder / "key.pem").write_bytes(pem)
            named = ["--token", "Seals", "--label", label, "--id", id, "--force"]
            run([tool, "--import", str(folder / "key.pem"), *named, "--pin", PIN])
        with pkcs11.lib(module).get_token(token_label="Seals").open(user_pin=PIN, rw=True) as session:
            for label, id, _, held in [*keys, ("above", "08", None, between()), ("top", "09", None, root())]:
                if held is not None:
                    _put(session, held, label, bytes.fromhex(id))
        yield f"pkcs11:token=Seals;object=packs?module-path={module}"


def _put(session: Any, owner: Authority, label: str, id: bytes) -> None:
    from pkcs11 import Attribute
    from pkcs11.util.x509 import decode_x509_certificate

    found = decode_x509_certificate(owner.certificate.public_bytes(Encoding.DER))
    session.create_object({**found, Attribute.TOKEN: True, Attribute.LABEL: label, Attribute.ID: id})


def test_a_key_in_a_token_seals(token: str, tmp_path: Path) -> None:
    """With the intermediate that lies beside it, so that the root is enough to trust it."""
    pack = small.sealed(tmp_path / "p.zip", TokenKey(token, lambda: PIN))
    found = verify(pack, trust.roots((root().pem(tmp_path),)))
    assert found.faults == ()
    assert {signed.name for signed in found.signatures} == {"Seal in a token, Kvitfjord Clinical AS"}
    assert found.manifest is not None
    assert found.manifest.seal is not None
    assert len(found.manifest.seal.certificates) == 2


def test_a_key_is_named_by_label_or_id_or_both(token: str) -> None:
    for change in (("object=packs", "id=%01"), ("object=packs", "object=packs;id=%01"), ("token=Seals;", "")):
        with sealing(TokenKey(token.replace(*change), lambda: PIN)) as sealer:
            assert sealer is not None
            assert sealer.name == "Seal in a token, Kvitfjord Clinical AS"
    with sealing(TokenKey(token.replace("object=packs", "object=twins;id=%03"), lambda: PIN)) as sealer:
        assert sealer is not None
        assert sealer.name == "Twin, Kvitfjord Clinical AS"


@pytest.mark.parametrize(
    ("change", "pin", "why"),
    [
        (("object=packs", "object=other"), PIN, "the token has no private key that signs with the label `other`"),
        (("object=packs", "id=%ff"), PIN, "the token has no private key that signs with the id ff"),
        (("object=packs", "object=bare"), PIN, "the token holds no certificate for the key with the label `bare`"),
        (("object=packs", "object=twins"), PIN, "2 private keys with the label `twins`; their ids: 03, 04"),
        (("object=packs", "object=twins;id=%04"), PIN, "they do not belong together"),
        (("object=packs", "object=mixed"), PIN, "they do not belong together"),
        (("token=Seals", "token=Other"), None, r"there is no token `Other`; there are: `Seals` \(serial [0-9a-f]+\)"),
        (("token=Seals", "serial=0000"), None, "there is no token with serial 0000"),
        (("", ""), "0000", "the token does not open: the PIN is wrong"),
    ],
)
def test_tokens_that_do_not_open(token: str, change: tuple[str, str], pin: str | None, why: str) -> None:
    with pytest.raises(KeyFaultError, match=why), sealing(TokenKey(token.replace(*change), lambda: _asked(pin))):
        pass


def _asked(pin: str | None) -> str:
    return pytest.fail("nobody should have been asked for a PIN") if pin is None else pin


def test_a_module_that_is_none(token: str, tmp_path: Path) -> None:
    (tmp_path / "text.so").write_text("no library")
    address = f"{token.partition('?')[0]}?module-path={tmp_path / 'text.so'}"
    with pytest.raises(KeyFaultError, match="is no PKCS#11 module"), sealing(TokenKey(address, lambda: PIN)):
        pass


def test_a_pack_is_sealed_with_a_token(token: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As users type it. The PIN is in a file or the environment, and what is printed and packed does not have it."""
    project, target = worked.brief(monkeypatch, tmp_path / "project"), tmp_path / "a.zip"
    monkeypatch.setenv("SEAL_PIN", PIN)
    done = worked.seal(project, target, "--pkcs11", token, "--passphrase-env", "SEAL_PIN")
    assert done.code == 0, done.err
    assert PIN not in done.out + done.err
    assert command("verify", target, "--trust", root().pem(tmp_path)).code == 0
    (tmp_path / "pin").write_text("1111\n")
    done = worked.seal(project, tmp_path / "b.zip", "--pkcs11", token, "--passphrase-file", tmp_path / "pin")
    assert done.code == 2
    assert "the token does not open: the PIN is wrong" in done.err
    assert not (tmp_path / "b.zip").exists()
