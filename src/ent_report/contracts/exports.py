"""What a row of the statistics service's four exports must be to count."""

from __future__ import annotations

import dataframely as dy
import polars as pl

from ent_report.contracts.lignes import AvecNombres, AvecUai

CLE_CONTREDITE = "une_seule_valeur_par_cle"


class CleExport(AvecUai):
    """Whose a row is, of when and of what: labels and dates that could not be read are null."""

    uai_connu = dy.Bool(nullable=True)
    date = dy.Date(nullable=True)
    profil = dy.String(nullable=True)
    detail_connu = dy.Bool(nullable=True)

    @dy.rule()
    def uai_du_registre(cls) -> pl.Expr:
        return pl.col("uai_connu").fill_null(value=False)

    @dy.rule()
    def date_lisible(cls) -> pl.Expr:
        return pl.col("date").is_not_null()

    @dy.rule()
    def profil_connu(cls) -> pl.Expr:
        return pl.col("profil").is_not_null()

    @dy.rule()
    def libelle_connu(cls) -> pl.Expr:
        return pl.col("detail_connu").fill_null(value=False)


class LigneExport(CleExport, AvecNombres):
    """One row of an export as it was read; `actives_dans_charges`: null where one of both is not given."""

    actives_dans_charges = dy.Bool(nullable=True)

    @dy.rule()
    def comptes_actives_ne_depassent_pas_comptes_charges(cls) -> pl.Expr:
        return pl.col("actives_dans_charges").fill_null(value=True)
