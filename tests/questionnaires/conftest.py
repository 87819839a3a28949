"""What the tests of several stages of a questionnaire's life share."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.company import copy_company


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the worked company that may be changed, with a cache of its own."""
    monkeypatch.setenv("DOSSIER_CACHE_DIR", str(tmp_path / "cache"))
    (tmp_path / "company").mkdir()
    return copy_company(tmp_path / "company")
