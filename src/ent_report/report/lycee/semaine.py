"""When: the hours at which visits start, by day of the week."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ent_report.report import format as fr
from ent_report.report.charts.heures import heures
from ent_report.report.charts.primitives import Graphique
from ent_report.report.contexte import Contexte
from ent_report.report.figures import Cle
from ent_report.report.phrases import Phrase, phrase
from ent_report.vocabulary import Etat

Creneaux = Mapping[tuple[int, int], float | None]

_TALL, _USUAL, _LOW = 24.0, 10.0, 8.0  # height of an hour
_WORKING_DAYS, _SCHOOL_HOURS = range(1, 6), range(8, 18)


@dataclass(frozen=True)
class Semaine:
    """`graphique` is None if no visit is known, or most hours are masked."""

    graphique: Graphique | None
    lecture: Phrase


def semaine(ctx: Contexte, *, tall: bool = False) -> Semaine:
    """`tall` fills the page of a lycée that has none to be compared with. Where the page defines the national measure
    too, the map leaves it the room.
    """
    source = ctx.indicateur("visites").source
    figures = {
        (day, hour): ctx.figures.get(ctx.mois, Cle("visites", jour_semaine=day, heure=hour), source)
        for day in range(1, 8)
        for hour in range(24)
    }
    cells = {key: figure.valeur for key, figure in figures.items()}
    masked = sum(figure.etat is Etat.MASQUE for figure in figures.values())
    if masked and (2 * masked > len(cells) or not any(cells.values())):
        return Semaine(None, phrase("heures_masquees", masques=fr.quantite(masked), heures=fr.nombre(len(cells))))
    if not any(cells.values()):
        return Semaine(None, phrase("heures_inconnues"))
    usual = _LOW if "dnma_visites" in ctx.libelles.indicateurs else _USUAL
    return Semaine(heures(cells, masque=fr.MASQUE, hauteur_case=_TALL if tall else usual), _reading(cells))


def _reading(cells: Creneaux) -> Phrase:
    """The busiest hour, among those that are shown; and if every one is, how visits part between school hours and the
    rest.
    """
    known = {key: value for key, value in cells.items() if value is not None}
    (day, hour), greatest = max(known.items(), key=lambda item: (item[1], item[0]))
    top: dict[str, str | fr.Quantite] = {
        "jour": fr.jour_semaine(day),
        "heure": fr.heure(hour),
        "visites": fr.quantite(greatest),
    }
    if len(known) < len(cells):
        return phrase("heures_maximum", **top)
    whole = sum(known.values())
    at_school = sum(v for (d, h), v in known.items() if d in _WORKING_DAYS and h in _SCHOOL_HOURS)
    weekend = sum(v for (d, _), v in known.items() if d not in _WORKING_DAYS)
    return phrase(
        "heures_lecture",
        **top,
        ecole=fr.pourcent(100 * at_school / whole, 0),
        hors_ecole=fr.pourcent(100 * (whole - at_school - weekend) / whole, 0),
        fin_de_semaine=fr.pourcent(100 * weekend / whole, 0),
    )
