"""Publish, publish with the caveat, or hold: what becomes of the reports of a month of which days are missing."""

from __future__ import annotations

import csv
import gzip
import json
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from computed_month import compute
from flow.campagne import ent_report, small_region
from spec.tables import A, B, Region, event

from ent_report.editions.etablies import last_edition, lycee_folder
from ent_report.editions.production import Atelier
from ent_report.editions.resultats import A_ETABLIR, ECHEC, ETABLI, INCHANGE, RETENU, Resultat
from ent_report.mois.chantier import Chantier
from ent_report.mois.tables import read_comparables, read_completude
from ent_report.operation.run_summary import Bilan, completeness_checks, start_summary
from ent_report.operation.status import as_text, month_status
from ent_report.vocabulary import PARIS, Mois

pytestmark = pytest.mark.slow

MOIS = Mois(2026, 10)
DAYS = ("01", "02", "05", "06", "07", "08", "09", "12", "13", "14", "15", "16")  # the class days of October 2026
HELD = "données insuffisantes : 4 jours de classe mesurés sur 12"


def visits(structure: str, days: tuple[str, ...], mois: str = "2026-10") -> list[dict[str, Any]]:
    return [event(f"{mois}-{day} 08:00", f"{structure}-{n}", structure) for day in days for n in range(5)]


@pytest.fixture
def region(tmp_path: Path) -> Region:
    """A is measured on every class day; B, which usually is, on four of twelve."""
    one = Region(tmp_path)
    september = tuple(f"{day:02d}" for day in range(1, 31))
    one.evenements(*visits(A, september, "2026-09"), *visits(B, september, "2026-09"), file="septembre.jsonl.gz")
    one.evenements(*visits(A, (*DAYS, "31")), file="a.jsonl.gz")
    one.evenements(*visits(B, DAYS[:4]), file="b.jsonl.gz")
    return one


def run(region: Region, *, essai: bool = True, more: str = "") -> tuple[Chantier, Bilan]:
    """The steps of a month's flow for A, B and the region, without its orchestration; `essai` renders nothing, `more`
    ends the configuration.
    """
    config = region.config()
    config.write_text(config.read_text() + more)
    chantier, collected = compute(config, region.folder / "data")
    bilan = start_summary("test", MOIS, collected, chantier.references, 2)
    bilan.controles.extend(completeness_checks(read_completude(chantier.store, MOIS)))
    workshop = Atelier(chantier, essai=essai)
    results = workshop.lycees((A, B))
    unmade = {one.code: one.motif for one in results if one.statut in {ECHEC, RETENU}}
    results.append(workshop.region(unmade))
    bilan.resultats.extend(asdict(one) for one in results)
    chantier.store.write_json(f"bilans/{MOIS}/{len(list(region.folder.glob('data/bilans/*/*')))}.json", bilan.as_dict())
    return chantier, bilan


def of(bilan: Bilan, code: str) -> Resultat:
    (found,) = (one for one in bilan.resultats if one["code"] == code)
    return Resultat(**found)


def status(chantier: Chantier) -> dict[str, Any]:
    return month_status(chantier.references.lycees, chantier.store, MOIS)


def state(found: dict[str, Any], uai: str) -> dict[str, Any]:
    (one,) = (one for one in found["lycees"] if one["uai"] == uai)
    return one


def edition(chantier: Chantier, uai: str) -> tuple[int, str] | None:
    """A lycée's last edition and its manifest's `statut`."""
    last = last_edition(chantier.store, lycee_folder(MOIS, uai))
    return last and (last.numero, last.manifest["statut"])


def page(chantier: Chantier, folder: str) -> str:
    return chantier.store.path(f"rapports/{MOIS}/{folder}/edition-01/rapport.html").read_text(encoding="utf-8")


def test_a_lycee_of_which_too_little_is_known_is_held(region: Region) -> None:
    chantier, bilan = run(region)
    assert of(bilan, A).statut == A_ETABLIR
    assert of(bilan, B) == Resultat(B, RETENU, None, HELD)
    assert bilan.exit_status == 3
    checks = {one.nom: (one.reussi, one.trouve, one.requis) for one in bilan.controles}
    assert checks["le_mois_de_la_region_est_complet"] == (True, "complet: 12 of 12", False)
    assert checks["aucun_lycee_n_est_retenu"] == (False, f"1: {B}", False)
    found = status(chantier)
    assert (state(found, B)["etat"], state(found, B)["raison"]) == ("retenu", HELD)
    assert state(found, A)["raison"] is None
    assert f"{B}  held       -           Lycée B ({HELD})" in as_text(found)


@pytest.mark.slow
def test_from_held_to_partial_to_whole_and_back(region: Region) -> None:
    chantier, bilan = run(region, essai=False)
    assert (of(bilan, A), of(bilan, B)) == (Resultat(A, ETABLI, 1), Resultat(B, RETENU, None, HELD))
    assert edition(chantier, B) is None
    assert "Mois partiel" not in page(chantier, f"etablissements/{A}")
    summary = page(chantier, "region")
    assert "Données insuffisantes\u00a0: 4 jours de classe mesurés sur 12" in summary
    assert "1 retenu faute de données" in summary

    region.evenements(*visits(B, DAYS[4:-1]), file="late.jsonl.gz")  # all but the last day
    chantier, bilan = run(region, essai=False)
    assert (of(bilan, A).statut, of(bilan, B)) == (INCHANGE, Resultat(B, ETABLI, 1))
    assert bilan.exit_status == 0
    assert edition(chantier, A) == (1, "definitif")
    assert edition(chantier, B) == (1, "partiel")
    assert (state(status(chantier), B)["etat"], state(status(chantier), B)["raison"]) == ("etabli", None)
    assert "Mois partiel\u00a0: 11 jours de classe mesurés sur 12." in page(chantier, f"etablissements/{B}")
    assert "qui en laisse d’habitude\u00a0: le 16\u00a0octobre." in page(chantier, f"etablissements/{B}")

    region.evenements(*visits(B, DAYS[-1:]), file="later.jsonl.gz")
    chantier, bilan = run(region, essai=False)
    assert (of(bilan, A).statut, of(bilan, B)) == (INCHANGE, Resultat(B, ETABLI, 2))
    assert edition(chantier, B) == (2, "definitif")

    forget(region, chantier, "late.jsonl.gz", "later.jsonl.gz")
    chantier, bilan = run(region, essai=False)
    assert (of(bilan, A).statut, of(bilan, B).statut) == (INCHANGE, RETENU)
    assert edition(chantier, B) == (2, "definitif")  # what was issued before stays
    assert (state(status(chantier), B)["etat"], state(status(chantier), B)["edition"]) == ("retenu", 2)


def forget(region: Region, chantier: Chantier, *files: str) -> None:
    """Take files of events away, and collect as on a machine that starts anew."""
    for file in files:
        (region.folder / "evenements" / file).unlink()
    for path in ("fichiers.json", f"mois={MOIS}/manifeste.json"):
        chantier.store.path(f"collecte/evenements/{path}").unlink()


def test_a_region_of_which_too_little_is_known_is_held_whole(region: Region) -> None:
    region.evenements(*visits(A, DAYS[:4]), file="a.jsonl.gz")
    chantier, bilan = run(region)
    reason = "données insuffisantes pour toute la région : 4 jours de classe mesurés sur 12"
    assert {(one["code"], one["statut"], one["raison"]) for one in bilan.resultats} == {
        (A, RETENU, reason),
        (B, RETENU, reason),
        ("region", RETENU, reason),
    }
    assert not chantier.store.path(f"rapports/{MOIS}").exists()
    assert status(chantier)["region_retenue"] == reason
    assert f"regional summary: not issued, held ({reason})" in as_text(status(chantier))
    assert chantier.store.path(f"indicateurs/mois={MOIS}/indicateurs.parquet").is_file()  # the figures are there


def test_a_month_whose_events_never_came_is_held(region: Region) -> None:
    """Or the less is known, the more would be published."""
    for file in (region.folder / "evenements").glob("[ab].jsonl.gz"):
        file.unlink()
    region.export("comptes", (A, "2026-10-01", "Élèves", 900, 150, 200, 180))
    _, bilan = run(region)
    assert {one["statut"] for one in bilan.resultats} == {RETENU}
    assert "0 jour de classe mesuré sur 12" in str(of(bilan, A).raison)


def test_thresholds_of_the_region_s_own(region: Region) -> None:
    _, bilan = run(region, more="[completude]\ninsuffisant_pct = 30\n")
    assert of(bilan, B).statut == A_ETABLIR  # 33.3 %


def test_a_held_lycee_is_in_no_median(region: Region) -> None:
    """What is compared is published. The register has A, B and D as general, B in the group of A's size."""
    path = region.config()
    register = region.folder / "annuaire.csv"
    register.write_text(register.read_text(encoding="utf-8").replace(";306;400;", ";302;200;"), encoding="utf-8")
    path.write_text(path.read_text() + "[seuils]\ncomparables_min = 2\n")
    assert _compared(region, path) == set()  # A alone is no group
    region.evenements(*visits(B, DAYS[4:]), file="late.jsonl.gz")
    assert _compared(region, path) == {2}


def _compared(region: Region, config: Path) -> set[int]:
    """How many lycées a median of the visits rests on."""
    chantier, _ = compute(config, region.folder / "data")
    medians = read_comparables(chantier.store, MOIS)
    return set(medians.filter(indicateur="visites", type="general_technologique")["effectif"])


# The real command


def _only(keep: Callable[[dict[str, Any]], bool], folder: Path) -> None:
    """Rewrite the files of events below a folder with the sound lines that `keep` says."""
    for path in sorted(folder.rglob("*.jsonl.gz")):
        kept = []
        for line in gzip.decompress(path.read_bytes()).splitlines():
            try:
                one = json.loads(line)
            except ValueError:
                continue
            if keep(one):
                kept.append(line + b"\n")
        path.write_bytes(gzip.compress(b"".join(kept)))


@pytest.mark.slow
def test_the_command_names_who_is_held_and_ends_with_3(tmp_path: Path) -> None:
    config = small_region(tmp_path / "demo")
    with (config.parent / "entrees/annuaire.csv").open(encoding="utf-8-sig") as stream:
        register = next(csv.DictReader(stream, delimiter=";"))
    uai = register["identifiant_de_l_etablissement"]
    ids = {uai, register["identifiant_ent"]}
    midnight = datetime(2026, 10, 1, tzinfo=PARIS).timestamp() * 1000  # in a file of the month before

    def is_kept(one: dict[str, Any]) -> bool:
        return not ids & set(one.get("structures") or ()) or int(one.get("date") or 0) < midnight

    _only(is_kept, config.parent / "entrees/evenements")
    arguments = ("--mois", MOIS, "--config", config, "--data-dir", tmp_path / "data")
    code, output, errors = ent_report("run", "--uai", uai, *arguments)
    assert code == 3
    reason = "données insuffisantes : 0 jour de classe mesuré sur 12"
    assert f"ent-report: {MOIS} {uai}: held: {reason}" in errors
    assert "1 held" in output
    index = (tmp_path / f"data/rapports/{MOIS}/index.html").read_text(encoding="utf-8")
    assert 'data-statut="retenu"' in index
    assert "1 retenu" in index
    (summary,) = (tmp_path / f"data/bilans/{MOIS}").glob("*.json")
    found = json.loads(summary.read_text())
    assert found["statut"] == 3
    assert {one["nom"] for one in found["controles"] if not one["reussi"]} == {"aucun_lycee_n_est_retenu"}
    table = pl.read_parquet(tmp_path / f"data/indicateurs/mois={MOIS}/indicateurs.parquet", hive_partitioning=False)
    assert table.filter(pl.col("valeur").is_not_null(), code=uai)["source"].str.starts_with("evenements").sum() == 0
    _, output, _ = ent_report("status", *arguments, "--json")
    assert [one["etat"] for one in json.loads(output)["lycees"] if one["uai"] == uai] == ["retenu"]
