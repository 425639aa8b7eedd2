import pytest

from ent_report.report.figures import Cle, Figures
from ent_report.specimens.lycee import OCTOBRE, frame, row
from ent_report.vocabulary import Etat

VISITES = Cle("visites")


def figures(*rows, sources=("evenements",)):
    return Figures(frame(rows), OCTOBRE, sources)


@pytest.mark.parametrize("etat", ["masque", "absent", "interrompu"])
def test_value_of_a_cell_that_may_not_be_shown_is_not_read(etat):
    # The table is internal: it still holds the value, and both its terms.
    found = figures(row(OCTOBRE, "visites", 3.0, numerateur=3.0, denominateur=4.0, etat=etat))
    chiffre = found.get(OCTOBRE, VISITES, "evenements")
    assert (chiffre.etat, chiffre.valeur, chiffre.numerateur, chiffre.denominateur) == (Etat(etat), None, None, None)


def test_partial_figure_is_shown_with_its_state():
    chiffre = figures(row(OCTOBRE, "visites", 12.0, etat="partiel")).get(OCTOBRE, VISITES, "evenements")
    assert (chiffre.valeur, chiffre.est_partiel) == (12.0, True)


def test_count_without_a_row_is_zero_where_its_source_was_read():
    assert figures().get(OCTOBRE, Cle("visites", service="notes"), "evenements").valeur == 0


def test_count_without_a_row_is_absent_where_its_source_was_not():
    assert figures(sources=()).get(OCTOBRE, VISITES, "evenements").etat is Etat.ABSENT


def test_lycee_that_an_export_does_not_know_has_no_zero():
    found = figures(sources=("evenements", "comptes"))
    assert found.get(OCTOBRE, Cle("comptes_charges"), "comptes").etat is Etat.ABSENT


def test_profile_that_an_export_does_not_list_is_zero_where_it_lists_others():
    found = figures(row(OCTOBRE, "comptes_charges", 9.0, profil="eleve", source="comptes"))
    assert found.get(OCTOBRE, Cle("comptes_charges", profil="autre"), "comptes").valeur == 0


def test_rate_without_a_row_is_absent():
    assert figures().get(OCTOBRE, Cle("pages_par_visite"), "evenements").etat is Etat.ABSENT


def test_month_of_which_nothing_is_known_is_absent():
    assert figures().get(OCTOBRE - 1, VISITES, "evenements").etat is Etat.ABSENT


def test_month_before_counts_as_read_if_any_of_its_rows_says_so():
    found = figures(row(OCTOBRE - 1, "visites", 5.0))
    assert found.get(OCTOBRE - 1, Cle("visites", service="notes"), "evenements").valeur == 0
    assert found.get(OCTOBRE - 1, Cle("comptes_charges"), "comptes").etat is Etat.ABSENT


def test_published_row_without_a_value_is_absent():
    assert figures(row(OCTOBRE, "visites", None)).get(OCTOBRE, VISITES, "evenements").etat is Etat.ABSENT
