"""What operators are told: what it was, how many, the first faults, where to look."""

from __future__ import annotations

from pathlib import Path

import pytest

from ent_report.configuration.companions import faults_of
from ent_report.errors import ConfigurationError
from ent_report.operation.alertes import ARRET, ECHEC, PARTIEL, Fin, compose, read_recipients
from ent_report.operation.run_summary import Bilan
from ent_report.tables_toml import read_table

ROOT = Path(__file__).parents[3]

CONFIGURATION = """\
[exploitation]
courriels = ["exploitation@region.example"]
[courrier]
serveur = "smtp.region.example"
expediteur = "ent-report@region.example"
"""


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "region.toml"
    path.write_text(CONFIGURATION, encoding="utf-8")
    return path


def a_bilan(failed: int, fautes: list[str]) -> Bilan:
    results = [
        {"code": f"07500{n:02d}", "statut": "echec", "raison": "no place", "motif": "place"} for n in range(failed)
    ]
    results += [
        {"code": "0750652B", "statut": "retenu", "raison": "2 of 20 days", "motif": None},
        {"code": "0750653C", "statut": "etabli", "raison": None, "motif": None},
        {"code": "region", "statut": "etabli", "raison": None, "motif": None},
    ]
    return Bilan("20261103T044000Z-1a2b", "2026-10", [], {}, [], fautes, [], failed + 2, results)


def test_a_partial_month_says_how_many_and_the_first_faults(config: Path) -> None:
    bilan = a_bilan(6, ["comptes: a.csv: found no header"])
    end = Fin("rapport-mensuel 2026-10", PARTIEL, config, Path("/srv/données"), bilans=(bilan,), execution="42")
    mail = compose(end, read_recipients(config))
    assert mail.destinataires == ("exploitation@region.example",)
    assert mail.sujet == "[ent-report] rapport-mensuel 2026-10 : incomplet"
    assert mail.texte == (
        "rapport-mensuel 2026-10 : incomplet.\n"
        "L’exécution est allée à son terme, mais tout n’a pas été collecté ou établi.\n"
        "\n"
        "Rapports établis : 2\n"
        "Rapports en échec : 6\n"
        "Rapports retenus : 1\n"
        "Entrées en défaut : 1\n"
        "\n"
        "Premières anomalies (5 sur 8) :\n"
        "- comptes: a.csv: found no header\n"
        "- 2026-10 0750000: no place\n"
        "- 2026-10 0750001: no place\n"
        "- 2026-10 0750002: no place\n"
        "- 2026-10 0750003: no place\n"
        "\n"
        "Pour en savoir plus :\n"
        f"  ent-report status --mois 2026-10 --config {config} --data-dir '/srv/données'\n"
        "  less '/srv/données/bilans/2026-10/20261103T044000Z-1a2b.json'\n"
        "  prefect flow-run logs 42\n"
    )


def test_a_failure_says_its_fault_on_one_short_line(config: Path) -> None:
    end = Fin("collecte 2026-10-14", ECHEC, config, Path("data"), fautes=("first\nsecond " + "x" * 400,))
    mail = compose(end, read_recipients(config))
    assert mail.sujet == "[ent-report] collecte 2026-10-14 : échec"
    (line,) = [one for one in mail.texte.splitlines() if one.startswith("- ")]
    assert line.startswith("- first second xx")
    assert len(line) == 302
    assert f"  ent-report check --config {config} --data-dir data\n" in mail.texte
    assert "Rapports" not in mail.texte


def test_a_crash_is_told_with_no_summary(config: Path) -> None:
    mail = compose(Fin("rapport-mensuel 2026-10", ARRET, config, Path("data")), read_recipients(config))
    assert mail.sujet == "[ent-report] rapport-mensuel 2026-10 : arrêt brutal"
    assert "anomalies" not in mail.texte


def test_a_fault_elsewhere_in_the_configuration_keeps_nobody_from_being_told(config: Path) -> None:
    config.write_text('[region]\nzone = "Z"\n[seuil]\n' + CONFIGURATION, encoding="utf-8")
    assert read_recipients(config).exploitation.courriels == ("exploitation@region.example",)


@pytest.mark.parametrize("wrong", [CONFIGURATION.replace("@", " at "), "[exploitation", None])
def test_recipients_that_cannot_be_read_are_a_fault(tmp_path: Path, wrong: str | None) -> None:
    path = tmp_path / "region.toml"
    if wrong is not None:
        path.write_text(wrong, encoding="utf-8")
    with pytest.raises(ConfigurationError, match=r"region\.toml"):
        read_recipients(path)


def test_a_region_says_it_in_its_own_words_as_long_as_they_hold(config: Path) -> None:
    shipped = (ROOT / "config/alertes.toml").read_text(encoding="utf-8")
    own = config.parent / "alertes.toml"
    own.write_text(shipped.replace("[ent-report] {tache}", "ENT : {tache}"), encoding="utf-8")
    end = Fin("collecte 2026-10-14", ECHEC, config, Path("data"))
    assert compose(end, read_recipients(config)).sujet == "ENT : collecte 2026-10-14 : échec"
    own.write_text(shipped.replace("[ent-report] {tache}", "ENT : {quoi}"), encoding="utf-8")
    assert compose(end, read_recipients(config)).sujet == "[ent-report] collecte 2026-10-14 : échec"


def test_words_with_unknown_braces_are_a_fault_of_the_configuration() -> None:
    words = dict(read_table(ROOT / "config/alertes.toml").valeurs)
    assert list(faults_of("alertes", words)) == []
    ((keys, message),) = faults_of("alertes", words | {"sujet": "{quoi} : {issue}"})
    assert list(keys) == ["sujet"]
    assert message == "found '{quoi} : {issue}', expected no other braces than {tache}, {issue}"
