"""`[region]`: which region it is."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from ent_report.configuration.section import Section


class Region(Section):
    """`code`: code_region of the national register; `zone`: of school holidays; `departement_feries`: one with public
    holidays of its own, such as 67.
    """

    nom: str = Field(min_length=1)
    code: str = Field(pattern=r"^[0-9]{1,2}$")
    zone: Literal["A", "B", "C", "Corse"]
    departement_feries: Literal["57", "67", "68", "971", "972", "973", "974", "976"] | None = None
