"""A chart of the thirteen months, in either report: its labels, its bands, a curve a profile, and what it says."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date

from ent_report.report import cellules
from ent_report.report import format as fr
from ent_report.report.charts.courbes import Plage, Serie
from ent_report.report.contexte import Contexte
from ent_report.report.figures import Chiffre
from ent_report.report.incidents import RENVOI
from ent_report.report.phrases import Phrase, phrase
from ent_report.report.renvois import incidents_des_visites
from ent_report.vocabulary import Mois


def month_labels(months: Sequence[Mois]) -> list[tuple[str, str]]:
    """The month, and under the first and each January its year."""
    return [
        (fr.mois_court(month), str(month.annee) if n == 0 or month.numero == 1 else "")
        for n, month in enumerate(months)
    ]


def bandes(ctx: Contexte) -> list[Plage]:
    """The holidays, and where known incidents touched the visits."""
    months = ctx.treize_mois
    holidays = [(one.premier_jour, one.dernier_jour) for one in ctx.donnees.calendrier.vacances]
    incidents = [(one.du, one.au) for one in incidents_des_visites(ctx, months)]
    return [
        *(Plage(_place(months, du, 0), _place(months, au, 1)) for du, au in holidays),
        *(Plage(_place(months, du, 0), _place(months, au, 1), RENVOI, "incident") for du, au in incidents),
    ]


def _place(months: Sequence[Mois], day: date, end: int) -> float:
    """A day on the axis, in months from its start; `end` 1 is the day's evening."""
    first = months[0]
    whole = (day.year - first.annee) * 12 + day.month - first.numero
    return whole + (day.day - 1 + end) / len(Mois.of(day).jours)


def courbes_des_profils(ctx: Contexte, profils: Collection[str], partiels: frozenset[int]) -> Iterator[Serie]:
    """Visits; a profile keeps its colour and its dashes whichever others are drawn."""
    for rank, (code, label) in enumerate(ctx.libelles.profils.items(), start=1):
        if code in profils:
            figures = [ctx.chiffre("visites", month, profil=code) for month in ctx.treize_mois]
            last = cellules.value(ctx.indicateur("visites"), figures[-1])
            yield Serie(f"{label} {last}", tuple(figure.valeur for figure in figures), min(rank, 5), partiels)


def dire_annee(months: Sequence[Mois], totals: Sequence[Chiffre]) -> Phrase:
    """The months with most and with fewest visits, of those that are known: at least one is."""
    known = [(total.valeur, month) for month, total in zip(months, totals, strict=True) if total.valeur is not None]
    greatest, best = max(known)
    least, worst = min(known)
    return phrase(
        "annee_lecture" if len(known) == len(months) else "annee_lecture_incomplete",
        maximum=fr.quantite(greatest),
        mois_maximum=fr.mois_long(best),
        minimum=fr.quantite(least),
        mois_minimum=fr.mois_long(worst),
        mois=fr.quantite(len(known)),
    )
