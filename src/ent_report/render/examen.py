"""Templates examined as they are written: syntax, files that nothing uses, sentences that no report says."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from jinja2 import TemplateSyntaxError, nodes
from jinja2.meta import find_referenced_templates

from ent_report.render.chargeur import TEXTES
from ent_report.render.gabarits import Gabarits, shown
from ent_report.render.html import Templates

LETTRES = ("courriel/rapport.txt.j2", "courriel/rapport.html.j2")
GUICHET = tuple(f"guichet/{page}.html.j2" for page in ("formulaire", "recue", "message"))
RACINES = ("lycee.html.j2", "region.html.j2", "index.html.j2", "campagne.html.j2", *LETTRES, *GUICHET)
TEMPLATE = (".j2",)


def written_faults(templates: Templates) -> Iterator[str]:
    """A line for each fault that can be seen without rendering anything."""
    gabarits, environment = templates.gabarits, templates.environments["ecran"]
    trees: dict[Path, nodes.Template] = {}
    for nom in gabarits.noms(TEMPLATE):
        for path in gabarits.tous(nom):
            try:
                text = path.read_text("utf-8")
                trees[path] = environment.parse(text, nom, str(path))
                environment.compile(text, nom, str(path), raw=True)  # which asks for its filters and tests
            except TemplateSyntaxError as error:
                yield f"{shown(path)}:{error.lineno}: {error.message}"
            except UnicodeDecodeError as error:
                yield f"{shown(path)}: found byte 0x{error.object[error.start]:02x}, expected UTF-8 text"
    yield from _unused(gabarits, trees)
    for nom in gabarits.noms(TEMPLATE):
        if nom.startswith(TEXTES) and any(path in trees for path in gabarits.tous(nom)):
            yield from _unsaid({path: trees[path] for path in gabarits.tous(nom) if path in trees})


def _unused(gabarits: Gabarits, trees: Mapping[Path, nodes.Template]) -> Iterator[str]:
    """A region's file that takes no shipped one's place must be included by one that is used."""
    shipped = [nom for nom in gabarits.noms(TEMPLATE) if (gabarits.livre / nom).is_file()]
    used, waiting = set(shipped), [*RACINES, *shipped]
    while waiting:
        tree = trees.get(gabarits.trouve(waiting.pop()) or Path())
        found = {nom for nom in find_referenced_templates(tree) if nom} if tree else set()
        waiting += found - used
        used |= found
    for nom in gabarits.noms(TEMPLATE):
        if nom not in used:
            close = difflib.get_close_matches(nom, shipped, n=1)
            likely = f", such as {close[0]}" if close else ""
            path = shown(gabarits.chemin(nom))
            yield f"{path}: found a template that no other includes, expected the name of one that ships{likely}"


@dataclass(frozen=True)
class _Macro:
    ligne: int
    valeurs: Mapping[str, int]


def _unsaid(trees: Mapping[Path, nodes.Template]) -> Iterator[str]:
    """A region's sentence has the name of one that ships, and uses the values that it is handed there."""
    macros = {path: _macros(tree) for path, tree in trees.items()}
    *own, last = macros
    shipped = macros[last]
    for path in own:
        for name, macro in macros[path].items():
            if name not in shipped:
                yield _told(path, macro.ligne, f"macro {name!r}", name, shipped)
                continue
            for value, line in macro.valeurs.items():
                if value not in shipped[name].valeurs:
                    yield _told(path, line, f"{name}: value {value!r}", value, shipped[name].valeurs)


def _told(path: Path, line: int, found: str, name: str, known: Mapping[str, object]) -> str:
    close = difflib.get_close_matches(name, known, n=1)
    expected = f"{close[0]!r}, perhaps" if close else f"one of {', '.join(sorted(known)[:12])}" if known else "none"
    return f"{shown(path)}:{line}: found {found}, which no report has, expected {expected}"


def _macros(tree: nodes.Template) -> dict[str, _Macro]:
    """Each macro with the values of its parameter that it uses, and where."""
    return {macro.name: _Macro(macro.lineno, dict(_values(macro))) for macro in tree.find_all(nodes.Macro)}


def _values(macro: nodes.Macro) -> Iterator[tuple[str, int]]:
    names = {argument.name for argument in macro.args}
    for found in macro.find_all(nodes.Getattr):
        if isinstance(found.node, nodes.Name) and found.node.name in names:
            yield found.attr, found.lineno
