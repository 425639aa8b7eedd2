"""Visits, unique visitors, pages and what is divided from them, of one level, from its visits of the month."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import polars as pl

DETAILS: tuple[tuple[str, ...], ...] = (
    (),
    ("profil",),
    ("appareil",),
    ("profil", "appareil"),
    ("jour",),
    ("jour_semaine", "heure"),
)
UNIQUES_PAR = ((), ("profil",), ("appareil",))
PAGES_PAR = ((), ("profil",))


def audience(visites: pl.DataFrame, pages: pl.DataFrame, services: Sequence[str]) -> pl.DataFrame:
    """The figures of one level: columns code, indicateur, the break-downs, valeur, numerateur, denominateur, base.

    `visites`: a row a visit (ent_report.domaine.sessions), `jour` being the day of the month; `pages`: code, service
    (its number), pages; `services` in the order of their bits. A break-down that holds nothing has no row.
    """
    return pl.concat(
        [*_counts(visites), *_ratios(visites), *_by_service(visites, pages, services)], how="diagonal_relaxed"
    )


def _counts(visites: pl.DataFrame) -> Iterator[pl.DataFrame]:
    for detail in DETAILS:
        by_user = visites.group_by("code", *detail, "pseudonyme").agg(
            pl.len().cast(pl.Int64).alias("visites"), pl.col("pages").cast(pl.Int64).sum()
        )
        counted = by_user.group_by("code", *detail).agg(
            pl.col("visites", "pages").sum(),
            pl.len().cast(pl.Int64).alias("base"),
            (pl.col("pages") > 0).sum().cast(pl.Int64).alias("lecteurs"),
        )
        yield _figure(counted, "visites", detail, pl.col("visites"))
        if detail in UNIQUES_PAR:
            yield _figure(counted, "visiteurs_uniques", detail, pl.col("base"))
        if detail in PAGES_PAR:
            readers = counted.with_columns(base="lecteurs")
            yield _figure(readers, "pages_vues", detail, pl.col("pages"))


def _figure(counted: pl.DataFrame, indicateur: str, detail: Sequence[str], valeur: pl.Expr) -> pl.DataFrame:
    return counted.select("code", *detail, "base", indicateur=pl.lit(indicateur), valeur=valeur.cast(pl.Float64))


def _ratios(visites: pl.DataFrame) -> Iterator[pl.DataFrame]:
    totals = visites.group_by("code").agg(
        pl.len().cast(pl.Int64).alias("visites"),
        pl.col("pages", "duree_ms").cast(pl.Int64).sum(),
        (pl.col("pages") <= 1).sum().cast(pl.Int64).alias("rebonds"),
        pl.col("pseudonyme").n_unique().cast(pl.Int64).alias("base"),
    )
    yield _ratio(totals, "duree_moyenne_s", pl.col("duree_ms") / 1000, pl.col("visites"))
    yield _ratio(totals, "pages_par_visite", pl.col("pages"), pl.col("visites"))
    yield _ratio(totals, "visites_par_visiteur", pl.col("visites"), pl.col("base"))
    yield _ratio(totals, "taux_rebond_pct", pl.col("rebonds"), pl.col("visites"), scale=100)


def _ratio(
    totals: pl.DataFrame, indicateur: str, numerateur: pl.Expr, denominateur: pl.Expr, scale: int = 1
) -> pl.DataFrame:
    return totals.select(
        "code",
        "base",
        indicateur=pl.lit(indicateur),
        valeur=scale * numerateur / denominateur,
        numerateur=numerateur.cast(pl.Float64),
        denominateur=denominateur.cast(pl.Float64),
    )


def _by_service(visites: pl.DataFrame, pages: pl.DataFrame, services: Sequence[str]) -> Iterator[pl.DataFrame]:
    """A visit counts under each service that one of its pages used; a user under each that one of theirs did."""
    by_user = visites.group_by("code", "pseudonyme").agg(pl.col("services").bitwise_or())
    visits = _bits(visites, services, "valeur")
    users = _bits(by_user, services, "base")
    counted = visits.join(users, on=["code", "service"])
    yield counted.select("code", "service", "base", "valeur", indicateur=pl.lit("visites"))
    yield users.select(
        "code", "service", "base", indicateur=pl.lit("visiteurs_uniques"), valeur=pl.col("base").cast(pl.Float64)
    )
    names = dict(enumerate(services))
    named = pages.group_by("code", "service").agg(pl.col("pages").sum().cast(pl.Float64).alias("valeur"))
    yield (
        named.with_columns(pl.col("service").replace_strict(names, return_dtype=pl.String))
        .join(users, on=["code", "service"])
        .select("code", "service", "base", "valeur", indicateur=pl.lit("pages_vues"))
    )


def _bits(frame: pl.DataFrame, services: Sequence[str], name: str) -> pl.DataFrame:
    """How many rows of each code have each service's bit: columns code, service, `name`, zeros left out."""
    has = [
        ((pl.col("services") // 2**bit) % 2).cast(pl.Int64).sum().alias(service) for bit, service in enumerate(services)
    ]
    dtype = pl.Float64 if name == "valeur" else pl.Int64
    return (
        frame.group_by("code")
        .agg(has)
        .unpivot(index="code", variable_name="service", value_name=name)
        .filter(pl.col(name) > 0)
        .with_columns(pl.col(name).cast(dtype))
    )
