"""`indicateurs.toml`: how each indicator is called, its unit, source and definition."""

from __future__ import annotations

from pydantic import RootModel, model_validator

from ent_report.configuration.section import Section

INDICATEURS = (
    "visites",
    "visiteurs_uniques",
    "pages_vues",
    "duree_moyenne_s",
    "pages_par_visite",
    "visites_par_visiteur",
    "taux_rebond_pct",
    "connexions",
    "comptes_charges",
    "comptes_actives",
    "taux_activation_pct",
    "acces",
    "acces_connecteurs",
    "taux_frequentation_pct",
    "visites_par_jour_de_classe",
    "visites_pour_100_eleves",
    "dnma_visites",
)


class Indicateur(Section):
    libelle: str
    unite: str
    source: str
    definition: str
    decimales: int = 0


class Indicateurs(RootModel[dict[str, Indicateur]]):
    @model_validator(mode="after")
    def _lacks_none(self) -> Indicateurs:
        missing = [name for name in INDICATEURS if name not in self.root]
        if missing:
            raise ValueError(f"{', '.join(missing)}: is missing")
        return self
