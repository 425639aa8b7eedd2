"""Whole runs of the real command: what they leave, what a second one does, and what a killed one costs."""

from __future__ import annotations

import csv
import json
import re
import shutil
from pathlib import Path

import polars as pl
import pytest
from flow.campagne import LYCEES, MOIS, ent_report, issued, lycees, small_region, state

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def done(alone: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data directory of a run that went through, for others to follow."""
    folder = tmp_path_factory.mktemp("done")
    return shutil.copytree(alone, folder / "data", ignore=shutil.ignore_patterns(".prefect"))


def test_every_promised_file_is_there(done: Path) -> None:
    folders = [f"etablissements/{uai}" for uai in lycees(done)] + ["region"]
    assert len(folders) == LYCEES + 1
    for folder in folders:
        edition = done / f"rapports/{MOIS}/{folder}/edition-01"
        assert {path.name for path in edition.iterdir()} == {
            "rapport.pdf",
            "rapport.html",
            "donnees.csv",
            "manifest.json",
        }
        manifest = json.loads((edition / "manifest.json").read_text())
        assert manifest["edition"] == 1
        assert manifest["remplace"] is None
        assert manifest["statut"] == "definitif"
        assert {one["name"] for one in manifest["fichiers"]} == {"rapport.pdf", "rapport.html", "donnees.csv"}
    assert (done / f"rapports/{MOIS}/index.html").is_file()
    assert list((done / f"collecte/evenements/mois={MOIS}").glob("jour=2026-10-14/*.parquet"))


def test_the_summary_accounts_for_every_row(done: Path) -> None:
    summary = min((done / f"bilans/{MOIS}").glob("*.json"))
    sources = json.loads(summary.read_text())["sources"]
    national = {"dnma_profils", "dnma_services", "dnma_profils_appareils", "dnma_appareils"}
    own = {"evenements", "comptes", "acces", "connecteurs", "appareils"}
    assert {one["source"] for one in sources} == own | national
    for one in sources:
        assert one["lues"] == one["gardees"] + one["rejetees"] + one["doublons"] > 0
    for one in (found for found in sources if found["source"] in own):
        rejected = pl.read_parquet(done / f"rejets/{one['source']}/mois={MOIS}")
        assert one["rejetees"] == rejected.height > 0  # the demo has dirt of each kind


def test_the_index_leads_to_the_page_of_the_last_run_and_that_one_to_the_earlier(region: Path, done: Path) -> None:
    """Links of files that lie on a share as a whole."""
    before = done / f"rapports/{MOIS}/index.html"
    first = followed(before, "La dernière campagne")
    status, _, errors = ent_report("run", "--mois", MOIS, "--config", region, "--data-dir", done)
    assert status == 0, errors
    last = followed(before, "La dernière campagne")
    text = last.read_text("utf-8")
    assert "Campagne du" in text
    assert f'<span class="chiffre">{LYCEES}</span><span class="precision">déjà établis' in text
    runs = sorted(path.stem for path in last.parent.glob("*.json"))
    assert last.read_bytes() == (last.parent / f"{runs[-1]}.html").read_bytes()
    assert all(f'<a href="{one}.html">' in text for one in runs[:-1])
    assert first == last  # by a name that stays: the index is not changed by a run that changes nothing


def followed(page: Path, words: str) -> Path:
    """The file that a link of a page leads to."""
    (href,) = re.findall(rf'<a href="([^"]+)">{words}</a>', page.read_text("utf-8"))
    target = (page.parent / href).resolve()
    assert target.is_file()
    return target


def test_published_figures_are_the_indicators(done: Path) -> None:
    uai = lycees(done)[0]
    data = (done / f"rapports/{MOIS}/etablissements/{uai}/edition-01/donnees.csv").read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(data.splitlines(), delimiter=";"))
    (total,) = (r for r in rows if r["indicateur"] == "visites" and r["libelle"] == "Visites")
    table = pl.read_parquet(done / f"indicateurs/mois={MOIS}/indicateurs.parquet")
    whole = pl.all_horizontal(pl.col("profil", "service", "appareil", "jour", "jour_semaine").is_null())
    visits = table.filter(whole, niveau="etablissement", code=uai, indicateur="visites")["valeur"].item()
    assert float(total["valeur"].replace(",", ".")) == visits > 0
    (pupils,) = (r for r in rows if r["indicateur"] == "visites" and r["libelle"] == "Visites, Élèves")
    assert pupils["valeur_m1"]  # the demo has the month before
    assert pupils["valeur_n1"]  # and the same month of the year before


def test_a_second_run_issues_nothing(region: Path, done: Path) -> None:
    before = issued(done) | state(done)
    status, output, errors = ent_report("run", "--mois", MOIS, "--config", region, "--data-dir", done)
    assert status == 0, errors
    assert f"{LYCEES + 1} unchanged" in output
    assert issued(done) | state(done) == before


def test_one_lycee_is_rerun_alone(region: Path, done: Path) -> None:
    uai = lycees(done)[1]
    month = done / f"bilans/{MOIS}/index.html"
    whole = re.findall("<h1>.*</h1>", month.read_text("utf-8"))
    status, output, errors = ent_report("run", "--mois", MOIS, "--uai", uai, "--config", region, "--data-dir", done)
    assert status == 0, errors
    assert "1 unchanged" in output
    assert re.findall("<h1>.*</h1>", month.read_text("utf-8")) == whole  # the month's page is still that of all


def test_a_corrected_figure_makes_the_next_edition(tmp_path: Path) -> None:
    config = small_region(tmp_path / "demo")
    data_dir = tmp_path / "data"
    arguments = ("run", "--mois", MOIS, "--config", config, "--data-dir", data_dir)
    status, _, errors = ent_report(*arguments)
    assert status == 0, errors
    first = issued(data_dir)
    export = config.parent / f"entrees/export-stats-accounts-{MOIS}.csv"
    lines = export.read_text(encoding="utf-8-sig").splitlines()
    uai = lycees(data_dir)[2]
    place = next(n for n, line in enumerate(lines) if uai in line and "Enseignants" in line)
    cells = lines[place].split(";")
    cells[6] = '"999"'  # accounts loaded of one profile of one lycée
    lines[place] = ";".join(cells)
    export.write_text("\n".join(lines) + "\n", encoding="utf-8-sig")
    status, _, errors = ent_report(*arguments)
    assert status == 0, errors
    second = issued(data_dir)
    assert {path: second[path] for path in first if "index" not in path} == {
        path: digest for path, digest in first.items() if "index" not in path
    }
    edition = data_dir / f"rapports/{MOIS}/etablissements/{uai}/edition-02"
    manifest = json.loads((edition / "manifest.json").read_text())
    assert manifest["remplace"]["edition"] == 1
    changed = {one["libelle"] for one in manifest["remplace"]["chiffres_modifies"]}
    assert any("Comptes chargés" in label for label in changed)


def test_a_month_without_a_row_ends_with_4(region: Path, tmp_path: Path) -> None:
    status, _, errors = ent_report("run", "--mois", "2024-01", "--config", region, "--data-dir", tmp_path)
    assert status == 4
    assert "2024-01" in errors
    assert not list((tmp_path / "rapports").rglob("*.pdf"))
