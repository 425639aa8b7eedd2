"""A template's fault as a person mends it: the file, the line, what was found and what was expected."""

from __future__ import annotations

import difflib
import traceback
from collections.abc import Mapping
from pathlib import Path

from jinja2 import StrictUndefined, TemplateError, TemplateNotFound, TemplateSyntaxError

from ent_report.errors import RenderingError
from ent_report.render.gabarits import Gabarits, shown


class Inconnu(StrictUndefined):
    """A name that a value does not have: an error wherever it is used, with the likely name."""

    __slots__ = ()

    @property
    def _undefined_message(self) -> str:
        message = super()._undefined_message
        known = _names(self._undefined_obj)
        close = difflib.get_close_matches(str(self._undefined_name), known, n=1)
        return f"{message}, did you mean {close[0]!r}?" if close and not self._undefined_hint else message


def _names(value: object) -> list[str]:
    if isinstance(value, Mapping):
        return [str(key) for key in value]
    return [name for name in dir(value) if not name.startswith("_")]


def rendering_error(error: Exception, gabarits: Gabarits, nom: str) -> RenderingError:
    """The fault as a RenderingError: `file:line: message`; without a place, the template's name stands for it."""
    if isinstance(error, RenderingError) and not _place(error, gabarits):
        return error
    place = _place(error, gabarits) or shown(gabarits.trouve(nom) or Path(nom))
    return RenderingError(*(f"{place}: {message}" for message in _messages(error, gabarits)))


def _messages(error: Exception, gabarits: Gabarits) -> tuple[str, ...]:
    if isinstance(error, RenderingError):
        return error.faults
    if isinstance(error, TemplateNotFound):
        folders = ", ".join(shown(one) for one in gabarits.dossiers)
        return (f"found no template {error.name!r} in {folders}",)
    if isinstance(error, TemplateError):
        return (error.message or type(error).__name__,)
    return (f"{type(error).__name__}: {error}",)


def _place(error: Exception, gabarits: Gabarits) -> str | None:
    """The last line of a template that was run, or that could not be read."""
    if isinstance(error, TemplateSyntaxError) and error.filename:
        return f"{shown(Path(error.filename))}:{error.lineno}"
    frames = traceback.extract_tb(error.__traceback__)
    lines = [(Path(frame.filename), frame.lineno) for frame in frames if _is_template(frame.filename, gabarits)]
    return f"{shown(lines[-1][0])}:{lines[-1][1]}" if lines else None


def _is_template(filename: str, gabarits: Gabarits) -> bool:
    return Path(filename).is_absolute() and gabarits.nom_de(Path(filename)) is not None
