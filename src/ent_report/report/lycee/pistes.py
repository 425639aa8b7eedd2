"""What to do next: the few points of the month that a lycée can act on, each drawn from a figure of the report."""

from __future__ import annotations

from collections.abc import Iterator

from ent_report.report import format as fr
from ent_report.report.axes import missing_points, share_of_axis
from ent_report.report.contexte import Contexte
from ent_report.report.phrases import Phrase, phrase
from ent_report.report.services import services_actives

PISTES_MAX = 3
_MIN_ACCOUNTS = 20  # of fewer accounts to activate, the report makes no point
_PROFILES = ("parent", "eleve", "enseignant", "personnel")


def pistes(ctx: Contexte) -> tuple[Phrase, ...]:
    """At most three, the most useful first: a target that was missed, services that the lycée activated and nobody
    opened, accounts to activate, uses not begun.
    """
    found = [*_targets(ctx), *_unused_services(ctx), *_activation(ctx), *_unused_axes(ctx)]
    return tuple(found[:PISTES_MAX])


def _targets(ctx: Contexte) -> Iterator[Phrase]:
    gaps = []
    for axe, target in ctx.objectifs.axes.items():
        reached = share_of_axis(ctx, axe, ctx.mois)
        if axe in ctx.libelles.axes and reached is not None and missing_points(reached, target) > 0:
            gaps.append((target - reached, axe, reached, target))
    for _, axe, reached, target in sorted(gaps, reverse=True)[:1]:
        yield phrase(
            "piste_objectif",
            axe=ctx.libelles.axes[axe],
            part=fr.pourcent(reached),
            objectif=fr.pourcent(target, 0 if target == int(target) else 1),
        )


def _unused_services(ctx: Contexte) -> Iterator[Phrase]:
    if unused := services_actives(ctx).inutilises:
        yield phrase("piste_services", services=fr.enumeration(unused), nombre=fr.quantite(len(unused)))


def _activation(ctx: Contexte) -> Iterator[Phrase]:
    """The profiles with most accounts that were never activated, two at most."""
    waiting = []
    for profil in _PROFILES:
        loaded, active = (ctx.chiffre(c, profil=profil).valeur for c in ("comptes_charges", "comptes_actives"))
        if loaded is not None and active is not None and loaded - active >= _MIN_ACCOUNTS:
            waiting.append((loaded - active, profil, loaded))
    for count, profil, loaded in sorted(waiting, reverse=True)[:2]:
        yield phrase(
            "piste_activation",
            nombre=fr.quantite(count),
            comptes=fr.quantite(loaded),
            part=fr.pourcent(100 * count / loaded, 0),
            profil=ctx.libelles.profils[profil],
        )


def _unused_axes(ctx: Contexte) -> Iterator[Phrase]:
    if not ctx.chiffre("visites").valeur:
        return
    unused = [label for code, label in ctx.libelles.axes.items() if share_of_axis(ctx, code, ctx.mois) == 0]
    if unused:
        yield phrase("piste_axe" if len(unused) == 1 else "piste_axes", axes=fr.enumeration(unused))
