"""Regions in months that are not usual: between them, the summary says what a usual month leaves unsaid."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date

import polars as pl

from ent_report.domaine.mouvements_annuaire import Mouvement, MouvementsAnnuaire, Nature
from ent_report.report.donnees import Completude, Concordance, DonneesRegion, LyceesJuges, Rapprochements
from ent_report.report.incidents import Incident
from ent_report.specimens.lycee import OCTOBRE, POIDS_DU_MOIS, QUALITE, Change, Row, is_of, shown_as
from ent_report.specimens.region import donnees_region, lycees, uai
from ent_report.specimens.situations import INTERROMPUS, national_quality, national_rows, stopped
from ent_report.vocabulary import Verdict


def _some_fell(found: Row) -> Row:
    """In October four lycées had a sixth of their visits, and few of their accounts are activated."""
    few = found["code"] in {uai(n) for n in (9, 10, 11, 12)} and is_of(found, OCTOBRE)
    if few and found["indicateur"] in {"visites", "visites_par_jour_de_classe"}:
        return found | {"valeur": found["valeur"] / 6}
    return found | {"valeur": 9.0} if few and found["indicateur"] == "taux_activation_pct" else found


def _some_fell_some_rose(found: Row) -> Row:
    rose = found["code"] == uai(8) and is_of(found, OCTOBRE)
    if rose and found["indicateur"] in {"visites", "visites_par_jour_de_classe"}:
        return found | {"valeur": found["valeur"] * 3}
    return _some_fell(found)


def _all_fell_some_masked(found: Row) -> Row:
    """In October all lycées had half of their days' visits; of one weekend they may not be shown."""
    if found["niveau"] != "etablissement" or not found["jour"] or not is_of(found, OCTOBRE):
        return found
    is_masked = found["jour"] in (date(2026, 10, 3), date(2026, 10, 4))
    return found | {"valeur": found["valeur"] / 2, "etat": "masque" if is_masked else found["etat"]}


def _nothing_moved(found: Row) -> Row:
    """A class day has as many visits in each month."""
    moves = found["indicateur"] == "visites" and found["jour"] and found["niveau"] == "etablissement"
    return found | {"valeur": 500.0} if moves else found


def _uneven(found: Row) -> Row:
    """Each place has rates of its own."""
    rates = ("taux_frequentation_pct", "visites_pour_100_eleves")
    if found["niveau"] == "region" or found["indicateur"] not in rates:
        return found
    return found | {"valeur": found["valeur"] * (1 + sum(map(ord, found["code"])) % 7 / 10)}


def _is_stopped_in_one(found: Row) -> bool:
    """At lycée 5 alone services stopped, which the others go on using."""
    return found["code"] == uai(5) and found["service"] in INTERROMPUS and is_of(found, OCTOBRE)


def _left(share: float) -> Change:
    """Lycée 12 left before October and 11 came; those that stayed have a share of their visits."""

    def change(found: Row) -> Row | None:
        october = is_of(found, OCTOBRE)
        if (found["code"] == uai(12) and october) or (found["code"] == uai(11) and not october):
            return None
        if october and found["indicateur"] == "visites" and found["service"] is None and found["jour"] is None:
            return found | {"valeur": found["valeur"] * share}
        return found

    return change


def _nobody_stayed(found: Row) -> Row | None:
    """The lycées of October are none of those before."""
    number = next((n for n in range(1, 13) if found["code"] == uai(n)), None)
    return found if number is None or (number > 6) == is_of(found, OCTOBRE) else None


def _national() -> DonneesRegion:
    usual = donnees_region()
    of_region = [one for behind in (0, 1, 12) for one in national_rows(OCTOBRE - behind, niveau="region", code="11")]
    of_lycees = [one for n in (1, 2, 3) for one in national_rows(OCTOBRE, code=uai(n))]
    rows = pl.DataFrame([*of_region, *of_lycees], schema=usual.figures.schema)
    return replace(usual, figures=pl.concat([usual.figures, rows]), qualite=replace(QUALITE, **national_quality()))


def _register(*natures: Nature) -> MouvementsAnnuaire:
    changes = tuple(
        Mouvement(nature, uai(n), f"Lycée numéro {n}", "Paris", uai(n + 50), "Autre lycée", "Avant", "Après")
        for n, nature in enumerate(natures, start=1)
    )
    return MouvementsAnnuaire(OCTOBRE - 1, changes)


JUGES = Completude(Verdict.COMPLET, "classe", 12, 12, lycees=LyceesJuges(9, 2, 1, 1, 2, 1))

SITUATIONS: Mapping[str, Callable[[], DonneesRegion]] = {
    "reculs": lambda: donnees_region(
        change=_some_fell,
        incidents=(Incident("evenements", date(2026, 10, 6), date(2026, 10, 7), "Panne.", departements=("075",)),),
        annuaire=_register(),
        rapprochements=Rapprochements(
            10.0, 20, (Concordance("connexions_jour_mois", ("comptes", "appareils"), 9, (), None),)
        ),
        qualite=replace(
            QUALITE, completude=JUGES, lignes_rejetees=17, copies_anciennes=(("annuaire", date(2026, 9, 1)),)
        ),
    ),
    "hausses_et_reculs": lambda: donnees_region(
        change=_some_fell_some_rose,
        annuaire=_register(*Nature),
        qualite=replace(QUALITE, sources=("evenements",)),
    ),
    "recul_de_tous": lambda: donnees_region(months=2, change=_all_fell_some_masked),
    "taux_inegaux": lambda: donnees_region(change=_uneven),
    "rien_ne_bouge": lambda: donnees_region(change=_nothing_moved),
    "un_service_interrompu_dans_un_lycee": lambda: donnees_region(
        change=shown_as("interrompu", _is_stopped_in_one, valeur=0.0)
    ),
    "services_interrompus": lambda: donnees_region(change=stopped(*INTERROMPUS, "cahier_textes")),
    "sorties_en_baisse": lambda: donnees_region(change=_left(0.5)),
    "sorties_stables": lambda: donnees_region(change=_left(POIDS_DU_MOIS[9])),
    "aucun_lycee_commun": lambda: donnees_region(change=_nobody_stayed),
    "un_grand_departement_sans_parents": lambda: donnees_region(
        count=40,
        months=2,
        lycees=tuple(replace(one, code_departement="075", departement="Paris-Fictif") for one in lycees(40)),
        change=lambda found: found | {"valeur": 5.0} if found["profil"] == "parent" else found,
    ),
    "mesure_nationale": _national,
}
