"""Templates to HTML: the only place that knows Jinja2, in a sandbox."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal

from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from ent_report.render.chargeur import Chargeur
from ent_report.render.fautes import Inconnu, rendering_error
from ent_report.render.feuilles import screen_sheet
from ent_report.render.gabarits import Gabarits

Support = Literal["papier", "ecran"]


class Templates:
    """The templates of some folders, a region's own first, for paper (images, read by WeasyPrint) and for the screen
    (one page of its own). They reach no other file, no network, and nothing of Python behind the values.

    A template gets `support`, the filter `image_svg(alt, classe)` for charts, and `feuille_ecran(name)`, the text of
    a style sheet of the folders with its fonts within it.
    """

    def __init__(self, *dossiers: Path, sans: frozenset[str] = frozenset()) -> None:
        """`sans`: the names of templates that are read as empty."""
        self.gabarits = Gabarits(*dossiers)
        self.environments: dict[Support, ImmutableSandboxedEnvironment] = {
            "papier": _environment(self.gabarits, "papier", sans),
            "ecran": _environment(self.gabarits, "ecran", sans),
        }

    def render(self, name: str, support: Support, values: Mapping[str, Any]) -> str:
        """The page as HTML. Raises RenderingError with the file and line of what went wrong, whatever it was."""
        try:
            return self.environments[support].get_template(name).render(**values)
        except Exception as error:
            raise rendering_error(error, self.gabarits, name) from error


def _environment(gabarits: Gabarits, support: Support, sans: frozenset[str]) -> ImmutableSandboxedEnvironment:
    environment = ImmutableSandboxedEnvironment(
        loader=Chargeur(gabarits, sans),
        autoescape=True,
        undefined=Inconnu,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.globals["support"] = support
    environment.filters["image_svg"] = _as_image if support == "papier" else _as_drawing

    @cache
    def feuille_ecran(name: str) -> Markup:
        return Markup(screen_sheet(gabarits, f"style/{name}"))  # noqa: S704  our own file, in a style element

    environment.globals["feuille_ecran"] = feuille_ecran
    return environment


def _as_image(svg: str, alt: str, classe: str) -> Markup:
    """As an image: drawn apart, so that its shapes do not go through the page's cascade."""
    data = base64.b64encode(str(svg).encode()).decode("ascii")
    return Markup('<img class="{}" alt="{}" src="data:image/svg+xml;base64,{}">').format(classe, alt, data)


def _as_drawing(svg: str, alt: str, classe: str) -> Markup:
    """Within the page: a browser gives an image's texts no font of the page."""
    opening = Markup('<svg class="{}" role="img" aria-label="{}" ').format(classe, alt)
    return opening + Markup(str(svg).removeprefix("<svg "))  # noqa: S704  what the macro made, escaped there
