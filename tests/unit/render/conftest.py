from collections.abc import Callable

import pytest

from ent_report.render.html import Templates
from ent_report.render.lycee import Documents, render_lycee
from ent_report.render.pdf import Renderer
from ent_report.report.donnees import DonneesLycee
from ent_report.report.lycee import build_lycee_report
from ent_report.report.lycee.donnees_csv import donnees_csv
from ent_report.specimens.lycee import PRESENTATION, TEMPLATES, libelles
from ent_report.specimens.lycees import OBJECTIFS


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
