"""Which lines of templates were run, and which were not: what specimens leave untried."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

from ent_report.render.gabarits import Gabarits, shown
from ent_report.render.html import Templates

Parcours = dict[str, set[int]]
"""A template's file -> the lines of its compiled form that were run."""

_ALWAYS_THERE = (
    "except KeyError", "def ", "@internalcode", "raise ", "pass", "if 0: yield", "name = ", "blocks = ", "debug_info",
    "from __future__", "from jinja2", "resolve = ", "undefined = ", "concat = ", "cond_expr_undefined",
    "for event in gen", "yield event", "finally: gen", "try:", "return concat",
)  # fmt: skip
"""How the lines begin that Jinja2 adds to each template, whether anything of it is run or not."""


@contextmanager
def traced(gabarits: Gabarits) -> Iterator[Parcours]:
    """Note the lines of the folders' templates that are run within; it takes four times as long."""
    found: Parcours = {}
    folders = tuple(f"{dossier}/" for dossier in gabarits.dossiers)

    def enter(frame: FrameType, event: str, argument: Any) -> Any:  # noqa: ANN401
        path = frame.f_code.co_filename
        if not path.startswith(folders):
            return None
        lines = found.setdefault(path, set())

        def note(frame: FrameType, event: str, argument: Any) -> Any:  # noqa: ANN401, ARG001
            lines.add(frame.f_lineno)
            return note

        return note(frame, event, argument)

    before = sys.gettrace()
    sys.settrace(enter)
    try:
        yield found
    finally:
        sys.settrace(before)


def untried(templates: Templates, parcours: Parcours, path: Path) -> list[str]:
    """`file:line` of each line of a template of which something was never run."""
    environment = templates.environments["papier"]
    source = path.read_text("utf-8")
    compiled = environment.compile(source, path.name, str(path), raw=True)
    template = environment.from_string(source)
    every = _lines(compile(compiled, str(path), "exec"))
    texts = compiled.splitlines()
    missed = {
        template.get_corresponding_lineno(line)
        for line in every - parcours.get(str(path), set())
        if not _is_of_jinja(texts[line - 1].strip())
    }
    return [f"{shown(path)}:{line}" for line in sorted(missed)]


def _is_of_jinja(line: str) -> bool:
    told = ("was not provided", "does not export the requested name")
    return line.startswith(_ALWAYS_THERE) or any(one in line for one in told) or line.endswith("= missing")


def _lines(code: CodeType) -> set[int]:
    own = {line for *_, line in code.co_lines() if line}
    return own.union(*(_lines(inner) for inner in code.co_consts if isinstance(inner, CodeType)))
