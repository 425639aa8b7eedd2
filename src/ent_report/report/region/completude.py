"""How much of the month is there, lycée by lycée, in the section on the data's quality."""

from __future__ import annotations

from collections.abc import Iterator

from ent_report.report import format as fr
from ent_report.report.completude import dire_dates_manquantes, dire_jours_atypiques
from ent_report.report.phrases import Phrase, phrase
from ent_report.report.region.contexte import ContexteRegion


def dire_completude(ctx: ContexteRegion) -> Iterator[Phrase]:
    """The class days measured, how many lycées are complete, partial and held, and the days out of all proportion."""
    found = ctx.donnees.qualite.completude
    if found.base == "classe" and found.jours_attendus:
        measured, expected = fr.quantite(found.jours_presents), fr.nombre(found.jours_attendus)
        yield phrase("classe_mesuree", mesures=measured, attendus=expected)
    if found.lycees:
        judged = found.lycees
        yield phrase(
            "lycees_juges",
            complets=fr.quantite(judged.complets),
            partiels=fr.quantite(judged.partiels),
            retenus=fr.quantite(judged.retenus),
        )
        if judged.avec_jours_suspects:
            yield phrase("lycees_aux_jours_suspects", nombre=fr.quantite(judged.avec_jours_suspects))
    yield from dire_dates_manquantes(ctx)
    if found.lycees and found.lycees.avec_dates_manquantes:
        yield phrase("lycees_aux_dates_manquantes", nombre=fr.quantite(found.lycees.avec_dates_manquantes))
    yield from dire_jours_atypiques(ctx)
    if found.lycees and found.lycees.avec_jours_atypiques:
        yield phrase("lycees_aux_jours_atypiques", nombre=fr.quantite(found.lycees.avec_jours_atypiques))
