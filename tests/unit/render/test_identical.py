"""The same bytes, whatever the process, its locale, its time zone and its hash seed."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[2]
SCRIPT = """
import hashlib, time
from ent_report.render.html import Templates
from ent_report.render.{whose} import render_{whose}
from ent_report.render.pdf import Renderer
from ent_report.report.{whose} import build_{whose}_report
from ent_report.report.lycee.donnees_csv import donnees_csv as donnees_csv_lycee
from ent_report.report.region.donnees_csv import donnees_csv_region
from ent_report.specimens.lycee import PRESENTATION, TEMPLATES, donnees as donnees_lycee, libelles
from ent_report.specimens.lycees import OBJECTIFS
from ent_report.specimens.region import donnees_region
time.tzset()
targets = [OBJECTIFS] if "{whose}" == "lycee" else []
case = donnees_{whose}(donnees_fictives=True)
report, data = build_{whose}_report(case, libelles(), PRESENTATION, *targets), donnees_csv_{whose}(case, libelles())
found = render_{whose}(report, data, Templates(TEMPLATES), Renderer(TEMPLATES))
print(hashlib.sha256(found.pdf).hexdigest(), hashlib.sha256(found.html).hexdigest())
"""


def hashes(whose: str, **environment: str) -> list[str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "PYTHONPATH") if name in os.environ}
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT.format(whose=whose)],
        cwd=TESTS,
        env={"PYTHONPATH": str(TESTS)} | kept | environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.split()


@pytest.mark.parametrize("whose", ["lycee", pytest.param("region", marks=pytest.mark.slow)])
def test_bytes_do_not_depend_on_process_place_or_time(request, whose):
    documents = request.getfixturevalue(f"usual_{whose}").documents
    here = [hashlib.sha256(data).hexdigest() for data in (documents.pdf, documents.html)]
    assert hashes(whose, TZ="Pacific/Auckland", LANG="fr_FR.UTF-8", PYTHONHASHSEED="1") == here
    assert hashes(whose, TZ="America/Los_Angeles", LC_ALL="C", PYTHONHASHSEED="2") == here
