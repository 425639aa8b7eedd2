"""Hand-made inputs in the real formats, and the comparison of three answers: by hand, the oracle's, the product's."""

from __future__ import annotations

import csv
import gzip
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from computed_month import compute_month
from dnma_files import write_csv
from oracle import Figure, Figures, Key, figures

from ent_report.indicators.table import COLUMNS, KEY
from ent_report.vocabulary import PARIS, Mois

A = "0770001H"  # ent-a, département 077, académie Créteil, 200 pupils
B = "0770002J"  # ent-b, département 077, académie Créteil, 400 pupils
C = "0930001W"  # ent-c, département 093, académie Créteil, 600 pupils
D = "0750001U"  # ent-d, département 075, académie Paris, unknown number of pupils
CLOSED = "0770003K"
COLLEGE = "0770009S"
ELSEWHERE = "0690001B"
REGION = "11"

NIVEAUX = {
    **dict.fromkeys((A, B, C, D), "etablissement"),
    **dict.fromkeys(("077", "093", "075"), "departement"),
    **dict.fromkeys(("Créteil", "Paris"), "academie"),
    REGION: "region",
}

JOURS_DE_CLASSE = {
    "2026-10": 12,  # 1, 2, 5 to 9, 12 to 16; holidays of zone C from Saturday 17 to Monday 2 November
    "2026-03": 17,  # 9 to 13, 16 to 20, 23 to 27, 30, 31; holidays of zone C until Sunday 8
}

ANNUAIRE = (
    (
        "identifiant_de_l_etablissement;nom_etablissement;type_etablissement;nom_commune;code_departement;"
        "libelle_departement;libelle_academie;code_region;libelle_region;code_nature;nombre_d_eleves;etat;identifiant_ent"
    ),
    f"{A};Lycée A;Lycée;Melun;077;Seine-et-Marne;Créteil;11;Région Exemple;302;200;OUVERT;ent-a",
    f"{B};Lycée B;Lycée;Meaux;077;Seine-et-Marne;Créteil;11;Région Exemple;306;400;OUVERT;ent-b",
    f"{C};Lycée C;Lycée;Bobigny;093;Seine-Saint-Denis;Créteil;11;Région Exemple;320;600;OUVERT;ent-c",
    f"{D};Lycée D;Lycée;Paris;075;Paris;Paris;11;Région Exemple;302;;OUVERT;ent-d",
    f"{CLOSED};Lycée fermé;Lycée;Melun;077;Seine-et-Marne;Créteil;11;Région Exemple;302;100;FERME;ent-closed",
    f"{COLLEGE};Collège;Collège;Melun;077;Seine-et-Marne;Créteil;11;Région Exemple;340;100;OUVERT;ent-college",
    f"{ELSEWHERE};Lycée d’ailleurs;Lycée;Lyon;069;Rhône;Lyon;84;Ailleurs;302;100;OUVERT;ent-elsewhere",
)

EXPORTS = {
    "comptes": "Établissement;UAI;Date;Profil;Connexions;Visiteurs uniques;Comptes chargés;Comptes activés",
    "acces": "Établissement;UAI;Date;Profil;Application;Nombre d'accès",
    "connecteurs": "Établissement;UAI;Date;Profil;Connecteur;Nombre d'accès",
    "appareils": "Établissement;UAI;Date;Profil;Support;Connexions",
}

Expected = Mapping[tuple[str, ...], float | tuple[float, float, float] | None]
"""`(place, indicateur, "profil=eleve", ...)` to a value, to `(valeur, numerateur, denominateur)` or, for none, None."""


def event(
    at: str,
    user: str,
    *structures: str,
    kind: str = "ACCESS",
    module: str | None = "blog",
    profil: str = "Student",
    device: str | None = "desktop",
) -> dict[str, Any]:
    """An event at a Paris time, or at a UTC time if `at` ends with Z."""
    moment = datetime.fromisoformat(at)
    instant = moment if moment.tzinfo else moment.replace(tzinfo=PARIS)
    return {
        "event-type": kind,
        "module": module,
        "date": round(instant.timestamp() * 1000),
        "userId": user,
        "profil": profil,
        "structures": list(structures),
        "deviceType": device,
        "sessionId": f"session-{user}",
        "ua": "Mozilla/5.0",
        "ip": "192.0.2.1",
    }


@dataclass
class Region:
    """A folder of inputs for the fictional region above, with its configuration."""

    folder: Path
    sources: dict[str, str] = field(default_factory=dict)
    calendrier: str = ""

    def evenements(self, *events: dict[str, Any] | str, file: str = "un.jsonl.gz") -> None:
        """Write a file of events; a text stands for a line that is not JSON."""
        self.sources["evenements"] = 'path = "evenements/*.jsonl*"'
        lines = [one if isinstance(one, str) else json.dumps(one, ensure_ascii=False) for one in events]
        content = "".join(f"{line}\n" for line in lines).encode()
        path = self.folder / "evenements" / file
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(gzip.compress(content) if path.suffix == ".gz" else content)

    def export(self, source: str, *rows: tuple[object, ...], frequence: str = "mois", file: str = "un") -> None:
        """Write an export of the statistics service; rows start with the UAI."""
        self.sources[source] = f'path = "export-{source}-*.csv"\nfrequence = "{frequence}"'
        with (self.folder / f"export-{source}-{file}.csv").open("w", encoding="utf-8-sig", newline="") as stream:
            writer = csv.writer(stream, delimiter=";", quoting=csv.QUOTE_ALL)
            writer.writerow(EXPORTS[source].split(";"))
            writer.writerows(("Lycée", uai, day if "T" in day else f"{day}T00:00", *rest) for uai, day, *rest in rows)

    def national(self, jeu: str, *rows: dict[str, Any], file: str = "un") -> None:
        """Write a national file of the dataset `jeu` (tests/dnma_files.py makes its rows)."""
        self.sources[jeu] = f'path = "{jeu}-*.csv"'
        write_csv(self.folder / f"{jeu}-{file}.csv", rows)

    def config(self) -> Path:
        (self.folder / "annuaire.csv").write_text("\n".join(ANNUAIRE) + "\n", encoding="utf-8")
        lines = ["[region]", 'nom = "Région Exemple"', f'code = "{REGION}"', 'zone = "C"']
        lines += ["[references.annuaire]", 'path = "annuaire.csv"']
        if self.calendrier:
            (self.folder / "calendrier.csv").write_text(self.calendrier, encoding="utf-8")
            lines += ["[references.calendrier]", 'path = "calendrier.csv"']
        for name, keys in self.sources.items():
            lines += [f"[sources.{name}]", 'kind = "files"', keys]
        path = self.folder / "region.toml"
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return path

    def by_oracle(self, mois: str, jours_de_classe: int) -> Figures:
        return figures(self.config(), mois, jours_de_classe)

    def by_product(self, mois: str) -> Figures:
        """The figures of the real run: collected, checked and computed anew, each key once."""
        data_dir = self.folder / f"data-{len(list(self.folder.glob('data-*')))}"
        table = compute_month(self.config(), data_dir, Mois.parse(mois))
        assert dict(table.schema) == dict(COLUMNS)
        assert set(table["mois"]) <= {Mois.parse(mois).premier_jour}
        assert table.select(KEY).is_unique().all(), "a figure stands twice"
        return {
            Key(*(row[name] for name in KEY)): Figure(
                row["valeur"], row["numerateur"], row["denominateur"], row["base"]
            )
            for row in table.iter_rows(named=True)
            if row["valeur"] is not None and not row["indicateur"].startswith("dnma_")
        }

    def check(self, expected: Expected, mois: str = "2026-10", jours_de_classe: int | None = None) -> None:
        """Hold the oracle, then the product, to the figures expected by hand; then compare the two whole tables."""
        oracle = self.by_oracle(mois, jours_de_classe or JOURS_DE_CLASSE[mois])
        assert_by_hand(expected, oracle, who="the oracle")
        product = self.by_product(mois)
        assert_by_hand(expected, product, who="the product")
        assert_same(oracle, product)


def assert_by_hand(expected: Expected, found: Figures, who: str) -> None:
    faults = [
        f"{name}: expected {want}, {who} found {found.get(key(*name))}"
        for name, want in expected.items()
        if not is_as_expected(want, found.get(key(*name)))
    ]
    assert not faults, "\n".join(faults)


def is_as_expected(want: float | tuple[float, float, float] | None, figure: Figure | None) -> bool:
    if want is None or figure is None:
        return figure is None and want in (None, 0)
    return (figure[:3] if isinstance(want, tuple) else figure.valeur) == pytest.approx(want, rel=1e-9)


def key(place: str, indicateur: str, *breakdown: str) -> Key:
    read = {"jour": date.fromisoformat, "jour_semaine": int, "heure": int}
    values = dict(text.split("=") for text in breakdown)
    dimensions: dict[str, Any] = {name: read.get(name, str)(text) for name, text in values.items()}
    return Key(NIVEAUX[place], place, indicateur, **dimensions)


def differences(oracle: Figures, product: Figures) -> list[str]:
    """One sentence a difference; a missing figure is the same as a zero, and terms the oracle leaves out are free."""
    return [
        f"{one}: expected {oracle.get(one)}, found {product.get(one)}"
        for one in sorted({**oracle, **product}, key=str)
        if not agree(oracle.get(one), product.get(one))
    ]


def assert_same(oracle: Figures, product: Figures) -> None:
    faults = differences(oracle, product)
    assert not faults, "\n".join(faults)


def agree(oracle: Figure | None, product: Figure | None) -> bool:
    if oracle is None or product is None:
        return (oracle or product or Figure(0)).valeur == 0
    return all(want is None or got == pytest.approx(want, rel=1e-9) for want, got in zip(oracle, product, strict=True))
