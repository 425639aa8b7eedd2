"""Who and what explains a change: the profile and the service whose visits moved most, out of the noise."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from ent_report.report import format as fr
from ent_report.report.contexte import Contexte
from ent_report.report.figures import Chiffre
from ent_report.report.phrases import Phrase, phrase
from ent_report.vocabulary import NON_CLASSE, Etat, Mois

MIN_PCT, MIN_VISITES = 1.0, 20.0  # of all visits, and in visits: a smaller move explains nothing

Dit = tuple[Phrase, Mois | None]
"""A sentence, and the month that it compares with, if it does."""


class _Ecart(NamedTuple):
    """How far the visits of a profile or a service moved since a month."""

    code: str
    avant: float
    apres: float
    depuis: Mois
    parmi_communiques: bool = False
    """Others are masked: nobody but their own users knows how far those moved."""

    @property
    def ecart(self) -> float:
        return self.apres - self.avant


def explications(ctx: Contexte, said: Mois | None = None) -> Iterator[Dit]:
    """The profile that moved most, over a year if that is known; the service that rose most, or fell if none did.

    `said` is the month that the sentence before compares with: it is not named again.
    """
    who = _greatest_move(ctx, "profil", ctx.libelles.profils)
    if who is not None:
        label = ctx.libelles.profils[who.code].lower()
        values = _moved(ctx, who, said, profil=who.code)
        yield phrase(_key_of_profile(ctx, who), profil=label, **values), who.depuis
        said = who.depuis
    services = [code for code in ctx.libelles.services if code != NON_CLASSE]
    what = _greatest_move(ctx, "service", services, prefer_rise=True)
    if what is not None:
        label = ctx.libelles.service(what.code).libelle
        cle = "service_hausse" if what.ecart > 0 else "service_baisse"
        yield phrase(cle, service=label, **_moved(ctx, what, said, service=what.code)), what.depuis


def _key_of_profile(ctx: Contexte, who: _Ecart) -> str:
    """Whether its move goes the way of all visits, which it then explains, or stands for itself."""
    before, after = (ctx.chiffre("visites", month).valeur or 0.0 for month in (who.depuis, ctx.mois))
    kind = "hausse" if who.ecart > 0 else "baisse"
    return f"qui_explique_{kind}" if (after - before) * who.ecart > 0 else f"qui_{kind}"


def constant(ctx: Contexte, since: Mois, **axis: str) -> dict[str, str]:
    """The change of the visits at constant perimeter, where the perimeter changed and it is known."""
    cell = ctx.evolution("visites", since, **axis)
    return {"constant": cell.constant} if cell.est_constant_connu else {}


def _moved(ctx: Contexte, found: _Ecart, said: Mois | None, **axis: str) -> dict[str, str | fr.Quantite]:
    values: dict[str, str | fr.Quantite] = {
        "ecart": fr.quantite(abs(found.ecart)),
        "evolution": fr.evolution(found.avant, found.apres) if found.avant else "",
        "mois": "" if found.depuis == said else fr.mois_long(found.depuis),
    }
    among = {"communique": "oui"} if found.parmi_communiques else {}
    return {**values, **among, **constant(ctx, found.depuis, **axis)}


def _greatest_move(ctx: Contexte, axis: str, codes: Iterable[str], *, prefer_rise: bool = False) -> _Ecart | None:
    for since in ctx.mois_comparables(ctx.n1, ctx.m1):
        noise = max(MIN_VISITES, MIN_PCT / 100 * (ctx.chiffre("visites", since).valeur or 0.0))
        pairs = {code: _pair(ctx, axis, code, since) for code in codes}
        is_masked = any(figure.etat is Etat.MASQUE for pair in pairs.values() for figure in pair)
        moves = [(code, before.valeur, after.valeur) for code, (before, after) in pairs.items()]
        known = [_Ecart(c, b, a, since, is_masked) for c, b, a in moves if b is not None and a is not None]
        found = [move for move in known if abs(move.ecart) >= noise]
        rises = [move for move in found if move.ecart > 0]
        if known:
            best = rises if prefer_rise and rises else found
            return max(best, key=lambda one: (abs(one.ecart), one.code), default=None)
    return None


def _pair(ctx: Contexte, axis: str, code: str, since: Mois) -> tuple[Chiffre, Chiffre]:
    profil, service = (code if axis == name else None for name in ("profil", "service"))
    before, after = (ctx.chiffre("visites", mois, profil=profil, service=service) for mois in (since, ctx.mois))
    return before, after
