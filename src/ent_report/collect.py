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

FORMAT = 3


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
        self.lignes = Spill(folder / "lignes")
        self.rejets = Spill(folder / "rejets")

    def run(self) -> dict[Mois, Collecte]:
        unknown = [sha for sha in self.presents if sha not in self.lectures]
        for sha in unknown:
            self.lectures[sha] = self._read(sha, set(self.demandes))
        for sha, fichier in self.presents.items():
            self.lectures[sha].modifie_ns = fichier.modifie_ns
        stale = {mois for mois in self.demandes if self._is_stale(mois)}
        for sha in self.presents:
            if sha not in unknown and stale & set(self.lectures[sha].mois):
                self._read(sha, stale)
        done = {mois: self._finish(mois) if mois in stale else self._known(mois) for mois in self.demandes}
        self._write_index()
        return {self.demandes[mois]: found for mois, found in done.items() if found is not None}

    def _read(self, sha: str, wanted: set[str]) -> _Lecture:
        """Read a file, setting aside its rows of the wanted months."""
        fichier = self.presents[sha]
        lecture = _Lecture(fichier.nom, fichier.octets, fichier.modifie_ns)
        undated = [REJETS_SCHEMA.to_frame()]
        try:
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
        mois = max(lecture.mois, key=lambda one: (lecture.mois[one], one), default=self.cible)
        if lecture.fautes or rejected.height:
            lecture.mois[mois] += rejected.height
        if rejected.height and mois in wanted:
            self.rejets.add(rejected.with_columns(mois=pl.lit(mois)), "mois")

    def _files_of(self, mois: str) -> list[str]:
        named = sorted(self.presents, key=lambda sha: self.presents[sha].nom)
        return [sha for sha in named if mois in self.lectures[sha].mois]

    def _is_stale(self, mois: str) -> bool:
        manifest = self._manifest(mois)
        files = set(self._files_of(mois))
        if manifest is None:
            return bool(files)
        collected = {one["sha256"] for one in manifest["entrees"]}
        changed = mois == self.cible and manifest["version"] != self._version()
        return bool(files - collected) or (changed and collected <= files) or not self._is_whole(manifest)

    def _is_whole(self, manifest: dict[str, Any]) -> bool:
        return all(self.store.path(one["chemin"]).is_file() for one in manifest["fichiers"])

    def _manifest(self, mois: str) -> dict[str, Any] | None:
        folder = collecte_folder(self.source.nom, self.demandes[mois])
        return _of_this_format(self.store.read_json(f"{folder}/{MANIFESTE}"))

    def _known(self, mois: str) -> Collecte | None:
        """What was collected before; for the month in question, nothing at all is an answer too."""
        manifest = self._manifest(mois)
        if manifest is not None:
            known = manifest["bilan"]
            lists = {name: tuple(known[name]) for name in ("fautes", "exemples")}
            return Collecte(**known | lists | {"inchangee": True}, entrees=tuple(manifest["entrees"]))
        return Collecte(self.source.nom, mois, fautes=self._faults(mois)) if mois == self.cible else None

    def _faults(self, mois: str) -> tuple[str, ...]:
        """The faults of the month's files; a file of which nothing could be read may hold any month."""
        read = [self.lectures[sha] for sha in self.presents]
        return tuple(fault for one in read if mois in one.mois for fault in one.fautes)

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
        files = self._files_of(mois)
        read = [self.lectures[sha] for sha in files]
        remarks: Counter[str] = sum((one.remarques for one in read), Counter())
        found = Collecte(
            self.source.nom,
            mois,
            sum(one.mois[mois] for one in read),
            kept,
            rejects.height,
            doubles,
            dict(rejects["regle"].value_counts(sort=True).iter_rows()),
            _examples(rejects),
            dict(remarks.most_common(50)),
            self._faults(mois),
            tuple(
                {"chemin": one.nom, "sha256": sha, "octets": one.octets, "lignes": one.mois[mois]}
                for sha, one in zip(files, read, strict=True)
            ),
        )
        self._publish(found, pieces, rejects)
        return found

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
