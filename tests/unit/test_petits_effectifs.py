"""Small groups: what is masked, and what would give it back."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from ent_report.disclosure.petits_effectifs import DETAILS, mask
from ent_report.indicators.table import COLUMNS

SEUIL = 5


def figure(indicateur: str = "visites", base: int | None = 100, valeur: float | None = None, **details: Any) -> dict:
    """A figure of one lycée; its value is its base unless told."""
    return {"indicateur": indicateur, "base": base, "valeur": base if valeur is None else valeur, **details}


def masked(*figures: dict[str, Any], seuil: int = SEUIL) -> list[str]:
    """What names each masked figure: its details, or its indicator where it has none."""
    usual = {"niveau": "etablissement", "code": "0770001H", "etat": "publie"}
    table = pl.DataFrame([usual | one for one in figures], schema=dict(COLUMNS))
    found = mask(table, seuil)
    assert found.drop("etat").equals(table.drop("etat"))  # values stay: the table is internal
    return [
        " ".join(str(row[name]) for name in DETAILS if row[name] is not None) or row["indicateur"]
        for row in found.iter_rows(named=True)
        if row["etat"] == "masque"
    ]


@pytest.mark.parametrize(
    ("base", "is_masked"),
    [
        (0, False),  # nobody is nobody
        (1, True),
        (4, True),  # the last one under the threshold
        (5, False),  # the threshold itself is shown
        (6, False),
        (None, False),  # a figure that rests on no count of people
    ],
)
def test_the_threshold_on_both_sides(base: int | None, is_masked: bool) -> None:
    assert masked(figure("visites", base, valeur=30)) == (["visites"] if is_masked else [])


def test_another_threshold() -> None:
    assert masked(figure(base=9), seuil=10) == ["visites"]
    assert masked(figure(base=4), seuil=1) == []  # 1 masks nothing


def test_an_absent_figure_stays_absent() -> None:
    table = pl.DataFrame([{"base": 3, "valeur": None, "etat": "absent", "indicateur": "visites"}], schema=dict(COLUMNS))
    assert mask(table, SEUIL)["etat"].to_list() == ["absent"]


def test_one_masked_cell_takes_the_smallest_other_with_it() -> None:
    """103 in all, of which 60 and 40: the third would be 3."""
    cells = [figure(base=base, profil=profil) for profil, base in (("eleve", 60), ("parent", 40), ("autre", 3))]
    assert masked(figure(base=103), *cells) == ["parent", "autre"]


def test_two_masked_cells_need_no_third() -> None:
    cells = [figure(base=base, profil=profil) for profil, base in (("eleve", 60), ("parent", 2), ("autre", 3))]
    assert masked(figure(base=65), *cells) == ["parent", "autre"]


def test_a_cell_of_nobody_hides_nothing() -> None:
    cells = [figure(base=base, profil=profil) for profil, base in (("eleve", 60), ("parent", 0), ("autre", 3))]
    assert masked(figure(base=63), *cells) == ["eleve", "autre"]


def test_where_no_other_cell_is_left_the_total_is_masked() -> None:
    assert "visites" in masked(figure(base=8, valeur=8), figure(base=3, profil="autre"))


def test_a_break_down_without_a_small_cell_stays() -> None:
    assert masked(figure(base=100), figure(base=60, profil="eleve"), figure(base=40, profil="parent")) == []


def test_break_downs_and_lycees_do_not_take_each_other() -> None:
    by_profile = [figure(base=60, profil="eleve"), figure(base=3, profil="autre"), figure(base=40, profil="parent")]
    by_device = [figure(base=60, appareil="ordinateur"), figure(base=40, appareil="tablette")]
    elsewhere = [one | {"code": "0770002J", "base": 50} for one in by_profile]
    assert masked(figure(base=103), *by_profile, *by_device, *elsewhere) == ["autre", "parent"]


def test_both_directions_of_a_table_of_two_entries() -> None:
    """A cell alone in its row and in its column: three others of the square go with it, or one total would give it."""
    square = {
        ("eleve", "ordinateur"): 3,
        ("eleve", "tablette"): 50,
        ("parent", "ordinateur"): 60,
        ("parent", "tablette"): 70,
    }
    cells = [figure(base=base, profil=profil, appareil=device) for (profil, device), base in square.items()]
    rows = [figure(base=53, profil="eleve"), figure(base=130, profil="parent")]
    columns = [figure(base=63, appareil="ordinateur"), figure(base=120, appareil="tablette")]
    found = masked(figure(base=183), *rows, *columns, *cells)
    assert found == ["eleve ordinateur", "eleve tablette", "parent ordinateur", "parent tablette"]


def test_visits_by_service_do_not_add_up_and_pages_do() -> None:
    services = (("notes", 60), ("absences", 40), ("wiki", 3))
    expectations = (("visites", ["wiki"]), ("dnma_visites", ["wiki"]), ("pages_vues", ["absences", "wiki"]))
    for indicateur, expected in expectations:
        cells = [figure(indicateur, base, service=service) for service, base in services]
        assert masked(figure(indicateur, 103), *cells) == expected


@pytest.mark.parametrize(
    ("rate", "term"),
    [
        ("taux_activation_pct", "comptes_actives"),
        ("taux_activation_pct", "comptes_charges"),
        ("taux_frequentation_pct", "visiteurs_uniques"),
        ("pages_par_visite", "pages_vues"),
        ("visites_par_jour_de_classe", "visites"),
        ("duree_moyenne_s", "visites"),
    ],
)
def test_a_rate_is_masked_with_either_of_its_terms(rate: str, term: str) -> None:
    assert masked(figure(rate, base=100, valeur=50), figure(term, base=4)) == [rate, term]
    assert masked(figure(rate, base=100, valeur=50), figure(term, base=5)) == []


def test_a_rate_of_a_profile_is_masked_with_the_complement_that_gave_its_term_away() -> None:
    accounts = [
        figure("comptes_charges", base, profil=profil) for profil, base in (("eleve", 60), ("parent", 40), ("autre", 3))
    ]
    rates = [figure("taux_activation_pct", 50, profil=profil) for profil in ("eleve", "parent")]
    found = masked(figure("comptes_charges", 103), *accounts, *rates)
    assert found == ["parent", "autre", "parent"]
