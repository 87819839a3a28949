"""What all tests share."""

from __future__ import annotations

import os
from collections.abc import Iterator
from unittest.mock import patch

import pytest
from hypothesis import settings

settings.register_profile("dossier", deadline=None)  # a busy machine is no fault of the code
settings.load_profile("dossier")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests marked ``last`` run after everything else: they are slow, and fail where others fail better."""
    items.sort(key=lambda item: item.get_closest_marker("last") is not None)


@pytest.fixture(autouse=True, scope="session")
def own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Tests neither see nor fill the cache of whoever runs them; commands that they start inherit it."""
    with patch.dict(os.environ, {"DOSSIER_CACHE_DIR": str(tmp_path_factory.mktemp("cache"))}):
        yield
