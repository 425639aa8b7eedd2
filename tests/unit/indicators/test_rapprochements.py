"""Near figures of two sources side by side: what is compared, what differs, and what may not be told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl
import pytest

from ent_report.indicators.rapprochements import COLUMNS, EntreesComparees, Limites, reconcile
from ent_report.indicators.table import COLUMNS as TABLE

A, B, C = "0770001H", "0770002J", "0930001W"
LIMITES = Limites(ecart_pct=10.0, ecart_min=20, petit_effectif=5)
MENSUELS = {"evenements": "mois", "comptes": "mois", "appareils": "mois"}
VISITEURS, CONNEXIONS = "visiteurs_uniques_exports_evenements", "connexions_jour_mois"
COMPTES, JOURS = "comptes_charges_effectifs", "visites_jours_mois"

Figure = tuple[Any, ...]


def figures(*rows: Figure) -> pl.DataFrame:
    """(code, indicator, profile, value, state, other columns)."""
    cells = []
    for code, indicateur, profil, valeur, *rest in rows:
        etat, more = (*rest, "publie", {})[:2] if len(rest) < 2 else rest
        cells.append(
            dict.fromkeys(TABLE)
            | {"niveau": "etablissement", "code": code, "indicateur": indicateur, "profil": profil}
            | {"valeur": valeur, "etat": etat}
            | (more if isinstance(more, dict) else {})
        )
    return pl.DataFrame(cells, schema=dict(TABLE))


def accounts(*rows: tuple[str, str, int | None]) -> pl.DataFrame:
    """The accounts export's unique visitors: UAI, profile, visitors."""
    schema = {"uai": pl.String, "profil": pl.String, "visiteurs_uniques": pl.Int64}
    return pl.DataFrame(list(rows), schema=schema, orient="row")


def devices(*rows: tuple[str, str, int | None]) -> pl.DataFrame:
    """The device export's logins: UAI, profile, logins."""
    schema = {"uai": pl.String, "profil": pl.String, "connexions": pl.Int64}
    return pl.DataFrame(list(rows), schema=schema, orient="row")


def compare(
    table: pl.DataFrame,
    exports: Mapping[str, pl.DataFrame],
    *,
    pertes: Sequence[tuple[str, str, str | None]] = (),
    eleves: Sequence[tuple[str, int]] = (),
    frequences: Mapping[str, str] = MENSUELS,
    limites: Limites = LIMITES,
) -> pl.DataFrame:
    lost = pl.DataFrame(list(pertes), schema={"source": pl.String, "uai": pl.String, "profil": pl.String}, orient="row")
    pupils = pl.DataFrame(list(eleves), schema={"uai": pl.String, "eleves": pl.Int64}, orient="row")
    found = reconcile(EntreesComparees(table, exports, lost, pupils, "annuaire", frequences), limites, "11")
    assert found.columns == list(COLUMNS)
    return found


def told(found: pl.DataFrame, name: str, niveau: str = "etablissement") -> list[tuple[Any, ...]]:
    """(code, profile, a, b, beyond the threshold)."""
    rows = found.filter(rapprochement=name, niveau=niveau)
    return rows.select("code", "profil", "valeur_a", "valeur_b", "depasse").rows()


EVENTS_OF_A = (
    (A, "visiteurs_uniques", None, 900),
    (A, "visiteurs_uniques", "eleve", 500),
    (A, "visiteurs_uniques", "parent", 400),
)


class TestVisitors:
    def test_each_profile_of_a_lycee_and_never_the_region(self) -> None:
        export = accounts((A, "eleve", 500), (A, "parent", 800), (A, "enseignant", 30))
        found = compare(figures(*EVENTS_OF_A), {"comptes": export})
        assert told(found, VISITEURS) == [
            (A, "eleve", 500.0, 500.0, False),
            (A, "enseignant", 30.0, 0.0, True),  # the events know the lycée and saw nobody of this profile
            (A, "parent", 800.0, 400.0, True),
        ]
        assert told(found, VISITEURS, "region") == []

    @pytest.mark.parametrize("frequence", ["jour", "semaine", "heure"])
    def test_uniques_of_a_finer_grain_cannot_be_summed(self, frequence: str) -> None:
        found = compare(
            figures(*EVENTS_OF_A),
            {"comptes": accounts((A, "eleve", 800))},
            frequences=MENSUELS | {"comptes": frequence},
        )
        assert told(found, VISITEURS) == []

    def test_two_labels_of_one_profile_are_not_added(self) -> None:
        found = compare(figures(*EVENTS_OF_A), {"comptes": accounts((A, "eleve", 400), (A, "eleve", 400))})
        assert told(found, VISITEURS) == []

    @pytest.mark.parametrize(
        ("change", "why"),
        [
            ({"etat": "partiel"}, "days or files are missing: the events counted less"),
            ({"etat": "absent", "valeur": None}, "not known"),
            ({"etat": "masque"}, "the export would give back what is masked"),
        ],
    )
    def test_a_figure_that_cannot_be_shown_as_it_is_is_not_compared(self, change: dict[str, Any], why: str) -> None:
        of_parents = (pl.col("profil") == "parent").fill_null(value=False)
        cells = [pl.when(of_parents).then(pl.lit(v)).otherwise(pl.col(k)).alias(k) for k, v in change.items()]
        table = figures(*EVENTS_OF_A).with_columns(cells)
        found = compare(table, {"comptes": accounts((A, "eleve", 800), (A, "parent", 800))})
        assert told(found, VISITEURS) == [(A, "eleve", 800.0, 500.0, True)], why

    @pytest.mark.parametrize(("visitors", "is_told"), [(0, True), (1, False), (4, False), (5, True)])
    def test_an_export_figure_of_a_small_group_is_not_told(self, visitors: int, is_told: bool) -> None:
        found = compare(figures(*EVENTS_OF_A), {"comptes": accounts((A, "parent", visitors))})
        assert bool(told(found, VISITEURS)) == is_told

    def test_the_uniques_of_masked_logins_are_not_told(self) -> None:
        table = figures(*EVENTS_OF_A, (A, "connexions", "parent", 900, "masque"))
        assert told(compare(table, {"comptes": accounts((A, "parent", 800))}), VISITEURS) == []

    def test_nobody_is_not_supposed_of_a_lycee_whose_total_is_masked(self) -> None:
        table = figures((A, "visiteurs_uniques", None, 3, "masque"))
        assert told(compare(table, {"comptes": accounts((A, "parent", 800))}), VISITEURS) == []

    def test_a_lycee_of_which_rows_were_refused(self) -> None:
        export = accounts((A, "eleve", 800), (A, "parent", 800))
        one = compare(figures(*EVENTS_OF_A), {"comptes": export}, pertes=[("comptes", A, "parent")])
        assert [row[1] for row in told(one, VISITEURS)] == ["eleve"]
        unknown = compare(figures(*EVENTS_OF_A), {"comptes": export}, pertes=[("comptes", A, None)])
        assert told(unknown, VISITEURS) == []


LOGINS = (
    (A, "connexions", None, 1000),
    (A, "connexions", "eleve", 600),
    (A, "connexions", "parent", 400),
    (B, "connexions", None, 100),
    (B, "connexions", "eleve", 100),
)
BY_DEVICE = devices((A, "eleve", 300), (A, "eleve", 300), (A, "parent", 300), (B, "eleve", 100))


class TestLogins:
    def test_both_exports_count_the_same_logins(self) -> None:
        found = compare(figures(*LOGINS), {"comptes": accounts(), "appareils": BY_DEVICE})
        assert told(found, CONNEXIONS) == [
            (A, "eleve", 600.0, 600.0, False),  # two devices add up
            (A, "parent", 400.0, 300.0, True),
            (B, "eleve", 100.0, 100.0, False),
        ]
        assert told(found, CONNEXIONS, "region") == [("11", None, 1100.0, 1000.0, False)]
        assert found.filter(rapprochement=CONNEXIONS, niveau="region")["lycees"].item() == 2

    def test_days_add_up_to_a_month_and_weeks_do_not(self) -> None:
        for grain, compared in (("jour", 3), ("heure", 3), ("semaine", 0)):
            found = compare(
                figures(*LOGINS),
                {"comptes": accounts(), "appareils": BY_DEVICE},
                frequences=MENSUELS | {"comptes": grain},
            )
            assert len(told(found, CONNEXIONS)) == compared

    def test_a_lycee_that_the_device_export_does_not_know(self) -> None:
        found = compare(figures(*LOGINS), {"comptes": accounts(), "appareils": devices((A, "eleve", 600))})
        assert told(found, CONNEXIONS) == [
            (A, "eleve", 600.0, 600.0, False),
            (A, "parent", 400.0, 0.0, True),  # the export lists no zeros
        ]
        assert told(found, CONNEXIONS, "region") == [("11", None, 1000.0, 600.0, True)]

    def test_a_count_that_is_not_given_is_no_zero(self) -> None:
        rows = devices((A, "eleve", 600), (A, "parent", 300), (A, "parent", None))
        found = compare(figures(*LOGINS), {"comptes": accounts(), "appareils": rows})
        assert told(found, CONNEXIONS) == [(A, "eleve", 600.0, 600.0, False)]
        assert told(found, CONNEXIONS, "region") == []

    def test_a_profile_is_not_told_beside_a_masked_total(self) -> None:
        """The devices' total is published: less the profiles told, it would leave the masked one."""
        table = figures((A, "connexions", None, 9, "masque"), (A, "connexions", "eleve", 0))
        found = compare(table, {"comptes": accounts(), "appareils": devices((A, "eleve", 90), (A, "parent", 9))})
        assert told(found, CONNEXIONS) == []

    def test_the_region_s_sum_is_of_the_lycees_that_may_be_told(self) -> None:
        """With a masked one in it, the sum less the others would be its figure."""
        rows = [(code, "connexions", None, 100, "masque" if code == A else "publie") for code in (A, B, C)]
        by_device = devices(*((code, "eleve", 200) for code in (A, B, C)))
        found = compare(figures(*rows), {"comptes": accounts(), "appareils": by_device})
        assert told(found, CONNEXIONS, "region") == [("11", None, 200.0, 400.0, True)]

    def test_no_sum_of_masked_lycees_alone(self) -> None:
        rows = [(A, "connexions", None, 100, "masque")]
        found = compare(figures(*rows), {"comptes": accounts(), "appareils": devices((A, "eleve", 200))})
        assert told(found, CONNEXIONS, "region") == []


class TestAccounts:
    def test_pupils_accounts_against_pupils(self) -> None:
        table = figures(
            (A, "comptes_charges", "eleve", 500),
            (A, "comptes_charges", "parent", 900),  # parents are no pupils
            (B, "comptes_charges", "eleve", 300),
            (C, "comptes_charges", "eleve", 80),  # its pupils are not known
        )
        found = compare(table, {"comptes": accounts()}, eleves=[(A, 400), (B, 310)])
        assert told(found, COMPTES) == [(A, "eleve", 500.0, 400.0, True), (B, "eleve", 300.0, 310.0, False)]
        assert told(found, COMPTES, "region") == [("11", "eleve", 800.0, 710.0, True)]
        assert set(found.filter(rapprochement=COMPTES)["source_b"]) == {"annuaire"}

    def test_a_register_with_no_pupils_knows_none(self) -> None:
        found = compare(figures((A, "comptes_charges", "eleve", 500)), {"comptes": accounts()}, eleves=[(A, 0)])
        assert told(found, COMPTES) == []


@pytest.mark.parametrize(
    ("accounts_", "pupils", "beyond"),
    [
        (1000, 900, False),  # 10 % of the larger, exactly: not beyond
        (1000, 899, True),
        (899, 1000, True),  # the same the other way
        (119, 100, False),  # 16 %, of 19 people
        (120, 100, True),
    ],
)
def test_the_threshold(accounts_: int, pupils: int, beyond: bool) -> None:
    table = figures((A, "comptes_charges", "eleve", accounts_))
    found = compare(table, {"comptes": accounts()}, eleves=[(A, pupils)])
    assert [row[-1] for row in told(found, COMPTES)] == [beyond]


def test_a_difference_is_in_percent_of_the_larger_figure() -> None:
    table = figures((A, "comptes_charges", "eleve", 100), (B, "comptes_charges", "eleve", 400))
    found = compare(table, {"comptes": accounts()}, eleves=[(A, 400), (B, 100)])
    assert found.filter(rapprochement=COMPTES, niveau="etablissement")["ecart_pct"].to_list() == [-75.0, 75.0]


def test_the_days_add_up_to_the_month() -> None:
    day = {"jour": None}
    days = [(A, "visites", None, n, "publie", {"jour": pl.Series([f"2026-10-0{n}"]).str.to_date()[0]}) for n in (1, 2)]
    months = [(A, "visites", None, 3, "publie", day), (B, "visites", None, 1, "publie", day)]
    found = compare(figures(*days, *months), {})
    assert told(found, JOURS) == [(A, None, 3.0, 3.0, False), (B, None, 0.0, 1.0, True)]
    assert told(found, VISITEURS) == told(found, CONNEXIONS) == []  # without exports
