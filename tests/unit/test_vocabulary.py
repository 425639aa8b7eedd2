"""Establishments' identifiers and months."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest

from ent_report.vocabulary import UAI_LETTERS, Mois, Uai


@pytest.mark.parametrize(
    "text",
    [
        "0770001H",
        "0770001h",  # lower case occurs in real files
        " 0770001H\t",  # as do blanks around it
    ],
)
def test_a_uai_is_kept_in_capitals(text: str) -> None:
    assert Uai(text) == "0770001H"


def test_the_letter_is_the_remainder_by_23() -> None:
    assert [Uai(f"{number:07d}{letter}")[-1] for number, letter in enumerate(UAI_LETTERS)] == list(UAI_LETTERS)
    assert Uai(f"{23:07d}A") == "0000023A"  # the 24th number starts again


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("0770001J", "its control letter is J, expected H"),
        ("0770001I", "expected H"),  # looks like a 1: stands for nothing
        ("0770001O", "expected H"),  # looks like a 0
        ("0770001Q", "expected H"),
        ("770001H", "expected 7 digits and a letter"),  # a spreadsheet took the first 0 away
        ("07700018", "expected 7 digits and a letter"),
        ("07700011H", "expected 7 digits and a letter"),
        ("077000１H", "expected 7 digits and a letter"),  # a full-width digit
        ("0750652В", "expected 7 digits and a letter"),  # a Cyrillic letter
        ("٠770001H", "expected 7 digits and a letter"),  # a digit, but of another script
        ("0000015ſ", "expected 7 digits and a letter"),  # an old form of s, whose capital would be right
        ("", "expected 7 digits and a letter"),
    ],
)
def test_what_is_no_uai_is_refused_with_what_was_expected(text: str, told: str) -> None:
    with pytest.raises(ValueError, match=told) as refused:
        Uai(text)
    assert repr(text) in str(refused.value)


def test_no_number_has_the_letters_that_look_like_digits() -> None:
    assert not set("IOQ") & set(UAI_LETTERS)
    assert len(UAI_LETTERS) == 23


@pytest.mark.parametrize(
    ("start", "months", "there"),
    [
        ("2026-10", 0, "2026-10"),
        ("2026-10", 3, "2027-01"),  # over the end of the year
        ("2026-12", 1, "2027-01"),  # December's index is the last of its year, not the first of the next
        ("2026-01", -1, "2025-12"),
        ("2026-10", -12, "2025-10"),
        ("2026-10", 27, "2029-01"),
    ],
)
def test_months_add_up(start: str, months: int, there: str) -> None:
    assert str(Mois.parse(start) + months) == there
    assert Mois.parse(there) - months == Mois.parse(start)


def test_months_have_an_order() -> None:
    assert sorted(map(Mois.parse, ("2026-10", "2025-12", "2026-02"))) == [Mois(2025, 12), Mois(2026, 2), Mois(2026, 10)]


@pytest.mark.parametrize(
    ("mois", "last", "nb_days"),
    [
        ("2026-10", date(2026, 10, 31), 31),  # 25 October has 25 hours, and is one day
        ("2026-02", date(2026, 2, 28), 28),
        ("2028-02", date(2028, 2, 29), 29),  # a leap year
        ("2026-12", date(2026, 12, 31), 31),
    ],
)
def test_the_days_of_a_month(mois: str, last: date, nb_days: int) -> None:
    month = Mois.parse(mois)
    assert (month.jours[0], month.jours[-1], len(month.jours)) == (month.premier_jour, last, nb_days)
    assert {Mois.of(day) for day in month.jours} == {month}


@pytest.mark.parametrize(
    ("mois", "annee_scolaire"),
    [
        ("2026-07", "2025-2026"),  # its last month
        ("2026-08", "2026-2027"),  # its first one
        ("2026-12", "2026-2027"),
        ("2027-01", "2026-2027"),
    ],
)
def test_a_school_year_starts_in_august(mois: str, annee_scolaire: str) -> None:
    assert Mois.parse(mois).annee_scolaire == annee_scolaire


@pytest.mark.parametrize(
    ("text", "told"),
    [
        *((text, "is not a month: expected YYYY-MM") for text in ("2026-1", "26-10", "2026/10", "2026-10-01", "")),
        ("2026-13", "found the month 13, expected 01 to 12"),
        ("2026-00", "found the month 00, expected 01 to 12"),
        ("1999-01", "found the year 1999, expected 2000 to 2099"),
        ("2100-01", "found the year 2100, expected 2000 to 2099"),
    ],
)
def test_what_is_no_month_is_refused_with_what_was_expected(text: str, told: str) -> None:
    with pytest.raises(ValueError, match=told) as refused:
        Mois.parse(text)
    assert repr(text) in str(refused.value)


def test_the_example_that_a_refusal_gives_is_a_uai() -> None:
    with pytest.raises(ValueError, match="such as ") as refused:
        Uai("lycée")
    assert Uai(str(refused.value).rpartition("such as ")[2])


@pytest.mark.parametrize(
    ("mois", "mondays"),
    [
        (
            Mois(2026, 10),
            [date(2026, 9, 28), date(2026, 10, 5), date(2026, 10, 12), date(2026, 10, 19), date(2026, 10, 26)],
        ),
        (Mois(2026, 2), [date(2026, 2, 2), date(2026, 2, 9), date(2026, 2, 16), date(2026, 2, 23)]),  # 28 days
        (Mois(2026, 1), [date(2025, 12, 29), *(date(2026, 1, day) for day in (5, 12, 19, 26))]),  # begins on a Thursday
    ],
)
def test_the_weeks_of_a_month_are_those_of_its_thursdays(mois: Mois, mondays: list[date]) -> None:
    assert mois.semaines == mondays


def test_each_week_counts_in_one_month() -> None:
    weeks = [week for n in range(24) for week in (Mois(2026, 1) + n).semaines]
    assert [(after - before).days for before, after in pairwise(weeks)] == [7] * (len(weeks) - 1)
