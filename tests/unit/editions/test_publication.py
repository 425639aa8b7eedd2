"""Editions: issued once, whole or not at all, never changed, replaced only by the next, which says why."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pypdfium2
import pytest
from issued_region import FACTS, writable

from ent_report.editions.chiffres_modifies import changed_figures
from ent_report.editions.etablies import EditionEtablie, damaged_files, last_edition
from ent_report.editions.faits import fingerprint
from ent_report.editions.publication import EditionConflictError, next_edition, publish
from ent_report.entrepots.choix import open_store
from ent_report.errors import EntReportError
from ent_report.report.donnees import Changement, Edition
from ent_report.store import Store

DOSSIER = "rapports/2026-10/etablissements/0770001H"
FIRST = Edition(1, None, None, ())
HEADER = (
    "indicateur;libelle;profil;service;appareil;jour;valeur;unite;valeur_m1;valeur_n1;mediane_comparables;etat;source"
)


def donnees(*rows: str) -> bytes:
    return "\n".join([HEADER, *rows, ""]).encode("utf-8-sig")


def row(valeur: str, etat: str = "publie", profil: str = "", libelle: str = "Visites", m1: str = "") -> str:
    return f"visites;{libelle};{profil};;;;{valeur};visites;{m1};;;{etat};evenements"


@pytest.fixture(scope="module")
def pdf(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    document = pypdfium2.PdfDocument.new()
    for _ in range(3):
        document.new_page(100, 100)
    path = tmp_path_factory.mktemp("pdf") / "rapport.pdf"
    document.save(path)
    return path.read_bytes()


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return open_store(tmp_path)


def issue(store: Store, edition: Edition, data: bytes, pdf: bytes = b"") -> str:
    files = {"donnees.csv": data, "rapport.html": b"<html>"} | ({"rapport.pdf": pdf} if pdf else {})
    return publish(store, DOSSIER, edition, files, {**FACTS, "empreinte": fingerprint(data)})


def last_of(store: Store) -> EditionEtablie:
    last = last_edition(store, DOSSIER)
    assert last is not None
    return last


def test_nothing_was_issued_yet(store: Store) -> None:
    assert last_edition(store, DOSSIER) is None
    assert next_edition(None, store, donnees(), {}) == FIRST


def test_the_first_edition(store: Store, pdf: bytes) -> None:
    data = donnees(row("12"))
    folder = issue(store, FIRST, data, pdf)
    assert folder == f"{DOSSIER}/edition-01"
    assert sorted(path.name for path in store.path(folder).iterdir()) == [
        "donnees.csv",
        "manifest.json",
        "rapport.html",
        "rapport.pdf",
    ]
    last = last_of(store)
    assert (last.numero, last.manifest["edition"], last.manifest["remplace"]) == (1, 1, None)
    files = {one["name"]: one for one in last.manifest["fichiers"]}
    assert files["donnees.csv"]["sha256"] == hashlib.sha256(data).hexdigest()
    assert files["donnees.csv"]["bytes"] == len(data)
    assert files["rapport.pdf"]["pages"] == 3
    assert damaged_files(store, last) == []


def test_issued_files_are_read_only(store: Store) -> None:
    folder = store.path(issue(store, FIRST, donnees(row("12"))))
    assert {oct(path.stat().st_mode & 0o222) for path in folder.iterdir()} == {"0o0"}


def test_figures_and_facts_make_an_edition_and_medians_of_others_none() -> None:
    usual = fingerprint(donnees(row("12")), "partiel")
    assert usual == fingerprint(donnees(row("12").replace(";;publie", ";31;publie")), "partiel")  # another median
    assert usual != fingerprint(donnees(row("13")), "partiel")
    assert usual != fingerprint(donnees(row("12")), "definitif")


def test_the_next_edition_says_what_it_replaces_and_which_figures_changed(store: Store) -> None:
    issue(
        store,
        FIRST,
        donnees(row("12"), row("5", profil="Élèves"), row("7", profil="Parents", libelle="Visites, Parents")),
    )
    masked = row("", "masque", profil="Parents", libelle="Visites, Parents")
    after = donnees(row("13"), row("5", profil="Élèves"), masked)
    second = next_edition(last_edition(store, DOSSIER), store, after, {})
    assert (second.numero, second.remplace, second.raison) == (2, 1, "des chiffres ont été corrigés")
    assert second.changements == (
        Changement("Visites", "12", "13", "visites"),
        Changement("Visites, Parents", "publié", "n.c.", "visites"),  # what is masked now is not said again
    )
    issue(store, second, after)
    assert last_of(store).manifest["remplace"]["chiffres_modifies"][0] == {
        "libelle": "Visites",
        "avant": "12",
        "apres": "13",
        "unite": "visites",
    }


def test_a_change_of_the_data_s_state_alone_is_an_edition_too(store: Store) -> None:
    issue(store, FIRST, donnees(row("12")))
    second = next_edition(last_edition(store, DOSSIER), store, donnees(row("12")), {})
    assert (second.numero, second.raison, second.changements) == (2, "l’état des données a changé", ())


def change(avant: str, apres: str, libelle: str = "Visites") -> Changement:
    return Changement(libelle, avant, apres, "visites")


def test_figures_of_page_1_come_before_the_others() -> None:
    lines = [
        row("1", libelle="Visites, Élèves", profil="eleve"),
        row("2", m1="3"),
        row("4").replace("visites", "pages_vues", 1),
    ]
    after = [
        one.replace(";1;", ";9;").replace(";2;", ";9;").replace(";3;", ";9;").replace(";4;", ";9;") for one in lines
    ]
    told = [one.avant for one in changed_figures(donnees(*lines), donnees(*after))]
    assert told == ["2", "4", "3", "1"]


def test_another_name_of_a_lycee_or_an_indicator_changes_no_figure() -> None:
    before = donnees(row("12", libelle="Visites, 0770001H Lycée Avant"), row("13", libelle="Visites"))
    after = donnees(
        row("12", libelle="Toutes les visites, 0770001H Lycée Après, annexe"), row("13", libelle="Toutes les visites")
    )
    assert changed_figures(before, after) == []


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (donnees(row("12")), donnees(row("12")), []),
        (donnees(), donnees(row("12")), [change("n.d.", "12")]),  # a figure that was not there
        (donnees(row("12")), donnees(), [change("12", "n.d.")]),  # and one that went
        (donnees(row("", "absent")), donnees(row("0")), [change("n.d.", "0")]),  # 0 is not absent
        (donnees(row("", "masque")), donnees(row("12")), [change("n.c.", "12")]),
        (donnees(row("12")), donnees(row("", "masque")), [change("publié", "n.c.")]),  # not said again
        (donnees(row("", "absent")), donnees(row("", "masque")), [change("n.d.", "n.c.")]),
        (donnees(row("12", m1="9")), donnees(row("12", m1="8")), [change("9", "8", "Visites, mois précédent")]),
        (donnees(row("12")), donnees(row("12", m1="8")), [change("n.d.", "8", "Visites, mois précédent")]),
        # What the month before was may be masked by now: it has no state of its own.
        (donnees(row("12", m1="9")), donnees(row("12")), [change("publié", "n.d.", "Visites, mois précédent")]),
    ],
)
def test_changed_figures(before: bytes, after: bytes, expected: list[Changement]) -> None:
    assert changed_figures(before, after) == expected


def test_of_two_publishers_one_wins_and_the_other_leaves_nothing(store: Store) -> None:
    first = issue(store, FIRST, donnees(row("12")))
    content = store.path(f"{first}/donnees.csv").read_bytes()
    with pytest.raises(EditionConflictError, match="edition-01: was issued by another run meanwhile"):
        issue(store, FIRST, donnees(row("13")))
    assert store.path(f"{first}/donnees.csv").read_bytes() == content
    assert [path.name for path in store.path(DOSSIER).iterdir()] == ["edition-01"]


def test_an_edition_is_there_whole_or_not_at_all(store: Store) -> None:
    with pytest.raises(pypdfium2.PdfiumError):
        issue(store, FIRST, donnees(row("12")), b"no PDF")
    assert last_edition(store, DOSSIER) is None
    assert not list(store.path(DOSSIER).glob("edition-*"))
    issue(store, FIRST, donnees(row("12")))  # what the failed one left is not in the way
    assert [path.name for path in store.path(DOSSIER).iterdir()] == ["edition-01"]


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("donnees.csv", None, "edition-01/donnees.csv: is gone"),
        ("donnees.csv", b"other", "edition-01/donnees.csv: its bytes are not those that were issued"),
        ("rapport.html", b"", "edition-01/rapport.html: its bytes are not those that were issued"),
    ],
)
def test_damage_is_told_by_file(store: Store, name: str, content: bytes | None, told: str) -> None:
    path = store.path(issue(store, FIRST, donnees(row("12")))) / name
    with writable(path):
        path.unlink() if content is None else path.write_bytes(content)
    assert damaged_files(store, last_of(store)) == [f"{DOSSIER}/{told}"]


@pytest.mark.parametrize("manifest", [None, '{"edition": ', "[]", "{}", '{"edition": 1}'])
def test_an_edition_whose_manifest_is_damaged_is_told_and_not_taken_for_a_rival(
    store: Store, manifest: str | None
) -> None:
    issue(store, FIRST, donnees(row("12")))
    with writable(store.path(f"{DOSSIER}/edition-01/manifest.json")) as path:
        path.unlink() if manifest is None else path.write_text(manifest)
    with pytest.raises(EntReportError) as told:
        issue(store, next_edition(last_edition(store, DOSSIER), store, donnees(row("13")), {}), donnees(row("13")))
    assert not isinstance(told.value, EditionConflictError)
    assert "manifest.json" in str(told.value)


def test_replacing_an_edition_whose_data_are_gone_is_told_by_file(store: Store) -> None:
    store.path(f"{issue(store, FIRST, donnees(row('12')))}/donnees.csv").unlink()
    with pytest.raises(EntReportError, match=r"edition-01/donnees\.csv"):
        next_edition(last_edition(store, DOSSIER), store, donnees(row("13")), {})


def test_editions_go_beyond_the_ninth(store: Store) -> None:
    for number in (9, 10, 100):
        issue(store, Edition(number, None, None, ()), donnees(row("12")))
    assert last_of(store).numero == 100
