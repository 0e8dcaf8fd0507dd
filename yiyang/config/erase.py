"""`yiyang erase`: at a person's request, hand out what is kept about them, and forget them in every room."""

from __future__ import annotations

import json
import os
from datetime import datetime
from pathlib import Path
from uuid import UUID

import click
from django.db import transaction

from yiyang.config import site
from yiyang.doors.web import leaving
from yiyang.foundation import clock
from yiyang.foundation.actors import Actor
from yiyang.ground.access.context import acting_as


@click.command()
@click.argument("person", type=click.UUID)
@click.option(
    "--export", type=click.Path(dir_okay=False, path_type=Path), help="First write everything about them here."
)
@click.option("--export-only", is_flag=True, help="Write it, and forget nothing.")
@click.option("--yes", is_flag=True, help="Do not ask again.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on the last line of stdout.")
def erase(person: UUID, export: Path | None, export_only: bool, yes: bool, as_json: bool) -> None:
    """Forget PERSON (their id) in every room. Bills stay without a name; every proof of the trust log still holds.

    It cannot be undone, and older backups still hold the person until they are destroyed.
    """
    if export_only and export is None:
        raise click.UsageError("--export-only needs --export FILE.")
    now = clock.now()
    if export is not None:
        _write(export, _copy_of(person, now))
        site.say(f"Everything about the person is in {export}.")
    if not export_only:
        if not yes:
            click.confirm("Forget this person for ever?", abort=True, err=True)
        by = Actor.system()
        with acting_as(by, now), transaction.atomic():
            leaving.forget(by, person, now, sure=True)
        site.say("The person is forgotten. Destroy older backups when their time has come.")
    if as_json:
        click.echo(json.dumps({"erased": not export_only, "export": str(export) if export else None}))


def _copy_of(person: UUID, now: datetime) -> bytes:
    """What the person would get on their own page; under their own eyes, since it is theirs."""
    with acting_as(Actor.person(person), now), transaction.atomic():
        return leaving.copy_as_file(Actor.person(person), person, now)


def _write(file: Path, content: bytes) -> None:
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as opened:
        opened.write(content)
