"""What changed and what explains it: the sentences of page 1, computed from the figures and never beyond them."""

from __future__ import annotations

from collections.abc import Iterable

from ent_report.report import format as fr
from ent_report.report.contexte import Contexte
from ent_report.report.phrases import Phrase, phrase
from ent_report.vocabulary import NON_CLASSE, Etat, Mois

STABLE_PCT = 0.5  # a change that is smaller is called stable
_MIN_SCHOOL_DAYS = 5  # fewer say nothing about a usual day


def constats(ctx: Contexte) -> list[Phrase]:
    """The headline, then up to three sentences: class days, who, what for."""
    return [_headline(ctx), *(found for found in (_school_days(ctx), _per_day(ctx), _who(ctx), _service(ctx)) if found)]


def _headline(ctx: Contexte) -> Phrase:
    visits = ctx.chiffre("visites")
    if visits.valeur is None:
        return phrase("visites_non_publiees" if visits.etat is Etat.MASQUE else "visites_inconnues", mois=ctx.nom_mois)
    if visits.valeur == 0:
        return phrase("visites_nulles", mois=ctx.nom_mois)
    if ctx.visites_partielles:
        return phrase("mois_partiel", visites=fr.quantite(visits.valeur))
    for since, name in ((ctx.m1, ctx.nom_m1), (ctx.n1, ctx.nom_n1)):
        before = ctx.chiffre("visites", since)
        if before.valeur:
            return _trend("titre", before.valeur, visits.valeur, mois=name)
    return phrase("titre_premier_mois", visites=fr.quantite(visits.valeur), mois=ctx.nom_mois)


def _trend(cle: str, before: float, after: float, **valeurs: str) -> Phrase:
    """The phrase `cle` in its form for a rise, a fall or a stable figure, with the change as `evolution`."""
    change = 100 * (after - before) / before
    if abs(change) < STABLE_PCT:
        return phrase(f"{cle}_stable", **valeurs)
    kind = "hausse" if change > 0 else "baisse"
    return phrase(f"{cle}_{kind}", evolution=fr.pourcent(abs(change), 1 if abs(change) < 100 else 0), **valeurs)


def _school_days(ctx: Contexte) -> Phrase | None:
    """The class days of the three months, with the holidays that explain this one's."""
    days, before, year = (ctx.jours_de_classe(m) for m in (ctx.mois, ctx.m1, ctx.n1))
    return phrase(
        "jours_de_classe" if days else "aucun_jour_de_classe",
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


def _per_day(ctx: Contexte) -> Phrase | None:
    """Visits for a class day, where both months had enough of them and their number differs."""
    if ctx.visites_partielles:
        return None
    for since, name in ((ctx.n1, ctx.nom_n1), (ctx.m1, ctx.nom_m1)):
        before, after = (ctx.chiffre("visites_par_jour_de_classe", m).valeur for m in (since, ctx.mois))
        days = {ctx.jours_de_classe(ctx.mois), ctx.jours_de_classe(since)}
        if before and after and len(days) > 1 and min(days) >= _MIN_SCHOOL_DAYS:
            return _trend("par_jour", before, after, mois=name)
    return None


def _who(ctx: Contexte) -> Phrase | None:
    """The profile whose visits moved most, over a year if that is known."""
    found = _greatest_move(ctx, "profil", ctx.libelles.profils)
    if found is None:
        return None
    code, before, after, name = found
    label = ctx.libelles.profils[code].lower()
    kind = "qui_hausse" if after > before else "qui_baisse"
    return phrase(kind, profil=label, ecart=_gap(before, after), evolution=fr.evolution(before, after), mois=name)


def _service(ctx: Contexte) -> Phrase | None:
    """The service whose visits rose most; if none did, the one that fell most."""
    found = _greatest_move(ctx, "service", [c for c in ctx.libelles.services if c != NON_CLASSE], prefer_rise=True)
    if found is None:
        return None
    code, before, after, name = found
    kind = "service_hausse" if after > before else "service_baisse"
    label = ctx.libelles.service(code).libelle
    return phrase(kind, service=label, ecart=_gap(before, after), evolution=fr.evolution(before, after), mois=name)


def _gap(before: float, after: float) -> fr.Quantite:
    return fr.quantite(abs(after - before))


def _greatest_move(
    ctx: Contexte, axis: str, codes: Iterable[str], *, prefer_rise: bool = False
) -> tuple[str, float, float, str] | None:
    """(code, before, after, name of the month before) of the greatest change in visits; None in a partial month."""
    if ctx.visites_partielles:
        return None
    for since, name in ((ctx.n1, ctx.nom_n1), (ctx.m1, ctx.nom_m1)):
        moves = [(code, *_pair(ctx, axis, code, since)) for code in codes]
        known = [(c, b, a, name) for c, b, a in moves if b is not None and a is not None and a != b]
        rises = [move for move in known if move[2] > move[1]]
        if known:
            return max(rises if prefer_rise and rises else known, key=lambda move: (abs(move[2] - move[1]), move[0]))
    return None


def _pair(ctx: Contexte, axis: str, code: str, since: Mois) -> tuple[float | None, float | None]:
    profil, service = (code if axis == name else None for name in ("profil", "service"))
    before, after = (ctx.chiffre("visites", mois, profil=profil, service=service) for mois in (since, ctx.mois))
    return before.valeur, after.valeur
