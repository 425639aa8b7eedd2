"""The lycées that a page must also hold: each is a case of `specimens.lycee.donnees` with what makes it extreme."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date

from ent_report.domaine.lycees import Objectifs
from ent_report.report.donnees import Changement, Completude, DonneesLycee, JourAtypique, Rapprochement
from ent_report.report.incidents import Incident
from ent_report.specimens.lycee import (
    EDITION,
    LYCEE,
    NOM_DE_90,
    OCTOBRE,
    QUALITE,
    Row,
    comparables,
    donnees,
    frame,
    is_from_events,
    libelles,
    row,
    rows_of,
    shown_as,
    without,
)
from ent_report.vocabulary import Verdict

OBJECTIFS = Objectifs(
    {"communication_interne": 40.0, "relations_familles": 30.0, "reservation_ressources": 5.0},
    ("actualites", "notes", "reservation_salles_materiels"),
)

ECARTS = (
    ("connexions_jour_mois", LYCEE.uai, "enseignant", 1_234_567.0, "comptes", 12.0, "appareils", 100.0),
    ("visiteurs_uniques_exports_evenements", LYCEE.uai, "parent", 1_846.0, "comptes", 842.0, "evenements", 54.4),
    ("comptes_charges_effectifs", LYCEE.uai, "eleve", 1_132.0, "comptes", 950.0, "annuaire", 16.1),
)

INCIDENTS = (
    Incident("evenements", date(2025, 10, 6), date(2025, 10, 10), "La plateforme a compté des données erronées."),
    Incident("toutes", date(2026, 9, 14), date(2026, 9, 18), "Panne générale.", departements=("75",)),
)


def _all_services() -> list[Row]:
    """The 26 services of the labels, and 34 applications that no label knows."""
    rows = [r for back in range(13) for r in rows_of(OCTOBRE - back) if r["service"] is None]
    names = [*libelles().services, *(f"application_{n}" for n in range(34))]
    for back in range(13):
        for rank, name in enumerate(names):
            rows.append(row(OCTOBRE - back, "visites", 20_000 // (rank + 1), service=name))
            rows.append(row(OCTOBRE - back, "pages_vues", 22_000 // (rank + 1), service=name))
    return rows


def _millions(found: Row) -> Row:
    counts = ("visites", "pages_vues", "visiteurs_uniques", "comptes_charges", "comptes_actives")
    return found | {"valeur": found["valeur"] * 310} if found["indicateur"] in counts else found


def _is_rare(found: Row) -> bool:
    early = found["heure"] is not None and found["heure"] < 7
    hidden = found["profil"] == "personnel" or found["service"] in ("actualites", "gestion_temps")
    return hidden or early or found["jour"] == date(2026, 10, 25)


def _many_strange_days() -> Completude:
    atypical = tuple(JourAtypique(date(2026, 10, day), 12_345.0, 987.5) for day in (3, 10, 17, 18, 24))
    suspect = tuple(date(2026, 10, day) for day in (2, 7, 9, 13, 15))
    return Completude(Verdict.PARTIEL, "classe", 12, 6, suspect, atypical)


def _crowded_first_page() -> DonneesLycee:
    """Everything that page 1 can hold at once: a long name, a partial month, many remarks, many changes."""
    changes = tuple(Changement(f"Visites, Élèves, {n} octobre 2026", "1234,5", str(1300 + n)) for n in range(1, 20))
    remark = (
        "Incident connu de la plateforme, qui touche le mois et dont il faut se souvenir à la lecture de ces chiffres."
    )
    return donnees(
        lycee=replace(LYCEE, nom=NOM_DE_90, commune="Saint-Germain-lès-Corbeil-sur-Essonne"),
        edition=replace(EDITION, numero=3, remplace=2, raison="le service a corrigé ses exports", changements=changes),
        qualite=replace(
            QUALITE, jours_manquants=(date(2026, 10, 5),), remarques=(remark,) * 7, completude=_many_strange_days()
        ),
        donnees_fictives=True,
        ecarts=tuple(Rapprochement(*gap) for gap in ECARTS),
    )


EXTREMES: Mapping[str, Callable[[], DonneesLycee]] = {
    "usuel": donnees,
    "nom_de_90_lettres": lambda: donnees(lycee=replace(LYCEE, nom=NOM_DE_90)),
    "mot_de_90_lettres": lambda: donnees(lycee=replace(LYCEE, nom="X" * 90)),
    "aucune_visite": lambda: donnees(change=without(is_from_events)),
    "visites_a_zero": lambda: donnees(change=lambda r: r | {"valeur": 0.0} if is_from_events(r) else r),
    "une_seule_personne": lambda: donnees(
        figures=frame([row(OCTOBRE, "visites", 1), row(OCTOBRE, "visiteurs_uniques", 1)])
    ),
    "rien": lambda: donnees(figures=frame([]), comparables=comparables().clear()),
    "tout_masque": lambda: donnees(change=shown_as("masque", lambda _: True)),
    "en_partie_masque": lambda: donnees(change=shown_as("masque", _is_rare)),
    "sans_historique": lambda: donnees(months=1),
    "sans_evenements": lambda: donnees(
        change=without(is_from_events),
        qualite=replace(QUALITE, sources_absentes=("evenements",), jours_mesures=0),
    ),
    "sans_comptes": lambda: donnees(
        change=without(lambda r: "comptes" in r["source"]),
        qualite=replace(QUALITE, sources_absentes=("comptes", "acces")),
    ),
    "soixante_applications": lambda: donnees(figures=frame(_all_services())),
    "dix_millions_de_visites": lambda: donnees(change=_millions),
    "sans_comparables": lambda: donnees(comparables=comparables().clear()),
    "premiere_page_pleine": _crowded_first_page,
    "premiere_page_comble": lambda: replace(_crowded_first_page(), incidents=INCIDENTS),
    "incidents": lambda: donnees(incidents=INCIDENTS),
}
