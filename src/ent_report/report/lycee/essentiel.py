"""Page 1, what is essential: who, when, four key figures, what changed and why, and what the data is worth."""

from __future__ import annotations

from dataclasses import dataclass

from ent_report.report import format as fr
from ent_report.report.cellules import Cellule
from ent_report.report.chiffres_cles import CLES, ChiffreCle, key_figures
from ent_report.report.constats import constats
from ent_report.report.contexte import Contexte
from ent_report.report.lycee.pistes import pistes
from ent_report.report.lycee.qualite import qualite
from ent_report.report.phrases import Phrase, phrase
from ent_report.report.remplacement import Remplacement, remplacement

CHANGEMENTS_MAX = 8
_COURT = 7  # lines of the table that stand beside an edition's changes
TABLEAU = (
    "visites",
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
    """`un_jour_de_classe`: the visits of one on average, None where no month knows them. `tableau` is shorter beside a
    list of what an edition changed; the indicators without a figure in any of the three months are named in
    `sans_chiffre` instead.
    """

    chiffres_cles: tuple[ChiffreCle, ...]
    titre: Phrase
    constats: tuple[Phrase, ...]
    qualite: tuple[Phrase, ...]
    remplacement: Remplacement | None
    jours_de_classe: LigneTableau
    un_jour_de_classe: LigneTableau | None
    tableau: tuple[LigneTableau, ...]
    sans_chiffre: Phrase | None
    pistes: tuple[Phrase, ...]


def build_essentiel(ctx: Contexte) -> Essentiel:
    titre, *reste = constats(ctx)
    replaced = remplacement(ctx.donnees.edition, CHANGEMENTS_MAX)
    lines = _table(ctx, TABLEAU[:_COURT] if replaced and replaced.changements else TABLEAU)
    known = tuple(line for line in lines if not _is_empty(line))
    return Essentiel(
        chiffres_cles=key_figures(ctx, CLES[-1], phrase("en_moyenne_sur_le_mois")),
        titre=titre,
        constats=tuple(reste),
        qualite=qualite(ctx),
        remplacement=replaced,
        jours_de_classe=_school_days(ctx),
        un_jour_de_classe=_class_day(ctx),
        tableau=known,
        sans_chiffre=_without_figure(ctx, [line.libelle for line in lines if _is_empty(line)], known),
        pistes=pistes(ctx),
    )


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


def _class_day(ctx: Contexte) -> LigneTableau | None:
    """In the place of the indicator, which divides the visits of all days: those of class days alone."""
    before, year = ctx.m1, ctx.n1
    line = LigneTableau(
        "",
        ctx.valeur_un_jour_de_classe(),
        ctx.valeur_un_jour_de_classe(before),
        ctx.evolution_un_jour_de_classe(before),
        ctx.valeur_un_jour_de_classe(year),
        ctx.evolution_un_jour_de_classe(year),
    )
    return None if _is_empty(line) else line


def _is_empty(line: LigneTableau) -> bool:
    return all(cell.est_mot for cell in (line.valeur, line.valeur_m1, line.valeur_n1))


def _without_figure(ctx: Contexte, labels: list[str], known: tuple[LigneTableau, ...]) -> Phrase | None:
    if not known:
        return phrase("sans_aucun_chiffre", mois_m1=ctx.nom_m1, mois_n1=ctx.nom_n1)
    named = fr.enumeration([f"{label[:1].lower()}{label[1:]}" for label in labels])
    return phrase("sans_chiffre", indicateurs=named) if labels else None
