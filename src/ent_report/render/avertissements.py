"""WeasyPrint's warnings as errors: it logs what it cannot do and goes on."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from weasyprint.urls import FatalURLFetchingError

from ent_report.errors import RenderingError

LOGGER = logging.getLogger("weasyprint")
_GLYPH = ".notdef glyph rendered"


class MissingGlyphError(RenderingError):
    """The shipped fonts lack a character that the report would print."""

    motif = "caractere"


class _Faults(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(record.getMessage())


@contextmanager
def strict() -> Iterator[None]:
    """Raise RenderingError at the end for whatever was warned of within, each message once."""
    faults = _Faults()
    before = LOGGER.level, LOGGER.disabled
    LOGGER.addHandler(faults)
    LOGGER.setLevel(logging.WARNING)
    LOGGER.disabled = False
    try:
        if not LOGGER.isEnabledFor(logging.WARNING):
            raise RenderingError("logging is switched off for the whole process: WeasyPrint's warnings would be lost")
        yield
    except FatalURLFetchingError as error:
        raise RenderingError(f"{error}: {error.__cause__}") from None
    finally:
        LOGGER.removeHandler(faults)
        LOGGER.setLevel(before[0])
        LOGGER.disabled = before[1]
    if faults.messages:
        kind = MissingGlyphError if all(one.startswith(_GLYPH) for one in faults.messages) else RenderingError
        raise kind(*(f"WeasyPrint: {message[:300]}" for message in dict.fromkeys(faults.messages)))
