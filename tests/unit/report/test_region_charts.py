import re

import pytest

from ent_report.report.charts.histogramme import classes_de_taux, classes_rondes, histogramme
from ent_report.report.charts.miniature import HAUTEUR_MINIATURE, LARGEUR_MINIATURE, miniature
from ent_report.report.charts.nuage import Rangee, nuage
from ent_report.report.charts.primitives import LARGEUR


def shapes(chart, role):
    return [part for forme in chart.formes if forme.role == role for part in forme.d.split("M")[1:]]


def points(chart, role):
    return [tuple(float(n) for n in part.split("h")[0].split()) for part in shapes(chart, role)]


class TestHistogramme:
    def test_each_value_stands_in_one_stretch(self):
        found = classes_de_taux([0.0, 9.99, 10.0, 55.0, 99.9, 100.0])
        assert [one.nombre for one in found] == [2, 1, 0, 0, 0, 1, 0, 0, 0, 2]

    def test_stretches_under_the_threshold_look_different(self):
        assert [one.role for one in classes_de_taux([5.0], 20.0)][:3] == ["accent", "accent", "plein"]

    @pytest.mark.parametrize("values", [[0.0], [1.0], [0.0, 1450.0], [3.0, 999.0, 1000.0], [10_000_000.0]])
    def test_round_stretches_hold_every_value(self, values):
        found = classes_rondes(values)
        assert sum(one.nombre for one in found) == len(values)
        assert found[-1].fin > max(values)
        assert len(found) <= 11

    def test_bars_are_in_proportion_and_say_their_number(self):
        chart = histogramme(classes_de_taux([5.0, 15.0, 15.0]), " %")
        heights = [float(re.search(r"v(-?[\d.]+)", part)[1]) for part in shapes(chart, "plein")]
        assert heights[1] == pytest.approx(2 * heights[0], abs=0.2)
        assert [e.texte for e in chart.etiquettes if e.role == "fort"] == ["1", "2"]
        assert [e.texte for e in chart.etiquettes if e.role == "axe"] == [
            "0 %",
            "20 %",
            "40 %",
            "60 %",
            "80 %",
            "100 %",
        ]


class TestNuage:
    def test_every_lycee_is_a_dot_and_none_covers_another(self):
        rows = [Rangee("A", (50.0,) * 9 + (51.0,), 50.2, "50,2 %"), Rangee("B", (12.0,), None, "n.d.")]
        chart = nuage(rows, 40.0, "région : 40,0 %", 205.0)
        dots = points(chart, "essaim-large")
        assert len(dots) == len(set(dots)) == 11

    def test_large_piles_stay_in_their_row(self):
        chart = nuage([Rangee("A", (50.0,) * 100, 50.0, "")], None, "", 60.0)
        heights = [y for _, y in points(chart, "essaim-large")]
        assert min(heights) >= 14
        assert max(heights) <= 14 + 60

    def test_mark_and_dot_of_one_value_stand_together(self):
        chart = nuage([Rangee("A", (42.0,), 42.0, "")], 42.0, "région", 100.0)
        mark, reference = (float(shapes(chart, role)[0].split()[0]) for role in ("mediane", "croix"))
        assert mark == reference
        assert points(chart, "essaim-large")[0][0] == pytest.approx(mark, abs=3)

    def test_axis_is_in_tens_around_the_values(self):
        chart = nuage([Rangee("A", (23.0, 58.0), 40.0, "")], None, "", 100.0)
        assert [e.texte for e in chart.etiquettes if e.role == "axe"] == [f"{n}\u202f%" for n in (20, 30, 40, 50, 60)]

    def test_unknown_departement_keeps_its_row(self):
        chart = nuage([Rangee("A", (), None, "n.d.")], None, "", 100.0)
        assert [e.texte for e in chart.etiquettes if e.role == "fort"] == ["A", "n.d."]
        assert not shapes(chart, "mediane")

    def test_long_name_is_cut(self):
        chart = nuage([Rangee("Alpes-de-Haute-Provence-et-des-Monts (04)", (1.0,), 1.0, "")], None, "", 100.0)
        assert chart.etiquettes[-2].texte == "Alpes-de-Haute-Provence-et-de…"

    @pytest.mark.parametrize(("rows", "height"), [(1, 38), (5, 35.6), (13, 13.7), (18, 10.5)])
    def test_rows_share_the_room(self, rows, height):
        chart = nuage([Rangee("A", (1.0,), 1.0, "")] * rows, None, "", 205.0)
        assert chart.hauteur == pytest.approx(27 + rows * height, abs=1)

    def test_many_dots_are_smaller(self):
        chart = nuage([Rangee("A", tuple(n / 2 for n in range(151)), None, "")], None, "", 205.0)
        assert len(points(chart, "essaim")) == 151
        assert all(0 < x < LARGEUR for x, _ in points(chart, "essaim"))


class TestMiniature:
    def test_what_is_unknown_or_nothing_has_no_bar(self):
        chart = miniature([(10.0, "plein"), (None, "plein"), (0.0, "plein"), (5.0, "clair")])
        assert (len(shapes(chart, "plein")), len(shapes(chart, "clair"))) == (1, 1)

    def test_bars_are_in_proportion_within_the_cell(self):
        chart = miniature([(10.0, "plein"), (5.0, "clair")])
        tall, small = (float(re.search(r"v([\d.]+)", shapes(chart, role)[0])[1]) for role in ("plein", "clair"))
        assert tall == pytest.approx(2 * small)
        assert tall < HAUTEUR_MINIATURE
        assert chart.largeur == LARGEUR_MINIATURE

    def test_least_bar_is_seen(self):
        chart = miniature([(100_000.0, "plein"), (1.0, "clair")])
        assert float(re.search(r"v([\d.]+)", shapes(chart, "clair")[0])[1]) == 0.5
