"""The attacker reads what is issued: each line to the figure that it is about."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

from attack.cellule import ACADEMIE, DEPARTEMENT, LYCEE, REGION, Detail, Lieu
from attack.lecture import plain, read_published
from attack.petit_monde import AN_DERNIER, ENSEMBLE_REGION, OCTOBRE, SEPTEMBRE, A

HEADER = (
    "indicateur;libelle;profil;service;appareil;jour;valeur;unite;valeur_m1;valeur_n1;mediane_comparables;etat;source"
)


def issue(folder: Path, *lines: str, edition: int = 1, at: str = "2026-11-02T08:00:00+00:00") -> None:
    place = folder / f"edition-{edition:02d}"
    place.mkdir(parents=True)
    (place / "donnees.csv").write_text("\r\n".join([HEADER, *lines]) + "\r\n", encoding="utf-8-sig")
    (place / "manifest.json").write_text(json.dumps({"etabli_le": at}))


def test_a_lycees_line_says_three_months_and_a_median(tmp_path: Path) -> None:
    line = "visites;Visites, Parents;parent;;;;1240,5;visites;;7;33;publie;evenements"
    issue(tmp_path / f"rapports/2026-10/etablissements/{A.code}", line)
    seen, medians = read_published(tmp_path, "11", {})
    assert [(one.cle.mois, one.cle.detail, one.valeur, one.etat) for one in seen] == [
        (OCTOBRE, Detail("parent"), 1240.5, "publie"),
        (SEPTEMBRE, Detail("parent"), None, ""),
        (AN_DERNIER, Detail("parent"), 7.0, ""),
    ]
    assert {one.cle.lieu for one in seen} == {A}
    assert medians == {seen[0].cle: 33.0}


def test_days_and_hours_are_of_this_month_alone(tmp_path: Path) -> None:
    issue(
        tmp_path / f"rapports/2026-10/etablissements/{A.code}",
        "visites;Visites, 5 octobre 2026;;;;2026-10-05;12;visites;;;;publie;evenements",
        "visites_par_heure;Visites, jeudi, 10 h;;;;;;visites;;;;masque;evenements",
    )
    seen, _ = read_published(tmp_path, "11", {})
    assert [(one.cle.indicateur, one.cle.detail, one.valeur) for one in seen] == [
        ("visites", Detail(jour=date(2026, 10, 5)), 12.0),
        ("visites", Detail(jour_semaine=4, heure=10), None),
    ]


def test_the_regions_file_names_the_place_at_the_end_of_the_label(tmp_path: Path) -> None:
    tail = ";;;;;{};visites;;;;publie;evenements"
    issue(
        tmp_path / "rapports/2026-10/region",
        "visites;Visites" + tail.format(90),
        "visites;Visites, académie Créteil-Est" + tail.format(80),
        "visites;Visites, département 077 Seine, et Marne" + tail.format(70),
        f"visites;Visites, {A.code} Lycée A, Melun" + tail.format(60),
    )
    seen, _ = read_published(tmp_path, "11", {plain("CRÉTEIL-EST"): "CRÉTEIL-EST"})
    assert {one.cle.lieu: one.valeur for one in seen if one.colonne == "valeur"} == {
        ENSEMBLE_REGION: 90,
        Lieu(ACADEMIE, "CRÉTEIL-EST"): 80,
        Lieu(DEPARTEMENT, "077"): 70,
        A: 60,
    }
    assert {one.cle.lieu.niveau for one in seen} == {REGION, ACADEMIE, DEPARTEMENT, LYCEE}


def test_an_edition_is_in_force_until_the_next(tmp_path: Path) -> None:
    folder, line = tmp_path / f"rapports/2026-10/etablissements/{A.code}", "visites;Visites;;;;;{};visites;;;9;publie;e"
    issue(folder, line.format(4), at="2026-11-02T08:00:00+00:00")
    issue(folder, line.format(5), edition=2, at="2026-11-03T08:00:00+00:00")
    seen, medians = read_published(tmp_path, "11", {})
    first, second = (one for one in seen if one.colonne == "valeur")
    assert (first.valeur, first.est_derniere, second.valeur, second.est_derniere) == (4, False, 5, True)
    assert first.jusqua == second.depuis
    assert medians == {}
