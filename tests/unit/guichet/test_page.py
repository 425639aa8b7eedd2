"""The page on a real server: the form, its faults, its one answer, and what every answer says to a browser."""

from __future__ import annotations

import re
from html import unescape

import httpx
import pytest
from unit.guichet.conftest import CONTACT, MOIS, PRESENTATION, UAI, Guichet, Prefect, served, uai, until

from ent_report.errors import UsageError
from ent_report.guichet.attente import PrefectUnreachableError, RunRefusedError
from ent_report.guichet.entetes import HEADERS
from ent_report.guichet.pages import Pages, contact_link
from ent_report.guichet.reglages import Guichet as Reglages
from ent_report.guichet.serveur import Ecoute, make_server
from ent_report.render.html import Templates
from ent_report.report import palette
from ent_report.resources import templates_folder


def raw(answer: httpx.Response) -> tuple[int, bytes, list[tuple[bytes, bytes]]]:
    """All of an answer but the hour."""
    return answer.status_code, answer.content, [one for one in answer.headers.raw if one[0].lower() != b"date"]


def test_the_form_offers_the_last_thirteen_months(guichet: Guichet) -> None:
    page = guichet.client.get("/").text
    offered = re.findall(r'<option value="([^"]+)"( selected)?>', page)
    assert [one for one, _ in offered] == [str(one) for one in MOIS]
    assert len(offered) == 13
    assert [one for one, chosen in offered if chosen] == [str(MOIS[0])]
    assert f'<a href="mailto:{CONTACT}">{CONTACT}</a>' in page
    assert "Région Exemple" in page
    assert "Mon ENT" in page
    assert "<script" not in page


@pytest.mark.parametrize("typed", [UAI, UAI.lower(), f"  {UAI.lower()}\t", f"{UAI}\r\n"])
def test_a_request_becomes_one_run(guichet: Guichet, typed: str) -> None:
    answer = guichet.ask(typed, str(MOIS[3]), **{"X-Forwarded-For": "192.0.2.77"})
    assert (answer.status_code, answer.headers["Location"], answer.content) == (303, "/recue", b"")
    assert guichet.prefect.asked(1) == [(UAI, str(MOIS[3]))]
    (asked,) = guichet.prefect.recues
    assert asked.reseau == "192.0.2.0/24"
    received = guichet.client.get("/recue")
    assert received.status_code == 200
    assert "Votre demande est reçue" in received.text
    assert UAI not in received.text


@pytest.mark.parametrize(
    ("typed", "mois", "told"),
    [
        ("", MOIS[0], "Indiquez l’UAI du lycée."),
        ("   ", MOIS[0], "Indiquez l’UAI du lycée."),
        ("Lycée Voltaire", MOIS[0], "Un UAI se compose de 7 chiffres et d’une lettre"),
        ("0750652", MOIS[0], "Un UAI se compose de 7 chiffres et d’une lettre"),
        ("0750652C", MOIS[0], "La lettre ne correspond pas aux 7 chiffres"),
        (UAI, MOIS[0] + 1, "Choisissez un mois de la liste."),  # which is not over
        (UAI, MOIS[-1] - 1, "Choisissez un mois de la liste."),
        (UAI, "octobre", "Choisissez un mois de la liste."),
        (UAI, "", "Choisissez un mois de la liste."),
    ],
)
def test_what_is_malformed_is_told_beside_its_field(guichet: Guichet, typed: str, mois: object, told: str) -> None:
    answer = guichet.ask(typed, str(mois))
    assert answer.status_code == 422
    assert told in answer.text
    field = "uai" if "mois" not in told else "mois"
    described = re.search(rf'<(?:input|select) id="{field}"[^>]*aria-describedby="([^"]+)"[^>]*>', answer.text)
    assert described
    assert f"{field}-faute" in described[1].split()
    assert 'aria-invalid="true"' in described[0]
    assert " autofocus" in described[0]
    assert "<title>À corriger : " in answer.text
    assert f'value="{typed.strip()}"' in unescape(answer.text)
    assert guichet.prefect.asked(0) == []


def test_a_form_that_was_mended_is_taken(guichet: Guichet) -> None:
    wrong = guichet.ask("0750652C", str(MOIS[2]))
    assert re.search(rf'<option value="{MOIS[2]}" selected>', wrong.text)
    jeton = re.search(r'name="jeton" value="([^"]+)"', wrong.text)
    assert jeton
    assert guichet.ask(UAI, str(MOIS[2]), jeton[1]).status_code == 303
    assert guichet.prefect.asked(1) == [(UAI, str(MOIS[2]))]


def test_every_well_formed_request_has_the_same_answer(ouvre) -> None:
    """A lycée or none, asked before or not, past a limit, Prefect away, refusing or slow, the queue full."""
    away = Prefect(panne=PrefectUnreachableError("away"))
    answers = []
    for prefect, limits in (
        (Prefect(), {}),
        (Prefect(), {"par_lycee_jour": 1}),
        (Prefect(), {"total_heure": 1}),
        (away, {"attente_max": 1}),
        (Prefect(panne=RunRefusedError("no")), {}),
        (Prefect(panne=ValueError("a fault of the program")), {}),
        (Prefect(duree_s=60), {"attente_max": 1}),
    ):
        guichet = ouvre(prefect, **limits)
        asked = [(UAI, MOIS[0]), (UAI, MOIS[0]), (UAI, MOIS[5]), *((uai(n), MOIS[-1]) for n in (0, 7, 9_999_999))]
        jeton = guichet.jeton()
        answers += [raw(guichet.ask(one, str(mois), jeton)) for one, mois in asked]
        prefect.asked(0)
        answers += [raw(guichet.ask(one, str(mois), jeton)) for one, mois in asked]
    assert len(answers) == 7 * 12
    assert {repr(one) for one in answers} == {repr(answers[0])}
    status, body, headers = answers[0]
    assert (status, body) == (303, b"")
    assert not [name for name, _ in headers if name.lower() == b"set-cookie"]


def test_a_lycee_has_three_runs_a_day(guichet: Guichet) -> None:
    for mois in MOIS[:6]:
        guichet.ask(UAI, str(mois))
    guichet.ask(uai(1))
    assert guichet.prefect.asked(4) == [*((UAI, str(mois)) for mois in MOIS[:3]), (uai(1), str(MOIS[0]))]


def test_a_caller_may_ask_ten_times_a_minute(ouvre) -> None:
    guichet = ouvre(par_appelant_minute=10, par_appelant_heure=60)
    mine, other = {"X-Forwarded-For": "192.0.2.1"}, {"X-Forwarded-For": "198.51.100.1"}
    jeton = guichet.jeton()
    answers = [guichet.ask(uai(n), jeton=jeton, **mine) for n in range(12)]
    assert [one.status_code for one in answers] == [303] * 10 + [429] * 2
    assert 1 <= int(answers[-1].headers["Retry-After"]) <= 60
    assert "Trop de demandes" in answers[-1].text
    neighbour = {"X-Forwarded-For": "192.0.2.254"}
    malformed = guichet.ask("", jeton=jeton, **neighbour)
    assert raw(malformed) == raw(guichet.ask(UAI, jeton=jeton, **neighbour))  # of the same network, whatever is asked
    assert guichet.client.get("/", headers=mine).status_code == 200
    assert guichet.ask(jeton=jeton, **other).status_code == 303


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/", 200),
        ("HEAD", "/", 200),
        ("GET", "/recue", 200),
        ("HEAD", "/recue", 200),
        ("GET", "/sante", 204),
        ("HEAD", "/sante", 204),
        ("GET", "/recue/", 404),
        ("GET", "/index.html", 404),
        ("GET", "/../../etc/passwd", 404),
        ("GET", f"/{UAI}", 404),
        ("PUT", "/", 405),
        ("DELETE", "/", 405),
        ("OPTIONS", "/", 405),
        ("TRACE", "/", 405),
        ("POST", "/recue", 405),
        ("POST", "/sante", 405),
        ("POST", "/", 415),
    ],
)
def test_every_answer_tells_a_browser_to_keep_it_to_itself(
    guichet: Guichet, method: str, path: str, status: int
) -> None:
    answer = guichet.client.request(method, path)
    assert answer.status_code == status
    assert {name: answer.headers[name] for name in HEADERS} == HEADERS
    assert "Server" not in answer.headers
    assert ("Allow" in answer.headers) == (status == 405)
    if method == "HEAD" or status == 204:
        assert answer.content == b""
    elif status != 200:
        assert f'<a href="mailto:{CONTACT}">' in answer.text


def test_the_style_sheet_is_kept_by_browsers_until_another_takes_its_place(guichet: Guichet) -> None:
    (path,) = re.findall(r'<link rel="stylesheet" href="([^"]+)">', guichet.client.get("/").text)
    answer = guichet.client.get(path)
    assert answer.headers["Content-Type"] == "text/css; charset=utf-8"
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    other = Pages(PRESENTATION.__class__("R", "E", "C", "#7a1f5c"), Templates(templates_folder()))
    assert other.nom_feuille not in path


@pytest.mark.parametrize("couleur", ["#000091", "#1f4e8c", "#7a1f5c", "#2a6349", "#000000"])
def test_the_region_s_colour_is_read_by_night_too(couleur: str) -> None:
    sheet = Pages(PRESENTATION.__class__("R", "E", "C", couleur), Templates(templates_folder())).feuille.decode()
    (night,) = re.findall(r"--principale-nuit:(#[0-9a-f]{6})", sheet)
    (ground,) = re.findall(r"--papier: (#161b22)", sheet)
    assert palette.contrast(palette.parse(night), palette.parse(ground)) >= palette.AA_TEXT


def test_over_tls_the_cookie_is_the_host_s_alone(guichet: Guichet) -> None:
    (cookie,) = guichet.client.get("/", headers={"X-Forwarded-Proto": "https"}).headers.get_list("Set-Cookie")
    name, _, rest = cookie.partition("=")
    assert name == "__Host-guichet"
    attributes = {one.strip().lower() for one in rest.split(";")[1:]}
    assert attributes == {"httponly", "path=/", "samesite=strict", "secure"}


def test_two_open_forms_both_hold(guichet: Guichet) -> None:
    first, second = guichet.jeton(), guichet.jeton()
    assert [guichet.ask(uai(n), jeton=one).status_code for n, one in enumerate((first, second, first))] == [303] * 3


@pytest.mark.parametrize("prefix", ["/rapports", "/ent/rapports"])
def test_behind_a_prefix_whether_the_proxy_takes_it_away_or_not(ouvre, prefix: str, pages: Pages) -> None:
    there = Pages(PRESENTATION, Templates(templates_folder()), prefixe=prefix)
    with served(there, Reglages(), Prefect(), Ecoute(port=0, prefixe=prefix)) as guichet:
        for seen in (prefix, ""):
            page = guichet.client.get(f"{seen}/")
            assert f'action="{prefix}/"' in page.text
            assert guichet.client.get(f"{seen}/{there.nom_feuille}").status_code == 200
            assert guichet.client.get(f"{seen}/sante").status_code == 204
            jeton = re.search(r'name="jeton" value="([^"]+)"', page.text)
            assert jeton
            sent = {"jeton": jeton[1], "uai": UAI, "mois": str(MOIS[0])}
            answer = guichet.client.post(f"{seen}/", data=sent)
            assert (answer.status_code, answer.headers["Location"]) == (303, f"{prefix}/recue")
        assert guichet.client.get(prefix).status_code == 200
        assert guichet.client.get(f"{prefix}autre/").status_code == 404


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("rapports.region.example", 200),
        ("RAPPORTS.region.example:443", 200),
        ("autre.example", 400),
        ("rapports.region.example.evil.example", 400),
        ("", 400),
    ],
)
def test_only_the_named_hosts_are_answered(ouvre, host: str, status: int) -> None:
    guichet = ouvre(ecoute=Ecoute(port=0, hotes=("rapports.region.example",)))
    answer = guichet.client.get("/", headers={"Host": host})
    assert answer.status_code == status
    assert {name: answer.headers[name] for name in HEADERS} == HEADERS


def test_a_fault_of_the_program_says_nothing_of_itself(
    guichet: Guichet, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> bytes:
        raise RuntimeError("details that are nobody's business")

    monkeypatch.setattr(Pages, "formulaire", broken)
    answer = guichet.client.get("/")
    assert answer.status_code == 500
    assert "La page est en panne" in answer.text
    assert "business" not in answer.text
    assert {name: answer.headers[name] for name in HEADERS} == HEADERS
    assert until(lambda: "details that are nobody's business" in caplog.text)  # which is told after the answer


def test_the_log_has_no_whole_address_and_no_lycee(guichet: Guichet, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO", "ent_report.guichet")
    guichet.ask(UAI, **{"X-Forwarded-For": "192.0.2.77"})
    guichet.ask(UAI, **{"X-Forwarded-For": "2001:db8:1:2:3:4:5:6"})
    guichet.client.get(f"/{UAI}?mois=2026-10")
    guichet.client.request("BREW", "/\r\n".strip())
    guichet.prefect.asked(1)
    lines = [one.getMessage() for one in caplog.records if one.name == "ent_report.guichet"]
    assert any(re.fullmatch(r"POST / 303, \d+ ms, 192\.0\.2\.0/24", one) for one in lines)
    assert any(re.fullmatch(r"POST / 303, \d+ ms, 2001:db8:1::/48", one) for one in lines)
    assert any(re.fullmatch(r"GET \(another path\) 404, \d+ ms, 127\.0\.0\.0/24", one) for one in lines)
    assert any(one.startswith("(another method) / 405") for one in lines)
    assert "left aside: 1 requests: asked for within a day" in lines
    assert not [one for one in lines if "192.0.2.77" in one or ":2:3:" in one or UAI in one]


def test_forwarded_addresses_are_believed_of_named_proxies_alone(ouvre) -> None:
    guichet = ouvre(ecoute=Ecoute(port=0, proxies=("203.0.113.9",)))
    guichet.ask(UAI, **{"X-Forwarded-For": "192.0.2.77"})
    guichet.prefect.asked(1)
    assert [one.reseau for one in guichet.prefect.recues] == ["127.0.0.0/24"]


def test_a_taken_port_and_a_short_secret_are_told(guichet: Guichet, pages: Pages, monkeypatch) -> None:
    port = int(guichet.url.rpartition(":")[2])
    with pytest.raises(UsageError, match=f"127.0.0.1 port {port}: cannot be used: "):
        make_server(pages, Reglages(), Prefect().ouvrir, Ecoute(port=port))
    monkeypatch.setenv("ENT_REPORT_GUICHET_SECRET", "court")
    with pytest.raises(UsageError, match="ENT_REPORT_GUICHET_SECRET: found 5 characters, expected at least 32"):
        make_server(pages, Reglages(), Prefect().ouvrir, Ecoute(port=0))


@pytest.mark.parametrize(
    ("contact", "link"),
    [
        (CONTACT, f"mailto:{CONTACT}"),
        ("https://ent.region.example/aide", "https://ent.region.example/aide"),
        ("javascript:alert(1)", None),
        ("ent@region.example?bcc=x@evil.example", None),
        ("01 23 45 67 89", None),
        ("Région Exemple", None),
    ],
)
def test_a_contact_is_a_link_where_it_is_an_address(contact: str, link: str | None) -> None:
    assert contact_link(contact) == link


def test_a_region_s_own_template_takes_the_place_of_ours(tmp_path) -> None:
    (tmp_path / "guichet").mkdir()
    (tmp_path / "guichet/recue.html.j2").write_text("<p>Merci, {{ site.nom_region }}</p>")
    assert (
        Pages(PRESENTATION, Templates(tmp_path, templates_folder())).recue() == "<p>Merci, Région Exemple</p>".encode()
    )
