"""How much of the month is there, in words: days out of all proportion, dates that lack, why a report is held."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from ent_report.langue import LANGUE
from ent_report.report import format as fr
from ent_report.report.contexte import Contexte
from ent_report.report.donnees import Completude, JourAtypique
from ent_report.report.figures import Chiffre, Cle
from ent_report.report.phrases import Phrase, phrase
from ent_report.vocabulary import Etat

ATYPIQUES_MAX = 3


def dire_jours_atypiques(ctx: Contexte) -> Iterator[Phrase]:
    """The days out of all proportion, with both figures.

    A masked day is not named. Where one is, medians are not told: a median may be that day's own figure.
    """
    figures = {day: _visits(ctx, Cle("visites", jour=day)) for day in ctx.mois.jours}
    has_masked = any(figure.etat is Etat.MASQUE for figure in figures.values())
    found = ctx.donnees.qualite.completude.jours_atypiques
    shown = [day for day in found if figures[day.jour].etat is not Etat.MASQUE]
    if shown:
        named = [_named(day, has_masked=has_masked) for day in shown[:ATYPIQUES_MAX]]
        yield phrase("jours_atypiques", jours=" ; ".join(named))
    if len(shown) > ATYPIQUES_MAX:
        yield phrase("autres_jours_atypiques", nombre=fr.quantite(len(shown) - ATYPIQUES_MAX))


def dire_dates_manquantes(ctx: Contexte) -> Iterator[Phrase]:
    """The dates that an export lacks; of one that is absent as a whole, its absence is told."""
    lacking = [
        f"{ctx.libelles.source(source)} ({_runs(days)})"
        for source, days in ctx.donnees.qualite.completude.dates_manquantes
        if source not in ctx.donnees.qualite.sources_absentes
    ]
    if lacking:
        yield phrase("dates_manquantes", exports=fr.enumeration(lacking))


def raison_de_retenue(found: Completude, *, de_la_region: bool = False) -> str:
    """Why a report is held, for the region's staff: « données insuffisantes : 3 jours de classe mesurés sur 17 »."""
    measured = fr.quantite(found.jours_presents)
    return measured.accord(*LANGUE.retenues[found.base]).format(
        ou=LANGUE.rapports.dans_la_region if de_la_region else "", mesures=measured, attendus=found.jours_attendus
    )


def _visits(ctx: Contexte, key: Cle) -> Chiffre:
    return ctx.figures.get(ctx.mois, key, ctx.indicateur("visites").source)


def _runs(days: Sequence[date]) -> str:
    return fr.enumeration(fr.periodes(days))


def _named(day: JourAtypique, *, has_masked: bool) -> str:
    visits, median = fr.quantite(day.visites), fr.nombre(day.mediane, 0 if day.mediane == int(day.mediane) else 1)
    usual = "" if has_masked else LANGUE.rapports.mediane.format(mediane=median)
    return visits.accord(*LANGUE.rapports.jour_atypique).format(
        jour=fr.un_jour(day.jour), visites=visits, mediane=usual
    )
