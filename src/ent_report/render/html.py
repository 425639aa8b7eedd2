"""Templates to HTML: the only place that knows Jinja2."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal

from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateError
from markupsafe import Markup

from ent_report.errors import RenderingError
from ent_report.render.feuilles import screen_sheet

Support = Literal["papier", "ecran"]


class Templates:
    """The templates of one folder, for paper (images, read by WeasyPrint) and for the screen (one page of its own).

    A template gets `support`, the filter `image_svg(alt, classe)` for charts, and `feuille_ecran(name)`, the text of
    a style sheet of the folder with its fonts within it.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._environments: dict[Support, Environment] = {
            "papier": _environment(folder, "papier"),
            "ecran": _environment(folder, "ecran"),
        }

    def render(self, name: str, support: Support, values: Mapping[str, Any]) -> str:
        """The page as HTML. Raises RenderingError that names the template if a value or a template is missing."""
        try:
            return self._environments[support].get_template(name).render(support=support, **values)
        except TemplateError as error:
            raise RenderingError(f"template {name}: {error.message or type(error).__name__}") from error


def _environment(folder: Path, support: Support) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(folder, followlinks=False),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters["image_svg"] = _as_image if support == "papier" else _as_drawing

    @cache
    def feuille_ecran(name: str) -> Markup:
        return Markup(screen_sheet(folder / "style" / name))  # noqa: S704  our own file, in a style element

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
