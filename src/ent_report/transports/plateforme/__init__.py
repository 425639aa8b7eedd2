"""The platform's API: events, a local day at a time."""

from __future__ import annotations

from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field, model_validator

from ent_report.domaine.sessions import TYPES_ACTIVITE
from ent_report.transports.base import Provenance, Transport


class Plateforme(Provenance):
    """`url`: where `/v2/event/list/...` begins; `secret`: the name of the credential, in the environment or a secret
    block, which is `name:secret` or a token; `types`: the event types that are asked for, of the days that are fetched
    from then on; `delai_s`: seconds to wait for an answer; `retard_h`: hours after its end from which a day is asked
    for.
    """

    kind: Literal["plateforme"] = "plateforme"
    url: str
    secret: str = Field(default="ENT_REPORT_PLATEFORME_SECRET", min_length=1)
    types: tuple[str, ...] = Field(default=TYPES_ACTIVITE, min_length=1)
    delai_s: float = Field(default=120, gt=0)
    retard_h: float = Field(default=3, ge=0)

    @model_validator(mode="after")
    def _url_is_bare(self) -> Plateforme:
        """A fault of the whole section, whose message does not show the URL: it may hold a password."""
        try:
            url = urlsplit(self.url)
            is_bare = url.scheme in {"http", "https"} and url.hostname and not (set("@?#") & set(self.url))
        except ValueError:
            is_bare = False
        if not is_bare:
            raise ValueError("url: expected https://host/path, without credential or parameters")
        return self


TRANSPORT = Transport(Plateforme, f"{__name__}.livraison")
