"""Files that lie in folders of this machine, or in drops elsewhere that a URL names."""

from __future__ import annotations

from typing import Literal, TypeGuard

from pydantic import Field, field_validator
from pydantic_core import PydanticCustomError

from ent_report.transports.base import Provenance, Transport
from ent_report.transports.registre import schemas
from ent_report.transports.urls import SECRET_FOUND, is_url, split_url


class Files(Provenance):
    """`path`: a path, a folder or a glob, or several, relative to the file that says so, or a URL of such.

    `secret`: the name of the secret that lets in; `repos_s`: seconds since its last change after which a file is taken
    to be whole, its protocol's own if None; `cles_hotes`: the known_hosts file of SFTP servers; `point_acces` and
    `region`: an object store's address and region.
    """

    kind: Literal["files"] = "files"
    path: tuple[str, ...] = Field(min_length=1)
    secret: str | None = None
    repos_s: int | None = Field(default=None, ge=0)
    cles_hotes: str | None = None
    point_acces: str | None = None
    region: str | None = None

    @field_validator("path", mode="before")
    @classmethod
    def _one_or_several(cls, value: object) -> object:
        return (value,) if isinstance(value, str) else value

    @field_validator("path")
    @classmethod
    def _leads_somewhere(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for url in filter(is_url, value):
            place, _ = split_url(url)
            if place.schema not in schemas():
                known = " or ".join(f"{one}://" for one in schemas())
                raise PydanticCustomError(SECRET_FOUND, f"found {place.schema}://, expected {known} or a local path")
        return value

    @field_validator("point_acces")
    @classmethod
    def _is_an_address(cls, value: str | None) -> str | None:
        if value is not None:
            place, _ = split_url(value)
            if place.schema not in {"http", "https"}:
                raise PydanticCustomError(SECRET_FOUND, "found no web address, expected https://host")
        return value

    @field_validator("secret")
    @classmethod
    def _is_a_name(cls, value: str | None) -> str | None:
        if value is not None and not value.replace("-", "_").isidentifier():
            raise PydanticCustomError(
                SECRET_FOUND, "found no name, expected that of an environment variable or of a secret block of Prefect"
            )
        return value


def is_local(provenance: Provenance) -> TypeGuard[Files]:
    """Whether an input is files of this machine alone, there to be read at any time."""
    return isinstance(provenance, Files) and not any(map(is_url, provenance.path))


TRANSPORT = Transport(Files, f"{__name__}.livraison")
