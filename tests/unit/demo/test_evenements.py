from __future__ import annotations

from datetime import UTC, date, datetime

import polars as pl
import pytest
from unit.demo.lecture import ACTIFS, EVENTS_PER_DAY

FIELDS = {
    "event-type", "module", "date", "userId", "profil", "structures", "classes", "groups", "sessionId", "ua", "ip",
    "deviceType", "osName", "resource-type",
}  # fmt: skip

# October 2026: class until Friday 16, holidays from Saturday 17.
JEUDI, MERCREDI, SAMEDI, JEUDI_DE_VACANCES = (date(2026, 10, jour) for jour in (8, 7, 10, 22))


def on(region, jour: date) -> pl.DataFrame:
    return region.evenements.filter(pl.col("t").dt.date() == jour)


def of_closed_lycee(region) -> pl.DataFrame:
    closed = next(row for row in region.annuaire if row["etat"] == "FERME")
    return region.par_lycee.filter(uai=closed["identifiant_de_l_etablissement"])


def of_lycee_at(region, rang: int) -> pl.DataFrame:
    return region.par_lycee.filter(uai=region.annuaire[rang]["identifiant_de_l_etablissement"])


def test_lines_have_the_platforms_fields(region):
    assert set(region.evenements.columns) - {"fichier", "t", "mois"} == FIELDS
    types = set(region.evenements["event-type"])
    assert set(ACTIFS) < types
    assert {"UPDATE", "DELETE"} <= types


def test_a_file_holds_one_utc_day_in_order_of_time(region):
    for fichier in region.fichiers():
        jour = date.fromisoformat(fichier.name[11:21])
        dates = region.evenements.filter(fichier=fichier.name)["date"].drop_nulls()
        days = {datetime.fromtimestamp(ms / 1000, UTC).date() for ms in dates}
        assert days == {jour}
        if jour.day not in (6, 7, 8):  # faulty lines are made from the day's first
            assert "bis" in fichier.name or dates.is_sorted()


@pytest.mark.parametrize("mois", ["2025-10", "2026-09", "2026-10"])
def test_the_local_month_is_whole(region, mois):
    days = region.evenements.filter(mois=mois)["t"].dt.date().unique()
    assert len(days) == {"2026-09": 30}.get(mois, 31)
    ends = region.evenements.filter(mois=mois).select(first=pl.col("t").min(), last=pl.col("t").max()).row(0)
    assert (ends[0].day, ends[0].hour, ends[0].minute, ends[0].microsecond) == (1, 0, 0, 0)
    assert (ends[1].hour, ends[1].minute, ends[1].second, ends[1].microsecond) == (23, 59, 59, 999_000)


def test_the_months_files_reach_into_the_next_local_day(region):
    assert region.evenements.filter(mois="2026-11")["t"].dt.hour().max() == 0


def test_sessions_cross_midnight(region):
    spans = region.evenements.group_by("sessionId").agg(days=pl.col("t").dt.date().n_unique())
    assert spans.filter(pl.col("days") == 2).height >= 30


def test_the_repeated_hour_is_lived_twice(region):
    hour = on(region, date(2026, 10, 25)).filter(pl.col("t").dt.hour() == 2)
    assert set(hour["t"].dt.dst_offset().dt.total_hours()) == {0, 1}


def test_the_volume_is_the_one_asked_for(region):
    class_days = [date(2026, 10, jour) for jour in (1, 2, 5, 6, 8, 9, 12, 13, 15, 16)]
    volumes = [on(region, jour).height for jour in class_days]
    assert sum(volumes) / len(volumes) == pytest.approx(EVENTS_PER_DAY, rel=0.12)


def test_days_without_class_are_quiet(region):
    ordinary = on(region, JEUDI).height
    assert on(region, SAMEDI).height < ordinary / 2
    assert on(region, JEUDI_DE_VACANCES).height < ordinary / 4
    assert on(region, JEUDI_DE_VACANCES).height > 0


def test_wednesday_afternoon_is_quiet(region):
    def afternoon(jour: date) -> int:
        return on(region, jour).filter(pl.col("t").dt.hour().is_between(13, 17)).height

    assert afternoon(MERCREDI) < afternoon(JEUDI) * 0.6


def test_teachers_come_in_school_hours_and_parents_in_the_evening(region):
    shares = (
        region.evenements.filter(mois="2026-10")
        .group_by("profil")
        .agg(evening=pl.col("t").dt.hour().is_between(18, 22).mean())
    )
    evening = dict(shares.iter_rows())
    assert evening["Teacher"] < 0.25
    assert evening["Relative"] > 0.4


def test_about_three_users_in_a_hundred_have_two_lycees(region):
    lycees = (
        region.par_lycee.filter(pl.col("uai").is_not_null(), mois="2026-10")
        .group_by("userId")
        .agg(pl.col("uai").n_unique())
    )
    assert 0.015 < (lycees["uai"] == 2).mean() < 0.06
    assert lycees["uai"].max() == 2


def test_some_events_list_both_lycees_and_others_one(region):
    shared = region.evenements.filter(pl.col("structures").list.len() == 2)["userId"].unique()
    listed = region.evenements.filter(pl.col("userId").is_in(shared.implode()))["structures"].list.len()
    assert {1, 2} == set(listed)


def test_the_new_lycee_has_no_history(region):
    assert set(of_lycee_at(region, 3)["mois"]) == {"2026-10"}


def test_the_tiny_lycee_has_a_handful_of_users(region):
    tiny = of_lycee_at(region, 2)
    assert 0 < tiny["userId"].n_unique() <= 40  # three months, and a third of the families leaves each summer
    staff = tiny.filter(pl.col("profil").is_in(["Teacher", "Personnel"]))
    assert staff["userId"].n_unique() < 5


def test_the_closed_lycee_has_events_in_the_older_months_alone(region):
    closed = of_closed_lycee(region)
    assert set(closed["mois"]) == {"2025-10", "2026-09"}
    assert closed.height < 0.02 * region.par_lycee.height


def test_one_user_changes_profile_in_the_month(region):
    good = region.evenements.filter(pl.col("profil") != "Robot", mois="2026-10")
    profiles = (
        good.sort("date").group_by("userId", maintain_order=True).agg(pl.col("profil").unique(maintain_order=True))
    )
    changed = profiles.filter(pl.col("profil").list.len() > 1)["profil"].to_list()
    assert changed == [["Personnel", "Teacher"]]


def test_people_activate_once_and_before_all_else(region):
    october = region.evenements.drop("fichier").filter(mois="2026-10").unique().sort("date")
    activations = october.filter(pl.col("event-type") == "ACTIVATION")
    assert activations.height > 50
    assert activations["userId"].is_unique().all()
    first = october.unique("userId", keep="first").select("userId", start="date")
    late = activations.join(first, on="userId").filter(pl.col("date") > pl.col("start"))
    assert late.height <= 1  # whose session was open when the month began


def test_consecutive_accesses_are_dropped_since_june_2026(region):
    pages = region.evenements.filter(~pl.col("fichier").str.contains("bis")).sort("sessionId", "date")
    repeated = pages.filter(
        pl.col("event-type") == "ACCESS",
        pl.col("event-type") == pl.col("event-type").shift(1),
        pl.col("module") == pl.col("module").shift(1),
        pl.col("sessionId") == pl.col("sessionId").shift(1),
        pl.col("module") != "Blog",  # what the faulty lines are made of
    )
    assert "2025-10" in set(repeated["mois"])
    assert max(repeated["mois"]) < "2026-06"


def test_use_grows_from_year_to_year(region):
    logins = region.evenements.filter(pl.col("event-type") == "LOGIN").group_by("mois").len()
    counts = dict(logins.iter_rows())
    assert counts["2026-10"] > counts["2025-10"]


def test_a_third_of_the_families_leaves_each_summer(region):
    def known_a_year_before(profil: str) -> float:
        users = region.evenements.filter(profil=profil).group_by("userId").agg(pl.col("mois").unique())
        autumn = users.filter(pl.col("mois").list.contains("2026-10"))
        return autumn["mois"].list.contains("2025-10").mean()

    assert known_a_year_before("Student") < 2 / 3
    assert known_a_year_before("Teacher") > 2 / 3
