"""Events to visits: one local day at a time, since a visit ends at midnight; at a lycée and at the levels above it.

A visit is a run of activity events of one user within a level, no two neighbours of which are more than thirty
minutes apart on the UTC clock. Above the lycée, only users seen in several lycées that day can have other visits than
their lycée's: theirs alone are cut again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from ent_report.vocabulary import NON_CLASSE, PARIS, Appareil, Niveau, Profil

PAUSE_MAX_MS = 30 * 60 * 1000
TYPES_ACTIVITE = ("LOGIN", "ACTIVATION", "ACCESS", "CONNECTOR", "ACCESS_ADAPTER", "GET_RESOURCE", "CREATE", "SHARE")
COLONNES_LUES = ("uai", "pseudonyme", "instant", "type", "application", "profil", "appareil", "evenement")
TYPES_PAGE = ("ACCESS", "CONNECTOR")
PROFILS, APPAREILS = pl.Enum(Profil), pl.Enum(Appareil)
NIVEAUX_AU_DESSUS = (Niveau.DEPARTEMENT, Niveau.ACADEMIE, Niveau.REGION)


@dataclass(frozen=True)
class Territoire:
    """The region's lycées and where they lie: `codes` has a column `uai` and one for each level above, in order of
    UAI; `services` are the services in the order of their bits.
    """

    codes: pl.DataFrame
    services: tuple[str, ...]
    applications: Mapping[str, str]

    @property
    def uais(self) -> pl.Enum:
        return pl.Enum(self.codes["uai"])


@dataclass(frozen=True)
class JourneeVisites:
    """One day's visits and pages at the lycées, and those of the levels above that are not simply their lycées'.

    Visits: columns code, pseudonyme, profil, appareil, jour (day of the month), jour_semaine, heure (local, of the
    start), duree_ms, pages, services (a bit each), seul. Pages: code, service (its bit's number), seul, pages. `seul`:
    of users seen in one lycée that day; what the others did above the lycée is in `partagees` and `pages_partagees`.
    """

    visites: pl.DataFrame
    pages: pl.DataFrame
    partagees: dict[Niveau, pl.DataFrame]
    pages_partagees: dict[Niveau, pl.DataFrame]


class UnsortedEventsError(AssertionError):
    """Events in another order than uai, pseudonyme, instant: their visits would be wrong without a word."""


def visits_of_day(evenements: pl.DataFrame, territoire: Territoire) -> JourneeVisites:
    """One local day's stored events, in their order, to its visits and pages."""
    activity = _activity(evenements, territoire)
    _check_sorted(activity)
    users = activity.select("code", "pseudonyme").filter(_changes("code", "pseudonyme"))
    several = users.filter(pl.col("pseudonyme").is_duplicated())["pseudonyme"].unique()
    seul = ~pl.col("pseudonyme").is_in(several.implode())
    shared = activity.filter(~seul)
    partagees, pages_partagees = {}, {}
    for niveau in NIVEAUX_AU_DESSUS:
        above = _once_a_level(at_level(shared, territoire, niveau))
        partagees[niveau], pages_partagees[niveau] = _cut(above), _pages(above)
    return JourneeVisites(
        _cut(activity).with_columns(seul=seul), _pages(activity.with_columns(seul=seul)), partagees, pages_partagees
    )


def _activity(evenements: pl.DataFrame, territoire: Territoire) -> pl.DataFrame:
    """Activity events with their lycée as `code` and, where they are pages, their service's number."""
    bits = {service: bit for bit, service in enumerate(territoire.services)}
    numbers = {application: bits[service] for application, service in territoire.applications.items()}
    return (
        evenements.filter(pl.col("type").is_in(TYPES_ACTIVITE))
        .select(
            pl.col("uai").cast(territoire.uais, strict=False).alias("code"),
            "pseudonyme",
            pl.col("instant").dt.epoch("ms"),
            "profil",
            "appareil",
            "evenement",
            pl.col("application")
            .replace_strict(numbers, default=bits[NON_CLASSE], return_dtype=pl.UInt8)
            .alias("service"),
            pl.col("type").is_in(TYPES_PAGE).alias("est_page"),
        )
        .drop_nulls("code")
    )


def _check_sorted(activity: pl.DataFrame) -> None:
    code, user, instant = pl.col("code").to_physical(), pl.col("pseudonyme"), pl.col("instant")
    same_code, same_user = code == code.shift(), user == user.shift()
    back = (code < code.shift()) | (same_code & ((user < user.shift()) | (same_user & (instant < instant.shift()))))
    if activity.select(back.any()).item():
        raise UnsortedEventsError("events are not sorted by uai, pseudonyme, instant")


def _changes(*columns: str) -> pl.Expr:
    """Whether a row differs from the one before it; the first does."""
    differs = pl.any_horizontal(pl.col(name) != pl.col(name).shift() for name in columns)
    return differs.fill_null(value=True)


def _cut(activity: pl.DataFrame) -> pl.DataFrame:
    """Cut sorted activity into visits, a row each."""
    paused = (pl.col("instant") - pl.col("instant").shift()) > PAUSE_MAX_MS
    bit = pl.lit(1, pl.UInt64) * pl.lit(2, pl.UInt64).pow(pl.col("service").cast(pl.UInt64)).cast(pl.UInt64)
    numbered = activity.with_columns(
        visite=(_changes("code", "pseudonyme") | paused).cum_sum(),
        services=pl.when("est_page").then(bit).otherwise(pl.lit(0, pl.UInt64)),
    ).with_columns(pl.col("visite").set_sorted())
    cut = numbered.group_by("visite", maintain_order=True).agg(
        pl.col("code", "pseudonyme").first(),
        pl.col("profil").first().cast(PROFILS),
        pl.col("appareil").first().cast(APPAREILS),
        pl.from_epoch(pl.col("instant").first(), time_unit="ms")
        .dt.replace_time_zone("UTC")
        .dt.convert_time_zone(PARIS.key)
        .alias("debut"),
        (pl.col("instant").last() - pl.col("instant").first()).cast(pl.Int32).alias("duree_ms"),
        pl.col("est_page").sum().cast(pl.Int32).alias("pages"),
        pl.col("services").bitwise_or(),
    )
    debut = pl.col("debut").dt
    dated = cut.with_columns(jour=debut.day(), jour_semaine=debut.weekday(), heure=debut.hour())
    return dated.drop("visite", "debut")


def _pages(activity: pl.DataFrame) -> pl.DataFrame:
    key = [name for name in ("code", "service", "seul") if name in activity.columns]
    return activity.filter("est_page").group_by(key).agg(pl.len().cast(pl.Int64).alias("pages"))


def at_level(frame: pl.DataFrame, territoire: Territoire, niveau: Niveau) -> pl.DataFrame:
    """Rows of lycées as rows of the territory that they lie in; those of a lycée that lies in none are left out."""
    known = pl.Enum(territoire.codes[niveau].drop_nulls().unique().sort())
    codes = territoire.codes.select(pl.col("uai").cast(territoire.uais).alias("code"), pl.col(niveau).cast(known))
    columns = [pl.col(niveau).alias("code") if name == "code" else pl.col(name) for name in frame.columns]
    return frame.join(codes, on="code", how="inner", maintain_order="left").select(columns).drop_nulls("code")


def _once_a_level(activity: pl.DataFrame) -> pl.DataFrame:
    """Events of several lycées of one territory once, in the order of user and instant."""
    ordered = activity.sort("code", "evenement")
    return ordered.filter(_changes("code", "evenement"))
