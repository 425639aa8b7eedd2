"""The lycées whose visits rose or fell most, out of the noise of small ones.

The rule, which the report prints: at least `VISITES_MIN` visits in both months, a change of at least `ECART_MIN_PCT`
in the visits of a class day (see jours_de_classe.py), against the same month of the year before if half of the lycées
have it, else against the month before.
"""

from __future__ import annotations

from dataclasses import dataclass

from ent_report.domaine.lycees import Lycee
from ent_report.report import cellules
from ent_report.report import format as fr
from ent_report.report.cellules import Cellule
from ent_report.report.figures import Chiffre
from ent_report.report.jours_de_classe import PAR_JOUR
from ent_report.report.phrases import Phrase, phrase
from ent_report.report.region.contexte import ContexteRegion
from ent_report.report.region.noms import nom
from ent_report.report.region.tableau import precision
from ent_report.vocabulary import Etat, Mois

VISITES_MIN = 200
ECART_MIN_PCT = 10.0
LIGNES_MAX = 8


@dataclass(frozen=True)
class LigneMouvement:
    nom: str
    precision: str
    departement: str
    visites: Cellule
    par_jour: Cellule
    par_jour_avant: Cellule
    evolution: Cellule


@dataclass(frozen=True)
class Mouvements:
    """`depuis` names the month that is compared with, `region` is the region's own change; both lists are empty where
    the rule leaves nobody.
    """

    constat: Phrase
    region: Phrase | None
    depuis: str
    regle: Phrase
    hausses: tuple[LigneMouvement, ...]
    baisses: tuple[LigneMouvement, ...]


@dataclass(frozen=True)
class _Ecart:
    lycee: Lycee
    avant: Chiffre
    apres: Chiffre
    pct: float


def build_mouvements(ctx: ContexteRegion) -> Mouvements:
    since = _reference(ctx)
    found = [] if since is None else _changes(ctx, since)
    large = sorted(
        (one for one in found if abs(one.pct) >= ECART_MIN_PCT), key=lambda one: (-abs(one.pct), one.lycee.uai)
    )
    rises, falls = [one for one in large if one.pct > 0], [one for one in large if one.pct < 0]
    name = fr.mois_long(since) if since else ""
    return Mouvements(
        constat=_finding(name, len(found), len(rises), len(falls)),
        region=None if since is None else _of_region(ctx, since),
        depuis=name,
        regle=phrase(
            "mouvements_regle",
            visites=fr.quantite(VISITES_MIN),
            ecart=fr.pourcent(ECART_MIN_PCT, 0),
            lignes=fr.quantite(LIGNES_MAX),
        ),
        hausses=tuple(_line(ctx, one, since) for one in rises[:LIGNES_MAX] if since),
        baisses=tuple(_line(ctx, one, since) for one in falls[:LIGNES_MAX] if since),
    )


def _of_region(ctx: ContexteRegion, since: Mois) -> Phrase:
    cell = ctx.evolution_un_jour_de_classe(since)
    if cell.constant:
        return phrase("mouvements_region", evolution=f"{cell}{cell.renvoi}", constant=cell.constant)
    return phrase("mouvements_region", evolution=f"{cell}{cell.renvoi}")


def _reference(ctx: ContexteRegion) -> Mois | None:
    """The month to compare with; None where this one is not whole."""
    if ctx.visites_partielles:
        return None
    now = _whole(ctx, ctx.mois)
    months = ctx.par_preference(PAR_JOUR, (ctx.n1, ctx.m1))
    known = [month for month in months if now and 2 * _whole(ctx, month) >= now]
    return known[0] if known else None


def _whole(ctx: ContexteRegion, mois: Mois) -> int:
    """Lycées whose visits of a class day are known for the whole month."""
    return sum(ctx.un_jour_du_lycee(lycee, mois).etat is Etat.PUBLIE for lycee in ctx.lycees)


def _changes(ctx: ContexteRegion, since: Mois) -> list[_Ecart]:
    found = []
    for lycee in ctx.lycees:
        visits = [ctx.du_lycee(lycee, "visites", month) for month in (since, ctx.mois)]
        before, after = (ctx.un_jour_du_lycee(lycee, month) for month in (since, ctx.mois))
        whole = all(figure.etat is Etat.PUBLIE for figure in (*visits, before, after))
        if whole and all((figure.valeur or 0) >= VISITES_MIN for figure in visits) and before.valeur and after.valeur:
            found.append(_Ecart(lycee, before, after, 100 * (after.valeur - before.valeur) / before.valeur))
    return found


def _finding(since: str, compared: int, rises: int, falls: int) -> Phrase:
    if not since:
        return phrase("mouvements_inconnus")
    if not compared:
        return phrase("mouvements_aucun", mois=since)
    kind = {(True, True): "mouvements", (True, False): "mouvements_hausses", (False, True): "mouvements_baisses"}
    return phrase(
        kind.get((rises > 0, falls > 0), "mouvements_stables"),
        mois=since,
        compares=fr.quantite(compared),
        hausses=fr.quantite(rises),
        baisses=fr.quantite(falls),
        ecart=fr.pourcent(ECART_MIN_PCT, 0),
    )


def _line(ctx: ContexteRegion, ecart: _Ecart, since: Mois) -> LigneMouvement:
    lycee, indicator = ecart.lycee, ctx.indicateur(PAR_JOUR)
    return LigneMouvement(
        nom=nom(lycee.nom),
        precision=precision(lycee),
        departement=nom(lycee.departement),
        visites=cellules.value(ctx.indicateur("visites"), ctx.du_lycee(lycee, "visites")),
        par_jour=cellules.value(indicator, ecart.apres),
        par_jour_avant=cellules.value(indicator, ecart.avant),
        evolution=ctx.changement(PAR_JOUR, since, ecart.avant, ecart.apres, (lycee,)),
    )
