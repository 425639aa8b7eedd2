"""No masked lycée can be had back from the region's documents by subtraction."""

import pytest

from ent_report.report.region.lieux import read_lieux
from ent_report.specimens.lycee import OCTOBRE
from ent_report.specimens.region import donnees_region, lycees, uai
from ent_report.vocabulary import Etat

TOTALS = ("visites", "visiteurs_uniques", "comptes_charges", "comptes_actives")


def places(masked, **case):
    hidden = {uai(number): indicateurs for number, indicateurs in masked.items()}
    found = donnees_region(
        months=1,
        change=lambda r: r | {"etat": "masque"} if r["indicateur"] in hidden.get(r["code"], ()) else r,
        **case,
    )
    return read_lieux(found.figures, OCTOBRE, case.get("lycees", lycees()))


def masked(found, indicateur):
    """The numbers of the lycées whose figure is masked."""
    numbers = range(1, 13)
    return [n for n in numbers if found["etablissement", uai(n)].chiffre(indicateur, OCTOBRE).etat is Etat.MASQUE]


@pytest.mark.parametrize("indicateur", TOTALS)
def test_lycee_masked_alone_takes_the_smallest_of_its_departement_with_it(indicateur):
    # Département 075 has the lycées 3, 6, 9 and 12: the total less three of them would be the fourth.
    assert masked(places({6: (indicateur,)}), indicateur) == [3, 6]
    assert masked(places({3: (indicateur,)}), indicateur) == [3, 6]


def test_rates_of_the_second_are_masked_with_it():
    found = places({6: ("visites",)})
    for rate in ("visites_par_visiteur", "visites_par_jour_de_classe", "visites_pour_100_eleves"):
        assert 3 in masked(found, rate)
    assert masked(found, "taux_activation_pct") == []


def test_two_masked_lycees_hide_each_other():
    assert masked(places({3: ("visites",), 6: ("visites",)}), "visites") == [3, 6]


def test_departements_do_not_mix():
    assert masked(places({3: ("visites",), 1: ("visites",)}), "visites") == [1, 3, 4, 6]


def test_lycee_without_a_visit_hides_nobody():
    found = donnees_region(
        months=1,
        change=lambda r: (
            r | {"etat": "masque"}
            if (r["code"], r["indicateur"]) == (uai(6), "visites")
            else r | {"valeur": 0.0}
            if (r["code"], r["indicateur"]) == (uai(3), "visites")
            else r
        ),
    )
    assert masked(read_lieux(found.figures, OCTOBRE, lycees()), "visites") == [6, 9]


def test_nothing_is_hidden_where_nothing_is_masked():
    found = places({})
    assert all(masked(found, indicateur) == [] for indicateur in TOTALS)


def test_totals_stay():
    found = places({6: ("visites",)})
    assert found["departement", "075"].chiffre("visites", OCTOBRE).valeur == 30_000
