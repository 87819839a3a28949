"""The records of a manifest: written in one form, read back whole, refused with the place of what is wrong."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.packs.manifest import ManifestError, Seal, read
from compliance.packs.standalone import canonical
from tests.packs import small


def test_read_is_the_inverse_of_write() -> None:
    made = small.manifest(small.files())
    assert read(made.write()).write() == made.write()
    sealed = replace(made, seal=Seal(signer_sha256="0" * 64, certificates=("0" * 64,), timestamp=True))
    assert read(sealed.write()).seal == sealed.seal


def test_the_order_of_files_does_not_matter() -> None:
    made = small.manifest(small.files())
    assert replace(made, files=made.files[::-1]).write() == made.write()


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda m: m.__setitem__("schema", "dossier-pack/9"), "manifest.json/schema: is 'dossier-pack/9'"),
        (lambda m: m.__setitem__("colour", 1), "manifest.json: `colour` is not known"),
        (lambda m: m.pop("pack"), "manifest.json: `pack` is missing"),
        (lambda m: m["pack"].pop("title"), "manifest.json/pack: `title` is missing"),
        (lambda m: m["pack"].__setitem__("level", "secret"), "manifest.json/pack/level: is 'secret' and has to be"),
        (lambda m: m["pack"].__setitem__("demo", 1), "manifest.json/pack/demo: is 1 and no true or false"),
        (lambda m: m["files"][2].__setitem__("size", "1"), "manifest.json/files/2/size: is '1' and no whole number"),
        (lambda m: m.__setitem__("files", {}), "manifest.json/files: is no list"),
        (lambda m: m["samples"].append(7), "manifest.json/samples/1: is no object"),
    ],
)
def test_what_is_wrong_has_its_place(change: Callable[[Any], object], expected: str) -> None:
    said = json.loads(small.manifest(small.files()).write())
    change(said)
    with pytest.raises(ManifestError) as found:
        read(json.dumps(said).encode())
    assert found.value.message.startswith(expected)


@pytest.mark.parametrize("data", [b"", b"\xff", b"[]", b"[" * 100_000, b"null"])
def test_what_is_no_manifest(data: bytes) -> None:
    with pytest.raises(ManifestError):
        read(data)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


@given(JSON)
def test_the_canonical_form_is_that_of_pythons_json(value: Any) -> None:
    try:
        expected = (json.dumps(value, ensure_ascii=False, sort_keys=True, indent=2) + "\n").encode()
    except UnicodeEncodeError:
        return
    assert canonical(value) == expected
