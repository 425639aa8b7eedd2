"""The automations that are shipped for a region's server, created as README.md says."""

from __future__ import annotations

from pathlib import Path

import httpx

from serveurs.prefect_local import ServeurPrefect

SERVEUR = Path(__file__).parents[2] / "config/serveur"
SILENCE = "within: 180"


def automate(prefect: ServeurPrefect, dossier: Path, url: str, within_s: int = 180) -> None:
    """Create both, with a notification block that posts to `url`; whoever is silent for `within_s` seconds is gone."""
    answer = httpx.get(f"{prefect.url}/block_types/slug/custom-webhook").raise_for_status()
    block_type = answer.json()["id"]
    schema = httpx.post(
        f"{prefect.url}/block_schemas/filter", json={"block_schemas": {"block_type_id": {"any_": [block_type]}}}
    )
    content = {
        "name": "ent-report-exploitation",
        "block_type_id": block_type,
        "block_schema_id": schema.raise_for_status().json()[0]["id"],
        "data": {"name": "ent-report", "url": url, "json_data": {"text": "{{subject}}\n{{body}}"}},
    }
    block = httpx.post(f"{prefect.url}/block_documents/", json=content).raise_for_status().json()["id"]
    file = dossier / "automatisations.yaml"
    shipped = (SERVEUR / file.name).read_text()
    assert shipped.count(SILENCE) == 1
    file.write_text(shipped.replace("BLOC_NOTIFICATION", block).replace(SILENCE, f"within: {within_s}"))
    prefect.prefect(dossier, "automation", "create", "--from-file", file.name)
