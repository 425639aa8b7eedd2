"""A report that fails: by name, alone, in detail for who runs it, and in a French sentence for who looks for it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest
from issued_region import MOIS, small_month
from spec.tables import A, B

from ent_report.editions import production
from ent_report.editions.etablies import last_edition, lycee_folder, region_folder
from ent_report.editions.production import Atelier
from ent_report.editions.publication import EditionConflictError
from ent_report.editions.resultats import ECHEC, ETABLI
from ent_report.errors import EntReportError, StorageError
from ent_report.mois.chantier import open_month
from ent_report.mois.dossiers import Dossiers
from ent_report.operation.status import as_text, month_status
from ent_report.report.lycee import LyceeReport
from ent_report.report.phrases import phrase
from flows import moteurs
from flows.bilan import Pages

pytestmark = pytest.mark.slow

Change = Callable[[LyceeReport], LyceeReport]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made")
    small_month(folder)
    return folder


def said(*texts: str) -> Change:
    """The report with these sentences for its findings."""

    def change(report: LyceeReport) -> LyceeReport:
        told = tuple(phrase("remarque", texte=text) for text in texts)
        return replace(report, essentiel=replace(report.essentiel, constats=told))

    return change


def with_logo(data: str) -> Change:
    return lambda report: replace(report, presentation=replace(report.presentation, logo=data))


def untold(report: LyceeReport) -> LyceeReport:
    return replace(report, essentiel=replace(report.essentiel, titre=phrase("qui_n_existe_pas")))


@pytest.mark.parametrize(
    ("change", "detail", "told"),
    [
        (said("Lycée 北"), "(U+5317)", "il contient un caractère qui ne s’imprime pas"),
        (said("Un long constat. " * 400), "pages, expected 4 at most", "son contenu dépasse la place prévue"),
        (untold, "lycee.html.j2", "rapport n’a pas pu être mis en page"),
        (with_logo("data:image/png;base64,AAAA"), "WeasyPrint: Failed to load image", "pu être mis en page"),
        (with_logo("data:image/svg+xml,%3Csvg"), "WeasyPrint: Failed to load image", "pu être mis en page"),
        (with_logo("http://127.0.0.1:9/logo.png"), "disallowed protocol", "pu être mis en page"),
        (said("Comme au Lycée A, UAI 0770002J."), "found the UAI 0770002J", "sa relecture a trouvé une erreur"),
    ],
)
def test_one_fails_by_name_and_readers_are_told_in_french(
    made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: Change, detail: str, told: str
) -> None:
    shutil.copytree(made, tmp_path / "month")
    chantier = open_month(tmp_path / "month/region.toml", tmp_path / "month/data", MOIS)
    build = production.build_lycee_report

    def of_a_only(donnees: Any, *rest: Any) -> LyceeReport:
        report = build(donnees, *rest)
        return change(report) if donnees.lycee.uai == A else report

    monkeypatch.setattr(production, "build_lycee_report", of_a_only)
    atelier = Atelier(chantier)
    of_a, of_b = atelier.lycees([A, B])
    assert (of_a.code, of_a.statut, of_b.statut) == (A, ECHEC, ETABLI)
    assert detail in str(of_a.raison)
    assert last_edition(chantier.store, lycee_folder(MOIS, A)) is None
    region = atelier.region({A: of_a.motif})
    assert region.statut == ETABLI
    results = [asdict(one) for one in (of_a, of_b, region)]
    chantier.store.write_json(f"bilans/{MOIS}/1.json", {"resultats": results})
    Pages(chantier).write_index()
    pages = [f"{region_folder(MOIS)}/edition-01/rapport.html", f"rapports/{MOIS}/index.html"]
    for page in (chantier.store.path(name).read_text() for name in pages):
        assert told in page.replace("\u00a0", " ")
        assert detail not in page
    found = month_status(chantier.references.lycees, chantier.store, MOIS)
    assert detail in as_text(found)
    (state,) = (one for one in found["lycees"] if one["uai"] == A)
    assert (state["etat"], state["motif"]) == ("echec", of_a.motif)


def test_every_kind_of_failure_has_its_words(made: Path) -> None:
    """And one that a later version names has the general ones. What stops a message is told of that message alone."""
    dossiers = Dossiers(open_month(made / "region.toml", made / "data", MOIS))
    of_reports = [one for one in _all_errors(EntReportError) if ".envois." not in one.__module__]
    kinds = {one.motif for one in of_reports} | {moteurs.INTERRUPTION}
    assert {StorageError.motif, EditionConflictError.motif, "relecture", "caractere", "place"} <= kinds
    general = dossiers.echec("autre")
    assert {kind for kind in kinds if dossiers.echec(kind) == general} == {"autre"}
    assert dossiers.echec("inconnu") == dossiers.echec(None) == general


def _all_errors(error: type[EntReportError]) -> list[type[EntReportError]]:
    return [error, *(below for one in error.__subclasses__() for below in _all_errors(one))]


def test_a_damaged_manifest_is_one_lycee_s_failure_and_hides_no_other(made: Path, tmp_path: Path) -> None:
    shutil.copytree(made, tmp_path / "month")
    chantier = open_month(tmp_path / "month/region.toml", tmp_path / "month/data", MOIS)
    folder = chantier.store.path(f"{lycee_folder(MOIS, A)}/edition-01")
    folder.mkdir(parents=True)
    (folder / "manifest.json").write_text("{")
    of_a, of_b = Atelier(chantier).lycees([A, B])
    assert (of_a.statut, of_a.motif, of_b.statut) == (ECHEC, "edition", ETABLI)
    Pages(chantier).write_index()
    page = chantier.store.path(f"rapports/{MOIS}/index.html").read_text()
    assert "une édition antérieure est endommagée" in page
    assert f"etablissements/{B}/edition-01/rapport.pdf" in page
