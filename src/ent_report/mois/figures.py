"""The second step of a month: its figures, its completeness and what its sources differ in, brought up to date."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import polars as pl

from ent_report.disclosure.derives import hide_derived
from ent_report.disclosure.petits_effectifs import mask
from ent_report.disclosure.regle import Regle
from ent_report.errors import InputsUnusableError
from ent_report.indicators.comparables import quartiles
from ent_report.indicators.interruptions import mark_stopped
from ent_report.indicators.mois import EntreesDuMois, made_from_others, month_table
from ent_report.indicators.rapprochements import EntreesComparees, Limites, reconcile
from ent_report.indicators.reserves import with_reservations
from ent_report.mois.chantier import Chantier, usable_manifests
from ent_report.mois.empreinte import month_digest
from ent_report.mois.entrees import read_inputs
from ent_report.mois.historique import past_series, series_digest, whole_months
from ent_report.mois.jours_mesures import is_spill_over, missing_days
from ent_report.mois.tables import (
    TablesDuMois,
    keep_whole,
    published_tables,
    read_manifest,
    write_tables,
)
from ent_report.mois.verdicts import held_lycees, judge_month
from ent_report.store import PURGE, indicateurs_folder
from ent_report.vocabulary import Mois


def compute_indicators(chantier: Chantier) -> None:
    """Bring the indicators of the month, and of the months before it that were collected, up to date in the store.

    Raises InputsUnusableError where not one row was collected for the month.
    """
    if not any(usable_manifests(chantier, chantier.mois).values()):
        raise InputsUnusableError(f"{chantier.mois}: found not one usable row in any source, expected at least one")
    with chantier.store.lock("indicateurs"):
        for mois in chantier.fenetre:
            manifests = usable_manifests(chantier, mois)
            events = manifests.get("evenements")
            if mois != chantier.mois and events and is_spill_over(mois, events):
                del manifests["evenements"]
            if events and PURGE in events:
                _keep_as_computed(chantier, mois, events)
            elif manifests:
                _bring_up_to_date(chantier, mois, manifests)


def _keep_as_computed(chantier: Chantier, mois: Mois, events: Mapping[str, Any]) -> None:
    """A month whose events were purged keeps its figures: nothing is left to compute them from.

    Raises InputsUnusableError where those of the month in question are lost.
    """
    known = read_manifest(chantier.store, mois)
    is_whole = known is not None and keep_whole(chantier.store, mois, known)
    if mois == chantier.mois and not is_whole:
        purged, folder = f"its events were purged on {events[PURGE]['le']}", indicateurs_folder(mois)
        raise InputsUnusableError(f"{mois}: {purged} and its figures are lost: found no whole {folder}, put it back")


def _bring_up_to_date(chantier: Chantier, mois: Mois, manifests: Mapping[str, Mapping[str, Any]]) -> None:
    store = chantier.store
    digest, known = month_digest(chantier, mois, manifests), read_manifest(store, mois)
    if known and known["empreinte"] == digest and keep_whole(store, mois, known):
        return
    published = published_tables(store, known)
    earlier = store.read_rows(published) if published else None
    tables = _computed(chantier, mois, manifests, earlier)
    write_tables(store, mois, tables, empreinte=digest, series=series_digest(tables.figures), publiees=published)


def _computed(
    chantier: Chantier, mois: Mois, manifests: Mapping[str, Mapping[str, Any]], earlier: pl.DataFrame | None
) -> TablesDuMois:
    """`earlier`: the month's rows as reports of it were issued from."""
    settings, entrees = chantier.settings, read_inputs(chantier, mois, manifests)
    unmasked = month_table(entrees, chantier.territoire, settings.tables["indicateurs"])
    events = manifests.get("evenements")
    missing = missing_days(chantier, mois, events) if events else None
    completude = judge_month(chantier, mois, missing, entrees.exports, unmasked)
    reserved = with_reservations(unmasked, completude)
    figures = mark_stopped(reserved, past_series(chantier, mois), whole_months(chantier, mois))
    limits = settings.seuils
    rule = Regle(limits.petit_effectif, limits.intervalle_min, limits.intervalle_pct)
    masked = mask(figures, chantier.territoire.codes, rule, earlier)
    made = partial(made_from_others, entrees=entrees, territoire=chantier.territoire)
    table = hide_derived(masked.figures, made)
    compared = quartiles(
        table.filter(~pl.col("code").is_in(held_lycees(completude))),
        chantier.references.lycees,
        limits.tailles_comparables,
        limits.comparables_min,
    )
    reconciled = _reconciled(chantier, entrees, table)
    return TablesDuMois(table, masked.exposes, compared, reconciled, completude)


def _reconciled(chantier: Chantier, entrees: EntreesDuMois, table: pl.DataFrame) -> pl.DataFrame:
    """What the month's sources say of near things, side by side."""
    settings = chantier.settings
    compared = EntreesComparees(
        table,
        entrees.exports,
        entrees.pertes,
        entrees.eleves,
        "annuaire" if settings.references.effectifs is None else "effectifs",
        {name: one.frequence for name, one in settings.sources.donnees.items()},
    )
    limits = Limites(
        settings.rapprochements.ecart_pct, settings.rapprochements.ecart_min, settings.seuils.petit_effectif
    )
    return reconcile(compared, limits, settings.region.code)
