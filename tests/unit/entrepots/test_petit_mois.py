"""A small region's month from its inputs to its verification, all of it in an object store."""

from __future__ import annotations

from pathlib import Path

import pytest
from computed_month import compute
from issued_region import MOIS, issue_all, small_month
from serveurs.s3 import BUCKET, ServeurS3
from spec.tables import A
from unit.entrepots.conftest import URL

from ent_report.errors import InputsUnusableError
from ent_report.operation.status import read_status
from ent_report.preview.etat import Demande, Etat
from ent_report.verification.verify import verify_month
from ent_report.vocabulary import Mois

pytestmark = pytest.mark.slow

TIMED = {"manifest.json", "empreintes.json", "fichiers.json"}  # when, the hash of what says when, counts in no order


def test_a_month_is_the_same_bytes_in_an_object_store(serveur: ServeurS3, tmp_path: Path) -> None:
    local = small_month(tmp_path)
    issue_all(local)
    config = tmp_path / "region.toml"
    there, _ = compute(config, URL)
    issue_all(there)

    prefix = URL.removeprefix(f"s3://{BUCKET}/") + "/"
    found = {key.removeprefix(prefix): content for key, content in serveur.content(prefix.rstrip("/")).items()}
    kept = {name for name in found if not name.endswith(".verrou")}
    expected = {one: local.store.read_bytes(one) for one in local.store.walk("") if not one.endswith(".verrou")}
    assert kept == set(expected)
    assert [one for one in sorted(kept) if Path(one).name not in TIMED and found[one] != expected[one]] == []

    assert verify_month(config, URL, MOIS) == verify_month(config, tmp_path / "data", MOIS)
    assert verify_month(config, URL, MOIS)["fautes"] == []
    assert read_status(config, URL, MOIS) == read_status(config, tmp_path / "data", MOIS)
    assert Etat(Demande(config, URL, MOIS)).has(f"lycees/{A}")
    with pytest.raises(InputsUnusableError, match=f"found no indicators in {URL[:10]}.*, expected one of .*{MOIS}"):
        Etat(Demande(config, URL, Mois(2027, 1)))
