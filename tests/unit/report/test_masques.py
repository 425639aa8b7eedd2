"""The greatest, means and ranges where figures are masked are of those that are shown, and say so, or are not told."""

from datetime import date

import pytest

from ent_report.domaine.lycees import Objectifs
from ent_report.report.contexte import Contexte
from ent_report.report.explications import explications
from ent_report.report.jours import jours
from ent_report.report.lycee.semaine import semaine
from ent_report.report.lycee.services_annee import annee_services
from ent_report.report.lycee.usages import build_usages
from ent_report.report.region.annee import build_annee
from ent_report.report.region.carte import carte
from ent_report.report.region.contexte import ContexteRegion
from ent_report.report.region.courbes import Courbes
from ent_report.report.region.territoires import build_territoires
from ent_report.specimens.lycee import OCTOBRE, PRESENTATION, donnees, frame, libelles, row
from ent_report.specimens.region import donnees_region, uai

SEPTEMBRE = OCTOBRE - 1


def of(rows):
    return Contexte(donnees(figures=frame(rows)), libelles(), PRESENTATION, Objectifs())


def region(change):
    return ContexteRegion(donnees_region(months=1, change=change), libelles(), PRESENTATION, Objectifs())


def daily(masked):
    """100 visits on the first day of the month, 10 on each other day; the last days are masked."""
    rows = []
    for day in OCTOBRE.jours:
        state = {"etat": "masque"} if day.day > 31 - masked else {}
        rows.append(row(OCTOBRE, "visites", 100.0 if day.day == 1 else 10.0, jour=day, **state))
    return [row(OCTOBRE, "visites", 400.0), *rows]


class TestDays:
    def test_greatest_of_all_is_the_greatest(self):
        found = jours(of(daily(masked=0))).lecture
        assert (found.cle, found.valeurs["communiques"]) == ("jours_lecture", "")

    def test_greatest_and_means_are_of_the_days_that_are_shown(self):
        found = jours(of(daily(masked=12))).lecture  # the 1st to the 19th: 12 class days and 7 others
        assert (found.cle, found.valeurs["communiques"]) == ("jours_lecture", "19")
        assert (str(found.valeurs["classe"]), str(found.valeurs["autres"])) == ("18", "10")

    def test_mean_of_too_few_is_not_told(self):
        # Shown are the 1st to the 16th: 12 class days, but only 4 of the others.
        assert jours(of(daily(masked=15))).lecture.cle == "jours_maximum"

    @pytest.mark.parametrize(("masked", "is_drawn"), [(15, True), (16, False), (30, False), (31, False)])
    def test_more_than_half_masked_is_a_sentence_in_place_of_the_chart(self, masked, is_drawn):
        found = jours(of(daily(masked)))
        assert (found.graphique is not None) is is_drawn
        assert (found.lecture.cle == "jours_masques") is not is_drawn
        assert is_drawn or str(found.lecture.valeurs["masques"]) == str(masked)


class TestHours:
    @pytest.mark.parametrize(
        ("masked", "key"), [(0, "heures_lecture"), (84, "heures_maximum"), (85, "heures_masquees")]
    )
    def test_busiest_hour_is_of_those_that_are_shown(self, masked, key):
        slots = [(day, hour) for hour in range(24) for day in range(1, 8)]
        rows = [
            row(OCTOBRE, "visites", 9.0, jour_semaine=day, heure=hour, etat="masque" if n < masked else "publie")
            for n, (day, hour) in enumerate(slots)
        ]
        found = semaine(of([row(OCTOBRE, "visites", 1512.0), *rows]))
        assert (found.lecture.cle, found.graphique is None) == (key, key == "heures_masquees")


def services(*, masked):
    rows = [row(month, "visites", 900.0) for month in (SEPTEMBRE, OCTOBRE)]
    rows += [row(month, "visites", 300.0 + month.numero, service="notes") for month in (SEPTEMBRE, OCTOBRE)]
    state = {"etat": "masque"} if masked else {}
    return [
        *rows,
        row(SEPTEMBRE, "visites", 600.0, service="absences"),
        row(OCTOBRE, "visites", 200.0, service="absences", **state),
    ]


@pytest.mark.parametrize("masked", [False, True])
def test_most_used_service_is_one_that_is_shown(masked):
    assert ("communique" in build_usages(of(services(masked=masked))).constat.valeurs) is masked


def test_range_of_a_service_is_over_the_months_that_are_shown():
    rows = [
        *services(masked=False),
        row(OCTOBRE - 2, "visites", 9.0),
        row(OCTOBRE - 2, "visites", 1.0, service="notes", etat="masque"),
    ]
    assert str(annee_services(of(rows), ["notes"], 96.0).lecture.valeurs["communiques"]) == "2"
    assert annee_services(of(services(masked=False)), ["notes"], 96.0).lecture.valeurs["communiques"] == ""


@pytest.mark.parametrize("masked", [False, True])
def test_who_moved_most_is_one_that_is_shown(masked):
    state = {"etat": "masque"} if masked else {}
    rows = [row(month, "visites", value) for month, value in ((SEPTEMBRE, 900.0), (OCTOBRE, 1000.0))]
    rows += [row(month, "visites", value, profil="eleve") for month, value in ((SEPTEMBRE, 400.0), (OCTOBRE, 500.0))]
    rows += [row(month, "visites", 50.0, profil="parent", **state) for month in (SEPTEMBRE, OCTOBRE)]
    (who, _), *_ = explications(of(rows))
    assert (who.valeurs["profil"], "communique" in who.valeurs) == ("élèves", masked)


def masked_days(first):
    def change(found):
        hides = found["code"] == uai(3) and found["jour"] is not None and found["jour"] >= date(2026, 10, first)
        return found | {"etat": "masque"} if hides else found

    return change


@pytest.mark.parametrize(("first", "said"), [(31, "oui"), (16, None)])
def test_small_curve_is_of_the_days_that_are_shown(first, said):
    ctx = region(masked_days(first))
    graphique, lecture = Courbes(ctx).of(next(one for one in ctx.lycees if one.uai == uai(3)))
    assert (None if graphique is None else lecture.valeurs["communique"]) == said


def uneven(masked):
    """Each département has its rates, one of which may be masked."""

    def change(found):
        if found["niveau"] != "departement" or found["indicateur"] not in {
            "taux_frequentation_pct",
            "visites_pour_100_eleves",
        }:
            return found
        state = {"etat": "masque"} if found["code"] == masked else {}
        return found | {"valeur": float(found["code"])} | state

    return change


@pytest.mark.parametrize(
    ("masked", "keys"),
    [(None, ("carte_lecture", "territoires")), ("077", ("carte_lecture_courte", "territoires_courts"))],
)
def test_no_first_nor_last_departement_where_one_is_masked(masked, keys):
    ctx = region(uneven(masked))
    assert (carte(ctx, 205.0).lecture.cle, build_territoires(ctx).constat.cle) == keys


def test_a_month_of_the_region_that_is_masked_is_not_its_least():
    masked = OCTOBRE - 3

    def change(found):
        hides = found["niveau"] == "region" and found["mois"] == masked.premier_jour
        return found | {"etat": "masque"} if hides else found

    ctx = ContexteRegion(donnees_region(change=change), libelles(), PRESENTATION, Objectifs())
    found = build_annee(ctx).lecture
    assert (found.cle, str(found.valeurs["mois"])) == ("annee_lecture_incomplete", "12")
    assert str(found.valeurs["minimum"]) != "0"
