"""What readers are told of a month's days: measured, suspect and atypical ones, and nothing of a masked figure."""

from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from ent_report.domaine.lycees import Objectifs
from ent_report.indicators.completude import JOURS, MANQUANT, VERDICTS
from ent_report.indicators.completude import Completude as Jugement
from ent_report.mois.completude import of_lycee, of_region
from ent_report.report.completude import raison_de_retenue
from ent_report.report.contexte import Contexte
from ent_report.report.donnees import Completude, JourAtypique, LyceesJuges
from ent_report.report.jours import jours
from ent_report.report.lycee import build_lycee_report
from ent_report.report.lycee.qualite import qualite
from ent_report.report.region import build_region_report
from ent_report.specimens.lycee import PRESENTATION, QUALITE, donnees, libelles
from ent_report.specimens.region import donnees_region
from ent_report.vocabulary import Verdict

SUSPECTS = (date(2026, 10, 6), date(2026, 10, 7))
ATYPIQUE = JourAtypique(date(2026, 10, 9), 1112.0, 274.5)
PARTIEL = Completude(Verdict.PARTIEL, "classe", 12, 10, SUSPECTS)
COMPLET = Completude(Verdict.COMPLET, "classe", 12, 12)


def context(completude, change=None, **quality):
    case = donnees(change=change, qualite=replace(QUALITE, completude=completude, **quality))
    return Contexte(case, libelles(), PRESENTATION, Objectifs())


def said(phrases):
    return {one.cle: {name: str(value) for name, value in one.valeurs.items()} for one in phrases}


def without_suspects(one):
    return one | {"valeur": None, "etat": "absent"} if one["jour"] in SUSPECTS else one


def test_whole_month_says_its_class_days_alone():
    found = said(qualite(context(COMPLET)))
    assert found["classe_mesuree"] == {"mesures": "12", "attendus": "12"}
    assert not {"classe_partielle", "jours_suspects", "jours_sans_mesure", "jours_atypiques"} & set(found)


def test_days_of_the_lycee_and_of_the_region_are_told_apart():
    found = said(qualite(context(PARTIEL, jours_manquants=(date(2026, 10, 14),))))
    assert found["classe_partielle"] == {"mesures": "10", "attendus": "12"}
    assert found["jours_sans_mesure"]["jours"] == "le 14\u00a0octobre"
    assert found["jours_suspects"]["jours"] == "du 6 au 7\u00a0octobre"


def test_a_lycee_s_own_month_is_partial():
    report = build_lycee_report(
        donnees(qualite=replace(QUALITE, completude=PARTIEL)), libelles(), PRESENTATION, objectifs=Objectifs()
    )
    assert report.identite.est_partiel
    assert report.essentiel.titre.cle == "mois_partiel"
    assert str(report.essentiel.chiffres_cles[0].sur_m1) == "partiel"  # nothing is compared with it


@pytest.mark.parametrize("base", ["jours", "comptes"])
def test_where_class_days_were_not_counted_the_days_are_told(base):
    """A month without class, or without a source of events."""
    found = said(qualite(context(replace(COMPLET, base=base, jours_attendus=31, jours_presents=31))))
    assert "jours_mesures" in found
    assert "classe_mesuree" not in found


def test_a_suspect_day_is_no_bar_of_0():
    found = jours(context(PARTIEL, without_suspects))
    assert "inconnu" in found.cle
    assert "croix" not in found.cle  # nor a masked figure


def test_an_atypical_day_is_named_with_both_figures():
    found = said(qualite(context(replace(COMPLET, jours_atypiques=(ATYPIQUE,)))))
    assert found["jours_atypiques"]["jours"] == "le 9\u00a0octobre (1\u202f112 visites, médiane 274,5)"


def test_only_the_first_atypical_days_are_named():
    many = tuple(replace(ATYPIQUE, jour=date(2026, 10, day)) for day in (1, 2, 5, 6, 7))
    found = said(qualite(context(replace(COMPLET, jours_atypiques=many))))
    assert found["jours_atypiques"]["jours"].count("octobre") == 3
    assert found["autres_jours_atypiques"] == {"nombre": "2"}


def masked_on(day):
    return lambda one: one | {"etat": "masque"} if one["jour"] == day else one


def test_a_masked_day_is_not_named():
    found = said(qualite(context(replace(COMPLET, jours_atypiques=(ATYPIQUE,)), masked_on(ATYPIQUE.jour))))
    assert "jours_atypiques" not in found


def test_a_median_that_may_be_a_masked_day_s_own_figure_is_not_told():
    found = said(qualite(context(replace(COMPLET, jours_atypiques=(ATYPIQUE,)), masked_on(date(2026, 10, 8)))))
    assert found["jours_atypiques"]["jours"] == "le 9\u00a0octobre (1\u202f112 visites)"


@pytest.mark.parametrize(
    ("completude", "de_la_region", "reason"),
    [
        (replace(PARTIEL, jours_presents=3), False, "3 jours de classe mesurés sur 12"),
        (replace(PARTIEL, jours_presents=1), False, "1 jour de classe mesuré sur 12"),
        (replace(PARTIEL, jours_presents=0), True, "0 jour de classe mesuré sur 12"),
        (replace(PARTIEL, base="jours", jours_attendus=31), False, "10 jours mesurés sur 31"),
        (replace(PARTIEL, base="comptes"), False, "comptes absents de l’export du mois"),
    ],
)
def test_why_a_report_is_held(completude, de_la_region, reason):
    whose = " pour toute la région" if de_la_region else ""
    found = raison_de_retenue(completude, de_la_region=de_la_region)
    assert found == f"données insuffisantes{whose} : {reason}"


# The region's section


def region(completude, change=None):
    case = donnees_region(qualite=replace(QUALITE, completude=completude), change=change)
    return build_region_report(case, libelles(), PRESENTATION)


def test_the_region_says_how_many_lycees_are_complete_partial_and_held():
    judged = LyceesJuges(complets=9, partiels=2, retenus=1, avec_jours_suspects=3, avec_jours_atypiques=4)
    found = said(region(replace(COMPLET, lycees=judged, jours_atypiques=(ATYPIQUE,))).qualite.lignes)
    assert found["classe_mesuree"] == {"mesures": "12", "attendus": "12"}
    assert found["lycees_juges"] == {"complets": "9", "partiels": "2", "retenus": "1"}
    assert found["lycees_aux_jours_suspects"] == {"nombre": "3"}
    assert found["lycees_aux_jours_atypiques"] == {"nombre": "4"}
    assert found["jours_atypiques"]["jours"].startswith("le 9\u00a0octobre (1\u202f112 visites")


def test_a_whole_region_says_only_that():
    judged = LyceesJuges(complets=12, partiels=0, retenus=0, avec_jours_suspects=0, avec_jours_atypiques=0)
    found = said(region(replace(COMPLET, lycees=judged)).qualite.lignes)
    assert "lycees_juges" in found
    assert not {"lycees_aux_jours_suspects", "lycees_aux_jours_atypiques", "jours_atypiques"} & set(found)


# Dates that an export lacks


def judged(*days):
    """A judgement: one lycée, complete; `days` are rows source, uai, jour of dates that lack."""
    rows = [(source, uai, jour, MANQUANT, None, None) for source, uai, jour in days]
    verdicts = [(niveau, code, "complet", 12, 12, 12) for niveau, code in (("region", "11"), ("etablissement", "A"))]
    return Jugement(
        pl.DataFrame(rows, schema=JOURS, orient="row"), pl.DataFrame(verdicts, schema=VERDICTS, orient="row"), 12
    )


JUDGED = judged(
    ("acces", None, date(2026, 10, 14)),  # nobody's rows of that day
    ("comptes", "A", date(2026, 10, 6)),  # this lycée's alone
    ("comptes", "B", date(2026, 10, 7)),  # another's
    ("evenements", None, date(2026, 10, 20)),  # a day of the events is told as such
)


def test_a_lycee_lacks_the_dates_that_all_lack_and_its_own():
    found = of_lycee(JUDGED, "A", "classe").dates_manquantes
    assert found == (("acces", (date(2026, 10, 14),)), ("comptes", (date(2026, 10, 6),)))


def test_the_region_lacks_the_dates_that_all_lack_and_counts_the_lycees_that_lack_others():
    found = of_region(JUDGED, "classe")
    assert found.dates_manquantes == (("acces", (date(2026, 10, 14),)),)
    assert found.lycees.avec_dates_manquantes == 2


LACKING = replace(COMPLET, dates_manquantes=(("acces", (date(2026, 10, 14), date(2026, 10, 15))),))


def test_missing_dates_of_an_export_are_told_with_its_name():
    found = said(qualite(context(LACKING)))
    assert found["dates_manquantes"]["exports"] == "export des accès (du 14 au 15\u00a0octobre)"
    assert "dates_manquantes" not in said(qualite(context(COMPLET)))


def test_an_export_that_is_absent_as_a_whole_lacks_no_dates():
    assert "dates_manquantes" not in said(qualite(context(LACKING, sources_absentes=("acces",))))


def test_the_region_tells_its_missing_dates_and_how_many_lycees_lack_some():
    judged = LyceesJuges(12, 0, 0, 0, 0, avec_dates_manquantes=3)
    found = said(region(replace(LACKING, lycees=judged)).qualite.lignes)
    assert "14" in found["dates_manquantes"]["exports"]
    assert found["lycees_aux_dates_manquantes"] == {"nombre": "3"}


def test_export_with_refused_rows_of_the_lycee_is_named():
    cut = lambda r: r | {"etat": "partiel"} if r["indicateur"] == "comptes_actives" else r  # noqa: E731
    found = said(qualite(context(COMPLET, cut)))
    assert found["exports_incomplets"] == {"exports": "export des comptes"}
    assert "exports_incomplets" not in said(qualite(context(COMPLET)))
