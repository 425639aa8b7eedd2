"""Page 1, what is essential: who, when, four key figures, what changed and why, and what the data is worth."""

from __future__ import annotations

from dataclasses import dataclass

from ent_report.report import format as fr
from ent_report.report.cellules import Cellule
from ent_report.report.constats import constats
from ent_report.report.contexte import Contexte
from ent_report.report.phrases import Phrase, phrase
from ent_report.report.pistes import pistes
from ent_report.report.qualite import Remplacement, qualite, remplacement

_COURT = 8  # lines of the table that stand beside an edition's changes
_TABLEAU = (
    "visites",
    "visites_par_jour_de_classe",
    "visites_pour_100_eleves",
    "visiteurs_uniques",
    "taux_frequentation_pct",
    "visites_par_visiteur",
    "comptes_actives",
    "taux_activation_pct",
    "pages_vues",
    "pages_par_visite",
    "duree_moyenne_s",
    "taux_rebond_pct",
)


@dataclass(frozen=True)
class ChiffreCle:
    """One of the four figures, what makes it readable, and its two changes."""

    libelle: str
    valeur: Cellule
    precision: Phrase
    sur_m1: Cellule
    sur_n1: Cellule


@dataclass(frozen=True)
class LigneTableau:
    """An indicator over the three months that are compared."""

    libelle: str
    valeur: Cellule
    valeur_m1: Cellule
    sur_m1: Cellule
    valeur_n1: Cellule
    sur_n1: Cellule


@dataclass(frozen=True)
class Essentiel:
    chiffres_cles: tuple[ChiffreCle, ...]
    titre: Phrase
    constats: tuple[Phrase, ...]
    qualite: tuple[Phrase, ...]
    remplacement: Remplacement | None
    jours_de_classe: LigneTableau
    tableau: tuple[LigneTableau, ...]  # shorter beside a list of what an edition changed
    pistes: tuple[Phrase, ...]


def build_essentiel(ctx: Contexte) -> Essentiel:
    titre, *reste = constats(ctx)
    replaced = remplacement(ctx.donnees.edition)
    return Essentiel(
        chiffres_cles=_key_figures(ctx),
        titre=titre,
        constats=tuple(reste),
        qualite=qualite(ctx),
        remplacement=replaced,
        jours_de_classe=_school_days(ctx),
        tableau=_table(ctx, _TABLEAU[:_COURT] if replaced and replaced.changements else _TABLEAU),
        pistes=pistes(ctx),
    )


def _key_figures(ctx: Contexte) -> tuple[ChiffreCle, ...]:
    notes = {
        "visites": phrase("visites_par_jour", valeur=str(ctx.valeur("visites_par_jour_de_classe"))),
        "visiteurs_uniques": phrase("part_des_comptes", valeur=str(ctx.valeur("taux_frequentation_pct"))),
        "comptes_actives": phrase("part_des_comptes", valeur=str(ctx.valeur("taux_activation_pct"))),
        "visites_par_visiteur": _per_visitor_and_day(ctx),
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


def _per_visitor_and_day(ctx: Contexte) -> Phrase:
    per_visitor, days = ctx.chiffre("visites_par_visiteur"), ctx.jours_de_classe(ctx.mois)
    if per_visitor.valeur is None or not days:
        return phrase("par_jour_inconnu")
    return phrase("visites_par_visiteur_et_jour", valeur=fr.nombre(per_visitor.valeur / days, 1))


def _school_days(ctx: Contexte) -> LigneTableau:
    days = {mois: float(ctx.jours_de_classe(mois)) for mois in (ctx.mois, ctx.m1, ctx.n1)}
    return LigneTableau(
        "",
        Cellule(fr.nombre(days[ctx.mois])),
        Cellule(fr.nombre(days[ctx.m1])),
        Cellule(fr.signed(days[ctx.mois] - days[ctx.m1])),
        Cellule(fr.nombre(days[ctx.n1])),
        Cellule(fr.signed(days[ctx.mois] - days[ctx.n1])),
    )


def _table(ctx: Contexte, codes: tuple[str, ...]) -> tuple[LigneTableau, ...]:
    return tuple(
        LigneTableau(
            ctx.indicateur(code).libelle,
            ctx.valeur(code),
            ctx.valeur(code, ctx.m1),
            ctx.evolution(code, ctx.m1),
            ctx.valeur(code, ctx.n1),
            ctx.evolution(code, ctx.n1),
        )
        for code in codes
    )
