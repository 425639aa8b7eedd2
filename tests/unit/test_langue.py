"""The program's own words: a key that is not there, or not known, is named with its file and line."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ent_report.errors import ConfigurationError
from ent_report.langue import LANGUE, read_langue
from ent_report.report import format as fr
from ent_report.resources import default_config_folder

SHIPPED = (default_config_folder() / "langue.toml").read_text("utf-8")


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ('masque = "n.c."\n', "", ":[0-9]+: absences.masque: is missing"),
        ('masque = "n.c."', 'masqeu = "n.c."', ":[0-9]+: absences.masqeu: unknown key"),
        ('ecarts = "les écarts entre sources ont changé"', "", ":[0-9]+: causes: ecarts is missing"),
        (SHIPPED[SHIPPED.index("[formulaires.liberer]") :], "", ": formulaires: liberer is missing"),
        ("le {jour}", "le {jours}", ":[0-9]+: dates.un_jour: found 'le {jours}', expected no other braces than {jour}"),
        ("le {jour}", "le {jour.year}", ":[0-9]+: dates.un_jour: found .*, expected no other braces than {jour}"),
        ("le {jour}", "ce jour", ":[0-9]+: dates.un_jour: found 'ce jour', expected {jour} in it"),
        (
            'absent = "n.d."',
            'absent = "n.c."',
            ":[0-9]+: absences: found n.c., n.c., .*, expected another word for each",
        ),
        (', "dim."]', "]", ":[0-9]+: dates.jours_courts: .* at least 7 items .*, not 6"),
        ("[absences]", "[absences", ":[0-9]+: .*"),
    ],
)
def test_a_fault_is_named_with_its_place(tmp_path: Path, before: str, after: str, told: str) -> None:
    assert before in SHIPPED
    path = tmp_path / "langue.toml"
    path.write_text(SHIPPED.replace(before, after, 1), "utf-8")
    with pytest.raises(ConfigurationError) as refused:
        read_langue(path)
    assert refused.value.exit_status == 2
    assert any(re.fullmatch(re.escape(str(path)) + told, fault) for fault in refused.value.faults), refused.value.faults


def test_another_language_counts_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    """One alone is singular in English, none is not."""
    assert [fr.quantite(n).est_pluriel for n in (0, 1, 2)] == [False, False, True]
    english = LANGUE.ecriture.model_copy(update={"pluriel_des": 1.1, "zero_pluriel": True})
    monkeypatch.setattr(fr, "LANGUE", LANGUE.model_copy(update={"ecriture": english}))
    assert [fr.quantite(n, 1).est_pluriel for n in (0, 0.5, 1, 1.5, 2, -1, -2)] == [
        True,
        True,
        False,
        True,
        True,
        False,
        True,
    ]
