"""The ministry's weekly measure beside the ENT's own figures: with its weeks, its rest, and its dead series."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
import pytest

from ent_report.domaine.lycees import Objectifs
from ent_report.report.contexte import Contexte
from ent_report.report.donnees import DonneesLycee
from ent_report.report.lycee.donnees_csv import donnees_csv
from ent_report.report.mesure_nationale import MesureNationale, build_mesure_nationale
from ent_report.specimens.lycee import OCTOBRE, PRESENTATION, QUALITE, Row, donnees, frame, libelles, row, rows_of
from ent_report.vocabulary import Mois

NATIONALE = replace(
    QUALITE, sources=(*QUALITE.sources, "dnma_profils", "dnma_services"), semaines_nationales=tuple(OCTOBRE.semaines)
)
VISITES = {"eleve": 500.0, "parent": 250.0, "enseignant": 120.0, "personnel": 30.0}


def national(mois: Mois, valeur: float | None, **columns: object) -> Row:
    return row(mois, "dnma_visites", valeur, source="dnma", unite="visites", **columns)


def usual(mois: Mois = OCTOBRE, total: float = 1000.0) -> list[Row]:
    """All visits, and 900 of them in the four profiles."""
    return [national(mois, total), *(national(mois, visites, profil=profil) for profil, visites in VISITES.items())]


def with_rows(*rows: Row, qualite: object = NATIONALE) -> DonneesLycee:
    every = [*(one for behind in range(13) for one in rows_of(OCTOBRE - behind)), *rows]
    return donnees(figures=frame(every), qualite=qualite)


def built(*rows: Row, qualite: object = NATIONALE) -> MesureNationale:
    found = build_mesure_nationale(
        Contexte(with_rows(*rows, qualite=qualite), libelles(nationale=True), PRESENTATION, Objectifs())
    )
    assert found is not None
    return found


def test_nothing_is_said_where_the_region_has_no_such_source() -> None:
    assert build_mesure_nationale(Contexte(donnees(), libelles(nationale=True), PRESENTATION, Objectifs())) is None


def test_what_no_profile_has_is_not_broken_down() -> None:
    (line,) = built(*usual()).lignes
    assert str(line.visites) == "1\u202f000"
    assert [str(one) for one in line.profils] == ["500", "250", "120", "30"]
    assert str(line.non_ventile) == "100"


def test_months_are_told_by_week_since_they_do_not_have_as_many() -> None:
    now, before = built(*usual(), *usual(OCTOBRE - 1, 900.0)).lignes
    assert (now.semaines, str(now.par_semaine)) == ("5", "200")
    assert (before.semaines, str(before.par_semaine)) == ("4", "225")  # fewer visits, more in a week


@pytest.mark.parametrize(
    ("etat", "valeur", "profil", "rest"),
    [
        ("masque", 3.0, "personnel", "n.c."),  # the rest would give the masked profile back
        ("masque", 1000.0, None, "n.c."),
        ("absent", None, "parent", "n.d."),  # a column that is not in the file
        ("interrompu", 0.0, "parent", "interrompu"),
    ],
)
def test_no_rest_where_a_term_lacks(etat: str, valeur: float | None, profil: str | None, rest: str) -> None:
    rows = [one for one in usual() if one["profil"] != profil]
    (line,) = built(*rows, national(OCTOBRE, valeur, profil=profil, etat=etat)).lignes
    assert str(line.non_ventile) == rest


def test_profiles_that_add_up_to_more_than_all_leave_no_rest() -> None:
    (line,) = built(*usual(total=800.0)).lignes
    assert str(line.non_ventile) == "n.d."


def test_a_month_of_which_a_week_lacks_gives_no_figure_of_a_week() -> None:
    partial = [one | {"etat": "partiel"} for one in usual()]
    qualite = replace(NATIONALE, semaines_nationales=tuple(OCTOBRE.semaines[:4]))
    found = built(*partial, qualite=qualite)
    assert str(found.lignes[0].par_semaine) == "partiel"
    assert found.periode.valeurs["manquantes"] == "du 26\u00a0octobre"


def test_a_dead_service_is_named_as_stopped_and_never_among_the_used_ones() -> None:
    services = [
        national(OCTOBRE, 400.0, service="cahier_textes"),
        national(OCTOBRE, 600.0, service="courrier_electronique"),
        national(OCTOBRE, 2.0, service="notes", etat="interrompu"),  # a remainder of what it was
    ]
    found = built(*usual(), *services)
    assert found.services is not None
    assert found.interrompus is not None
    assert found.services.valeurs["services"] == (
        "«\u00a0Courrier électronique\u00a0» (600) et «\u00a0Cahier de textes\u00a0» (400)"
    )
    assert found.interrompus.valeurs["services"] == "Notes"


def test_the_data_says_the_rest_too() -> None:
    text = donnees_csv(with_rows(*usual()), libelles(nationale=True)).decode("utf-8-sig")
    table = pl.read_csv(text.encode(), separator=";", infer_schema=False)
    rest = table.filter(pl.col("indicateur") == "dnma_visites", pl.col("profil") == "non_ventile")
    assert rest.select("valeur", "etat", "source").rows() == [("100", "publie", "dnma")]
    assert rest["libelle"].item().endswith(", Non ventilé")
