"""`ent-report verify`."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from ent_report.commandes.arguments import with_json, with_month, with_region
from ent_report.commandes.dire import complain, say, say_json

AIDE = "re-read all that was issued"


def declare(parser: ArgumentParser) -> None:
    with_json(parser)
    with_month(parser)
    with_region(parser)


def execute(options: Namespace) -> int:
    from ent_report.verification.verify import grouped, verify_month  # noqa: PLC0415

    found = verify_month(options.config, options.data_dir, options.mois)
    if options.json:
        say_json(found)
    else:
        read = f"{found['editions']} editions, {found['fichiers']} files re-read"
        say(f"{options.mois}: {read}, {found['chiffres']} figures held to the indicators")
    for fault in grouped(found["fautes"]):
        complain(fault)
    return 3 if found["fautes"] else 0
