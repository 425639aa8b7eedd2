"""A portal on loopback that speaks what we ask of Opendatasoft's Explore API v2.1, and fails to order.

It really selects by `where` and sorts by `order_by`: ODSQL is SQL but for its quotes and dates.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import polars as pl

CHEMIN = re.compile(r"/api/explore/v2\.1/catalog/datasets/([^/]+)(?:/exports/(csv|parquet))?")
TYPES = {"csv": "text/csv; charset=utf-8", "parquet": "application/vnd.apache.parquet"}
PAGE = b"<!DOCTYPE html><html><body>Maintenance</body></html>"


@dataclass(frozen=True)
class Requete:
    """What was asked: `forme` is None for a data set's description."""

    jeu: str
    forme: str | None
    params: dict[str, str]
    entetes: dict[str, str]


@dataclass(frozen=True)
class Panne:
    """What one answer does instead of what it should.

    `quoi`: `statut` answers `statut` with `corps`; `muette` says nothing; `sans_fin` never ends; `coupee` breaks off in
    the middle of the body; `tronquee` is half a body that says it is whole; `page` is HTML by its type, `page_csv` HTML
    that claims to be CSV; `ailleurs` redirects to `vers`.
    """

    quoi: str
    statut: int = 500
    corps: dict[str, object] = field(default_factory=dict)
    entetes: dict[str, str] = field(default_factory=dict)
    vers: str = ""
    sur: str = "exports"


@dataclass
class Portail:
    """Data sets, how many faults are still to come, and every request that was made."""

    jeux: dict[str, pl.DataFrame] = field(default_factory=dict)
    versions: dict[str, str | None] = field(default_factory=dict)
    cle: str | None = None
    reprise: bool = True
    pannes: list[Panne] = field(default_factory=list)
    requetes: list[Requete] = field(default_factory=list)
    url: str = ""
    fermeture: threading.Event = field(default_factory=threading.Event)

    def publish(self, jeu: str, rows: pl.DataFrame, version: str | None) -> None:
        self.jeux[jeu] = rows
        self.versions[jeu] = version

    def fail(self, *pannes: Panne) -> None:
        """The next answers, in this order."""
        self.pannes += pannes

    def exports(self) -> list[Requete]:
        """The exports that were asked for so far, and forget them."""
        found = [one for one in self.requetes if one.forme]
        self.requetes.clear()
        return found

    def panne(self, where: str) -> Panne | None:
        for place, one in enumerate(self.pannes):
            if one.sur == where:
                return self.pannes.pop(place)
        return None

    def rows(self, jeu: str, params: dict[str, str]) -> pl.DataFrame:
        """Raises polars' errors for a column that is not there or a clause that is none."""
        select = params.get("select", "*")
        where = f" WHERE {_sql(params['where'])}" if "where" in params else ""
        order = f" ORDER BY {params['order_by']}" if "order_by" in params else ""
        return pl.SQLContext(jeu=self.jeux[jeu]).execute(f"SELECT {select} FROM jeu{where}{order}", eager=True)


def _sql(clause: str) -> str:
    """ODSQL's `"text"` is SQL's `'text'`, its `date'...'` SQL's `DATE '...'`."""
    texts = re.sub(r'"([^"]*)"', lambda found: "'" + found[1].replace("'", "''") + "'", clause)
    return re.sub(r"\bdate'([0-9-]+)'", r"CAST('\1' AS DATE)", texts)


def _body(rows: pl.DataFrame, forme: str) -> bytes:
    stream = io.BytesIO()
    if forme == "parquet":
        rows.write_parquet(stream)
    else:
        rows.write_csv(stream, separator=";", include_bom=True)
    return stream.getvalue()


@contextmanager
def serve(portail: Portail) -> Iterator[Portail]:
    """Answer on a free port of 127.0.0.1 for as long as the context lasts."""

    class Handler(_Handler):
        pass

    Handler.portail = portail
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    portail.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield portail
    finally:
        portail.fermeture.set()
        server.shutdown()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    portail: Portail
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        asked = urlsplit(self.path)
        found = CHEMIN.fullmatch(asked.path)
        if not found:
            self._json(404, {"message": f"no route {asked.path}"})
            return
        jeu, forme = found[1], found[2]
        params = {name: values[0] for name, values in parse_qs(asked.query).items()}
        self.portail.requetes.append(Requete(jeu, forme, params, dict(self.headers)))
        panne = self.portail.panne("exports" if forme else "description")
        if panne and panne.quoi not in {"coupee", "tronquee", "sans_fin", "page_csv"}:
            self._fail(panne)
        elif self.portail.cle and self.headers.get("Authorization") != f"Apikey {self.portail.cle}":
            # A careless site repeats what it was sent.
            self._json(401, {"message": f"Invalid key: {self.headers.get('Authorization')}"})
        elif jeu not in self.portail.jeux:
            self._json(404, {"error_code": "UnknownDataset", "message": f"Unknown dataset: {jeu}"})
        elif forme is None:
            self._describe(jeu)
        else:
            self._export(jeu, forme, params, panne)

    def _export(self, jeu: str, forme: str, params: dict[str, str], panne: Panne | None) -> None:
        try:
            body = _body(self.portail.rows(jeu, params), forme)
        except pl.exceptions.PolarsError as error:
            self._json(400, {"error_code": "ODSQLError", "message": f"ODSQL query is malformed: {error}"})
        else:
            self._send(PAGE if panne and panne.quoi == "page_csv" else body, TYPES[forme], panne)

    def _describe(self, jeu: str) -> None:
        fields = [{"name": name, "type": "text"} for name in self.portail.jeux[jeu].columns]
        default = {"data_processed": self.portail.versions[jeu], "records_count": self.portail.jeux[jeu].height}
        self._json(200, {"dataset_id": jeu, "metas": {"default": default}, "fields": fields})

    def _fail(self, panne: Panne) -> None:
        if panne.quoi == "muette":
            self.portail.fermeture.wait(30)
            self.close_connection = True
        elif panne.quoi == "page":
            self._send(PAGE, "text/html; charset=utf-8", None)
        elif panne.quoi == "ailleurs":
            self.send_response(HTTPStatus.FOUND)
            self.send_header("Location", panne.vers)
            self.send_header("Content-Length", "0")
            self.end_headers()
        else:
            self._json(panne.statut, panne.corps, panne.entetes)

    def _json(self, status: int, content: dict[str, object], headers: dict[str, str] | None = None) -> None:
        body = json.dumps(content).encode()
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _send(self, body: bytes, kind: str, panne: Panne | None) -> None:
        if panne and panne.quoi == "tronquee":
            body = body[: len(body) // 2]
        start, mark = 0, f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        wanted = re.fullmatch(r"bytes=([0-9]+)-", self.headers.get("Range", ""))
        if self.portail.reprise and wanted and self.headers.get("If-Range") == mark:
            start = int(wanted[1])
        self.send_response(206 if start else 200)
        self.send_header("Content-Type", kind)
        if self.portail.reprise:
            self.send_header("Accept-Ranges", "bytes")
            self.send_header("ETag", mark)
        if start:
            self.send_header("Content-Range", f"bytes {start}-{len(body) - 1}/{len(body)}")
        rest = body[start:]
        if panne and panne.quoi == "sans_fin":
            self.end_headers()
            self._trickle()
            return
        self.send_header("Content-Length", str(len(rest)))
        self.end_headers()
        if panne and panne.quoi == "coupee":
            self.wfile.write(rest[: len(rest) // 2])
            self.close_connection = True
        else:
            self.wfile.write(rest)

    def _trickle(self) -> None:
        """A piece now and then, each soon enough, without end."""
        self.close_connection = True
        try:
            while not self.portail.fermeture.wait(0.01):
                self.wfile.write(b"x")
        except OSError:
            return

    def log_message(self, *args: object) -> None:
        """Nothing: what was asked is in `requetes`."""
