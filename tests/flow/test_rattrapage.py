"""Months that a schedule missed: the next one says so, and they are made up for, oldest first."""

from __future__ import annotations

from pathlib import Path

import pytest
from flow.campagne import LYCEES, MOIS, ent_report, small_region

from ent_report.errors import UsageError
from flows import environnement

pytestmark = pytest.mark.slow


def test_missed_months_are_named_and_made_up_for(tmp_path: Path) -> None:
    """The fictional region has inputs of three months: this one, the one before, and the same of the year before."""
    places = ("--config", small_region(tmp_path / "demo"), "--data-dir", tmp_path / "data")
    first, before = MOIS - 12, MOIS - 1
    status, output, errors = ent_report("backfill", "--de", first, "--a", first, *places)
    assert status == 0, errors
    assert f"{first}: {LYCEES + 1} issued" in output
    assert "was due" not in errors  # it is the first

    status, _, errors = ent_report("run", "--mois", MOIS, *places)
    assert status == 0, errors
    told = [line for line in errors.splitlines() if "was due" in line]
    assert len(told) == 11
    assert told[-1] == (
        f"warning: month {before} was due and was never issued: ent-report backfill --de {before} --a {before}"
    )

    status, output, errors = ent_report("backfill", "--de", MOIS - 2, "--a", MOIS, *places)
    assert status == 3  # the first of them has no inputs, which keeps nobody from the next
    assert f"ent-report: {MOIS - 2}: " in errors
    assert f"{before}: {LYCEES + 1} issued" in output
    assert f"{MOIS}: was issued" in output
    assert output.index(f"{before}: ") < output.index(f"{MOIS}: was issued")


def test_months_in_the_wrong_order_are_refused_of_a_form_too(tmp_path: Path) -> None:
    environnement.prepare(tmp_path)
    from flows.rattrapage import rattrapage  # noqa: PLC0415  after Prefect's settings

    with pytest.raises(UsageError, match=f"--a {MOIS - 1}: expected a month that is not before --de {MOIS}"):
        rattrapage.fn(str(MOIS), str(MOIS - 1), data_dir=str(tmp_path))
