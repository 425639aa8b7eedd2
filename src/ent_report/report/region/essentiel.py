"""Page 1, to be read alone: key figures, three findings, the départements at a glance, what the month covers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ent_report.report import format as fr
from ent_report.report.donnees import Edition
from ent_report.report.essentiel import ChiffreCle
from ent_report.report.phrases import Phrase, phrase
from ent_report.report.qualite import Remplacement, remplacement
from ent_report.report.region.carte import Carte, carte
from ent_report.report.region.constats import Constat, constats_region
from ent_report.report.region.contexte import ContexteRegion
from ent_report.report.region.couverture import couverture, dire_couverture
from ent_report.report.region.noms import nom
from ent_report.report.region.qualite import fiabilite

# What fits on page 1, found by printing it.
_ROOM, _LINE, _USUAL_LINES = 205.0, 12.0, 5
_CHARACTERS, _TITLE_CHARACTERS = 34, 28


@dataclass(frozen=True)
class EssentielRegion:
    chiffres_cles: tuple[ChiffreCle, ...]
    constats: tuple[Constat, ...]
    couverture: tuple[Phrase, ...]
    fiabilite: tuple[Phrase, ...]
    remplacement: Remplacement | None
    carte: Carte | None


def build_essentiel_region(ctx: ContexteRegion) -> EssentielRegion:
    covered, trust = dire_couverture(couverture(ctx)), fiabilite(ctx)
    replaced = remplacement(_printable(ctx.donnees.edition))
    return EssentielRegion(
        chiffres_cles=_key_figures(ctx),
        constats=constats_region(ctx),
        couverture=covered,
        fiabilite=trust,
        remplacement=replaced,
        carte=carte(ctx, _room(ctx, (*covered, *trust), replaced)),
    )


def _printable(edition: Edition) -> Edition:
    """A changed figure's label names its lycée."""
    return replace(edition, changements=tuple(replace(one, libelle=nom(one.libelle)) for one in edition.changements))


def _room(ctx: ContexteRegion, beside: Sequence[Phrase], replaced: Remplacement | None) -> float:
    """The height that page 1 leaves to its chart, in points: less for each line more in the column above it."""
    lines = sum(1 + max((len(str(v)) for v in one.valeurs.values()), default=0) // _CHARACTERS for one in beside)
    title = _LINE * 2 * (len(ctx.presentation.nom_region) // _TITLE_CHARACTERS)
    table = 0.0 if replaced is None else _LINE * (3 + len(replaced.changements))
    return _ROOM - _LINE * max(0, lines - _USUAL_LINES) - title - table


def _key_figures(ctx: ContexteRegion) -> tuple[ChiffreCle, ...]:
    days = fr.quantite(ctx.jours_de_classe(ctx.mois))
    notes = {
        "visites": phrase("visites_pour_100_eleves", valeur=str(ctx.valeur("visites_pour_100_eleves"))),
        "visiteurs_uniques": phrase("part_des_comptes", valeur=str(ctx.valeur("taux_frequentation_pct"))),
        "comptes_actives": phrase("part_des_comptes", valeur=str(ctx.valeur("taux_activation_pct"))),
        "visites_par_jour_de_classe": phrase("nombre_de_jours_de_classe", jours=days),
    }
    return tuple(
        ChiffreCle(
            ctx.indicateur(code).libelle,
            ctx.valeur(code),
            note,
            ctx.evolution(code, ctx.m1),
            ctx.evolution(code, ctx.n1),
        )
        for code, note in notes.items()
    )
