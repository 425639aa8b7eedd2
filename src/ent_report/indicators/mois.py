"""All the figures of one month, at the four levels, as one table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from ent_report.domaine.sessions import NIVEAUX_AU_DESSUS, Territoire, at_level, visits_of_day
from ent_report.indicators.acces import sums, with_service
from ent_report.indicators.comptes import accounts
from ent_report.indicators.dnma import national_visits
from ent_report.indicators.frequentation import audience
from ent_report.indicators.pertes import apply_losses
from ent_report.indicators.rapportes import Appui
from ent_report.indicators.registre import INDICATEURS
from ent_report.indicators.table import COLUMNS, KEY
from ent_report.vocabulary import Etat, Mois, Niveau, Profil

VISITES_PAR_LOT = 1_000_000
AUDIENCE = ("visites", "visiteurs_uniques", "pages_vues")


@dataclass(frozen=True)
class EntreesDuMois:
    """A month's collected rows. `journees`: each local day's events in their stored order, None without the source;
    `exports`: the rows of each export that is there; `pertes`: cells of exports whose rows were refused (source, uai,
    profil); `eleves`: uai, eleves; `national`: the rows of each national dataset that is there.
    """

    mois: Mois
    journees: Iterable[pl.DataFrame] | None
    exports: Mapping[str, pl.DataFrame]
    pertes: pl.DataFrame
    eleves: pl.DataFrame
    nb_jours_de_classe: int | None
    est_partiel: bool
    lignes_perdues: bool = False
    national: Mapping[str, pl.DataFrame] = field(default_factory=dict)


def month_table(entrees: EntreesDuMois, territoire: Territoire, indicateurs: Mapping[str, Any]) -> pl.DataFrame:
    """The indicators' table of a month (ent_report.indicators.table), unmasked, sorted by its key.

    `indicateurs`: unit and source of each, as `config/indicateurs.toml` gives them.
    """
    codes = _levels(territoire)
    parts = [*_from_exports(entrees, codes, territoire)]
    if entrees.journees is not None:
        zero = None if entrees.lignes_perdues else 0.0
        parts.append(_zeros_filled(figures_of_events(entrees.journees, territoire, entrees.mois), codes, zero))
    figures = pl.concat([_empty(), *parts], how="diagonal_relaxed")
    figures = pl.concat([figures, made_from_others(figures, entrees, territoire)], how="diagonal_relaxed")
    losses = pl.concat([entrees.pertes, *_unlisted(entrees.exports, codes)])
    marked = apply_losses(figures, losses.join(codes, on="uai", how="semi"))
    if entrees.national:
        beside = national_visits(entrees.national, codes, entrees.mois)
        marked = pl.concat([marked, beside], how="diagonal_relaxed")
    labelled = _with_unit_and_source(marked, indicateurs)
    return (
        labelled.with_columns(
            mois=pl.lit(entrees.mois.premier_jour),
            etat=_etat(est_partiel=entrees.est_partiel),
            valeur=pl.when(pl.col("valeur").is_finite()).then("valeur"),
        )
        .select(pl.col(name).cast(dtype) for name, dtype in COLUMNS.items())
        .sort(KEY, nulls_last=False)
    )


def made_from_others(figures: pl.DataFrame, entrees: EntreesDuMois, territoire: Territoire) -> pl.DataFrame:
    """The figures of the indicators that are made from those of others, in `figures`; none where no event is known."""
    if entrees.journees is None:
        return _empty()
    codes, pupils, days = _levels(territoire), entrees.eleves, entrees.nb_jours_de_classe
    appui = Appui(figures, codes, pupils, days, entrees.lignes_perdues)
    made = (one.calcul(appui) for one in INDICATEURS.values() if one.calcul is not None)
    return pl.concat([_empty(), *made], how="diagonal_relaxed")


def figures_of_events(journees: Iterable[pl.DataFrame], territoire: Territoire, mois: Mois) -> pl.DataFrame:
    """The figures that events alone give, at the four levels: `audience`'s columns, and niveau.

    `journees`: each local day's events in their stored order.
    """
    days = [visits_of_day(evenements, territoire) for evenements in journees]
    visites, pages = pl.concat(day.visites for day in days), pl.concat(day.pages for day in days)
    found = [_of_level(Niveau.ETABLISSEMENT, visites.drop("seul"), pages.drop("seul"), territoire)]
    for niveau in NIVEAUX_AU_DESSUS:
        alone, pages_alone = (frame.filter("seul").drop("seul") for frame in (visites, pages))
        level = pl.concat([at_level(alone, territoire, niveau), *(day.partagees[niveau] for day in days)])
        level_pages = pl.concat([at_level(pages_alone, territoire, niveau), *(d.pages_partagees[niveau] for d in days)])
        found.append(_of_level(niveau, level, level_pages, territoire))
    days_of_month = dict(enumerate(mois.jours, start=1))
    return pl.concat(found, how="diagonal_relaxed").with_columns(
        pl.col("jour").replace_strict(days_of_month, return_dtype=pl.Date)
    )


def _of_level(niveau: Niveau, visites: pl.DataFrame, pages: pl.DataFrame, territoire: Territoire) -> pl.DataFrame:
    """The figures of one level, a few of its territories at a time, so that memory is bounded."""
    found = [
        audience(visites.filter(chosen), pages.filter(chosen), territoire.services)
        for codes in _batches(visites)
        for chosen in [pl.col("code").is_in(codes)]
    ]
    figures = pl.concat(found, how="diagonal_relaxed") if found else audience(visites, pages, territoire.services)
    return figures.with_columns(pl.col("code").cast(pl.String), niveau=pl.lit(niveau.value))


def _batches(visites: pl.DataFrame) -> Iterator[list[str]]:
    """The territories, in groups of about VISITES_PAR_LOT visits."""
    counts = visites["code"].value_counts().sort("code")
    groups = counts.with_columns(lot=pl.col("count").cum_sum() // VISITES_PAR_LOT)
    for lot in groups.partition_by("lot", maintain_order=True):
        yield lot["code"].cast(pl.String).to_list()


def _zeros_filled(figures: pl.DataFrame, codes: pl.DataFrame, zero: float | None) -> pl.DataFrame:
    """A territory that is measured and where nobody came has 0 visits, 0 visitors and 0 pages: not « not known ».

    `zero` is None where a file was cut or unreadable: whoever it spoke of, they are not known to have stayed away.
    """
    levels = [name for name in codes.columns if name != "uai"]
    everywhere = codes.unpivot(on=levels, variable_name="niveau", value_name="code").unique().drop_nulls()
    seen = figures.select("niveau", "code").unique()
    nobody = everywhere.join(seen, on=["niveau", "code"], how="anti")
    zeros = nobody.join(pl.DataFrame({"indicateur": AUDIENCE}), how="cross").with_columns(
        valeur=pl.lit(zero, pl.Float64), base=pl.lit(0, pl.Int64)
    )
    return pl.concat([figures, zeros], how="diagonal_relaxed")


def _from_exports(entrees: EntreesDuMois, codes: pl.DataFrame, territoire: Territoire) -> Iterator[pl.DataFrame]:
    exports = entrees.exports
    if "comptes" in exports:
        yield accounts(exports["comptes"], codes)
    details = ((), ("profil",), ("service",))
    if "acces" in exports:
        rows = with_service(exports["acces"], "application", territoire.applications)
        yield sums(rows, codes, "acces", "acces", details)
    if "connecteurs" in exports:
        rows = with_service(exports["connecteurs"], "connecteur", territoire.applications)
        yield sums(rows, codes, "acces_connecteurs", "acces", details)
    if "appareils" in exports:
        yield sums(exports["appareils"], codes, "connexions", "connexions", (("appareil",),))


def _unlisted(exports: Mapping[str, pl.DataFrame], codes: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """Lycées of which the export of accounts says nothing: their accounts are not known, they are not 0."""
    if "comptes" in exports:
        absent = codes.join(exports["comptes"], on="uai", how="anti").select("uai")
        profils = pl.DataFrame({"profil": [profil.value for profil in Profil]})
        yield absent.join(profils, how="cross").select(pl.lit("comptes").alias("source"), "uai", "profil")


def _levels(territoire: Territoire) -> pl.DataFrame:
    """Columns uai, and its code at each level."""
    return territoire.codes.select("uai", pl.col("uai").alias(Niveau.ETABLISSEMENT), *NIVEAUX_AU_DESSUS)


def _empty() -> pl.DataFrame:
    return pl.DataFrame(
        schema={name: dtype for name, dtype in COLUMNS.items() if name not in {"mois", "unite", "source", "etat"}}
    )


def _with_unit_and_source(figures: pl.DataFrame, indicateurs: Mapping[str, Any]) -> pl.DataFrame:
    by_device = (pl.col("indicateur") == "connexions") & pl.col("appareil").is_not_null()
    unit = {name: one["unite"] for name, one in indicateurs.items()}
    source = {name: one["source"] for name, one in indicateurs.items()}
    return figures.with_columns(
        unite=pl.col("indicateur").replace_strict(unit, return_dtype=pl.String),
        source=pl.when(by_device)
        .then(pl.lit("appareils"))
        .otherwise(pl.col("indicateur").replace_strict(source, return_dtype=pl.String)),
    )


def _etat(*, est_partiel: bool) -> pl.Expr:
    from_events = pl.col("source").str.starts_with("evenements")
    partial = (from_events & pl.lit(est_partiel)) | pl.col("incomplet").fill_null(value=False)
    return (
        pl.when(pl.col("valeur").is_null())
        .then(pl.lit(Etat.ABSENT.value))
        .when(partial)
        .then(pl.lit(Etat.PARTIEL.value))
        .otherwise(pl.lit(Etat.PUBLIE.value))
    )
