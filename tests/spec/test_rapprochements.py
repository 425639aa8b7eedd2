"""Sources that differ and registers that change, from real files to what the reports and the run's summary hold."""

from __future__ import annotations

import os

from computed_month import compute
from spec.tables import ANNUAIRE, A, B, C, Region, event

from ent_report.domaine.lycees import Lycee
from ent_report.domaine.mouvements_annuaire import Nature
from ent_report.mois.chantier import Chantier
from ent_report.mois.dossiers import Dossiers
from ent_report.operation.source_checks import compare_sources
from ent_report.vocabulary import Mois

OCTOBRE = Mois(2026, 10)


def run(region: Region, mois: Mois = OCTOBRE, *, more: str = "", register: tuple[str, ...] = ANNUAIRE) -> Chantier:
    """A month's collection and figures; `more` stands at the end of the configuration."""
    config = region.config()
    config.write_text(config.read_text(encoding="utf-8") + more, encoding="utf-8")
    (region.folder / "annuaire.csv").write_text("\n".join(register) + "\n", encoding="utf-8")
    chantier, _ = compute(config, region.folder / "data", mois, os.environ)
    return chantier


def of(chantier: Chantier, uai: str) -> Lycee:
    return next(one for one in chantier.references.lycees if one.uai == uai)


def visits(lycee: str, profil: str, people: int) -> list[dict[str, object]]:
    return [event("2026-10-05T10:00", f"{lycee}-{profil}-{n}", lycee, profil=profil) for n in range(people)]


def differing(region: Region) -> None:
    region.evenements(
        *(event(f"{day}T10:00", f"{A}-Relative-0", A, profil="Relative") for day in OCTOBRE.jours),  # no day is missing
        *visits(A, "Relative", 30),
        *visits(A, "Student", 50),
        *visits(B, "Student", 3),  # too few to be shown
        *visits(B, "Relative", 40),  # hidden with them, and those of C: what the region leaves would tell the 3
        *visits(C, "Student", 10),
        *visits(C, "Relative", 12),
    )
    region.export(
        "comptes",
        (A, "2026-10-01", "Parents", 90, 60, 300, 100),  # twice the events' visitors
        (A, "2026-10-01", "Élèves", 90, 50, 260, 100),  # 260 accounts for 200 pupils
        (B, "2026-10-01", "Élèves", 90, 90, 400, 100),
    )
    region.export("appareils", (A, "2026-10-01", "Parents", "Ordinateur", 90), (A, "2026-10-01", "Élèves", "PC", 10))


def test_differences_reach_the_lycee_s_report_the_region_s_and_the_summary(region: Region) -> None:
    differing(region)
    chantier = run(region)
    gaps = Dossiers(chantier).lycee(of(chantier, A)).ecarts
    assert [(one.nom, one.profil, one.valeur_a, one.valeur_b) for one in gaps] == [
        ("connexions_jour_mois", "eleve", 90.0, 10.0),  # the greatest first
        ("visiteurs_uniques_exports_evenements", "parent", 60.0, 30.0),
        ("comptes_charges_effectifs", "eleve", 260.0, 200.0),
    ]
    found = Dossiers(chantier).region(()).rapprochements
    assert found is not None
    assert {one.nom: (one.lycees_en_ecart, one.lycees_compares) for one in found.concordances} == {
        "visiteurs_uniques_exports_evenements": (1, 1),
        "connexions_jour_mois": (1, 1),
        "comptes_charges_effectifs": (1, 2),
    }
    found_checks, warnings = compare_sources(chantier)
    checks = {one.nom: one for one in found_checks}
    assert not checks["connexions_jour_mois_s_accordent"].reussi
    assert checks["visites_jours_mois_s_accordent"].reussi
    assert not any(one.requis for one in checks.values())
    told = "visiteurs_uniques_exports_evenements: 0770001H, parent: found 60 in comptes, 30 in evenements (+50.0 %)"
    assert told in warnings


def test_a_masked_figure_is_in_none_of_them(region: Region) -> None:
    differing(region)
    chantier = run(region)
    assert Dossiers(chantier).lycee(of(chantier, B)).ecarts == ()
    assert not [line for line in compare_sources(chantier)[1] if B in line]


def test_the_thresholds_are_the_configuration_s(region: Region) -> None:
    differing(region)
    assert len(Dossiers(chantier := run(region)).lycee(of(chantier, A)).ecarts) == 3
    chantier = run(region, more="[rapprochements]\necart_pct = 40\necart_min = 60\n")
    assert [one.nom for one in Dossiers(chantier).lycee(of(chantier, A)).ecarts] == ["connexions_jour_mois"]


def test_a_partial_month_is_not_compared(region: Region) -> None:
    region.evenements(*visits(A, "Relative", 30))
    region.export("comptes", (A, "2026-10-01", "Parents", 90, 60, 300, 100))
    chantier = run(region)
    assert Dossiers(chantier).qualite.est_partiel  # the month's last days have no event
    assert Dossiers(chantier).lycee(of(chantier, A)).ecarts == ()


def test_what_changed_in_the_register_reaches_the_region_s_summary(region: Region) -> None:
    region.export("comptes", *((one, day, "Élèves", 9, 9, 99, 99) for one in (A, B) for day in DAYS))
    without_c = tuple(line for line in ANNUAIRE if not line.startswith(C))
    assert Dossiers(run(region, OCTOBRE - 1, register=without_c)).region(()).annuaire is None
    found = Dossiers(run(region)).region(()).annuaire
    assert found is not None
    assert found.depuis == OCTOBRE - 1
    assert [(one.nature, one.uai) for one in found.mouvements] == [(Nature.OUVERTURE, C)]


DAYS = ("2026-09-01", "2026-10-01")
