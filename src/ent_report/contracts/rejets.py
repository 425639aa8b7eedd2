"""From a contract's verdict to rejected rows that name the first rule they break."""

from __future__ import annotations

import dataframely as dy
import polars as pl


def rejected_with_rule(failure: dy.FailureInfo, contract: type[dy.Schema]) -> pl.DataFrame:
    """The rejected rows with one more column, `regle`: the first broken rule, in the contract's own order."""
    details = failure.details()
    rules = [name for name in details.columns if name not in contract.columns()]
    first_broken = pl.coalesce(pl.when(pl.col(name) == "invalid").then(pl.lit(name)) for name in rules)
    return details.with_columns(regle=first_broken).drop(rules)
