"""The same bytes, whatever the process, its locale, its time zone and its hash seed."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

from ent_report.specimens.lycee import donnees

TESTS = Path(__file__).parents[2]
SCRIPT = """
import hashlib, time
from ent_report.specimens.lycee import PRESENTATION, TEMPLATES, donnees, libelles
from ent_report.specimens.lycees import OBJECTIFS
from ent_report.render.html import Templates
from ent_report.render.lycee import render_lycee
from ent_report.render.pdf import Renderer
from ent_report.report.lycee.donnees_csv import donnees_csv
from ent_report.report.lycee import build_lycee_report
time.tzset()
report = build_lycee_report(donnees(), libelles(), PRESENTATION, OBJECTIFS)
found = render_lycee(report, donnees_csv(donnees(), libelles()), Templates(TEMPLATES), Renderer(TEMPLATES))
print(hashlib.sha256(found.pdf).hexdigest(), hashlib.sha256(found.html).hexdigest())
"""


def hashes(**environment: str) -> list[str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "PYTHONPATH") if name in os.environ}
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        cwd=TESTS,
        env={"PYTHONPATH": str(TESTS)} | kept | environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.split()


def test_bytes_do_not_depend_on_process_place_or_time(render):
    documents = render(donnees())
    here = [hashlib.sha256(data).hexdigest() for data in (documents.pdf, documents.html)]
    assert hashes(TZ="Pacific/Auckland", LANG="fr_FR.UTF-8", PYTHONHASHSEED="1") == here
    assert hashes(TZ="America/Los_Angeles", LC_ALL="C", PYTHONHASHSEED="2") == here
