"""What a reader must know of the data's state, and what an edition changes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from ent_report.report import format as fr
from ent_report.report.completude import dire_dates_manquantes, dire_jours_atypiques, dire_jours_mesures
from ent_report.report.contexte import Contexte
from ent_report.report.donnees import Changement, Edition
from ent_report.report.ecarts_sources import dire_ecarts
from ent_report.report.figures import Cle
from ent_report.report.mesure_nationale import SOURCE
from ent_report.report.phrases import Phrase, phrase
from ent_report.report.renvois import dire_incidents
from ent_report.vocabulary import Etat

CHANGEMENTS_MAX = 8
_COMPARES = ("visites", "comptes_actives")  # one indicator of each source whose changes a report prints
_DECIMALS_MAX = 4
_REMARKS_MAX = 5  # fewer where much is to be said of the days


@dataclass(frozen=True)
class Remplacement:
    """What this edition replaces and which figures changed: the first of them, and how many others."""

    titre: Phrase
    raison: str | None
    changements: tuple[Changement, ...]
    autres: Phrase | None


def qualite(ctx: Contexte) -> tuple[Phrase, ...]:
    days = (*_coverage(ctx), *dire_jours_atypiques(ctx))
    room = max(1, _REMARKS_MAX + 1 - len(days))
    gaps = tuple(dire_ecarts(ctx, lignes=room - len(ctx.donnees.qualite.remarques)))
    remarks = _remarks(ctx, max(1, room - len(gaps)))
    sources = (*_sources(ctx), *dire_dates_manquantes(ctx), *_cut_exports(ctx))
    return (*days, *sources, *dire_mois_partiels(ctx), *_states(ctx), *dire_incidents(ctx), *gaps, *remarks)


def dire_mois_partiels(ctx: Contexte) -> Iterator[Phrase]:
    """The months that are not compared with because they are not whole, and what of them is not."""
    for month in (ctx.m1, ctx.n1):
        cut = [code for code in _COMPARES if ctx.chiffre(code, month).est_partiel]
        if cut:
            named = [ctx.libelles.source(ctx.indicateur(code).source) for code in cut]
            yield phrase("mois_compare_partiel", mois=fr.mois_long(month), sources=fr.enumeration(named))


def _coverage(ctx: Contexte) -> Iterator[Phrase]:
    quality, days = ctx.donnees.qualite, len(ctx.mois.jours)
    if quality.completude.base == "classe" and quality.completude.jours_attendus:
        yield from dire_jours_mesures(ctx)
        return
    measured: dict[str, fr.Quantite | str] = {"mesures": fr.quantite(quality.jours_mesures), "jours": fr.nombre(days)}
    if not quality.jours_manquants:
        yield phrase("jours_mesures", **measured)
    else:
        yield phrase("jours_manquants", **measured, manquants=fr.enumeration(fr.periodes(quality.jours_manquants)))


def _sources(ctx: Contexte) -> Iterator[Phrase]:
    missing = ctx.donnees.qualite.sources_absentes
    if missing:
        labels = fr.enumeration([ctx.libelles.source(code) for code in missing])
        yield phrase("source_absente" if len(missing) == 1 else "sources_absentes", sources=labels)


def _cut_exports(ctx: Contexte) -> Iterator[Phrase]:
    """The exports of which rows of this lycée were refused: their figures are partial, the month is not."""
    cut = {one.source for one in ctx.figures.of(ctx.mois).values() if one.est_partiel}
    exports = sorted(source for source in cut if source in ctx.donnees.qualite.sources and source != "evenements")
    if exports:
        yield phrase("exports_incomplets", exports=fr.enumeration([ctx.libelles.source(one) for one in exports]))


def _states(ctx: Contexte) -> Iterator[Phrase]:
    figures = ctx.figures.of(ctx.mois)
    masked = sum(figure.etat is Etat.MASQUE for figure in figures.values())
    stopped = stopped_series(ctx)
    if masked:
        yield phrase("masques", nombre=fr.quantite(masked))
    if stopped:
        yield phrase("interrompus", series=fr.enumeration(stopped))


def stopped_series(ctx: Contexte) -> list[str]:
    """Labels of the month's stopped series, a service once whatever the ENT counted of it; the ministry's say so."""
    stopped = [key for key, one in ctx.figures.of(ctx.mois).items() if one.etat is Etat.INTERROMPU]
    return sorted({_series(ctx, key) for key in stopped if key.indicateur in ctx.libelles.indicateurs})


def _series(ctx: Contexte, key: Cle) -> str:
    indicator = ctx.indicateur(key.indicateur)
    label = ctx.libelles.service(key.service).libelle if key.service else indicator.libelle
    return f"{label} ({ctx.libelles.source(SOURCE)})" if indicator.source == SOURCE else label


def _remarks(ctx: Contexte, shown: int) -> Iterator[Phrase]:
    remarks = ctx.donnees.qualite.remarques
    for remark in remarks[:shown]:
        yield phrase("remarque", texte=fr.typographie(fr.nom_propre(remark)))
    if len(remarks) > shown:
        yield phrase("autres_remarques", nombre=fr.quantite(len(remarks) - shown))


def remplacement(edition: Edition) -> Remplacement | None:
    """None for a first edition."""
    if edition.remplace is None:
        return None
    shown = edition.changements[:CHANGEMENTS_MAX]
    others = len(edition.changements) - len(shown)
    return Remplacement(
        titre=phrase("remplace", edition=fr.nombre(edition.numero), remplacee=fr.nombre(edition.remplace)),
        raison=fr.typographie(fr.nom_propre(edition.raison)) if edition.raison else None,
        changements=tuple(_readable(one) for one in shown),
        autres=phrase("autres_changements", nombre=fr.quantite(others)) if others else None,
    )


def _readable(change: Changement) -> Changement:
    """Values of `donnees.csv` for readers, as exact as it takes to tell them apart: « 16,0768 » gives « 16,1 »."""
    for decimals in range(1, _DECIMALS_MAX + 1):
        before, after = (_shown(text, change.unite, decimals) for text in (change.avant, change.apres))
        if before != after:
            break
    return replace(change, avant=before, apres=after)


def _shown(text: str, unite: str, decimals: int) -> str:
    """A word stays as it is, and so does what is empty."""
    try:
        number = float(text.removeprefix("'").replace(",", "."))
    except ValueError:
        return text
    match unite:
        case "pourcent":
            return fr.pourcent(number, decimals)
        case "secondes":
            return fr.duree(number) if decimals == 1 else f"{fr.nombre(number, decimals)}{fr.NBSP}s"
        case _:
            return fr.nombre(number, 0 if number == int(number) else decimals)
