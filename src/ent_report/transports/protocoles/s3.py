"""Drops in an object store that speaks S3; AWS's own variables let in where no secret is named."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import obstore
from obstore.exceptions import BaseError, PermissionDeniedError, PreconditionError, UnauthenticatedError
from obstore.store import S3Store

from ent_report.reponses_s3 import CREDENTIALS, REFUSED, short, status_of
from ent_report.transports.depots import Acces, ChangedError, DepotError, Distant, Protocole, TransientError
from ent_report.transports.motifs import Motif
from ent_report.transports.urls import Lieu

if TYPE_CHECKING:
    from obstore import GetOptions, ObjectMeta
    from obstore.store import ClientConfig, S3Config

_MD5 = re.compile(r"[0-9a-f]{32}")
LET_IN = "expected credentials that are let in: `secret` names them as id:key, else AWS_ACCESS_KEY_ID and its like"


@dataclass
class DepotS3:
    """A bucket. `_digests`: MD5 of what was fetched and is not what its ETag says, by key."""

    lieu: Lieu
    acces: Acces
    _digests: dict[str, str] = field(default_factory=dict, repr=False)

    @cached_property
    def _store(self) -> S3Store:
        """Its own retries are off: there is one way of trying again for all protocols."""
        config: S3Config = {}
        client: ClientConfig = {"connect_timeout": "15s", "read_timeout": "60s", "timeout": "6h"}
        if self.acces.point_acces:
            config["endpoint"] = self.acces.point_acces
            client["allow_http"] = self.acces.point_acces.startswith("http://")
        if self.acces.region:
            config["region"] = self.acces.region
        if self.acces.secret is not None:
            id_, colon, key = self.acces.secret.strip().partition(":")
            if not (id_ and colon and key):
                raise DepotError("found a secret that is no pair, expected id:key")
            config |= {"access_key_id": id_, "secret_access_key": key}
        elif self.acces.point_acces and not any(name in os.environ for name in CREDENTIALS):
            raise DepotError(f"found no credentials, {LET_IN}")  # a store of one's own has no service that gives some
        return S3Store(self.lieu.hote, config=config, client_options=client, retry_config={"max_retries": 0})

    def find(self, motif: Motif) -> list[Distant]:
        """All keys below the motif's folder: an object store has no levels."""
        with self._told():
            if not motif.est_glob and motif.chemin.removeprefix("/"):
                try:
                    return [_described(obstore.head(self._store, motif.chemin.removeprefix("/")))]
                except FileNotFoundError:
                    pass
            listed = obstore.list(self._store, prefix=motif.dossier.removeprefix("/") or None)
            return [_described(one) for chunk in listed for one in chunk]

    def fetch(self, distant: Distant, cible: Path) -> None:
        digest = hashlib.md5(usedforsecurity=False)
        with self._told():
            options: GetOptions = {"if_match": distant.etiquette} if distant.etiquette else {}
            found = obstore.get(self._store, distant.chemin.removeprefix("/"), options=options)
            with cible.open("wb") as stream:
                for piece in found:
                    digest.update(piece)
                    stream.write(piece)
        self._compare(distant, digest.hexdigest())

    def close(self) -> None:
        pass

    def _compare(self, distant: Distant, digest: str) -> None:
        """An ETag that looks like an MD5 is one, unless the bytes are the same twice: the store encrypts them."""
        etag = (distant.etiquette or "").strip('"')
        if _MD5.fullmatch(etag) and digest not in {etag, self._digests.get(distant.chemin)}:
            self._digests[distant.chemin] = digest
            raise TransientError(f"found bytes of MD5 {digest}, expected {etag}")

    @contextmanager
    def _told(self) -> Iterator[None]:
        """What the library raises, as a line, less the many lines that it adds."""
        try:
            yield
        except PreconditionError as error:
            raise ChangedError("it changed while it was brought") from error
        except FileNotFoundError as error:
            raise ChangedError("it was there, and is no more") from error
        except (PermissionDeniedError, UnauthenticatedError) as error:
            raise DepotError(f"found that access is refused ({short(error)}), {LET_IN}") from error
        except BaseError as error:
            raise self._fault(error) from error

    def _fault(self, error: BaseError) -> DepotError:
        text, told, status = str(error), short(error), status_of(error)
        where = self.acces.point_acces or "the store"
        if "NoSuchBucket" in text:
            return DepotError(f"found no bucket {self.lieu.hote}, expected the one that files are put in")
        if status in REFUSED:
            return DepotError(f"found that access is refused ({told}), {LET_IN}")
        if "redential" in text or "Missing" in text:
            return DepotError(f"found no credentials, {LET_IN}")
        if status is None or status == "429" or status >= "500":
            return TransientError(f"found no usable answer of {where} ({told}), expected an S3 store that answers")
        return DepotError(f"found an answer that cannot be used ({told}), expected an S3 store at {where}")


def _described(one: ObjectMeta) -> Distant:
    """S3 tells whole seconds; the digits below them are made of the ETag, so that each content has its own."""
    etag = one["e_tag"]
    changed_s = one["last_modified"].timestamp()
    below = int(hashlib.sha256((etag or "").encode()).hexdigest()[:12], 16) % 10**9
    return Distant(f"/{one['path']}", one["size"], changed_s, int(changed_s) * 10**9 + below, etag)


PROTOCOLE = Protocole(0, DepotS3)
