"""A template's fault as a person mends it: the file, the line, what was found and what was expected."""

from __future__ import annotations

import difflib
import traceback
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from jinja2 import StrictUndefined, TemplateError, TemplateNotFound, TemplateSyntaxError

from ent_report.errors import RenderingError
from ent_report.render.gabarits import Gabarits, shown

_MACRO = "template"
"""How Jinja2 calls a frame of its traces that is neither a file's top nor one of its blocks."""


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


class TemplateFaultError(RenderingError):
    """A fault while a template was run; `noms`: the templates that were, the outermost first."""

    def __init__(self, *faults: str, noms: tuple[str, ...] = ()) -> None:
        super().__init__(*faults)
        self.noms = noms


def rendering_error(error: Exception, gabarits: Gabarits, nom: str) -> RenderingError:
    """The fault as a RenderingError, `file:line: message`; of one within a macro, who called it is told as well: what
    it lacks was perhaps never handed to it. Without a place, the template's name stands for it.
    """
    places = _places(error, gabarits)
    if isinstance(error, RenderingError) and not places:
        return error
    place = str(places[-1]) if places else shown(gabarits.trouve(nom) or Path(nom))
    caller = f" (from {places[-2]})" if len(places) > 1 and places[-1].is_in_macro else ""
    faults = (f"{place}: {message}{caller}" for message in _messages(error, gabarits))
    return TemplateFaultError(*faults, noms=tuple(gabarits.nom_de(one.path) or "" for one in places))


def _messages(error: Exception, gabarits: Gabarits) -> tuple[str, ...]:
    if isinstance(error, RenderingError):
        return error.faults
    if isinstance(error, TemplateNotFound):
        folders = ", ".join(shown(one) for one in gabarits.dossiers)
        return (f"found no template {error.name!r} in {folders}",)
    if isinstance(error, TemplateError):
        return (error.message or type(error).__name__,)
    return (f"{type(error).__name__}: {error}",)


@dataclass(frozen=True)
class _Place:
    path: Path
    line: int | None
    is_in_macro: bool

    def __str__(self) -> str:
        return f"{shown(self.path)}:{self.line}"


def _places(error: Exception, gabarits: Gabarits) -> list[_Place]:
    """The lines of templates that were being run, the outermost first; or the one that could not be read."""
    if isinstance(error, TemplateSyntaxError) and error.filename:
        return [_Place(Path(error.filename), error.lineno, is_in_macro=False)]
    return [
        _Place(Path(frame.filename), frame.lineno, is_in_macro=frame.name == _MACRO)
        for frame in traceback.extract_tb(error.__traceback__)
        if Path(frame.filename).is_absolute() and gabarits.nom_de(Path(frame.filename)) is not None
    ]
