"""How much the request page takes: `[guichet]` of the configuration."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class Guichet(BaseModel):
    """`par_lycee_jour`: runs for one lycée in 24 hours; `par_appelant_minute`, `par_appelant_heure`: requests of one
    caller, by truncated address; `total_heure`: runs of all lycées in an hour; `attente_max`: requests that wait while
    Prefect cannot take them.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    par_lycee_jour: int = Field(default=3, ge=1, le=100)
    par_appelant_minute: int = Field(default=10, ge=1, le=10_000)
    par_appelant_heure: int = Field(default=60, ge=1, le=10_000)
    total_heure: int = Field(default=600, ge=1, le=100_000)
    attente_max: int = Field(default=500, ge=1, le=100_000)
