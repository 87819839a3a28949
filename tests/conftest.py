"""What all tests share."""

from __future__ import annotations

import pytest


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests marked ``last`` run after everything else: they are slow, and fail where others fail better."""
    items.sort(key=lambda item: item.get_closest_marker("last") is not None)
