"""A lycée's `donnees.csv`."""

from __future__ import annotations

from ent_report.report.donnees import DonneesLycee
from ent_report.report.donnees_csv import COLONNES, Medianes, figure_lines, to_csv
from ent_report.report.figures import Figures
from ent_report.report.libelles import Libelles


def donnees_csv(donnees: DonneesLycee, libelles: Libelles) -> bytes:
    """All figures of the month that the report may show, days and hours included, one a line, in a fixed order.

    The hours, for which there is no column, have an indicator of their own, `visites_par_heure`: so that each other
    indicator has one line without a break-down, its total.

    UTF-8 with BOM, `;`, decimal comma, unrounded; a figure that may not be shown is empty and `etat` says why. An
    indicator of which the month has nothing stands there as `absent`.
    """
    figures = Figures(donnees.figures, donnees.mois, donnees.qualite.sources_lues)
    return to_csv(COLONNES, figure_lines(figures, donnees.mois, libelles, _medians(donnees)))


def _medians(donnees: DonneesLycee) -> Medianes:
    columns = ("indicateur", "profil", "service", "appareil", "mediane")
    rows = donnees.comparables.select(columns).iter_rows()
    return {row[:4]: row[4] for row in rows if row[4] is not None}
