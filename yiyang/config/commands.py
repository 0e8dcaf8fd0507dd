"""The register of commands. A room adds one here with one line and nothing elsewhere:

    Command("import fhir", "yiyang.doors.console.import_:fhir", "Take in FHIR bundles, files or folders."),

The path names an ordinary click command or group. It is imported only when it is asked for, so `yiyang --help` needs no
Django. Before a command of `Need.SITE` runs, the database is started and migrated; a command's own `--help` and its
complaints about wrong options come before that. Two words make a group. `pure` names subcommands that need no database.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Need(Enum):
    """What must stand before a command runs."""

    SITE = "Django set up, the database started and migrated"
    DJANGO = "Django set up"
    NOTHING = "nothing: the command opens what it needs itself"


@dataclass(frozen=True)
class Command:
    """One line of `yiyang --help`."""

    name: str
    path: str
    help: str
    need: Need = Need.SITE
    pure: tuple[str, ...] = ()


COMMANDS = [
    Command("ledger", "yiyang.doors.console.ledger:ledger", "The ledger: sum it again, compare it with a day."),
    Command("init", "yiyang.config.init:init", "Make an empty site with its first operator."),
    Command("bench ledger", "yiyang.config.bench_ledger:transfers", "Transfers a second, beside raw ones."),
    Command("bench booking", "yiyang.config.bench:booking", "Bookings a second, beside the same statements raw."),
    Command("bench pages", "yiyang.config.bench_pages:pages", "The busiest pages, in a town of any size."),
    Command("demo", "yiyang.config.demo.command:demo", "Show it, with invented people.", Need.NOTHING),
    Command("serve", "yiyang.config.serve:serve", "Serve pages, live news and jobs.", Need.NOTHING),
    Command("worker", "yiyang.config.worker:worker", "Do the jobs of a larger site."),
    Command("import fhir", "yiyang.doors.console.import_:fhir", "Take in FHIR bundles, resources and NDJSON."),
    Command(
        "import table", "yiyang.doors.console.tables:table", "Take in a list of people, services, prices or hours."
    ),
    Command("export table", "yiyang.doors.console.tables:hand_out", "Hand out such a list as CSV or Excel."),
    Command("index names", "yiyang.doors.console.names:names", "Make people, houses and services findable again."),
    Command("keys", "yiyang.config.keys:keys", "The keys that seal numbers at rest."),
    Command("backup", "yiyang.config.backup:backup", "Write the whole site, keys included, into one file."),
    Command("restore", "yiyang.config.backup:restore", "Make a site again from a backup.", Need.NOTHING),
    Command("erase", "yiyang.config.erase:erase", "Give a person their data, and forget them."),
    Command("migrate", "yiyang.config.migrate:migrate", "Bring the database up to date.", Need.NOTHING),
    Command(
        "trust",
        "yiyang.doors.console.trust:trust",
        "The trust log: what happened, provable to strangers.",
        pure=("check",),
    ),
]

GROUPS = {
    "export": "Hand out what is here.",
    "bench": "Measure it on this machine.",
    "import": "Take in what others have written.",
    "index": "Write down again what is derived.",
}
