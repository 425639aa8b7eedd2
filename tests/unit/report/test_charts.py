import itertools

import pytest

from ent_report.report.charts.colonnes import Colonne, Fond, colonnes
from ent_report.report.charts.courbes import Serie, apart, courbes
from ent_report.report.charts.echelle import echelle, round_step
from ent_report.report.charts.heures import heures, level
from ent_report.report.charts.position import position
from ent_report.report.charts.primitives import num, text_width


def roles(chart):
    return {forme.role: forme.d for forme in chart.formes}


@pytest.mark.parametrize("greatest", [0, 1, 3, 7, 99, 1544, 16_400, 718_270, 10_000_000])
def test_scale_is_whole_starts_at_zero_and_holds_the_greatest(greatest):
    scale = echelle(greatest)
    steps = {b - a for a, b in itertools.pairwise((0.0, *scale.graduations))}
    assert scale.maximum >= max(greatest, 1)
    assert scale.maximum == scale.graduations[-1]
    assert len(steps) == 1
    assert all(tick == int(tick) for tick in scale.graduations)
    assert len(scale.graduations) <= 5


def test_scale_is_tight():
    assert echelle(1544).graduations == (500, 1000, 1500, 2000)


def test_fine_step_wastes_no_shade():
    assert round_step(101.8, fine=True) == 120


def test_bar_heights_are_in_proportion():
    chart = colonnes([Colonne(100, "plein"), Colonne(50, "plein")], hauteur=127)
    heights = [float(part.split("v")[1].split("h")[0]) for part in roles(chart)["plein"].split("M")[1:]]
    assert heights == [100, 50]


def test_unknown_day_is_marked_and_zero_draws_nothing():
    chart = colonnes([Colonne(None, "inconnu"), Colonne(0, "clair"), Colonne(5, "plein")])
    assert "inconnu" in roles(chart)
    assert "clair" not in roles(chart)


def test_text_of_a_narrow_background_is_left_out():
    bars = [Colonne(1, "plein")] * 31
    texts = [e.texte for e in colonnes(bars, [Fond(0, 1, "Vacances de la Toussaint"), Fond(10, 30, "Noël")]).etiquettes]
    assert "Noël" in texts
    assert "Vacances de la Toussaint" not in texts


def test_curve_has_a_gap_where_a_month_is_unknown():
    months = [("x", "")] * 5
    chart = courbes([Serie("A", (1, 2, None, 4, 5), 1)], months)
    assert roles(chart)["ligne-1"].count("M") == 2


def test_lone_month_is_a_point_and_a_partial_one_is_hollow():
    chart = courbes([Serie("A", (None, 2, None, 4, 5), 1, frozenset({4}))], [("x", "")] * 5)
    assert roles(chart)["point-1"].count("M") == 1
    assert roles(chart)["creux-1"].count("M") == 1


def test_labels_at_the_ends_of_curves_do_not_touch():
    placed = apart([50, 50.5, 51, 120], low=0, high=125, gap=10)
    assert all(b - a >= 10 for a, b in itertools.pairwise(placed))
    assert placed == [50, 60, 70, 120]


@pytest.mark.parametrize("name", ["A", "Accompagnement et entraînement 10 067 250"])
@pytest.mark.parametrize("greatest", [3, 10_067_250])
def test_texts_beside_a_chart_have_their_room(name, greatest):
    chart = courbes([Serie(name, (1, greatest), 1)], [("x", "")] * 2)
    for label in chart.etiquettes:
        left = label.x - {"start": 0, "middle": 0.5, "end": 1}[label.ancre] * text_width(label.texte)
        assert left >= 0
        assert left + text_width(label.texte) <= chart.largeur


def test_labels_stay_within_the_chart():
    assert apart([100, 101, 102], low=0, high=102, gap=10) == [82, 92, 102]


@pytest.mark.parametrize(("value", "shade"), [(0, 0), (1, 1), (20, 1), (21, 2), (100, 5), (500, 5)])
def test_shades_hold_the_values_that_their_key_says(value, shade):
    assert level(value, 20) == shade


def test_masked_hour_is_crossed_and_named_in_the_key():
    hours = heures({(1, 8): None, (1, 9): 12.0}, masque="n.c.")
    assert "croix" in roles(hours)
    assert [e.texte for e in hours.etiquettes if e.texte == "n.c."] == ["n.c."]
    assert "croix" not in roles(heures({(1, 8): 3.0}, masque="n.c."))


@pytest.mark.parametrize("greatest", [3, 94, 509, 157_790, 99_999_999])
@pytest.mark.parametrize("masked", [True, False])
def test_key_of_the_map_has_its_room(greatest, masked):
    chart = heures({(1, 8): greatest, (1, 9): None if masked else 1.0}, masque="n.c.")
    key = sorted((e for e in chart.etiquettes if e.y > chart.hauteur - 8), key=lambda e: e.x)
    assert len(key) == 6 + masked
    for one, after in itertools.pairwise(key):
        assert one.x + text_width(one.texte) < after.x - 12  # the next one's swatch
    assert key[-1].x + text_width(key[-1].texte) <= chart.largeur


def test_incident_is_a_bar_over_its_days_however_narrow():
    chart = colonnes([Colonne(5, "plein")] * 31, [Fond(4, 4, "†", "incident")])
    assert roles(chart)["incident"].count("M") == 1
    assert "†" in [e.texte for e in chart.etiquettes]


def test_unknown_lycee_has_no_dot():
    assert "ce-lycee" not in roles(position(1, 2, 3, None))
    assert "ce-lycee" in roles(position(1, 2, 3, 9))


def test_equal_quartiles_draw():
    assert roles(position(5, 5, 5, 5))["bande"]


@pytest.mark.parametrize(("value", "text"), [(-0.02, "0"), (3.14159, "3.1"), (12.0, "12"), (-1.26, "-1.3")])
def test_coordinates_are_short(value, text):
    assert num(value) == text
