"""`alertes.toml`: the sentences of a message to operators, and the names that each may fill in."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from ent_report.configuration.section import Section
from ent_report.langue import holding

Phrase = Annotated[str, Field(min_length=1)]
_Compte = Annotated[Phrase, holding("nombre")]


class Issues(Section):
    """How a run can end badly."""

    partiel: Phrase
    echec: Phrase
    arret: Phrase


class Comptes(Section):
    etabli: _Compte
    inchange: _Compte
    a_etablir: _Compte
    echec: _Compte
    retenu: _Compte
    entree: _Compte


class Alertes(Section):
    """What operators are told by mail (ent_report.operation.alertes)."""

    sujet: Annotated[Phrase, holding("tache", "issue")]
    anomalies: Annotated[Phrase, holding("montrees", "toutes")]
    suite: Phrase
    issues: Issues
    explications: Issues
    comptes: Comptes
