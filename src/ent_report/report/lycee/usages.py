"""Page 3, what for: every service with its visits, and the six axes with the lycée's targets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from ent_report.report import format as fr
from ent_report.report.axes import LigneAxe, axes, dire_axes_sans, dire_axes_sans_service
from ent_report.report.contexte import Contexte
from ent_report.report.figures import Chiffre
from ent_report.report.lycee.services_annee import AnneeServices, annee_services
from ent_report.report.phrases import Phrase, phrase
from ent_report.report.services import (
    LigneService,
    dire_actives,
    dire_sans_visite,
    dire_usages,
    most_used_first,
    seen_services,
    service_line,
    services_actives,
    visits_by_service,
)
from ent_report.vocabulary import Etat

LIGNES_MAX = 26
_FEW, _SOME, _MANY = 10, 14, 20  # up to the first, the page has room for tall curves; up to the second, for low ones
_TALL, _LOW = 96.0, 72.0


@dataclass(frozen=True)
class Usages:
    """`services` are those with a figure, most used first; those without any visit are named in `sans_visite`, and
    `actives` says what became of those that the lycée has activated. Where not one figure may be shown there are no
    lines, and `services_masques` counts them; likewise for `axes`.
    """

    constat: Phrase
    services: tuple[LigneService, ...]
    autres: Phrase | None
    services_masques: Phrase | None
    actives: Phrase | None
    sans_visite: Phrase | None
    annee: AnneeServices | None
    axes: tuple[LigneAxe, ...]
    axes_sans_service: Phrase | None
    axes_sans_interrompu: Phrase | None
    a_des_objectifs: bool
    est_dense: bool


def build_usages(ctx: Contexte) -> Usages:
    figures = visits_by_service(ctx)
    used = most_used_first(_shown(ctx, figures))
    by_axis, has_figures = axes(ctx), any(figure.valeur for _, figure in used)
    lines = tuple(service_line(ctx, code, figure) for code, figure in used[:LIGNES_MAX])
    first = [code for code, figure in used if figure.valeur] if len(lines) <= _SOME else []
    return Usages(
        constat=dire_usages(ctx, used),
        services=lines if has_figures else (),
        services_masques=None if has_figures else _masked(figure for _, figure in used),
        autres=phrase("autres_services", nombre=fr.quantite(len(used) - LIGNES_MAX))
        if len(used) > LIGNES_MAX
        else None,
        actives=dire_actives(services_actives(ctx)) if has_figures else None,
        sans_visite=dire_sans_visite(ctx, _configured(ctx, figures)) if has_figures else None,
        annee=annee_services(ctx, first, _TALL if len(lines) <= _FEW else _LOW),
        axes=by_axis if any(not line.part.est_mot for line in by_axis) else (),
        axes_sans_service=dire_axes_sans_service(ctx),
        axes_sans_interrompu=dire_axes_sans(ctx),
        a_des_objectifs=any(code in ctx.libelles.axes for code in ctx.objectifs.axes),
        est_dense=_FEW < len(lines) <= _SOME or len(lines) > _MANY,
    )


def _shown(ctx: Contexte, figures: Mapping[str, Chiffre]) -> Iterator[tuple[str, Chiffre]]:
    """The services that were used, or whose figure lacks for a reason that the reader should see."""
    seen = seen_services(ctx)
    is_known = any(figure.valeur is not None for figure in figures.values())
    for code, figure in figures.items():
        if figure.valeur or (figure.valeur is None and (is_known or code in seen)):
            yield code, figure


def _configured(ctx: Contexte, figures: Mapping[str, Chiffre]) -> list[tuple[str, Chiffre]]:
    """The services that a lycée may use."""
    return [(code, figures[code]) for code in ctx.libelles.services]


def _masked(figures: Iterable[Chiffre]) -> Phrase | None:
    masked = sum(figure.etat is Etat.MASQUE for figure in figures)
    return phrase("services_masques", nombre=fr.quantite(masked)) if masked else None
