"""Whole months of small fictional regions, attacked with all that was issued: not one sensitive figure is had."""

from __future__ import annotations

from pathlib import Path

import pytest

from attack.assaut import attack_published
from attack.campagne import MOIS, corrected, fabricate_world, issue_month
from attack.rapport import as_text

pytestmark = pytest.mark.slow

SEPTEMBRE, AN_DERNIER = MOIS - 1, MOIS - 12


@pytest.mark.parametrize(
    ("lycees", "events_per_day", "seed"),
    [
        (1, 120, 1),  # a region of one lycée: the region's figures are its own
        (2, 40, 2),  # a handful of events a day: nearly every figure is small
        (4, 600, 1),  # one lycée a département, each the only one of it
        (4, 150, 3),
        (7, 900, 4),  # two lycées in two of the départements
        (12, 1_500, 5),
    ],
)
def test_one_issued_month_gives_nothing_away(tmp_path: Path, lycees: int, events_per_day: int, seed: int) -> None:
    config = fabricate_world(tmp_path, lycees, events_per_day, seed)
    issue_month(config, tmp_path / "data", MOIS)
    assert_kept(tmp_path / "data")


@pytest.mark.parametrize(("lycees", "events_per_day", "seed"), [(4, 300, 6), (9, 1_200, 7)])
def test_months_that_show_each_others_figures_give_nothing_away(
    tmp_path: Path, lycees: int, events_per_day: int, seed: int
) -> None:
    config = fabricate_world(tmp_path, lycees, events_per_day, seed)
    for mois in (AN_DERNIER, SEPTEMBRE, MOIS):
        issue_month(config, tmp_path / "data", mois)
    assert_kept(tmp_path / "data")


def test_an_edition_less_the_one_before_gives_nothing_away(tmp_path: Path) -> None:
    config = fabricate_world(tmp_path, 5, 500, 8)
    issue_month(config, tmp_path / "data", MOIS)
    corrected(config)
    issue_month(config, tmp_path / "data", MOIS)
    assert list((tmp_path / "data").glob("rapports/*/etablissements/*/edition-02")), "nothing was corrected"
    assert_kept(tmp_path / "data")


def assert_kept(data_dir: Path) -> None:
    found = attack_published(data_dir)
    assert found.sensibles > 20, "a world without small figures shows nothing"
    assert not found.decalages, "the attacker misreads what is issued"
    assert not found.breches, as_text(found)
