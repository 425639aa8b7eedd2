"""The configuration: what it may leave out, and that all its faults are told at once, each with its place."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ent_report.configuration.fichiers.incidents import SOURCES
from ent_report.configuration.sections.entrees import Sources
from ent_report.configuration.settings import load_settings
from ent_report.errors import ConfigurationError
from ent_report.transports.files import Files, is_local

MINIMAL = """\
[region]
nom = "Région Exemple"
code = "11"
zone = "C"
[references.annuaire]
path = "annuaire.csv"
[sources.evenements]
kind = "files"
path = "evenements/*.jsonl.gz"
"""

SERVICES = """\
[axes]
information = "Information"
[services]
actualites = { libelle = "Actualités", axe = "information" }
[applications]
Actualites = "actualites"
"""


def write(folder: Path, text: str, **companions: str) -> Path:
    for name, content in companions.items():
        (folder / f"{name}.toml").write_text(content, encoding="utf-8")
    path = folder / "region.toml"
    path.write_text(text, encoding="utf-8")
    return path


def placed_faults(path: Path) -> list[str]:
    with pytest.raises(ConfigurationError) as refused:
        load_settings(path)
    assert refused.value.exit_status == 2
    return [fault.replace(f"{path.parent}/", "") for fault in refused.value.faults]


def faults(path: Path) -> list[str]:
    """Without the lines, which have a test of their own."""
    return [re.sub(r"^(\w+\.toml):\d+: ", r"\1: ", fault) for fault in placed_faults(path)]


def test_the_minimal_configuration_of_the_contract_works(tmp_path: Path) -> None:
    settings = load_settings(write(tmp_path, MINIMAL))
    assert settings.dossier == tmp_path
    assert list(settings.sources.donnees) == ["evenements"]
    assert settings.sources.donnees["evenements"].path == ("evenements/*.jsonl.gz",)
    assert settings.references.calendrier is None
    assert settings.seuils.petit_effectif == 5
    assert (settings.rapprochements.ecart_pct, settings.rapprochements.ecart_min) == (10.0, 20)
    assert settings.profils["student"] == "eleve"  # labels are compared without case


def test_a_list_of_paths_names_at_least_one(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"references\.annuaire\.path: .*at least 1 item"):
        load_settings(write(tmp_path, MINIMAL.replace('path = "annuaire.csv"', "path = []")))


def test_several_paths_are_a_list(tmp_path: Path) -> None:
    two = MINIMAL.replace('"evenements/*.jsonl.gz"', '["a.jsonl", "b.jsonl"]')
    assert load_settings(write(tmp_path, two)).sources.donnees["evenements"].path == ("a.jsonl", "b.jsonl")


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    wrong = MINIMAL.replace('"C"', '"Z"').replace('path = "annuaire.csv"\n', "") + "[seuils]\npetit_effectif = 0\n"
    broken = SERVICES.replace('"actualites"\n', '"nouvelles"\n')
    told = "\n".join(faults(write(tmp_path, wrong, services=broken)))
    assert "region.toml: region.zone: found 'Z'" in told
    assert "region.toml: references.annuaire.path: is missing" in told
    assert "region.toml: seuils.petit_effectif: found 0" in told
    assert "services.toml: applications.Actualites: found service 'nouvelles'" in told  # in the file beside it


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("[seuil]\n", "region.toml: seuil: unknown key, did you mean seuils?"),
        ("[presentation]\ncontakt = 'a'\n", "region.toml: presentation.contakt: unknown key, did you mean contact?"),
        ("[execution]\nzzz = 1\n", "region.toml: execution.zzz: unknown key; known here: lycees_par_tache,"),
        ("frequenze = 'jour'\n", "region.toml: sources.evenements.frequenze: unknown key, did you mean frequence?"),
    ],
)
def test_an_unknown_key_is_told_with_the_likely_one(tmp_path: Path, line: str, told: str) -> None:
    (fault,) = faults(write(tmp_path, MINIMAL + line))
    assert fault.startswith(told)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("[rapprochements]\necart_pct = 101\n", "region.toml: rapprochements.ecart_pct: found 101"),
        ("[rapprochements]\necart_pct = nan\n", "region.toml: rapprochements.ecart_pct: found nan"),
        ("[rapprochements]\necart_min = 0\n", "region.toml: rapprochements.ecart_min: found 0"),
    ],
)
def test_a_threshold_out_of_its_range(tmp_path: Path, line: str, told: str) -> None:
    (fault,) = faults(write(tmp_path, MINIMAL + line))
    assert fault.startswith(told)


def test_a_missing_file(tmp_path: Path) -> None:
    assert faults(tmp_path / "region.toml") == ["region.toml: no such file"]


@pytest.mark.parametrize("text", ["", "# nothing yet\n"])
def test_an_empty_file_says_what_is_missing(tmp_path: Path, text: str) -> None:
    told = faults(write(tmp_path, text))
    assert {"region.toml: region: is missing", "region.toml: sources: is missing"} <= set(told)


def test_a_file_that_is_no_toml_is_told_with_its_line(tmp_path: Path) -> None:
    (fault,) = placed_faults(write(tmp_path, MINIMAL + "[seuils\n"))
    assert fault.startswith("region.toml:10: ")


def test_a_file_of_another_encoding(tmp_path: Path) -> None:
    path = tmp_path / "region.toml"
    path.write_bytes(MINIMAL.encode("latin-1"))
    assert faults(path) == ["region.toml: found byte 0xe9, expected UTF-8 text"]


def test_no_source_at_all(tmp_path: Path) -> None:
    (fault,) = faults(write(tmp_path, MINIMAL.partition("[sources")[0] + "[sources]\n"))
    assert "expected at least one" in fault


def test_a_companion_beside_the_configuration_wins(tmp_path: Path) -> None:
    ours, default = tmp_path / "ours", tmp_path / "default"
    ours.mkdir()
    default.mkdir()
    settings = load_settings(write(ours, MINIMAL, services=SERVICES))
    usual = load_settings(write(default, MINIMAL))
    assert settings.applications == {"actualites": "actualites"}
    assert usual.applications["conversation"] == "courrier_electronique"
    assert settings.libelles == usual.libelles  # those that are not beside it are the project's own
    assert settings.empreinte != usual.empreinte  # and a report tells that they were others


@pytest.mark.parametrize(
    ("companion", "text"),
    [
        ("services", SERVICES.replace('{ libelle = "Actualités", axe = "information" }', '"Actualités"')),
        ("services", SERVICES.replace('= "actualites"\n', '= ["actualites"]\n')),
        ("libelles", '[profils]\nStudent = "eleves"\n[appareils]\ndesktop = "ordinateur"\n'),  # no such profile
        ("libelles", '[profils]\nStudent = "eleve"\n[appareils]\ndesktop = "pc"\n'),  # no such device
        ("libelles", '[profils]\nStudent = 3\n[appareils]\ndesktop = "ordinateur"\n'),
        ("indicateurs", '[visites]\nlibelle = "Visites"\nunite = "visites"\n'),  # all the others are missing
        ("incidents", '[[incident]]\nsource = "evenements"\ndu = "hier"\nau = 2026-10-02\ntexte = "t"\n'),
        ("incidents", "incident = 3\n"),
        ("objectifs", "lycee = 3\n"),
    ],
)
def test_a_companion_that_cannot_be_used_is_told_by_name(tmp_path: Path, companion: str, text: str) -> None:
    told = faults(write(tmp_path, MINIMAL, **{companion: text}))
    assert any(f"{companion}.toml" in fault for fault in told)


INCIDENT = '[[incident]]\nsource = "evenements"\ndu = 2026-10-01\nau = 2026-10-02\ntexte = "t"\n'


@pytest.mark.parametrize(
    ("found", "told"),
    [
        (
            INCIDENT.replace("evenements", "evenement"),
            "incident.0.source: found 'evenement', expected one of evenements,",
        ),
        (INCIDENT.replace("10-02", "09-30"), "incident.0.au: found 2026-09-30, which is before du = 2026-10-01"),
        (INCIDENT + 'portee = { lycees = ["0750001A"] }\n', "incident.0.portee.lycees: '0750001A' is not a UAI"),
        (INCIDENT + "portee = {}\n", "incident.0.portee: found nothing, expected"),
        (INCIDENT + 'portee = { academie = ["Paris"] }\n', "incident.0.portee.academie"),  # an unknown key
    ],
)
def test_an_incident_that_cannot_be_used_is_told_by_its_key(tmp_path: Path, found: str, told: str) -> None:
    (fault,) = faults(write(tmp_path, MINIMAL, incidents=found))
    assert fault.startswith(f"incidents.toml: {told}")


@pytest.mark.parametrize(
    "found",
    [
        INCIDENT,
        INCIDENT.replace("evenements", "toutes").replace("10-02", "10-01"),  # one day
        INCIDENT + 'portee = { academies = ["Paris"], departements = ["077"], lycees = ["0750652b"] }\n',
    ],
)
def test_an_incident_that_is_right(tmp_path: Path, found: str) -> None:
    assert load_settings(write(tmp_path, MINIMAL, incidents=found)).tables["incidents"]["incident"]


def test_an_incident_may_name_each_source_of_the_configuration() -> None:
    assert set(Sources.model_fields) < set(SOURCES)


def test_every_fault_is_told_with_its_line(tmp_path: Path) -> None:
    wrong = MINIMAL.replace('"C"', '"Z"').replace('path = "annuaire.csv"\n', "") + "\n[presentation]\ncontakt = 1\n"
    broken = SERVICES.replace('"actualites"\n', '"nouvelles"\n')
    incidents = INCIDENT + INCIDENT.replace("10-02", "09-30")
    assert {fault.partition(": ")[0] for fault in placed_faults(
        write(tmp_path, wrong, services=broken, incidents=incidents)
    )} == {
        "region.toml:4",  # region.zone
        "region.toml:5",  # references.annuaire, which lacks its path
        "region.toml:11",  # an unknown key
        "services.toml:6",  # an application of a service that is none
        "incidents.toml:9",  # the second incident's end
    }  # fmt: skip


SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>'


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("logo.svg", None, "logo.svg: no such file"),
        ("logo.jpg", b"", "logo.jpg: found '.jpg', expected .svg or .png"),
        ("logo.png", b"GIF89a", "logo.png: found no PNG picture"),
        ("logo.png", b"", "logo.png: found no PNG picture"),
        (
            "logo.svg",
            SVG.replace("/>", "><g><text>Région</text></g></svg>").encode(),
            "logo.svg: found text, expected its",
        ),
        ("logo.svg", b"<svg", "logo.svg: found no SVG drawing, expected one: unclosed token: line 1"),
        ("logo.svg", b"<html/>", "logo.svg: found the element 'html', expected"),
    ],
)
def test_a_logo_that_cannot_be_drawn(tmp_path: Path, name: str, content: bytes | None, told: str) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    (fault,) = faults(write(tmp_path, MINIMAL + f'[presentation]\nlogo = "{name}"\n'))
    assert fault.startswith(f"region.toml: presentation.logo: {told}")


def test_a_logo_that_can_be_drawn_counts_in_the_configuration(tmp_path: Path) -> None:
    config = write(tmp_path, MINIMAL + '[presentation]\nlogo = "logo.svg"\n')
    (tmp_path / "logo.svg").write_text(SVG)
    settings = load_settings(config)
    assert (settings.logo or "").startswith("data:image/svg+xml;base64,")
    (tmp_path / "logo.svg").write_text(SVG.replace("0 0 1 1", "0 0 2 2"))
    assert load_settings(config).empreinte != settings.empreinte


@pytest.mark.parametrize(
    ("couleur", "told"),
    [
        ("#ffd400", "found '#ffd400', whose contrast with the pages' grounds is 1.3, expected at least 4.5 (WCAG AA)"),
        ("#757575", "found '#757575', whose contrast with the pages' grounds is 4.1, expected at least 4.5"),  # on grey
        ("blue", "found 'blue': String should match pattern"),
        ("#12345", "found '#12345': String should match pattern"),
    ],
)
def test_a_colour_that_cannot_be_read(tmp_path: Path, couleur: str, told: str) -> None:
    (fault,) = faults(write(tmp_path, MINIMAL + f'[presentation]\ncouleur = "{couleur}"\n'))
    assert fault.startswith(f"region.toml: presentation.couleur: {told}")


def test_the_colour_that_is_proposed_will_do(tmp_path: Path) -> None:
    (fault,) = faults(write(tmp_path, MINIMAL + '[presentation]\ncouleur = "#ffd400"\n'))
    better = fault.rpartition("such as ")[2].strip("'")
    assert load_settings(write(tmp_path, MINIMAL + f'[presentation]\ncouleur = "{better}"\n'))


def test_thresholds_of_completeness(tmp_path: Path) -> None:
    usual = load_settings(write(tmp_path, MINIMAL)).completude
    assert (usual.complet_pct, usual.insuffisant_pct) == (100.0, 34.0)
    own = load_settings(write(tmp_path, MINIMAL + "[completude]\ncomplet_pct = 90\n")).completude
    assert (own.complet_pct, own.insuffisant_pct) == (90.0, 34.0)


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ("complet_pct = 101", "completude.complet_pct: found 101"),
        ("insuffisant_pct = -1", "completude.insuffisant_pct: found -1"),
        ("complet_pct = 20", "completude: found insuffisant_pct 34 above complet_pct 20"),  # the other one's default
        ("insuffisant_pct = 'x'", "completude.insuffisant_pct: found 'x'"),
    ],
)
def test_thresholds_of_completeness_that_make_no_sense(tmp_path: Path, lines: str, told: str) -> None:
    (fault,) = faults(write(tmp_path, MINIMAL + f"[completude]\n{lines}\n"))
    assert fault.startswith(f"region.toml: {told}")


@pytest.mark.parametrize(
    ("keys", "told"),
    [
        ('path = "sftp://ent:hunter2@host/d/*.csv"', "path: found a password in a URL, expected it under a name of"),
        ('path = ["a.csv", "s3://id:hunter2@bucket/d"]', "path: found a password in a URL"),
        ('path = "sftp://ent:hunter2/x@host/d"', "path: found a URL without a host, expected scheme://user@host:port"),
        ('path = "ftp://ent:hunter2@host/d"', "path: found a password in a URL"),
        ('path = "ftp://host/d"', "path: found ftp://, expected s3:// or sftp:// or a local path"),
        ('path = "s3:///d"', "path: found a URL without a host"),
        ('path = "s3://b/d"\nsecret = "id:hunter2"', "secret: found no name, expected that of an environment variable"),
        ('path = "s3://b/d"\npoint_acces = "http://id:hunter2@host"', "point_acces: found a password in a URL"),
        ('path = "s3://b/d"\npoint_acces = "host:9000"', "point_acces: found a URL without a host"),
        ('path = "sftp://h/d"\nrepos_s = -1', "repos_s: found -1: Input should be greater than or equal to 0"),
        ('path = "a.csv"\nsecrets = "X"', "secrets: unknown key, did you mean secret?"),
    ],
)
def test_a_url_must_lead_somewhere_and_hold_no_password(tmp_path: Path, keys: str, told: str) -> None:
    text = MINIMAL.replace('path = "evenements/*.jsonl.gz"', keys)
    (fault,) = faults(write(tmp_path, text))
    assert fault.startswith(f"region.toml: sources.evenements.{told}")
    assert "hunter2" not in fault


def test_a_url_in_a_wrong_place_is_shown_without_its_password(tmp_path: Path) -> None:
    text = MINIMAL.replace('[sources.evenements]\nkind = "files"\npath', "[sources]\nevenements")
    (fault,) = faults(write(tmp_path, text.replace("evenements/*.jsonl.gz", "sftp://ent:hunter2@host/d")))
    assert "found 'sftp://ent:***@host/d'" in fault


@pytest.mark.parametrize(
    ("paths", "local"),
    [
        (["a.csv", "/depot/*.csv"], True),
        (["a.csv", "s3://bucket/*.csv"], False),  # one elsewhere is enough
    ],
)
def test_whether_an_input_lies_on_this_machine(paths: list[str], local: bool) -> None:
    assert is_local(Files(path=tuple(paths))) is local


def test_a_region_s_templates_stand_before_those_that_ship(tmp_path: Path) -> None:
    config = write(tmp_path, MINIMAL)
    (shipped,) = load_settings(config).gabarits
    assert (shipped / "lycee.html.j2").is_file()
    (tmp_path / "gabarits").mkdir()
    assert load_settings(config).gabarits == (tmp_path / "gabarits", shipped)


@pytest.mark.parametrize("address", ["", "tcp://scheduler:8786", "tls://10.0.0.1:8786"])
def test_the_address_of_a_cluster(tmp_path: Path, address: str) -> None:
    text = f'{MINIMAL}[execution]\nmoteur = "dask"\ndask = "{address}"\n'
    assert load_settings(write(tmp_path, text)).execution.dask == address


def test_what_is_no_address_of_a_cluster(tmp_path: Path) -> None:
    (fault,) = faults(write(tmp_path, f'{MINIMAL}[execution]\nmoteur = "dask"\ndask = "scheduler"\n'))
    assert fault.startswith("region.toml: execution.dask: found 'scheduler'")


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ('moteur = "ouvrier"', "region.toml: execution.moteur: found 'ouvrier'"),
        ("ouvriers = 0", "region.toml: execution.ouvriers: found 0"),
        ("ouvriers = 201", "region.toml: execution.ouvriers: found 201"),  # more than one question to the server tells
    ],
)
def test_what_are_no_workers(tmp_path: Path, line: str, told: str) -> None:
    (fault,) = faults(write(tmp_path, f"{MINIMAL}[execution]\n{line}\n"))
    assert fault.startswith(told)


def test_operators_are_told_by_a_server_that_is_named(tmp_path: Path) -> None:
    told = MINIMAL + '[exploitation]\ncourriels = ["a@region.example"]\n'
    found = faults(write(tmp_path, told))
    assert found == [
        "region.toml: exploitation.courriels: found without [courrier], expected the server that takes the mail"
    ]
    server = '[courrier]\nserveur = "smtp.region.example"\nexpediteur = "ent@region.example"\n'
    courrier = load_settings(write(tmp_path, told + server)).courrier
    assert courrier is not None
    assert (courrier.lieu, courrier.secret) == ("smtp.region.example:587", None)
    (bare,) = faults(write(tmp_path, told + server + 'secret = "X"\nsecurite = "aucune"\n'))
    assert bare.startswith("region.toml: courrier: found a secret with securite = 'aucune', expected starttls or tls")
