from __future__ import annotations

import numpy as np

from ent_report.demo.hasard import Hasard
from ent_report.demo.identifiants import uuids


def test_draws_are_the_same_on_any_machine():
    assert Hasard(1, 2, 3).words(3).tolist() == [12368030237656201616, 2047858591075935483, 9435677134316251571]
    assert Hasard(1, 2, 3).below(10, 6).tolist() == [6, 3, 1, 6, 3, 0]
    assert Hasard(1, 2, 3).weighted([1, 0, 3], 6).tolist() == [0, 2, 2, 2, 2, 0]


def test_what_is_drawn_for_one_purpose_does_not_change_another():
    assert Hasard(1, 2).words(4).tolist() != Hasard(1, 3).words(4).tolist()


def test_a_weight_of_zero_is_never_drawn():
    drawn = Hasard(7).weighted([0, 5, 0, 1, 0], 2_000)
    assert set(drawn.tolist()) == {1, 3}
    assert (drawn == 1).sum() > 1_500


def test_uuids_show_both_words():
    words = np.array([0x0123456789ABCDEF], dtype=np.uint64)
    assert uuids(words, words + np.uint64(1)).to_list() == ["01234567-89ab-cdef-0123-456789abcdf0"]
