"""What a row of the statistics service's four exports must be to count."""

from __future__ import annotations

from dataclasses import dataclass

import dataframely as dy
import polars as pl

from ent_report.vocabulary import UAI_LETTERS

NOMBRE_MAX = 10**12
CLE_CONTREDITE = "une_seule_valeur_par_cle"
COLONNES = "autant_de_colonnes_que_l_en_tete"


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


class LigneExport(dy.Schema):
    """One row whose labels and dates were read: what could not be read is null. `n` is its place in the file.

    `nombres_lisibles`, `minimum` and `maximum` speak of all its counts; an empty count is « not given », and allowed.
    """

    n = dy.UInt32()
    uai = dy.String(nullable=True)
    uai_connu = dy.Bool(nullable=True)
    date = dy.Date(nullable=True)
    profil = dy.String(nullable=True)
    detail_connu = dy.Bool(nullable=True)
    nombres_lisibles = dy.Bool(nullable=True)
    minimum = dy.Int64(nullable=True)
    maximum = dy.Int64(nullable=True)

    @dy.rule()
    def uai_de_sept_chiffres_et_sa_lettre(cls) -> pl.Expr:
        return lettre_de_controle_juste("uai")

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
