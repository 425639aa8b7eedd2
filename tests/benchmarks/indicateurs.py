"""All indicators of events from the sorted Parquet, against DuckDB making the same figures of the same files."""

from __future__ import annotations

from pathlib import Path

import duckdb
import polars as pl

from ent_report.domaine.sessions import TYPES_ACTIVITE, TYPES_PAGE
from ent_report.indicators.mois import figures_of_events
from ent_report.mois.chantier import open_month
from ent_report.store import MANIFESTE, collecte_folder
from ent_report.vocabulary import Niveau
from tests.benchmarks.mesure import MOIS, Ligne, measure

SHARE_MAX = 0.3
PEAK_MIB_MAX = 1.5 * 1024
DETAILS = ("", "profil", "appareil", "profil, appareil", "jour", "jour_semaine, heure")


def run(config: Path, data_dir: Path) -> list[Ligne]:
    ours = measure(_by_us, config, data_dir)
    theirs = measure(_by_duckdb, config, data_dir)
    assert ours.result == theirs.result, f"other figures: {ours.result} and {theirs.result}"
    share = ours.cpu_s / theirs.cpu_s
    return [
        Ligne(
            "indicators of events, CPU time against DuckDB's for the same figures",
            f"{share:.2f} ({ours.cpu_s:.0f} against {theirs.cpu_s:.0f} CPU s)",
            f"at most {SHARE_MAX}",
            share <= SHARE_MAX,
        ),
        Ligne(
            "its peak memory", f"{ours.peak_mib:.0f} MiB", f"at most {PEAK_MIB_MAX:.0f}", ours.peak_mib <= PEAK_MIB_MAX
        ),
    ]


def _pieces(config: Path, data_dir: Path) -> tuple[list[str], object]:
    chantier = open_month(config, data_dir, MOIS)
    manifest = chantier.store.read_json(f"{collecte_folder('evenements', MOIS)}/{MANIFESTE}")
    assert manifest is not None
    return [str(chantier.store.path(one["chemin"])) for one in manifest["fichiers"]], chantier


def _by_us(config: Path, data_dir: Path) -> dict[str, float]:
    paths, chantier = _pieces(config, data_dir)
    days = (pl.read_parquet(path, hive_partitioning=False) for path in sorted(paths))
    figures = figures_of_events(days, chantier.territoire, MOIS)
    return {
        "rows": figures.height,
        "sum": round(figures.filter(~pl.col("indicateur").str.contains("_s$|par_|pct"))["valeur"].sum()),
        "base": figures["base"].sum(),
    }


def _by_duckdb(config: Path, data_dir: Path) -> dict[str, float]:
    paths, chantier = _pieces(config, data_dir)
    base = duckdb.connect()
    base.execute("SET threads = 2; SET enable_progress_bar = false")
    territory = chantier.territoire
    applications = pl.DataFrame(
        {"application": list(territory.applications), "service": list(territory.applications.values())}
    )
    base.register("codes", territory.codes.with_columns(etablissement="uai").to_arrow())
    base.register("applications", applications.to_arrow())
    files = ", ".join(f"'{path}'" for path in paths)
    base.execute(f"""
        CREATE TEMP VIEW activite AS
        SELECT e.uai, pseudonyme, instant, profil, appareil, evenement,
               date_trunc('day', timezone('Europe/Paris', instant)) AS jour,
               type IN {TYPES_PAGE} AS est_page, coalesce(a.service, 'non_classe') AS service
        FROM read_parquet([{files}], hive_partitioning = false) e LEFT JOIN applications a USING (application)
        WHERE type IN {TYPES_ACTIVITE}
    """)
    rows, total, users = 0, 0, 0
    for niveau in Niveau:
        base.execute(_VISITS.format(niveau=niveau.value))
        for query in _queries():
            found = base.execute(query).fetchall()
            for figure in found:
                *_, nb, valeurs, base_users = figure
                rows, total, users = rows + nb, total + valeurs, users + base_users
        base.execute("DROP TABLE visites; DROP TABLE pages")
    return {"rows": rows, "sum": round(total), "base": users}


_VISITS = """
    CREATE TEMP TABLE evenements_du_niveau AS
        SELECT DISTINCT ON (code, jour, evenement) c.{niveau} AS code, a.*
        FROM activite a JOIN codes c USING (uai) WHERE c.{niveau} IS NOT NULL;
    CREATE TEMP TABLE pages AS
        WITH coupes AS (
            SELECT *, CASE WHEN instant - lag(instant) OVER w <= INTERVAL 30 MINUTE THEN 0 ELSE 1 END AS neuve
            FROM evenements_du_niveau
            WINDOW w AS (PARTITION BY code, pseudonyme, jour ORDER BY instant, evenement)
        )
        SELECT *, sum(neuve) OVER (PARTITION BY code, pseudonyme, jour ORDER BY instant, evenement) AS visite
        FROM coupes;
    DROP TABLE evenements_du_niveau;
    CREATE TEMP TABLE visites AS
        SELECT code, pseudonyme, jour, visite,
               arg_min(profil, evenement) AS profil, arg_min(appareil, evenement) AS appareil,
               min(instant) AS debut, max(instant) - min(instant) AS duree,
               count(*) FILTER (est_page) AS pages,
               isodow(timezone('Europe/Paris', min(instant))) AS jour_semaine,
               hour(timezone('Europe/Paris', min(instant))) AS heure
        FROM pages GROUP BY ALL;
"""


def _queries() -> list[str]:
    """Each gives, of one kind of figure: how many there are, the sum of their values, the sum of their bases."""
    queries = []
    for detail in DETAILS:
        by = f", {detail}" if detail else ""
        visits = f"SELECT code{by}, count(*) AS v, count(DISTINCT pseudonyme) AS b FROM visites GROUP BY ALL"
        queries.append(f"SELECT count(*), sum(v), sum(b) FROM ({visits})")
        if detail in {"", "profil", "appareil"}:
            queries.append(f"SELECT count(*), sum(b), sum(b) FROM ({visits})")
        if detail in {"", "profil"}:
            pages = (
                f"SELECT code{by}, sum(pages) AS v, count(DISTINCT pseudonyme) FILTER (pages > 0) AS b "
                "FROM visites GROUP BY ALL"
            )
            queries.append(f"SELECT count(*), sum(v), sum(b) FROM ({pages})")
    means = (
        "SELECT code, avg(epoch_ms(debut)), sum(epoch(duree)), sum(pages), count(*) FILTER (pages <= 1), "
        "count(DISTINCT pseudonyme) AS b FROM visites GROUP BY code"
    )
    queries += [f"SELECT 4 * count(*), 0, 4 * sum(b) FROM ({means})"]
    services = (
        "SELECT code, service, count(DISTINCT (pseudonyme, jour, visite)) AS v, count(DISTINCT pseudonyme) AS b, "
        "count(*) AS p FROM pages WHERE est_page GROUP BY ALL"
    )
    queries.append(f"SELECT 3 * count(*), sum(v) + sum(b) + sum(p), 3 * sum(b) FROM ({services})")
    return queries
