"""``dossier pack`` with a key and an authority for timestamps, as users type it: what is wrong is told at once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from compliance.packs import making
from tests.company import command
from tests.packs import authorities, worked
from tests.packs.authorities import PASSPHRASE, issue, key_file


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("WORDS", PASSPHRASE)
    return worked.brief(monkeypatch, tmp_path / "project")


@pytest.fixture
def key(tmp_path: Path) -> Path:
    return key_file(tmp_path, issue("Seal of Kvitfjord", authorities.root())).path


@pytest.fixture
def untouched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A place for a pack where nothing may appear; a run that begins to typeset fails."""
    monkeypatch.setattr(making, "make", lambda *_: pytest.fail("it began to typeset"))
    folder = tmp_path / "untouched"
    folder.mkdir()
    yield folder / "a.zip"
    assert list(folder.iterdir()) == []


def test_a_pack_with_key_and_timestamps(root: Path, key: Path, tmp_path: Path) -> None:
    target = tmp_path / "a.zip"
    with authorities.server() as url:
        done = worked.seal(root, target, "--key", key, "--passphrase-env", "WORDS", "--tsa", url)
    assert done.code == 0, done.err
    assert "signed, with timestamps of an authority; `dossier verify` checks it" in done.out
    assert worked.manifest(target)["seal"]["timestamp"] is True
    done = command("verify", target, "--trust", authorities.root().pem(tmp_path))
    assert done.code == 0, done.out
    assert done.out.count("UTC, says the authority Test timestamps, Kvitfjord Clinical AS\n") == 2
    other = issue("Other root", None, ca=True)
    signer = issue("Seal", other)
    with authorities.server() as url:
        key = key_file(tmp_path, signer).path
        worked.seal(root, target, "--key", key, "--passphrase-env", "WORDS", "--tsa", url)
    done = command("verify", target, "--trust", other.pem(tmp_path))
    assert "says the authority Test timestamps, Kvitfjord Clinical AS, WHICH IS NOT TRUSTED" in done.out
    assert done.code == 0, "the signer is trusted, and claims a time of his own"


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (authorities.refused, "it was refused: out of hours"),
        (authorities.expired, "the authority's certificate is valid"),
        (lambda _: (500, "text/html", b""), "the answer is HTTP 500"),
        (lambda _: (200, "text/html", b"Please sign in"), "the answer is text/html and no timestamp"),
    ],
)
def test_an_authority_of_no_use_is_noticed_before_anything_is_typeset(
    answer: authorities.Answer, why: str, root: Path, key: Path, untouched: Path
) -> None:
    with authorities.server(answer) as url:
        done = worked.seal(root, untouched, "--key", key, "--passphrase-env", "WORDS", "--tsa", url)
    assert done.code == 2
    assert f"no timestamp from {url}: {why}" in done.err
    assert "name another authority with --tsa, or leave it out" in done.err


def test_an_authority_that_is_not_there(root: Path, key: Path, untouched: Path) -> None:
    with authorities.server() as url:
        pass
    done = worked.seal(root, untouched, "--key", key, "--passphrase-env", "WORDS", "--tsa", url)
    assert done.code == 2
    assert f"no timestamp from {url}: " in done.err
    assert "Connection refused" in done.err


@pytest.mark.parametrize(
    ("leaf", "why"),
    [
        ({"ends": timedelta(hours=-1)}, "sign with a valid one"),
        ({"begins": timedelta(days=1)}, "sign with a valid one"),
        ({"usage": ("key_encipherment",)}, "may not sign: its key usage is key_encipherment"),
        ({"key": rsa.generate_private_key(65537, 1024)}, "RSA with 1024 bits"),  # that is the point
    ],
)
def test_a_key_of_no_use_is_noticed_before_anything_is_typeset(
    leaf: dict[str, Any], why: str, root: Path, tmp_path: Path, untouched: Path
) -> None:
    made = key_file(tmp_path, issue("Seal", authorities.root(), **leaf)).path
    done = worked.seal(root, untouched, "--key", made, "--passphrase-env", "WORDS")
    assert done.code == 2
    assert why in done.err


def test_a_wrong_passphrase(root: Path, key: Path, untouched: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WORDS", "wrong")
    done = worked.seal(root, untouched, "--key", key, "--passphrase-env", "WORDS")
    assert done.code == 2
    assert "does not open: the passphrase is wrong" in done.err


def test_a_place_where_nothing_can_be_written(root: Path, key: Path, tmp_path: Path, untouched: Path) -> None:
    (tmp_path / "file").write_text("")
    done = worked.seal(root, tmp_path / "file" / "new" / "a.zip", "--key", key, "--passphrase-env", "NONE")
    assert done.code == 2
    assert "cannot be written: Not a directory; nothing was left behind" in done.err


def test_nobody_is_asked_where_there_can_be_no_pack(root: Path, key: Path, untouched: Path) -> None:
    """Neither for the passphrase, which is not there, nor for a timestamp."""
    seal = ("--key", key, "--passphrase-env", "NONE", "--tsa", "http://127.0.0.1:1/")
    done = command("pack", "iso27001", "--period", "2030-01-01..2030-12-31", *seal, "-o", untouched, "--project", root)
    assert done.code == 2
    assert "begins after today" in done.err
