"""Which establishments of a register are the region's open lycées, by its codes or by its words."""

from __future__ import annotations

import re
import unicodedata

import polars as pl

# INSEE's codes of the régions, for registers that name the région and give no code.
REGIONS = {
    "01": "guadeloupe",
    "02": "martinique",
    "03": "guyane",
    "04": "la reunion",
    "06": "mayotte",
    "11": "ile-de-france",
    "24": "centre-val de loire",
    "27": "bourgogne-franche-comte",
    "28": "normandie",
    "32": "hauts-de-france",
    "44": "grand est",
    "52": "pays de la loire",
    "53": "bretagne",
    "75": "nouvelle-aquitaine",
    "76": "occitanie",
    "84": "auvergne-rhone-alpes",
    "93": "provence-alpes-cote d'azur",
    "94": "corse",
}
NATURES_DE_LYCEE = frozenset({"300", "301", "302", "306", "310", "315", "320", "370"})


def is_lycee_of_region(code: str, nom: str) -> pl.Expr:
    """Of rows under the national names; `code` is INSEE's of the région, `nom` its name."""
    return _is_in_region(code, nom) & _is_lycee()


def folded(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "_", plain.lower()).strip("_")


def _is_in_region(code: str, nom: str) -> pl.Expr:
    by_code = pl.col("code_region").str.zfill(2) == code.zfill(2)
    names = [folded(name) for name in (nom, nom.removeprefix("Région "), REGIONS.get(code, nom))]
    by_name = _plain("libelle_region").is_in(names)
    open_ = pl.col("etat").is_null() | (pl.col("etat").str.to_uppercase() == "OUVERT")
    return pl.coalesce(by_code, by_name).fill_null(value=False) & open_


def _is_lycee() -> pl.Expr:
    """By its code of nature or its type; a register that tells neither holds lycées only."""
    by_nature = pl.col("code_nature").str.replace(r"\.0$", "").is_in(sorted(NATURES_DE_LYCEE))
    kind = _plain("type_etablissement")
    by_type = kind.str.starts_with("lycee") | (kind == "erea")
    untold = pl.col("code_nature").is_null() & pl.col("type_etablissement").is_null()
    return by_nature.fill_null(value=False) | by_type.fill_null(value=False) | untold


def _plain(column: str) -> pl.Expr:
    """As `folded` does, for a column."""
    bare = pl.col(column).str.normalize("NFKD").str.replace_all(r"\p{M}", "").str.to_lowercase()
    return bare.str.replace_all(r"[^a-z0-9]+", "_").str.strip_chars("_")
