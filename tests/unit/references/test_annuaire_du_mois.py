"""The register as each month knew it: what is kept, and which month a month is compared with."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from ent_report.configuration.settings import load_settings
from ent_report.domaine.mouvements_annuaire import Nature
from ent_report.entrepots.choix import open_store
from ent_report.references.annuaire_du_mois import changes_told, keep_register, register_changes
from ent_report.references.region import References, read_references
from ent_report.references.stockage import store_references
from ent_report.sources.annuaire import Annuaire, read_annuaire
from ent_report.sources.inventaire import take_inventory
from ent_report.store import Store
from ent_report.vocabulary import Mois

Read = Callable[..., Annuaire]

OCTOBRE = Mois(2026, 10)
HEADER = "identifiant_de_l_etablissement;nom_etablissement;nom_commune;code_region"
A = "0770001H;Lycée A;Melun;11"
B = "0770002J;Lycée B;Meaux;11"
C = "0930001W;Lycée C;Bobigny;11"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return open_store(tmp_path / "data")


@pytest.fixture
def read(tmp_path: Path) -> Read:
    def reading(*rows: str) -> Annuaire:
        (tmp_path / "annuaire.csv").write_text("\n".join([HEADER, *rows]) + "\n", encoding="utf-8")
        (file,) = take_inventory(["annuaire.csv"], tmp_path).fichiers
        return read_annuaire(file, "11", "Région Exemple")

    return reading


def changes(store: Store, mois: Mois) -> tuple[str, list[tuple[Nature, str]]] | None:
    found = register_changes(store, mois)
    return found and (str(found.depuis), [(one.nature, one.uai) for one in found.mouvements])


def test_a_month_is_compared_with_the_nearest_before(store: Store, read: Read) -> None:
    keep_register(store, OCTOBRE - 5, read(A))
    keep_register(store, OCTOBRE - 3, read(A, B))
    keep_register(store, OCTOBRE, read(A, B, C))
    assert changes(store, OCTOBRE) == ("2026-07", [(Nature.OUVERTURE, "0930001W")])


@pytest.mark.parametrize(("behind", "is_compared"), [(12, True), (13, False)])
def test_at_most_a_year_back(store: Store, read: Read, behind: int, is_compared: bool) -> None:
    keep_register(store, OCTOBRE - behind, read(A))
    keep_register(store, OCTOBRE, read(A, B))
    assert (changes(store, OCTOBRE) is not None) == is_compared


def test_an_older_month_is_not_compared_with_a_later_one(store: Store, read: Read) -> None:
    keep_register(store, OCTOBRE + 1, read(A, B, C))
    keep_register(store, OCTOBRE, read(A, B))
    assert changes(store, OCTOBRE) is None
    keep_register(store, OCTOBRE - 1, read(A))
    assert changes(store, OCTOBRE) == ("2026-09", [(Nature.OUVERTURE, "0770002J")])


def test_the_run_s_summary_says_that_there_is_nothing_to_compare_with(store: Store, read: Read) -> None:
    keep_register(store, OCTOBRE, read(A))
    told = changes_told(store, OCTOBRE)
    assert (told["depuis"], told["lignes"]) == (None, [])
    assert "nothing to compare with" in told["remarque"]
    keep_register(store, OCTOBRE - 1, read(A, B))
    told = changes_told(store, OCTOBRE)
    assert (told["depuis"], [line["uai"] for line in told["lignes"]]) == ("2026-09", ["0770002J"])


def test_a_corrected_register_takes_the_place_of_the_month_s(store: Store, read: Read) -> None:
    keep_register(store, OCTOBRE - 1, read(A))
    keep_register(store, OCTOBRE, read(A, B))
    keep_register(store, OCTOBRE, read(A, C))
    assert changes(store, OCTOBRE) == ("2026-09", [(Nature.OUVERTURE, "0930001W")])
    assert len(list(store.path("references/annuaire/mois=2026-10").glob("*.parquet"))) == 1


def test_an_old_month_made_again_with_today_s_register_keeps_its_own(store: Store, read: Read) -> None:
    """Or the changes of the later month would be gone, and its summary would need another edition."""
    keep_register(store, OCTOBRE - 1, read(A))
    keep_register(store, OCTOBRE, read(A, B))
    keep_register(store, OCTOBRE - 1, read(A, B))
    assert changes(store, OCTOBRE) == ("2026-09", [(Nature.OUVERTURE, "0770002J")])


@pytest.mark.parametrize(
    "refused",
    [
        "0770002J;;Meaux;11",  # no name
        "0770002J;Lycée B;Meaux;11;trop;de cellules",  # more cells than the header has: its UAI stands in the row
    ],
)
def test_a_lycee_whose_row_is_refused_did_not_close(store: Store, read: Read, refused: str) -> None:
    keep_register(store, OCTOBRE - 1, read(A, B))
    keep_register(store, OCTOBRE, read(A, refused))
    keep_register(store, OCTOBRE + 1, read(A, B))
    assert changes(store, OCTOBRE) == ("2026-09", [])
    assert changes(store, OCTOBRE + 1) == ("2026-10", [])  # nor does it open when its row is sound again


def references(tmp_path: Path, annuaire: Annuaire) -> References:
    lines = ["[region]", 'nom = "Région Exemple"', 'code = "11"', 'zone = "C"', "[references.annuaire]"]
    lines += ['path = "annuaire.csv"', "[sources.comptes]", 'kind = "files"', 'path = "c.csv"']
    (tmp_path / "region.toml").write_text("\n".join(lines), encoding="utf-8")
    found = read_references(load_settings(tmp_path / "region.toml"), OCTOBRE, open_store(tmp_path / "data"))
    assert found.annuaire.table.equals(annuaire.table)
    return found


def test_the_present_register_stands_alone_beside_the_months(tmp_path: Path, store: Store, read: Read) -> None:
    store_references(references(tmp_path, read(A)), store, OCTOBRE - 1)
    store_references(references(tmp_path, read(A, B)), store, OCTOBRE)
    present = pl.read_parquet(store.path("references/annuaire") / "*.parquet")
    assert present["identifiant_de_l_etablissement"].to_list() == ["0770001H", "0770002J"]
    assert changes(store, OCTOBRE) == ("2026-09", [(Nature.OUVERTURE, "0770002J")])


def test_what_did_not_change_is_not_written_again(tmp_path: Path, store: Store, read: Read) -> None:
    def written() -> dict[str, int]:
        files = [*store.path("references").rglob("*"), *store.path("rejets").rglob("*")]
        return {str(one): one.stat().st_ino for one in files if one.is_file()}

    store_references(references(tmp_path, read(A)), store, OCTOBRE)
    before = written()
    store_references(references(tmp_path, read(A)), store, OCTOBRE)
    assert written() == before  # a file that is written is a new one, with another number
    store_references(references(tmp_path, read(A, B)), store, OCTOBRE)
    assert written() != before
