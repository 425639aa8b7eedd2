"""The orchestration: Prefect flows that read as the data's way."""

import logging

logging.getLogger("ent_report").setLevel(logging.INFO)  # what a run says of its progress is kept with it
