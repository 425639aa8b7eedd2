"""The three rings and the way of the data, held by the imports of each module."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SRC = ROOT / "src"
FLOWS = ROOT / "flows"

PURE = (
    "report",
    "indicators",
    "disclosure",
    "contracts",
    "domaine",
    "vocabulary",
)
RING_1_FORBIDS = {"os", "io.open", "pathlib", "logging", "requests", "httpx", "urllib", "socket", "subprocess", "time"}

WAY: dict[str, tuple[str, ...]] = {
    "vocabulary": (),
    "domaine": ("vocabulary",),
    "contracts": ("vocabulary",),
    "indicators": ("vocabulary", "domaine"),
    "disclosure": ("vocabulary", "indicators"),
    "tables_toml": (),
    "langue": ("errors", "resources", "tables_toml"),
    "report": ("langue", "vocabulary", "domaine", "indicators", "disclosure"),
    "render": ("errors", "langue", "report"),
    "sources": ("contracts", "vocabulary", "domaine", "errors"),
    "transports": ("sources", "domaine", "vocabulary", "errors", "writing", "reponses_s3"),
    "reponses_s3": ("errors",),
    "store": ("vocabulary", "errors"),
    "entrepots": ("store", "errors", "writing", "reponses_s3"),
    "writing": ("errors",),
    "courrier": ("errors",),
    "guichet": ("vocabulary", "errors", "render", "report"),
    "configuration": (
        "errors",
        "resources",
        "tables_toml",
        "langue",
        "courrier",
        "guichet",
        "vocabulary",
        "domaine",
        "indicators",
        "report",
        "render",
        "sources",
        "transports",
        "store",
    ),
    "references": (
        "vocabulary",
        "domaine",
        "errors",
        "sources",
        "transports",
        "store",
        "entrepots",
        "configuration",
    ),
    "mois": (
        "contracts",
        "errors",
        "langue",
        "configuration",
        "vocabulary",
        "domaine",
        "entrepots",
        "sources",
        "references",
        "store",
        "indicators",
        "disclosure",
        "report",
    ),
    "collecte": (
        "errors",
        "writing",
        "vocabulary",
        "contracts",
        "sources",
        "transports",
        "store",
        "configuration",
        "references",
        "mois",
    ),
    "editions": (
        "errors",
        "langue",
        "resources",
        "vocabulary",
        "domaine",
        "reponses_s3",
        "entrepots",
        "store",
        "mois",
        "report",
        "render",
    ),
    "verification": (
        "langue",
        "configuration",
        "vocabulary",
        "entrepots",
        "references",
        "store",
        "mois",
        "report",
        "render",
        "editions",
    ),
}
"""What each may import of this package, itself aside: arrows go down the way of the data, never up."""


def modules(folder: Path) -> dict[str, set[str]]:
    """Every module below a folder -> all that it imports, at its top or within a function."""
    found = {}
    for path in sorted(folder.rglob("*.py")):
        name = ".".join(path.relative_to(folder.parent).with_suffix("").parts)
        found[name.removesuffix(".__init__")] = _imports(ast.parse(path.read_text(encoding="utf-8")))
    return found


def _imports(tree: ast.AST) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {one.name for one in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{one.name}" for one in node.names)}
    return names


PACKAGE = modules(SRC / "ent_report")
ORCHESTRATION = modules(FLOWS)


def ring(module: str) -> str:
    """The part of the package that a module belongs to: `ent_report.report.lycee` -> `report`."""
    return module.split(".")[1] if "." in module else ""


def importers(*libraries: str) -> set[str]:
    return {
        module
        for module, imported in (PACKAGE | ORCHESTRATION).items()
        if any(name.split(".")[0] in libraries for name in imported)
    }


def test_the_modules_are_found() -> None:
    """Or every test below would pass on nothing."""
    assert {"ent_report.vocabulary", "ent_report.report.lycee", "ent_report.render.pdf"} <= set(PACKAGE)
    assert "prefect" in ORCHESTRATION["flows.rapport_mensuel"]
    assert set(WAY) <= {ring(module) for module in PACKAGE}


def test_only_rendering_knows_its_libraries() -> None:
    found = importers("jinja2", "weasyprint")
    assert found
    assert {module for module in found if ring(module) != "render" or not module.startswith("ent_report")} == set()


def test_only_one_module_knows_the_validator() -> None:
    assert importers("page") == {"ent_report.render.conformite"}


def test_only_the_flows_know_prefect() -> None:
    found = importers("prefect")
    assert found
    assert {module for module in found if not module.startswith("flows")} == set()


def test_only_a_protocol_knows_its_library() -> None:
    found = importers("asyncssh", "sshfs", "obstore")
    assert found
    homes = ("ent_report.transports.protocoles.", "ent_report.entrepots.")
    assert {module for module in found if not module.startswith(homes)} == set()


def test_only_one_module_speaks_smtp() -> None:
    assert importers("smtplib") == {"ent_report.courrier"}


def test_only_the_preview_and_the_request_page_serve() -> None:
    found = importers("starlette", "uvicorn", "watchfiles")
    assert found
    homes = ("ent_report.preview.", "ent_report.guichet.")
    assert {module for module in found if not module.startswith(homes)} == set()


def test_only_the_request_page_knows_its_libraries() -> None:
    assert importers("limits", "itsdangerous") == {"ent_report.guichet.limites", "ent_report.guichet.jetons"}


def test_the_request_page_can_read_no_register_and_no_report() -> None:
    """Nor anything else: what it cannot read, it cannot tell. It opens no file, and asks no other machine."""
    mine = {module: imported for module, imported in PACKAGE.items() if ring(module) == "guichet"}
    assert len(mine) > 5
    forbidden = {"pathlib", "io", "obstore", "fsspec", "httpx", "urllib.request", "polars", "pyarrow", "subprocess"}
    assert {(module, name) for module, imported in mine.items() for name in imported & forbidden} == set()
    faults = [
        f"{path.name}:{node.lineno}: {ast.unparse(node.func)}"
        for path in sorted((SRC / "ent_report/guichet").rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and _is_of_outside(node.func) and ast.unparse(node.func) != "datetime.now"
    ]
    assert faults == []


def test_only_the_commands_know_the_flows() -> None:
    found = {module for module in importers("flows") if not module.startswith("flows")}
    assert found
    assert {module for module in found if ring(module) != "commandes"} == set()


def test_help_waits_for_no_library_of_the_work() -> None:
    """Commands import the flows, and all that those need, only when they run."""
    heavy = {"flows", "jinja2", "polars", "prefect", "pyarrow", "pydantic", "weasyprint"}
    asked = f"import sys; from ent_report.cli import main; heavy = {heavy}\n"
    told = "try: main(['run', '--help'])\nexcept SystemExit: print('loaded:', sorted(heavy & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", asked + told], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "loaded: []"


def test_status_waits_for_no_library_that_reads_inputs() -> None:
    """Who looks how far a month is reads what was kept of it: neither inputs nor their contracts."""
    heavy = {"dataframely", "flows", "httpx", "jinja2", "prefect", "pyarrow", "sqlalchemy", "weasyprint"}
    asked = f"import sys; import ent_report.operation.status; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


@pytest.mark.parametrize("part", PURE)
def test_the_pure_ring_touches_nothing_outside(part: str) -> None:
    mine = {module: imported for module, imported in PACKAGE.items() if ring(module) == part}
    assert mine
    assert {(module, name) for module, imported in mine.items() for name in imported & RING_1_FORBIDS} == set()


@pytest.mark.parametrize("part", PURE)
def test_the_pure_ring_asks_no_clock_and_opens_no_file(part: str) -> None:
    """`datetime.now`, `date.today`, `open`, `print`: a report is a function of its declared inputs."""
    faults = []
    for path in sorted((SRC / "ent_report").rglob("*.py")):
        module = path.relative_to(SRC).with_suffix("").parts
        if module[1] == part:
            faults += [
                f"{path.relative_to(SRC)}:{node.lineno}: {ast.unparse(node.func)}"
                for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
                if isinstance(node, ast.Call) and _is_of_outside(node.func)
            ]
    assert faults == []


def _is_of_outside(function: ast.expr) -> bool:
    if isinstance(function, ast.Name):
        return function.id in {"open", "print", "input"}
    return isinstance(function, ast.Attribute) and function.attr in {
        "now",
        "utcnow",
        "today",
        "getenv",
        "read_parquet",
        "scan_parquet",
        "read_csv",
        "read_bytes",
        "read_text",
    }


@pytest.mark.parametrize("part", WAY)
def test_arrows_go_down(part: str) -> None:
    mine = {module: imported for module, imported in PACKAGE.items() if ring(module) == part}
    up = {
        (module, name)
        for module, imported in mine.items()
        for name in imported
        if name in PACKAGE and ring(name) not in {"", part, *WAY[part]}
    }
    assert up == set()


def test_no_flow_has_the_name_of_a_library() -> None:
    """Prefect puts this folder before all others on the path of a deployment's processes."""
    names = {path.stem for path in FLOWS.glob("*.py")} - {"__init__"}
    assert names & {*sys.stdlib_module_names, *packages_distributions()} == set()


def test_a_flow_computes_nothing() -> None:
    assert {module for module in importers("polars", "pyarrow", "numpy") if module.startswith("flows")} == set()


FRENCH = re.compile(
    r"[àâçèéêëîïôùûü«»]|\w’\w|\b(?:aux?|avec|ce|ces|cette|dans|de|des|du|elles?|est|et|la|le|les|leur|mois|ne|ont|ou"
    r"|pas|pour|qui|sans|ses|son|sont|sous|sur|une?)\b",
    re.IGNORECASE,
)
NAMES = re.compile(r"--[a-z-]+|\{.*?\}|\b(?:académie|département|lycée|région)s?\b|\bdu =|\bce\.", re.IGNORECASE)
"""Options, names to be filled in, and the French nouns that English messages use: no word for a reader."""

IN_FRENCH = {
    "lot-de-rapports {} {} (+{})": "the name of a flow, which deployments know",
    "^Début des ": "the national calendar's own description, as it is read",
    "rentrée": "the national calendar's own description, as it is read",
    "Fiche Sans": "the name of a font",
    "(?<=«) | (?=[:»])": "where French has no-break spaces; a text without such spaces stays as it is",
}
NO_READER = {"contracts", "sources", "specimens", "demo"}
"""What inputs are called, and what is invented."""


def test_what_people_read_stands_in_files_of_words() -> None:
    """In `config/` or the templates, so that another language touches no Python; docstrings are for engineers."""
    found = [
        (str(path.relative_to(ROOT)), text)
        for path in sorted([*(SRC / "ent_report").rglob("*.py"), *FLOWS.rglob("*.py")])
        if not NO_READER & set(path.relative_to(ROOT).parts)
        for text in _texts(ast.parse(path.read_text(encoding="utf-8")))
        if _is_french(text)
    ]
    assert [one for one in found if one[1] not in IN_FRENCH] == []
    assert IN_FRENCH.keys() == {text for _, text in found}


@pytest.mark.parametrize("text", ["Sans objet", "édition", "Premier mois", "Tous les lycées", "données de {mois}"])
def test_a_french_text_is_found(text: str) -> None:
    assert _is_french(text)


@pytest.mark.parametrize("text", ["%s: %d lycées due", "mois", "expected a day of --mois ", "code_departement"])
def test_an_english_text_or_a_code_is_not_taken_for_french(text: str) -> None:
    assert not _is_french(text)


def _is_french(text: str) -> bool:
    """A text of several words, or one of an accented word; a code is neither."""
    rest = NAMES.sub(" ", text) if " " in text else text
    return bool(FRENCH.search(rest)) and (" " in text or not text.isascii())


def _texts(tree: ast.AST) -> Iterator[str]:
    """The strings of a module, one with values in it as a whole; no docstring."""
    parts = {id(one) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for one in node.values}
    told = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            yield "".join(str(one.value) if isinstance(one, ast.Constant) else "{}" for one in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in parts | told:
            yield node.value


def test_no_module_imports_the_command_line() -> None:
    users = {module for module, imported in (PACKAGE | ORCHESTRATION).items() if "ent_report.cli" in imported}
    assert users == set()
