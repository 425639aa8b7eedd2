"""`donnees.csv`, the figures of a report as published, written and read: handed over, and joined to the PDF."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence

from ent_report.langue import LANGUE
from ent_report.report import format as fr
from ent_report.report.figures import ABSENT, Chiffre, Cle, Figures
from ent_report.report.libelles import Indicateur, Libelles
from ent_report.report.mesure_nationale import VISITES, non_ventile
from ent_report.vocabulary import NON_VENTILE, Etat, Mois

COLONNES = (
    "indicateur", "libelle", "profil", "service", "appareil", "jour", "valeur", "unite",
    "valeur_m1", "valeur_n1", "mediane_comparables", "etat", "source",
)  # fmt: skip
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_DIGITS = 10
_PROFILS_EN_PLUS = {NON_VENTILE: LANGUE.rapports.non_ventile}

Medianes = Mapping[tuple[str, str | None, str | None, str | None], float]


def to_csv(header: Iterable[str], lines: Iterable[Iterable[str]]) -> bytes:
    """Finished texts as `donnees.csv` is written; no cell can start a formula in a spreadsheet."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows([harmless(cell) for cell in line] for line in lines)
    return text.getvalue().encode("utf-8-sig")


def read_lines(donnees: bytes) -> Iterator[dict[str, str]]:
    """The lines of a `donnees.csv`, each cell under its column's name."""
    return csv.DictReader(io.StringIO(donnees.decode("utf-8-sig")), delimiter=";")


def read_chiffre(line: Mapping[str, str]) -> Chiffre:
    """The month's figure of a line."""
    return Chiffre(Etat(line["etat"]), read_number(line["valeur"]))


def read_number(text: str) -> float | None:
    return float(text.replace(",", ".")) if text else None


def harmless(cell: str) -> str:
    """A cell that a spreadsheet would take for a formula, with an apostrophe before it."""
    return f"'{cell}" if cell.lstrip(" ").startswith(_FORMULA_STARTS) else cell


def number(value: float | None) -> str:
    """Up to ten significant digits with a decimal comma, never in powers of ten; empty for None."""
    if value is None:
        return ""
    text = f"{value:.{_DIGITS}g}"
    plain = f"{float(text):f}" if "e" in text else text
    return (plain.rstrip("0").rstrip(".") if "." in plain else plain).replace(".", ",")


def figure_lines(figures: Figures, mois: Mois, libelles: Libelles, medians: Medianes) -> Iterator[list[str]]:
    """Every figure of one place for the month, in a fixed order; « absent » for each indicator that has none of the
    whole: there may be details of it, series that stopped, in a month whose source gave nothing.
    """
    now = figures.of(mois)
    order = {code: rank for rank, code in enumerate(libelles.indicateurs)}
    if any(key.indicateur == VISITES for key in now):
        now = now | {Cle(VISITES, NON_VENTILE): non_ventile(figures, mois)}
    missing = {
        Cle(code): figures.get(mois, Cle(code), libelles.indicateurs[code].source)
        for code in order
        if Cle(code) not in now
    }
    for key, figure in sorted((now | missing).items(), key=lambda item: _rank(item[0], order)):
        indicator = libelles.indicateurs.get(key.indicateur)
        before = [_before(figures, key, month, _source(indicator, figure)) for month in (mois - 1, mois - 12)]
        yield figure_line(key, figure, before, indicator, libelles, medians)


def _before(figures: Figures, key: Cle, mois: Mois, source: str) -> Chiffre:
    if key.jour or key.heure is not None:
        return ABSENT
    return non_ventile(figures, mois) if key.profil == NON_VENTILE else figures.get(mois, key, source)


def figure_line(
    key: Cle,
    figure: Chiffre,
    before: Sequence[Chiffre],
    indicator: Indicateur | None,
    libelles: Libelles,
    medians: Medianes,
) -> list[str]:
    """One line's cells; `before` are the figure's values a month and a year before."""
    whole = key.jour is None and key.heure is None
    return [
        key.indicateur if key.heure is None else f"{key.indicateur}_par_heure",
        _label(key, indicator, libelles),
        key.profil or "",
        key.service or "",
        key.appareil or "",
        key.jour.isoformat() if key.jour else "",
        number(figure.valeur),
        indicator.unite if indicator else "",
        number(before[0].valeur),
        number(before[1].valeur),
        number(medians.get((key.indicateur, key.profil, key.service, key.appareil)) if whole else None),
        str(figure.etat),
        _source(indicator, figure),
    ]


def _source(indicator: Indicateur | None, figure: Chiffre) -> str:
    return figure.source or (indicator.source if indicator else "")


def _label(key: Cle, indicator: Indicateur | None, libelles: Libelles) -> str:
    """« Visites, Élèves, Ordinateur », « Visites, lundi, 10 h »: what has no column of its own is said here."""
    parts = [
        indicator.libelle if indicator else key.indicateur,
        _PROFILS_EN_PLUS.get(key.profil, libelles.profils.get(key.profil, key.profil)) if key.profil else "",
        libelles.service(key.service).libelle if key.service else "",
        libelles.appareils.get(key.appareil, key.appareil) if key.appareil else "",
        fr.jour(key.jour) if key.jour else "",
        fr.jour_semaine(key.jour_semaine) if key.jour_semaine else "",
        fr.heure(key.heure) if key.heure is not None else "",
    ]
    return ", ".join(part.replace(fr.NBSP, " ") for part in parts if part)


def _rank(key: Cle, order: Mapping[str, int]) -> tuple[object, ...]:
    """The indicators' order in `config/`; the total, then profiles, services, devices, days, hours."""
    breakdowns = (key.profil, key.service, key.appareil, key.jour, key.heure)
    return (
        order.get(key.indicateur, len(order)),
        key.indicateur,
        *(part is not None for part in reversed(breakdowns)),
        *(str(part) if isinstance(part, str) else "" for part in (key.profil, key.service, key.appareil)),
        key.jour.isoformat() if key.jour else "",
        key.jour_semaine or 0,
        -1 if key.heure is None else key.heure,
    )
