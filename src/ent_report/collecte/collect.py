"""From files to sorted Parquet: read once, split by month, freed of duplicates, with every row accounted for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

import polars as pl
import polars.selectors as cs

from ent_report.collecte.spill import Spill, sorted_without_duplicates
from ent_report.contracts.regles import describe
from ent_report.errors import UnreadableInputError
from ent_report.sources.base import REJETS_SCHEMA, Source
from ent_report.sources.fichiers import Empreinte, Fichier
from ent_report.store import MANIFESTE, PURGE, Piece, Store, collecte_folder, rejets_folder
from ent_report.vocabulary import Mois

FORMAT = 4


@dataclass(frozen=True)
class Collecte:
    """What was collected of one source for one month; `lues` = `gardees` + `rejetees` + `doublons`, in rows.

    `regles`: rejected rows by rule, `exemples` the first of each as a line; `remarques`: counts of what is worth
    telling; `fautes`: files that could not be read, or not to their end; `remplacements`: what changed with files that
    came anew under their names; `inchangee`: nothing was new, and what lay in the store was kept.
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
    remplacements: tuple[str, ...] = ()
    inchangee: bool = False

    @property
    def est_vide(self) -> bool:
        return self.gardees == 0


@dataclass
class _Lecture:
    """What is known of one file: its rows by month, its faults, what it is worth telling of it."""

    nom: str
    octets: int
    mois: Counter[str] = field(default_factory=Counter)
    remarques: Counter[str] = field(default_factory=Counter)
    fautes: list[str] = field(default_factory=list)


def collect_source(
    source: Source, fichiers: Sequence[Fichier], demandes: Sequence[Mois], store: Store, *, est_complet: bool = True
) -> dict[Mois, Collecte]:
    """Collect the months `demandes`, the last being the one in question, from the files of one source.

    A month whose files were all collected before costs nothing. The months before the last one are history: they are
    collected when they never were, or when a new file speaks of them. `est_complet`: all the files that there are could
    be seen; otherwise one that is not among them may still be where it was.
    """
    with store.lock(f"collecte-{source.nom}"), store.scratch(f"collecte-{source.nom}") as folder:
        return _Collector(source, fichiers, demandes, store, folder, est_complet=est_complet).run()


def purged_month(store: Store, source: str, mois: Mois) -> Collecte | None:
    """What was collected of a month whose rows were purged since; None where they were not."""
    manifest = store.read_json(f"{collecte_folder(source, mois)}/{MANIFESTE}")
    if manifest is None or PURGE not in manifest:
        return None
    bilan = manifest["bilan"]
    told = {f"{source} {mois}: purged on {manifest[PURGE]['le']}, and not collected again: its figures are kept": 1}
    kept = bilan | {"exemples": tuple(bilan["exemples"]), "fautes": tuple(bilan["fautes"])}
    return Collecte(**kept | {"remarques": told | bilan["remarques"], "inchangee": True})


def known_digests(store: Store, source: str) -> dict[Empreinte, str]:
    """The sha256 of the files that were read before, by name, size and time."""
    known = _of_this_format(store.read_json(_index(source))) or {}
    return {(nom, one["octets"], one["modifie_ns"]): one["sha256"] for nom, one in known.get("vus", {}).items()}


def _of_this_format(manifest: dict[str, Any] | None) -> dict[str, Any] | None:
    """A manifest that this version wrote, or of a month that was purged; one of another format is as good as none."""
    is_known = manifest and (str(manifest.get("version")).startswith(f"{FORMAT}:") or PURGE in manifest)
    return manifest if is_known else None


def _index(source: str) -> str:
    return f"collecte/{source}/fichiers.json"


class _Collector:
    def __init__(
        self,
        source: Source,
        fichiers: Sequence[Fichier],
        demandes: Sequence[Mois],
        store: Store,
        folder: Path,
        *,
        est_complet: bool,
    ) -> None:
        self.source = source
        self.store = store
        self.demandes = {str(mois): mois for mois in demandes}
        self.cible = str(demandes[-1])
        self.est_complet = est_complet
        self.presents = {fichier.sha256: fichier for fichier in fichiers}
        self.index = _index(source.nom)
        self.lectures, self.vus = self._read_index()
        self.vus |= {
            one.nom: {"octets": one.octets, "modifie_ns": one.modifie_ns, "sha256": one.sha256} for one in fichiers
        }
        self.perdus: list[str] = []
        self.refus: dict[str, str] = {}
        self.reprises: dict[str, dict[str, Any]] = {}
        self.lignes = Spill(folder / "lignes")
        self.rejets = Spill(folder / "rejets")

    def run(self) -> dict[Mois, Collecte]:
        unknown = [sha for sha in self.presents if sha not in self.lectures]
        for sha in unknown:
            if self._is_brought(sha):
                self.lectures[sha] = self._read(sha, set(self.demandes))
        stale = {mois for mois in self.demandes if self._is_stale(mois)}
        self.refus = {mois: refusal for mois in stale if (refusal := self._refusal(mois))}
        stale -= set(self.refus)
        self.reprises = {mois: manifest for mois in stale if (manifest := self._carried(mois))}
        known = [sha for sha in self.presents if sha not in unknown]
        for sha in known:
            if wanted := self._wanted(sha, stale):
                self.refus |= self._not_brought(sha, wanted)
        stale -= set(self.refus)
        self.reprises = {mois: manifest for mois, manifest in self.reprises.items() if mois in stale}
        for sha in known:
            if wanted := self._wanted(sha, stale):
                self._read(sha, wanted)
        for mois, manifest in self.reprises.items():
            self._carry_over(mois, manifest)
        done = {mois: self._finish(mois) if mois in stale else self._known(mois) for mois in self.demandes}
        self._write_index()
        found = {self.demandes[mois]: one for mois, one in done.items() if one is not None}
        last = self.demandes[self.cible]
        return found | {last: replace(found[last], fautes=(*self.perdus, *found[last].fautes))}

    def _wanted(self, sha: str, stale: set[str]) -> set[str]:
        """The months to be collected anew for which a file must be read."""
        return {mois for mois in stale & set(self.lectures[sha].mois) if not self._is_carried(sha, mois)}

    def _is_brought(self, sha: str) -> bool:
        """Have a file here that is to be read for the first time; one that cannot be had is as one that is not seen."""
        try:
            self.presents[sha].apporter()
        except UnreadableInputError as error:
            self.perdus += error.faults
            self.est_complet = False
            del self.vus[self.presents.pop(sha).nom]
            return False
        return True

    def _not_brought(self, sha: str, wanted: set[str]) -> dict[str, str]:
        """Have a file here that was read before; why each month stays as it was if that cannot be."""
        try:
            self.presents[sha].apporter()
        except UnreadableInputError as error:
            del self.vus[self.presents[sha].nom]  # next time it is brought as one that nothing is known of
            kept = "the month is kept as it was collected, since all its files are needed to collect it anew"
            return {mois: f"{self.source.nom} {mois}: {error}; {kept}" for mois in wanted}
        return {}

    def _names(self) -> set[str]:
        """The names under which a content that says something is there now."""
        return {fichier.nom for sha, fichier in self.presents.items() if not self._is_ruined(sha)}

    def _is_ruined(self, sha: str) -> bool:
        """Whether nothing at all could be read of a file."""
        return bool(self.lectures[sha].fautes) and not self.lectures[sha].mois

    def _gone(self, manifest: dict[str, Any]) -> list[dict[str, Any]]:
        """The collected files that are there no more, under any name or content, or of which only a ruin is."""
        places = self._places(manifest)
        return [
            one for one in manifest["entrees"] if one["sha256"] not in self.presents and one["chemin"] not in places
        ]

    def _replaced(self, manifest: dict[str, Any]) -> list[dict[str, Any]]:
        """The collected files under whose names another content is there now."""
        places = self._places(manifest)
        return [one for one in manifest["entrees"] if one["sha256"] not in self.presents and one["chemin"] in places]

    def _places(self, manifest: dict[str, Any]) -> dict[str, str]:
        """The names of collected files -> those under which they are there now: their own, or, where the configuration
        is read from another folder, the one new name that ends as theirs does.
        """
        names, known = self._names(), {str(one["chemin"]) for one in manifest["entrees"]}
        moved = {nom: [new for new in names - known if _ends_alike(nom, new)] for nom in known - names}
        return {nom: nom for nom in known & names} | {nom: new[0] for nom, new in moved.items() if len(new) == 1}

    def _refusal(self, mois: str) -> str | None:
        """Why a month cannot be collected anew: rows of files that are gone would be lost with what is replaced."""
        manifest = self._manifest(mois)
        gone = [one for one in self._gone(manifest) if one["lignes"]] if manifest else []
        if not manifest or not gone:
            return None
        replaced = {one["chemin"] for one in self._replaced(manifest)}
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
        lecture = _Lecture(fichier.nom, fichier.octets)
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
        if PURGE in manifest:
            return False
        collected = {one["sha256"] for one in manifest["entrees"]}
        changed = mois == self.cible and manifest["version"] != self._version()
        return bool(files - collected) or (changed and collected <= files) or not self._is_whole(manifest)

    def _is_whole(self, manifest: dict[str, Any]) -> bool:
        return self.store.all_there([one["chemin"] for one in (*manifest["fichiers"], *manifest["rejets"])])

    def _manifest(self, mois: str) -> dict[str, Any] | None:
        folder = collecte_folder(self.source.nom, self.demandes[mois])
        return _of_this_format(self.store.read_json(f"{folder}/{MANIFESTE}"))

    def _known(self, mois: str) -> Collecte | None:
        """What was collected before; for the month in question, nothing at all is an answer too."""
        manifest = self._manifest(mois)
        refusal = (self.refus[mois],) if mois in self.refus else ()
        if manifest is None:
            unread = tuple(fault for sha in self._files_of(mois) for fault in self.lectures[sha].fautes)
            return Collecte(self.source.nom, mois, fautes=(*unread, *refusal)) if mois == self.cible else None
        entrees = [one for one in manifest["entrees"] if not self._is_to_forget(one)]
        faults = [fault for one in entrees for fault in one["fautes"]]
        known = manifest["bilan"] | {"fautes": faults}
        if mois == self.cible:
            self._tidy(mois, manifest, {"entrees": entrees, "bilan": known})
        told: dict[str, Any] = {"exemples": tuple(known["exemples"]), "inchangee": True}
        if mois == self.cible:
            told |= {
                "fautes": (*faults, *refusal),
                "remplacements": () if refusal else self._told_of_kept(mois, manifest),
            }
        else:
            told |= {"fautes": tuple(faults), "remplacements": refusal}
        return Collecte(**known | told, entrees=tuple(entrees))

    def _is_to_forget(self, one: dict[str, Any]) -> bool:
        """Whether a file that gave no row was taken away, or replaced by one that is known."""
        return self.est_complet and not one["lignes"] and one["sha256"] not in self.presents

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
            pieces.append(
                asdict(piece) | {"jour": key if self.source.par_jour else None, "gardees": finished.nb_lignes}
            )
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
            self._told_of_replacements(mois, pieces, kept),
        )
        self._publish(found, pieces, rejects)
        return found

    def _inputs(self, mois: str, before: dict[str, Any] | None) -> list[dict[str, Any]]:
        """The files of a month: those that were collected before and are gone, and those that are there."""
        gone = [one for one in self._gone(before) if not self._is_to_forget(one)] if before else []
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

    def _told_of_replacements(self, mois: str, pieces: list[dict[str, Any]], kept: int) -> tuple[str, ...]:
        """For each file that came anew under its name, its rows before and now, and what the month keeps."""
        before = self._manifest(mois)
        if not before:
            return ()
        now = {fichier.nom: self.lectures[sha].mois[mois] for sha, fichier in self.presents.items()}
        places = self._places(before)
        replaced = [one for one in self._replaced(before) if one["lignes"] or now[places[one["chemin"]]]]
        same = f", {self._nb_same(before['fichiers'], pieces)} the same" if replaced and self._is_whole(before) else ""
        lines = [
            f"{one['chemin']} was replaced: {one['lignes']} rows before, {now[places[one['chemin']]]} now; "
            f"{mois} keeps {kept} rows, {before['bilan']['gardees']} before{same}"
            for one in replaced
        ]
        return (*lines, *self._told_of_ruins(mois, before))

    def _told_of_ruins(self, mois: str, manifest: dict[str, Any]) -> list[str]:
        """A line for each file in whose place one came of which nothing can be read."""
        names = {fichier.nom for fichier in self.presents.values()}
        return [
            f"{one['chemin']} was replaced by one of which nothing can be read: "
            f"its {one['lignes']} rows of {mois} are kept"
            for one in self._gone(manifest)
            if one["lignes"] and one["chemin"] in names
        ]

    def _told_of_kept(self, mois: str, manifest: dict[str, Any]) -> tuple[str, ...]:
        """A line for each file whose rows stay in a month that what came in its place does not speak of."""
        silent = [
            f"{one['chemin']} was replaced by one without a row of {mois}: its {one['lignes']} rows are kept"
            for one in self._replaced(manifest)
            if one["lignes"]
        ]
        return (*silent, *self._told_of_ruins(mois, manifest))

    def _nb_same(self, before: list[dict[str, Any]], now: list[dict[str, Any]]) -> int:
        """How many rows of a month are in its pieces of before and of now; what is the same piece is not read."""
        same = {one["chemin"] for one in before}
        of_day = {one["jour"]: one["chemin"] for one in before}
        count: int = sum(one["gardees"] for one in now if one["chemin"] in same)
        for one in now:
            if one["chemin"] not in same and one["jour"] in of_day:
                rows, former = self._rows(one["chemin"]), self._rows(of_day[one["jour"]])
                count += rows.join(former, on=self.source.cle_doublon, how="semi", nulls_equal=True).height
        return count

    def _rows(self, chemin: str) -> pl.DataFrame:
        """The rows that a piece was made from, as far as they tell one from another."""
        rows = self.source.restore(self.store.read_pieces([chemin]).collect()).select(self.source.cle_doublon)
        return rows.with_columns(cs.categorical().cast(pl.String), cs.enum().cast(pl.String))

    def _publish(self, found: Collecte, pieces: list[dict[str, Any]], rejects: pl.DataFrame) -> None:
        mois = self.demandes[found.mois]
        folder, rejects_folder = collecte_folder(self.source.nom, mois), rejets_folder(self.source.nom, mois)
        rejected: list[Piece] = []
        if rejects.height:
            rows = rejects.select("regle", "origine", "ligne", "jour", "uai", "profil").sort("origine", "regle")
            rejected.append(self.store.write_parquet(rows, rejects_folder))
        bilan = asdict(found)
        entrees = bilan.pop("entrees")
        del bilan["remplacements"]  # news of this run, and no state of the month
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

    def _read_index(self) -> tuple[dict[str, _Lecture], dict[str, dict[str, Any]]]:
        """What is known of contents by their sha256, and the last content that each name had."""
        known = _of_this_format(self.store.read_json(self.index)) or {}
        seen = known.get("vus", {})
        if known.get("version") != self._version():
            return {}, seen
        lectures = {
            sha: _Lecture(
                one["nom"], one["octets"], Counter(one["mois"]), Counter(one["remarques"]), list(one["fautes"])
            )
            for sha, one in known["fichiers"].items()
        }
        return lectures, seen

    def _write_index(self) -> None:
        readings = {sha: vars(one) for sha, one in self.lectures.items()}
        self.store.write_json(self.index, {"version": self._version(), "fichiers": readings, "vus": self.vus})


def _ends_alike(one: str, other: str) -> bool:
    """Whether two relative paths can name one file, seen from two folders: without « .. » the one ends as the other."""
    short, long = sorted(([part for part in nom.split("/") if part != ".."] for nom in (one, other)), key=len)
    return long[-len(short) :] == short


def _examples(rejects: pl.DataFrame) -> tuple[str, ...]:
    """The first rejected rows of each rule, a line each."""
    first = rejects.group_by("regle", maintain_order=True).agg(pl.col("origine", "ligne").first(), nb=pl.len())
    return tuple(
        describe(regle, origine, ligne) + (f"; {nb} rows in all" if nb > 1 else "")
        for regle, origine, ligne, nb in first.iter_rows()
    )


def _with_month(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.with_columns(mois=pl.col("jour").dt.strftime("%Y-%m"))
