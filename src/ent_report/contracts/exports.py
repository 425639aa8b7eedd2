"""What a row of the statistics service's four exports must be to count."""

from __future__ import annotations

from dataclasses import dataclass

import dataframely as dy
import polars as pl

from ent_report.contracts.lignes import AvecNombres, AvecUai

CLE_CONTREDITE = "une_seule_valeur_par_cle"


@dataclass(frozen=True)
class Export:
    """One export: `detail` is the header of its own break-down and our column for it, `mesures` those of its counts.

    Labels are part of the key as they stand: two labels of one profile are two rows, which add up.
    """

    nom: str
    detail: tuple[str, str] | None
    mesures: dict[str, str]

    @property
    def en_tete(self) -> list[str]:
        detail = [self.detail[0]] if self.detail else []
        return ["Établissement", "UAI", "Date", "Profil", *detail, *self.mesures]

    @property
    def cle(self) -> list[str]:
        return ["uai", "date", "libelle_profil", *([self.detail[1]] if self.detail else [])]

    @property
    def colonnes(self) -> list[str]:
        """The columns that are stored."""
        return [*self.cle, "profil", *(["appareil"] if self.nom == "appareils" else []), *self.mesures.values()]


EXPORTS = {
    export.nom: export
    for export in (
        Export(
            "comptes",
            None,
            {
                "Connexions": "connexions",
                "Visiteurs uniques": "visiteurs_uniques",
                "Comptes chargés": "comptes_charges",
                "Comptes activés": "comptes_actives",
            },
        ),
        Export("acces", ("Application", "application"), {"Nombre d'accès": "acces"}),
        Export("connecteurs", ("Connecteur", "connecteur"), {"Nombre d'accès": "acces"}),
        Export("appareils", ("Support", "support"), {"Connexions": "connexions"}),
    )
}


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
