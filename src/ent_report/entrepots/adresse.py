"""Where an object store's data directory lies: `s3://bucket/prefix`, and what the AWS variables say of its server."""

from __future__ import annotations

import hashlib
import os
import re
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from obstore.store import S3Store

from ent_report.errors import UsageError
from ent_report.reponses_s3 import CREDENTIALS

if TYPE_CHECKING:
    from obstore.store import ClientConfig, S3Config

SCHEMA = "s3://"
PATIENCE_S = 30
"""A store that is away for less is waited for; what Polars reads, it asks for about as long."""
LOCAL_VARIABLE = "ENT_REPORT_LOCAL_DIR"
_PREFIX = re.compile(r"(?:[^/?#%*\\\x00-\x1f]+/)*[^/?#%*\\\x00-\x1f]*")
_BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")


@dataclass(frozen=True)
class Adresse:
    """A bucket, the folder in it, and the server's address if it is not AWS's own."""

    bucket: str
    prefixe: str
    point_acces: str | None
    region: str

    @classmethod
    def parse(cls, url: str) -> Adresse:
        """Raises UsageError for what is no such URL, and where nothing lets in to a server of one's own."""
        bucket, _, prefix = url.removeprefix(SCHEMA).partition("/")
        if not url.startswith(SCHEMA) or not _BUCKET.fullmatch(bucket) or not _PREFIX.fullmatch(prefix):
            raise UsageError("the data directory's URL: found none that can be used, expected s3://bucket/prefix")
        variables = os.environ
        address = variables.get("AWS_ENDPOINT_URL_S3") or variables.get("AWS_ENDPOINT_URL") or None
        if address and not any(name in variables for name in CREDENTIALS):
            raise UsageError(f"{url}: found no credentials, expected AWS_ACCESS_KEY_ID and its like in the environment")
        region = variables.get("AWS_REGION") or variables.get("AWS_DEFAULT_REGION") or "us-east-1"
        return cls(bucket, prefix.strip("/"), address, region)

    def __str__(self) -> str:
        return f"{SCHEMA}{self.bucket}/{self.prefixe}".rstrip("/")

    @property
    def travail(self) -> Path:
        """The folder of this machine for it: scratch, copies, Prefect's files; below ENT_REPORT_LOCAL_DIR, else the
        user's folder of state.
        """
        state = os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state"
        root = os.environ.get(LOCAL_VARIABLE) or Path(state) / "ent-report"
        mark = hashlib.sha256(f"{self.point_acces}\n{self}".encode()).hexdigest()[:12]
        return Path(root).resolve() / f"{self.bucket}-{mark}"

    def open(self, *, est_prompt: bool = False) -> S3Store:
        """Its client; `est_prompt`: one that gives up in time for a lease (`baux`) to be still held."""
        config: S3Config = {"region": self.region}
        client: ClientConfig = {"connect_timeout": "5s", "timeout": "10s" if est_prompt else "1h"}
        if self.point_acces:
            config["endpoint"] = self.point_acces
            client["allow_http"] = self.point_acces.startswith("http://")
        return S3Store(
            self.bucket,
            prefix=self.prefixe or None,
            config=config,
            client_options=client,
            retry_config={
                "max_retries": 1000,  # the time decides: waits are drawn at random, and six of them may be one second
                "retry_timeout": timedelta(seconds=15 if est_prompt else PATIENCE_S),
                "backoff": {"init_backoff": timedelta(seconds=0.1), "max_backoff": timedelta(seconds=5), "base": 3},
            },
        )

    def options(self) -> dict[str, str]:
        """The same for Polars."""
        told = {"aws_region": self.region}
        if self.point_acces:
            told |= {"aws_endpoint_url": self.point_acces}
            told |= {"aws_allow_http": str(self.point_acces.startswith("http://")).lower()}
        return told
