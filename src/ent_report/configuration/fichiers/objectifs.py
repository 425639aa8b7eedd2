"""`objectifs.toml`: what a lycée wants to reach."""

from __future__ import annotations

from pydantic import Field

from ent_report.configuration.section import Section


class Objectif(Section):
    """`axes`: an axis's code -> its share of all pages, in percent. `services_actives`: the services that it has chosen
    to activate.
    """

    axes: dict[str, float] = Field(default_factory=dict)
    services_actives: tuple[str, ...] = ()


class Objectifs(Section):
    lycee: dict[str, Objectif] = Field(default_factory=dict)
