"""Targets and incidents of lycées, axes or services that are none: told by `check`, with their place."""

from __future__ import annotations

from pathlib import Path

import pytest
from spec.tables import A, Region

from ent_report.configuration.cibles import target_faults
from ent_report.mois.chantier import open_month
from ent_report.vocabulary import Mois

INCIDENT = '[[incident]]\nsource = "toutes"\ndu = 2026-10-01\nau = 2026-10-02\ntexte = "t"\n'


def faults(folder: Path, **companions: str) -> list[str]:
    config = Region(folder, {"comptes": 'path = "*.csv"'}).config()
    for name, text in companions.items():
        (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    month = open_month(config, folder / "data", Mois(2026, 10))
    return [one.replace(f"{folder}/", "") for one in target_faults(month.settings, month.references.lycees)]


def test_what_ships_names_no_lycee(tmp_path: Path) -> None:
    assert faults(tmp_path) == []


@pytest.mark.parametrize(
    ("targets", "told"),
    [
        (f"[lycee.{A}]\naxes = {{ communication_interne = 40 }}\nservices_actives = ['notes']\n", []),
        ("[lycee.0770001X]\naxes = {}\n", [(":1: lycee.0770001X", "0770001X", A)]),
        (
            f"[lycee.{A}]\naxes = {{ communication = 40 }}\nservices_actives = ['note']\n",
            [
                (f":2: lycee.{A}.axes", "communication", "communication_interne"),
                (f":3: lycee.{A}.services_actives", "note", "notes"),
            ],
        ),
    ],
)
def test_a_target_must_be_of_a_lycee_an_axis_and_services_that_are_there(
    tmp_path: Path, targets: str, told: list[tuple[str, str, str]]
) -> None:
    found = faults(tmp_path, objectifs=targets)
    assert len(found) == len(told)
    for fault, (place, name, likely) in zip(found, told, strict=True):
        assert fault.startswith(f"objectifs.toml{place}: found '{name}', ")
        assert fault.endswith(f", did you mean {likely}?")


def test_an_incident_must_be_of_lycees_that_are_there(tmp_path: Path) -> None:
    there = INCIDENT + f'portee = {{ lycees = ["{A.lower()}"] }}\n'
    assert faults(tmp_path, incidents=there) == []
    (fault,) = faults(tmp_path, incidents=there + INCIDENT + 'portee = { lycees = ["0750652B"] }\n')
    assert fault.startswith("incidents.toml:12: incident.1.portee.lycees: found '0750652B', expected an open lycée")
