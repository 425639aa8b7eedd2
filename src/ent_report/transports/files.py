"""Files that lie in folders of this machine, or in drops elsewhere that a URL names."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Literal, TypeGuard

from pydantic import Field, field_validator
from pydantic_core import PydanticCustomError

from ent_report.sources.inventaire import EMPTY, NOT_WHOLE, left_for_later, take_inventory
from ent_report.transports.base import DemandeEntree, Livraison, Provenance, Transport
from ent_report.transports.depots import Acces
from ent_report.transports.registre import protocole, schemas
from ent_report.transports.tournee import Arrivage, Tournee
from ent_report.transports.urls import SECRET_FOUND, Lieu, is_url, split_url


class Files(Provenance):
    """`path`: a path, a folder or a glob, or several, relative to the file that says so, or a URL of such.

    `secret`: the name of the secret that lets in; `repos_s`: seconds since its last change after which a file is taken
    to be whole, its protocol's own if None; `cles_hotes`: the known_hosts file of SFTP servers; `point_acces` and
    `region`: an object store's address and region.
    """

    kind: Literal["files"] = "files"
    path: tuple[str, ...]
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


@contextmanager
def bring(provenance: Files, demande: DemandeEntree) -> Iterator[Livraison]:
    found = [_from_here(provenance, demande)]
    with ExitStack() as stack:
        rounds, faults = _rounds(provenance, demande)
        found += [stack.enter_context(one.bring(paths)) for one, paths in rounds]
        yield Livraison(
            tuple(file for one in found for file in one.fichiers),
            (*(fault for one in found for fault in one.fautes), *faults),
            tuple(remark for one in found for remark in one.remarques),
        )


def probe(provenance: Files, demande: DemandeEntree) -> list[str]:
    rounds, faults = _rounds(provenance, demande)
    elsewhere = [fault for one, paths in rounds for fault in one.probe(paths)]
    return [*_from_here(provenance, demande).fautes, *elsewhere, *faults]


def _from_here(provenance: Files, demande: DemandeEntree) -> Arrivage:
    patterns = [path for path in provenance.path if not is_url(path)]
    found = take_inventory(patterns, demande.dossier, demande.connus)
    latest_ns = (demande.maintenant.timestamp() - (provenance.repos_s or 0)) * 1e9
    whole, later = [], []
    for one in found.fichiers:
        if not one.octets:
            later.append(left_for_later(one.nom, EMPTY))
        elif provenance.repos_s and one.modifie_ns > latest_ns:
            later.append(left_for_later(one.nom, f"it changed less than {provenance.repos_s} s ago (repos_s)"))
        else:
            whole.append(one)
    faults = list(found.fautes)
    if patterns and not whole and not faults:
        text = NOT_WHOLE.format(len(later) + len(found.remarques))
        faults.append(f"{', '.join(patterns)}: {text}, expected at least one")
    lines = [f"{demande.entree}.path: {fault}" for fault in faults]
    return Arrivage(whole, lines, [*found.remarques, *later])


def _rounds(provenance: Files, demande: DemandeEntree) -> tuple[list[tuple[Tournee, list[str]]], list[str]]:
    """A round for each place that the URLs name, with its paths, and a line where the secret lacks."""
    urls = [path for path in provenance.path if is_url(path)]
    secret = demande.secrets.get(provenance.secret) if provenance.secret and urls else None
    if provenance.secret and urls and not secret:
        fault = (
            f"{demande.entree}.secret: found nothing under the name {provenance.secret}, expected an environment "
            "variable, or a secret block of Prefect"
        )
        return [], [fault]
    acces = Acces(demande.dossier, secret, provenance.cles_hotes, provenance.point_acces, provenance.region)
    paths: dict[Lieu, list[str]] = {}
    for url in urls:
        place, path = split_url(url)
        paths.setdefault(place, []).append(path)
    rounds = []
    for place, of_place in paths.items():
        protocol = protocole(place.schema)
        repos_s = protocol.repos_s if provenance.repos_s is None else provenance.repos_s
        rounds.append((Tournee(protocol, place, acces, repos_s, demande), of_place))
    return rounds, []


TRANSPORT = Transport(Files, bring, probe)
