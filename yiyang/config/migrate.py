"""`yiyang migrate`."""

from __future__ import annotations

import json

import click

from yiyang.config import site


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object on the last line of stdout.")
def migrate(as_json: bool) -> None:
    """Bring the database up to date; again changes nothing.

    Every other command does the same by itself where it may. A site on a database of its own runs this where
    DATABASE_OWNER_URL is set, and serves without it.
    """
    with site.running():
        if not site.may_migrate():
            raise click.ClickException("DATABASE_URL is set, so DATABASE_OWNER_URL must be too: the owner migrates.")
        applied = site.bring_up_to_date()
    site.say(f"{len(applied)} migrations applied." if applied else "Nothing to do.")
    if as_json:
        click.echo(json.dumps({"applied": applied}))
