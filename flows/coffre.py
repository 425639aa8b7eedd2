"""Where secrets come from: the environment, else Prefect's secret blocks; never the configuration."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping

from prefect.client.orchestration import get_client
from prefect.exceptions import ObjectNotFound


class Secrets(Mapping[str, str]):
    """Each name's secret: the environment's, else that of the block of the same name in lower case with dashes.

    `ENT_REPORT_PSEUDONYM_KEY` is the block `ent-report-pseudonym-key`.
    """

    def __getitem__(self, name: str) -> str:
        found = os.environ.get(name)
        if found is not None:
            return found
        try:
            with get_client(sync_client=True) as client:
                block = client.read_block_document_by_name(name.lower().replace("_", "-"), "secret")
        except ObjectNotFound:
            raise KeyError(name) from None
        return str(block.data["value"])

    def __iter__(self) -> Iterator[str]:
        return iter(os.environ)

    def __len__(self) -> int:
        return len(os.environ)
