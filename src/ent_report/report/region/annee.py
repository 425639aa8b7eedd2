"""The thirteen months of the region: visits of each profile, and for each month how many lycées they are of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ent_report.langue import LANGUE
from ent_report.report import format as fr
from ent_report.report.cellules import Cellule
from ent_report.report.charts.courbes import Serie, courbes
from ent_report.report.charts.primitives import Etiquette, Graphique
from ent_report.report.phrases import Phrase, phrase
from ent_report.report.region.contexte import ContexteRegion
from ent_report.report.renvois import legende
from ent_report.report.treize_mois import bandes, courbes_des_profils, dire_annee, month_labels
from ent_report.vocabulary import Etat, Mois, Niveau

_HEIGHT = 190.0
_MIN_MONTHS = 2


@dataclass(frozen=True)
class LigneMois:
    """One known month; `profils` are its visits by profile, in the order of the table's columns."""

    mois: str
    jours_de_classe: str
    lycees: str
    visites: Cellule
    par_jour: Cellule
    visiteurs: Cellule
    profils: tuple[Cellule, ...]


@dataclass(frozen=True)
class AnneeRegion:
    """`graphique` is None while fewer than two months are known; under its months stand the numbers of lycées where
    they change, as `perimetre` says then, else the years.
    """

    graphique: Graphique | None
    lecture: Phrase
    perimetre: Phrase | None
    a_des_partiels: bool
    incidents: Phrase | None
    profils: tuple[str, ...]
    mois: tuple[LigneMois, ...]


def build_annee(ctx: ContexteRegion) -> AnneeRegion:
    months = ctx.treize_mois
    totals = [ctx.chiffre("visites", month) for month in months]
    known = [month for month, total in zip(months, totals, strict=True) if total.etat is not Etat.ABSENT]
    counts = {month: measured_lycees(ctx, month) for month in known}
    changes = len(set(counts.values())) > 1
    profiles = [code for code in ctx.libelles.profils if _has_visits(ctx, code, known)]
    partial = frozenset(n for n, total in enumerate(totals) if total.est_partiel)
    series = list(courbes_des_profils(ctx, profiles, partial))
    drawn = sum(total.valeur is not None for total in totals) >= _MIN_MONTHS and any(map(_has_point, series))
    labels = _with_counts(months, counts) if changes else month_labels(months)
    chart = courbes(series, labels, bandes(ctx), _HEIGHT)
    if changes:
        chart = replace(
            chart, etiquettes=(*chart.etiquettes, Etiquette(0, _HEIGHT - 3, LANGUE.rapports.lycees, "start"))
        )
    return AnneeRegion(
        graphique=chart if drawn else None,
        lecture=dire_annee(months, totals) if drawn else phrase("annee_a_venir"),
        perimetre=_perimeter(counts) if changes else None,
        a_des_partiels=bool(partial),
        incidents=legende(ctx, months) if drawn else None,
        profils=tuple(ctx.libelles.profils[code] for code in profiles),
        mois=tuple(_line(ctx, month, counts[month], profiles) for month in known) if drawn else (),
    )


def measured_lycees(ctx: ContexteRegion, mois: Mois) -> int:
    """Lycées with a visit in that month, masked ones included: what its total is of."""
    figures = (
        place.chiffre("visites", mois) for (niveau, _), place in ctx.lieux.items() if niveau == Niveau.ETABLISSEMENT
    )
    return sum(bool(figure.valeur) or figure.etat is Etat.MASQUE for figure in figures)


def _has_point(serie: Serie) -> bool:
    return any(value is not None for value in serie.valeurs)


def _has_visits(ctx: ContexteRegion, profil: str, months: Sequence[Mois]) -> bool:
    return any(ctx.chiffre("visites", month, profil=profil).valeur != 0 for month in months)


def _with_counts(months: Sequence[Mois], counts: dict[Mois, int]) -> list[tuple[str, str]]:
    return [(fr.mois_court(month), fr.nombre(counts[month]) if month in counts else "") for month in months]


def _perimeter(counts: dict[Mois, int]) -> Phrase:
    least, greatest = min(counts.values()), max(counts.values())
    return phrase("perimetre_change", minimum=fr.nombre(least), maximum=fr.quantite(greatest))


def _line(ctx: ContexteRegion, mois: Mois, lycees: int, profiles: Sequence[str]) -> LigneMois:
    known = ctx.donnees.calendrier.est_connu(mois)
    return LigneMois(
        mois=fr.mois_long(mois),
        jours_de_classe=fr.nombre(ctx.jours_de_classe(mois)) if known else fr.ABSENT,
        lycees=fr.nombre(lycees),
        visites=ctx.valeur("visites", mois),
        par_jour=ctx.valeur_un_jour_de_classe(mois),
        visiteurs=ctx.valeur("visiteurs_uniques", mois),
        profils=tuple(ctx.valeur("visites", mois, profil=code) for code in profiles),
    )
