"""What the portal delivers of an input: fresh exports, kept ones where nothing changed or the way is shut."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass

from ent_report.sources.fichiers import Fichier
from ent_report.transports.base import DemandeEntree, Livraison
from ent_report.transports.http import Http
from ent_report.transports.http_erreurs import Patience, place
from ent_report.transports.patience import RequeteError
from ent_report.transports.portail import Portail
from ent_report.transports.portail.api import Jeu, describe, export, export_url
from ent_report.transports.portail.jeux import JEUX, Question, questions
from ent_report.transports.reserve import Gardee, Reserve


@dataclass(frozen=True)
class _Manque:
    """An export that could not be had, and what is kept of it."""

    question: Question
    erreur: RequeteError
    gardee: Gardee | None


@contextmanager
def bring(provenance: Portail, demande: DemandeEntree) -> Iterator[Livraison]:
    yield _Portail(provenance, demande).bring()


def probe(provenance: Portail, demande: DemandeEntree) -> list[str]:
    return _Portail(provenance, demande).probe()


class _Portail:
    """One delivery; `bring` or `probe` is called once."""

    def __init__(self, provenance: Portail, demande: DemandeEntree) -> None:
        self.provenance = provenance
        self.demande = demande
        self.url = provenance.url.rstrip("/")
        self.reserve = Reserve(demande.reception)
        self.fichiers: list[Fichier] = []
        self.manques: list[_Manque] = []
        self.remarques: list[str] = []

    def bring(self) -> Livraison:
        asked, faults = self._questions()
        try:
            with closing(self._client()) as client:
                for jeu, some in asked.items():
                    self._bring_dataset(client, jeu, some)
        except RequeteError as error:
            for question in (one for some in asked.values() for one in some):
                self._lack(question, error)
        return Livraison(
            tuple(sorted(self.fichiers, key=lambda one: one.nom)),
            (*faults, *self._faults()),
            (*self.remarques, *self._remarks()),
            any(one.gardee for one in self.manques),
        )

    def probe(self) -> list[str]:
        asked, faults = self._questions()
        try:
            with closing(self._client()) as client:
                for jeu in asked:
                    faults += self._faults_of(client, jeu)
        except RequeteError as error:
            faults.append(self._line(error))
        return faults

    def _faults_of(self, client: Http, jeu: str) -> list[str]:
        try:
            describe(client, self.url, jeu)
        except RequeteError as error:
            return [self._line(error)]
        return []

    def _questions(self) -> tuple[dict[str, list[Question]], list[str]]:
        """What is to be asked of each data set."""
        jeux = self.provenance.jeu or JEUX.get(self.demande.entree, ())
        if not jeux:
            return {}, [f"{self.demande.entree}.jeu: is missing, expected the id of a data set"]
        try:
            return {jeu: questions(self.demande, jeu, self.provenance.filtre) for jeu in jeux}, []
        except ValueError as error:
            return {}, [f"{self.demande.entree}: {error}"]

    def _client(self) -> Http:
        """Raises RequeteError where its key lacks."""
        known = self.provenance
        patience = Patience(known.connexion_s, known.lecture_s, known.delai_s, known.essais, known.attente_s)
        if known.cle is None:
            return Http(patience, self.demande.maintenant)
        key = self.demande.secrets.get(known.cle, "").strip()
        if not key:
            raise RequeteError(f"cle: found no secret of the name {known.cle}, expected the key for {place(self.url)}")
        return Http(patience, self.demande.maintenant, {"Authorization": f"Apikey {key}"}, [key])

    def _bring_dataset(self, client: Http, jeu: str, asked: Sequence[Question]) -> None:
        """Bring the exports of a data set; once the way is shut, what is kept is taken, and nothing more asked for."""
        shut: RequeteError | None = None
        described = Jeu()
        try:
            described = describe(client, self.url, jeu)
        except RequeteError as error:
            shut = error
        for question in asked:
            held = self._held(question)
            if held is not None and self._is_current(question, held, described.version):
                self.reserve.confirm(held, self.demande.maintenant)
                self.fichiers.append(held.fichier)
            elif held is not None and self._is_settled(question, held):
                self.fichiers.append(held.fichier)
            elif shut is not None:
                self._lack(question, shut)
            else:
                try:
                    self._export(client, question, described)
                except RequeteError as error:
                    shut = error if error.est_ferme else None
                    self._lack(question, error)

    def _is_current(self, question: Question, held: Gardee, version: str | None) -> bool:
        """Whether nothing changed since; `version` is what the portal has, None where it does not say."""
        return version is not None and held.note.get("version") == version and held.note.get("where") == question.where

    def _is_settled(self, question: Question, held: Gardee) -> bool:
        """Whether what is held is taken without asking."""
        is_same = held.note.get("where") == question.where
        return is_same and not self.provenance.rafraichir and not question.may_change(held.le, self.demande.mois[-1])

    def _export(self, client: Http, question: Question, described: Jeu) -> None:
        forme, nom = self.provenance.format, self._nom(question)
        part = self.reserve.part(nom)
        try:
            rows = export(client, self.url, question, described, forme, part)
            note = {
                "url": place(export_url(self.url, question, forme)),
                "jeu": question.jeu,
                "mois": str(question.mois) if question.mois else None,
                "where": question.where,
                "version": described.version,
                "lignes": rows,
            }
            self.fichiers.append(self.reserve.keep(nom, part, self.demande.maintenant, note).fichier)
        finally:
            part.unlink(missing_ok=True)
        if not rows and question.mois in {None, self.demande.mois[-1]}:
            told = f" where {question.where}" if question.where else ""
            self.remarques.append(f"{note['url']}: found no row{told}")

    def _held(self, question: Question) -> Gardee | None:
        return self.reserve.read(self._nom(question), self.demande.connus)

    def _lack(self, question: Question, error: RequeteError) -> None:
        held = self._held(question)
        if held is not None:
            self.fichiers.append(held.fichier)
        self.manques.append(_Manque(question, error, held))

    def _faults(self) -> list[str]:
        """What is lost; and what the portal refuses, though a copy stands in for it: that does not pass by itself."""
        lost: dict[str, list[str]] = {}
        for one in self.manques:
            if one.gardee is None:
                lost.setdefault(self._line(one.erreur), []).append(one.question.partie)
            elif not one.erreur.est_passager:
                lost.setdefault(self._line(one.erreur), [])
        return [f"{line}{f'; lost: {_enumeration(parts)}' if parts else ''}" for line, parts in lost.items()]

    def _remarks(self) -> list[str]:
        kept: dict[tuple[str, str], list[str]] = {}
        for one in self.manques:
            if one.gardee is not None:
                days = (self.demande.maintenant - one.gardee.le).days
                age = f"the copy of {one.gardee.le:%Y-%m-%d} is taken, {days} day{'' if days == 1 else 's'} old"
                kept.setdefault((self._line(one.erreur), age), []).append(one.question.partie)
        return [f"{line}; {age} ({_enumeration(parts)})" for (line, age), parts in kept.items()]

    def _line(self, error: RequeteError) -> str:
        return f"{self.demande.entree}: {error}"

    def _nom(self, question: Question) -> str:
        return f"portail/{question.jeu}/{question.partie}.{self.provenance.format}"


def _enumeration(parts: Sequence[str]) -> str:
    """Months in their order; of many, the first and the last."""
    known = sorted(parts)
    return ", ".join(known) if len(known) < 4 else f"{known[0]} to {known[-1]}, {len(known)} in all"
