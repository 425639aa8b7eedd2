"""`libelles.toml`: what sources call profiles and devices, and what reports call them."""

from __future__ import annotations

from pydantic import model_validator

from ent_report.configuration.section import Section
from ent_report.vocabulary import Appareil, Profil


class Affichage(Section):
    profils: dict[Profil, str]
    appareils: dict[Appareil, str]
    types: dict[str, str]
    sources: dict[str, str]

    @model_validator(mode="after")
    def _lacks_none(self) -> Affichage:
        lacking = [f"profils.{one}" for one in Profil if one not in self.profils]
        lacking += [f"appareils.{one}" for one in Appareil if one not in self.appareils]
        if lacking:
            raise ValueError("\n".join(f"{one} is missing" for one in lacking))
        return self


class Libelles(Section):
    profils: dict[str, Profil]
    appareils: dict[str, Appareil]
    affichage: Affichage
