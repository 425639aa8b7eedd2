"""A real S3 server on the loopback (moto's), which counts requests and may be told to fail."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import obstore
from moto.server import DomainDispatcherApplication, create_backend_app
from obstore.store import S3Store
from werkzeug.serving import WSGIRequestHandler, make_server

BUCKET = "depot-ent"
ID, KEY = "id-of-the-drop", "s3cr3t/key+of+the+drop"
SECRET = f"{ID}:{KEY}"


@dataclass
class ServeurS3:
    """`demandes` counts the requests of clients by method and path.

    The next ones are answered by each status of `pannes`, the next objects by each of `alterations` in place of their
    bytes; `apres_liste` is done once, after the bucket was listed. It honours If-None-Match and If-Match, unless it is
    told to overlook them.
    """

    port: int = 0
    demandes: Counter[tuple[str, str]] = field(default_factory=Counter)
    pannes: list[int] = field(default_factory=list)
    alterations: list[bytes] = field(default_factory=list)
    apres_liste: Callable[[], None] | None = None
    ignore_conditions: bool = False

    application: Callable[..., Iterable[bytes]] | None = None

    def start(self) -> None:
        """Answer on the port, the same one after a stop, with what was there."""
        assert self.application is not None
        server = make_server("127.0.0.1", self.port, self.application, threaded=True, request_handler=_Quiet)
        self.port = server.server_port
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        self._running = server, thread

    def stop(self) -> None:
        """Answer no more: nobody listens on the port. What was begun is ended."""
        server, thread = self._running
        server.shutdown()
        thread.join()
        server.server_close()

    @contextmanager
    def away(self) -> Iterator[None]:
        self.stop()
        try:
            yield
        finally:
            self.start()

    @property
    def adresse(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def environnement(self) -> dict[str, str]:
        """The variables that lead here."""
        return {
            "AWS_ENDPOINT_URL": self.adresse,
            "AWS_ACCESS_KEY_ID": ID,
            "AWS_SECRET_ACCESS_KEY": KEY,
            "AWS_REGION": "eu-west-3",
        }

    def content(self, prefix: str = "") -> dict[str, bytes]:
        """Every object below a prefix, by its key."""
        keys = [one["path"] for chunk in obstore.list(self._store, prefix=prefix) for one in chunk]
        return {key: bytes(obstore.get(self._store, key).bytes()) for key in sorted(keys)}

    def lay_down(self, prefix: str, folder: Path) -> Path:
        """What lies below a prefix, as a local folder: objects that are not there were not written."""
        for key, content in self.content(prefix).items():
            path = folder / key.removeprefix(f"{prefix}/")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        return folder

    def empty(self) -> None:
        keys = list(self.content())
        obstore.delete(self._store, keys)

    def put(self, key: str, content: bytes) -> None:
        obstore.put(self._store, key, content)

    @property
    def _store(self) -> S3Store:
        headers = {"default_headers": _OURS, "allow_http": True}
        config = {"endpoint": self.adresse, "access_key_id": ID, "secret_access_key": KEY}
        return S3Store(BUCKET, config=config, client_options=headers)

    def nb_fetched(self, key: str) -> int:
        return self.demandes["GET", f"/{BUCKET}/{key}"]


CONDITIONS = {"HTTP_IF_MATCH", "HTTP_IF_NONE_MATCH"}
_OURS = {"X-Of-The-Test": "1"}

Environment = dict[str, Any]


@contextmanager
def serveur_s3() -> Iterator[ServeurS3]:
    serveur = ServeurS3()
    moto_app = DomainDispatcherApplication(create_backend_app)
    one_at_a_time = threading.Lock()

    def moto(environment: Environment, start: Callable[..., Any]) -> Iterable[bytes]:
        """It compares and writes in two steps, where a store of the real world has one."""
        if environment["REQUEST_METHOD"] != "PUT":
            return moto_app(environment, start)
        if serveur.ignore_conditions:
            environment = {name: value for name, value in environment.items() if name not in CONDITIONS}
        with one_at_a_time:
            return list(moto_app(environment, start))

    def application(environment: Environment, start: Callable[..., Any]) -> Iterable[bytes]:
        if "HTTP_X_OF_THE_TEST" in environment:
            return moto(environment, start)
        serveur.demandes[environment["REQUEST_METHOD"], environment["PATH_INFO"]] += 1
        if serveur.pannes:
            return _error(start, serveur.pannes.pop(0), "InternalError")
        if f"Credential={ID}/" not in environment.get("HTTP_AUTHORIZATION", ""):
            return _error(start, 403, "InvalidAccessKeyId")
        answer = moto(environment, start)
        if environment["PATH_INFO"] == f"/{BUCKET}" and serveur.apres_liste:
            answer = [b"".join(answer)]
            after, serveur.apres_liste = serveur.apres_liste, None
            after()
        if environment["PATH_INFO"] != f"/{BUCKET}" and serveur.alterations:
            return [serveur.alterations.pop(0)]
        return answer

    serveur.application = application
    serveur.start()
    try:
        httpx.post(f"{serveur.adresse}/moto-api/reset", headers=_OURS).raise_for_status()
        httpx.put(f"{serveur.adresse}/{BUCKET}", headers=_OURS).raise_for_status()
        yield serveur
    finally:
        serveur.stop()


def _error(start: Callable[..., Any], status: int, code: str) -> Iterable[bytes]:
    start(f"{status} of the test", [("Content-Type", "application/xml")])
    return [f"<Error><Code>{code}</Code><Message>of the test</Message></Error>".encode()]


class _Quiet(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: object) -> None:  # noqa: A002  the library's name
        pass
