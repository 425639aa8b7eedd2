"""Whether a PDF is accessible (PDF/UA-1): the only place that knows the validator.

page-validation is a Rust library that needs nothing beside it, and agrees with veraPDF on every report of the tests,
where the latter checks PDF/A as well. PDF/A is not asked of it: its verdict there has false alarms.
"""

from __future__ import annotations

import page

RULES_SHOWN = 5


def ua1_faults(pdf: bytes) -> list[str]:
    """The rules of PDF/UA-1 that a file breaks, each once with what was found, the first of them; empty if none."""
    try:
        report = page.validate_pdf_bytes(pdf, profile=page.ValidationProfile.PDF_UA_1)
    except page.PageError as error:
        return [f"cannot be checked for PDF/UA-1: {error}"]
    broken = {one.rule_id: one.message for one in report.failures}
    more = [f"and {len(broken) - RULES_SHOWN} more rules of PDF/UA-1"] if len(broken) > RULES_SHOWN else []
    return [*(f"breaks {rule}: {message}" for rule, message in list(broken.items())[:RULES_SHOWN]), *more]
