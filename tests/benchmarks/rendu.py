"""The lycée's report against the same page through WeasyPrint out of the box; memory over many; the largest region."""

from __future__ import annotations

import base64
import re
import resource
import time
from pathlib import Path

import weasyprint

from ent_report.domaine.lycees import Objectifs
from ent_report.render.html import Templates
from ent_report.render.lycee import render_lycee
from ent_report.render.pdf import Renderer
from ent_report.render.region import render_region
from ent_report.report.lycee import LyceeReport, build_lycee_report
from ent_report.report.lycee.donnees_csv import donnees_csv
from ent_report.report.region import build_region_report
from ent_report.report.region.donnees_csv import donnees_csv_region
from ent_report.resources import templates_folder
from ent_report.specimens.lycee import PRESENTATION, donnees, libelles
from ent_report.specimens.region import donnees_region, lycees
from tests.benchmarks.mesure import Ligne, measure

DOCUMENTS = 20
MANY, EARLY = 500, 100
LYCEES = 856
RATIO_MAX = 0.85
GROWTH_MAX_MIB = 0.3  # a document: a process is replaced after 200
REGION_S_MAX, REGION_MIB_MAX = 60.0, 1536


_PICTURE = re.compile(r'<img[^>]* src="data:image/svg\+xml;base64,([^"]+)"[^>]*>')


def run() -> list[Ligne]:
    tuned, plain = measure(_tuned, DOCUMENTS), measure(_out_of_the_box, DOCUMENTS)
    ratio = tuned.result / plain.result
    growth = measure(_growth).result
    region = measure(_region)
    each = 1000 / DOCUMENTS
    return [
        Ligne(
            "lycée's report, CPU time against WeasyPrint out of the box, untagged",
            f"{ratio:.2f} ({tuned.result * each:.0f} against {plain.result * each:.0f} ms a document)",
            f"at most {RATIO_MAX}",
            ratio <= RATIO_MAX,
        ),
        Ligne(
            f"memory of one process, from {EARLY} to {MANY} reports",
            f"{growth:.2f} MiB a report",
            f"at most {GROWTH_MAX_MIB} MiB",
            growth <= GROWTH_MAX_MIB,
        ),
        Ligne(
            f"regional summary of {LYCEES} lycées",
            f"{region.cpu_s:.0f} CPU s, {region.peak_mib:.0f} MiB",
            f"{REGION_S_MAX:.0f} s, {REGION_MIB_MAX} MiB",
            region.cpu_s <= REGION_S_MAX and region.peak_mib <= REGION_MIB_MAX,
        ),
    ]


def _report() -> tuple[LyceeReport, bytes]:
    given = donnees()
    return build_lycee_report(given, libelles(), PRESENTATION, Objectifs()), donnees_csv(given, libelles())


def _tuned(documents: int) -> float:
    report, data = _report()
    templates, renderer = Templates(templates_folder()), Renderer(templates_folder())
    render_lycee(report, data, templates, renderer)
    start = time.process_time()
    for _ in range(documents):
        render_lycee(report, data, templates, renderer)
    return time.process_time() - start


def _out_of_the_box(documents: int) -> float:
    """The same page, each document as WeasyPrint's manual has it: charts in line, no tags, no archive, no data."""
    report, _ = _report()
    templates, folder = Templates(templates_folder()), templates_folder() / "style"
    sheet = str(folder / "report.css")
    _plain(templates, report, folder, sheet)
    start = time.process_time()
    for _ in range(documents):
        _plain(templates, report, folder, sheet)
    return time.process_time() - start


def _plain(templates: Templates, report: LyceeReport, folder: Path, sheet: str) -> bytes:
    html = templates.render("lycee.html.j2", "papier", {"report": report, "serre": ""})
    html = _PICTURE.sub(lambda found: base64.b64decode(found[1]).decode(), html)
    found: bytes = weasyprint.HTML(string=html, base_url=f"{folder}/").write_pdf(stylesheets=[sheet])
    return found


def _growth() -> float:
    """MiB a report between the `EARLY`th and the `MANY`th."""
    report, data = _report()
    templates, renderer = Templates(templates_folder()), Renderer(templates_folder())
    early = 0
    for number in range(1, MANY + 1):
        render_lycee(report, data, templates, renderer)
        if number == EARLY:
            early = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - early) / 1024 / (MANY - EARLY)


def _region() -> int:
    given = donnees_region(count=LYCEES, lycees=lycees(LYCEES))
    report = build_region_report(given, libelles(), PRESENTATION)
    data = donnees_csv_region(given, libelles())
    return len(render_region(report, data, Templates(templates_folder()), Renderer(templates_folder())).pdf)
