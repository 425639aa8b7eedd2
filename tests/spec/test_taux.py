"""Means and rates keep both of their terms; one whose term is missing is absent, never 0."""

from __future__ import annotations

from spec.tables import REGION, A, B, C, D, Region, event

MONTH = (
    event("2026-10-05 08:00", "ana", A),  # a visit of 3 pages in 10 minutes
    event("2026-10-05 08:05", "ana", A),
    event("2026-10-05 08:10", "ana", A),
    event("2026-10-06 08:00", "ana", A),  # a visit of 1 page: a bounce
    event("2026-10-17 08:00", "bob", A, kind="LOGIN", profil="Relative"),  # no page: a bounce, on a holiday Saturday
    event("2026-10-05 08:00", "cid", D),  # a lycée whose number of pupils is unknown
)


def test_means_of_visits(region: Region) -> None:
    region.evenements(*MONTH)
    region.check(
        {
            (A, "duree_moyenne_s"): (200, 600, 3),
            (A, "pages_par_visite"): (4 / 3, 4, 3),
            (A, "visites_par_visiteur"): (1.5, 3, 2),
            (A, "taux_rebond_pct"): (200 / 3, 2, 3),
            (REGION, "duree_moyenne_s"): (150, 600, 4),
            (REGION, "taux_rebond_pct"): (75, 3, 4),
            (B, "duree_moyenne_s"): None,  # nobody came
            (B, "pages_par_visite"): None,
            (B, "visites_par_visiteur"): None,
            (B, "taux_rebond_pct"): None,
        }
    )


def test_visits_by_class_day_and_by_pupil(region: Region) -> None:
    region.evenements(*MONTH)
    region.check(
        {
            (A, "visites_par_jour_de_classe"): (3 / 12, 3, 12),  # all visits, those of holidays too
            (REGION, "visites_par_jour_de_classe"): (4 / 12, 4, 12),
            (A, "visites_pour_100_eleves"): (1.5, 3, 200),
            ("077", "visites_pour_100_eleves"): (0.5, 3, 600),
            (D, "visites_pour_100_eleves"): None,  # the number of its pupils is unknown
            ("075", "visites_pour_100_eleves"): None,
        }
    )


def test_class_days_of_the_calendar_given(region: Region) -> None:
    """A fictional calendar, in the national format: holidays from Saturday 10 October to Monday 2 November."""
    region.evenements(*MONTH)
    region.calendrier = """\
description;population;start_date;end_date;location;zones;annee_scolaire
Vacances de la Toussaint;-;2026-10-09T22:00:00+00:00;2026-11-01T23:00:00+00:00;Créteil;Zone C;2026-2027
Vacances de la Toussaint;-;2026-10-01T22:00:00+00:00;2026-10-11T22:00:00+00:00;Lyon;Zone A;2026-2027
Prérentrée;Enseignants;2026-09-30T22:00:00+00:00;2026-10-05T22:00:00+00:00;Créteil;Zone C;2026-2027
"""
    region.check({(A, "visites_par_jour_de_classe"): (3 / 7, 3, 7)}, jours_de_classe=7)


def test_frequentation(region: Region) -> None:
    region.evenements(*MONTH)
    region.export(
        "comptes",  # UAI, date, profile, connexions, visiteurs uniques, comptes chargés, comptes activés
        (A, "2026-10-01", "Élèves", 99, 25, 40, 30),  # the export's own uniques are of another count: not used
        (A, "2026-10-01", "Parents", 9, 5, 10, 5),
        (C, "2026-10-01", "Élèves", 9, 5, 50, 5),  # nobody came there
        (D, "2026-10-01", "Élèves", 0, 0, 0, 0),  # no account: no rate
    )
    region.check(
        {
            (A, "taux_frequentation_pct"): (4, 2, 50),
            (A, "taux_frequentation_pct", "profil=eleve"): (2.5, 1, 40),
            (A, "taux_frequentation_pct", "profil=parent"): (10, 1, 10),
            (A, "taux_frequentation_pct", "profil=enseignant"): None,
            (B, "taux_frequentation_pct"): None,  # no accounts are known there
            (C, "taux_frequentation_pct"): 0,
            (D, "taux_frequentation_pct"): None,
            (D, "taux_activation_pct"): None,
            (A, "taux_activation_pct"): (70, 35, 50),
            (REGION, "taux_frequentation_pct"): (3, 3, 100),
        }
    )
