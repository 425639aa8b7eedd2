"""What changed and what explains it: the sentences of page 1, computed from the figures and never beyond them."""

from __future__ import annotations

from collections.abc import Iterator

from ent_report.report import format as fr
from ent_report.report.contexte import Contexte
from ent_report.report.explications import Dit, constant, explications
from ent_report.report.phrases import Phrase, phrase
from ent_report.vocabulary import Etat, Mois

STABLE_PCT = 0.5  # a change that is smaller is called stable
_MIN_SCHOOL_DAYS = 5  # fewer say nothing about a usual day


def constats(ctx: Contexte, *, d_une_traite: bool = True) -> list[Phrase]:
    """The headline, then up to five sentences: class days, the year, who, what for, and what of it an incident touched.

    Read at one go, none names the month that the one before has named.
    """
    year = list(_year(ctx))
    told = ctx.n1 if year and d_une_traite else None
    said = [_headline(ctx), (_school_days(ctx), None), *year, *explications(ctx, told)]
    return [*(sentence for sentence, _ in said), *_caution(ctx, {since for _, since in said if since})]


def _caution(ctx: Contexte, compared: set[Mois]) -> Iterator[Phrase]:
    """A comparison falls back on a month that an incident touched where no other is known: then it says so."""
    touched = [month for month in sorted(compared) if ctx.incidents_de("visites", month)]
    if compared and ctx.incidents_de("visites", ctx.mois):
        yield phrase("mois_touche", mois=ctx.nom_mois)
    elif touched:
        yield phrase("comparaison_touchee", mois=fr.enumeration([fr.mois_long(month) for month in touched]))


def _headline(ctx: Contexte) -> Dit:
    visits = ctx.chiffre("visites")
    if visits.valeur is None:
        cle = "visites_non_publiees" if visits.etat is Etat.MASQUE else "visites_inconnues"
        return phrase(cle, mois=ctx.nom_mois), None
    if visits.valeur == 0:
        return phrase("visites_nulles", mois=ctx.nom_mois), None
    if ctx.visites_partielles:
        return phrase("mois_partiel", visites=fr.quantite(visits.valeur)), None
    since = compared_month(ctx)
    if since is None:
        return _first_visits(ctx, fr.quantite(visits.valeur)), None
    return _trend(ctx, "titre", since)


def _first_visits(ctx: Contexte, visits: fr.Quantite) -> Phrase:
    """Of a month that compares with none: after one without any visit, or after none that is known."""
    without = next((month for month in (ctx.m1, ctx.n1) if ctx.chiffre("visites", month).valeur == 0), None)
    if without is None:
        return phrase("titre_premier_mois", visites=visits, mois=ctx.nom_mois)
    return phrase("titre_apres_rien", visites=visits, mois=ctx.nom_mois, avant=fr.mois_long(without))


def compared_month(ctx: Contexte) -> Mois | None:
    """The month that the headline compares the visits with: the one before, or the year before where that is not known
    or an incident touched it; None where neither is known, or this month compares with none.
    """
    return next(iter(ctx.mois_comparables(ctx.m1, ctx.n1)), None)


def _year(ctx: Contexte) -> Iterator[Dit]:
    """The same month of the year before, where the headline spoke of another."""
    if compared_month(ctx) != ctx.n1 and ctx.n1 in ctx.mois_comparables(ctx.n1):
        yield _trend(ctx, "un_an", ctx.n1)


def _trend(ctx: Contexte, cle: str, since: Mois) -> Dit:
    """The phrase `cle` in its form for a rise, a fall or stable visits, and beside it what they are for a class day."""
    before, after = (ctx.chiffre("visites", month).valeur or 0.0 for month in (since, ctx.mois))
    kind, change = direction(before, after)
    beside = {**_per_day(ctx, since), **(constant(ctx, since) if cle == "un_an" else {})}
    return phrase(f"{cle}_{kind}", evolution=change, mois=fr.mois_long(since), **beside), since


def direction(before: float, after: float) -> tuple[str, str]:
    """Whether a figure rises, falls or is stable, and by how much."""
    change = 100 * (after - before) / before
    kind = "stable" if abs(change) < STABLE_PCT else "hausse" if change > 0 else "baisse"
    return kind, fr.pourcent(abs(change), 1 if abs(change) < 100 else 0)


def _per_day(ctx: Contexte, since: Mois) -> dict[str, str]:
    """`jour_hausse`, `jour_baisse` or `jour_stable`: the change of the visits of a class day, where those of each are
    known, both months had enough of them and their number differs.
    """
    before, after = (ctx.un_jour_de_classe(month) for month in (since, ctx.mois))
    days = {ctx.jours_de_classe(ctx.mois), ctx.jours_de_classe(since)}
    if not before.valeur or not after.valeur or len(days) == 1 or min(days) < _MIN_SCHOOL_DAYS:
        return {}
    kind, change = direction(before.valeur, after.valeur)
    return {f"jour_{kind}": change}


def _school_days(ctx: Contexte) -> Phrase:
    """The class days of the three months, with the holidays that explain this one's."""
    days, before, year = (ctx.jours_de_classe(m) for m in (ctx.mois, ctx.m1, ctx.n1))
    cle = "jours_de_classe" if days >= before else "peu_de_jours_de_classe" if days else "aucun_jour_de_classe"
    return phrase(
        cle,
        jours=fr.quantite(days),
        jours_m1=fr.nombre(before),
        jours_n1=fr.nombre(year),
        mois=ctx.nom_mois,
        mois_m1=ctx.nom_m1,
        mois_n1=ctx.nom_n1,
        vacances=_holidays(ctx),
    )


def _holidays(ctx: Contexte) -> str:
    calendar = ctx.donnees.calendrier
    named: dict[str, list[str]] = {}
    for holiday in calendar.vacances:
        days = [d for d in ctx.mois.jours if holiday.premier_jour <= d <= holiday.dernier_jour]
        if days:
            named.setdefault(holiday.nom[:1].lower() + holiday.nom[1:], []).extend(fr.periodes(days))
    return fr.enumeration([f"{nom} {fr.enumeration(runs)}" for nom, runs in named.items()])
