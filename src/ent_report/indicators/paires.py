"""The pairs of figures that two sources give of one lycée: which rows of each, and which of them may not be told."""

from __future__ import annotations

import polars as pl

from ent_report.indicators.table import is_whole
from ent_report.vocabulary import Etat, Niveau

PAIRE = pl.Schema(
    {
        "code": pl.String,  # UAI
        "profil": pl.String,  # null: all
        "valeur_a": pl.Float64,
        "valeur_b": pl.Float64,
        "masque": pl.Boolean,  # one of the two may not be shown
    }
)
_COMPARABLE = (Etat.PUBLIE.value, Etat.MASQUE.value)


def unique_visitors(figures: pl.DataFrame, comptes: pl.DataFrame, pertes: pl.DataFrame, seuil: int) -> pl.DataFrame:
    """Unique visitors of the month: a by the accounts export, b by the events, for each lycée and profile (PAIRE).

    `comptes` is a monthly export. Two rows of one profile, under two labels, may count one person twice: they are not
    added, and not compared. A profile of which the events say nothing in a lycée that they measured has nobody.
    """
    export = (
        comptes.group_by("uai", "profil")
        .agg(pl.len().alias("lignes"), pl.col("visiteurs_uniques").first().alias("valeur_a"))
        .filter(pl.col("lignes") == 1)
        .drop_nulls("valeur_a")
    )
    events = _cells(figures, "visiteurs_uniques")
    logins = _cells(figures, "connexions").select("code", "profil", connexions="etat")
    few = pl.col("valeur_a").is_between(1, seuil - 1)
    hidden = pl.any_horizontal(pl.col("etat", "total", "connexions") == Etat.MASQUE.value)
    return (
        _without_losses(export.rename({"uai": "code"}), pertes, "comptes")
        .join(_totals(events), on="code")
        .join(events.rename({"valeur": "valeur_b"}), on=["code", "profil"], how="left")
        .join(logins, on=["code", "profil"], how="left")
        .filter(pl.col("etat").fill_null(Etat.PUBLIE.value).is_in(_COMPARABLE))
        .with_columns(pl.col("valeur_b").fill_null(0), masque=hidden.fill_null(value=False) | few)
        .select(pl.col(name).cast(dtype) for name, dtype in PAIRE.items())
    )


def user_logins(figures: pl.DataFrame, appareils: pl.DataFrame, pertes: pl.DataFrame, seuil: int) -> pl.DataFrame:
    """Logins of the month: a by the accounts export, b by the device export, for each lycée and profile (PAIRE).

    A profile that the device export does not list in a lycée that it knows logged in on no device: it lists no zeros.
    """
    cells = _cells(figures, "connexions")
    devices = _logins(appareils, "uai", "profil")
    few = pl.col("valeur_b").is_between(1, seuil - 1)
    hidden = pl.any_horizontal(pl.col("etat", "total") == Etat.MASQUE.value)
    pairs = (
        cells.drop_nulls("profil")
        .filter(pl.col("etat").is_in(_COMPARABLE))
        .join(_totals(cells), on="code")
        .join(devices.select("code").unique(), on="code")
        .join(devices, on=["code", "profil"], how="left")
        .filter(~pl.col("inconnu").fill_null(value=False))
        .with_columns(pl.col("valeur_b").fill_null(0))
        .with_columns(valeur_a="valeur", masque=hidden | few)
    )
    return _without_losses(pairs, pertes, "appareils").select(pl.col(n).cast(dtype) for n, dtype in PAIRE.items())


def total_logins(figures: pl.DataFrame, appareils: pl.DataFrame, pertes: pl.DataFrame) -> pl.DataFrame:
    """As `user_logins`, all profiles together (PAIRE): for sums over lycées."""
    lost = pertes.filter(pl.col("source") == "appareils").select(code="uai")
    cells = _cells(figures, "connexions").filter(pl.col("profil").is_null(), pl.col("etat").is_in(_COMPARABLE))
    return (
        cells.with_columns(valeur_a="valeur", masque=pl.col("etat") == Etat.MASQUE.value)
        .join(_logins(appareils, "uai").filter(~pl.col("inconnu")), on="code")
        .join(lost, on="code", how="anti")
        .select(pl.col(name).cast(dtype) for name, dtype in PAIRE.items())
    )


def pupil_accounts(figures: pl.DataFrame, eleves: pl.DataFrame) -> pl.DataFrame:
    """a: the pupils' accounts that are loaded, b: the pupils of the lycée (PAIRE), where both are known."""
    accounts = _cells(figures, "comptes_charges").filter(pl.col("profil") == "eleve", pl.col("etat").is_in(_COMPARABLE))
    return (
        accounts.join(eleves.filter(pl.col("eleves") > 0), left_on="code", right_on="uai")
        .with_columns(valeur_a="valeur", valeur_b="eleves", masque=pl.col("etat") == Etat.MASQUE.value)
        .select(pl.col(name).cast(dtype) for name, dtype in PAIRE.items())
    )


def visits_by_day(figures: pl.DataFrame) -> pl.DataFrame:
    """a: the sum of the days' visits, b: the month's, at every level: columns niveau, code, valeur_a, valeur_b."""
    visits = figures.filter(
        pl.col("indicateur") == "visites",
        is_whole("jour"),
        pl.col("valeur").is_not_null(),
    )
    days = visits.drop_nulls("jour").group_by("niveau", "code").agg(pl.col("valeur").sum().alias("valeur_a"))
    months = visits.filter(pl.col("jour").is_null()).select("niveau", "code", valeur_b="valeur")
    return months.join(days, on=["niveau", "code"], how="left").with_columns(pl.col("valeur_a").fill_null(0))


def _cells(figures: pl.DataFrame, indicateur: str) -> pl.DataFrame:
    """Lycées' figures, all and by profile: columns code, profil, valeur, etat."""
    return figures.filter(
        pl.col("niveau") == Niveau.ETABLISSEMENT.value,
        pl.col("indicateur") == indicateur,
        is_whole("profil"),
    ).select("code", "profil", "valeur", "etat")


def _totals(cells: pl.DataFrame) -> pl.DataFrame:
    """The lycées whose figure of all profiles is known and whole: columns code, total (its state)."""
    return cells.filter(pl.col("profil").is_null(), pl.col("etat").is_in(_COMPARABLE)).select("code", total="etat")


def _logins(appareils: pl.DataFrame, *by: str) -> pl.DataFrame:
    """Sums of the device export: columns code, [profil], valeur_b, inconnu (a count of it is not given)."""
    logins = pl.col("connexions")
    summed = appareils.group_by(by).agg(logins.sum().alias("valeur_b"), logins.is_null().any().alias("inconnu"))
    return summed.rename({"uai": "code"})


def _without_losses(pairs: pl.DataFrame, pertes: pl.DataFrame, source: str) -> pl.DataFrame:
    """The pairs no row of which was refused in `source`; one whose profile could not be read may have been any's."""
    lost = pertes.filter(pl.col("source") == source).select("profil", code="uai")
    anyone = lost.filter(pl.col("profil").is_null())
    return pairs.join(lost, on=["code", "profil"], how="anti").join(anyone, on="code", how="anti")
