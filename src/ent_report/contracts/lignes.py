"""What rows of several sources must be alike: whose they are, and what their counts may be."""

from __future__ import annotations

import dataframely as dy
import polars as pl

from ent_report.vocabulary import UAI_LETTERS

NOMBRE_MAX = 10**12
HORS_FORME = "autant_de_colonnes_que_l_en_tete"
"""The rule that a line breaks which has too many or too few cells to be a row at all."""


class AvecUai(dy.Schema):
    """A row of one establishment: `uai` in capitals, null where it could not be read. `n` is its place in its file or
    batch.
    """

    n = dy.UInt32()
    uai = dy.String(nullable=True)

    @dy.rule()
    def uai_de_sept_chiffres_et_sa_lettre(cls) -> pl.Expr:
        return lettre_de_controle_juste("uai")


class AvecNombres(dy.Schema):
    """`nombres_lisibles`, `minimum` and `maximum` speak of all counts of a row; an empty one is « not given »,
    and allowed.

    A row is told the first rule that it breaks, in the order of a contract's bases: this one comes last.
    """

    nombres_lisibles = dy.Bool(nullable=True)
    minimum = dy.Int64(nullable=True)
    maximum = dy.Int64(nullable=True)

    @dy.rule()
    def nombres_entiers(cls) -> pl.Expr:
        return pl.col("nombres_lisibles").fill_null(value=False)

    @dy.rule()
    def nombres_jamais_negatifs(cls) -> pl.Expr:
        return pl.col("minimum").fill_null(0) >= 0

    @dy.rule()
    def nombres_vraisemblables(cls) -> pl.Expr:
        return pl.col("maximum").fill_null(0) <= NOMBRE_MAX


def lettre_de_controle_juste(column: str) -> pl.Expr:
    """Whether a column of capitals is a UAI: seven digits and the letter that their remainder by 23 gives."""
    uai = pl.col(column).fill_null("")
    well_formed = uai.str.contains(r"^[0-9]{7}[A-Z]$")
    remainder = uai.str.slice(0, 7).cast(pl.Int64, strict=False) % 23
    letters = dict(enumerate(UAI_LETTERS))
    expected = remainder.replace_strict(letters, default=None, return_dtype=pl.String)
    return well_formed & (uai.str.slice(7, 1) == expected).fill_null(value=False)
