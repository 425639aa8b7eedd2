"""What both reports say of the state of the month's data."""

from __future__ import annotations

from collections.abc import Iterator

from ent_report.report import format as fr
from ent_report.report.contexte import Contexte
from ent_report.report.figures import Cle
from ent_report.report.mesure_nationale import SOURCE
from ent_report.report.phrases import Phrase, phrase
from ent_report.vocabulary import Etat

# One indicator of each source whose changes a report prints.
COMPARES = ("visites", "comptes_actives")


def dire_jours(ctx: Contexte) -> Phrase:
    """How many of all the month's days were measured."""
    quality = ctx.donnees.qualite
    measured: dict[str, fr.Quantite | str] = {
        "mesures": fr.quantite(quality.jours_mesures),
        "jours": fr.nombre(len(ctx.mois.jours)),
    }
    if not quality.jours_manquants:
        return phrase("jours_mesures", **measured)
    return phrase("jours_manquants", **measured, manquants=fr.enumeration(fr.periodes(quality.jours_manquants)))


def dire_sources_absentes(ctx: Contexte) -> Iterator[Phrase]:
    missing = ctx.donnees.qualite.sources_absentes
    if missing:
        labels = fr.enumeration([ctx.libelles.source(code) for code in missing])
        yield phrase("source_absente" if len(missing) == 1 else "sources_absentes", sources=labels)


def dire_mois_partiels(ctx: Contexte) -> Iterator[Phrase]:
    """The months that are not compared with because they are not whole, and what of them is not."""
    for month in (ctx.m1, ctx.n1):
        cut = [code for code in COMPARES if ctx.chiffre(code, month).est_partiel]
        if cut:
            named = [ctx.libelles.source(ctx.indicateur(code).source) for code in cut]
            yield phrase("mois_compare_partiel", mois=fr.mois_long(month), sources=fr.enumeration(named))


def dire_interrompus(ctx: Contexte) -> Iterator[Phrase]:
    """The month's stopped series, a service once whatever the ENT counted of it; the ministry's say so."""
    stopped = [key for key, one in ctx.figures.of(ctx.mois).items() if one.etat is Etat.INTERROMPU]
    labels = sorted({_series(ctx, key) for key in stopped if key.indicateur in ctx.libelles.indicateurs})
    if labels:
        yield phrase("interrompus", series=fr.enumeration(labels))


def _series(ctx: Contexte, key: Cle) -> str:
    indicator = ctx.indicateur(key.indicateur)
    label = ctx.libelles.service(key.service).libelle if key.service else indicator.libelle
    return f"{label} ({ctx.libelles.source(SOURCE)})" if indicator.source == SOURCE else label
