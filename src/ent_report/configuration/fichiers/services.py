"""`services.toml`: the ENT's applications, the services that they are, and their axes."""

from __future__ import annotations

from pydantic import model_validator

from ent_report.configuration.section import Section
from ent_report.vocabulary import NON_CLASSE

SERVICES_MAX = 62
"""A visit's services are the bits of one whole number."""


class Service(Section):
    libelle: str
    axe: str | None = None


class Services(Section):
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
