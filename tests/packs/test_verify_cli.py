"""``dossier verify``, ``dossier keys demo`` and the options of sealing, as users type them."""

from __future__ import annotations

import io
import json
import re
import stat
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from compliance.cli.seal_options import ClashError, NoKeyError, PassphraseError, chosen
from compliance.packs.keys import KeyFile, TokenKey
from compliance.registers.records.company import PackSettings, Project
from tests import company
from tests.company import Done, command
from tests.packs import authorities, hostile, small
from tests.packs.authorities import PASSPHRASE, issue, key_file, root


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cli")
    return small.sealed(folder / "pack.zip", key_file(folder, issue("Seal of Kvitfjord", root())))


def verify(*arguments: str | Path) -> Done:
    done = command("verify", *arguments)
    assert "Traceback" not in done.err, done.err
    return done


def test_a_pack_that_holds_with_trust(pack: Path) -> None:
    done = verify(pack, "--trust", root().pem(pack.parent))
    assert done.code == 0, done.out + done.err
    lines = done.out.splitlines()
    assert lines[0] == "pack.zip: Evidence pack ISO/IEC 27001:2022, Kvitfjord Clinical AS"
    assert lines[-1] == "everything that was examined holds"
    assert len(lines) < 24, "one screen"
    assert "holds  manifest.sig: signed by Seal of Kvitfjord, Kvitfjord Clinical AS" in done.out
    assert "WHO SIGNED WAS NOT CHECKED" not in done.out
    assert "DEMONSTRATION" not in done.out


def test_without_trust_it_says_that_nobody_was_checked(pack: Path) -> None:
    done = verify(pack)
    assert done.code == 0
    assert "!!     WHO SIGNED WAS NOT CHECKED" in done.out
    assert re.search(r"certificate SHA-256 [0-9a-f]{64}", done.out)


def test_a_pack_of_somebody_else(pack: Path, tmp_path: Path) -> None:
    done = verify(pack, "--trust", issue("Other root", None, ca=True).pem(tmp_path))
    assert done.code == 1
    assert "FAILS  manifest.sig" in done.out
    assert "its signer is not trusted: no chain leads from its certificate to a trusted one" in done.out
    assert done.out.splitlines()[-1] == "2 things do not hold"


def test_an_unsigned_pack(tmp_path: Path) -> None:
    pack = small.unsigned(tmp_path)
    done = verify(pack)
    assert done.code == 1
    assert "the pack is not signed, so nothing says who made it (--allow-unsigned)" in done.out
    done = verify(pack, "--allow-unsigned")
    assert done.code == 0
    assert "!!     NOT SIGNED: whoever had this file could have changed it" in done.out


def test_a_changed_pack(pack: Path, tmp_path: Path) -> None:
    data = bytearray(pack.read_bytes())
    data[data.index(b"restored in 41 minutes")] ^= 1
    (tmp_path / "p.zip").write_bytes(data)
    done = verify(tmp_path / "p.zip")
    assert done.code == 1
    assert "FAILS  hashes" in done.out
    assert "restore-test__2026-10-31.txt: contents: its bytes" in done.out


def test_hostile_words_in_a_pack_print_as_themselves(tmp_path: Path) -> None:
    members = hostile.read(small.unsigned(tmp_path))
    manifest = json.loads(members["manifest.json"])
    manifest["pack"]["title"] = "\x1b[2JAll holds\n[red]x[/red]"
    members["manifest.json"] = json.dumps(manifest, indent=2, sort_keys=True).encode() + b"\n"
    done = verify(small.write(tmp_path / "p.zip", members), "--allow-unsigned")
    assert "\x1b" not in done.out
    assert "\\x1b[2JAll holds\\n[red]x[/red]" in done.out


def test_as_data(pack: Path) -> None:
    done = verify(pack, "--format", "json")
    said: dict[str, Any] = json.loads(done.out)
    assert said["holds"] is True
    assert (said["signed"], said["signer_checked"], said["demo"]) == (True, False, False)
    assert said["examined"]["members"] == 11
    assert said["about"]["period"] == {"from": "2026-01-01", "to": "2026-09-30"}
    assert [each["what"] for each in said["signatures"]] == ["manifest.sig", "00-binder.pdf"]
    assert said["faults"] == []


@pytest.mark.parametrize("data", [b"", b"no zip", b"PK\x03\x04"])
def test_what_cannot_be_read(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "p.zip"
    path.write_bytes(data)
    done = verify(path)
    assert done.code == 2
    assert "cannot be read as a pack" in done.err


def test_hostile_archives_end_in_a_sentence(pack: Path, tmp_path: Path) -> None:
    """Bombs, links, overlaps, counts that lie, a manifest without an end: none is unpacked, none is a traceback."""
    members = hostile.read(pack)
    deep = small.write(tmp_path / "deep.zip", {**members, "manifest.json": b"[" * 1_000_000})
    archives = {
        "link": hostile.link(pack),
        "compressed": hostile.compressed(pack),
        "bomb": hostile.bomb(),
        "overlapping": hostile.overlapping(),
        "few": hostile.counted(0),
        "many": hostile.counted(65_535),
        "huge": hostile.huge64(),
        "outside": hostile.zipped([("../../etc/passwd", b"x"), *members.items()]),
        "deep": deep.read_bytes(),
        "nothing": hostile.zipped([]),
    }
    for name, data in archives.items():
        (tmp_path / "p.zip").write_bytes(data)
        done = verify(tmp_path / "p.zip", "--trust", root().pem(pack.parent))
        assert done.code in (1, 2), name
        assert len(done.out.splitlines()) < 60, name
    assert not (tmp_path.parent / "etc").exists()


def test_trust_that_cannot_be_read(pack: Path, tmp_path: Path) -> None:
    path = tmp_path / "ca.pem"
    path.write_text("no certificate")
    done = verify(pack, "--trust", path)
    assert done.code == 2
    assert "holds no certificate that can be read" in done.err
    assert verify(pack, "--trust", tmp_path / "none.pem").code == 2


def test_a_certificate_that_has_run_out_since(pack: Path) -> None:
    done = verify(pack, "--trust", root().pem(pack.parent), "--today", "2031-01-01")
    assert done.code == 0
    assert "manifest.sig: its certificate ran out on" in done.out


# Demonstration keys


def test_demonstration_keys(tmp_path: Path) -> None:
    folder = tmp_path / "keys"
    done = command("keys", "demo", folder)
    assert done.code == 0, done.err
    assert done.out.startswith("DEMONSTRATION ONLY")
    assert sorted(p.name for p in folder.iterdir()) == [
        ".gitignore",
        "demo-ca.pem",
        "demo-passphrase.txt",
        "demo-signer.p12",
    ]
    assert {stat.S_IMODE(p.stat().st_mode) for p in folder.iterdir()} == {0o600}
    words = (folder / "demo-passphrase.txt").read_text().strip()
    pack = small.sealed(tmp_path / "p.zip", KeyFile(folder / "demo-signer.p12", lambda: words))
    done = verify(pack, "--trust", folder / "demo-ca.pem")
    assert done.code == 0
    assert done.out.startswith("!! DEMONSTRATION KEY: this seal is a trial and proves nothing")


def test_keys_are_never_written_over(tmp_path: Path) -> None:
    assert command("keys", "demo", tmp_path).code == 0
    before = {p.name: p.read_bytes() for p in tmp_path.iterdir()}
    done = command("keys", "demo", tmp_path)
    assert done.code == 2
    assert "is there already; nothing was written" in done.err
    assert {p.name: p.read_bytes() for p in tmp_path.iterdir()} == before


# Options


NONE: dict[str, Any] = {
    "key": None,
    "pkcs11": None,
    "passphrase_file": None,
    "passphrase_env": None,
    "tsa": None,
    "unsigned": False,
}


def project(packs: PackSettings | None = None) -> Project:
    from dataclasses import replace

    return replace(company.dossier().project, packs=packs)


def settings(**values: str) -> PackSettings:
    from compliance.diagnostics import Place

    return PackSettings(place=Place("dossier.yaml", "/packs"), **values)


def test_without_key_both_ways_are_told(tmp_path: Path) -> None:
    with pytest.raises(NoKeyError) as found:
        chosen(NONE, project(), tmp_path)
    assert "--key" in found.value.help
    assert "--unsigned" in found.value.help


def test_the_key_of_the_project(tmp_path: Path) -> None:
    made = chosen(NONE, project(settings(key="seal.p12", tsa="https://tsa.example/tsr")), tmp_path)
    assert isinstance(made.key, KeyFile)
    assert made.key.path == tmp_path / "seal.p12"
    assert made.tsa == "https://tsa.example/tsr"
    made = chosen(NONE, project(settings(pkcs11="pkcs11:object=k?module-path=/x.so")), tmp_path)
    assert isinstance(made.key, TokenKey)


def test_the_command_line_goes_before_the_project(tmp_path: Path) -> None:
    packs = project(settings(key="seal.p12", tsa="https://tsa.example/tsr"))
    assert chosen({**NONE, "unsigned": True}, packs, tmp_path).key is None
    made = chosen({**NONE, "key": tmp_path / "other.p12", "tsa": "https://other.example"}, packs, tmp_path)
    assert isinstance(made.key, KeyFile)
    assert made.key.path == tmp_path / "other.p12"
    assert made.tsa == "https://other.example"


@pytest.mark.parametrize(
    "options",
    [
        {"key": Path("a.p12"), "pkcs11": "pkcs11:x"},
        {"key": Path("a.p12"), "unsigned": True},
        {"tsa": "https://tsa.example", "unsigned": True},
        {"key": Path("a.p12"), "passphrase_file": Path("x"), "passphrase_env": "X"},
    ],
)
def test_options_that_exclude_each_other(options: dict[str, Any], tmp_path: Path) -> None:
    with pytest.raises(ClashError, match="exclude each other"):
        chosen({**NONE, **options}, project(), tmp_path)


def secret(tmp_path: Path, **options: Any) -> str:
    made = chosen({**NONE, "key": tmp_path / "a.p12", **options}, project(), tmp_path)
    assert isinstance(made.key, KeyFile)
    return made.key.passphrase()


def test_passphrases(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "words"
    path.write_text(f"{PASSPHRASE}\nsecond line\n")
    assert secret(tmp_path, passphrase_file=path) == PASSPHRASE
    monkeypatch.setenv("SEAL", PASSPHRASE)
    assert secret(tmp_path, passphrase_env="SEAL") == PASSPHRASE
    for options, why in (
        ({"passphrase_env": "NONE_SUCH"}, "there is no environment variable NONE_SUCH"),
        ({"passphrase_file": tmp_path / "none"}, "cannot be read"),
        ({}, "nobody is there to be asked"),
    ):
        with pytest.raises(PassphraseError, match=why), patch("sys.stdin", io.StringIO()):
            secret(tmp_path, **options)


def test_no_option_takes_a_passphrase() -> None:
    from compliance.cli.seal_options import seal_options

    @seal_options
    def nothing() -> None: ...

    names = {option.name for option in nothing.__click_params__}  # type: ignore[attr-defined]
    assert names == set(NONE)
    assert authorities.PASSPHRASE not in str(names)
