"""What reports are made from, as far as the configuration says it."""

from __future__ import annotations

from pathlib import Path

import pytest
from spec.tables import Region

from ent_report.mois.chantier import open_month
from ent_report.mois.dossiers import Dossiers
from ent_report.vocabulary import Mois


@pytest.mark.parametrize(
    ("sources", "is_told"),
    [
        (("comptes",), False),
        (("comptes", "dnma_appareils"), True),  # one dataset is enough
    ],
)
def test_the_national_measure_is_spoken_of_where_it_is_configured(
    tmp_path: Path, sources: tuple[str, ...], is_told: bool
) -> None:
    config = Region(tmp_path, dict.fromkeys(sources, 'path = "*.csv"')).config()
    found = Dossiers(open_month(config, tmp_path / "data", Mois(2026, 10))).libelles.indicateurs
    assert ("dnma_visites" in found) == is_told
    assert "visites" in found
