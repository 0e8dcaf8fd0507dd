"""`yiyang bench ledger`: how fast does the ledger move money, beside the same statements sent raw to PostgreSQL?

Both take turns, a hundred transfers each, on one connection each, as the application role and under the same policies
and triggers: one transaction per transfer with its context. The database is made for the run and dropped.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import click
import psycopg
from django.db import transaction

from yiyang.config import site
from yiyang.config.throwaway import throwaway
from yiyang.foundation.actors import Actor
from yiyang.foundation.identifiers import new_id
from yiyang.foundation.money import Money
from yiyang.ground.access.context import acting_as
from yiyang.ground.access.postgres.address import address_of
from yiyang.ground.access.postgres.base import SET_CONTEXT
from yiyang.lifecycle.ledger import services as ledger
from yiyang.lifecycle.ledger.services.write import statement_for

NOW = datetime(2026, 11, 21, 2, tzinfo=UTC)
HOUSE = new_id()
TURN = 100


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
    statement, context = statement_for(2, 1), ["", str(HOUSE), "system", NOW.isoformat()]

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
            cursor.execute(SET_CONTEXT, context)
            cursor.execute(statement, [*accounts, *row, HOUSE, [wish["key"]]], prepare=True)
            cursor.fetchall()

    return send


def measure(seconds: float) -> dict[str, float]:
    people = [new_id() for _ in range(1_000)]
    spent, done = {"ledger": 0.0, "raw": 0.0}, {"ledger": 0, "raw": 0}
    with psycopg.connect(**address_of("default"), autocommit=True) as connection:
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


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object on the last line of stdout.")
@click.option("--seconds", default=10.0, type=click.FloatRange(0.1, 600), help="How long to measure.")
def transfers(as_json: bool, seconds: float) -> None:
    """Transfers a second through the ledger and raw, by turns; `ratio` is what is left of PostgreSQL's own pace."""
    with throwaway("bench"):
        figures = measure(seconds)
    site.say(f"{figures['transfers_per_second']} transfers/s, {figures['raw_per_second']}/s raw: {figures['ratio']}")
    if as_json:
        click.echo(json.dumps(figures))
