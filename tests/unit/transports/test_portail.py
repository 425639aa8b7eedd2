"""The national portal: what is asked of it, what is kept, and what becomes of each way in which it can fail."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from serveurs.portail import Panne, Portail, serve
from unit.transports.demandes import demande

from ent_report.configuration.settings import load_settings
from ent_report.errors import ConfigurationError
from ent_report.sources.fichiers import Fichier
from ent_report.transports.base import DemandeEntree, Livraison
from ent_report.transports.portail import TRANSPORT
from ent_report.transports.portail import Portail as Provenance
from ent_report.transports.portail.jeux import text
from ent_report.vocabulary import Mois

OCTOBRE = Mois(2026, 10)
JEU = "fr-en-dnma-par-uai-profils"
MAINTENANT = datetime(2026, 11, 2, 6, 0, tzinfo=UTC)
CLE = "clef-secrete-0042"

SEMAINES = pl.DataFrame(
    [
        (date(2026, 8, 31), "0750001U", "Paris", "Île-de-France", 1),  # its Thursday is 3 September
        (date(2026, 9, 28), "0750001U", "Paris", "Île-de-France", 2),  # its Thursday is 1 October
        (date(2026, 10, 26), "0770001H", "Créteil", "ILE DE FRANCE", 3),  # Thursday 29 October; the région written else
        (date(2026, 10, 26), "0750001U", "Paris", "Île-de-France", 4),
        (date(2026, 10, 26), "0690001B", "Lyon", "Auvergne-Rhône-Alpes", 5),  # another région's
        (date(2026, 11, 2), "0750001U", "Paris", "Île-de-France", 6),  # its Thursday is in November
    ],
    schema={
        "debutsemaine": pl.Date,
        "uai": pl.String,
        "academie": pl.String,
        "region": pl.String,
        "visites_globales": pl.Int64,
    },
    orient="row",
)
OCTOBRE_DE_LA_REGION = [2, 4, 3]  # by week, then by UAI


@dataclass
class Banc:
    """A portal, and what is asked of it again and again."""

    portail: Portail
    dossier: Path
    maintenant: datetime = MAINTENANT
    mois: tuple[Mois, ...] = (OCTOBRE,)
    secrets: dict[str, str] = field(default_factory=dict)
    demande: dict[str, Any] = field(default_factory=dict)

    def asked(self) -> DemandeEntree:
        usual = {
            "entree": "sources.dnma_profils",
            "mois": self.mois,
            "secrets": self.secrets,
            "maintenant": self.maintenant,
            "libelle_region": "Île-de-France",
            "academies": ("Créteil", "Paris"),
            "zone": "C",
        }
        return demande(self.dossier, **usual | self.demande)

    def provenance(self, **keys: object) -> Provenance:
        known: dict[str, Any] = {"url": self.portail.url, "attente_s": 0, "lecture_s": 5}
        return Provenance(**known | keys)

    def bring(self, **keys: object) -> Livraison:
        with TRANSPORT.bring(self.provenance(**keys), self.asked()) as found:
            return found

    def probe(self, **keys: object) -> list[str]:
        return TRANSPORT.probe(self.provenance(**keys), self.asked())

    def line(self, what: str) -> str:
        return what.replace("PORTAIL", f"{self.portail.url}/api/explore/v2.1/catalog/datasets")


@pytest.fixture
def banc(tmp_path: Path) -> Iterator[Banc]:
    with serve(Portail()) as portail:
        portail.publish(JEU, SEMAINES, "2026-11-01T04:00:00+00:00")
        yield Banc(portail, tmp_path)


def visits(fichier: Fichier) -> list[int]:
    if fichier.chemin.suffix == ".parquet":
        return pl.read_parquet(fichier.chemin)["visites_globales"].to_list()
    return pl.read_csv(fichier.chemin, separator=";")["visites_globales"].to_list()


def assert_whole(found: Livraison, attendu: list[int] = OCTOBRE_DE_LA_REGION) -> None:
    (fichier,) = found.fichiers
    assert visits(fichier) == attendu
    assert (found.fautes, found.remarques, found.est_ancienne) == ((), (), False)


# What is asked for


@pytest.mark.parametrize("forme", ["parquet", "csv"])
def test_a_month_is_its_weeks_and_its_region(banc: Banc, forme: str) -> None:
    found = banc.bring(format=forme)
    assert_whole(found)
    assert [one.nom for one in found.fichiers] == [f"portail/{JEU}/2026-10.{forme}"]
    (asked,) = banc.portail.exports()
    assert asked.params == {
        "where": "debutsemaine >= date'2026-09-28' and debutsemaine <= date'2026-10-28' and "
        '(region = "Île-de-France" or academie in ("Créteil", "Paris"))',
        "order_by": "debutsemaine,uai",
        "limit": "-1",
        "timezone": "Europe/Paris",
    }


def test_a_filter_stands_for_the_regions_own(banc: Banc) -> None:
    assert_whole(banc.bring(filtre='academie = "Lyon" or academie = "Paris"'), [2, 5, 4])


def test_without_a_register_yet_all_is_asked_for(banc: Banc) -> None:
    banc.demande = {"libelle_region": None, "academies": ()}
    assert_whole(banc.bring(), [2, 5, 4, 3])


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("Paris", '"Paris"'),
        ("Provence-Alpes-Côte d'Azur", '"Provence-Alpes-Côte d\'Azur"'),
        ('La "belle" région', "'La \"belle\" région'"),
    ],
)
def test_texts_are_quoted_as_the_language_wants_it(value: str, expected: str) -> None:
    assert text(value) == expected


@pytest.mark.parametrize("value", ["both \" and '", "a back\\slash"])
def test_a_text_that_could_end_its_quotes_is_refused(banc: Banc, value: str) -> None:
    banc.demande = {"libelle_region": value}
    (fault,) = banc.bring().fautes
    assert "cannot be written in a query" in fault
    assert banc.portail.requetes == []


ANNUAIRE = pl.DataFrame({"identifiant_de_l_etablissement": ["0770001H", "0690001B"], "code_region": ["11", "84"]})
CALENDRIER = pl.DataFrame({"description": ["Vacances", "Vacances"], "zones": ["Zone C", "Zone A"]})
EFFECTIFS = pl.DataFrame(
    {"numero_lycee": ["0770001H"], "rentree_scolaire": ["2026"], "nombre_d_eleves": [612], "2ndes_gt_filles": [100]}
)


@pytest.mark.parametrize(
    ("entree", "jeux", "expected"),
    [
        ("annuaire", {"fr-en-annuaire-education": ANNUAIRE}, [ANNUAIRE[:1].rows()]),
        ("calendrier", {"fr-en-calendrier-scolaire": CALENDRIER}, [CALENDRIER[:1].rows()]),
        (
            "effectifs",  # of two data sets, and of some 150 columns the three that are read
            dict.fromkeys(
                ["fr-en-lycee_gt-effectifs-niveau-sexe-lv", "fr-en-lycee_pro-effectifs-niveau-sexe-lv"], EFFECTIFS
            ),
            [[(612, "0770001H", "2026")]] * 2,
        ),
    ],
)
def test_references_are_asked_for_whole(
    banc: Banc, entree: str, jeux: dict[str, pl.DataFrame], expected: list[list[tuple[object, ...]]]
) -> None:
    for jeu, rows in jeux.items():
        banc.portail.publish(jeu, rows, "1")
    banc.demande = {"entree": f"references.{entree}"}
    found = banc.bring()
    assert found.fautes == ()
    assert [one.nom for one in found.fichiers] == [f"portail/{jeu}/complet.parquet" for jeu in jeux]
    assert [pl.read_parquet(one.chemin).rows() for one in found.fichiers] == expected


def test_no_row_is_worth_telling(banc: Banc) -> None:
    (remark,) = banc.bring(filtre='academie = "Lyo"').remarques
    assert remark.startswith(banc.line(f"PORTAIL/{JEU}/exports/parquet: found no row where "))


# What is kept


def test_what_did_not_change_is_not_asked_for_again(banc: Banc) -> None:
    first = banc.bring()
    banc.portail.exports()
    again = banc.bring()
    assert banc.portail.exports() == []
    assert again == first
    note = json.loads((first.fichiers[0].chemin.with_name("2026-10.parquet.json")).read_text())
    assert note["sha256"] == first.fichiers[0].sha256
    assert (note["jeu"], note["mois"], note["lignes"], note["version"]) == (
        JEU,
        "2026-10",
        3,
        "2026-11-01T04:00:00+00:00",
    )
    assert note["le"] == "2026-11-02T06:00:00+00:00"


def test_the_age_of_a_copy_is_since_it_was_last_known_to_be_the_newest(banc: Banc) -> None:
    banc.bring()
    banc.maintenant += timedelta(days=10)
    banc.bring()  # the portal says that nothing changed
    banc.maintenant += timedelta(days=1)
    banc.portail.fail(*[Panne("statut", 503, sur="description")] * 4)
    (remark,) = banc.bring().remarques
    assert remark.endswith("; the copy of 2026-11-12 is taken, 1 day old (2026-10)")


def test_what_changed_is_asked_for_again(banc: Banc) -> None:
    banc.bring()
    banc.portail.publish(JEU, SEMAINES.with_columns(pl.col("visites_globales") * 10), "2026-11-08T04:00:00+00:00")
    assert_whole(banc.bring(), [20, 40, 30])


def test_another_schema_next_time_is_the_readers_business(banc: Banc) -> None:
    banc.bring()
    renamed = SEMAINES.rename({"visites_globales": "visites", "debutsemaine": "debutsemaine"}).drop("uai")
    banc.portail.publish(JEU, renamed, "2")
    found = banc.bring()
    assert found.fautes == ()
    assert pl.read_parquet(found.fichiers[0].chemin).columns == ["debutsemaine", "academie", "region", "visites"]


def test_another_question_is_asked_although_nothing_changed(banc: Banc) -> None:
    banc.bring()
    assert_whole(banc.bring(filtre='academie = "Lyon"'), [5])


@pytest.mark.parametrize(
    ("fetched", "keys", "expected"),
    [
        (datetime(2026, 10, 14, tzinfo=UTC), {}, ["2026-11", "2026-10"]),  # when it was not over
        (datetime(2026, 12, 1, tzinfo=UTC), {}, ["2026-11", "2026-10"]),  # when its last weeks could still be corrected
        (datetime(2026, 12, 20, tzinfo=UTC), {}, ["2026-11"]),  # long after its end: as it is
        (datetime(2026, 12, 20, tzinfo=UTC), {"rafraichir": True}, ["2026-11", "2026-10"]),  # unless that is wanted
    ],
)
def test_a_month_that_is_settled_is_asked_for_once(
    banc: Banc, fetched: datetime, keys: dict[str, object], expected: list[str]
) -> None:
    banc.maintenant = fetched
    banc.bring()
    banc.portail.exports()
    banc.portail.versions[JEU] = "later"
    banc.maintenant, banc.mois = datetime(2027, 1, 5, tzinfo=UTC), (OCTOBRE, OCTOBRE + 1)
    found = banc.bring(**keys)
    assert [one.nom for one in found.fichiers] == [f"portail/{JEU}/{mois}.parquet" for mois in ("2026-10", "2026-11")]
    firsts = {"2026-11": "date'2026-10-29'", "2026-10": "date'2026-09-28'"}
    assert [
        firsts[mois] in one.params["where"] for mois, one in zip(expected, banc.portail.exports(), strict=True)
    ] == [True] * len(expected)


def test_a_kept_file_that_was_damaged_is_fetched_anew(banc: Banc) -> None:
    path = banc.bring().fichiers[0].chemin
    path.write_bytes(path.read_bytes()[:-10])
    assert_whole(banc.bring())


def test_a_kill_between_a_note_and_its_file_loses_nothing(banc: Banc) -> None:
    path = banc.bring().fichiers[0].chemin
    before = path.read_bytes()
    banc.portail.publish(JEU, SEMAINES[:2], "2")
    banc.bring()
    path.write_bytes(before)  # the new note stands, the file beside it is still the one before
    banc.portail.fail(*[Panne("statut", 503, sur="description")] * 4)
    found = banc.bring()
    assert visits(found.fichiers[0]) == OCTOBRE_DE_LA_REGION
    assert found.est_ancienne


def test_nothing_of_a_try_is_left_over(banc: Banc) -> None:
    banc.bring()
    banc.portail.versions[JEU] = "2"
    banc.portail.fail(*[Panne("coupee")] * 4)
    banc.bring()
    names = sorted(path.name for path in (banc.dossier / "reception").rglob("*") if path.is_file())
    assert names == ["2026-10.parquet", "2026-10.parquet.json"]


# Faults that pass

PASSING = {
    "500": [Panne("statut", 500)],
    "502 twice": [Panne("statut", 502)] * 2,
    "429 that is over": [
        Panne("statut", 429, {"errorcode": 10002, "reset_time": "2026-11-02T06:00:00Z", "error": "Too many requests"})
    ],
    "429 that asks for no wait": [Panne("statut", 429, entetes={"Retry-After": "0"})],
    "429 until a date that is over": [Panne("statut", 429, entetes={"Retry-After": "Mon, 02 Nov 2026 06:00:00 GMT"})],
    "429 without a time": [Panne("statut", 429)],
    "cut": [Panne("coupee")],
    "cut twice": [Panne("coupee"), Panne("coupee")],
    "a page": [Panne("page")],
    "half a file": [Panne("tronquee")],
    "cut, then half a file": [Panne("coupee"), Panne("tronquee")],
    "500 where the data set is described": [Panne("statut", 500, sur="description")],
    "a page where the data set is described": [Panne("page", sur="description")],
}


@pytest.mark.parametrize("reprise", [True, False], ids=["parts", "no parts"])
@pytest.mark.parametrize("pannes", PASSING.values(), ids=PASSING)
def test_what_passes_is_tried_again(banc: Banc, pannes: list[Panne], reprise: bool) -> None:
    banc.portail.reprise = reprise
    banc.portail.fail(*pannes)
    assert_whole(banc.bring())


def test_silence_is_not_waited_out(banc: Banc) -> None:
    banc.portail.fail(Panne("muette"))
    assert_whole(banc.bring(lecture_s=1))


def test_the_rest_of_a_cut_body_is_asked_for(banc: Banc) -> None:
    banc.portail.fail(Panne("coupee"))
    assert_whole(banc.bring())
    first, second = banc.portail.exports()
    assert "Range" not in first.entetes
    assert second.entetes["Range"].startswith("bytes=")
    assert second.entetes["If-Range"].startswith('"')


def test_the_rest_of_another_body_is_not_taken(banc: Banc) -> None:
    """The data set changes between the cut and the second try: its bytes do not end up behind those of the first."""
    served = banc.portail.rows
    many = pl.concat([SEMAINES.with_columns(visites_globales=pl.lit(n, pl.Int64)) for n in range(500)])
    banc.portail.jeux[JEU] = many

    def then_another(jeu: str, params: dict[str, str]) -> pl.DataFrame:
        rows = served(jeu, params)
        banc.portail.jeux[JEU] = SEMAINES
        return rows

    banc.portail.rows = then_another  # type: ignore[method-assign]
    banc.portail.fail(Panne("coupee"))
    assert_whole(banc.bring())


# Faults that stay

LASTING: dict[str, tuple[list[Panne], dict[str, object], str]] = {
    "503": ([Panne("statut", 503)] * 4, {}, "PORTAIL/JEU/exports/parquet: found 503, expected 200"),
    "the quota": (
        [
            Panne(
                "statut", 429, {"errorcode": 10002, "reset_time": "2026-11-03T00:00:00Z", "error": "Too many requests"}
            )
        ],
        {},
        "PORTAIL/JEU/exports/parquet: found 429 (Too many requests), expected 200; closed until 2026-11-03T00:00:00Z",
    ),
    "a wait beyond the deadline": (
        [Panne("statut", 429, entetes={"Retry-After": "Tue, 10 Nov 2026 00:00:00 GMT"})],
        {},
        "PORTAIL/JEU/exports/parquet: found 429, expected 200; closed until 2026-11-10T00:00:00Z",
    ),
    "cut": (
        [Panne("coupee")] * 4,
        {},
        "PORTAIL/JEU/exports/parquet: found an answer that was cut (",
    ),
    "half a Parquet file": (
        [Panne("tronquee")] * 4,
        {},
        "PORTAIL/JEU/exports/parquet: found a damaged Parquet file (",
    ),
    "half a CSV file": (
        [Panne("tronquee")] * 4,
        {"format": "csv"},
        "PORTAIL/JEU/exports/csv: found a CSV file that is cut in line ",
    ),
    "a page": (
        [Panne("page")] * 4,
        {},
        "PORTAIL/JEU/exports/parquet: found text/html, expected application/vnd.apache.parquet or ",
    ),
    "a page that says it is CSV": (
        [Panne("page_csv")] * 4,
        {"format": "csv"},
        "PORTAIL/JEU/exports/csv: found b'<!DOCTYPE html><html><body>Maintenance</', expected the header of a CSV file",
    ),
    "silence": (
        [Panne("muette", sur="description")] * 2,
        {"lecture_s": 0.5, "essais": 2},
        "PORTAIL/JEU: found nothing to read for 0.5 s, expected data",
    ),
    "no description": (
        [Panne("statut", 500, sur="description")] * 4,
        {},
        "PORTAIL/JEU: found 500, expected 200",
    ),
    "another host": (
        [Panne("ailleurs", vers="https://elsewhere.example/?apikey=1")],
        {},
        "PORTAIL/JEU/exports/parquet: found a redirection to https://elsewhere.example/, expected none ",
    ),
    "another port": (
        [Panne("ailleurs", vers="http://127.0.0.1:1/")],
        {},
        "PORTAIL/JEU/exports/parquet: found a redirection to http://127.0.0.1:1/, expected none but to https there",
    ),
    "a refused query": (
        [],
        {"filtre": "inconnu = 1"},
        "PORTAIL/JEU/exports/parquet: found 400 (ODSQL query is malformed: ",
    ),
}
REFUSALS = {"another host", "another port", "a refused query"}


@pytest.mark.parametrize("case", LASTING)
def test_what_stays_is_one_line_and_nothing_is_taken(banc: Banc, case: str) -> None:
    pannes, keys, expected = LASTING[case]
    banc.portail.fail(*pannes)
    found = banc.bring(**keys)
    assert found.fichiers == ()
    (fault,) = found.fautes
    assert fault.startswith(f"sources.dnma_profils: {banc.line(expected).replace('JEU', JEU)}")
    assert fault.endswith("; lost: 2026-10")
    assert "\n" not in fault
    assert "apikey" not in fault
    assert (found.remarques, found.est_ancienne) == ((), False)
    assert banc.portail.pannes == []  # each fault was met, and none more than once too often


@pytest.mark.parametrize("case", LASTING)
def test_a_kept_copy_stands_in_for_what_stays_lost(banc: Banc, case: str) -> None:
    pannes, keys, expected = LASTING[case]
    forme = {"format": "csv"} if keys.get("format") else {}
    before = banc.bring(**forme)
    banc.portail.versions[JEU] = "later"
    banc.maintenant += timedelta(days=3)
    reset = {"reset_time": "2026-11-06T00:00:00Z"}
    banc.portail.fail(*(replace(one, corps=one.corps | reset) if one.corps else one for one in pannes))
    found = banc.bring(**keys)
    assert found.fichiers == before.fichiers
    assert found.est_ancienne
    (remark,) = found.remarques
    said = banc.line(expected).replace("JEU", JEU).partition("; closed")[0]
    assert remark.startswith(f"sources.dnma_profils: {said}")
    assert remark.endswith("; the copy of 2026-11-02 is taken, 3 days old (2026-10)")
    # What the portal refuses does not pass by itself: somebody has to look.
    assert bool(found.fautes) == (case in REFUSALS)


@pytest.mark.parametrize("is_kept", [False, True], ids=["nothing kept", "a copy"])
def test_an_answer_without_an_end_is_left(banc: Banc, is_kept: bool) -> None:
    if is_kept:
        banc.bring()
        banc.portail.versions[JEU] = "later"
    banc.portail.fail(Panne("sans_fin"))
    found = banc.bring(delai_s=1)
    assert len(found.fichiers) == len(found.remarques) == int(is_kept)
    (line,) = found.fautes or found.remarques
    assert "found no end of the answer after 1 s in all, expected one" in line


def test_a_refusal_is_not_tried_again(banc: Banc) -> None:
    banc.bring(filtre="inconnu = 1")
    assert len(banc.portail.exports()) == 1


def test_an_unknown_data_set_is_told_in_the_portals_words(banc: Banc) -> None:
    (fault,) = banc.bring(jeu="fr-en-dnma").fautes
    said = "found 404 (Unknown dataset: fr-en-dnma), expected 200; lost: 2026-10"
    assert fault == f"sources.dnma_profils: {banc.line('PORTAIL/fr-en-dnma')}: {said}"


def test_what_was_fetched_before_a_fault_stays(banc: Banc) -> None:
    banc.mois = tuple(OCTOBRE - n for n in reversed(range(5)))
    banc.portail.fail(*[Panne("page")] * 4)  # of October: the others are whole
    found = banc.bring()
    assert [one.nom.rpartition("/")[2] for one in found.fichiers] == [f"{OCTOBRE - n}.parquet" for n in (4, 3, 2, 1)]
    (fault,) = found.fautes
    assert fault.endswith("; lost: 2026-10")


def test_once_the_way_is_shut_nothing_more_is_asked_for(banc: Banc) -> None:
    banc.mois = tuple(OCTOBRE - n for n in reversed(range(13)))
    banc.portail.fail(*[Panne("statut", 503)] * 4)
    (fault,) = banc.bring().fautes
    assert len(banc.portail.exports()) == 4
    assert fault.endswith("; lost: 2025-10 to 2026-10, 13 in all")


def test_nobody_listens(tmp_path: Path) -> None:
    with serve(Portail()) as portail:
        banc = Banc(portail, tmp_path)
    (fault,) = banc.bring(essais=2).fautes
    assert fault.startswith(f"sources.dnma_profils: {banc.line('PORTAIL')}/{JEU}: cannot be reached (")


def test_a_redirection_on_the_same_site_is_followed(banc: Banc) -> None:
    where = "/api/explore/v2.1/catalog/datasets/autre/exports/parquet"
    banc.portail.publish("autre", SEMAINES[:1], "1")
    banc.portail.fail(Panne("ailleurs", vers=where))
    assert_whole(banc.bring(), [1])


# Probing


def test_a_probe_fetches_nothing(banc: Banc) -> None:
    assert banc.probe() == []
    assert banc.portail.exports() == []
    assert not (banc.dossier / "reception").exists()


def test_a_probe_tells_each_data_set_that_is_not_there(banc: Banc) -> None:
    first, second = banc.probe(jeu=["un", JEU, "deux"])
    assert "Unknown dataset: un" in first
    assert "Unknown dataset: deux" in second


def test_a_source_that_the_portal_does_not_have(banc: Banc) -> None:
    banc.demande = {"entree": "sources.comptes"}
    assert banc.probe() == ["sources.comptes.jeu: is missing, expected the id of a data set"]


# Secrets


def everything_written(folder: Path) -> Iterator[bytes]:
    for path in folder.rglob("*"):
        yield str(path).encode()
        if path.is_file():
            yield path.read_bytes()


def test_a_key_is_sent_and_stands_nowhere_else(banc: Banc, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    banc.portail.cle, banc.secrets = CLE, {"PORTAIL_CLE": CLE}
    banc.portail.fail(Panne("statut", 500), Panne("coupee"))
    found = banc.bring(cle="PORTAIL_CLE")
    assert_whole(found)
    assert banc.portail.requetes[0].entetes["Authorization"] == f"Apikey {CLE}"
    assert [one for one in everything_written(banc.dossier) if CLE.encode() in one] == []
    assert CLE not in caplog.text + repr(found)
    assert all(CLE not in str(one.params) for one in banc.portail.requetes)


def test_a_key_that_the_portal_repeats_is_masked(banc: Banc, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    banc.portail.cle, banc.secrets = "another", {"PORTAIL_CLE": CLE}
    (fault,) = banc.bring(cle="PORTAIL_CLE").fautes
    assert "found 401 (Invalid key: Apikey ***), expected 200" in fault
    assert CLE not in caplog.text


def test_a_key_that_is_not_there(banc: Banc) -> None:
    line = (
        f"sources.dnma_profils: cle: found no secret of the name PORTAIL_CLE, expected the key for {banc.portail.url}"
    )
    assert banc.probe(cle="PORTAIL_CLE") == [f"{line}/"]
    assert banc.bring(cle="PORTAIL_CLE").fautes == (f"{line}/; lost: 2026-10",)
    assert banc.portail.requetes == []


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ({"url": "https://marie:clef-secrete-0042@portail.example"}, "url: holds a user or a query"),
        ({"url": "https://portail.example?apikey=clef-secrete-0042"}, "url: holds a user or a query"),
        ({"url": "ftp://portail.example"}, "url: found ftp://portail.example"),
        ({"url": "portail.example"}, "url: found "),
        ({"url": "http://portail.example", "cle": "PORTAIL_CLE"}, "url: found http, expected https"),
        ({"cle": "clef-secrete-0042"}, "cle: expected the name of an environment variable"),  # the key itself
        ({"jeu": "../annuaire"}, "jeu: found '../annuaire'"),
    ],
)
def test_a_configuration_that_is_refused_does_not_repeat_a_secret(
    tmp_path: Path, keys: dict[str, str], expected: str
) -> None:
    region = '[region]\nnom = "Région"\ncode = "11"\nzone = "C"\n[references.annuaire]\npath = "annuaire.csv"\n'
    lines = "".join(f"{name} = {json.dumps(value)}\n" for name, value in keys.items())
    (tmp_path / "region.toml").write_text(f'{region}[sources.comptes]\nkind = "portail"\n{lines}', encoding="utf-8")
    with pytest.raises(ConfigurationError) as refused:
        load_settings(tmp_path / "region.toml")
    (fault,) = refused.value.faults
    assert re.search(rf"region\.toml:\d+: sources\.comptes: {re.escape(expected)}", fault)
    assert CLE not in fault
