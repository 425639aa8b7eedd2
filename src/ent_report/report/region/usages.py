"""What for: every service with its visits and the lycées that use it, and the six axes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from ent_report.report import format as fr
from ent_report.report.axes import LigneAxe, axes, dire_axes_sans, dire_axes_sans_service
from ent_report.report.cellules import Cellule
from ent_report.report.figures import Chiffre
from ent_report.report.phrases import Phrase
from ent_report.report.region.contexte import ContexteRegion
from ent_report.report.services import (
    LigneService,
    dire_sans_visite,
    dire_usages,
    most_used_first,
    service_line,
    visits_by_service,
)
from ent_report.vocabulary import Etat, Niveau


@dataclass(frozen=True)
class LigneServiceRegion(LigneService):
    """`lycees` are those with a visit that used the service."""

    lycees: Cellule


@dataclass(frozen=True)
class UsagesRegion:
    """`services` are those with a figure, most used first; those without any visit are named in `sans_visite`."""

    constat: Phrase
    services: tuple[LigneServiceRegion, ...]
    sans_visite: Phrase | None
    axes: tuple[LigneAxe, ...]
    axes_sans_service: Phrase | None
    axes_sans_interrompu: Phrase | None


def build_usages_region(ctx: ContexteRegion) -> UsagesRegion:
    figures = visits_by_service(ctx)
    used = most_used_first((code, figure) for code, figure in figures.items() if figure.valeur != 0)
    users = _lycees_by_service(ctx)
    is_known = any(figure.valeur is not None for figure in figures.values())
    return UsagesRegion(
        constat=dire_usages(ctx, used),
        services=tuple(_line(ctx, code, figure, users) for code, figure in used) if is_known else (),
        sans_visite=dire_sans_visite(ctx, figures.items()),
        axes=axes(ctx),
        axes_sans_service=dire_axes_sans_service(ctx),
        axes_sans_interrompu=dire_axes_sans(ctx),
    )


def _line(ctx: ContexteRegion, code: str, figure: Chiffre, users: Mapping[str, int]) -> LigneServiceRegion:
    lycees = Cellule(fr.nombre(users[code])) if code in users else Cellule(fr.en_mots(figure.etat), est_mot=True)
    return LigneServiceRegion(**vars(service_line(ctx, code, figure)), lycees=lycees)


def _lycees_by_service(ctx: ContexteRegion) -> Mapping[str, int]:
    """How many lycées used each service; a masked figure is one of a service that was used, a stopped one is not."""
    rows = ctx.donnees.figures.filter(
        pl.col("niveau") == Niveau.ETABLISSEMENT,
        pl.col("mois") == ctx.mois.premier_jour,
        pl.col("indicateur") == "visites",
        pl.col("service").is_not_null(),
        (pl.col("etat") == Etat.MASQUE) | ((pl.col("valeur") > 0) & (pl.col("etat") != Etat.INTERROMPU)),
    )
    return dict(rows.group_by("service").agg(pl.col("code").n_unique()).iter_rows())
