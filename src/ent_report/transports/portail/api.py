"""Two calls of the portal's API: what it says of a data set, and an export of it, verified to be whole."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pyarrow.parquet as pq

from ent_report.errors import UnreadableInputError
from ent_report.sources.blocs import UTF8_BOM
from ent_report.sources.fichiers import first_line
from ent_report.sources.fichiers_parquet import UNSOUND_PARQUET
from ent_report.transports.http import Http
from ent_report.transports.portail.jeux import Question

API = "/api/explore/v2.1/catalog/datasets"
TYPES = {
    "parquet": ("application/vnd.apache.parquet", "application/octet-stream", "application/parquet"),
    "csv": ("text/csv", "application/csv"),
}


@dataclass(frozen=True)
class Jeu:
    """A data set as the portal describes it: when its rows were last put there, and its fields; empty if untold."""

    version: str | None = None
    champs: frozenset[str] = frozenset()


def describe(client: Http, url: str, jeu: str) -> Jeu:
    """Raises RequeteError."""
    found = client.get_json(f"{url}{API}/{jeu}")
    metas = found.get("metas")
    default = metas.get("default") if isinstance(metas, Mapping) else None
    said = default if isinstance(default, Mapping) else {}
    version = said.get("data_processed") or said.get("modified")
    fields = found.get("fields")
    names = [one.get("name") for one in fields if isinstance(one, Mapping)] if isinstance(fields, list) else []
    return Jeu(str(version) if version else None, frozenset(one for one in names if isinstance(one, str)))


def export_url(url: str, question: Question, forme: str) -> str:
    return f"{url}{API}/{question.jeu}/exports/{forme}"


def export(client: Http, url: str, question: Question, jeu: Jeu, forme: str, target: Path) -> int:
    """Fetch an export to a file and return its number of rows. Raises RequeteError.

    `exports` and not `records`, which gives no more than 10 000 rows. Columns that the data set does not have are left
    out of the parameters, since it would refuse them.
    """
    wanted = {
        "select": ",".join(one for one in question.colonnes if one in jeu.champs),
        "where": question.where,
        "order_by": ",".join(one for one in question.ordre if one in jeu.champs),
        "limit": "-1",
        "timezone": "Europe/Paris",
    }
    params = {name: value for name, value in wanted.items() if value}
    count = _rows_of_parquet if forme == "parquet" else _rows_of_csv
    client.fetch(export_url(url, question, forme), params, target, TYPES[forme], count)
    return count(target)


def _rows_of_parquet(path: Path) -> int:
    """Its footer stands at its end: where that can be read, nothing was cut off."""
    try:
        return int(pq.read_metadata(path).num_rows)
    except UNSOUND_PARQUET as error:
        raise UnreadableInputError(
            f"found a damaged Parquet file ({first_line(error)}), expected a whole one"
        ) from error


def _rows_of_csv(path: Path) -> int:
    with path.open("rb") as stream:
        header = stream.readline().removeprefix(UTF8_BOM).strip()
        if not header or header.startswith((b"<", b"{")):
            raise UnreadableInputError(f"found {header[:40]!r}, expected the header of a CSV file")
        stream.seek(0)
        lines = sum(1 for _ in stream)
        stream.seek(-1, os.SEEK_END)
        is_whole = stream.read() == b"\n"
    if not is_whole:
        raise UnreadableInputError(f"found a CSV file that is cut in line {lines}, expected a whole one")
    return lines - 1
