"""`yiyang index names`: write down again what people, houses and services can be found by."""

from __future__ import annotations

import json

import click

from yiyang.ground.people import services as people
from yiyang.ground.places import services as places
from yiyang.lifecycle.offers import services as offers


@click.command("names")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on the last line of stdout.")
def names(as_json: bool) -> None:
    """Index every name anew, in batches, while the site goes on. Stop it at any time; running it again is harmless."""
    counts: dict[str, int] = {}
    for what, verb in (
        ("people", people.index_people_again),
        ("organisations", places.index_houses_again),
        ("services", offers.index_services_again),
    ):
        counts[what] = verb()
        click.echo(f"{counts[what]:,} {what} can be found by their names", err=True)
    if as_json:
        click.echo(json.dumps(counts))
