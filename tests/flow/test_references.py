"""References from the portal, through a month: fetched once a run, kept, and never lost to a worse copy."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from computed_month import compute_month
from serveurs.portail import Panne, Portail, serve
from spec.tables import ANNUAIRE, A, Region, event

from ent_report.cli import main
from ent_report.errors import InputsUnusableError
from ent_report.mois.chantier import open_month
from ent_report.operation.check import check_all
from ent_report.operation.run_summary import start_summary
from ent_report.operation.status import read_status
from ent_report.references.fetch import fetch_for_month
from ent_report.vocabulary import Mois

MOIS = Mois(2026, 10)
REGISTRE = "fr-en-annuaire-education"
GT, PRO = "fr-en-lycee_gt-effectifs-niveau-sexe-lv", "fr-en-lycee_pro-effectifs-niveau-sexe-lv"
CALENDRIER = "fr-en-calendrier-scolaire"

LYCEES = pl.read_csv("\n".join(ANNUAIRE).encode(), separator=";", infer_schema=False)
ELEVES = pl.DataFrame(
    {"numero_lycee": [A, A], "rentree_scolaire": ["2026", "2025"], "nombre_d_eleves": [300, 999]}  # last year's, too
)
APPRENTIS = pl.DataFrame({"numero_lycee": [A], "rentree_scolaire": ["2026"], "nombre_d_eleves": [12]})
VACANCES = pl.DataFrame(
    {
        "description": ["Vacances de la Toussaint"],
        "population": ["-"],
        "start_date": ["2026-10-09T22:00:00+00:00"],  # a week before the embedded calendar's
        "end_date": ["2026-11-01T23:00:00+00:00"],
        "location": ["Paris"],
        "zones": ["Zone C"],
        "annee_scolaire": ["2026-2027"],
    }
)


@dataclass
class Banc:
    """A portal, a region whose references come from it, and a data directory."""

    portail: Portail
    region: Region

    @property
    def data(self) -> Path:
        return self.region.folder / "data"

    def config(self, *references: str) -> Path:
        path = self.region.config()
        text = path.read_text(encoding="utf-8").replace('[references.annuaire]\npath = "annuaire.csv"\n', "")
        keys = f'kind = "portail"\nurl = "{self.portail.url}"\nattente_s = 0\nessais = 2\n'
        sections = "".join(f"[references.{one}]\n{keys}" for one in ("annuaire", *references))
        path.write_text(text + sections, encoding="utf-8")
        return path

    def fetch(self, config: Path) -> None:
        fetch_for_month(config, self.data, MOIS, {})

    def shut(self) -> None:
        self.portail.fail(*[Panne("statut", 503, sur="description")] * 20)

    def since(self, day: str, nom: str = "annuaire") -> None:
        """Let the copy be one that was fetched on another day."""
        note = self.data / f"references/copies/{nom}/copie.json"
        note.write_text(json.dumps(json.loads(note.read_text()) | {"jour": day}))


@pytest.fixture
def banc(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Banc]:
    monkeypatch.setenv("ENT_REPORT_PSEUDONYM_KEY", "a key for tests only, of a decent length")
    region = Region(tmp_path)
    region.evenements(event("2026-10-05 08:00", "u1", "ent-a"), event("2026-10-06 08:00", "u2", "ent-c"))
    with serve(Portail()) as portail:
        portail.publish(REGISTRE, LYCEES, "1")
        for jeu, rows in ((GT, ELEVES), (PRO, APPRENTIS), (CALENDRIER, VACANCES)):
            portail.publish(jeu, rows, "1")
        yield Banc(portail, region)


def test_the_same_register_gives_the_same_figures_from_the_portal_as_from_a_file(banc: Banc) -> None:
    from_file = compute_month(banc.region.config(), banc.region.folder / "data-1", MOIS)
    assert banc.portail.requetes == []  # a file needs no portal
    from_portal = compute_month(banc.config(), banc.data, MOIS)
    assert from_portal.height > 0
    assert from_portal.equals(from_file)


def test_all_three_are_used(banc: Banc) -> None:
    config = banc.config("effectifs", "calendrier")
    banc.fetch(config)
    references = open_month(config, banc.data, MOIS).references
    assert references.fautes == references.remarques == references.anciennes == ()
    pupils = {one.uai: one.nb_eleves for one in references.lycees}
    assert pupils[A] == 312  # general and vocational pupils, of this year
    assert [one.nom for one in references.calendrier.vacances if one.premier_jour.isoformat() == "2026-10-11"]
    assert references.libelle_region == "Région Exemple"
    assert [one.nom for one in references.entrees] == [
        f"portail/{jeu}/complet.parquet" for jeu in (REGISTRE, GT, PRO, CALENDRIER)
    ]


def test_reading_never_asks_the_portal(banc: Banc) -> None:
    config = banc.config("effectifs")
    banc.fetch(config)
    banc.portail.requetes.clear()
    open_month(config, banc.data, MOIS)
    read_status(config, banc.data, MOIS)
    assert banc.portail.requetes == []


def test_what_was_never_fetched_is_one_line(banc: Banc, capsys: pytest.CaptureFixture[str]) -> None:
    config = banc.config()
    with pytest.raises(InputsUnusableError):
        open_month(config, banc.data, MOIS)
    status = main(["status", "--mois", str(MOIS), "--config", str(config), "--data-dir", str(banc.data)])
    assert status == InputsUnusableError.exit_status
    said = capsys.readouterr().err
    assert said.startswith("ent-report: references.annuaire: was not fetched yet")
    assert said.count("\n") == 1
    assert banc.portail.requetes == []


def test_a_shut_way_without_a_copy_is_the_portals_fault(banc: Banc) -> None:
    config = banc.config()
    banc.shut()
    banc.fetch(config)
    with pytest.raises(InputsUnusableError) as refused:
        open_month(config, banc.data, MOIS)
    (fault,) = refused.value.faults
    assert "found 503, expected 200; lost: complet" in fault


def test_a_shut_way_with_a_copy_is_a_warning_with_its_age(banc: Banc) -> None:
    config = banc.config()
    banc.fetch(config)
    before = open_month(config, banc.data, MOIS).references
    banc.since("2026-10-12")
    banc.shut()
    banc.fetch(config)
    chantier = open_month(config, banc.data, MOIS)
    references = chantier.references
    assert references.lycees == before.lycees
    assert references.empreinte == before.empreinte
    assert references.fautes == ()
    (remark,) = start_summary("run", MOIS, [], references, 4).avertissements[:1]
    assert "found 503, expected 200; the copy of " in remark
    assert remark.endswith(" is taken, 0 days old (complet)")
    assert references.anciennes == (("annuaire", date(2026, 10, 12)),)


def test_an_open_way_again_ends_it(banc: Banc) -> None:
    config = banc.config()
    banc.fetch(config)
    banc.portail.fail(*[Panne("statut", 503, sur="description")] * 2)
    banc.fetch(config)
    assert open_month(config, banc.data, MOIS).references.anciennes
    banc.fetch(config)
    references = open_month(config, banc.data, MOIS).references
    assert references.anciennes == references.remarques == ()


WORSE = {
    "no lycée of the region": (LYCEES.filter(pl.col("code_region") == "84"), "found no open lycée of code_region 11"),
    "no row": (LYCEES[:0], "found no open lycée of code_region 11 among 0 rows"),
    "no UAI": (LYCEES.drop("identifiant_de_l_etablissement"), "column identifiant_de_l_etablissement is missing"),
}


@pytest.mark.parametrize("case", WORSE)
def test_a_worse_copy_does_not_replace_a_good_one(banc: Banc, case: str) -> None:
    rows, expected = WORSE[case]
    config = banc.config()
    banc.fetch(config)
    before = open_month(config, banc.data, MOIS).references
    banc.since("2026-10-12")
    banc.portail.publish(REGISTRE, rows, "2")
    banc.fetch(config)
    references = open_month(config, banc.data, MOIS).references
    assert references.lycees == before.lycees
    (fault,) = references.fautes
    assert expected in fault
    assert fault.endswith("; the copy of 2026-10-12 is kept")
    assert [nom for nom, _ in references.anciennes] == ["annuaire"]


def test_half_of_the_headcounts_does_not_replace_all(banc: Banc) -> None:
    config = banc.config("effectifs")
    banc.fetch(config)
    banc.portail.publish(GT, ELEVES.with_columns(nombre_d_eleves=pl.lit(1)), "2")
    del banc.portail.jeux[PRO]
    (banc.data / "reception" / "effectifs" / "portail" / PRO / "complet.parquet").unlink()
    banc.fetch(config)
    references = open_month(config, banc.data, MOIS).references
    assert {one.uai: one.nb_eleves for one in references.lycees}[A] == 312
    (remark,) = references.remarques
    assert f"Unknown dataset: {PRO}" in remark


def test_headcounts_of_no_use_leave_the_registers(banc: Banc) -> None:
    banc.portail.publish(GT, ELEVES.rename({"nombre_d_eleves": "eleves"}), "1")
    banc.portail.publish(PRO, APPRENTIS[:0], "1")
    config = banc.config("effectifs")
    banc.fetch(config)
    references = open_month(config, banc.data, MOIS).references
    assert {one.uai: one.nb_eleves for one in references.lycees}[A] == 200
    assert any("column numero_lycee or nombre_d_eleves is missing" in one for one in references.fautes)


def test_check_fetches_what_it_finds_open(banc: Banc) -> None:
    config = banc.config("effectifs")
    assert check_all(config, banc.data, MOIS) == []
    assert len(open_month(config, banc.data, MOIS).references.lycees) == 4


def test_check_tells_each_way_that_is_shut(banc: Banc) -> None:
    config = banc.config("effectifs")
    banc.fetch(config)
    del banc.portail.jeux[REGISTRE], banc.portail.jeux[PRO]
    first, second = check_all(config, banc.data, MOIS)
    assert f"Unknown dataset: {REGISTRE}" in first
    assert f"Unknown dataset: {PRO}" in second


def test_check_tells_of_a_data_directory_beside_the_rest(banc: Banc) -> None:
    del banc.portail.jeux[REGISTRE]
    blocked = banc.region.folder / "blocked"
    blocked.write_text("a file where the directory should be")
    faults = check_all(banc.config(), blocked, MOIS)
    assert any(f"Unknown dataset: {REGISTRE}" in one for one in faults)
    assert any("cannot be used as the data directory" in one for one in faults)


def test_a_copy_leaves_nothing_of_the_one_before(banc: Banc) -> None:
    config = banc.config()
    banc.fetch(config)
    banc.portail.publish(REGISTRE, LYCEES[:3], "2")
    banc.fetch(config)
    assert len(open_month(config, banc.data, MOIS).references.lycees) == 3
    assert len(list((banc.data / "references/copies/annuaire").iterdir())) == 2  # the file and its note
