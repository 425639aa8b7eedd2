"""What the files beside a configuration must be: services, labels, indicators, incidents, targets, failures,
alerts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from pydantic import (
    BaseModel,
    ConfigDict,
    RootModel,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)

from ent_report.configuration.alertes_textes import Alertes
from ent_report.vocabulary import NON_CLASSE, Appareil, Profil, Uai

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
SOURCES_D_INCIDENT = (
    "evenements",
    "comptes",
    "acces",
    "connecteurs",
    "appareils",
    "dnma",
    "dnma_profils",
    "dnma_services",
    "dnma_profils_appareils",
    "dnma_appareils",
    "toutes",
)
"""What a known incident may name: a source of the configuration, `dnma` for its four, or all."""

SERVICES_MAX = 62
"""A visit's services are the bits of one whole number."""


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Service(_Table):
    libelle: str
    axe: str | None = None


class Services(_Table):
    axes: dict[str, str]
    services: dict[str, Service]
    applications: dict[str, str]

    @model_validator(mode="after")
    def _names_what_exists(self) -> Services:
        faults = [
            f"applications.{name}: found service {service!r}, which [services] does not list"
            for name, service in self.applications.items()
            if service not in {*self.services, NON_CLASSE}
        ]
        faults += [
            f"services.{name}.axe: found {one.axe!r}, which [axes] does not list"
            for name, one in self.services.items()
            if one.axe is not None and one.axe not in self.axes
        ]
        if len(self.services) > SERVICES_MAX:
            faults.append(f"services: found {len(self.services)}, expected at most {SERVICES_MAX}")
        if faults:
            raise ValueError("\n".join(faults))
        return self


class Affichage(_Table):
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


class Libelles(_Table):
    profils: dict[str, Profil]
    appareils: dict[str, Appareil]
    affichage: Affichage


class Indicateur(_Table):
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


class Portee(_Table):
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


class Incident(_Table):
    """`du` and `au` are its first and last day; without `portee` it struck the whole region."""

    source: str
    du: date
    au: date
    texte: str
    portee: Portee | None = None

    @field_validator("source")
    @classmethod
    def _is_a_source(cls, source: str) -> str:
        if source not in SOURCES_D_INCIDENT:
            raise ValueError(f"found {source!r}, expected one of {', '.join(SOURCES_D_INCIDENT)}")
        return source

    @field_validator("au")
    @classmethod
    def _ends_after_it_began(cls, au: date, info: ValidationInfo) -> date:
        du = info.data.get("du")
        if du is not None and au < du:
            raise ValueError(f"found {au}, which is before du = {du}")
        return au


class Incidents(_Table):
    incident: tuple[Incident, ...] = ()


class Objectif(_Table):
    """`axes`: an axis's code -> its share of all pages, in percent."""

    axes: dict[str, float] = {}
    services_actives: tuple[str, ...] = ()


class Objectifs(_Table):
    lycee: dict[str, Objectif] = {}


class Echecs(_Table):
    """Why a report could not be issued, by its kind (`EntReportError.motif`)."""

    place: str
    caractere: str
    rendu: str
    relecture: str
    edition: str
    concurrence: str
    stockage: str
    interruption: str
    delai: str
    autre: str


COMPAGNONS: Mapping[str, type[BaseModel]] = {
    "services": Services,
    "libelles": Libelles,
    "indicateurs": Indicateurs,
    "incidents": Incidents,
    "objectifs": Objectifs,
    "echecs": Echecs,
    "alertes": Alertes,
}


def faults_of(name: str, table: Mapping[str, Any]) -> Iterator[tuple[Sequence[object], str]]:
    """The key and the message of each fault of one of the files: what was found or expected there."""
    try:
        COMPAGNONS[name].model_validate(table)
    except ValidationError as error:
        for fault in error.errors():
            for line in fault["msg"].removeprefix("Value error, ").splitlines():
                yield (fault["loc"], line) if fault["loc"] else _of_the_whole(line)


def _of_the_whole(line: str) -> tuple[Sequence[object], str]:
    """A message of a rule over the whole file begins with the key that it speaks of."""
    key, colon, message = line.partition(": ")
    return (key.split("."), message) if colon else ((), line)
