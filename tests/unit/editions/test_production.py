"""What the workshop issues, and what it refuses to."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from computed_month import compute
from spec.tables import A, B, Region

from ent_report.editions import production
from ent_report.editions.etablies import last_edition, lycee_folder
from ent_report.editions.production import Atelier
from ent_report.editions.resultats import ECHEC, ETABLI, INCHANGE
from ent_report.resources import templates_folder
from ent_report.vocabulary import Mois

MOIS = Mois(2026, 10)


@pytest.fixture
def atelier(tmp_path: Path) -> Atelier:
    """Two lycées whose accounts are known, and nothing else."""
    region = Region(tmp_path)
    region.export("comptes", *((uai, "2026-10-01", "Élèves", 900, 150, 200, 100 + n) for n, uai in enumerate((A, B))))
    chantier, _ = compute(region.config(), tmp_path / "data", secrets={})
    return Atelier(chantier)


def test_a_report_that_is_another_lycee_s_is_not_issued(atelier: Atelier, monkeypatch: pytest.MonkeyPatch) -> None:
    """The model that is rendered for A is B's: A's report fails by name, B's is issued."""
    build, of_b = production.build_lycee_report, atelier.dossiers.lycee(atelier._lycees[B])

    def mixed_up(_: object, *rest: Any) -> Any:
        return build(of_b, *rest)

    monkeypatch.setattr(production, "build_lycee_report", mixed_up)
    of_a, of_the_other = atelier.lycees([A, B])
    assert (of_a.code, of_a.statut, of_the_other.statut) == (A, ECHEC, ETABLI)
    assert "found 'Lycée B (0770002J), octobre 2026', expected 'Lycée A (0770001H), octobre 2026'" in str(of_a.raison)
    assert "Comptes activés: found '101 " in str(of_a.raison)
    store = atelier.chantier.store
    assert last_edition(store, lycee_folder(MOIS, A)) is None
    assert not list(store.path("rapports").glob(f"**/{A}/*"))
    assert last_edition(store, lycee_folder(MOIS, B)) is not None


def test_a_template_of_the_region_s_own_names_no_other_lycee(tmp_path: Path) -> None:
    region = Region(tmp_path)
    region.export("comptes", *((uai, "2026-10-01", "Élèves", 900, 150, 200, 100) for uai in (A, B)))
    config = region.config()
    register = config.parent / "annuaire.csv"
    register.write_text(register.read_text("utf-8").replace("Lycée B", "Lycée Marguerite-Duras"), encoding="utf-8")
    shipped = (templates_folder() / "sections/entete.html.j2").read_text("utf-8")
    own = config.parent / "gabarits/sections/entete.html.j2"
    own.parent.mkdir(parents=True)
    own.write_text(shipped + "<p>Faites comme au lycée Marguerite Duras.</p>", encoding="utf-8")
    chantier, _ = compute(config, tmp_path / "data", secrets={})
    (found,) = Atelier(chantier).lycees([A])
    assert (found.statut, found.motif) == (ECHEC, "relecture")
    assert f"the name of {B}, 'Lycée Marguerite-Duras'" in str(found.raison)


def test_an_edition_of_the_same_run_is_told_as_issued_again_and_one_of_another_run_as_unchanged(
    atelier: Atelier,
) -> None:
    """As after a process died that had issued it; whoever made it without a run's name says nothing of it."""
    chantier = atelier.chantier

    def told(run: str | None) -> tuple[str, int | None]:
        (found,) = Atelier(chantier, run=run).lycees([A])
        return found.statut, found.edition

    assert [told(run) for run in ("one", "one", "two", None)] == [
        (ETABLI, 1),
        (ETABLI, 1),
        (INCHANGE, 1),
        (INCHANGE, 1),
    ]
    (of_b,) = atelier.lycees([B])
    (again,) = atelier.lycees([B])
    assert (of_b.statut, again.statut) == (ETABLI, INCHANGE)
