"""The region's lycées alone: of the register as it was last understood, or of the register itself."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from damage import SEEN_AT_ITS_END, Damage, spoiled_within

from ent_report.configuration.settings import Settings, load_settings
from ent_report.domaine.lycees import Lycee
from ent_report.entrepots.choix import open_store
from ent_report.errors import InputsUnusableError
from ent_report.references.lycees import read_lycees
from ent_report.references.region import read_references
from ent_report.references.stockage import store_references
from ent_report.store import Store
from ent_report.vocabulary import Mois

HEADER = "identifiant_de_l_etablissement;nom_etablissement;nom_commune;code_region;mail;nombre_d_eleves;code_nature"
A = "0770001H;Lycée A;Melun;11;ce.0770001H@ac-creteil.fr;612;302"
B = "0770002J;Lycée B;Meaux;11;;;320"
ELSEWHERE = "0590001F;Lycée du Nord;Lille;32;;;302"

Write = Callable[..., Settings]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def writing(*rows: str, code: str = "11") -> Settings:
        lines = ["[region]", 'nom = "Région Exemple"', f'code = "{code}"', 'zone = "C"', "[references.annuaire]"]
        lines += ['path = "annuaire.csv"', "[sources.comptes]", 'kind = "files"', 'path = "c.csv"']
        (tmp_path / "annuaire.csv").write_text("\n".join([HEADER, *rows]) + "\n", encoding="utf-8")
        (tmp_path / "region.toml").write_text("\n".join(lines), encoding="utf-8")
        return load_settings(tmp_path / "region.toml")

    return writing


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return open_store(tmp_path / "data")


def keep(settings: Settings, store: Store) -> tuple[Lycee, ...]:
    """As a collection keeps the register; the lycées that it understood."""
    references = read_references(settings, Mois(2026, 10), store)
    store_references(references, store, Mois(2026, 10))
    return references.annuaire.lycees


def hold_another(store: Store) -> None:
    """Put another name into what was kept, so that whoever reads it is seen to."""
    (piece,) = store.path("references/annuaire").glob("*.parquet")
    piece.chmod(0o644)
    pl.read_parquet(piece).with_columns(nom_etablissement=pl.lit("kept")).write_parquet(piece)


def names(settings: Settings, store: Store) -> list[str]:
    return [one.nom for one in read_lycees(settings, store)]


def test_what_was_kept_is_what_was_understood(write: Write, store: Store) -> None:
    settings = write(B, A, ELSEWHERE)
    understood = keep(settings, store)
    assert [one.nom for one in understood] == ["Lycée A", "Lycée B"]
    assert read_lycees(settings, store) == understood
    hold_another(store)
    assert names(settings, store) == ["kept", "kept"]  # the register was not read again


def test_a_register_that_was_never_kept_is_read(write: Write, store: Store) -> None:
    assert names(write(A), store) == ["Lycée A"]


def test_a_register_that_changed_since_is_read(write: Write, store: Store) -> None:
    keep(write(A), store)
    hold_another(store)
    assert names(write(A, B), store) == ["Lycée A", "Lycée B"]


def test_another_region_of_the_same_register_is_read(write: Write, store: Store) -> None:
    keep(write(A, ELSEWHERE), store)
    assert names(write(A, ELSEWHERE, code="32"), store) == ["Lycée du Nord"]


@pytest.mark.parametrize("damage", [*SEEN_AT_ITS_END, spoiled_within])
def test_a_register_whose_kept_table_is_damaged_is_read(write: Write, store: Store, damage: Damage) -> None:
    settings = write(A, B)
    keep(settings, store)
    (piece,) = store.path("references/annuaire").glob("*.parquet")
    damage(piece)
    assert names(settings, store) == ["Lycée A", "Lycée B"]


@pytest.mark.parametrize("damage", SEEN_AT_ITS_END)
def test_damaged_tables_of_the_references_are_made_again(write: Write, store: Store, damage: Damage) -> None:
    settings = write(A, B)
    keep(settings, store)
    pieces = {one: one.read_bytes() for one in sorted(store.path("references").rglob("*.parquet"))}
    assert len(pieces) == 4  # the register, as it is and as the month knew it, the headcounts and the calendar
    for piece in pieces:
        damage(piece)
    keep(settings, store)
    assert {one: one.read_bytes() for one in pieces} == pieces


def test_a_manifest_without_its_keys_is_as_good_as_none(write: Write, store: Store) -> None:
    settings = write(A)
    for _ in range(2):
        keep(settings, store)
        (manifest,) = store.path("references/annuaire").glob("*.json")
        manifest.write_text("{}")
        assert names(settings, store) == ["Lycée A"]


def test_a_register_of_the_same_rows_in_other_bytes_is_known_once_it_was_collected(write: Write, store: Store) -> None:
    keep(write(A, B), store)
    settings = write(B, A)
    keep(settings, store)
    hold_another(store)
    assert names(settings, store) == ["kept", "kept"]


def test_without_a_lycee_there_is_nothing_to_tell(write: Write, store: Store) -> None:
    with pytest.raises(InputsUnusableError, match="found no open lycée of code_region 11"):
        read_lycees(write(ELSEWHERE), store)
