"""`dnma_visites`: the national measure's weeks whose Thursday lies in the month, beside the ENT's own visits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import oracle_dnma
import polars as pl
import pytest
from computed_month import compute_month
from dnma_files import week
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from spec.tables import CLOSED, ELSEWHERE, REGION, A, B, C, D, Region, event

from ent_report.collecte.mois import collect_month
from ent_report.mois.chantier import open_month
from ent_report.mois.dossiers import Dossiers
from ent_report.mois.figures import compute_indicators
from ent_report.report.donnees import Completude
from ent_report.report.figures import Cle, Figures
from ent_report.vocabulary import Mois

OCTOBRE = ("2026-09-28", "2026-10-05", "2026-10-12", "2026-10-19", "2026-10-26")  # Thursdays 1, 8, 15, 22, 29
MELUN = {"departement": "077", "academie": "Créteil", "region": REGION}
LYCEES = {
    A: MELUN,
    B: MELUN,
    C: {"departement": "093", "academie": "Créteil", "region": REGION},
    D: {"departement": "075", "academie": "Paris", "region": REGION},
}


def of_month(region: Region, mois: str = "2026-10") -> pl.DataFrame:
    data_dir = region.folder / f"data-{len(list(region.folder.glob('data-*')))}"
    return compute_month(region.config(), data_dir, Mois.parse(mois))


def national(table: pl.DataFrame) -> dict[tuple[str, str], tuple[float, int | None, str]]:
    """(place, break-down) -> value, base, state."""
    rows = table.filter(pl.col("indicateur") == "dnma_visites")
    assert set(rows["unite"]) <= {"visites"}
    assert set(rows["source"]) <= {"dnma"}
    found = {}
    for row in rows.iter_rows(named=True):
        named = [f"{name}={row[name]}" for name in ("profil", "service", "appareil") if row[name]]
        found[row["code"], ",".join(named)] = (row["valeur"], row["base"], row["etat"])
    assert len(found) == rows.height, "a figure stands twice"
    return found


def check(region: Region, expected: Mapping[tuple[str, str], tuple[float, int | None, str] | None]) -> None:
    found = national(of_month(region))
    faults = [
        f"{key}: expected {want}, found {found.get(key)}" for key, want in expected.items() if found.get(key) != want
    ]
    assert not faults, "\n".join(faults)


def whole_month(uai: str, **cells: Any) -> list[dict[str, Any]]:
    """The same row for each week of October."""
    return [week(uai, monday, **cells) for monday in OCTOBRE]


def test_visits_add_up_and_users_do_not(region: Region) -> None:
    region.national(
        "dnma_profils",
        week(A, "2026-09-21", visites_globales=1000, utilisateurs_globales=900),  # Thursday 24 September
        week(A, "2026-09-28", visites_globales=10, utilisateurs_globales=8, visites_eleve=7, utilisateurs_eleve=6),
        week(A, "2026-10-05", visites_globales=20, utilisateurs_globales=9, visites_eleve=5, utilisateurs_eleve=5),
        week(A, "2026-10-12", visites_globales=30, utilisateurs_globales=7, visites_eleve=3, utilisateurs_eleve=7),
        week(A, "2026-10-19", visites_globales=0, utilisateurs_globales=0, visites_eleve=0, utilisateurs_eleve=0),
        week(A, "2026-10-26", visites_globales=1, utilisateurs_globales=1),  # Thursday 29 October
        week(A, "2026-11-02", visites_globales=1000, utilisateurs_globales=900),  # Thursday 5 November
        *whole_month(B, visites_globales=4, utilisateurs_globales=6, visites_admin_vie_scol_tech=2),
    )
    check(
        region,
        {
            (A, ""): (61, 9, "publie"),  # the greatest week's users: the month's are at least as many
            (A, "profil=eleve"): (15, 7, "publie"),
            (B, "profil=personnel"): (10, None, "publie"),  # how many came is not said
            ("077", ""): (81, 15, "publie"),
            ("Créteil", ""): (81, 15, "publie"),
            (REGION, ""): (81, 15, "publie"),
            (REGION, "profil=eleve"): (15, 7, "publie"),
        },
    )


def test_parts_are_published_as_they_are(region: Region) -> None:
    """The profiles make 9 of the 20 visits: the rest is nobody's, and no row says whose."""
    region.national("dnma_profils", *whole_month(A, visites_globales=4, visites_eleve=1, visites_parent=0))
    check(region, {(A, ""): (20, None, "publie"), (A, "profil=eleve"): (5, None, "publie")})
    assert {key for key in national(of_month(region)) if key[0] == A} == {
        (A, ""),
        (A, "profil=eleve"),
        (A, "profil=parent"),
    }


def test_zero_is_a_figure_and_nothing_is_none(region: Region) -> None:
    region.national(
        "dnma_services",
        *whole_month(A, visites_notes=0, utilisateurs_notes=0, visites_absences=None, visites_cahier_textes=3),
    )
    check(
        region,
        {
            (A, "service=notes"): (0, 0, "publie"),
            (A, "service=absences"): None,  # a dead column
            (A, "service=cahier_textes"): (15, None, "publie"),
            (A, ""): None,  # the total is not the sum of the services: a visit may use several
            (B, "service=notes"): None,  # this lycée is not in the file: that is not 0
            ("093", "service=notes"): None,
        },
    )


def test_what_has_no_row_is_not_read_as_zero_by_a_report(region: Region) -> None:
    region.national("dnma_services", *whole_month(A, visites_globales=5, visites_notes=0, visites_absences=None))
    mois = Mois(2026, 10)
    figures = Figures(of_month(region).filter(pl.col("code") == A), mois, {"dnma_services"})
    assert figures.get(mois, Cle("dnma_visites", service="notes"), "dnma").valeur == 0
    assert figures.get(mois, Cle("dnma_visites", service="absences"), "dnma").valeur is None


def test_devices_of_both_spellings(region: Region) -> None:
    region.national("dnma_appareils", *whole_month(A, visites_tablette=1, visites_autreappareil=2))
    region.national("dnma_appareils", *whole_month(B, visites_tablette=1, visites_autresappareil=3), file="deux")
    region.national("dnma_profils_appareils", *whole_month(A, visites_globales=9, visites_eleve_tablette=1))
    check(
        region,
        {
            (A, "appareil=tablette"): (5, None, "publie"),
            (REGION, "appareil=autre"): (25, None, "publie"),
            (A, ""): (45, None, "publie"),  # of the dataset that knows it
            (A, "profil=eleve"): None,  # devices of pupils are collected, and make no figure
        },
    )


def test_the_total_is_the_profiles_and_else_another_one(region: Region) -> None:
    region.national("dnma_profils", *whole_month(A, visites_globales=10, utilisateurs_globales=7))
    region.national("dnma_services", *whole_month(A, visites_globales=11, utilisateurs_globales=8, visites_notes=1))
    region.national("dnma_services", *whole_month(B, visites_globales=2, utilisateurs_globales=9), file="deux")
    check(region, {(A, ""): (50, 7, "publie"), (B, ""): (10, 9, "publie"), (REGION, ""): (60, 16, "publie")})


def test_a_missing_week_makes_a_figure_partial(region: Region) -> None:
    region.national(
        "dnma_profils",
        *whole_month(A, visites_globales=10, visites_eleve=10),
        *whole_month(B, visites_globales=10, visites_eleve=10)[:4],  # the last week is not there
        *whole_month(C, visites_globales=10)[:2],
        week(D, "2026-10-05", visites_globales=10),
        week(D, "2026-10-12"),  # a row of nothing
    )
    check(
        region,
        {
            (A, ""): (50, None, "publie"),
            (B, ""): (40, None, "partiel"),
            (B, "profil=eleve"): (40, None, "partiel"),
            (D, ""): (10, None, "partiel"),
            ("077", ""): (90, None, "publie"),  # every week is there, of one of its lycées at least
            ("093", ""): (20, None, "partiel"),
            (REGION, ""): (120, None, "publie"),
        },
    )


def test_rows_that_cannot_be_used(region: Region) -> None:
    region.national(
        "dnma_profils",
        *whole_month(A.lower(), visites_globales=1),  # lower case occurs in real files
        week("0770001A", "2026-10-05", visites_globales=100),  # a wrong control letter
        week(ELSEWHERE, "2026-10-05", visites_globales=100),  # of another region
        week(CLOSED, "2026-10-05", visites_globales=100),  # not open
        week(B, "2026-10-06", visites_globales=100),  # a Tuesday
        week(B, "2026-10-05", visites_globales=-1),
        week(B, "2026-10-12", visites_globales=3, visites_eleve="trois"),
        week(B, "2026-10-19", visites_globales=3),
        week(B, "2026-10-19", visites_globales=4),  # another figure of the same week: neither counts
        week(B, "2026-10-26", visites_globales=5),
        week(B, "2026-10-26", visites_globales=5),  # twice the same
    )
    check(region, {(A, ""): (5, None, "publie"), (B, ""): (5, None, "partiel"), (REGION, ""): (10, None, "publie")})


def test_files_of_several_school_years(region: Region) -> None:
    region.national("dnma_profils", *whole_month(A, visites_globales=1)[:3], file="2025-2026")
    region.national("dnma_profils", *whole_month(A, visites_globales=1)[2:], file="2026-2027")  # a week is in both
    check(region, {(A, ""): (5, None, "publie")})


def test_small_groups_are_masked(region: Region) -> None:
    region.national(
        "dnma_profils",
        *whole_month(
            A,
            visites_globales=90,
            utilisateurs_globales=50,
            visites_eleve=60,
            utilisateurs_eleve=30,
            visites_parent=20,
            utilisateurs_parent=12,
            visites_enseignant=8,
            utilisateurs_enseignant=4,
        ),
    )
    region.national(
        "dnma_services",
        *whole_month(A, visites_notes=9, utilisateurs_notes=4, visites_absences=40, utilisateurs_absences=30),
    )
    check(
        region,
        {
            (A, "profil=enseignant"): (40, 4, "masque"),
            (A, "profil=parent"): (100, 12, "publie"),  # what no profile has is not told, and hides the other
            (A, "profil=eleve"): (300, 30, "publie"),
            (A, "service=notes"): (45, 4, "masque"),
            (A, "service=absences"): (200, 30, "publie"),  # services do not add up: it gives nothing back
        },
    )


def test_beside_events_each_measure_keeps_to_itself(region: Region) -> None:
    region.evenements(event("2026-10-05 08:00", "ana", A), event("2026-10-06 08:00", "bob", A))
    alone = of_month(region)
    region.national("dnma_profils", *whole_month(A, visites_globales=100))
    both = of_month(region)
    assert both.filter(pl.col("indicateur") != "dnma_visites").equals(alone)
    assert national(both)[A, ""][0] == 500


def test_it_makes_no_month_of_what_spills_over_from_another(region: Region) -> None:
    """October's file of events holds an hour of 1 November; the national file all weeks of both months."""
    region.evenements(event("2026-11-01 00:30", "ana", A), event("2026-12-01 08:00", "ana", A))
    region.national(
        "dnma_profils", week(A, "2026-11-09", visites_globales=1), week(A, "2026-11-30", visites_globales=1)
    )
    config, data_dir = region.config(), region.folder / "data"
    compute_month(config, data_dir, Mois(2026, 12))
    november = pl.read_parquet(data_dir / "indicateurs/mois=2026-11/indicateurs.parquet", hive_partitioning=False)
    assert set(november["indicateur"]) == {"dnma_visites"}


# Random tables

MONDAYS = ["2026-09-21", "2026-09-28", "2026-10-05", "2026-10-12", "2026-10-26", "2026-11-02", "2026-10-06", "x"]
UAIS = [A, A.lower(), B, C, D, ELSEWHERE, CLOSED, "0770001A", ""]
NUMBERS = ["", "0", "1", "2", "17", "-3", "x"]
WORDS = {
    "dnma_profils": ("globales", "eleve", "admin_vie_scol_tech"),
    "dnma_services": ("globales", "notes", "absences"),
    "dnma_appareils": ("ordinateur", "autreappareil"),
    "dnma_profils_appareils": ("globales", "eleve_ordinateur"),
}


@st.composite
def tables(draw: st.DrawFn) -> dict[str, list[dict[str, str]]]:
    def rows(jeu: str) -> st.SearchStrategy[list[dict[str, str]]]:
        columns = [f"{mesure}_{word}" for word in WORDS[jeu] for mesure in ("visites", "utilisateurs")]
        number = st.sampled_from([*NUMBERS[:5] * 6, *NUMBERS])
        cells = {"uai": st.sampled_from(UAIS), "debutsemaine": st.sampled_from(MONDAYS)}
        row = st.fixed_dictionaries(cells | dict.fromkeys(columns, number))
        return st.lists(row, min_size=1, max_size=12).flatmap(
            lambda some: st.lists(st.sampled_from(some), max_size=2).map(lambda again: some + again)
        )

    chosen = draw(st.sets(st.sampled_from(sorted(WORDS)), min_size=1))
    anchor = [week(A, "2026-10-19", visites_globales="5")]  # or a month without a row would be refused
    return {jeu: draw(rows(jeu)) + anchor for jeu in sorted(chosen)}


@pytest.mark.slow
@settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    phases=(Phase.generate,),
    suppress_health_check=list(HealthCheck),
)
@given(tables())
def test_random_tables_give_the_oracle_s_figures(
    tmp_path_factory: pytest.TempPathFactory, jeux: dict[str, Any]
) -> None:
    region = Region(tmp_path_factory.mktemp("dnma"))
    for jeu, rows in jeux.items():
        region.national(jeu, *rows)
    by_oracle = oracle_dnma.figures(jeux, LYCEES, ("notes", "absences"), (2026, 10))
    by_product = national(of_month(region))
    found = {key: (value, base) for key, (value, base, _) in by_product.items()}
    assert found == {(cell.code, cell.detail): (one.valeur, one.base) for cell, one in by_oracle.items()}
    partial, masked = ({key for key, one in by_product.items() if one[2] == state} for state in ("partiel", "masque"))
    assert partial == {(cell.code, cell.detail) for cell, one in by_oracle.items() if one.est_partiel} - masked


def test_a_measure_that_is_not_published_yet_is_late_and_not_lost(region: Region) -> None:
    """The ministry publishes weeks later: the ENT's own month is whole, and the run has lost nothing."""
    region.evenements(event("2026-10-05 10:00", "u1", A))
    region.national("dnma_profils", week(A, "2026-09-07", visites_globales=10, utilisateurs_globales=9))
    chantier = open_month(region.config(), region.folder / "data", Mois.parse("2026-10"))
    collected = {one.source: one for one in collect_month(chantier, {"ENT_REPORT_PSEUDONYM_KEY": "a key of the tests"})}
    assert collected["dnma_profils"].fautes == ()
    assert any("found no row of 2026-10" in remark for remark in collected["dnma_profils"].remarques)
    compute_indicators(chantier)
    quality = Dossiers(chantier).qualite
    assert quality.sources_absentes == ("dnma_profils",)
    assert not replace(quality, jours_manquants=(), completude=Completude()).est_partiel


def test_an_export_without_a_row_of_the_month_is_a_loss(region: Region) -> None:
    region.evenements(event("2026-10-05 10:00", "u1", A))
    region.export("comptes", (A, "2026-09-01", "Élèves", 10, 5, 20, 15))
    chantier = open_month(region.config(), region.folder / "data", Mois.parse("2026-10"))
    collected = {one.source: one for one in collect_month(chantier, {"ENT_REPORT_PSEUDONYM_KEY": "a key of the tests"})}
    assert any("found no row of 2026-10" in fault for fault in collected["comptes"].fautes)
