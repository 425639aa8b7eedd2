"""`incidents.toml`: what is known to have gone wrong, when and where."""

from __future__ import annotations

from datetime import date

from pydantic import ValidationInfo, field_validator, model_validator

from ent_report.configuration.section import Section
from ent_report.indicators.dnma import SOURCES as NATIONALES
from ent_report.sources.registre import definitions
from ent_report.vocabulary import Uai

SOURCES = (*(name for name in definitions() if name not in NATIONALES), "dnma", *NATIONALES, "toutes")
"""What a known incident may name: a source of the configuration, `dnma` for its four, or all."""


class Portee(Section):
    """Where an incident struck: the lycées of these académies, those of these départements, and these ones."""

    academies: tuple[str, ...] = ()
    departements: tuple[str, ...] = ()
    lycees: tuple[str, ...] = ()

    @field_validator("lycees")
    @classmethod
    def _are_uais(cls, lycees: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(Uai(one) for one in lycees)

    @model_validator(mode="after")
    def _names_something(self) -> Portee:
        if not (self.academies or self.departements or self.lycees):
            raise ValueError("found nothing, expected académies, départements or lycées; without it, all the region")
        return self


class Incident(Section):
    """`du` and `au` are its first and last day; without `portee` it struck the whole region."""

    source: str
    du: date
    au: date
    texte: str
    portee: Portee | None = None

    @field_validator("source")
    @classmethod
    def _is_a_source(cls, source: str) -> str:
        if source not in SOURCES:
            raise ValueError(f"found {source!r}, expected one of {', '.join(SOURCES)}")
        return source

    @field_validator("au")
    @classmethod
    def _ends_after_it_began(cls, au: date, info: ValidationInfo) -> date:
        du = info.data.get("du")
        if du is not None and au < du:
            raise ValueError(f"found {au}, which is before du = {du}")
        return au


class Incidents(Section):
    incident: tuple[Incident, ...] = ()
