"""`ent-report demo`."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from ent_report.commandes.arguments import count, with_data_dir, with_month
from ent_report.commandes.dire import say
from ent_report.commandes.run import issue
from ent_report.vocabulary import Mois

AIDE = "fabricate a fictional region and run its month"


def declare(parser: ArgumentParser) -> None:
    parser.add_argument("--lycees", type=count, default=24, help="how many lycées (24)")
    parser.add_argument("--events-per-day", type=count, help="events of the region on an ordinary class day")
    parser.add_argument("--seed", type=int, default=1, help="another seed, another region (1)")
    with_month(parser, Mois(2026, 10))
    with_data_dir(parser)


def execute(options: Namespace) -> int:
    from ent_report.demo import fabricate  # noqa: PLC0415
    from ent_report.entrepots.choix import local_folder  # noqa: PLC0415

    folder = local_folder(options.data_dir) / "demo"
    say(f"fabricating {options.lycees} lycées, {options.mois} and the months that it is compared with, in {folder}")
    config = fabricate(
        folder, mois=options.mois, lycees=options.lycees, events_per_day=options.events_per_day, seed=options.seed
    )
    return issue(options.mois, config, options.data_dir)
