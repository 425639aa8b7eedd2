"""A fault of the configuration as the one line that tells it: file, line, key, found, expected."""

from __future__ import annotations

import difflib
from typing import Any, get_args

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from ent_report.tables_toml import Lignes
from ent_report.transports.registre import transports
from ent_report.transports.urls import SECRET_FOUND, without_password


def told(fault: ErrorDetails, lignes: Lignes, model: type[BaseModel]) -> str:
    """One pydantic error of a `model` as a line: file, line, key, found, expected, for an unknown key the likely one.

    `lignes`: of the file that it was read from.
    """
    keys = [str(key) for key in fault["loc"]]
    kind = keys.pop(2) if len(keys) > 2 and keys[0] in {"sources", "references"} else None
    if fault["type"] == "union_tag_invalid":
        return lignes.fault([*keys, "kind"], f"found {fault['ctx']['tag']!r}, expected {' or '.join(transports())}")
    return lignes.fault(keys, _message(fault, keys, kind, model))


def _message(fault: ErrorDetails, keys: list[str], kind: str | None, model: type[BaseModel]) -> str:
    if fault["type"] == "extra_forbidden":
        return f"unknown key{_suggestion(keys, kind, model)}"
    if fault["type"] == "missing":
        return "is missing"
    message, found = fault["msg"].removeprefix("Value error, "), fault["input"]
    if fault["type"] == SECRET_FOUND:
        return message
    if isinstance(found, str):
        found = without_password(found)
    return f"found {found!r}: {message}" if isinstance(found, str | int | float) else message


def _suggestion(keys: list[str], kind: str | None, model: Any) -> str:  # noqa: ANN401  a model, or None below a list
    for key in keys[:-1]:
        field = model.model_fields.get(key) if hasattr(model, "model_fields") else None
        if field is None:
            return ""
        options = [field.annotation, *get_args(field.annotation)]
        model = next((one for one in options if isinstance(one, type) and issubclass(one, BaseModel)), None)
    names = list(transports()[kind].provenance.model_fields) if kind else list(model.model_fields) if model else []
    close = difflib.get_close_matches(keys[-1], names, n=1)
    return f", did you mean {close[0]}?" if close else f"; known here: {', '.join(names)}"
