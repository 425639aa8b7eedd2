"""What Polars raises of an object store, told as a line that names the object."""

import polars as pl
import pytest

from ent_report.errors import StorageError
from ent_report.reponses_s3 import reading

NOWHERE = {
    "aws_region": "eu-west-3",
    "aws_endpoint_url": "http://127.0.0.1:9",
    "aws_allow_http": "true",
    "aws_access_key_id": "id",
    "aws_secret_access_key": "key",
    "retry_timeout_ms": 100,
    "max_retries": 0,
}


@pytest.mark.slow  # it asks several times whatever it is told
def test_a_store_that_does_not_answer_is_named() -> None:
    rows = pl.scan_parquet("s3://depot/a.parquet", storage_options=NOWHERE, credential_provider=None, glob=False)
    with (
        pytest.raises(StorageError, match=r"^s3://depot/a\.parquet: found no usable answer: HTTP error") as found,
        reading(),
    ):
        rows.collect()
    assert "\n" not in str(found.value)


@pytest.mark.parametrize("error", [ConnectionRefusedError("refused"), pl.exceptions.ComputeError("a fault of ours")])
def test_other_faults_stay_what_they_are(error: Exception) -> None:
    with pytest.raises(type(error), match=str(error)), reading():
        raise error
