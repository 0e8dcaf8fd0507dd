"""`yiyang keys …`: the keys that seal identity and telephone numbers, and how an old one is retired."""

from __future__ import annotations

import json

import click

from yiyang.config import environment
from yiyang.ground.people import services as people

as_json = click.option("--json", "as_json", is_flag=True, help="One JSON object on the last line of stdout.")


@click.group("keys")
def keys() -> None:
    """The keys that seal numbers at rest: list, add, restart, reseal, put the old one away."""


@keys.command("list")
@as_json
def list_keys(as_json: bool) -> None:
    """Say how many values each key closes; the first one writes."""
    used = people.keys_in_use()
    counts = {key: used.get(key, 0) for key in environment.keyring("fields")}
    missing = sorted(set(used) - set(counts))
    for key, count in counts.items():
        click.echo(f"key {key}: {count} values", err=True)
    for key in missing:
        click.echo(f"key {key} is MISSING: {used[key]} values cannot be read", err=True)
    if as_json:
        click.echo(json.dumps({"keys": counts, "missing": {key: used[key] for key in missing}}))


@keys.command()
@as_json
def add(as_json: bool) -> None:
    """Make a new key. Then start web and workers again, and run `yiyang keys reseal`."""
    try:
        key = environment.add_key("fields")
    except ValueError as reason:
        raise click.ClickException(str(reason)) from None
    click.echo(f"key {key} is there; start web and workers again, then run `yiyang keys reseal`", err=True)
    if as_json:
        click.echo(json.dumps({"key": key}))


@keys.command()
@as_json
def reseal(as_json: bool) -> None:
    """Close every value again with the newest key; safe to stop and to repeat."""
    count = people.reseal()
    click.echo(f"{count} values sealed anew", err=True)
    if as_json:
        click.echo(json.dumps({"resealed": count}))
