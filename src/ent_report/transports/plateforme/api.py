"""The platform's API for events (entcore, module infra): one batch of a stretch of time, asked for until it is whole.

`GET {url}/v2/event/list/events/{epoch}` answers with the events whose `date` is from `epoch` to before `epoch` +
`duration`, both in milliseconds; `sorted` puts them in the order of `date`; `event-types` is repeated for each type;
X-HAS-MORE says whether the batch, 50 000 events where the platform does not say otherwise, is not all. Events that
another collector has marked as synced are left out unless `skip-synced` is false. A credential is an application's,
`name:secret` (Basic), or an OAuth token (Bearer). The platform answers 400 where its own database took too long.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import httpx

from ent_report.transports.patience import Essais, RequeteError, may_pass, patiently
from ent_report.transports.plateforme.reponses import check_status, has_more, lines_of

ATTEMPTS = 5
WAIT_INITIAL_S, WAIT_MAX_S, JITTER_S = 1.0, 30.0, 2.0


@dataclass(frozen=True)
class Reponse:
    """One batch as JSON lines, an event each, in the platform's order; `a_suivre`: it is not all."""

    lignes: bytes
    a_suivre: bool


class Api:
    """`tentatives`: of each request; `reprises`: why requests were made again."""

    def __init__(self, client: httpx.Client, types: Sequence[str], delai_s: float, tentatives: int) -> None:
        self._client = client
        self._types = tuple(types)
        self._delai_s = delai_s
        self._tentatives = tentatives
        self.reprises: dict[str, None] = {}

    def events(self, debut_ms: int, fin_ms: int) -> Reponse:
        """The events from `debut_ms` to before `fin_ms`. Raises RequeteError."""
        essais = Essais(self._tentatives, WAIT_INITIAL_S, WAIT_MAX_S, JITTER_S)
        return patiently(
            lambda: self._ask(debut_ms, fin_ms),
            may_pass,
            essais,
            again=lambda error, _number: self.reprises.setdefault(str(error)),
        )

    def _ask(self, debut_ms: int, fin_ms: int) -> Reponse:
        parameters = [("duration", str(fin_ms - debut_ms)), ("sorted", "true"), ("skip-synced", "false")]
        parameters += [("event-types", one) for one in self._types]
        try:
            response = self._client.get(f"v2/event/list/events/{debut_ms}", params=tuple(parameters))
        except httpx.ConnectTimeout:
            reason = f"cannot be reached within {self._delai_s:g} s"
            raise RequeteError(reason, est_passager=True, est_ferme=True) from None
        except httpx.TimeoutException:
            raise RequeteError(f"no answer within {self._delai_s:g} s", est_passager=True) from None
        except httpx.ConnectError as error:
            reason = str(error) or type(error).__name__
            raise RequeteError(f"cannot be reached: {reason}", est_passager=True, est_ferme=True) from None
        except httpx.HTTPError as error:
            raise RequeteError(f"the answer was cut ({type(error).__name__})", est_passager=True) from None
        check_status(response)
        return Reponse(lines_of(response), has_more(response))


@contextmanager
def open_api(
    url: str, credential: str, types: Sequence[str], delai_s: float, tentatives: int = ATTEMPTS
) -> Iterator[Api]:
    """The API at a URL. Raises RequeteError where the credential can be none."""
    headers = {"Authorization": _authorization(credential), "Accept": "application/json"}
    with httpx.Client(base_url=url, headers=headers, timeout=delai_s) as client:
        yield Api(client, types, delai_s, tentatives)


def _authorization(credential: str) -> str:
    known = credential.strip()
    if not known or not known.isascii() or not known.isprintable() or " " in known:
        raise RequeteError(
            "found a credential with characters that none has, expected name:secret or a token", est_ferme=True
        )
    return f"Basic {base64.b64encode(known.encode()).decode()}" if ":" in known else f"Bearer {known}"
