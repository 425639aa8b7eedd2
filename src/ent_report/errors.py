"""The tree of errors: each says what, where, found and expected, and has the exit status it ends a command with."""

from __future__ import annotations


class EntReportError(Exception):
    """An error that its reader can act on: one line a fault, no traceback."""

    exit_status = 1
    motif = "autre"
    """The kind of failure, by which `echecs.toml` has the words for those who look for the report."""

    def __init__(self, *faults: str) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults

    def __reduce__(self) -> tuple[type[EntReportError], tuple[str, ...]]:
        return type(self), self.faults


class UsageError(EntReportError):
    """The command was called with something it cannot take."""

    exit_status = 2


class ConfigurationError(EntReportError):
    """The configuration has faults: all of them, not the first alone."""

    exit_status = 2


class InputsUnusableError(EntReportError):
    """The month's inputs cannot be used: nothing is issued."""

    exit_status = 4


class UnsoundPieceError(InputsUnusableError):
    """A table of the data directory is gone or damaged, and what needs it cannot go on."""


class UnreadableInputError(EntReportError):
    """One file cannot be read; the others can go on."""

    exit_status = 4


class StorageError(EntReportError):
    """The data directory cannot be written to: it is full, or not ours. What was there before is whole."""

    motif = "stockage"


class RenderingError(EntReportError):
    """A report could not be rendered as it must be."""

    exit_status = 3
    motif = "rendu"
