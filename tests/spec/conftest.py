"""What every spec test needs: a fictional region in an empty folder, and the pseudonyms' key."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from spec.tables import Region


@pytest.fixture(autouse=True, scope="session")
def pseudonym_key() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ENT_REPORT_PSEUDONYM_KEY", "a key for tests only, of a decent length")
        yield


@pytest.fixture
def region(tmp_path: Path) -> Region:
    return Region(tmp_path)
