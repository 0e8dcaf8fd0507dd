"""`yiyang init`: an empty site and the one person who may let others in."""

from __future__ import annotations

import json
import secrets

import click
from django.db import transaction

from yiyang.config import site
from yiyang.foundation import clock
from yiyang.foundation.actors import Actor
from yiyang.foundation.identifiers import new_id
from yiyang.ground.access import actions
from yiyang.ground.access import services as access
from yiyang.ground.access.context import acting_as
from yiyang.ground.people import services as people
from yiyang.ground.places import services as places


@click.command()
@click.option("--house", "house_name", default="医养平台", show_default=True, help="Name of the operator's house.")
@click.option("--house-en", "house_name_en", default="Yiyang Office", show_default=True, help="The same in English.")
@click.option("--name", required=True, help="Full name of the first operator.")
@click.option("--username", required=True, help="What the operator signs in with.")
@click.option("--phone", default="", help="A telephone number for sign-in by code.")
@click.option("--password", envvar="YIYANG_OPERATOR_PASSWORD", help="By default one is made and shown once.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on the last line of stdout.")
def init(
    *, house_name: str, house_name_en: str, name: str, username: str, phone: str, password: str | None, as_json: bool
) -> None:
    """Make an empty site with its first operator. A site that has one is left as it is."""
    secret = password or secrets.token_urlsafe(12)
    now = clock.now()
    system = Actor.system(new_id())
    with acting_as(system, now), transaction.atomic():
        house = places.found_platform(by=system, now=now, name=house_name, name_en=house_name_en)
        person = people.register_person(by=system, now=now, name=name)
        account = people.open_account(by=system, now=now, person_id=person.id, username=username, phone=phone)
        account.set_password(secret)
        account.save(update_fields=["password"])
        access.assign(by=system, now=now, holder_id=person.id, organisation_id=house.id, role=actions.OPERATOR)
    site.say(f"The site is made. Sign in as {username}{'' if password else f' with the password {secret}'}.")
    if not password:
        site.say("It is shown only now; change it after signing in.")
    if as_json:
        made = {"organisation": str(house.id), "person": str(person.id), "username": username}
        click.echo(json.dumps(made if password else {**made, "password": secret}))
