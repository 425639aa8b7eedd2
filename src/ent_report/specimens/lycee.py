"""Hand-made lycées for reports: each builder says what makes its case.

`donnees()` is a usual month: October 2026, thirteen months known, all sources. Its figures are small formulas of the
month and the profile, so that a test can say what they must be; what differs in a case is passed in.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

import polars as pl

from ent_report.domaine.calendrier import Calendrier, Vacances
from ent_report.domaine.lycees import GroupeComparable, Lycee, TypeLycee
from ent_report.indicators.table import COLUMNS
from ent_report.report.donnees import DonneesLycee, Edition, Qualite
from ent_report.report.libelles import Libelles, Presentation
from ent_report.resources import default_config_folder, templates_folder
from ent_report.vocabulary import Mois, Uai

TEMPLATES = templates_folder()
UAI = Uai("0759901E")
OCTOBRE = Mois(2026, 10)

LYCEE = Lycee(
    uai=UAI,
    nom="Lycée Aliénor-d'Aquitaine",
    type=TypeLycee.GENERAL_TECHNOLOGIQUE,
    commune="Paris 13e",
    code_departement="075",
    departement="Paris",
    academie="Paris",
    secteur="public",
    mail="ce.0759901e@ac-paris.fr",
    nb_eleves=1132,
)
CALENDRIER = Calendrier(
    zone="C",
    vacances=(
        Vacances(date(2025, 10, 18), date(2025, 11, 2), "Vacances de la Toussaint"),
        Vacances(date(2025, 12, 20), date(2026, 1, 4), "Vacances de Noël"),
        Vacances(date(2026, 2, 21), date(2026, 3, 8), "Vacances d’hiver"),
        Vacances(date(2026, 4, 18), date(2026, 5, 3), "Vacances de printemps"),
        Vacances(date(2026, 7, 4), date(2026, 8, 31), "Vacances d’été"),
        Vacances(date(2026, 10, 17), date(2026, 11, 1), "Vacances de la Toussaint"),
    ),
    feries=(
        (date(2025, 11, 11), "Armistice 1918"),
        (date(2026, 5, 8), "Victoire 1945"),
        (date(2026, 5, 14), "Ascension"),
    ),
)
QUALITE = Qualite(
    arretees_au=date(2026, 11, 3),
    jours_mesures=31,
    jours_manquants=(),
    sources=("evenements", "comptes", "acces", "connecteurs", "appareils"),
    sources_absentes=(),
    lignes_lues=412_803,
    lignes_rejetees=0,
    lignes_en_double=0,
)
EDITION = Edition(numero=1, remplace=None, raison=None, changements=())
GROUPE = GroupeComparable(TypeLycee.GENERAL_TECHNOLOGIQUE, 800, 1500)
NOM_DE_90 = "Lycée polyvalent professionnel et technologique international Marie-Antoinette de la Tour."[:90]
PRESENTATION = Presentation("Région Exemple", "Espace numérique de travail", "ent@region.example")

COMPTES = {"eleve": (1132, 1098), "parent": (1846, 1207), "enseignant": (121, 121), "personnel": (38, 36)}
VISITEURS = {"eleve": 1021, "parent": 842, "enseignant": 118, "personnel": 31}
VISITES_PAR_VISITEUR = {"eleve": 16, "parent": 12, "enseignant": 43, "personnel": 31}
PART_DES_SERVICES = {
    "courrier_electronique": 0.569, "cahier_textes": 0.46, "services_vie_scolaire": 0.372, "absences": 0.254,
    "stockage_partage": 0.233, "actualites": 0.167, "ressource_documentaire": 0.097, "production_collaborative": 0.089,
    "gestion_temps": 0.045, "manuel_numerique": 0.04, "parcours_pedagogique": 0.021, "accueil": 0.31,
    "reservation_salles_materiels": 0.013, "non_classe": 0.004,
}  # fmt: skip
APPAREILS = {"ordinateur": 0.41, "smartphone": 0.43, "tablette": 0.02, "application_mobile": 0.13, "autre": 0.01}
POIDS_DU_MOIS = dict(enumerate((1.05, 0.8, 1.1, 0.75, 0.92, 0.7, 0.08, 0.05, 0.97, 1.0, 1.12, 0.9), start=1))

Row = dict[str, Any]
Change = Callable[[Row], Row | None]
"""Another row in the place of a row, or None to drop it."""


def libelles(*, nationale: bool = False) -> Libelles:
    """The labels that ship with the project, as a region without the national data has them, or one with it."""
    tables = [
        tomllib.loads((default_config_folder() / f"{name}.toml").read_text("utf-8"))
        for name in ("indicateurs", "services", "libelles")
    ]
    found = Libelles.from_tables(*tables)
    return found if nationale else found.without_source("dnma")


def row(mois: Mois, indicateur: str, valeur: float | None, **columns: object) -> Row:
    """One row of the indicators' table; published, of this lycée, unless told otherwise."""
    return (
        dict.fromkeys(COLUMNS)
        | {
            "mois": mois.premier_jour,
            "niveau": "etablissement",
            "code": UAI,
            "indicateur": indicateur,
            "valeur": valeur,
            "source": "evenements",
            "etat": "publie",
        }
        | columns
    )


def frame(rows: Iterable[Row]) -> pl.DataFrame:
    return pl.DataFrame(list(rows), schema=dict(COLUMNS))


def is_of(found: Row, mois: Mois) -> bool:
    return bool(found["mois"] == mois.premier_jour)


def is_from_events(found: Row) -> bool:
    return str(found["source"]).startswith("evenements")


@cache
def rows_of(mois: Mois) -> tuple[Row, ...]:
    """A usual month's rows: events, accounts, and the rates over both."""
    weight = POIDS_DU_MOIS[mois.numero] * (1 if mois == OCTOBRE else 0.95 if mois.annee == 2026 else 0.91)
    visites = {p: round(VISITEURS[p] * VISITES_PAR_VISITEUR[p] * weight) for p in VISITEURS}
    visiteurs = {p: round(VISITEURS[p] * min(1.0, 0.2 + weight * 0.8)) for p in VISITEURS}
    rows = [
        *_by_profile(mois, visites, visiteurs),
        *_accounts(mois, visiteurs),
        *_by_service(mois, sum(visites.values())),
    ]
    rows += _by_day(mois, sum(visites.values()))
    if mois == OCTOBRE:
        rows += _by_hour(mois, sum(visites.values()))
    return tuple(rows)


def _by_profile(mois: Mois, visites: Mapping[str, int], visiteurs: Mapping[str, int]) -> Iterable[Row]:
    total, people = sum(visites.values()), sum(visiteurs.values())
    for profil in visites:
        yield row(mois, "visites", visites[profil], profil=profil)
        yield row(mois, "visiteurs_uniques", visiteurs[profil], profil=profil)
        yield row(mois, "pages_vues", visites[profil] * 3, profil=profil)
        shift = {"eleve": 0.0, "parent": 0.22, "enseignant": -0.3, "personnel": -0.35}[profil]
        for appareil, share in APPAREILS.items():
            moved = {"ordinateur": share - shift, "smartphone": share + shift}.get(appareil, share)
            yield row(mois, "visites", round(visites[profil] * max(moved, 0)), profil=profil, appareil=appareil)
    for appareil, share in APPAREILS.items():
        yield row(mois, "visites", round(total * share), appareil=appareil)
    yield row(mois, "visites", total)
    yield row(mois, "visiteurs_uniques", people)
    yield row(mois, "pages_vues", total * 3)
    yield row(mois, "visites_par_visiteur", total / people, numerateur=total, denominateur=people)
    yield row(mois, "pages_par_visite", 3.04)
    yield row(mois, "duree_moyenne_s", 252.4)
    yield row(mois, "taux_rebond_pct", 21.25)
    jours = len(CALENDRIER.jours_de_classe(mois))
    if jours:
        yield row(mois, "visites_par_jour_de_classe", total / jours, numerateur=total, denominateur=jours)
    yield row(mois, "visites_pour_100_eleves", total / 11.32, numerateur=total, denominateur=1132)


def _accounts(mois: Mois, visiteurs: Mapping[str, int]) -> Iterable[Row]:
    behind = (OCTOBRE.annee - mois.annee) * 12 + OCTOBRE.numero - mois.numero
    charges = {p: COMPTES[p][0] for p in COMPTES}
    actives = {p: max(0, COMPTES[p][1] - 9 * behind) if p == "parent" else COMPTES[p][1] for p in COMPTES}
    for profil in (*COMPTES, None):
        every = [profil] if profil else list(COMPTES)
        loaded, active = sum(charges[p] for p in every), sum(actives[p] for p in every)
        came = sum(visiteurs[p] for p in every)
        keys = {"profil": profil, "source": "comptes"}
        yield row(mois, "comptes_charges", loaded, **keys)
        yield row(mois, "comptes_actives", active, **keys)
        yield row(mois, "taux_activation_pct", 100 * active / loaded, numerateur=active, denominateur=loaded, **keys)
        yield row(mois, "connexions", came * 9, **keys)
        keys["source"] = "evenements+comptes"
        yield row(mois, "taux_frequentation_pct", 100 * came / loaded, numerateur=came, denominateur=loaded, **keys)


def _by_service(mois: Mois, visites: int) -> Iterable[Row]:
    for rank, (service, share) in enumerate(PART_DES_SERVICES.items()):
        grown = 1 + 0.04 * math.sin(rank + mois.numero)
        yield row(mois, "visites", round(visites * share * grown), service=service)
        yield row(mois, "visiteurs_uniques", round(2012 * min(share * 1.6, 1)), service=service)
        yield row(mois, "pages_vues", round(visites * share * grown * 3 / 2.674), service=service)


def _by_day(mois: Mois, visites: int) -> Iterable[Row]:
    weights = {
        day: (1 + 0.15 * math.sin(day.day * 2.1)) * (1.0 if CALENDRIER.est_jour_de_classe(day) else 0.2)
        for day in mois.jours
    }
    whole = sum(weights.values())
    for day, weight in weights.items():
        yield row(mois, "visites", round(visites * weight / whole), jour=day)


def _by_hour(mois: Mois, visites: int) -> Iterable[Row]:
    for weekday in range(1, 8):
        for hour in range(24):
            school = math.exp(-(((hour - 10.5) / 3) ** 2)) * (1 if weekday < 6 else 0.1)
            evening = 0.8 * math.exp(-(((hour - 18.5) / 2) ** 2))
            count = round(visites / 62 * (school + evening))
            if count:
                yield row(mois, "visites", count, jour_semaine=weekday, heure=hour)


def comparables() -> pl.DataFrame:
    """Quartiles of 41 lycées for the indicators that a report compares."""
    quartiles = [
        ("visites_par_visiteur", None, 11.2, 13.8, 16.4),
        ("visites_pour_100_eleves", None, 1900.0, 2480.0, 2950.0),
        ("visites_par_jour_de_classe", None, 1500.0, 2200.0, 2900.0),
        ("taux_frequentation_pct", None, 52.0, 58.9, 66.0),
        ("taux_frequentation_pct", "eleve", 76.0, 82.3, 88.0),
        ("taux_frequentation_pct", "parent", 36.0, 42.1, 49.0),
        ("taux_activation_pct", None, 70.0, 76.5, 82.0),
        ("taux_activation_pct", "parent", 55.0, 61.0, 68.0),
        ("taux_activation_pct", "eleve", 92.0, 95.0, 98.0),
        ("pages_par_visite", None, 2.5, 2.9, 3.4),
        ("duree_moyenne_s", None, 200.0, 240.0, 290.0),
        ("taux_rebond_pct", None, 18.0, 22.0, 27.0),
    ]
    columns = ("indicateur", "profil", "q1", "mediane", "q3")
    schema: dict[str, type[pl.DataType]] = dict.fromkeys(("indicateur", "profil", "service", "appareil"), pl.String)
    schema |= {"q1": pl.Float64, "mediane": pl.Float64, "q3": pl.Float64, "effectif": pl.Int64}
    rows = [dict(zip(columns, values, strict=True)) | {"effectif": 41} for values in quartiles]
    return pl.DataFrame(rows, schema=schema)


def shown_as(etat: str, when: Callable[[Row], bool], **parts: Any) -> Change:  # noqa: ANN401
    """Rows of which `when` is true are in this state, with these values."""
    return lambda found: found | {"etat": etat, **parts} if when(found) else found


def without(when: Callable[[Row], bool]) -> Change:
    return lambda found: None if when(found) else found


def changed(rows: Iterable[Row], change: Change | None) -> Iterable[Row]:
    """What `change` makes of the rows, those aside that it drops."""
    return rows if change is None else (kept for r in rows if (kept := change(r)) is not None)


def donnees(*, months: int = 13, change: Change | None = None, **parts: Any) -> DonneesLycee:  # noqa: ANN401
    """A usual lycée; `change` may replace a row or drop it (None), `parts` replace parts of the value."""
    usual = DonneesLycee(
        lycee=LYCEE,
        mois=OCTOBRE,
        figures=frame(changed((r for behind in range(months) for r in rows_of(OCTOBRE - behind)), change)),
        groupe=GROUPE,
        comparables=comparables(),
        calendrier=CALENDRIER,
        qualite=QUALITE,
        edition=EDITION,
        donnees_fictives=False,
    )
    return replace(usual, **parts)
