"""A run's page as a value: what came in and was refused, what changed since the month before, what is kept back."""

from dataclasses import replace

import pytest

from ent_report.report import format as fr
from ent_report.report.campagne.modele import Annuaire
from ent_report.report.campagne.page import build_campagne
from ent_report.specimens import campagne as specimens
from ent_report.specimens.campagne import DISPARU, FAUTE, NOUVEAU, REFUSEE, SUIVIS, bilan, controle, resultat, source
from ent_report.specimens.lycee import OCTOBRE, PRESENTATION, libelles
from ent_report.specimens.region import donnees_region, lycees, uai


def page(suivi="usuel", **bilan_parts):
    wanted = SUIVIS[suivi] if isinstance(suivi, str) else suivi
    wanted = replace(wanted, bilan=wanted.bilan | bilan_parts)
    return specimens.campagne(wanted, libelles(), PRESENTATION)


def changes(**bilan_parts):
    return page(**bilan_parts).changements


def test_a_run_is_named_by_its_local_time():
    assert page().quand == f"3{fr.NBSP}novembre 2026 à 5{fr.NBSP}h{fr.NBSP}52"  # 04:52 UTC, in winter
    assert page(run="20260803T045200Z-a231").quand.endswith(f"6{fr.NBSP}h{fr.NBSP}52")  # in summer
    assert page(run="by hand").quand == "by hand"


def test_rows_of_each_source_are_told_in_french_figures():
    first, second = page().arrivees
    assert (first.source, first.fichiers, first.lues, first.gardees) == (
        "Export des comptes",
        "2",
        f"1{fr.NNBSP}040",
        f"1{fr.NNBSP}032",
    )
    assert (first.rejetees, first.doublons, first.est_inchangee) == ("5", "3", False)
    assert second.est_inchangee
    assert page().annuaire == Annuaire("20", "12", "7", "1", "0")


def test_refused_rows_are_counted_by_rule_the_most_frequent_first_and_the_register_s_last():
    assert [(one.source, one.regle, str(one.lignes)) for one in page().rejets] == [
        ("Export des comptes", "nombres_jamais_negatifs", "3"),
        ("Export des comptes", "profil_connu", "2"),
        ("Annuaire de l’éducation", "nom_renseigne", "1"),
    ]


def test_what_stands_in_a_refused_row_is_not_told():
    of_register = (
        'annuaire: entrees/annuaire.csv:3: nom: found {"nombre": "3"}, expected a name (nom_renseigne); 1 rows'
    )
    found = page(avertissements=[f"comptes: {REFUSEE}", of_register, NOUVEAU])
    assert found.avertissements == (NOUVEAU,)
    assert REFUSEE not in repr(found)
    assert "nombre" not in repr(found.changements)


def test_a_failure_is_told_by_its_kind_and_a_held_report_by_its_reason():
    failed, held = page("agite").a_regarder
    assert (failed.uai, failed.nom, failed.raison) == (uai(1), "Lycée numéro 1", f"échec{fr.NBSP}: delai")
    assert held.raison == f"données insuffisantes{fr.NBSP}: 3 jours de classe mesurés sur 12"
    assert [(one.uai, one.edition) for one in page("agite").editions] == [(uai(3), 2)]
    assert {name: str(n) for name, n in page("agite").decompte.items()} == {
        "etabli": "1",
        "inchange": "1",
        "retenu": "1",
        "echec": "1",
    }


@pytest.mark.parametrize(
    "parts",
    [{"fautes": [FAUTE]}, {"resultats": [resultat(uai(1), "echec")]}, {"resultats": [resultat("region", "retenu")]}],
    ids=["an input was lost", "a report failed", "the region's is held"],
)
def test_a_run_is_complete_or_not(parts):
    assert page().est_complete
    assert not page(**parts).est_complete


def test_checks_are_parted_by_their_result_and_name_their_source():
    found = page(
        controles=[controle("toutes_les_lignes_de_acces_sont_comptees", requis=True), controle("x", reussi=False)]
    )
    (passed,), (failed,) = found.controles_reussis, found.controles_echoues
    assert (passed.nom, passed.objet, passed.est_requis) == ("lignes_comptees", "export des accès", True)
    assert (failed.nom, failed.trouve, failed.attendu, failed.est_requis) == ("x", "12 of 12", "12", False)


def test_steps_have_their_times_and_their_sum():
    assert [(one.nom, one.duree) for one in page().etapes][:2] == [
        ("collecte", f"1{fr.NBSP}min{fr.NBSP}04{fr.NBSP}s"),
        ("indicateurs", f"3{fr.NBSP}s"),
    ]
    assert page().duree == f"5{fr.NBSP}min{fr.NBSP}23{fr.NBSP}s"


def test_earlier_runs_are_listed_the_last_first_and_lead_to_their_page():
    one_lycee, only_collected = page("agite").passages
    assert one_lycee.page == "20261103T044000Z-0b1c.html"
    assert (str(one_lycee.etablis), one_lycee.est_complet, one_lycee.est_collecte) == ("1", True, False)
    assert (only_collected.page, only_collected.est_complet, only_collected.est_collecte) == (None, False, True)


def test_reports_are_counted_after_the_last_run_of_each_month():
    """The month's earlier runs count where this one did not make a report again."""
    assert [(one.statut, one.maintenant, one.avant, one.ecart) for one in page("agite").changements.decomptes] == [
        ("etabli", "2", "12", f"{fr.MINUS}10"),  # lycées 3 and 4; lycée 1 failed since
        ("retenu", "1", "0", "+1"),
        ("echec", "1", "0", "+1"),
        ("en_attente", "8", "0", "+8"),
    ]
    again = replace(SUIVIS["usuel"], precedents=[bilan()], bilan=bilan(resultats=[resultat(uai(1), "inchange")]))
    assert [one.maintenant for one in page(again).changements.decomptes] == ["12", "0", "0", "0"]


def test_without_a_run_of_the_month_before_nothing_is_compared_with_it():
    found = page("premiere").changements
    assert (found.decomptes, found.nouveaux, found.disparus, found.depuis) == ((), (), (), None)


def test_a_daily_collection_of_the_month_before_is_not_its_last_run():
    daily = bilan(resultats=[], avertissements=[])
    found = page(replace(SUIVIS["usuel"], mois_precedent=[*SUIVIS["usuel"].mois_precedent, daily])).changements
    assert found.disparus == (DISPARU,)
    assert [one.avant for one in found.decomptes] == ["12", "0", "0", "0"]


def test_messages_are_known_again_whatever_their_numbers_but_not_of_another_lycee():
    found = page("agite").changements
    assert found.nouveaux == (FAUTE, NOUVEAU)  # the remark of every month counts 15 now, and is not new
    assert found.disparus == (DISPARU,)
    of_another = DISPARU.replace(uai(6), uai(5))
    assert changes(avertissements=[of_another]).nouveaux == (of_another,)
    assert changes(avertissements=[DISPARU]).nouveaux == ()


def test_the_region_s_figures_are_the_published_ones_of_both_months():
    visits = changes().evolutions[0]
    assert visits.libelle == "Visites"
    assert visits.ecart.texte.endswith("%")
    assert not any(one.est_mot for one in (visits.maintenant, visits.avant, visits.ecart))


@pytest.mark.parametrize("behind", [0, 1], ids=["this month", "the month before"])
def test_a_masked_figure_of_either_month_gives_no_number_and_no_change(behind):
    month = (OCTOBRE - behind).premier_jour

    def masked(row):
        is_it = row["niveau"] == "region" and row["indicateur"] == "visites" and row["mois"] == month
        return row | {"etat": "masque", "valeur": 987654.0} if is_it else row

    suivi = replace(SUIVIS["usuel"], figures=donnees_region(change=masked).figures)
    visits = page(suivi).changements.evolutions[0]
    assert (visits.avant if behind else visits.maintenant).texte == fr.MASQUE
    assert visits.ecart.texte == fr.MASQUE
    assert "987" not in repr(page(suivi).changements)


def test_lycees_that_entered_or_left_are_told_since_the_month_that_is_known():
    found = page("agite").changements
    assert found.depuis == fr.mois_long(OCTOBRE - 2)
    assert [(one.nature, one.uai) for one in found.mouvements][:2] == [("ouverture", uai(3)), ("fermeture", uai(20))]
    assert found.mouvements[2].avec == f"Lycée numéro 4 ({uai(4)})"
    assert (found.mouvements[3].avant, found.mouvements[3].apres) == ("Lycée d’avant", "Lycée numéro 5")


def test_a_report_of_a_lycee_that_the_register_does_not_know_any_more():
    suivi = SUIVIS["usuel"]
    found = build_campagne(suivi, OCTOBRE, lycees(0), libelles(), PRESENTATION, str)
    assert {one.nom for one in found.a_regarder} == set()
    gone = replace(suivi, bilan=bilan(sources=[source()], resultats=[resultat(uai(1), "retenu", raison="x")]))
    assert build_campagne(gone, OCTOBRE, (), libelles(), PRESENTATION, str).a_regarder[0].nom == uai(1)
