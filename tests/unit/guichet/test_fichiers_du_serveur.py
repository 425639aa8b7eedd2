"""The files that a server gets for the page: that they say what the program understands."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from ent_report.cli import _parser
from ent_report.configuration.settings import load_settings
from ent_report.guichet.jetons import VARIABLE
from ent_report.guichet.reglages import Guichet

ROOT = Path(__file__).parents[3]
SERVEUR = ROOT / "config/serveur"


def directives(text: str) -> dict[str, str]:
    joined = text.replace("\\\n", " ")
    return dict(re.findall(r"^(\w+)=(.*)$", joined, re.MULTILINE))


def test_the_unit_starts_the_page_where_the_proxy_looks_for_it() -> None:
    unit = directives((SERVEUR / "ent-report-guichet.service").read_text())
    program, *arguments = shlex.split(unit["ExecStart"])
    assert program.endswith("/bin/ent-report")
    options = _parser().parse_args(arguments)
    nginx = (SERVEUR / "nginx-guichet.conf").read_text()
    assert (arguments[0], options.proxy) == ("serve", ["127.0.0.1"])
    assert f"proxy_pass http://{options.host}:{options.port};" in nginx
    for name in options.allowed_host:
        assert f"server_name {name};" in nginx
    assert unit["EnvironmentFile"] == "/etc/ent-report/guichet.env"
    environment = (SERVEUR / "guichet.env").read_text()
    assert directives(environment)["PREFECT_HOME"] == f"/run/{unit['RuntimeDirectory']}"
    assert f"# {VARIABLE}=" in environment


def test_the_excerpt_of_the_readme_is_in_the_file() -> None:
    excerpt = re.search(r"```nginx\n(.*?)```", (ROOT / "README.md").read_text(), re.DOTALL)
    assert excerpt
    lines = [line.partition("#")[0].strip() for line in excerpt[1].splitlines()]
    nginx = [line.strip() for line in (SERVEUR / "nginx-guichet.conf").read_text().splitlines()]
    assert [line for line in lines if line not in nginx] == []


def test_the_shipped_configuration_shows_the_defaults() -> None:
    assert load_settings(ROOT / "config/region.toml").guichet == Guichet()
    section = (ROOT / "config/region.toml").read_text().partition("[guichet]")[2].partition("\n# Who")[0]
    assert re.findall(r"^(\w+) =", section, re.MULTILINE) == list(Guichet.model_fields)


@pytest.mark.parametrize(("typed", "prefix"), [("", ""), ("/", ""), ("/rapports", "/rapports"), ("/a/b/", "/a/b")])
def test_a_prefix_is_a_path(typed: str, prefix: str) -> None:
    assert _parser().parse_args(["serve", "--prefix", typed]).prefix == prefix


@pytest.mark.parametrize("typed", ["rapports", "//evil.example", "/a b", "/é", "https://x/"])
def test_what_is_no_path_is_refused(typed: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        _parser().parse_args(["serve", "--prefix", typed])
    assert f"{typed!r}: expected a path, such as /rapports" in capsys.readouterr().err
