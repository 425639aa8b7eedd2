"""One small fictional region for all the tests of its parts."""

from __future__ import annotations

import pytest
from unit.demo.lecture import EVENTS_PER_DAY, LYCEES, OCTOBRE, Region

from ent_report.demo import fabricate


@pytest.fixture(scope="session")
def region(tmp_path_factory: pytest.TempPathFactory) -> Region:
    folder = tmp_path_factory.mktemp("region")
    fabricate(folder, mois=OCTOBRE, lycees=LYCEES, events_per_day=EVENTS_PER_DAY)
    return Region(folder)
