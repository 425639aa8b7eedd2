"""The report as a whole: what it says of states, of lycées without something, of editions."""

from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from ent_report.domaine.lycees import Objectifs
from ent_report.report.donnees import Changement
from ent_report.report.lycee import build_lycee_report
from ent_report.specimens.lycee import (
    EDITION,
    LYCEE,
    OCTOBRE,
    PRESENTATION,
    QUALITE,
    comparables,
    donnees,
    frame,
    libelles,
    row,
)


def report(objectifs=None, **parts):
    return build_lycee_report(donnees(**parts), libelles(), PRESENTATION, Objectifs(objectifs or {}))


def keys(phrases):
    return [p.cle for p in phrases]


def service(found, label):
    return next(line for line in found.usages.services if line.libelle == label)


def test_services_are_sorted_by_their_visits():
    assert [line.libelle for line in report().usages.services[:3]] == [
        "Courrier électronique",
        "Cahier de textes",
        "Services de vie scolaire",
    ]


def test_most_used_service_is_computed():
    rows = [row(OCTOBRE, "visites", 10), row(OCTOBRE, "visites", 9, service="notes")]
    found = report(figures=frame(rows)).usages.constat
    assert (found.cle, found.valeurs["service"], found.valeurs["part"]) == ("usages_service", "Notes", "90,0\u202f%")


def test_share_of_a_service_is_of_all_visits():
    rows = [row(OCTOBRE, "visites", 200)]
    rows += [row(OCTOBRE, "visites", 150, service="notes"), row(OCTOBRE, "visites", 100, service="absences")]
    assert service(report(figures=frame(rows)), "Absences").part.texte == "50,0\u202f%"


def test_stopped_service_is_said_and_named():
    found = report(change=lambda r: r | {"etat": "interrompu"} if r["service"] == "absences" else r)
    assert service(found, "Absences").visites.texte == "interrompu"
    assert "interrompus" in keys(found.essentiel.qualite)


def test_service_that_nobody_opened_is_named_not_lined_up():
    found = report().usages
    assert "Notes" in found.sans_visite.valeurs["services"]
    assert "Notes" not in [line.libelle for line in found.services]


def test_services_that_the_lycee_activated():
    """One that was used, one whose figure is masked, one that nobody opened: it is not named a second time."""
    rows = [row(OCTOBRE, "visites", 200), row(OCTOBRE, "visites", 150, service="actualites")]
    rows += [row(OCTOBRE, "visites", 1, service="absences", etat="masque")]
    chosen = Objectifs(services=("actualites", "absences", "notes"))
    found = build_lycee_report(donnees(figures=frame(rows)), libelles(), PRESENTATION, chosen).usages
    told = {name: str(value) for name, value in found.actives.valeurs.items()}
    assert told == {"nombre": "3", "utilises": "1", "non_dits": "1", "inutilises": "Notes"}
    assert "Notes" not in found.sans_visite.valeurs["services"]
    assert report(figures=frame(rows)).usages.actives is None  # a lycée that does not say what it activated


def test_masked_figures_are_counted():
    found = report(change=lambda r: r | {"etat": "masque"} if r["profil"] == "personnel" else r)
    masked = next(p for p in found.essentiel.qualite if p.cle == "masques")
    # Three figures of events, five devices, and of accounts four with the rate over both.
    assert str(masked.valeurs["nombre"]) == "13"
    assert next(line for line in found.qui.profils if line.libelle == "Personnels").visites.texte == "n.c."


def test_all_masked_shows_no_figure_and_no_chart():
    found = report(change=lambda r: r | {"etat": "masque"})
    assert {cle.valeur.texte for cle in found.essentiel.chiffres_cles} == {"n.c."}
    assert (found.qui.annee.graphique, found.qui.jours.graphique, found.quand.semaine.graphique) == (None, None, None)
    assert all(line.valeur.texte == "n.c." for line in found.quand.comparaison.lignes)


def test_missing_source_is_named_and_its_figures_are_not_zero():
    quality = replace(QUALITE, sources_absentes=("comptes",))
    found = report(change=lambda r: None if "comptes" in r["source"] else r, qualite=quality)
    assert "source_absente" in keys(found.essentiel.qualite)
    assert found.qui.total.comptes.texte == "n.d."


def test_missing_day_is_neither_zero_nor_drawn():
    quality = replace(QUALITE, jours_manquants=(date(2026, 10, 5),))
    found = report(change=lambda r: None if r["jour"] == date(2026, 10, 5) else r, qualite=quality)
    assert "inconnu" in found.qui.jours.cle
    assert "jours_manquants" in keys(found.essentiel.qualite)


def test_partial_month_has_no_changes_of_visits_but_of_accounts():
    found = report(qualite=replace(QUALITE, jours_manquants=(date(2026, 10, 5),))).essentiel
    changes = {cle.libelle: cle.sur_m1.texte for cle in found.chiffres_cles}
    assert changes["Visites"] == "partiel"
    assert changes["Comptes activés"] == "+0,4\u202f%"


def test_month_that_was_partial_a_year_ago_is_not_compared():
    before = date(2025, 10, 1)
    found = report(change=lambda r: r | {"etat": "partiel"} if r["mois"] == before else r)
    assert found.essentiel.chiffres_cles[0].sur_n1.texte == "partiel"
    assert found.qui.annee.a_des_partiels


def test_no_history_gives_no_year_and_a_taller_month():
    found, usual = report(months=1), report()
    assert found.qui.annee.graphique is None
    assert found.qui.jours.graphique.hauteur > usual.qui.jours.graphique.hauteur
    assert found.essentiel.chiffres_cles[0].sur_m1.texte == "n.d."


def test_no_comparable_lycee():
    found = report(comparables=comparables().clear()).quand.comparaison
    assert found.lignes == ()
    assert found.constat.cle == "comparaison_inconnue"


@pytest.mark.parametrize(
    ("value", "place"),
    [
        (61.9, "basse"),
        (61.96, "moyenne"),  # shown as 62,0 %, what the quartile is
        (62.0, "moyenne"),
        (70.0, "moyenne"),
        (70.04, "moyenne"),
        (70.05, "haute"),  # shown as 70,1 %
    ],
)
def test_place_among_the_others_both_sides_of_each_quartile(value, place):
    quartiles = (
        comparables()
        .clear()
        .vstack(comparables().head(1).with_columns(indicateur=pl.lit("taux_activation_pct"), q1=62.0, q3=70.0))
    )
    rows = [row(OCTOBRE, "taux_activation_pct", value, source="comptes")]
    quartiles = quartiles.with_columns(profil=pl.lit("parent"))
    rows = [r | {"profil": "parent"} for r in rows]
    found = report(figures=frame(rows), comparables=quartiles).quand.comparaison.lignes
    assert [line.lecture.cle for line in found] == [f"place_{place}"]


def test_finding_names_each_indicator_once():
    """Of the usual lycée only the pupils' rate is above the third quartile; here the others of it are as well."""
    low = comparables().with_columns(
        q3=pl.when(pl.col("indicateur") == "taux_frequentation_pct").then(1.0).otherwise(pl.col("q3"))
    )
    found = report(comparables=low).quand.comparaison.constat
    assert found.cle == "comparaison_haute"
    assert found.valeurs["haut"] == "taux de fréquentation (tous profils, élèves et parents)"
    assert report().quand.comparaison.constat.valeurs["haut"] == "taux de fréquentation des élèves"


def test_indicator_that_the_lycee_does_not_have_is_not_compared():
    found = report(change=lambda r: None if r["indicateur"] == "duree_moyenne_s" else r).quand.comparaison
    assert "Durée moyenne d’une visite" not in [line.libelle for line in found.lignes]


def test_indicators_without_any_figure_are_named_not_lined_up():
    found = report(change=lambda r: None if r["indicateur"] == "taux_rebond_pct" else r).essentiel
    assert "Taux de rebond" not in [line.libelle for line in found.tableau]
    assert found.sans_chiffre.valeurs["indicateurs"] == "taux de rebond"
    assert report().essentiel.sans_chiffre is None


def test_nothing_to_show_gives_no_table():
    found = report(change=lambda r: r | {"etat": "masque"})
    assert (found.essentiel.tableau, found.qui.profils, found.usages.services, found.usages.axes) == ((), (), (), ())
    assert found.essentiel.sans_chiffre.cle == "sans_aucun_chiffre"
    assert str(found.usages.services_masques.valeurs["nombre"]) == "14"


def test_word_under_a_key_figure_is_said_otherwise_than_a_figure():
    notes = [cle.precision.valeurs.get("mot") for cle in report(figures=frame([])).essentiel.chiffres_cles]
    assert notes == ["n.d."] * 3 + [None]
    assert [cle.precision.valeurs.get("mot") for cle in report().essentiel.chiffres_cles] == [""] * 3 + [None]


def test_page_1_and_the_days_of_page_2_say_the_same_of_a_class_day():
    found = report()
    line, first = found.essentiel.un_jour_de_classe, found.essentiel.chiffres_cles[0]
    assert str(line.valeur) == str(found.qui.jours.lecture.valeurs["classe"]) == first.precision.valeurs["valeur"]
    assert "Visites par jour de classe" not in [one.libelle for one in found.essentiel.tableau]


def test_class_day_is_left_out_where_no_month_knows_its_days():
    found = report(change=lambda r: None if r["jour"] else r)
    assert found.essentiel.un_jour_de_classe is None
    assert found.essentiel.chiffres_cles[0].precision.valeurs["mot"] == "n.d."


def test_figures_of_the_curves_stand_in_a_table():
    found = report().qui.annee.tableau
    assert found.mois[0] == "oct. 2025"
    assert [line.libelle for line in found.lignes] == ["Élèves", "Parents", "Enseignants", "Personnels"]
    assert (found.lignes[0].valeurs[-1].texte, found.total[-1].texte) == ("16\u202f336", "32\u202f475")
    services = report().usages.annee.tableau
    assert services.lignes[0].libelle == "Courrier électronique"
    assert len(services.mois) == 13


def test_table_of_the_curves_has_the_known_months_alone():
    hidden = lambda r: None if r["mois"].month in (1, 2) else r  # noqa: E731
    assert len(report(change=hidden).qui.annee.tableau.mois) == 11


def hidden_profiles(found):
    return found | {"etat": "masque"} if found["profil"] else found


def test_no_curve_of_the_year_without_a_known_point_but_its_figures():
    year = report(change=hidden_profiles).qui.annee
    assert (year.graphique, year.lecture.cle, year.a_des_partiels) == (None, "annee_lecture", False)
    assert (year.tableau.lignes, year.tableau.total[-1].texte) == ((), "32\u202f475")


def test_last_section_has_a_page_of_its_own_unless_it_has_nothing_to_show():
    no_hours = lambda r: r | {"etat": "masque"} if r["heure"] is not None else r  # noqa: E731
    assert "quand" not in report(change=no_hours).suites
    assert "quand" in report(change=lambda r: r | {"etat": "masque"}).suites


def test_month_that_is_not_compared_with_is_told_with_what_it_lacks():
    cut = lambda r: r | {"etat": "partiel"} if r["mois"].month == 9 and r["source"] == "evenements" else r  # noqa: E731
    found = [one.valeurs for one in report(change=cut).essentiel.qualite if one.cle == "mois_compare_partiel"]
    assert found == [{"mois": "septembre\u00a02026", "sources": "événements de l’ENT"}]
    assert "mois_compare_partiel" not in keys(report().essentiel.qualite)


def test_first_edition_replaces_nothing():
    assert report().essentiel.remplacement is None


def test_new_edition_lists_eight_changes_and_counts_the_others():
    changes = tuple(Changement(f"Visites, {n}", "16,0768", "") for n in range(11))
    found = report(edition=replace(EDITION, numero=2, remplace=1, raison="source corrigée", changements=changes))
    replaced = found.essentiel.remplacement
    assert len(replaced.changements) == 8
    assert (replaced.changements[0].avant, replaced.changements[0].apres) == ("16,1", "")
    assert str(replaced.autres.valeurs["nombre"]) == "3"


def test_name_is_made_safe_to_print():
    found = report(lycee=replace(LYCEE, nom="Lycée\u202e  d'Alembert"))
    assert found.identite.nom == "Lycée d’Alembert"


def test_bars_of_devices_fill_the_width_in_order():
    parts = report().quand.appareils.total.barre
    assert [part.taille for part in parts] == pytest.approx([40.5, 42.5, 1.5, 12.5, 0.5], abs=0.02)
    assert parts[0].place == 0


def test_heat_map_sentence_parts_add_up():
    values = report().quand.semaine.lecture.valeurs
    parts = [int(str(values[name]).split("\u202f")[0]) for name in ("ecole", "hors_ecole", "fin_de_semaine")]
    assert 99 <= sum(parts) <= 101


def test_report_depends_on_nothing_but_its_arguments():
    assert report({"relations_familles": 30.0}) == report({"relations_familles": 30.0})


def test_a_reference_that_could_not_be_renewed_is_dated_by_its_copy():
    old = replace(QUALITE, copies_anciennes=(("annuaire", date(2026, 10, 12)),))
    (said,) = report(qualite=old).notes.copies
    assert said.valeurs == {"reference": "annuaire de l’éducation", "jour": "12\u00a0octobre 2026"}
    assert report().notes.copies == ()
