"""`yiyang keys …`: the keys that seal numbers and the key that signs the trust log, and how an old one is retired."""

from __future__ import annotations

import json

import click
from django.db import transaction

from yiyang.config import environment
from yiyang.foundation import clock
from yiyang.foundation.actors import Actor
from yiyang.ground.people import services as people
from yiyang.ground.trust import keys as log_keys
from yiyang.ground.trust import services as trust
from yiyang.ground.trust.notes import Signer

as_json = click.option("--json", "as_json", is_flag=True, help="One JSON object on the last line of stdout.")


@click.group("keys")
def keys() -> None:
    """The keys that seal numbers at rest: list, add, restart, reseal, put the old one away. And the log's: rotate."""


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


@keys.command()
@as_json
def rotate(as_json: bool) -> None:
    """Replace the key that signs the trust log. Then start every worker again; what the old one signed stays true."""
    with transaction.atomic(using="worker"):
        old = log_keys.signer("worker")
        try:
            name = environment.add_seed("trust")
        except ValueError as reason:
            raise click.ClickException(str(reason)) from None
        new = Signer(old.name, bytes.fromhex(environment.secret(name)))
        told = {"old": old.verifier.vkey, "new": new.verifier.vkey}
        trust.record("trust.key-replaced", by=Actor.system(), now=clock.now(), payload=told, using="worker")
    click.echo(f"secrets/{name} signs from the next start of the workers on; hand out the new public key", err=True)
    click.echo(new.verifier.vkey)
    if as_json:
        click.echo(json.dumps(told))
