"""The regions that a report must also hold: each is `specimens.region.donnees_region` with what is extreme."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date

from ent_report.domaine.mouvements_annuaire import Mouvement, MouvementsAnnuaire, Nature
from ent_report.report.donnees import Changement, Concordance, DonneesRegion, Rapprochement, Rapprochements
from ent_report.specimens.lycee import (
    EDITION,
    NOM_DE_90,
    OCTOBRE,
    QUALITE,
    Row,
    is_from_events,
    is_of,
    shown_as,
    without,
)
from ent_report.specimens.lycees import INCIDENTS
from ent_report.specimens.region import donnees_region, lycee, lycees, uai
from ent_report.vocabulary import Mois

HOSTILE = '=cmd|"/C calc"!A0 <script>alert(1)</script> {{ 7*7 }} \u202egnp &amp; 😀'


def _nobody_came(found: Row) -> Row:
    counts = ("visites", "visiteurs_uniques", "pages_vues")
    return found | {"valeur": 0.0} if found["indicateur"] in counts else found


def _was_before_it_entered(found: Row) -> bool:
    """Two lycées are there from October on."""
    return found["code"] in (uai(11), uai(12)) and not is_of(found, OCTOBRE)


def _crowded() -> DonneesRegion:
    """All that page 1 can hold at once: a partial month, many reasons, many changes, many remarks."""
    changes = tuple(Changement(f"Visites, {uai(n)} {NOM_DE_90}", "1234,5", str(1300 + n)) for n in range(1, 30))
    held = tuple(
        (lycee(n), f"Une raison numéro {n}, qui prend plus d’une ligne de la page et même de la case.")
        for n in range(1, 8)
    )
    return donnees_region(
        edition=replace(EDITION, numero=3, remplace=2, raison="le service a corrigé ses exports", changements=changes),
        qualite=replace(
            QUALITE,
            jours_mesures=24,
            jours_manquants=tuple(date(2026, 10, day) for day in (5, 6, 9, 14, 20, 22, 28)),
            sources_absentes=("connecteurs", "appareils"),
            remarques=("Incident connu de la plateforme, dont il faut se souvenir à la lecture de ces chiffres.",) * 7,
        ),
        non_etablis=held,
        donnees_fictives=True,
    )


def _hostile() -> DonneesRegion:
    strange = (
        lycee(1, nom=NOM_DE_90, commune="Saint-Remy-en-Bouzemont-Saint-Genest-et-Isson"),
        lycee(2, nom=HOSTILE, commune=HOSTILE, departement=HOSTILE),
        lycee(3, nom="X" * 90, commune=None, code_departement=None, departement=None, academie=None),
        *lycees()[3:],
    )
    return donnees_region(lycees=strange, non_etablis=((strange[1], "A" * 200), (strange[0], HOSTILE)))


def _register_and_sources() -> DonneesRegion:
    """A month of mergers, and sources that all differ: more lines than the tables hold, long and strange names."""
    names = [NOM_DE_90, HOSTILE, "X" * 90]
    changes = tuple(
        Mouvement(nature, uai(n), names[n % 3], names[n % 3], uai(n + 50), names[(n + 1) % 3], "A" * 90, NOM_DE_90)
        for nature in Nature
        for n in range(1, 8)
    )
    return donnees_region(
        annuaire=MouvementsAnnuaire(Mois(2026, 4), changes),
        rapprochements=Rapprochements(
            10.0,
            20,
            tuple(
                Concordance(
                    name,
                    ("comptes", "evenements"),
                    12,
                    tuple(
                        Rapprochement(name, uai(n), profil, 12_345_678.0, "comptes", 0.0, "evenements", 100.0)
                        for n in range(1, 13)
                    ),
                    Rapprochement(name, "11", profil, 98_765_432.0, "comptes", 1.0, "evenements", 100.0, 12),
                )
                for name, profil in (("connexions_jour_mois", None), ("comptes_charges_effectifs", "eleve"))
            ),
        ),
    )


EXTREMES: Mapping[str, Callable[[], DonneesRegion]] = {
    "usuel": donnees_region,
    "un_lycee": lambda: donnees_region(count=1),
    "un_lycee_sans_historique": lambda: donnees_region(count=1, months=1),
    "cent_lycees": lambda: donnees_region(count=100, months=2),
    "tout_masque": lambda: donnees_region(change=shown_as("masque", lambda _: True)),
    "un_masque": lambda: donnees_region(change=shown_as("masque", lambda found: found["code"] == uai(1))),
    "sans_comptes": lambda: donnees_region(
        change=without(lambda found: "comptes" in found["source"]),
        qualite=replace(QUALITE, sources_absentes=("comptes",)),
    ),
    "sans_evenements": lambda: donnees_region(
        change=without(is_from_events), qualite=replace(QUALITE, jours_mesures=0, sources_absentes=("evenements",))
    ),
    "zero_visite": lambda: donnees_region(change=_nobody_came),
    "aucun_chiffre": lambda: donnees_region(change=lambda _: None),
    "partiel": lambda: donnees_region(
        change=shown_as("partiel", lambda found: is_of(found, OCTOBRE)),
        qualite=replace(QUALITE, jours_mesures=30, jours_manquants=(date(2026, 10, 5),)),
    ),
    "page_1_pleine": _crowded,
    "incidents_et_perimetre": lambda: donnees_region(incidents=INCIDENTS, change=without(_was_before_it_entered)),
    "noms_hostiles": _hostile,
    "annuaire_et_sources": _register_and_sources,
}
