"""What changed and what explains it: the sentences of page 1, computed from the figures and never beyond them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from ent_report.report import format as fr
from ent_report.report.contexte import Contexte
from ent_report.report.phrases import Phrase, phrase
from ent_report.vocabulary import NON_CLASSE, Etat, Mois

STABLE_PCT = 0.5  # a change that is smaller is called stable
_MIN_SCHOOL_DAYS = 5  # fewer say nothing about a usual day


_Dit = tuple[Phrase, Mois | None]
"""A sentence, and the month that it compares with, if it does."""


def constats(ctx: Contexte) -> list[Phrase]:
    """The headline, then up to four sentences: class days, who, what for, and what of it an incident touched."""
    headline = _headline(ctx)
    said = [headline, *(one for one in (_school_days(ctx), _per_day(ctx), _who(ctx), _service(ctx)) if one)]
    return [*(sentence for sentence, _ in said), *_caution(ctx, {since for _, since in said if since})]


def _caution(ctx: Contexte, compared: set[Mois]) -> Iterator[Phrase]:
    """A comparison falls back on a month that an incident touched where no other is known: then it says so."""
    touched = [month for month in sorted(compared) if ctx.incidents_de("visites", month)]
    if compared and ctx.incidents_de("visites", ctx.mois):
        yield phrase("mois_touche", mois=ctx.nom_mois)
    elif touched:
        yield phrase("comparaison_touchee", mois=fr.enumeration([fr.mois_long(month) for month in touched]))


def _headline(ctx: Contexte) -> _Dit:
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
        return phrase("titre_premier_mois", visites=fr.quantite(visits.valeur), mois=ctx.nom_mois), None
    before = ctx.chiffre("visites", since).valeur or 0.0
    return _trend("titre", before, visits.valeur, mois=fr.mois_long(since)), since


def compared_month(ctx: Contexte) -> Mois | None:
    """The month that the headline compares the visits with: the one before, or the year before where that is not known
    or an incident touched it; None where neither is known, or this month compares with none.
    """
    if ctx.visites_partielles or not ctx.chiffre("visites").valeur:
        return None
    months = ctx.par_preference("visites", (ctx.m1, ctx.n1))
    return next((month for month in months if ctx.chiffre("visites", month).valeur), None)


def _trend(cle: str, before: float, after: float, **valeurs: str) -> Phrase:
    """The phrase `cle` in its form for a rise, a fall or a stable figure, with the change as `evolution`."""
    kind, change = direction(before, after)
    return phrase(f"{cle}_{kind}", **({} if kind == "stable" else {"evolution": change}), **valeurs)


def direction(before: float, after: float) -> tuple[str, str]:
    """Whether a figure rises, falls or is stable, and by how much."""
    change = 100 * (after - before) / before
    kind = "stable" if abs(change) < STABLE_PCT else "hausse" if change > 0 else "baisse"
    return kind, fr.pourcent(abs(change), 1 if abs(change) < 100 else 0)


def _school_days(ctx: Contexte) -> _Dit:
    """The class days of the three months, with the holidays that explain this one's."""
    days, before, year = (ctx.jours_de_classe(m) for m in (ctx.mois, ctx.m1, ctx.n1))
    said = phrase(
        "jours_de_classe" if days else "aucun_jour_de_classe",
        jours=fr.quantite(days),
        jours_m1=fr.nombre(before),
        jours_n1=fr.nombre(year),
        mois=ctx.nom_mois,
        mois_m1=ctx.nom_m1,
        mois_n1=ctx.nom_n1,
        vacances=_holidays(ctx),
    )
    return said, None


def _holidays(ctx: Contexte) -> str:
    calendar = ctx.donnees.calendrier
    named: dict[str, list[str]] = {}
    for holiday in calendar.vacances:
        days = [d for d in ctx.mois.jours if holiday.premier_jour <= d <= holiday.dernier_jour]
        if days:
            named.setdefault(holiday.nom[:1].lower() + holiday.nom[1:], []).extend(fr.periodes(days))
    return fr.enumeration([f"{nom} {fr.enumeration(runs)}" for nom, runs in named.items()])


def _per_day(ctx: Contexte) -> _Dit | None:
    """Visits for a class day, where both months had enough of them and their number differs."""
    if ctx.visites_partielles:
        return None
    code = "visites_par_jour_de_classe"
    for since in ctx.par_preference(code, (ctx.n1, ctx.m1)):
        before, after = (ctx.chiffre(code, m).valeur for m in (since, ctx.mois))
        days = {ctx.jours_de_classe(ctx.mois), ctx.jours_de_classe(since)}
        if before and after and len(days) > 1 and min(days) >= _MIN_SCHOOL_DAYS:
            return _trend("par_jour", before, after, mois=fr.mois_long(since), **_constant(ctx, code, since)), since
    return None


def _who(ctx: Contexte) -> _Dit | None:
    """The profile whose visits moved most, over a year if that is known."""
    found = _greatest_move(ctx, "profil", ctx.libelles.profils)
    if found is None:
        return None
    label = ctx.libelles.profils[found.code].lower()
    kind = "qui_hausse" if found.apres > found.avant else "qui_baisse"
    return phrase(kind, profil=label, **_moved(ctx, found, profil=found.code)), found.depuis


def _service(ctx: Contexte) -> _Dit | None:
    """The service whose visits rose most; if none did, the one that fell most."""
    found = _greatest_move(ctx, "service", [c for c in ctx.libelles.services if c != NON_CLASSE], prefer_rise=True)
    if found is None:
        return None
    kind = "service_hausse" if found.apres > found.avant else "service_baisse"
    label = ctx.libelles.service(found.code).libelle
    return phrase(kind, service=label, **_moved(ctx, found, service=found.code)), found.depuis


class _Ecart(NamedTuple):
    """How far the visits of a profile or a service moved since a month."""

    code: str
    avant: float
    apres: float
    depuis: Mois


def _moved(ctx: Contexte, found: _Ecart, **axis: str) -> dict[str, str | fr.Quantite]:
    return {
        "ecart": fr.quantite(abs(found.apres - found.avant)),
        "evolution": fr.evolution(found.avant, found.apres),
        "mois": fr.mois_long(found.depuis),
        **_constant(ctx, "visites", found.depuis, **axis),
    }


def _constant(ctx: Contexte, indicateur: str, since: Mois, **axis: str) -> dict[str, str]:
    """The same change at constant perimeter, where the perimeter changed."""
    constant = ctx.evolution(indicateur, since, **axis).constant
    return {"constant": constant} if constant else {}


def _greatest_move(ctx: Contexte, axis: str, codes: Iterable[str], *, prefer_rise: bool = False) -> _Ecart | None:
    """The greatest change in visits; None in a partial month."""
    if ctx.visites_partielles:
        return None
    for since in ctx.par_preference("visites", (ctx.n1, ctx.m1)):
        moves = [(code, *_pair(ctx, axis, code, since)) for code in codes]
        known = [_Ecart(c, b, a, since) for c, b, a in moves if b is not None and a is not None and a != b]
        rises = [move for move in known if move.apres > move.avant]
        if known:
            return max(
                rises if prefer_rise and rises else known, key=lambda one: (abs(one.apres - one.avant), one.code)
            )
    return None


def _pair(ctx: Contexte, axis: str, code: str, since: Mois) -> tuple[float | None, float | None]:
    profil, service = (code if axis == name else None for name in ("profil", "service"))
    before, after = (ctx.chiffre("visites", mois, profil=profil, service=service) for mois in (since, ctx.mois))
    return before.valeur, after.valeur
