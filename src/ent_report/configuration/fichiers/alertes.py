"""`alertes.toml`: the sentences of a message to operators, and the names that each may fill in."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, field_validator

from ent_report.configuration.section import Section

Phrase = Annotated[str, Field(min_length=1)]


class Issues(Section):
    """How a run can end badly."""

    partiel: Phrase
    echec: Phrase
    arret: Phrase


class Comptes(Section):
    etabli: Phrase
    inchange: Phrase
    a_etablir: Phrase
    echec: Phrase
    retenu: Phrase
    entree: Phrase

    @field_validator("*")
    @classmethod
    def _holds_its_number(cls, phrase: str) -> str:
        return _holding(phrase, "nombre")


class Alertes(Section):
    """What operators are told by mail (ent_report.operation.alertes)."""

    sujet: Phrase
    anomalies: Phrase
    suite: Phrase
    issues: Issues
    explications: Issues
    comptes: Comptes

    @field_validator("sujet")
    @classmethod
    def _holds_the_run(cls, phrase: str) -> str:
        return _holding(phrase, "tache", "issue")

    @field_validator("anomalies")
    @classmethod
    def _holds_its_numbers(cls, phrase: str) -> str:
        return _holding(phrase, "montrees", "toutes")


def _holding(phrase: str, *names: str) -> str:
    """A sentence whose names in braces are all known. Raises ValueError."""
    try:
        phrase.format_map(dict.fromkeys(names, ""))
    except (KeyError, ValueError, IndexError, AttributeError):
        known = ", ".join(f"{{{name}}}" for name in names)
        raise ValueError(f"found {phrase!r}, expected no other braces than {known}") from None
    return phrase
