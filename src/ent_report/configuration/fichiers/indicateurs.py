"""`indicateurs.toml`: how each indicator is called, its unit, source and definition."""

from __future__ import annotations

from pydantic import RootModel, model_validator

from ent_report.configuration.section import Section
from ent_report.indicators.registre import INDICATEURS


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
