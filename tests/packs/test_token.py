"""Keys in tokens (PKCS#11), tried with SoftHSM where it is installed."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from compliance.packs import trust
from compliance.packs.keys import KeyFaultError, TokenKey
from compliance.packs.seal import sealing
from compliance.packs.verify import verify
from tests.packs import small
from tests.packs.authorities import issue, root

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
        leaf = issue("Seal in a token", root())
        private = leaf.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        (folder / "key.pem").write_bytes(private)
        made = ["--init-token", "--free", "--label", "Seals", "--so-pin", "1357"]
        brought = ["--import", str(folder / "key.pem"), "--token", "Seals", "--label", "packs", "--id", "01"]
        for arguments in (made, brought):
            subprocess.run([tool, *arguments, "--pin", PIN], check=True, capture_output=True)
        with pkcs11.lib(module).get_token(token_label="Seals").open(user_pin=PIN, rw=True) as session:
            from pkcs11 import Attribute, ObjectClass
            from pkcs11.util.x509 import decode_x509_certificate

            found = decode_x509_certificate(leaf.certificate.public_bytes(Encoding.DER))
            session.create_object({**found, Attribute.TOKEN: True, Attribute.LABEL: "packs", Attribute.ID: b"\x01"})
            assert found[Attribute.CLASS] == ObjectClass.CERTIFICATE
        yield f"pkcs11:token=Seals;object=packs?module-path={module}"


def test_a_key_in_a_token_seals(token: str, tmp_path: Path) -> None:
    pack = small.sealed(tmp_path / "p.zip", TokenKey(token, lambda: PIN))
    found = verify(pack, trust.roots((root().pem(tmp_path),)))
    assert found.faults == ()
    assert {signed.name for signed in found.signatures} == {"Seal in a token, Kvitfjord Clinical AS"}


@pytest.mark.parametrize(
    ("change", "pin", "why"),
    [
        (("object=packs", "object=other"), PIN, "does not give the key"),
        (("token=Seals", "token=Other"), PIN, "does not open"),
        (("", ""), "0000", "does not open"),
    ],
)
def test_tokens_that_do_not_open(token: str, change: tuple[str, str], pin: str, why: str) -> None:
    with pytest.raises(KeyFaultError, match=why), sealing(TokenKey(token.replace(*change), lambda: pin)):
        pass
