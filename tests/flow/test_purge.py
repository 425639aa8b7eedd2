"""Events past their time go; figures, counts and reports that were made from them stay, and do not ask for them."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from computed_month import KEY, compute
from spec.tables import A, B, Region, event

from ent_report.collecte.mois import collect_month
from ent_report.entrepots.local import StoreLocal
from ent_report.errors import InputsUnusableError
from ent_report.mois.chantier import Chantier, open_month
from ent_report.mois.jours_mesures import measured_days
from ent_report.operation.purge import Purge, first_kept, purge_events
from ent_report.store import Store
from ent_report.vocabulary import Mois

SEPTEMBER, OCTOBER = Mois(2026, 9), Mois(2026, 10)
TODAY = date(2027, 11, 28)


@pytest.fixture
def region(tmp_path: Path) -> Region:
    one = Region(tmp_path)
    for mois in (SEPTEMBER, OCTOBER):
        visits = [
            event(f"{mois}-{day:02d} 10:00", f"{one_of}-{day % 7}", one_of) for one_of in (A, B) for day in (1, 2)
        ]
        one.evenements(*visits, "not an event", file=f"{mois}.jsonl.gz")
    return one


def run(region: Region, mois: Mois) -> tuple[Chantier, dict[str, Any]]:
    """Collect and compute a month; what was told of its events."""
    chantier, collected = compute(region.config(), region.folder / "data", mois)
    (told,) = (one for one in collected if one.source == "evenements")
    return chantier, vars(told)


def table(store: Store, mois: Mois) -> pl.DataFrame:
    return pl.read_parquet(store.path(f"indicateurs/mois={mois}/indicateurs.parquet"))


def events(store: Store, mois: Mois) -> list[Path]:
    return sorted(store.path(f"collecte/evenements/mois={mois}").glob("**/*.parquet"))


def rejects(store: Store, mois: Mois) -> list[Path]:
    return sorted(store.path(f"rejets/evenements/mois={mois}").glob("*.parquet"))


def test_what_is_past_its_time_goes_and_what_was_made_of_it_stays(region: Region) -> None:
    run(region, SEPTEMBER)
    store = run(region, OCTOBER)[0].store
    before = table(store, SEPTEMBER)
    sizes = [path.stat().st_size for path in (*events(store, SEPTEMBER), *rejects(store, SEPTEMBER))]
    assert len(sizes) == 3  # two days, and the line that is no event
    assert purge_events(store, OCTOBER, TODAY) == [Purge("2026-09", 3, sum(sizes), 4)]
    assert events(store, SEPTEMBER) + rejects(store, SEPTEMBER) == []
    assert len(events(store, OCTOBER)) == 2
    assert len(rejects(store, OCTOBER)) == 1
    assert table(store, SEPTEMBER).equals(before)
    assert purge_events(store, OCTOBER, TODAY) == []


def test_a_purged_month_is_run_again_without_its_events(region: Region) -> None:
    chantier, told = run(region, SEPTEMBER)
    days = measured_days(
        chantier.store, chantier.store.read_json(f"collecte/evenements/mois={SEPTEMBER}/manifeste.json")
    )
    before = table(chantier.store, SEPTEMBER)
    purge_events(chantier.store, OCTOBER, TODAY)
    again, told_again = run(region, SEPTEMBER)
    counts = ("lues", "gardees", "rejetees", "doublons")
    assert {one: told_again[one] for one in counts} == {one: told[one] for one in counts}
    assert f"purged on {TODAY}" in next(iter(told_again["remarques"]))
    assert events(again.store, SEPTEMBER) == []  # its file still lies among the inputs
    assert table(again.store, SEPTEMBER).equals(before)
    assert (
        measured_days(again.store, again.store.read_json(f"collecte/evenements/mois={SEPTEMBER}/manifeste.json"))
        == days
    )


def test_the_month_after_compares_with_a_purged_one(region: Region) -> None:
    store = run(region, SEPTEMBER)[0].store
    run(region, OCTOBER)
    before = table(store, OCTOBER)
    purge_events(store, OCTOBER, TODAY)
    region.evenements(event("2026-09-03 10:00", f"{A}-late", A), file="late.jsonl.gz")  # speaks of a purged month
    run(region, OCTOBER)
    assert table(store, OCTOBER).equals(before)
    assert events(store, SEPTEMBER) == []


def test_a_month_without_figures_is_kept_and_named(region: Region) -> None:
    chantier = open_month(region.config(), region.folder / "data", SEPTEMBER)
    collect_month(chantier, KEY)
    (kept,) = purge_events(chantier.store, OCTOBER, TODAY)
    assert kept.raison == "its figures were never computed: ent-report run --mois 2026-09 makes them, then they can go"
    assert len(events(chantier.store, SEPTEMBER)) == 2


def test_a_killed_purge_is_finished_by_the_next_one(region: Region, monkeypatch: pytest.MonkeyPatch) -> None:
    store = run(region, SEPTEMBER)[0].store

    def killed(*_: object) -> list[int]:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(StoreLocal, "delete", killed)
        with pytest.raises(KeyboardInterrupt):
            purge_events(store, OCTOBER, TODAY)
    run(region, SEPTEMBER)
    assert [one.fichiers for one in purge_events(store, OCTOBER, TODAY)] == [3]
    assert events(store, SEPTEMBER) == []


def test_figures_of_a_purged_month_that_are_lost_are_named(region: Region) -> None:
    store = run(region, SEPTEMBER)[0].store
    purge_events(store, OCTOBER, TODAY)
    store.path(f"indicateurs/mois={SEPTEMBER}/manifeste.json").unlink()
    with pytest.raises(
        InputsUnusableError, match=f"2026-09: its events were purged on {TODAY} and its figures are lost"
    ):
        run(region, SEPTEMBER)


def test_days_that_were_fetched_go_too(region: Region) -> None:
    store = run(region, SEPTEMBER)[0].store
    folder = store.path("reception/evenements")
    (folder / "en-cours/jour=2026-09-30.ab").mkdir(parents=True)
    names = ("jour=2026-09-01.parquet", "en-cours/jour=2026-09-30.ab/suite.json", "jour=2026-10-01.parquet")
    for name in names:
        (folder / name).write_bytes(b"ten bytes!")
    (found,) = purge_events(store, OCTOBER, TODAY)
    assert found.fichiers == 3 + 2
    assert [path.name for path in folder.rglob("*") if path.is_file()] == ["jour=2026-10-01.parquet"]


@pytest.mark.parametrize(("months", "kept"), [(13, Mois(2026, 10)), (1, Mois(2027, 10)), (24, Mois(2025, 11))])
def test_how_long_events_are_kept(months: int, kept: Mois) -> None:
    assert first_kept(months, TODAY) == kept
