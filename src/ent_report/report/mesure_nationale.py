"""The ministry's weekly measure (DNMA), beside the ENT's own figures and never mixed with them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from ent_report.langue import LANGUE
from ent_report.report import cellules
from ent_report.report import format as fr
from ent_report.report.cellules import Cellule
from ent_report.report.contexte import Contexte
from ent_report.report.donnees import MESURE_NATIONALE
from ent_report.report.figures import Chiffre, Cle, Figures
from ent_report.report.phrases import Phrase, phrase
from ent_report.report.services import most_used_first
from ent_report.vocabulary import Etat, Mois, Profil

VISITES, SOURCE = "dnma_visites", "dnma"
PROFILS = (Profil.ELEVE, Profil.PARENT, Profil.ENSEIGNANT, Profil.PERSONNEL)
"""Those that the ministry counts; what it counts in none of them is « non ventilé »."""
_PREMIERS_SERVICES = 3


@dataclass(frozen=True)
class LigneNationale:
    """One month: its weeks, all visits, those of a week, of each of `PROFILS`, and those of none."""

    mois: str
    semaines: str
    visites: Cellule
    par_semaine: Cellule
    profils: tuple[Cellule, ...]
    non_ventile: Cellule


@dataclass(frozen=True)
class MesureNationale:
    """`profils` are the heads of `LigneNationale.profils`; `interrompus` names the services whose series stopped."""

    periode: Phrase
    profils: tuple[str, ...]
    lignes: tuple[LigneNationale, ...]
    services: Phrase | None
    interrompus: Phrase | None


def build_mesure_nationale(ctx: Contexte) -> MesureNationale | None:
    """None where the region has no such source."""
    if not is_configured(ctx):
        return None
    return MesureNationale(
        periode=_period(ctx),
        profils=tuple(ctx.libelles.profils[profil] for profil in PROFILS),
        lignes=tuple(_line(ctx, mois) for mois in (ctx.mois, ctx.m1, ctx.n1) if mois == ctx.mois or _knows(ctx, mois)),
        services=_first_services(ctx),
        interrompus=_stopped(ctx),
    )


def _period(ctx: Contexte) -> Phrase:
    """From when to when the month's weeks go, and those that the measure does not have."""
    mondays = ctx.mois.semaines
    missing = [day for day in mondays if day not in ctx.donnees.qualite.semaines_nationales]
    return phrase(
        "mesure_nationale_periode",
        debut=fr.jour(mondays[0]),
        fin=fr.jour(mondays[-1] + timedelta(days=6)),
        semaines=fr.quantite(len(mondays)),
        mois=ctx.nom_mois,
        nombre=fr.quantite(len(missing)),
        manquantes=fr.enumeration([LANGUE.dates.semaine_du.format(jour=fr.jour(day, annee=False)) for day in missing]),
    )


def is_configured(ctx: Contexte) -> bool:
    return any(source.startswith(MESURE_NATIONALE) for source in ctx.donnees.qualite.sources)


def non_ventile(figures: Figures, mois: Mois) -> Chiffre:
    """All visits less those of each profile; unknown where one of them is, or where they are more than all."""
    keys = (Cle(VISITES), *(Cle(VISITES, profil) for profil in PROFILS))
    whole, *parts = known = [figures.get(mois, key, SOURCE) for key in keys]
    if any(one.valeur is None for one in known):
        return Chiffre(cellules.lacking(*known), source=SOURCE)
    rest = (whole.valeur or 0.0) - sum(one.valeur or 0.0 for one in parts)
    if rest < 0:
        return Chiffre(Etat.ABSENT, source=SOURCE)
    is_partial = any(one.est_partiel for one in known)
    return Chiffre(Etat.PARTIEL if is_partial else Etat.PUBLIE, rest, source=SOURCE)


def _knows(ctx: Contexte, mois: Mois) -> bool:
    return ctx.chiffre(VISITES, mois).etat is not Etat.ABSENT


def _line(ctx: Contexte, mois: Mois) -> LigneNationale:
    return LigneNationale(
        mois=fr.mois_long(mois),
        semaines=fr.nombre(len(mois.semaines)),
        visites=ctx.valeur(VISITES, mois),
        par_semaine=par_semaine(ctx, mois),
        profils=tuple(ctx.valeur(VISITES, mois, profil=profil) for profil in PROFILS),
        non_ventile=cellules.value(ctx.indicateur(VISITES), non_ventile(ctx.figures, mois)),
    )


def par_semaine(ctx: Contexte, mois: Mois, service: str | None = None) -> Cellule:
    """The visits of a week on average, since months do not have as many; « partiel » where the month is not whole."""
    figure = ctx.chiffre(VISITES, mois, service=service)
    if figure.est_partiel:
        return Cellule(fr.PARTIEL, est_mot=True)
    weekly = figure if figure.valeur is None else Chiffre(figure.etat, figure.valeur / len(mois.semaines))
    return cellules.value(ctx.indicateur(VISITES), weekly)


def _first_services(ctx: Contexte) -> Phrase | None:
    """The services with most visits by this measure."""
    figures = {code: ctx.chiffre(VISITES, service=code) for code in ctx.libelles.services_connus}
    used = most_used_first((code, one) for code, one in figures.items() if one.valeur)[:_PREMIERS_SERVICES]
    if not used:
        return None
    told = [
        f"{fr.guillemets(ctx.libelles.service(code).libelle)} ({fr.nombre(one.valeur or 0.0)})" for code, one in used
    ]
    return phrase("mesure_nationale_services", services=fr.enumeration(told), nombre=fr.quantite(len(told)))


def _stopped(ctx: Contexte) -> Phrase | None:
    stopped = [
        ctx.libelles.service(code).libelle
        for code in ctx.libelles.services_connus
        if ctx.chiffre(VISITES, service=code).etat is Etat.INTERROMPU
    ]
    if not stopped:
        return None
    return phrase("mesure_nationale_interrompus", services=fr.enumeration(stopped), nombre=fr.quantite(len(stopped)))
