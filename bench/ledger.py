"""How fast does the ledger move money, against the same statements sent raw to PostgreSQL?

    python -m bench.ledger [--seconds 10] [--json]

Both sides take turns, a hundred transfers each, on one connection each, as the application role and under the same
policies and triggers: one transaction per transfer with its context. The database is made for the run and dropped.
"""

from __future__ import annotations

import json
import os
import secrets
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import click
import psycopg

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yiyang.config.settings")
os.environ.setdefault("YIYANG_POOL", "0")

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connections, transaction  # noqa: E402

from yiyang.foundation.actors import Actor  # noqa: E402
from yiyang.foundation.identifiers import new_id  # noqa: E402
from yiyang.foundation.money import Money  # noqa: E402
from yiyang.ground.access.context import acting_as  # noqa: E402
from yiyang.lifecycle.ledger import services as ledger  # noqa: E402
from yiyang.lifecycle.ledger.services import write  # noqa: E402

NOW = datetime(2026, 11, 21, 2, tzinfo=UTC)
HOUSE = new_id()
TURN = 100
CONTEXT = (
    "SELECT set_config('app.person', %s, true), set_config('app.organisation', %s, true),"
    " set_config('app.actor', %s, true), set_config('app.now', %s, true)"
)


def asked(person_id: UUID) -> dict[str, Any]:
    return {
        "debit": ledger.account(person_id, "payer"),
        "credit": ledger.account(HOUSE, "revenue"),
        "amount": Money(5_000),
        "kind": "charge",
        "cause_id": new_id(),
        "organisation_id": HOUSE,
        "person_id": person_id,
        "now": NOW,
        "key": str(new_id()),
    }


def through_the_ledger(person_id: UUID) -> None:
    with acting_as(Actor.system(HOUSE), NOW), transaction.atomic():
        ledger.transfer(**asked(person_id))


def sent_raw(connection: psycopg.Connection[Any]) -> Callable[[UUID], None]:
    statement, context = write._statement(2, 1), ["", str(HOUSE), "system", NOW.isoformat()]

    def send(person_id: UUID) -> None:
        wish = asked(person_id)
        debit, credit = wish["debit"], wish["credit"]
        accounts = [
            part
            for side in sorted((debit, credit))
            for part in (UUID(int=side.int), side.owner_id, side.kind, side.currency, side.no_overdraw)
        ]
        row = [new_id(), "single", UUID(int=debit.int), UUID(int=credit.int), 5_000, "CNY", "charge", wish["cause_id"]]
        row += [new_id(), wish["key"], HOUSE, person_id, NOW]
        with connection.transaction(), connection.cursor() as cursor:
            cursor.execute(CONTEXT, context)
            cursor.execute(statement, [*accounts, *row, HOUSE, [wish["key"]]], prepare=True)
            cursor.fetchall()

    return send


def measure(seconds: float) -> dict[str, float]:
    people = [new_id() for _ in range(1_000)]
    parameters = connections["default"].get_connection_params()
    for name in ("cursor_factory", "context", "prepare_threshold"):
        parameters.pop(name, None)
    spent, done = {"ledger": 0.0, "raw": 0.0}, {"ledger": 0, "raw": 0}
    with psycopg.connect(**parameters, autocommit=True) as connection:
        sides = {"ledger": through_the_ledger, "raw": sent_raw(connection)}
        for run in sides.values():
            for number in range(TURN):  # opens accounts, prepares statements
                run(people[number])
        while sum(spent.values()) < seconds:
            for name, run in sides.items():
                begin = time.perf_counter()
                for number in range(TURN):
                    run(people[(done[name] + number) % len(people)])
                spent[name] += time.perf_counter() - begin
                done[name] += TURN
    rate = {name: done[name] / spent[name] for name in sides}
    verified = ledger.verify(using="worker")
    assert verified.sound, verified
    return {
        "transfers_per_second": round(rate["ledger"], 1),
        "raw_per_second": round(rate["raw"], 1),
        "ratio": round(rate["ledger"] / rate["raw"], 3),
        "transfers": verified.transfers,
    }


def drop(owner: psycopg.Connection[Any], name: str) -> None:
    """As soon as the last closed connection has really left it."""
    for _ in range(200):
        try:
            owner.execute(f'DROP DATABASE "{name}"')
            return
        except psycopg.errors.ObjectInUse:
            time.sleep(0.05)


@click.command()
@click.option("--seconds", default=10.0, help="How long to measure.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on the last line of stdout.")
def main(seconds: float, as_json: bool) -> None:
    """Transfers per second, and the ratio to the same statements sent raw."""
    name = f"bench_{secrets.token_hex(4)}"
    parameters = connections["owner"].get_connection_params()
    for unknown in ("cursor_factory", "context", "prepare_threshold"):
        parameters.pop(unknown, None)
    with psycopg.connect(**{**parameters, "dbname": "postgres"}, autocommit=True) as owner:
        owner.execute(f'CREATE DATABASE "{name}"')
        try:
            for alias in connections:
                connections[alias].settings_dict["NAME"] = name
            call_command("migrate", database="owner", verbosity=0, interactive=False)
            found = measure(seconds)
        finally:
            connections.close_all()
            drop(owner, name)
    for what, figure in found.items():
        click.echo(f"{what:>22} {figure:>10}", err=True)
    if as_json:
        click.echo(json.dumps(found))
    sys.exit(0)


if __name__ == "__main__":
    main()
