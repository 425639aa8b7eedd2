"""Bad input, one at a time: named with its file and line, while what is sound goes on and what is not is absent."""

from __future__ import annotations

import gzip
import io
import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from computed_month import KEY, compute
from spec.tables import ELSEWHERE, EXPORTS, REGION, A, B, Region, event

from ent_report.entrepots.local import StoreLocal
from ent_report.errors import ConfigurationError, EntReportError, InputsUnusableError, UsageError
from ent_report.mois.tables import read_figures
from ent_report.operation.run_summary import Bilan, start_summary
from ent_report.vocabulary import Mois

MOIS = Mois(2026, 10)
SOUND = event("2026-10-05 08:00", "ana", A)
DETAILS = ("profil", "service", "appareil", "jour", "jour_semaine", "heure")


@dataclass(frozen=True)
class Run:
    """What a month's run says and what figures it gives."""

    bilan: Bilan
    table: pl.DataFrame

    @property
    def faults(self) -> list[str]:
        return self.bilan.fautes

    @property
    def lines(self) -> list[str]:
        return [*self.bilan.fautes, *self.bilan.avertissements]

    def figure(self, indicateur: str, code: str = A, **details: str) -> tuple[float | None, str] | None:
        """A figure's value and state, None where the table has no row of it."""
        whole = [pl.col(name).is_null() for name in DETAILS if name not in details]
        found = self.table.filter(*whole, indicateur=indicateur, code=code, **details)
        assert found.height <= 1
        return found.select("valeur", "etat").row(0) if found.height else None

    def says(self, *parts: str) -> bool:
        """Whether one line holds all these parts."""
        return any(all(part in line for part in parts) for line in self.lines)


def run(region: Region, data: str = "data", environment: Mapping[str, str] = KEY, config: Path | None = None) -> Run:
    chantier, collectes = compute(config or region.config(), region.folder / data, secrets=environment)
    bilan = start_summary("test", MOIS, collectes, chantier.references, len(chantier.references.lycees))
    assert all(check.reussi for check in bilan.controles)
    return Run(bilan, read_figures(chantier.store, [MOIS]))


@pytest.fixture
def region(tmp_path: Path) -> Region:
    """A region whose events and accounts are sound: one visit, and 200 accounts of pupils of lycée A."""
    one = Region(tmp_path)
    one.evenements(SOUND)
    one.sources["evenements"] = 'path = "evenements/*"'
    one.export("comptes", (A, "2026-10-01", "Élèves", 900, 150, 200, 180))
    return one


def put(region: Region, file: str, content: bytes | str) -> None:
    path = region.folder / file
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)


def line(sound: dict[str, Any] = SOUND, **changes: Any) -> bytes:
    return json.dumps(sound | {"userId": "bob"} | changes, ensure_ascii=False).encode()


def parquet(**columns: Any) -> bytes:
    stream = io.BytesIO()
    base = {name: [value] for name, value in (SOUND | {"userId": "bob"}).items()}
    pl.DataFrame({name: value for name, value in (base | columns).items() if value is not None}).write_parquet(stream)
    return stream.getvalue()


def accounts(*rows: str, header: str = EXPORTS["comptes"], encoding: str = "utf-8-sig") -> bytes:
    return "".join(f"{row}\n" for row in [header, *rows]).encode(encoding)


def test_sound_input_says_nothing(region: Region) -> None:
    found = run(region)
    assert found.lines == []
    assert found.bilan.exit_status == 0
    assert found.figure("visites") == (1, "masque")
    assert found.figure("comptes_charges") == (200, "publie")


# Files of events


@pytest.mark.parametrize(
    ("file", "content", "told"),
    [
        ("z.parquet", parquet()[:-40], "is no sound Parquet file"),  # truncated
        ("z.parquet", b"PAR1", "is no sound Parquet file"),
        ("z.jsonl.gz", gzip.compress(line() * 100, mtime=0)[:30], "damaged after line 0"),
        ("z.parquet", parquet(userId=None), "column userId is missing; found event-type, module, date, profil"),
        ("z.jsonl", line().decode().encode("utf-16"), "found UTF-16 text, expected UTF-8"),
        ("z.parquet", parquet(userId=[["bob"]]), "userId"),  # a column of another kind
    ],
)
def test_a_file_of_events_that_cannot_be_read(region: Region, file: str, content: bytes, told: str) -> None:
    put(region, f"evenements/{file}", content)
    found = run(region)
    assert any(fault.startswith(f"evenements/{file}: ") and told in fault for fault in found.faults)
    assert found.bilan.exit_status == 3
    assert found.figure("visites") == (1, "masque")  # of the sound file
    assert found.figure("visites", code=B) == (None, "absent")  # nothing may be taken for « nobody came »


def test_a_truncated_file_gives_its_whole_lines(region: Region) -> None:
    events = [event("2026-10-05 08:00", f"user-{n}", A) for n in range(500)]
    content = gzip.compress("".join(f"{json.dumps(one)}\n" for one in events).encode())
    put(region, "evenements/z.jsonl.gz", content[:-8])
    found = run(region)
    (fault,) = found.faults
    assert fault.startswith("evenements/z.jsonl.gz: damaged after line 500: Compressed file ended before")
    assert found.figure("visites") == (501, "partiel")


def test_a_missing_file_is_told_by_its_key(region: Region) -> None:
    region.sources["evenements"] = 'path = "nowhere/*.jsonl.gz"'
    found = run(region)
    assert found.says("sources.evenements.path: nowhere/*.jsonl.gz: found no file")
    assert found.bilan.exit_status == 3
    assert found.figure("visites") is None  # not 0
    assert found.figure("comptes_charges") == (200, "publie")


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="needs a file that opens and cannot be read")
@pytest.mark.parametrize("collected_before", [False, True])
def test_a_file_that_cannot_be_opened_does_not_hide_the_others(region: Region, collected_before: bool) -> None:
    if collected_before:
        run(region)
        put(region, "evenements/late.jsonl", line())
    (region.folder / "evenements/z.jsonl").symlink_to("/proc/self/mem")
    found = run(region)
    assert found.says("evenements/z.jsonl", "cannot be read")
    assert found.bilan.exit_status == 3
    assert found.figure("visites") == (1 + collected_before, "masque")


# Lines of events


@pytest.mark.parametrize(
    ("bad", "told"),
    [
        (b'{"event-type": "ACCESS", "date": 17', "octets illisibles), expected one JSON object in UTF-8"),
        (line().replace(b"bob", b"b\xe9b"), "expected one JSON object in UTF-8"),  # another encoding
        (line(profil="Robot"), "profil: found 'Robot', expected a label that libelles.toml lists under [profils]"),
        (line(profil=None), "profil: found None, expected a label"),
        (line(profil="Robot", module="x").replace(b'"x"', b'"\\ud83d"'), "profil: found 'Robot'"),  # half a character
        (line(date=None), "date: found None, expected whole milliseconds since 1970"),
        (line(date="hier"), "date: found 'hier', expected whole milliseconds since 1970"),
        (line(date=SOUND["date"] // 1000), "expected milliseconds since 1970 between 2010 and 2100"),  # seconds
        (line(date=SOUND["date"] * 1000), "expected milliseconds since 1970 between 2010 and 2100"),  # microseconds
        (line(date=9 * 10**15), "expected milliseconds since 1970 between 2010 and 2100"),  # no clock shows it
        (line(date=2**63 - 1), "expected milliseconds since 1970 between 2010 and 2100"),
        (line(date=-1), "expected milliseconds since 1970 between 2010 and 2100"),
        (line(structures=[]), "structures: found [], expected at least one structure"),
        (line(structures=["0770001A"]), "structures: found ['0770001A'], expected a lycée of the region"),
        (line(structures=[ELSEWHERE]), f"structures: found ['{ELSEWHERE}'], expected a lycée of the region"),
        (line(userId=""), "userId: found nothing, expected a user's id"),
        (b"[1, 2]", "evenements/z.jsonl:2"),  # JSON, but no event
    ],
)
def test_a_line_that_is_no_event(region: Region, bad: bytes, told: str) -> None:
    put(region, "evenements/z.jsonl", b"\n".join([line(), bad, line(userId="cid"), b""]))
    found = run(region)
    assert found.says("evenements/z.jsonl:2", told)
    assert found.figure("visites") == (3, "masque")  # ana's, and those of the lines on either side
    (source,) = (one for one in found.bilan.sources if one["source"] == "evenements")
    assert (source["lues"], source["gardees"], source["rejetees"]) == (4, 3, 1)


def test_events_of_another_month_are_none_of_this_one(region: Region) -> None:
    put(region, "evenements/z.jsonl", json.dumps(event("2026-09-30 23:59", "bob", A)))
    found = run(region)
    assert found.lines == []
    assert found.figure("visites") == (1, "masque")


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="no byte"),
        pytest.param(b"\xef\xbb\xbf", id="a mark alone"),
        pytest.param(gzip.compress(b""), id="an empty gzip"),
        pytest.param(b"\n\n", id="blank lines"),
    ],
)
def test_an_empty_source_of_events_is_told(region: Region, content: bytes) -> None:
    put(region, "evenements/un.jsonl.gz", content)
    found = run(region)
    assert found.says("evenements")
    assert found.bilan.exit_status == 3
    assert found.figure("visites") is None


# The exports


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (f"B;{B};2026-10-01T00:00;Robots;9;5;300;100", "profil: found 'Robots', expected a label that"),
        (f"B;{B};2026-02-30T00:00;Élèves;9;5;300;100", "Date: found '2026-02-30T00:00', expected a day such as"),
        (f"B;{B};;Élèves;9;5;300;100", "Date: found '', expected a day such as"),
        (f"B;{B};2026-10-01T00:00;Élèves;-9;5;300;100", "expected numbers of at least 0"),
        (f"B;{B};2026-10-01T00:00;Élèves;9,5;5;300;100", "expected whole numbers"),
        (f"B;{B};2026-10-01T00:00;Élèves;9;5;300.0;100", "expected whole numbers"),
        (f"B;{B};2026-10-01T00:00;Élèves;9;5;9{'9' * 20};100", "expected whole numbers"),  # more than a computer's
        (f"B;{B};2026-10-01T00:00;Élèves;9;5;300;301", "expected no more activated accounts than loaded ones"),
        (f"B;{B};2026-10-01T00:00;Élèves;9;5;300", "expected as many cells as the header has"),
        (f'"B; annexe";{B};2026-10-01T00:00;Élèves;9;5;300', "expected as many cells as the header has"),
        (f"B;{B};2026-10-01T00:00;Élèves;9;5;300;100;100", "expected as many cells as the header has"),
        ("B;0770002A;2026-10-01T00:00;Élèves;9;5;300;100", "UAI: found '0770002A', expected 7 digits and their"),
        (f"B;{ELSEWHERE};2026-10-01T00:00;Élèves;9;5;300;100", f"UAI: found '{ELSEWHERE}', expected an open lycée"),
    ],
)
def test_a_row_of_the_accounts_that_cannot_be_used(region: Region, row: str, told: str) -> None:
    good = f"A;{A};2026-10-01T00:00;Élèves;900;150;200;180"
    put(region, "export-comptes-un.csv", accounts(good, row))
    found = run(region)
    assert found.says("export-comptes-un.csv:3: ", told)
    assert found.figure("comptes_charges") == (200, "publie")
    for indicateur in ("comptes_charges", "connexions", "taux_activation_pct"):
        assert found.figure(indicateur, code=B) in (None, (None, "absent"))  # never 0
    assert found.figure("comptes_charges", code=REGION)[0] == 200


def test_a_lycee_of_which_one_row_was_refused_has_no_whole_total(region: Region) -> None:
    rows = (f"A;{A};2026-10-01T00:00;Élèves;900;150;200;180", f"A;{A};2026-10-01T00:00;Parents;-1;5;300;100")
    put(region, "export-comptes-un.csv", accounts(*rows))
    found = run(region)
    assert found.figure("comptes_charges", profil="eleve") == (200, "publie")
    assert found.figure("comptes_charges", profil="parent") == (None, "absent")
    assert found.figure("comptes_charges") == (200, "partiel")


def test_two_rows_of_one_month_are_not_added_up(region: Region) -> None:
    """As where an export by day is taken for one by month."""
    rows = [f"A;{A};2026-10-{day}T00:00;Élèves;900;150;200;180" for day in ("01", "02")]
    put(region, "export-comptes-un.csv", accounts(*rows, f"A;{A};2026-10-01T00:00;Parents;9;5;300;100"))
    found = run(region)
    assert found.says("export-comptes-un.csv:2: counts: found", "one row for a lycée, profile, label and day", "2 rows")
    assert found.figure("connexions", profil="eleve") in (None, (None, "absent"))
    assert found.figure("connexions", profil="parent") == (9, "publie")


def test_empty_columns_at_the_end_are_a_spreadsheet_s(region: Region) -> None:
    row = f"A;{A};2026-10-01T00:00;Élèves;900;150;200;180"
    put(region, "export-comptes-un.csv", accounts(f"{row};;;", f"{row};;;more", header=f"{EXPORTS['comptes']};;;"))
    found = run(region)
    assert found.figure("comptes_charges", profil="eleve") == (200, "publie")
    assert found.says("export-comptes-un.csv:3: ", "as many cells as the header has")


def test_a_file_all_of_whose_rows_are_rejected_is_told(region: Region) -> None:
    put(region, "export-comptes-un.csv", accounts(f"A;{A};01/10/2026;Élèves;900;150;200;180"))
    found = run(region)
    assert found.says("sources.comptes: found 1 rows, all of them rejected, of 2026-10", "expected at least one")
    assert found.bilan.exit_status == 3


def test_two_files_that_contradict_each_other(region: Region) -> None:
    put(region, "export-comptes-deux.csv", accounts(f"A;{A};2026-10-01T00:00;Élèves;901;150;200;180"))
    found = run(region)
    assert found.says(".csv:2: counts: found", "expected one row for a lycée, profile, label and day", "2 rows in all")
    assert found.figure("comptes_charges", profil="eleve") in (None, (None, "absent"))  # neither is believed
    assert found.figure("visites") == (1, "masque")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (accounts(encoding="utf-16"), "found UTF-16 text, expected UTF-8"),
        (accounts("é", encoding="latin-1"), "line 1: found byte 0xc9, expected UTF-8 text"),
        (accounts(header="UAI;Date;Profil"), "line 1: column Établissement, Connexions, Visiteurs uniques, Comptes"),
        (accounts(header=EXPORTS["comptes"].replace(";", ",")), "line 1: found columns separated by ',', expected ';'"),
        (accounts(header=EXPORTS["acces"]), "line 1: column Connexions"),  # another export under this name
        (b"", "left for later: it is empty"),  # and the source has nothing else
        (b"PK\x03\x04\xff\xfe\x00", "line 1: found byte 0xff, expected UTF-8 text"),  # a spreadsheet's own format
        (accounts("x" * 200_000, "x;y"), "export-comptes-un.csv"),
    ],
)
def test_a_file_of_accounts_that_cannot_be_used(region: Region, content: bytes, told: str) -> None:
    put(region, "export-comptes-un.csv", content)
    found = run(region)
    assert found.says("export-comptes-un.csv", told)
    assert found.figure("comptes_charges") is None
    assert found.figure("taux_frequentation_pct") is None
    assert found.figure("visites") == (1, "masque")


@pytest.mark.parametrize(
    "rows",
    [
        (),  # a header alone
        (f"A;{A};2026-09-01T00:00;Élèves;900;150;200;180",),  # last month's export was put there again
    ],
)
def test_accounts_without_a_row_of_the_month_are_told(region: Region, rows: tuple[str, ...]) -> None:
    put(region, "export-comptes-un.csv", accounts(*rows))
    found = run(region)
    assert found.says("comptes")
    assert found.bilan.exit_status == 3
    assert found.figure("comptes_charges") is None


@pytest.mark.parametrize("short_row", [(), ("x;y",)])
def test_a_column_that_stands_twice_is_told(region: Region, short_row: tuple[str, ...]) -> None:
    row = f"A;{A};2026-10-01T00:00;Élèves;900;150;200;180;7"
    put(region, "export-comptes-un.csv", accounts(row, *short_row, header=EXPORTS["comptes"] + ";Connexions"))
    found = run(region)
    assert found.says("export-comptes-un.csv", "Connexions")
    assert found.figure("connexions") in (None, (900, "publie"))


def test_counts_too_great_to_be_added_are_refused(region: Region) -> None:
    huge = 2**63 - 1
    rows = [f"A;{A};2026-10-01T00:00;{profil};{huge};1;1;1" for profil in ("Élèves", "Parents")]
    put(region, "export-comptes-un.csv", accounts(*rows))
    total = run(region).figure("connexions")
    assert total is None or total[0] is None or total[0] >= 0  # 2⁶³ would turn round to a negative count


def test_an_unknown_device_is_named(region: Region) -> None:
    region.export("appareils", (A, "2026-10-01", "Élèves", "Ordinateur", 60), (A, "2026-10-01", "Élèves", "Montre", 6))
    found = run(region)
    assert found.says("export-appareils-un.csv:3: ", "Montre")
    assert found.figure("connexions", appareil="ordinateur")[0] == 60
    assert found.figure("connexions", appareil="autre") is None


# The references


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda _: None, "references.annuaire.path: annuaire.csv: found no file"),
        (lambda _: b"", "annuaire.csv: is empty, expected a header line"),
        (
            lambda text: text.splitlines()[0].encode(),
            "annuaire.csv: found no open lycée of code_region 11 among 0 rows",
        ),
        (lambda text: text.replace(";11;", ";99;").encode(), "found no open lycée of code_region 11 among 7 rows"),
        (lambda text: text.replace("’", "'").encode("latin-1"), "annuaire.csv: line 2: found byte 0xe9"),
        (lambda text: text.replace("nom_etablissement", "x").encode(), "column nom_etablissement is missing; found id"),
    ],
)
def test_without_a_register_nothing_can_be_issued(
    region: Region, change: Callable[[str], bytes | None], told: str
) -> None:
    config, path = region.config(), region.folder / "annuaire.csv"
    content = change(path.read_text(encoding="utf-8"))
    path.unlink() if content is None else path.write_bytes(content)
    with pytest.raises(InputsUnusableError) as refused:
        run(region, config=config)
    assert refused.value.exit_status == 4
    assert told in refused.value.faults[0]


def test_one_id_of_the_platform_for_two_lycees_is_told(region: Region) -> None:
    """Or the events of one would be handed to the other."""
    config = region.config()
    path = region.folder / "annuaire.csv"
    path.write_text(path.read_text().replace("ent-b", "ent-a"))
    put(region, "evenements/z.jsonl", line(structures=["ent-a"]))
    found = run(region, config=config)
    assert found.says("ent-a", A, B)


@pytest.mark.parametrize(
    ("reference", "content", "told"),
    [
        ("effectifs", b"", "effectifs: is empty"),
        ("effectifs", b"PAR1", "effectifs: is no sound Parquet file"),
        ("effectifs", b"a;b\n1;2\n", "effectifs: line 1: column numero_lycee or nombre_d_eleves is missing"),
        ("calendrier", b"", "calendrier: is empty"),
        ("calendrier", b"PAR1", "calendrier: is no sound Parquet file"),
        ("calendrier", b"a;b\n1;2\n", "calendrier: line 1: column description"),
    ],
)
def test_without_the_other_references_the_run_goes_on(
    region: Region, reference: str, content: bytes, told: str
) -> None:
    put(region, reference, content)
    config = region.config()
    config.write_text(config.read_text() + f'[references.{reference}]\npath = "{reference}"\n')
    found = run(region, config=config)
    assert any(fault.startswith(told) for fault in found.faults)
    assert found.bilan.exit_status == 3
    assert found.figure("visites_pour_100_eleves") == (0.5, "masque")  # the register's 200 pupils
    assert found.figure("visites_par_jour_de_classe") == (pytest.approx(1 / 12), "masque")  # the embedded calendar


# What surrounds a run


def test_no_key_in_the_environment(region: Region) -> None:
    with pytest.raises(ConfigurationError, match="ENT_REPORT_PSEUDONYM_KEY: found nothing in the environment") as told:
        run(region, environment={})
    assert told.value.exit_status == 2
    assert not list((region.folder / "data").rglob("evenements/**/*.parquet"))


@pytest.mark.parametrize(("key", "found"), [("CHANGE_ME", "found CHANGE_ME"), ("x", "found 1 characters")])
def test_a_key_that_is_no_secret(region: Region, key: str, found: str) -> None:
    with pytest.raises(ConfigurationError, match=f"ENT_REPORT_PSEUDONYM_KEY: {found}, expected a secret of 8"):
        run(region, environment={"ENT_REPORT_PSEUDONYM_KEY": key})


def test_a_data_directory_that_is_a_file(region: Region) -> None:
    put(region, "data", b"")
    with pytest.raises(UsageError, match="data: cannot be used as the data directory"):
        run(region)


@pytest.mark.skipif(os.geteuid() == 0, reason="root writes anywhere")
def test_a_data_directory_that_cannot_be_written_to(region: Region) -> None:
    run(region)
    put(region, "evenements/z.jsonl", line())
    folders = [folder for folder in (region.folder / "data").rglob("*") if folder.is_dir()]
    for folder in folders:
        folder.chmod(0o500)
    try:
        with pytest.raises(EntReportError, match="data"):
            run(region)
    finally:
        for folder in folders:
            folder.chmod(0o700)


def test_figures_whose_run_was_killed_are_published_by_the_next(
    region: Region, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed just before the table that people read is put in place."""
    run(region)
    table = region.folder / "data/indicateurs/mois=2026-10/indicateurs.parquet"
    put(region, "evenements/z.jsonl", line())
    write = StoreLocal.write_bytes

    def die(self: StoreLocal, relative: str, content: bytes) -> None:
        if relative.endswith("indicateurs.parquet"):
            raise KeyboardInterrupt
        write(self, relative, content)

    with monkeypatch.context() as patch:
        patch.setattr(StoreLocal, "write_bytes", die)
        with pytest.raises(KeyboardInterrupt):
            run(region)
    found = run(region)
    assert found.figure("visites") == (2, "masque")
    assert pl.read_parquet(table, hive_partitioning=False).equals(found.table)
    assert len(list(table.parent.glob("versions/*.parquet"))) == 1


def test_nothing_at_all_of_the_month(region: Region) -> None:
    region.evenements(event("2026-09-05 08:00", "ana", A))
    del region.sources["comptes"]
    with pytest.raises(InputsUnusableError, match="2026-10: found not one usable row in any source") as told:
        run(region)
    assert told.value.exit_status == 4
