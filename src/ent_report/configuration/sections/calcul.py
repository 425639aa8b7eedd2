"""`[seuils]`, `[completude]`, `[rapprochements]`: the thresholds that figures are computed and told with."""

from __future__ import annotations

from pydantic import Field, model_validator

from ent_report.configuration.section import Section


class Seuils(Section):
    """`petit_effectif`: users under which a figure is masked; `intervalle_min` and `intervalle_pct`: how wide the
    interval must be, in its unit and in percent of it, that all published figures leave for a masked one;
    `tailles_comparables`: limits of size bands, in pupils; `comparables_min`: lycées under which a group gives no
    median.
    """

    petit_effectif: int = Field(default=5, ge=1)
    intervalle_min: int = Field(default=4, ge=1)
    intervalle_pct: float = Field(default=50.0, ge=0, le=100)
    tailles_comparables: tuple[int, ...] = (400, 800, 1500)
    comparables_min: int = Field(default=5, ge=2)


class Completude(Section):
    """Shares of the expected class days that are measured, in percent: below `complet_pct` a month is partial, below
    `insuffisant_pct` too little is known of it and its report is held.
    """

    complet_pct: float = Field(default=100.0, ge=0, le=100)
    insuffisant_pct: float = Field(default=34.0, ge=0, le=100)

    @model_validator(mode="after")
    def _in_order(self) -> Completude:
        if self.insuffisant_pct > self.complet_pct:
            found = f"insuffisant_pct {self.insuffisant_pct:g} above complet_pct {self.complet_pct:g}"
            raise ValueError(f"found {found}, expected it to be at most that")
        return self


class Rapprochements(Section):
    """When a difference between two sources is told: beyond `ecart_pct` percent of the larger figure, and from
    `ecart_min` people, accounts or logins on.
    """

    ecart_pct: float = Field(default=10.0, ge=0, le=100)
    ecart_min: int = Field(default=20, ge=1)
