"""Where Jinja2 finds a template, and how a region's texts change single sentences of those that ship."""

from __future__ import annotations

from collections.abc import Callable

from jinja2 import BaseLoader, Environment, TemplateNotFound

from ent_report.render.gabarits import Gabarits

TEXTES = "textes/"
_PROPRE = "propre:"


class Chargeur(BaseLoader):
    """The templates of some folders. A region's file takes the place of the one that ships, whole; of its texts
    (`textes/`), each macro takes the place of the one of its name, and the others stay.
    """

    def __init__(self, gabarits: Gabarits, sans: frozenset[str] = frozenset()) -> None:
        """`sans`: templates that are read as empty, to see what is wrong behind their faults."""
        self._gabarits = gabarits
        self._sans = sans

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:  # noqa: ARG002
        """Raises TemplateNotFound for a name that no folder has."""
        nom = template.removeprefix(_PROPRE)
        paths = list(self._gabarits.tous(nom))
        if not paths:
            raise TemplateNotFound(template)
        if nom in self._sans:
            return "", str(paths[0]), lambda: True
        if nom.startswith(TEXTES) and template == nom and len(paths) > 1:
            return _extended(paths[-1].read_text("utf-8"), nom), str(paths[-1]), lambda: True
        return paths[0].read_text("utf-8"), str(paths[0]), lambda: True


def _extended(source: str, nom: str) -> str:
    """On its first line, so that its lines keep their numbers: what it extends runs after it, and has the last word."""
    return '{%- extends "' + _PROPRE + nom + '" -%}' + source
