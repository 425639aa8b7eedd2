"""The orchestration: Prefect flows that read as the data's way."""
