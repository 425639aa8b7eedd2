from collections.abc import Callable
from dataclasses import dataclass

import pytest

from ent_report.render.html import Templates
from ent_report.render.lycee import Documents, render_lycee
from ent_report.render.pdf import Renderer
from ent_report.render.region import render_region
from ent_report.report.donnees import DonneesLycee
from ent_report.report.lycee import LyceeReport, build_lycee_report
from ent_report.report.lycee.donnees_csv import donnees_csv
from ent_report.report.region import RegionReport, build_region_report
from ent_report.report.region.donnees_csv import donnees_csv_region
from ent_report.specimens.lycee import PRESENTATION, TEMPLATES, donnees, libelles
from ent_report.specimens.lycees import OBJECTIFS
from ent_report.specimens.region import donnees_region


@pytest.fixture(scope="session")
def templates() -> Templates:
    return Templates(TEMPLATES)


@pytest.fixture(scope="session")
def renderer() -> Renderer:
    return Renderer(TEMPLATES)


@pytest.fixture(scope="session")
def render(templates: Templates, renderer: Renderer) -> Callable[[DonneesLycee], Documents]:
    def render_case(case: DonneesLycee, presentation=PRESENTATION) -> Documents:
        report = build_lycee_report(case, libelles(), presentation, OBJECTIFS)
        return render_lycee(report, donnees_csv(case, libelles()), templates, renderer)

    return render_case


@dataclass(frozen=True)
class Usuel:
    """A usual report of fictional data, and what it was made from; `dessins_min`: it has so many charts."""

    gabarit: str
    report: LyceeReport | RegionReport
    donnees: bytes
    documents: Documents
    dessins_min: int


@pytest.fixture(scope="session")
def usual_lycee(templates: Templates, renderer: Renderer) -> Usuel:
    case = donnees(donnees_fictives=True)
    report, data = build_lycee_report(case, libelles(), PRESENTATION, OBJECTIFS), donnees_csv(case, libelles())
    return Usuel("lycee.html.j2", report, data, render_lycee(report, data, templates, renderer), dessins_min=4)


@pytest.fixture(scope="session")
def usual_region(templates: Templates, renderer: Renderer) -> Usuel:
    case = donnees_region(donnees_fictives=True)
    report, data = build_region_report(case, libelles(), PRESENTATION), donnees_csv_region(case, libelles())
    return Usuel("region.html.j2", report, data, render_region(report, data, templates, renderer), dessins_min=15)
