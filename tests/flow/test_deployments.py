"""What prefect.yaml deploys: flows that exist, parameters that they know, schedules that are kept, forms to fill in."""

from __future__ import annotations

import asyncio
import importlib
import re
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import yaml

from ent_report.vocabulary import PARIS, Mois
from flows import environnement

ROOT = Path(__file__).parents[2]
DEPLOYMENTS = {one["name"]: one for one in yaml.safe_load((ROOT / "prefect.yaml").read_text())["deployments"]}
AUTOMATIONS = {
    one["name"]: one
    for one in yaml.safe_load((ROOT / "config/serveur/automatisations.yaml").read_text())["automations"]
}
SCHEDULED = {name: one["schedules"] for name, one in DEPLOYMENTS.items() if "schedules" in one}
AT_ONCE = {"lot"}
"""The chunks of a month's run, which is one at a time itself: they are for being made side by side."""


@pytest.fixture(scope="module", autouse=True)
def _settings(tmp_path_factory: pytest.TempPathFactory) -> None:
    environnement.prepare(tmp_path_factory.mktemp("prefect"))


def flow_of(deployment: str) -> Any:
    file, _, name = DEPLOYMENTS[deployment]["entrypoint"].partition(":")
    assert (ROOT / file).is_file()
    return getattr(importlib.import_module(file.removesuffix(".py").replace("/", ".")), name)


def form_of(deployment: str) -> dict[str, Any]:
    """The OpenAPI schema that Prefect's page makes its form of."""
    from prefect.utilities.callables import parameter_schema  # noqa: PLC0415  after its settings

    return parameter_schema(flow_of(deployment).fn).model_dump_for_openapi()


def dates_of_a_year(schedule: dict[str, str]) -> list[datetime]:
    """When a schedule makes runs from 2026-01-01 on, a year long, in its own time zone."""
    from prefect.server.schemas.schedules import CronSchedule  # noqa: PLC0415

    dates = CronSchedule(**schedule).get_dates(n=366, start=datetime(2026, 1, 1, tzinfo=UTC))
    here = ZoneInfo(schedule["timezone"])
    return [one.astimezone(here) for one in asyncio.run(dates) if one < datetime(2027, 1, 1, tzinfo=UTC)]


def test_the_deployments_are_found() -> None:
    assert {"collecte-quotidienne", "rapports-du-mois", "un-lycee", "mois-manques"} <= set(DEPLOYMENTS)
    assert {"collecte-quotidienne", "rapports-du-mois"} <= set(SCHEDULED)


@pytest.mark.parametrize("deployment", DEPLOYMENTS)
def test_a_deployment_names_a_flow_and_its_parameters(deployment: str) -> None:
    known = form_of(deployment)["properties"]
    assert set(DEPLOYMENTS[deployment]["parameters"]) <= set(known)
    flow_of(deployment).validate_parameters(_filled_in(deployment))


def _filled_in(deployment: str) -> dict[str, Any]:
    """The deployed parameters, and for each that a person must give one of its examples."""
    form = form_of(deployment)
    asked = {name: form["properties"][name]["examples"][0] for name in form.get("required", ())}
    return asked | DEPLOYMENTS[deployment]["parameters"]


@pytest.mark.parametrize("deployment", sorted(set(DEPLOYMENTS) - AT_ONCE))
def test_a_second_run_waits_for_the_first(deployment: str) -> None:
    """Requests of proviseurs aside, which wait for the fifth before them."""
    limit = 4 if deployment == "demande-proviseur" else 1
    assert DEPLOYMENTS[deployment]["concurrency_limit"] == {"limit": limit, "collision_strategy": "ENQUEUE"}


@pytest.mark.parametrize("deployment", AT_ONCE)
def test_chunks_are_made_side_by_side_by_workers_that_take_nothing_else(deployment: str) -> None:
    assert "concurrency_limit" not in DEPLOYMENTS[deployment]
    assert DEPLOYMENTS[deployment]["work_pool"]["work_queue_name"] == "lots"


@pytest.mark.parametrize("deployment", DEPLOYMENTS)
def test_operators_are_told_of_what_crashed_but_a_chunk_which_is_made_again(deployment: str) -> None:
    """The shipped automation, on the resources that Prefect's server names in the event of a run."""
    from prefect.server.events.schemas.automations import EventTrigger  # noqa: PLC0415  after its settings
    from prefect.server.events.schemas.events import RelatedResource, Resource  # noqa: PLC0415

    run = Resource({"prefect.resource.id": "prefect.flow-run.1", "prefect.resource.name": "a run"})
    names = {"flow": flow_of(deployment).name, "deployment": deployment, "work-queue": "default"}
    related = [
        RelatedResource(
            {"prefect.resource.id": f"prefect.{role}.2", "prefect.resource.name": name, "prefect.resource.role": role}
        )
        for role, name in names.items()
    ]
    is_told = EventTrigger.model_validate(AUTOMATIONS["ent-report-exploitation"]["trigger"]).covers_resources(
        run, related
    )
    assert is_told == (deployment not in AT_ONCE)


@pytest.mark.parametrize("deployment", DEPLOYMENTS)
def test_a_run_is_held_to_be_gone_after_several_heartbeats_only(deployment: str) -> None:
    heartbeat_s = int(DEPLOYMENTS[deployment]["work_pool"]["job_variables"]["env"]["PREFECT_FLOWS_HEARTBEAT_FREQUENCY"])
    assert AUTOMATIONS["ent-report-disparus"]["trigger"]["within"] >= 5 * heartbeat_s


@pytest.mark.parametrize("deployment", SCHEDULED)
def test_a_schedule_keeps_out_of_the_hours_that_summer_time_moves(deployment: str) -> None:
    for schedule in SCHEDULED[deployment]:
        assert schedule["timezone"] == "Europe/Paris"
        dates = dates_of_a_year(schedule)
        assert dates
        assert {one for one in dates if time(1) <= one.time() <= time(4)} == set()
        assert len({one.time() for one in dates}) == 1  # the same in winter and in summer


def test_the_month_is_run_early_in_the_next_one() -> None:
    (schedule,) = SCHEDULED["rapports-du-mois"]
    dates = dates_of_a_year(schedule)
    assert [one.month for one in dates] == list(range(1, 13))
    assert all(one.day <= 5 for one in dates)


@pytest.mark.parametrize("deployment", DEPLOYMENTS)
def test_a_form_says_what_each_parameter_is(deployment: str) -> None:
    properties = form_of(deployment)["properties"]
    assert {"config", "data_dir"} <= set(properties)
    for name, found in properties.items():
        assert found["title"] != name, f"{name}: has no title of its own"
        assert len(found["description"]) > 20, f"{name}: is not explained"
    for name in ("config", "data_dir"):
        assert properties[name]["default"] == DEPLOYMENTS[deployment]["parameters"][name]


def test_the_form_of_one_lycee_and_one_month() -> None:
    form = form_of("un-lycee")
    assert form["required"] == ["uai"]
    uai, mois = (re.compile(form["properties"][name]["pattern"]) for name in ("uai", "mois"))
    assert uai.search("0750652B")
    assert [one for one in ("0750652", "750652B", "0750652b", "0750652O", "x0750652B", "") if uai.search(one)] == []
    assert form["properties"]["mois"]["default"] == "dernier"
    assert mois.search("dernier")
    assert mois.search("2026-10")
    assert [one for one in ("2026-13", "2026-1", "10/2026", "octobre", "", "2026-101") if mois.search(one)] == []


def test_months_to_make_up_for_are_both_asked_for() -> None:
    form = form_of("mois-manques")
    assert form["required"] == ["de", "a"]
    for name in form["required"]:
        assert re.search(form["properties"][name]["pattern"], "2026-10")
        assert not re.search(form["properties"][name]["pattern"], "dernier")


def test_a_control_letter_is_checked_before_the_run() -> None:
    from prefect.exceptions import ParameterTypeError  # noqa: PLC0415

    with pytest.raises(ParameterTypeError, match="its control letter is C, expected B"):
        flow_of("un-lycee").validate_parameters({"uai": "0750652C"})


@pytest.mark.parametrize(
    ("asked", "scheduled", "expected"),
    [
        ("dernier", "2026-11-03T04:40:00Z", "2026-10"),  # 05:40 in Paris
        ("dernier", "2027-01-03T04:40:00Z", "2026-12"),
        ("dernier", "2026-10-31T23:30:00Z", "2026-10"),  # 1 November in Paris
        ("2026-08", "2026-11-03T04:40:00Z", "2026-08"),
    ],
)
def test_the_month_is_the_one_before_the_scheduled_time(asked: str, scheduled: str, expected: str) -> None:
    from flows.parametres import wanted_month  # noqa: PLC0415

    prevu = datetime.fromisoformat(scheduled)
    assert wanted_month(asked, prevu) == Mois.parse(expected)
    assert wanted_month(asked, prevu.astimezone(PARIS)) == Mois.parse(expected)
