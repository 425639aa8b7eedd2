"""Who comes: accounts, visitors and visits of each profile."""

from __future__ import annotations

from dataclasses import dataclass

from ent_report.report import cellules
from ent_report.report import format as fr
from ent_report.report.cellules import Cellule
from ent_report.report.contexte import Contexte
from ent_report.report.phrases import Phrase, phrase
from ent_report.vocabulary import Etat


@dataclass(frozen=True)
class LigneProfil:
    """`jauge_*` are the lengths of the bars."""

    libelle: str
    comptes: Cellule
    actives: Cellule
    activation: Cellule
    jauge_activation: float
    visiteurs: Cellule
    frequentation: Cellule
    jauge_frequentation: float
    visites: Cellule
    sur_m1: Cellule
    sur_n1: Cellule


@dataclass(frozen=True)
class Profils:
    """`profils` is empty where not one figure of a profile, nor of all, may be shown."""

    constat: Phrase
    profils: tuple[LigneProfil, ...]
    total: LigneProfil


def build_profils(ctx: Contexte) -> Profils:
    profiles = [code for code in ctx.libelles.profils if not _is_nobody(ctx, code)]
    lines, total = [_line(ctx, code, ctx.libelles.profils[code]) for code in profiles], _line(ctx, None, "")
    is_known = any(
        not cell.est_mot for line in (*lines, total) for cell in (line.comptes, line.visiteurs, line.visites)
    )
    return Profils(_finding(ctx), tuple(lines) if is_known else (), total)


def _is_nobody(ctx: Contexte, profil: str) -> bool:
    """No account and no visitor, as far as they are known: such a profile has no line."""
    figures = (ctx.chiffre(code, profil=profil) for code in ("comptes_charges", "visiteurs_uniques"))
    return all(figure.valeur == 0 or figure.etat is Etat.ABSENT for figure in figures)


def _line(ctx: Contexte, profil: str | None, label: str) -> LigneProfil:
    activation, attendance = (
        ctx.chiffre(code, profil=profil).valeur for code in ("taux_activation_pct", "taux_frequentation_pct")
    )
    return LigneProfil(
        libelle=label,
        comptes=ctx.valeur("comptes_charges", profil=profil),
        actives=ctx.valeur("comptes_actives", profil=profil),
        activation=ctx.valeur("taux_activation_pct", profil=profil),
        jauge_activation=cellules.jauge(activation),
        visiteurs=ctx.valeur("visiteurs_uniques", profil=profil),
        frequentation=ctx.valeur("taux_frequentation_pct", profil=profil),
        jauge_frequentation=cellules.jauge(attendance),
        visites=ctx.valeur("visites", profil=profil),
        sur_m1=ctx.evolution("visites", ctx.m1, profil=profil),
        sur_n1=ctx.evolution("visites", ctx.n1, profil=profil),
    )


def _finding(ctx: Contexte) -> Phrase:
    """The most and the least present profile, by the share of their accounts that came."""
    rates = [
        (rate, code)
        for code in ctx.libelles.profils
        if (rate := ctx.chiffre("taux_frequentation_pct", profil=code).valeur) is not None
        and (ctx.chiffre("comptes_charges", profil=code).valeur or 0) > 0
    ]
    if len(rates) < 2:
        return phrase("presence_inconnue")
    (low, last), *_, (high, first) = sorted(rates)
    if high == 0:
        nobody = ctx.chiffre("visiteurs_uniques").valeur == 0
        return phrase("presence_nulle" if nobody else "presence_inconnue")
    names = ctx.libelles.profils
    return phrase(
        "presence",
        premier=names[first].lower(),
        haut=fr.pourcent(high, 0),
        dernier=names[last].lower(),
        bas=fr.pourcent(low, 0),
    )
