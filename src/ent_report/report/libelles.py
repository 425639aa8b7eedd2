"""How a report calls things: labels, units, definitions and axes from `config/`, the region's brand beside them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Self

from ent_report.vocabulary import NON_CLASSE


@dataclass(frozen=True)
class Indicateur:
    """One indicator as `indicateurs.toml` describes it; `decimales` is for display only."""

    code: str
    libelle: str
    unite: str
    source: str
    decimales: int
    definition: str


@dataclass(frozen=True)
class Service:
    """One service as `services.toml` describes it; `axe` is a code, None where it belongs to none."""

    code: str
    libelle: str
    axe: str | None


@dataclass(frozen=True)
class Libelles:
    """Every label that is configured, in the order of its file; an unknown code is shown as it stands."""

    indicateurs: Mapping[str, Indicateur]
    services: Mapping[str, Service]
    axes: Mapping[str, str]
    profils: Mapping[str, str]
    appareils: Mapping[str, str]
    types: Mapping[str, str]
    sources: Mapping[str, str]

    @classmethod
    def from_tables(
        cls, indicateurs: Mapping[str, Any], services: Mapping[str, Any], libelles: Mapping[str, Any]
    ) -> Self:
        """From the parsed `indicateurs.toml`, `services.toml` and `libelles.toml`; raises KeyError on a missing key."""
        shown = libelles["affichage"]
        return cls(
            indicateurs={code: _indicateur(code, table) for code, table in indicateurs.items()},
            services={
                code: Service(code, table["libelle"], table.get("axe")) for code, table in services["services"].items()
            },
            axes=dict(services["axes"]),
            profils=dict(shown["profils"]),
            appareils=dict(shown["appareils"]),
            types=dict(shown["types"]),
            sources=dict(shown["sources"]),
        )

    def without_source(self, code: str) -> Self:
        """The labels of a region that does not have a source: no word of what comes from it alone."""
        kept = {name: one for name, one in self.indicateurs.items() if one.source != code}
        return replace(self, indicateurs=kept)

    def service(self, code: str) -> Service:
        return self.services.get(code) or Service(code, code.replace("_", " ").capitalize(), None)

    def source(self, code: str) -> str:
        """`evenements+comptes` gives the two labels, parted by a comma."""
        return ", ".join(self.sources.get(part, part) for part in code.split("+"))

    def services_de(self, axe: str) -> tuple[str, ...]:
        """The codes of an axis's services."""
        return tuple(code for code, service in self.services.items() if service.axe == axe)

    @property
    def services_connus(self) -> tuple[str, ...]:
        """All services that a lycée may use, what is not classified aside."""
        return tuple(code for code in self.services if code != NON_CLASSE)


@dataclass(frozen=True)
class Presentation:
    """The region's brand; `logo` is a data URI, `couleur` is `#rrggbb`."""

    nom_region: str
    nom_ent: str
    contact: str
    couleur: str = "#1f4e8c"
    logo: str | None = field(default=None, repr=False)


def _indicateur(code: str, table: Mapping[str, Any]) -> Indicateur:
    return Indicateur(
        code,
        libelle=table["libelle"],
        unite=table["unite"],
        source=table["source"],
        decimales=int(table.get("decimales", 0)),
        definition=table["definition"],
    )
