"""The preview on a real server: what it shows, that it follows the files, and that no fault of theirs ends it."""

from __future__ import annotations

import hashlib
import shutil
import signal
import socket
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import httpx
import pypdfium2
import pytest
from flow.campagne import command
from spec.tables import A, B, D

from ent_report.errors import InputsUnusableError, UsageError
from ent_report.preview.etat import Demande
from ent_report.preview.serveur import LOOPBACK, make_server
from ent_report.specimens.lycee import TEMPLATES
from ent_report.vocabulary import Mois

ESSENTIEL = "sections/essentiel.html.j2"


def contents(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def shipped(name: str) -> str:
    return (TEMPLATES / name).read_text("utf-8")


@pytest.mark.slow
def test_the_list_leads_to_every_lycee_and_to_the_region(preview) -> None:
    page = preview.get("/")
    assert page.status_code == 200
    for path in (f"/lycees/{A}/", f"/lycees/{B}/papier", f"/lycees/{D}/rapport.pdf", "/region/", "/region/papier"):
        assert f'href="{path}"' in page.text
        assert preview.get(path).status_code == 200


def test_a_report_is_shown_as_it_would_be_issued(preview) -> None:
    page = preview.get(f"/lycees/{A}/").text
    assert "<h1>Lycée A</h1>" in page
    assert 'src="/apercu.js"' in page
    pdf = pypdfium2.PdfDocument(BytesIO(preview.get(f"/lycees/{A}/rapport.pdf").content))
    assert "Lycée A" in pdf[0].get_textpage().get_text_range()
    assert pdf.count_attachments() == 1
    paper = preview.get(f"/lycees/{A}/papier").text
    assert paper.count("<img") == len(pdf)
    assert preview.get(f"/lycees/{A}/papier/1.png").content.startswith(b"\x89PNG")
    pdf.close()


@pytest.mark.parametrize(
    "path",
    [
        "/lycees/0759901E/",
        "/lycees/region/",
        f"/lycees/{A}/papier/99.png",
        f"/lycees/{A}/manifest.json",
        "/specimens/lycees/inconnu/",
        "/specimens/autres/usuel/",
        "/region.toml",
    ],
)
def test_what_is_not_there_is_not_found(preview, path: str) -> None:
    assert preview.get(path).status_code == 404


@pytest.mark.slow
def test_specimens_say_what_the_month_does_not(preview) -> None:
    assert 'href="/specimens/lycees/tout_masque/"' in preview.get("/").text
    assert "n.c." in preview.get("/specimens/lycees/tout_masque/").text
    assert 'class="changements"' in preview.get("/specimens/lycees/premiere_page_pleine/").text
    assert preview.get("/specimens/regions/un_lycee/").status_code == 200
    assert preview.get("/specimens/lycees/tout_masque/rapport.pdf").content.startswith(b"%PDF")


@pytest.mark.slow
def test_nothing_is_written(preview) -> None:
    folder = preview.demande.config.parent
    before = contents(folder)
    for path in ("/", f"/lycees/{A}/", f"/lycees/{A}/rapport.pdf", f"/lycees/{A}/papier/1.png", "/region/rapport.pdf"):
        assert preview.get(path).status_code == 200
    assert contents(folder) == before
    assert not (preview.demande.data_dir / "rapports").exists()


@pytest.mark.slow
def test_a_template_that_is_saved_reaches_the_page_and_the_paper(preview) -> None:
    shutil.copytree(TEMPLATES, preview.gabarits)
    assert "L’essentiel" in preview.get(f"/lycees/{A}/").text
    preview.saved(preview.write, ESSENTIEL, shipped(ESSENTIEL).replace("<h2>L’essentiel</h2>", "<h2>En bref</h2>"))
    assert "<h2>En bref</h2>" in preview.get(f"/lycees/{A}/").text
    pdf = pypdfium2.PdfDocument(BytesIO(preview.get(f"/lycees/{A}/rapport.pdf").content))
    assert "En bref" in pdf[0].get_textpage().get_text_range()
    pdf.close()


def test_a_region_s_first_own_template_is_seen_and_its_next_ones(preview) -> None:
    assert not preview.gabarits.exists()
    preview.saved(preview.write, ESSENTIEL, shipped(ESSENTIEL).replace("L’essentiel", "En bref"))
    assert "En bref" in preview.get(f"/lycees/{A}/").text
    preview.saved(preview.write, ESSENTIEL, shipped(ESSENTIEL).replace("L’essentiel", "En trois mots"))
    assert "En trois mots" in preview.get(f"/lycees/{A}/").text


def test_the_configuration_reaches_the_page(preview) -> None:
    config = preview.demande.config
    preview.saved(config.write_text, config.read_text("utf-8") + '[presentation]\nnom_ent = "Le bel ENT"\n', "utf-8")
    assert "Le bel ENT" in preview.get(f"/lycees/{A}/").text


def test_a_faulty_template_is_told_with_its_place_and_comes_back_once_mended(preview) -> None:
    faulty = shipped(ESSENTIEL).replace("{{ dire(page.titre) }}", "{{ dire(page.titer) }}")
    line = next(n for n, text in enumerate(faulty.splitlines(), start=1) if "titer" in text)
    path = preview.write(ESSENTIEL, faulty)
    preview.saved(preview.write, "autre.j2", "")
    for address in (f"/lycees/{A}/", f"/lycees/{A}/rapport.pdf", f"/lycees/{A}/papier", "/region/"):
        answer = preview.get(address)
        if address == "/region/":  # which does not use that template
            assert answer.status_code == 200
            continue
        assert answer.status_code == 500
        assert f"{path}:{line}" in answer.text
        assert "did you mean &#39;titre&#39;?" in answer.text
        assert "<mark>" in answer.text
        assert 'src="/apercu.js"' in answer.text  # it waits for the next change
    preview.saved(preview.write, ESSENTIEL, shipped(ESSENTIEL))
    assert preview.get(f"/lycees/{A}/").status_code == 200


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("lycee.html.j2", "{% if %}", "lycee.html.j2:1"),
        ("style/report.css", "p { colour: red }", "colour: red"),
        ("style/report.css", "p { background: url(http://127.0.0.1:9/x) }", "style/report.css:1"),
        (
            "textes/lycee.html.j2",
            "{% macro visites_un_jour(v) %}{{ v.rien }}{% endmacro %}",
            "textes/lycee.html.j2:1",
        ),
    ],
)
def test_other_faults_do_not_end_it(preview, name: str, text: str, told: str) -> None:
    preview.saved(preview.write, name, text)
    answer = preview.get(f"/lycees/{A}/rapport.pdf")
    assert answer.status_code == 500
    assert told in answer.text
    preview.saved((preview.gabarits / name).unlink)
    assert preview.get(f"/lycees/{A}/").status_code == 200


def test_a_faulty_configuration_is_told_and_comes_back_once_mended(preview) -> None:
    config = preview.demande.config
    sound = config.read_text("utf-8")
    preview.saved(config.write_text, sound.replace('zone = "C"', 'zone = "Z"'), "utf-8")
    answer = preview.get("/")
    assert answer.status_code == 500
    assert "region.zone: found &#39;Z&#39;" in answer.text
    preview.saved(config.write_text, sound, "utf-8")
    assert preview.get("/").status_code == 200


def test_even_the_page_of_faults_may_be_faulty(preview, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    shutil.copytree(TEMPLATES / "apercu", tmp_path / "gabarits" / "apercu")
    (tmp_path / "gabarits" / "apercu" / "base.html.j2").write_text("{{ rien }}")
    monkeypatch.setattr("ent_report.preview.apercu.templates_folder", lambda: tmp_path / "gabarits")
    answer = preview.get("/")
    assert (answer.status_code, answer.headers["Refresh"]) == (500, "2")
    assert "base.html.j2:1: 'rien' is undefined" in answer.text


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("localhost", 200),
        ("localhost:8000", 200),
        ("127.0.0.1:1", 200),
        ("ent.region.example", 400),  # another name that somebody makes lead here
        ("127.0.0.1.nip.example", 400),
        ("localhost.evil.example:8000", 400),
        ("0.0.0.0", 400),
        ("[::1]", 400),
        ("", 400),
    ],
)
def test_only_this_machine_s_names_are_answered(preview, host: str, status: int) -> None:
    assert preview.get("/", Host=host).status_code == status


def test_no_other_site_may_frame_or_fetch_it(preview) -> None:
    headers = preview.get(f"/lycees/{A}/").headers
    assert headers["X-Frame-Options"] == "SAMEORIGIN"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "default-src 'none'" in headers["Content-Security-Policy"]


def test_it_listens_on_loopback_alone_and_takes_a_free_port(demande: Demande) -> None:
    with socket.socket() as taken:
        taken.bind((LOOPBACK, 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(UsageError, match=f"--port {port}: cannot be used: Address already in use"):
            make_server(demande, port)
    servers = [make_server(demande, None)[1] for _ in range(2)]
    for listening in servers:
        assert listening.getsockname()[0] == LOOPBACK
    assert len({listening.getsockname()[1] for listening in servers}) == 2
    for listening in servers:
        listening.close()


def test_a_month_that_was_never_computed_is_told_and_nothing_is_made(demande: Demande, tmp_path: Path) -> None:
    with pytest.raises(InputsUnusableError, match=r"2026-11: found no indicators in .*, expected one of 2026-10"):
        make_server(replace(demande, mois=Mois(2026, 11)), None)
    with pytest.raises(InputsUnusableError, match="expected a month that ent-report run has computed"):
        make_server(replace(demande, data_dir=tmp_path / "ailleurs"), None)
    assert not (tmp_path / "ailleurs").exists()


def test_only_the_named_lycees(demande: Demande) -> None:
    with pytest.raises(UsageError, match="--uai 0759901E: is no open lycée"):
        make_server(replace(demande, uais=(A, "0759901E")), None)


@pytest.mark.slow
def test_the_command_says_where_and_ends_on_ctrl_c(demande: Demande) -> None:
    options = ["--config", demande.config, "--data-dir", demande.data_dir, "--mois", "2026-10", "--uai", A]
    process = command("preview", *options)
    line = process.stdout.readline()
    address = line.split()[3]
    assert httpx.get(address, timeout=30).text.count(f"/lycees/{A}/rapport.pdf") == 1
    assert B not in httpx.get(address, timeout=30).text
    with httpx.stream("GET", f"{address}changements", timeout=30) as told:
        next(told.iter_lines())  # a page is open
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 0
    assert process.stderr.read() == ""
