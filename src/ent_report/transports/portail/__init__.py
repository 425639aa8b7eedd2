"""The national open data portal: data sets of its API (Opendatasoft's Explore v2.1), fetched once and kept."""

from __future__ import annotations

import re
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import Field, field_validator, model_validator

from ent_report.transports.base import Provenance, Transport

LOOPBACK = {"localhost", "127.0.0.1", "::1"}
JEU = re.compile(r"[A-Za-z0-9][A-Za-z0-9_@.-]*")
VARIABLE = re.compile(r"[A-Z][A-Z0-9_]*")


class Portail(Provenance):
    """`jeu`: the ids of the data sets, the portal's own for this input where none is given. `filtre`: an ODSQL
    condition in place of the region's. `cle` names the secret that holds an API key. `rafraichir` asks anew for months
    that are settled, too. `delai_s` is for the whole input, `attente_s` the wait before a second try.
    """

    kind: Literal["portail"] = "portail"
    frequence: Literal["heure", "jour", "semaine", "mois"] = "semaine"
    url: str = "https://data.education.gouv.fr"
    jeu: tuple[str, ...] = ()
    format: Literal["parquet", "csv"] = "parquet"
    filtre: str | None = None
    cle: str | None = None
    rafraichir: bool = False
    connexion_s: Annotated[float, Field(gt=0)] = 10
    lecture_s: Annotated[float, Field(gt=0)] = 120
    delai_s: Annotated[float, Field(gt=0)] = 900
    essais: Annotated[int, Field(ge=1)] = 4
    attente_s: Annotated[float, Field(ge=0)] = 1

    @field_validator("jeu", mode="before")
    @classmethod
    def _one_or_several(cls, value: object) -> object:
        return (value,) if isinstance(value, str) else value

    @model_validator(mode="after")
    def _is_safe(self) -> Portail:
        """Checked here and not a key at a time, since the fault must not repeat what may be a secret."""
        try:
            url = urlsplit(self.url)
            host, _ = url.hostname, url.port
        except ValueError:
            raise ValueError("url: is no URL, expected one such as https://data.education.gouv.fr") from None
        if set("@?") & set(self.url):
            raise ValueError("url: holds a user or a query, expected neither: `cle` names the secret of a key")
        if url.scheme not in {"https", "http"} or not host:
            raise ValueError(
                f"url: found {url.scheme}://{url.netloc}{url.path}, expected one such as https://data.education.gouv.fr"
            )
        if self.cle is not None and not VARIABLE.fullmatch(self.cle):
            raise ValueError("cle: expected the name of an environment variable, such as PORTAIL_CLE, never the key")
        if self.cle is not None and url.scheme == "http" and host not in LOOPBACK:
            raise ValueError("url: found http, expected https where a key is sent")
        for jeu in self.jeu:
            if not JEU.fullmatch(jeu):
                raise ValueError(f"jeu: found {jeu!r}, expected the id of a data set")
        return self


TRANSPORT = Transport(Portail, f"{__name__}.livraison")
