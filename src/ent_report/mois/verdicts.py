"""The completeness of a month, judged from its sources and settings, and the lycées whose reports it holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

import polars as pl

from ent_report.indicators.completude import MANQUANT, Completude, judge_accounts, judge_events
from ent_report.indicators.dates_attendues import missing_dates
from ent_report.indicators.mesure import Bornes, Mesure
from ent_report.mois.chantier import Chantier
from ent_report.mois.historique import read_habits
from ent_report.vocabulary import Mois, Niveau, Verdict


def judge_month(
    chantier: Chantier,
    mois: Mois,
    manquants: Sequence[date] | None,
    exports: Mapping[str, pl.DataFrame],
    figures: pl.DataFrame,
) -> Completude:
    """The completeness of a month; without a source of events it rests on the export of the accounts, and without that
    one nothing is expected: what other sources do not say is absent, one figure at a time.

    `manquants`: days without any event in the region where there should be some, None where not one event was usable;
    `exports`: the month's rows of each; `figures`: its indicators' table, unmasked.
    """
    settings = chantier.settings
    lycees, region = chantier.territoire.codes["uai"].to_list(), settings.region.code
    bornes = Bornes(settings.completude.complet_pct, settings.completude.insuffisant_pct)
    if "evenements" in settings.sources.donnees:
        by_day = figures.filter(pl.col("indicateur") == "visites", pl.col("jour").is_not_null())
        visits = by_day.select("niveau", "code", "jour", "valeur")
        habits = read_habits(chantier.store, mois, chantier.fenetre)
        found = judge_events(visits, lycees, region, _measured(chantier, mois, manquants), habits, bornes)
    else:
        rows = exports["comptes"]["uai"].to_list() if "comptes" in exports else []
        known = rows if "comptes" in settings.sources.donnees else lycees
        found = judge_accounts(set(known), lycees, region, bornes)
    return replace(found, jours=pl.concat([found.jours, *_missing_dates(chantier, mois, exports, lycees)]))


def _measured(chantier: Chantier, mois: Mois, manquants: Sequence[date] | None) -> Mesure:
    calendrier = chantier.references.calendrier
    class_days = calendrier.jours_de_classe(mois) if calendrier.est_connu(mois) else []
    missing = class_days or mois.jours if manquants is None else manquants
    holidays = [day for day in mois.jours if calendrier.vacances_du(day)]
    return Mesure(mois, tuple(class_days), tuple(missing), tuple(holidays))


def _missing_dates(
    chantier: Chantier, mois: Mois, exports: Mapping[str, pl.DataFrame], lycees: Sequence[str]
) -> Iterator[pl.DataFrame]:
    nothing = [pl.lit(None, pl.Float64).alias(column) for column in ("valeur", "mediane")]
    for name, rows in sorted(exports.items()):
        frequency = chantier.settings.sources.donnees[name].frequence
        found = missing_dates(rows, frequency, mois, lycees, par_lycee=name == "comptes")
        constat = pl.lit(MANQUANT).alias("constat")
        yield found.select(pl.lit(name).alias("source"), "uai", "jour", constat, *nothing)


def held_lycees(completude: Completude) -> list[str]:
    """The lycées of which too little is known for a report."""
    held = pl.col("verdict") == Verdict.INSUFFISANT
    return completude.verdicts.filter(pl.col("niveau") == Niveau.ETABLISSEMENT, held)["code"].to_list()
