"""What is found in a report's data that the indicators' tables do not say, or do not let be shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest

from ent_report.report.donnees_csv import COLONNES
from ent_report.report.figures import Figures
from ent_report.report.lycee.donnees_csv import donnees_csv
from ent_report.report.region.donnees_csv import donnees_csv_region
from ent_report.specimens.lycee import OCTOBRE, UAI, donnees, frame, libelles, row
from ent_report.specimens.region import donnees_region
from ent_report.verification.donnees import REGION, data_faults
from ent_report.vocabulary import Mois

LYCEE = ("etablissement", UAI)
SEPTEMBRE = OCTOBRE - 1
TABLE = frame(
    [
        row(OCTOBRE, "visites", 120),
        row(OCTOBRE, "visites", 4, profil="personnel", etat="masque"),
        row(OCTOBRE, "visites", 30, service="notes", etat="interrompu"),
        row(OCTOBRE, "visites", 7, jour=date(2026, 10, 5)),
        row(OCTOBRE, "visites", 3, jour=date(2026, 10, 6), etat="masque"),
        row(OCTOBRE, "visites", 9, jour_semaine=1, heure=10),
        row(OCTOBRE, "visites", 2, jour_semaine=1, heure=18, etat="masque"),
        row(OCTOBRE, "pages_par_visite", 10 / 3),
        row(OCTOBRE, "comptes_actives", None, etat="absent"),
        row(SEPTEMBRE, "visites", 100),
        row(SEPTEMBRE, "visites", 5, profil="personnel", etat="masque"),
    ]
)


@dataclass(frozen=True)
class Tables:
    """The tables of one place, as `Indicateurs` gives them."""

    mois: Mois
    found: Figures | None

    def figures(self, _: tuple[str, str]) -> Figures | None:
        return self.found


def line(indicateur: str, valeur: str, etat: str = "publie", **cells: str) -> str:
    known: dict[str, Any] = dict.fromkeys(COLONNES, "") | {"indicateur": indicateur, "libelle": "Une ligne"}
    return ";".join((known | {"valeur": valeur, "etat": etat} | cells).values())


def faults(*lines: str) -> list[str]:
    content = "\r\n".join([";".join(COLONNES), *lines, ""]).encode("utf-8-sig")
    return list(data_faults(content, LYCEE, Tables(OCTOBRE, Figures(TABLE, OCTOBRE, ()))))


@pytest.mark.parametrize(
    "sound",
    [
        line("visites", "120", valeur_m1="100"),
        line("pages_par_visite", "3,333333333"),  # ten digits
        line("visites", "", "masque", profil="personnel"),
        line("visites", "", "interrompu", service="notes"),
        line("visites", "7", jour="2026-10-05"),
        line("visites", "", "masque", jour="2026-10-06"),
        line("visites_par_heure", "9", libelle="Visites, lundi, 10 h"),
        line("visites_par_heure", "", "masque", libelle="Visites, lundi, 18 h"),
        line("comptes_actives", "", "absent"),
        line("taux_rebond_pct", "", "absent"),  # of which the table has nothing
        line("pages_vues", "0"),  # a count of nothing has no row
        line("visites", "", "masque"),  # a document may say less
    ],
)
def test_what_the_tables_say_is_sound(sound: str) -> None:
    assert faults(sound) == []


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (line("visites", "121"), "found 121, expected 120"),
        (line("pages_par_visite", "3,3333333"), "found 3,3333333, expected 3.333333333"),
        (line("visites", "4", profil="personnel"), "found 4, expected nothing: masque in the indicators"),
        (line("visites", "4", "masque", profil="personnel"), "found 4, expected nothing: its etat is masque"),
        (line("visites", "30", service="notes"), "found 30, expected nothing: interrompu in the indicators"),
        (line("visites", "8", jour="2026-10-05"), "found 8, expected 7"),
        (line("visites", "3", jour="2026-10-06"), "found 3, expected nothing: masque in the indicators"),
        (line("visites", "7", jour="2026-10-07"), "found 7, expected nothing: the indicators have no such figure"),
        (line("visites_par_heure", "8", libelle="Visites, lundi, 10 h"), "found 8, expected 9"),
        (line("visites_par_heure", "2", libelle="Visites, lundi, 18 h"), "expected nothing: masque in the indicators"),
        (line("visites_par_heure", "9", libelle="Visites, mardi, 10 h"), "expected nothing: the indicators have no"),
        (line("visites", ""), "found nothing, expected a figure: its etat is publie"),
        (line("visites", "120", "partiel"), "etat: found partiel, expected publie"),
        (line("visites", "", "absent"), "etat: found absent, expected publie"),
        (line("visites", "", "absent", profil="personnel"), "etat: found absent, expected masque"),
        (line("visites", "", "", profil="personnel"), "etat: found none, expected masque"),
        (line("taux_rebond_pct", "0"), "found 0, expected nothing"),  # a rate of nothing is not 0
        (line("visites", "120", valeur_m1="101"), "valeur_m1: found 101, expected 100"),
        (line("visites", "120", valeur_n1="90"), "valeur_n1: found 90, expected nothing"),
        (
            line("visites", "", "masque", profil="personnel", valeur_m1="5"),
            "valeur_m1: found 5, expected nothing: masque in the indicators",
        ),
    ],
)
def test_what_they_do_not_say_is_told_by_its_label(wrong: str, told: str) -> None:
    found = faults(wrong)
    assert any(one.startswith("Une ligne: " if "par_heure" not in wrong else "Visites, ") for one in found)
    assert any(told in one for one in found), found


def test_a_usual_report_is_sound() -> None:
    case = donnees()
    tables = Tables(OCTOBRE, Figures(case.figures, OCTOBRE, ()))
    assert list(data_faults(donnees_csv(case, libelles()), LYCEE, tables)) == []


def test_every_place_of_the_region_s_data_is_held_to_its_own_figures() -> None:
    case = donnees_region()
    asked: list[tuple[str, str]] = []

    class Places(Tables):
        def figures(self, lieu: tuple[str, str]) -> Figures | None:
            asked.append(lieu)
            niveau, code = lieu
            own = (
                case.figures.filter(niveau=niveau) if lieu == REGION else case.figures.filter(niveau=niveau, code=code)
            )
            return Figures(own, OCTOBRE, ())

    content = donnees_csv_region(case, libelles())
    assert list(data_faults(content, REGION, Places(OCTOBRE, None))) == []
    assert {niveau for niveau, _ in asked} == {"region", "academie", "departement", "etablissement"}
    assert len(asked) == 1 + 2 + 3 + 12  # each place once
    second = next(one for one in content.decode().splitlines() if "0750002" in one and one.startswith("visites;"))
    cells = second.split(";")
    wrong = content.replace(second.encode(), ";".join([*cells[:6], "1", *cells[7:]]).encode())
    (found,) = data_faults(wrong, REGION, Places(OCTOBRE, None))
    assert found == f"{cells[1]}: found 1, expected {cells[6]}"
