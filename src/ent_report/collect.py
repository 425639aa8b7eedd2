"""From files to sorted Parquet: read once, split by month, freed of duplicates, with every row accounted for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import polars as pl

from ent_report.contracts.regles import describe
from ent_report.errors import UnreadableInputError
from ent_report.sources.base import REJETS_SCHEMA, Source
from ent_report.sources.fichiers import Empreinte, Fichier
from ent_report.spill import Spill, sorted_without_duplicates
from ent_report.store import MANIFESTE, Piece, Store, collecte_folder, rejets_folder
from ent_report.vocabulary import Mois

FORMAT = 4


@dataclass(frozen=True)
class Collecte:
    """What was collected of one source for one month; `lues` = `gardees` + `rejetees` + `doublons`, in rows.

    `regles`: rejected rows by rule, `exemples` the first of each as a line; `remarques`: counts of what is worth
    telling; `fautes`: files that could not be read, or not to their end; `inchangee`: nothing was new, and what lay in
    the store was kept.
    """

    source: str
    mois: str
    lues: int = 0
    gardees: int = 0
    rejetees: int = 0
    doublons: int = 0
    regles: dict[str, int] = field(default_factory=dict)
    exemples: tuple[str, ...] = ()
    remarques: dict[str, int] = field(default_factory=dict)
    fautes: tuple[str, ...] = ()
    entrees: tuple[dict[str, Any], ...] = ()
    inchangee: bool = False

    @property
    def est_vide(self) -> bool:
        return self.gardees == 0


@dataclass
class _Lecture:
    """What is known of one file: its rows by month, its faults, what it is worth telling of it."""

    nom: str
    octets: int
    modifie_ns: int
    mois: Counter[str] = field(default_factory=Counter)
    remarques: Counter[str] = field(default_factory=Counter)
    fautes: list[str] = field(default_factory=list)


def collect_source(
    source: Source, fichiers: Sequence[Fichier], demandes: Sequence[Mois], store: Store
) -> dict[Mois, Collecte]:
    """Collect the months `demandes`, the last being the one in question, from the files of one source.

    A month whose files were all collected before costs nothing. The months before the last one are history: they are
    collected when they never were, or when a new file speaks of them.
    """
    with store.lock(f"collecte-{source.nom}"), store.scratch(f"collecte-{source.nom}") as folder:
        return _Collector(source, fichiers, demandes, store, folder).run()


def known_digests(store: Store, source: str) -> dict[Empreinte, str]:
    """The sha256 of the files that were read before, by name, size and time."""
    known = _of_this_format(store.read_json(_index(source))) or {"fichiers": {}}
    return {(one["nom"], one["octets"], one["modifie_ns"]): sha for sha, one in known["fichiers"].items()}


def _of_this_format(manifest: dict[str, Any] | None) -> dict[str, Any] | None:
    """A manifest that this version wrote; one of another format is as good as none."""
    return manifest if manifest and str(manifest.get("version")).startswith(f"{FORMAT}:") else None


def _index(source: str) -> str:
    return f"collecte/{source}/fichiers.json"


class _Collector:
    def __init__(
        self, source: Source, fichiers: Sequence[Fichier], demandes: Sequence[Mois], store: Store, folder: Path
    ) -> None:
        self.source = source
        self.store = store
        self.demandes = {str(mois): mois for mois in demandes}
        self.cible = str(demandes[-1])
        self.presents = {fichier.sha256: fichier for fichier in fichiers}
        self.index = _index(source.nom)
        self.lectures = self._read_index()
        self.refus: dict[str, str] = {}
        self.reprises: dict[str, dict[str, Any]] = {}
        self.lignes = Spill(folder / "lignes")
        self.rejets = Spill(folder / "rejets")

    def run(self) -> dict[Mois, Collecte]:
        unknown = [sha for sha in self.presents if sha not in self.lectures]
        for sha in unknown:
            self.lectures[sha] = self._read(sha, set(self.demandes))
        for sha, fichier in self.presents.items():
            self.lectures[sha].modifie_ns = fichier.modifie_ns
        stale = {mois for mois in self.demandes if self._is_stale(mois)}
        self.refus = {mois: refusal for mois in stale if (refusal := self._refusal(mois))}
        stale -= set(self.refus)
        self.reprises = {mois: manifest for mois in stale if (manifest := self._carried(mois))}
        for sha in self.presents:
            wanted = {mois for mois in stale & set(self.lectures[sha].mois) if not self._is_carried(sha, mois)}
            if sha not in unknown and wanted:
                self._read(sha, wanted)
        for mois, manifest in self.reprises.items():
            self._carry_over(mois, manifest)
        done = {mois: self._finish(mois) if mois in stale else self._known(mois) for mois in self.demandes}
        self._write_index()
        return {self.demandes[mois]: found for mois, found in done.items() if found is not None}

    def _gone(self, manifest: dict[str, Any]) -> list[dict[str, Any]]:
        """The collected files that are there no more, under any name or content."""
        names = {fichier.nom for fichier in self.presents.values()}
        return [one for one in manifest["entrees"] if one["sha256"] not in self.presents and one["chemin"] not in names]

    def _refusal(self, mois: str) -> str | None:
        """Why a month cannot be collected anew: rows of files that are gone would be lost with what is replaced."""
        manifest = self._manifest(mois)
        gone = [one for one in self._gone(manifest) if one["lignes"]] if manifest else []
        if not manifest or not gone:
            return None
        replaced = {one["chemin"] for one in manifest["entrees"] if one["sha256"] not in self.presents}
        replaced &= {fichier.nom for fichier in self.presents.values()}
        if not replaced and manifest["version"] == self._version() and self._is_whole(manifest):
            return None
        why = f"{min(replaced)} was replaced" if replaced else "the register, the labels or the key changed"
        return (
            f"{self.source.nom} {mois}: {why}, but {len(gone)} collected files are gone (such as {gone[0]['chemin']}): "
            "the month is kept as it was collected; put them back to collect it anew"
        )

    def _carried(self, mois: str) -> dict[str, Any] | None:
        """The manifest of a month whose rows are taken over, since some of their files are gone."""
        manifest = self._manifest(mois)
        return manifest if manifest and self._gone(manifest) and self._is_whole(manifest) else None

    def _is_carried(self, sha: str, mois: str) -> bool:
        return mois in self.reprises and any(one["sha256"] == sha for one in self.reprises[mois]["entrees"])

    def _carry_over(self, mois: str, manifest: dict[str, Any]) -> None:
        """Set the collected rows of a month aside beside those of its new files."""
        for piece in manifest["fichiers"]:
            rows = self.source.restore(self.store.read_pieces([piece["chemin"]]).collect())
            self.lignes.add(_with_month(rows), self._partition(self.lignes))
        for piece in manifest["rejets"]:
            rows = self.store.read_pieces([piece["chemin"]]).collect().select(REJETS_SCHEMA.names())
            self.rejets.add(rows.with_columns(mois=pl.lit(mois)), "mois")

    def _read(self, sha: str, wanted: set[str]) -> _Lecture:
        """Read a file, setting aside its rows of the wanted months."""
        fichier = self.presents[sha]
        lecture = _Lecture(fichier.nom, fichier.octets, fichier.modifie_ns)
        undated = [REJETS_SCHEMA.to_frame()]
        try:
            fichier.apporter()
            for lot in self.source.read(fichier):
                lecture.remarques.update(lot.remarques)
                kept, rejected = _with_month(lot.gardees), _with_month(lot.rejetees)
                undated.append(rejected.filter(pl.col("mois").is_null()).drop("mois"))
                for frame, spill in ((kept, self.lignes), (rejected.drop_nulls("mois"), self.rejets)):
                    lecture.mois.update(dict(frame["mois"].value_counts().iter_rows()))
                    spill.add(frame.filter(pl.col("mois").is_in(sorted(wanted))), self._partition(spill))
        except UnreadableInputError as error:
            lecture.fautes += error.faults
        self._place_undated(pl.concat(undated), lecture, wanted)
        return lecture

    def _partition(self, spill: Spill) -> str:
        return "jour" if self.source.par_jour and spill is self.lignes else "mois"

    def _place_undated(self, rejected: pl.DataFrame, lecture: _Lecture, wanted: set[str]) -> None:
        """Rows without a readable date go with most of their file."""
        if rejected.is_empty():
            return
        mois = max(lecture.mois, key=lambda one: (lecture.mois[one], one), default=self.cible)
        lecture.mois[mois] += rejected.height
        if mois in wanted:
            self.rejets.add(rejected.with_columns(mois=pl.lit(mois)), "mois")

    def _files_of(self, mois: str) -> list[str]:
        """The present files that speak of a month; one of which nothing could be read may speak of any."""
        named = sorted(self.presents, key=lambda sha: self.presents[sha].nom)
        of_any = mois == self.cible
        return [sha for sha in named if mois in (found := self.lectures[sha]).mois or (of_any and not found.mois)]

    def _is_stale(self, mois: str) -> bool:
        manifest = self._manifest(mois)
        files = set(self._files_of(mois))
        if manifest is None:
            return bool(files)
        collected = {one["sha256"] for one in manifest["entrees"]}
        changed = mois == self.cible and manifest["version"] != self._version()
        return bool(files - collected) or (changed and collected <= files) or not self._is_whole(manifest)

    def _is_whole(self, manifest: dict[str, Any]) -> bool:
        return all(self.store.path(one["chemin"]).is_file() for one in (*manifest["fichiers"], *manifest["rejets"]))

    def _manifest(self, mois: str) -> dict[str, Any] | None:
        folder = collecte_folder(self.source.nom, self.demandes[mois])
        return _of_this_format(self.store.read_json(f"{folder}/{MANIFESTE}"))

    def _known(self, mois: str) -> Collecte | None:
        """What was collected before; for the month in question, nothing at all is an answer too."""
        manifest = self._manifest(mois)
        refusal = (self.refus[mois],) if mois in self.refus else ()
        if manifest is None:
            unread = tuple(fault for sha in self._files_of(mois) for fault in self.lectures[sha].fautes)
            return Collecte(self.source.nom, mois, fautes=unread) if mois == self.cible else None
        gone = {one["sha256"] for one in self._gone(manifest)}
        entrees = [one for one in manifest["entrees"] if one["lignes"] or one["sha256"] not in gone]
        faults = [fault for one in entrees for fault in one["fautes"]]
        known = manifest["bilan"] | {"fautes": faults}
        if mois == self.cible:
            self._tidy(mois, manifest, {"entrees": entrees, "bilan": known})
        told = {"exemples": tuple(known["exemples"]), "fautes": (*faults, *refusal), "inchangee": True}
        return Collecte(**known | told, entrees=tuple(entrees))

    def _tidy(self, mois: str, manifest: dict[str, Any], now: dict[str, Any]) -> None:
        """Finish what a killed run left undone, and forget the faults of unreadable files that were taken away."""
        folder = collecte_folder(self.source.nom, self.demandes[mois])
        if manifest | now != manifest:
            self.store.write_json(f"{folder}/{MANIFESTE}", manifest | now)
        self.store.sweep(folder, [one["chemin"] for one in manifest["fichiers"]])
        rejects_folder = rejets_folder(self.source.nom, self.demandes[mois])
        self.store.sweep(rejects_folder, [one["chemin"] for one in manifest["rejets"]])

    def _finish(self, mois: str) -> Collecte:
        rejected = [REJETS_SCHEMA.to_frame(), self.rejets.take(mois)]
        pieces: list[dict[str, Any]] = []
        kept = doubles = 0
        for key in self.lignes.keys(mois):
            rows = self.lignes.take(key)
            unique = sorted_without_duplicates(rows, self.source.cle_doublon)
            finished = self.source.finish(unique)
            doubles += rows.height - unique.height
            kept += finished.nb_lignes
            rejected.append(finished.rejetees)
            folder = collecte_folder(self.source.nom, self.demandes[mois], key if self.source.par_jour else None)
            piece = self.store.write_parquet(finished.gardees, folder)
            pieces.append(asdict(piece) | {"jour": key if self.source.par_jour else None})
        rejects = pl.concat([one.select(REJETS_SCHEMA.names()) for one in rejected if one.width])
        before = self.reprises.get(mois)
        entrees = self._inputs(mois, before)
        remarks: Counter[str] = Counter(before["bilan"]["remarques"] if before else {})
        for sha in self._files_of(mois):
            if not self._is_carried(sha, mois):
                remarks.update(self.lectures[sha].remarques)
        found = Collecte(
            self.source.nom,
            mois,
            sum(one["lignes"] for one in entrees),
            kept,
            rejects.height,
            doubles + (before["bilan"]["doublons"] if before else 0),
            dict(rejects["regle"].value_counts(sort=True).iter_rows()),
            _examples(rejects),
            dict(remarks.most_common(50)),
            tuple(fault for one in entrees for fault in one["fautes"]),
            tuple(entrees),
        )
        self._publish(found, pieces, rejects)
        return found

    def _inputs(self, mois: str, before: dict[str, Any] | None) -> list[dict[str, Any]]:
        """The files of a month: those that were collected before and are gone, and those that are there."""
        gone = [one for one in self._gone(before) if one["lignes"]] if before else []
        present = [
            {
                "chemin": (one := self.lectures[sha]).nom,
                "sha256": sha,
                "octets": one.octets,
                "lignes": one.mois[mois],
                "fautes": list(one.fautes),
            }
            for sha in self._files_of(mois)
        ]
        return sorted([*gone, *present], key=lambda one: str(one["chemin"]))

    def _publish(self, found: Collecte, pieces: list[dict[str, Any]], rejects: pl.DataFrame) -> None:
        mois = self.demandes[found.mois]
        folder, rejects_folder = collecte_folder(self.source.nom, mois), rejets_folder(self.source.nom, mois)
        rejected: list[Piece] = []
        if rejects.height:
            rows = rejects.select("regle", "origine", "ligne", "jour", "uai", "profil").sort("origine", "regle")
            rejected.append(self.store.write_parquet(rows, rejects_folder))
        bilan = asdict(found)
        entrees = bilan.pop("entrees")
        self.store.write_json(
            f"{folder}/{MANIFESTE}",
            {
                "version": self._version(),
                "entrees": entrees,
                "fichiers": pieces,
                "rejets": [asdict(piece) for piece in rejected],
                "bilan": bilan,
            },
        )
        self.store.sweep(folder, [piece["chemin"] for piece in pieces])
        self.store.sweep(rejects_folder, [piece.chemin for piece in rejected])

    def _version(self) -> str:
        return f"{FORMAT}:{self.source.version}"

    def _read_index(self) -> dict[str, _Lecture]:
        known = self.store.read_json(self.index)
        if known is None or known.get("version") != self._version():
            return {}
        return {
            sha: _Lecture(
                one["nom"],
                one["octets"],
                one["modifie_ns"],
                Counter(one["mois"]),
                Counter(one["remarques"]),
                list(one["fautes"]),
            )
            for sha, one in known["fichiers"].items()
        }

    def _write_index(self) -> None:
        content = {"version": self._version(), "fichiers": {sha: vars(one) for sha, one in self.lectures.items()}}
        self.store.write_json(self.index, content)


def _examples(rejects: pl.DataFrame) -> tuple[str, ...]:
    """The first rejected rows of each rule, a line each."""
    first = rejects.group_by("regle", maintain_order=True).agg(pl.col("origine", "ligne").first(), nb=pl.len())
    return tuple(
        describe(regle, origine, ligne) + (f"; {nb} rows in all" if nb > 1 else "")
        for regle, origine, ligne, nb in first.iter_rows()
    )


def _with_month(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.with_columns(mois=pl.col("jour").dt.strftime("%Y-%m"))
