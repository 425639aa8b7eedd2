"""`[envoi]`: whom mail goes to, and how."""

from __future__ import annotations

import string
from typing import Annotated

from pydantic import Field, field_validator

from ent_report.configuration.section import Section
from ent_report.courrier import Adresse

Domaine = Annotated[str, Field(pattern=r"^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+$")]

CHAMPS_DU_LIEN = {"mois", "code", "edition"}


class Envoi(Section):
    """`domaines`: those of the lycées' mailboxes that mail may go to; with none, it goes to no lycée.

    `synthese`: who receives the regional summary; `synthese_automatique`: as soon as it is issued, without a person's
    release. `repondre_a`: whom an answer goes to, if not the sender. `taille_max_mio`: MiB of a message above which it
    gives `lien` instead of the PDF, an address with `{mois}`, `{code}` (a UAI, or `region`) and `{edition}` in it.
    `par_minute`: messages; `essais`: how often a server that refuses for now is asked, after `attente_s` seconds and
    then twice as long each time.
    """

    domaines: tuple[Domaine, ...] = ()
    synthese: tuple[Adresse, ...] = ()
    synthese_automatique: bool = False
    repondre_a: Adresse | None = None
    taille_max_mio: float = Field(default=8.0, gt=0, le=100)
    lien: str | None = Field(default=None, pattern=r"^https://[^\s<>\"]+$")
    par_minute: float = Field(default=30.0, gt=0)
    essais: int = Field(default=4, ge=1, le=10)
    attente_s: float = Field(default=60.0, gt=0, le=3600)

    @field_validator("lien")
    @classmethod
    def _has_known_fields(cls, lien: str | None) -> str | None:
        expected = "expected no other fields than {mois}, {code} and {edition}, and {code} among them"
        try:
            fields = [one for one in string.Formatter().parse(lien or "{code}") if one[1] is not None]
        except ValueError as error:
            raise ValueError(f"{error}; {expected}") from None
        found = {name for _, name, _, _ in fields}
        if not found <= CHAMPS_DU_LIEN or "code" not in found or any(how or other for _, _, how, other in fields):
            raise ValueError(expected)
        return lien

    @field_validator("synthese")
    @classmethod
    def _each_once(cls, adresses: tuple[str, ...]) -> tuple[str, ...]:
        return tuple({one.lower(): one for one in adresses}.values())
