"""What the issued `donnees.csv` say: every edition of every report, of all months."""

from __future__ import annotations

import csv
import json
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from attack.cellule import DEPARTEMENT, LYCEE, REGION, Cle, Detail, Lieu, Vu

_PAR_HEURE = "_par_heure"
_HEURE = re.compile(r", (lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche), (\d+) h$")
_JOURS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_LYCEE = re.compile(r", (\d{7}[A-Z]) ")
_DEPARTEMENT = re.compile(r", département (\S+)")
_ACADEMIE = re.compile(r", académie (.+)$")
_EDITION = re.compile(r"edition-(\d+)")
_COLONNES = {"valeur": 0, "valeur_m1": 1, "valeur_n1": 12}


@dataclass(frozen=True)
class Fichier:
    """One issued data file, which report it is of, and the seconds in which its edition is in force."""

    path: Path
    mois: date
    lieu: Lieu
    edition: int
    depuis: float
    jusqua: float


def read_published(data_dir: Path, region: str, academies: Mapping[str, str]) -> tuple[list[Vu], dict[Cle, float]]:
    """All that data files show and withhold, and the medians of reports that have one edition.

    `academies`: `plain(name)` -> the name as the register has it.
    """
    seen: list[Vu] = []
    medians: dict[Cle, float] = {}
    for file in issued_files(data_dir, region):
        for one, median in read_file(file, academies):
            seen.append(one)
            if median is not None and one.colonne == "valeur" and (file.edition, file.jusqua) == (1, float("inf")):
                medians[one.cle] = median
    return seen, medians


def issued_files(data_dir: Path, region: str) -> Iterator[Fichier]:
    for folder in sorted(data_dir.glob("rapports/*/etablissements/*")) + sorted(data_dir.glob("rapports/*/region")):
        lieu = Lieu(REGION, region) if folder.name == "region" else Lieu(LYCEE, folder.name)
        month = folder.parent if folder.name == "region" else folder.parent.parent
        mois = date.fromisoformat(f"{month.name}-01")
        editions = sorted((int(m[1]), one) for one in folder.iterdir() if (m := _EDITION.fullmatch(one.name)))
        begins = [_issued_at(one) for _, one in editions]
        for (number, edition), since, until in zip(editions, begins, [*begins[1:], float("inf")], strict=True):
            yield Fichier(edition / "donnees.csv", mois, lieu, number, since, until)


def _issued_at(edition: Path) -> float:
    manifest = json.loads((edition / "manifest.json").read_text(encoding="utf-8"))
    return datetime.fromisoformat(manifest["etabli_le"]).timestamp()


def read_file(file: Fichier, academies: Mapping[str, str]) -> Iterator[tuple[Vu, float | None]]:
    """Three statements a line: of the month, of the month before, of a year before; and the line's median."""
    report = f"{file.mois:%Y-%m} {file.lieu.code}"
    with file.path.open(encoding="utf-8-sig", newline="") as stream:
        for row in csv.DictReader(stream, delimiter=";"):
            lieu = _place(row["libelle"], file.lieu, academies)
            code, detail = _figure(row)
            for column, back in _COLONNES.items():
                if back and (detail.jour or detail.heure is not None):
                    continue
                key = Cle(months_before(file.mois, back), lieu, code, detail)
                etat = "" if back else row["etat"]
                seen = Vu(key, _number(row[column]), report, column, etat, file.depuis, file.jusqua)
                yield seen, _number(row["mediane_comparables"])


def _number(cell: str) -> float | None:
    return float(cell.replace(",", ".")) if cell else None


def _figure(row: Mapping[str, str]) -> tuple[str, Detail]:
    detail = Detail(
        row["profil"] or None,
        row["service"] or None,
        row["appareil"] or None,
        date.fromisoformat(row["jour"]) if row["jour"] else None,
    )
    if not row["indicateur"].endswith(_PAR_HEURE):
        return row["indicateur"], detail
    told = _HEURE.search(row["libelle"])
    if told is None:
        raise ValueError(f"{row['libelle']!r}: expected a weekday and an hour at its end")
    detail = detail._replace(jour_semaine=_JOURS.index(told[1]) + 1, heure=int(told[2]))
    return row["indicateur"].removesuffix(_PAR_HEURE), detail


def _place(label: str, own: Lieu, academies: Mapping[str, str]) -> Lieu:
    if own.niveau != REGION:
        return own
    if found := _LYCEE.search(label):
        return Lieu(LYCEE, found[1])
    if found := _DEPARTEMENT.search(label):
        return Lieu(DEPARTEMENT, found[1])
    if found := _ACADEMIE.search(label):
        return Lieu("academie", academies[plain(found[1])])
    return own


def months_before(mois: date, back: int) -> date:
    index = mois.year * 12 + mois.month - 1 - back
    return date(index // 12, index % 12 + 1, 1)


def plain(name: str) -> str:
    """A name without accents, capitals and punctuation."""
    parts = unicodedata.normalize("NFD", name.casefold())
    return "".join(one for one in parts if one.isalnum())
