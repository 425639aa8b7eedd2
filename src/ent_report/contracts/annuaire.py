"""What a row of the national register must be, and the names under which its columns are found."""

from __future__ import annotations

import dataframely as dy
import polars as pl

from ent_report.contracts.lignes import AvecUai

UAI_DOUBLE = "une_seule_ligne_par_uai"

# The national field name -> others under which the same column is met, all folded to plain lower case.
COLONNES: dict[str, tuple[str, ...]] = {
    "identifiant_de_l_etablissement": ("uai", "code_etablissement", "numero_uai"),
    "nom_etablissement": ("nom", "appellation_officielle"),
    "type_etablissement": (),
    "statut_public_prive": (),
    "adresse_1": ("adresse",),
    "code_postal": (),
    "nom_commune": ("commune",),
    "code_departement": (),
    "libelle_departement": ("departement",),
    "libelle_academie": ("academie",),
    "code_region": (),
    "libelle_region": ("region",),
    "mail": (),
    "code_nature": (),
    "voie_generale": (),
    "voie_technologique": (),
    "voie_professionnelle": (),
    "nombre_d_eleves": (),
    "etat": (),
    "identifiant_ent": (),
}


class LigneAnnuaire(AvecUai):
    """One establishment."""

    nom = dy.String(nullable=True)
    nb_eleves_lisible = dy.Bool(nullable=True)

    @dy.rule()
    def nom_renseigne(cls) -> pl.Expr:
        return pl.col("nom").fill_null("") != ""

    @dy.rule()
    def nombre_d_eleves_entier_et_positif(cls) -> pl.Expr:
        return pl.col("nb_eleves_lisible").fill_null(value=True)
