"""Lycées in months that are not usual: between them, the reports say what a usual month leaves unsaid."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import polars as pl

from ent_report.domaine.calendrier import Vacances
from ent_report.domaine.lycees import GroupeComparable, TypeLycee
from ent_report.report.donnees import Completude, DonneesLycee, JourAtypique, Rapprochement
from ent_report.report.incidents import Incident
from ent_report.specimens.lycee import (
    CALENDRIER,
    LYCEE,
    OCTOBRE,
    QUALITE,
    Change,
    Row,
    comparables,
    donnees,
    frame,
    is_of,
    row,
    rows_of,
    shown_as,
    without,
)
from ent_report.vocabulary import Mois, Verdict

TYPE = TypeLycee.GENERAL_TECHNOLOGIQUE
VISITES_NATIONALES = {"eleve": 500.0, "parent": 250.0, "enseignant": 120.0, "personnel": 30.0}
INTERROMPUS = ("actualites", "absences")


def _fallen(found: Row) -> Row:
    """In October, half of what October usually has."""
    counts = ("visites", "pages_vues", "visites_par_jour_de_classe")
    halved = found["indicateur"] in counts and is_of(found, OCTOBRE)
    return found | {"valeur": found["valeur"] / 2} if halved else found


def _level(found: Row) -> Row:
    """The same visits in every month, and on every class day."""
    is_total = all(found[key] is None for key in ("profil", "service", "appareil", "heure"))
    if found["indicateur"] != "visites" or not is_total:
        return found
    return found | {"valeur": 30_000.0 if found["jour"] is None else 1_000.0}


def stopped(*services: str) -> Change:
    """These services have stopped in October; of the other ones of their axes some go on."""
    return shown_as("interrompu", lambda found: found["service"] in services and is_of(found, OCTOBRE), valeur=0.0)


def _partial(source: str) -> Change:
    """What one source says of October is not whole."""
    return shown_as("partiel", lambda found: is_of(found, OCTOBRE) and found["source"] == source)


def _partial_before(found: Row) -> Row:
    """September was not whole, and of a profile nothing may be shown in any month."""
    if found["profil"] is not None:
        return found | {"etat": "masque"}
    return found | {"etat": "partiel"} if is_of(found, OCTOBRE - 1) and found["source"] == "evenements" else found


def _masked(**only: str) -> Change:
    """What is under one profile or service may not be shown."""
    return shown_as("masque", lambda found: only.items() <= found.items())


def _masked_times(days: int, hours: int) -> Change:
    """The first days and the first hours of each weekday may not be shown."""

    def is_early(found: Row) -> bool:
        is_first = found["jour"] is not None and found["jour"].day <= days
        return is_first or (found["heure"] is not None and found["heure"] < hours)

    return shown_as("masque", is_early)


def _is_of_holidays(found: Row) -> bool:
    """The days of the holidays, and what September's visits of the most used service were."""
    is_service = found["service"] == "courrier_electronique" and is_of(found, OCTOBRE - 1)
    return is_service or (found["jour"] is not None and found["jour"] >= date(2026, 10, 17))


def _pupils(share: float, rest: float) -> Change:
    """In October, pupils have a share of their visits, and all visits go another way."""

    def change(found: Row) -> Row:
        others = [found[key] for key in ("service", "appareil", "jour", "heure")]
        if found["indicateur"] != "visites" or not is_of(found, OCTOBRE) or any(one is not None for one in others):
            return found
        factor = {"eleve": share, None: rest}.get(found["profil"], 1.0)
        return found | {"valeur": round(found["valeur"] * factor)}

    return change


def _is_of_staff_before(found: Row) -> bool:
    """In September nobody had counted the staff apart."""
    return bool(found["profil"] == "personnel" and is_of(found, OCTOBRE - 1))


def _two_axes_unused(found: Row) -> Row:
    unused = ("reservation_salles_materiels", "services_vie_scolaire", "absences", "cahier_liaison")
    return found | {"valeur": 0.0} if found["service"] in unused else found


def _is_day_off(found: Row) -> bool:
    return found["jour"] is not None and not CALENDRIER.est_jour_de_classe(found["jour"])


def national_rows(mois: Mois, **place: object) -> list[Row]:
    """The ministry's measure of a month: in all, by profile, by service, one of which has stopped."""
    keys = {"source": "dnma", "unite": "visites", **place}
    profiles = [row(mois, "dnma_visites", value, profil=profil, **keys) for profil, value in VISITES_NATIONALES.items()]
    services = [
        row(mois, "dnma_visites", 400.0, service="cahier_textes", **keys),
        row(mois, "dnma_visites", 0.0, service="notes", **keys | {"etat": "interrompu"}),
    ]
    return [row(mois, "dnma_visites", 1_000.0, **keys), *profiles, *services]


def national_quality() -> dict[str, Any]:
    """The sources, and the weeks that the ministry has: all but one."""
    return {
        "sources": (*QUALITE.sources, "dnma_profils", "dnma_services"),
        "semaines_nationales": tuple(OCTOBRE.semaines)[:-1],
    }


def _national() -> DonneesLycee:
    rows = [one for behind in range(13) for one in rows_of(OCTOBRE - behind)]
    rows += [one for behind in (0, 1, 12) for one in national_rows(OCTOBRE - behind)]
    return donnees(figures=frame(rows), qualite=replace(QUALITE, **national_quality()))


def _incident(du: date, au: date, **portee: tuple[str, ...]) -> Incident:
    return Incident("evenements", du, au, "La plateforme a compté des données erronées.", **portee)


def _gap(profil: str) -> Rapprochement:
    return Rapprochement("connexions_jour_mois", LYCEE.uai, profil, 1_200.0, "comptes", 900.0, "appareils", 25.0)


def _scaled(share: float) -> pl.DataFrame:
    """Comparable lycées whose figures are a share of the usual ones."""
    return comparables().with_columns(pl.col("q1", "mediane", "q3") * share)


def _spread() -> pl.DataFrame:
    """Comparable lycées that are both above and under this one, by indicator."""
    share = pl.when(pl.col("indicateur").str.starts_with("taux")).then(0.2).otherwise(4.0)
    return comparables().with_columns(pl.col("q1", "mediane", "q3") * share)


def _judged(**days: Any) -> Completude:  # noqa: ANN401
    return replace(Completude(Verdict.COMPLET, "classe", 12, 12), **days)


SITUATIONS: Mapping[str, Callable[[], DonneesLycee]] = {
    "recul": lambda: donnees(
        change=_fallen,
        groupe=GroupeComparable(TYPE, None, None),
        comparables=_scaled(3.0),
        incidents=(_incident(date(2025, 10, 6), date(2025, 10, 10), academies=("Paris",)),),
        ecarts=(_gap("parent"),),
        qualite=replace(QUALITE, lignes_rejetees=17, lignes_en_double=3, completude=_judged()),
    ),
    "stable": lambda: donnees(
        change=_level,
        groupe=GroupeComparable(TYPE, None, 400),
        comparables=_scaled(1.0),
        incidents=(_incident(date(2026, 10, 6), date(2026, 10, 7), lycees=(LYCEE.uai,)),),
        ecarts=tuple(_gap(profil) for profil in ("eleve", "parent", "enseignant", "personnel", "autre", "eleve")),
        qualite=replace(QUALITE, completude=_judged(jours_atypiques=(JourAtypique(date(2026, 10, 3), 9.0, 1.0),))),
    ),
    "sans_jour_de_classe": lambda: donnees(
        calendrier=replace(CALENDRIER, vacances=(Vacances(date(2026, 9, 26), date(2026, 11, 8), "Vacances"),)),
        comparables=_spread(),
    ),
    "services_interrompus": lambda: donnees(change=stopped(*INTERROMPUS), groupe=GroupeComparable(TYPE, 1500, None)),
    "un_service_interrompu": lambda: donnees(
        change=stopped(INTERROMPUS[0]),
        qualite=replace(QUALITE, copies_anciennes=(("annuaire", date(2026, 9, 1)), ("effectifs", date(2026, 9, 2)))),
    ),
    "axes_sans_usage": lambda: donnees(change=_two_axes_unused),
    "un_profil_masque": lambda: donnees(change=_masked(profil="personnel")),
    "eleves_en_recul": lambda: donnees(change=_pupils(0.4, 1.3)),
    "eleves_en_hausse": lambda: donnees(change=_pupils(1.8, 0.7)),
    "profil_sans_mois_precedent": lambda: donnees(change=without(_is_of_staff_before)),
    "comptes_incomplets": lambda: donnees(
        change=_partial("comptes"),
        qualite=replace(QUALITE, completude=_judged(dates_manquantes=(("comptes", (date(2026, 10, 5),)),))),
    ),
    "un_service_masque": lambda: donnees(change=_masked(service=INTERROMPUS[0])),
    "profils_masques_apres_un_mois_partiel": lambda: donnees(change=_partial_before),
    "quelques_jours_masques": lambda: donnees(change=_masked_times(days=2, hours=9)),
    "vacances_masquees": lambda: donnees(change=shown_as("masque", _is_of_holidays)),
    "jours_et_heures_masques": lambda: donnees(change=_masked_times(days=28, hours=24)),
    "mois_partiel": lambda: donnees(
        change=_partial("evenements"),
        months=6,
        qualite=replace(QUALITE, jours_mesures=30, jours_manquants=(date(2026, 10, 5),)),
    ),
    "jours_de_classe_seuls": lambda: donnees(change=without(_is_day_off)),
    "mesure_nationale": _national,
}
