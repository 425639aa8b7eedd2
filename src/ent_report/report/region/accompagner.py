"""The lycées to help first, each with the reasons for it: every reason is a figure of this report."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import polars as pl

from ent_report.domaine.lycees import Lycee
from ent_report.report import format as fr
from ent_report.report.cellules import Cellule
from ent_report.report.jours_de_classe import PAR_JOUR
from ent_report.report.phrases import Phrase, phrase
from ent_report.report.region.contexte import ContexteRegion
from ent_report.report.region.ecarts import SEUIL_PARENTS_PCT
from ent_report.report.region.mouvements import VISITES_MIN as VISITES_MIN_CHUTE
from ent_report.report.region.noms import nom
from ent_report.report.region.tableau import precision, value
from ent_report.vocabulary import Etat, Niveau

SEUIL_COMPTES_PCT = 50.0
CHUTE_PCT = 50.0
LIGNES_MAX = 30


@dataclass(frozen=True)
class LigneAccompagner:
    nom: str
    precision: str
    departement: str
    motifs: tuple[Phrase, ...]
    visites: Cellule
    activation: Cellule
    parents: Cellule


@dataclass(frozen=True)
class Accompagner:
    """`autres` says how many more lycées there are than lines."""

    constat: Phrase
    regle: Phrase
    lignes: tuple[LigneAccompagner, ...]
    autres: Phrase | None


def build_accompagner(ctx: ContexteRegion) -> Accompagner:
    stopped = _stopped_services(ctx)
    found = [(lycee, tuple(_reasons(ctx, lycee, stopped))) for lycee in ctx.lycees]
    concerned = [(lycee, reasons) for lycee, reasons in found if reasons]
    concerned.sort(key=lambda pair: _urgency(ctx, *pair))
    others = len(concerned) - LIGNES_MAX
    return Accompagner(
        constat=_finding(ctx, len(concerned)),
        regle=phrase(
            "accompagner_regle",
            parents=fr.pourcent(SEUIL_PARENTS_PCT, 0),
            comptes=fr.pourcent(SEUIL_COMPTES_PCT, 0),
            chute=fr.pourcent(CHUTE_PCT, 0),
            visites=fr.quantite(VISITES_MIN_CHUTE),
        ),
        lignes=tuple(_line(ctx, lycee, reasons) for lycee, reasons in concerned[:LIGNES_MAX]),
        autres=phrase("accompagner_autres", nombre=fr.quantite(others)) if others > 0 else None,
    )


def _finding(ctx: ContexteRegion, count: int) -> Phrase:
    if count:
        return phrase("accompagner", nombre=fr.quantite(count))
    known = ctx.valeurs("visites") or ctx.valeurs("taux_activation_pct")
    return phrase("accompagner_aucun" if known else "accompagner_inconnu")


def _urgency(ctx: ContexteRegion, lycee: Lycee, reasons: tuple[Phrase, ...]) -> tuple[bool, int, float]:
    """No visit at all first, then most reasons, then fewest activated accounts."""
    rate = ctx.du_lycee(lycee, "taux_activation_pct").valeur
    return reasons[0].cle != "motif_sans_visite", -len(reasons), 100.0 if rate is None else rate


def _reasons(ctx: ContexteRegion, lycee: Lycee, stopped: Mapping[str, tuple[str, ...]]) -> Iterator[Phrase]:
    visits = ctx.du_lycee(lycee, "visites")
    if visits.valeur == 0 and not ctx.visites_partielles:
        yield phrase("motif_sans_visite")
    yield from _fall(ctx, lycee)
    for code, profil, limit, cle in (
        ("taux_activation_pct", "parent", SEUIL_PARENTS_PCT, "motif_parents"),
        ("taux_activation_pct", None, SEUIL_COMPTES_PCT, "motif_comptes"),
    ):
        rate = ctx.du_lycee(lycee, code, profil=profil).valeur
        if rate is not None and rate < limit:
            yield phrase(cle)
    if visits.valeur and lycee.uai in stopped:
        names = stopped[lycee.uai]
        yield phrase("motif_services", services=fr.enumeration(names), nombre=fr.quantite(len(names)))


def _stopped_services(ctx: ContexteRegion) -> Mapping[str, tuple[str, ...]]:
    """UAI -> labels of the services whose visits are « interrompu » this month, as the indicators say it.

    One that stopped in the whole region stopped at its source: it is no sign of a lycée's own.
    """
    stopped = ctx.donnees.figures.filter(
        pl.col("mois") == ctx.mois.premier_jour,
        pl.col("indicateur") == "visites",
        pl.col("service").is_not_null(),
        pl.col("etat") == Etat.INTERROMPU,
    ).select("niveau", "code", "service")
    everywhere = stopped.filter(pl.col("niveau") == Niveau.REGION)
    own = stopped.filter(pl.col("niveau") == Niveau.ETABLISSEMENT).join(everywhere, on="service", how="anti")
    found: dict[str, list[str]] = {}
    for code, service in own.select("code", "service").sort("code", "service").iter_rows():
        found.setdefault(code, []).append(ctx.libelles.service(service).libelle)
    return {code: tuple(labels) for code, labels in found.items()}


def _fall(ctx: ContexteRegion, lycee: Lycee) -> Iterator[Phrase]:
    """Visits of a class day that fell by half since the month before, where that one had enough of them and no known
    incident touched the one or the other.
    """
    before, after = (ctx.un_jour_du_lycee(lycee, month) for month in (ctx.m1, ctx.mois))
    visits = ctx.du_lycee(lycee, "visites", ctx.m1).valeur or 0
    is_sound = not ctx.est_touche_en((lycee,), PAR_JOUR, ctx.m1) and not ctx.visites_partielles
    is_whole = before.etat is Etat.PUBLIE and after.etat is Etat.PUBLIE and is_sound
    if is_whole and before.valeur and after.valeur and visits >= VISITES_MIN_CHUTE:
        change = 100 * (after.valeur - before.valeur) / before.valeur
        if change <= -CHUTE_PCT:
            yield phrase("motif_chute", evolution=fr.pourcent(-change, 0))


def _line(ctx: ContexteRegion, lycee: Lycee, reasons: tuple[Phrase, ...]) -> LigneAccompagner:
    return LigneAccompagner(
        nom=nom(lycee.nom),
        precision=precision(lycee),
        departement=nom(lycee.departement),
        motifs=reasons,
        visites=value(ctx, lycee, "visites"),
        activation=value(ctx, lycee, "taux_activation_pct"),
        parents=value(ctx, lycee, "taux_activation_pct", "parent"),
    )
