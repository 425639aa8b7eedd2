"""What the request page asks of Prefect: a run of the deployment that sends one lycée its report, and nothing else."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

import httpx
from prefect.client.orchestration import PrefectClient, get_client
from prefect.exceptions import ObjectNotFound

from ent_report.guichet.attente import Demander, PrefectUnreachableError, RunRefusedError
from ent_report.guichet.formulaire import Demande

DEPLOIEMENT = "envoi/demande-proviseur"
ETIQUETTE = "guichet"
DELAI_S = 10.0
REFUSALS = {httpx.codes.BAD_REQUEST, httpx.codes.CONFLICT, httpx.codes.UNPROCESSABLE_ENTITY}
"""What Prefect says of parameters that a deployment does not take; anything else may be better later."""


@asynccontextmanager
async def demandes_a_prefect() -> AsyncIterator[Demander]:
    """Ask Prefect for runs; its server need not be there yet."""
    async with get_client(httpx_settings={"timeout": DELAI_S}) as client:
        yield _Guichetier(client).demander


class _Guichetier:
    def __init__(self, client: PrefectClient) -> None:
        self._client = client
        self._deploiement: UUID | None = None

    async def demander(self, demande: Demande) -> None:
        """One run for a lycée, a month and a day, however often it is asked for."""
        try:
            await self._client.create_flow_run_from_deployment(
                await self._identifiant(),
                parameters={
                    "uai": str(demande.uai),
                    "mois": str(demande.mois),
                    "demandeur": f"page {demande.reseau}",
                },
                tags=[ETIQUETTE],
                idempotency_key=f"{ETIQUETTE} {demande.uai} {demande.mois} {demande.jour}",
            )
        except ObjectNotFound as error:
            raise PrefectUnreachableError(f"it has no deployment {DEPLOIEMENT}") from error
        except httpx.HTTPStatusError as error:
            self._deploiement = None  # it may have been deployed anew
            status = error.response.status_code
            kind = RunRefusedError if status in REFUSALS else PrefectUnreachableError
            raise kind(f"{DEPLOIEMENT}: it answers {status} {error.response.reason_phrase}") from error
        except httpx.HTTPError as error:
            raise PrefectUnreachableError(f"{str(error) or type(error).__name__}") from error

    async def _identifiant(self) -> UUID:
        if self._deploiement is None:
            self._deploiement = (await self._client.read_deployment_by_name(DEPLOIEMENT)).id
        return self._deploiement
