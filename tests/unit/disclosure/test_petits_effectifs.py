"""Small groups: what is masked, and what would give it back."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import polars as pl
import pytest

from ent_report.disclosure.cellules import cells_of
from ent_report.disclosure.petits_effectifs import mask
from ent_report.disclosure.regle import Regle
from ent_report.disclosure.sommes import sums_of
from ent_report.indicators.table import COLUMNS, VENTILATIONS

SEUIL = 5


def figure(indicateur: str = "visites", base: int | None = 100, valeur: float | None = None, **details: Any) -> dict:
    """A figure of one lycée; its value is its base unless told."""
    return {"indicateur": indicateur, "base": base, "valeur": base if valeur is None else valeur, **details}


CODES = pl.DataFrame(
    {
        "uai": ["0770001H", "0770002J", "0770003K", "0750001A"],
        "departement": ["077", "077", "077", "075"],
        "academie": ["Créteil", "Créteil", "Créteil", "Paris"],
        "region": ["11", "11", "11", "11"],
    }
)


def table_of(*figures: dict[str, Any]) -> pl.DataFrame:
    usual = {"niveau": "etablissement", "code": "0770001H", "etat": "publie"}
    return pl.DataFrame([usual | one for one in figures], schema=dict(COLUMNS))


def masked(*figures: dict[str, Any], seuil: int = SEUIL, earlier: pl.DataFrame | None = None) -> list[str]:
    """What names each masked figure: its details, or its indicator where it has none."""
    table = table_of(*figures)
    found = mask(table, CODES, Regle(seuil), earlier).figures
    assert found.drop("etat").equals(table.drop("etat"))  # values stay: the table is internal
    return [_name(row) for row in found.iter_rows(named=True) if row["etat"] == "masque"]


def _name(row: dict[str, Any]) -> str:
    return " ".join(str(row[name]) for name in VENTILATIONS if row[name] is not None) or row["indicateur"]


@pytest.mark.parametrize(
    ("base", "is_masked"),
    [
        (0, False),  # nobody is nobody
        (1, True),
        (4, True),  # the last one under the threshold
        (5, False),  # the threshold itself is shown
        (6, False),
        (None, False),  # a figure that rests on no count of people
    ],
)
def test_the_threshold_on_both_sides(base: int | None, is_masked: bool) -> None:
    assert masked(figure("visites", base, valeur=30)) == (["visites"] if is_masked else [])


def test_another_threshold() -> None:
    assert masked(figure(base=9), seuil=10) == ["visites"]
    assert masked(figure(base=4), seuil=1) == []  # 1 masks nothing


def test_an_absent_figure_stays_absent() -> None:
    table = table_of({"base": 3, "valeur": None, "etat": "absent", "indicateur": "visites"})
    assert mask(table, CODES, Regle()).figures["etat"].to_list() == ["absent"]


@pytest.mark.parametrize(
    ("profils", "expected"),
    [
        ({"eleve": 60, "parent": 40}, []),  # nobody is in a small group
        ({"eleve": 60, "parent": 40, "autre": 3}, ["parent", "autre"]),  # of 103 less 100, 3: the smallest other goes
        ({"eleve": 60, "parent": 0, "autre": 3}, ["eleve", "autre"]),  # which a cell of nobody cannot hide
        ({"eleve": 60, "parent": 2, "autre": 1}, ["eleve", "parent", "autre"]),  # at least 1 and 3 together: a third
        ({"eleve": 60, "parent": (2, 15), "autre": (3, 11)}, ["parent", "autre"]),  # anything from 1 to 25
    ],
)
def test_what_goes_with_a_masked_cell(profils: dict[str, int | tuple[int, int]], expected: list[str]) -> None:
    """`profils`: the users of each, or the users and their visits."""
    parts = {name: cell if isinstance(cell, tuple) else (cell, cell) for name, cell in profils.items()}
    cells = [figure(base=base, valeur=valeur, profil=name) for name, (base, valeur) in parts.items()]
    assert masked(figure(base=sum(valeur for _, valeur in parts.values())), *cells) == expected


def test_where_no_other_cell_is_left_the_total_is_masked() -> None:
    assert "visites" in masked(figure(base=8, valeur=8), figure(base=3, profil="autre"))


def test_break_downs_and_lycees_do_not_take_each_other() -> None:
    by_profile = [figure(base=60, profil="eleve"), figure(base=3, profil="autre"), figure(base=40, profil="parent")]
    by_device = [figure(base=60, appareil="ordinateur"), figure(base=40, appareil="tablette")]
    elsewhere = [one | {"code": "0770002J", "base": 50} for one in by_profile]
    found = masked(figure(base=103), *by_profile, *by_device, *elsewhere)
    assert found == ["autre", "parent"]


def test_both_directions_of_a_table_of_two_entries() -> None:
    """A cell alone in its row and in its column: three others of the square go with it, or one total would give it."""
    square = {
        ("eleve", "ordinateur"): 3,
        ("eleve", "tablette"): 50,
        ("parent", "ordinateur"): 60,
        ("parent", "tablette"): 70,
    }
    cells = [figure(base=base, profil=profil, appareil=device) for (profil, device), base in square.items()]
    rows = [figure(base=53, profil="eleve"), figure(base=130, profil="parent")]
    columns = [figure(base=63, appareil="ordinateur"), figure(base=120, appareil="tablette")]
    found = masked(figure(base=183), *rows, *columns, *cells)
    assert found == ["eleve ordinateur", "eleve tablette", "parent ordinateur", "parent tablette"]


def test_visits_by_service_do_not_add_up_and_pages_do() -> None:
    services = (("notes", 60), ("absences", 40), ("wiki", 3))
    expectations = (("visites", ["wiki"]), ("dnma_visites", ["wiki"]), ("pages_vues", ["absences", "wiki"]))
    for indicateur, expected in expectations:
        cells = [figure(indicateur, base, service=service) for service, base in services]
        assert masked(figure(indicateur, 103), *cells) == expected


@pytest.mark.parametrize(
    ("rate", "term"),
    [
        ("taux_activation_pct", "comptes_actives"),
        ("taux_activation_pct", "comptes_charges"),
        ("taux_frequentation_pct", "visiteurs_uniques"),
        ("pages_par_visite", "pages_vues"),
        ("visites_par_jour_de_classe", "visites"),
        ("duree_moyenne_s", "visites"),
    ],
)
def test_a_rate_is_masked_with_either_of_its_terms(rate: str, term: str) -> None:
    assert masked(figure(rate, base=100, valeur=50), figure(term, base=4)) == [rate, term]
    assert masked(figure(rate, base=100, valeur=50), figure(term, base=5)) == []


def test_a_rate_of_a_profile_is_masked_with_the_complement_that_gave_its_term_away() -> None:
    accounts = [
        figure("comptes_charges", base, profil=profil) for profil, base in (("eleve", 60), ("parent", 40), ("autre", 3))
    ]
    rates = [figure("taux_activation_pct", 50, profil=profil) for profil in ("eleve", "parent")]
    found = masked(figure("comptes_charges", 103), *accounts, *rates)
    assert found == ["parent", "autre", "parent"]


def test_a_place_less_its_other_lycees() -> None:
    """Parents of the region less those of the other lycée: that one hides the first, each with a second profile."""
    found = masked(
        figure(base=62, code="0770001H"),
        figure(base=60, profil="eleve", code="0770001H"),
        figure(base=2, profil="parent", code="0770001H"),
        figure(base=90, code="0770002J"),
        figure(base=50, profil="eleve", code="0770002J"),
        figure(base=40, profil="parent", code="0770002J"),
        figure(base=152, niveau="region", code="11"),
        figure(base=110, profil="eleve", niveau="region", code="11"),
        figure(base=42, profil="parent", niveau="region", code="11"),
    )
    assert found == ["eleve", "parent", "eleve", "parent"]


def test_a_lycee_s_total_less_the_others_of_its_departement() -> None:
    """A lycée of 4 users alone in what is left of its département: the next smallest is not told either."""
    found = masked(
        figure(base=4, code="0770001H"),
        figure(base=30, code="0770002J"),
        figure(base=500, code="0770003K"),
        figure(base=534, niveau="departement", code="077"),
        figure("visites_par_visiteur", 30, 2.0, code="0770002J"),
    )
    assert found == ["visites", "visites", "visites_par_visiteur"]


def test_the_mondays_and_their_hours_are_one_sum() -> None:
    """The hours of the Mondays add up to the Mondays: the hour of 2 users would be what is left of them."""
    monday, tuesday = date(2026, 10, 5), date(2026, 10, 6)
    found = masked(
        figure(base=70),
        figure(base=30, jour=monday),
        figure(base=40, jour=tuesday),
        figure(base=2, jour_semaine=1, heure=7),
        figure(base=28, jour_semaine=1, heure=8),
        figure(base=40, jour_semaine=2, heure=8),
    )
    assert found == ["1 7", "1 8"]


def test_what_no_source_counts_users_of_has_at_most_as_many_as_it_counts() -> None:
    """Logins by device: 3 of them are of at most 3 users; the lycée's profile of 2 users has at most 2 anywhere."""
    found = masked(
        figure("connexions", 100, 300),
        figure("connexions", None, 200, appareil="ordinateur"),
        figure("connexions", None, 97, appareil="tablette"),
        figure("connexions", None, 3, appareil="autre"),
        figure("acces", None, 700),
        figure("acces", None, 600, profil="eleve"),
        figure("acces", None, 80, profil="parent"),
        figure("acces", None, 20, profil="autre"),
        figure("visiteurs_uniques", 2, profil="autre"),
    )
    assert found == ["tablette", "autre", "parent", "autre", "autre"]


@pytest.mark.parametrize(
    ("actives", "is_masked"),
    [(4, True), (5, False)],
)
def test_a_bound_that_all_can_read_narrows_nothing_more(actives: int, is_masked: bool) -> None:
    """Of 8 accounts 4 are active: at most 8, so an interval of 4 is still left."""
    found = masked(figure("comptes_actives", actives), figure("comptes_charges", 8))
    assert found == (["comptes_actives"] if is_masked else [])


class TestEditions:
    """Whoever has two editions takes one from the other."""

    CELLS = (("eleve", 60), ("parent", 40), ("autre", 3))

    def edition(self, **values: int) -> list[dict[str, Any]]:
        cells = dict(self.CELLS) | values
        return [figure(base=sum(cells.values())), *(figure(base=base, profil=name) for name, base in cells.items())]

    def before(self, **values: int) -> pl.DataFrame:
        return mask(table_of(*self.edition(**values)), CODES, Regle()).figures

    def test_what_was_hidden_stays_hidden_while_it_is_nearly_the_same(self) -> None:
        """« autre » may be shown now that it has 5 users; « parent », which hid it then, would give its 3 away."""
        assert masked(*self.edition(autre=5), earlier=self.before()) == ["parent", "autre"]
        assert masked(*self.edition(autre=5)) == []

    def test_what_was_hidden_and_is_gone_is_no_zero(self) -> None:
        """The visits of « autre » went away with a correction: a 0 beside the whole's fall would tell how many."""
        before, now = self.before(), [row for row in self.edition(autre=0) if row.get("profil") != "autre"]
        found = mask(table_of(*now), CODES, Regle(), before).figures
        assert found.filter(etat="masque").select("profil", "valeur").rows() == [("autre", 0.0), ("parent", 40.0)]
        assert mask(table_of(*now), CODES, Regle()).figures.height == len(now)

    def test_what_was_hidden_by_others_and_was_not_small_is_a_zero(self) -> None:
        found = mask(table_of(*self.edition(parent=0)), CODES, Regle(), self.before()).figures
        assert found.filter(profil="parent").select("valeur", "etat").row(0) == (0.0, "publie")

    def test_what_has_moved_far_is_shown(self) -> None:
        """A month that was partial, and is whole now."""
        before = self.before(eleve=6, parent=2, autre=1)
        assert masked(*self.edition(autre=50), earlier=before) == []

    def test_what_was_shown_and_is_the_same_hides_nothing(self) -> None:
        """« autre » fell to 4: « parent » is known to be 40, so the others must hide it."""
        found = masked(*self.edition(autre=4, eleve=61), earlier=self.before(autre=6))
        assert "autre" in found
        assert "eleve" in found
        assert "parent" not in found

    def test_an_absent_past_changes_nothing(self) -> None:
        assert masked(*self.edition(), earlier=self.before()) == masked(*self.edition())


def test_counts_above_the_lycee_that_no_report_shows_do_not_give_one_back() -> None:
    """The département's parents less those of the other lycées."""
    found = mask(
        table_of(
            figure(base=20, valeur=90, profil="parent", code="0770002J"),
            figure(base=2, valeur=9, profil="parent", code="0770001H"),
            figure(base=22, valeur=99, profil="parent", niveau="departement", code="077"),
        ),
        CODES,
        Regle(),
    )
    assert found.figures["etat"].to_list() == ["publie", "masque", "masque"]


def _random_month(seed: int) -> pl.DataFrame:
    """Three lycées of two départements, three profiles, two devices, and the region: small whole numbers."""
    random = np.random.default_rng(seed)
    rows = []
    for code in CODES["uai"]:
        for profil in ("eleve", "parent", "autre"):
            for appareil in ("ordinateur", "tablette"):
                users = int(random.integers(0, 9))
                visits = users * int(random.integers(1, 4))
                rows.append((code, profil, appareil, users, visits))
    cells = pl.DataFrame(rows, schema=["code", "profil", "appareil", "base", "valeur"], orient="row")
    parts = []
    for niveau, by in (("etablissement", "code"), ("region", None)):
        for detail in ((), ("profil",), ("appareil",), ("profil", "appareil")):
            keys = [*([by] if by else []), *detail]
            sums = (cells.group_by(keys) if keys else cells.group_by(pl.lit(1))).agg(pl.col("base", "valeur").sum())
            code = pl.col("code") if by else pl.lit("11")
            parts.append(
                sums.with_columns(niveau=pl.lit(niveau), code=code).select("niveau", "code", *detail, "base", "valeur")
            )
    published = (pl.col("niveau") != "region") | pl.col("profil").is_null() | pl.col("appareil").is_null()
    whole = pl.concat(parts, how="diagonal").filter(pl.col("valeur") > 0, published)
    return whole.with_columns(indicateur=pl.lit("visites"), etat=pl.lit("publie"))


@pytest.mark.parametrize("seed", range(12))
def test_no_masked_cell_can_be_worked_out_whatever_the_table(seed: int) -> None:
    """An attack of its own: what all sums leave for each masked cell, by elimination until nothing changes."""
    month = _random_month(seed)
    table = pl.concat([pl.DataFrame(schema=dict(COLUMNS)), month], how="diagonal_relaxed").select(
        pl.col(name).cast(dtype) for name, dtype in COLUMNS.items()
    )
    masquage = mask(table, CODES, Regle())
    assert masquage.exposes == 0
    found = masquage.figures
    known = {(row["niveau"], row["code"], row["profil"], row["appareil"]): row for row in found.iter_rows(named=True)}
    hidden = {key for key, row in known.items() if row["etat"] == "masque"}
    narrow = [
        key
        for key in hidden
        if known[key]["base"] < SEUIL
        and (left := _interval(key, known, hidden)) < max(4, known[key]["valeur"] / 2)
        and left >= 0
    ]
    assert narrow == []


def _interval(key: tuple, known: dict, hidden: set) -> float:
    """How far bounds alone, passed from sum to sum, leave a cell: never narrower than it is, wider perhaps."""
    low, high = dict.fromkeys(hidden, 1.0), dict.fromkeys(hidden, float("inf"))
    changed = True
    while changed:
        changed = False
        for total, parts in _sums(known):
            for one, sign in [(total, -1), *((part, 1) for part in parts)]:
                if one not in hidden:
                    continue
                others = [(other, -1 if other == total else 1) for other in (total, *parts) if other != one]
                least, most = _range(others, known, hidden, low, high)
                new_low, new_high = (least, most) if sign < 0 else (-most, -least)
                if new_low > low[one] + 1e-9 or new_high < high[one] - 1e-9:
                    low[one], high[one] = max(low[one], new_low), min(high[one], new_high)
                    changed = True
    return high[key] - low[key]


def _range(others: list, known: dict, hidden: set, low: dict, high: dict) -> tuple[float, float]:
    least = most = 0.0
    for other, sign in others:
        value = known[other]["valeur"]
        bottom, top = (low[other], high[other]) if other in hidden else (value, value)
        least += sign * (bottom if sign > 0 else top)
        most += sign * (top if sign > 0 else bottom)
    return least, most


def _sums(known: dict) -> list[tuple[tuple, list[tuple]]]:
    found = []
    for key in known:
        niveau, _, profil, appareil = key
        by_profile = [one for one in known if one[:2] == key[:2] and one[3] == appareil and one[2]]
        by_device = [one for one in known if one[:2] == key[:2] and one[2] == profil and one[3]]
        if profil is None:
            found.append((key, by_profile))
        if appareil is None:
            found.append((key, by_device))
        if niveau == "region" and not (profil and appareil):
            below = [one for one in known if one[0] == "etablissement" and one[2:] == key[2:]]
            found.append((key, below))
    return [one for one in found if one[1]]


def test_a_part_told_alone_is_no_sum() -> None:
    """Of a département the parents' accounts are told, and no other profile's: they are not all of its accounts."""
    told = [
        figure("comptes_charges", 60),
        figure("comptes_charges", 30, profil="parent"),
        figure("comptes_charges", 30, profil="eleve"),
        figure("comptes_charges", 120, niveau="departement", code="077"),
        figure("comptes_charges", 40, profil="parent", niveau="departement", code="077"),
    ]
    members = sums_of(cells_of(table_of(*told), Regle()), CODES)
    sums = {frozenset(group["n"]) for _, group in members.group_by("cle")}
    assert sums == {frozenset({0, 1, 2}), frozenset({0, 3}), frozenset({1, 4})}


def test_a_day_of_the_region_less_the_other_lycees() -> None:
    """The region's days are drawn in its report: a lycée's day of 2 users would be what the others leave of it."""
    sunday, monday = date(2026, 10, 4), date(2026, 10, 5)
    found = masked(
        figure(base=52, code="0770001H"),
        figure(base=2, jour=sunday, code="0770001H"),
        figure(base=50, jour=monday, code="0770001H"),
        figure(base=90, code="0770002J"),
        figure(base=40, jour=sunday, code="0770002J"),
        figure(base=50, jour=monday, code="0770002J"),
        figure(base=42, jour=sunday, niveau="region", code="11"),
        figure(base=100, jour=monday, niveau="region", code="11"),
    )
    assert found == ["2026-10-04", "2026-10-05", "2026-10-04", "2026-10-05"]
