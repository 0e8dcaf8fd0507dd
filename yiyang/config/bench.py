"""`yiyang bench booking`: how much do our rules cost on top of the same statements sent raw?

Both kinds run in one and the same process by turns, on the application role with the same context. A raw booking is one
that was placed first, recorded and rolled back: its statements are then sent as they were, one by one, through libpq.
"""

from __future__ import annotations

import json
import multiprocessing
import queue
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID, uuid4

import click
import psycopg
from django.db import connection, connections, transaction

from yiyang.config import site
from yiyang.config.demo import cast
from yiyang.config.throwaway import point_at, throwaway
from yiyang.foundation import clock
from yiyang.foundation.actors import Actor
from yiyang.foundation.money import Money
from yiyang.ground.access.context import RowContext, acting_as
from yiyang.ground.access.postgres.base import SET_CONTEXT
from yiyang.ground.people.services import register_person
from yiyang.lifecycle.capacity import services as capacity
from yiyang.lifecycle.capacity.selectors import numbers_of
from yiyang.lifecycle.offers import services as offers
from yiyang.lifecycle.orders import services as orders

ROUNDS = 4
NUMBERS = 500  # of one session


@dataclass(frozen=True)
class Job:
    """What one client does: for every person a slot that is booked raw and one through the rules, at `now`."""

    database: str
    service_id: UUID
    wishes: tuple[tuple[UUID, UUID, UUID], ...]  # person, slot for raw, slot for the rules
    now: datetime


@dataclass(frozen=True)
class Pace:
    """Bookings of one client and the seconds they took, by kind."""

    booked: int
    seconds: dict[str, float]
    statements: int


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object on the last line of stdout.")
@click.option("--clients", default=2, type=click.IntRange(1, 16), help="Processes that book at the same time.")
@click.option(
    "--bookings", default=400, type=click.IntRange(16, 8_000), help="Bookings of each kind, over all clients."
)
def booking(as_json: bool, clients: int, bookings: int) -> None:
    """Book numbers through the whole lifecycle, and the same statements raw, by turns; in a database of its own.

    `ratio` is bookings_per_second / raw_per_second: what is left of PostgreSQL's own pace.
    """
    with throwaway("bench") as database:
        site.say(f"{bookings} people and two numbers for each of them…")
        jobs = _prepare(database, clients, bookings)
        site.say(f"{clients} clients book…")
        paces = _run(jobs)
        _check(2 * bookings)
    figures = _figures(paces)
    click.echo(
        f"{figures['bookings_per_second']} bookings/s through the rules, {figures['raw_per_second']}/s raw"
        f" ({figures['statements_per_booking']} statements each): ratio {figures['ratio']}",
        err=True,
    )
    if as_json:
        click.echo(json.dumps({**figures, "clients": clients}))


def _prepare(database: str, clients: int, people: int) -> list[Job]:
    """A prepaid service of the hospital, two numbers for everybody, and people who may book for themselves."""
    now, hospital, keeper = clock.now(), Actor.system(cast.key("hospital")), Actor.system(cast.key("community"))
    with acting_as(hospital, now), transaction.atomic():
        service = offers.offer(
            by=hospital, now=now, organisation_id=cast.key("hospital"), need="cardiology", mode="appointment",
            name="心内科门诊", price=Money(5_000), hold_minutes=60,
        )  # fmt: skip
        slots: list[UUID] = []
        for day in range(1, 2 + 2 * people // NUMBERS):
            session_id = capacity.add_session(
                by=hospital,
                now=now,
                service_id=service.id,
                starts_at=now + timedelta(days=day),
                numbers=NUMBERS,
                minutes_per_number=2,
            )
            slots.extend(card.id for card in numbers_of(hospital, session_id, now))
    with acting_as(keeper, now), transaction.atomic():
        known = [register_person(by=keeper, now=now, name="某人").id for _ in range(people)]
    wishes = list(zip(known, slots[:people], slots[people : 2 * people], strict=True))
    return [Job(database, service.id, tuple(wishes[n::clients]), now) for n in range(clients)]


def _run(jobs: list[Job]) -> list[Pace]:
    # Forked, so that every client is ready at once; nothing is connected at that moment.
    point_at(jobs[0].database)
    fork = multiprocessing.get_context("fork")
    together, answers = fork.Barrier(len(jobs)), fork.Queue()
    clients = [fork.Process(target=_client, args=(job, together, answers)) for job in jobs]
    for client in clients:
        client.start()
    paces: list[Pace] = []
    while len(paces) < len(clients):
        try:
            paces.append(answers.get(timeout=1))
        except queue.Empty:
            if any(client.exitcode for client in clients):
                raise click.ClickException("A client broke off; what it said stands above.") from None
    for client in clients:
        client.join(timeout=30)
    return paces


def _client(job: Job, together: Any, answers: Any) -> None:
    """A share of the people raw and through the rules by turns; who begins changes from round to round."""
    point_at(job.database)
    seconds, statements, share = {"raw": 0.0, "rules": 0.0}, 0, -(-len(job.wishes) // ROUNDS)
    with _raw_connection() as raw:
        for turn in range(ROUNDS):
            part = job.wishes[turn * share : (turn + 1) * share]
            recorded = [_recorded(job, person, slot) for person, slot, _ in part]
            statements = max(statements, *map(len, recorded))
            works: dict[str, Callable[[], None]] = {
                "raw": partial(_send, raw, recorded),
                "rules": partial(_book, job, [(person, slot) for person, _, slot in part]),
            }
            for kind in sorted(works, reverse=bool(turn % 2)):
                together.wait(timeout=300)
                begun = time.perf_counter()
                works[kind]()
                seconds[kind] += time.perf_counter() - begun
    answers.put(Pace(len(job.wishes), seconds, statements))


def _book(job: Job, wishes: list[tuple[UUID, UUID]]) -> None:
    for person, slot in wishes:
        with acting_as(Actor.person(person), job.now), transaction.atomic():
            _place(job, person, slot)


def _place(job: Job, person: UUID, slot: UUID) -> None:
    orders.place(
        by=Actor.person(person),
        now=job.now,
        service_id=job.service_id,
        person_id=person,
        detail={"slot_id": str(slot)},
        request_key=str(uuid4()),
    )


def _recorded(job: Job, person: UUID, slot: UUID) -> list[bytes]:
    """The statements of one booking, from BEGIN to COMMIT, with their values in them; nothing stays of it."""
    sent: list[str] = []

    def keep(execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: dict[str, Any]) -> Any:
        result = execute(sql, params, many, context)
        sent.append(connection.ops.last_executed_query(context["cursor"], sql, params))
        return result

    actor = Actor.person(person)
    with acting_as(actor, job.now), transaction.atomic():
        with connection.execute_wrapper(keep):
            _place(job, person, slot)
        transaction.set_rollback(True)
        with connection.cursor() as cursor:
            eyes = cursor.mogrify(SET_CONTEXT, RowContext(actor, job.now).parameters())
    return [each.encode() for each in ("BEGIN", eyes, *sent, "COMMIT")]


def _raw_connection() -> psycopg.Connection[Any]:
    """A connection of the application role without Django, pool or adapters."""
    parameters = connections["default"].get_connection_params()
    known = {key: value for key, value in parameters.items() if key in ("host", "port", "user", "password", "dbname")}
    return psycopg.connect(**known, autocommit=True)


def _send(raw: psycopg.Connection[Any], bookings: list[list[bytes]]) -> None:
    fine = (psycopg.pq.ExecStatus.COMMAND_OK, psycopg.pq.ExecStatus.TUPLES_OK)
    for statements in bookings:
        for statement in statements:
            answer = raw.pgconn.exec_(statement)
            if answer.status not in fine:
                raise RuntimeError(answer.error_message.decode())


def _check(expected: int) -> None:
    """Every booking of either kind is there once; a fast bench that loses half of them would be worth nothing."""
    with transaction.atomic(using="worker"), connections["worker"].cursor() as cursor:
        cursor.execute("SELECT count(*), count(DISTINCT slot_id) FROM capacity_slotclaim WHERE state = 'held'")
        claims, slots = cursor.fetchone()
        cursor.execute("SELECT count(*) FROM orders_order")
        [placed] = cursor.fetchone()
    if not claims == slots == placed == expected:
        raise click.ClickException(f"{expected} bookings were sent, {placed} orders and {claims} claims are there")


def _figures(paces: list[Pace]) -> dict[str, Any]:
    rate = {kind: sum(pace.booked / pace.seconds[kind] for pace in paces) for kind in ("rules", "raw")}
    return {
        "bookings_per_second": round(rate["rules"], 1),
        "raw_per_second": round(rate["raw"], 1),
        "ratio": round(rate["rules"] / rate["raw"], 3),
        "bookings": sum(pace.booked for pace in paces),
        "statements_per_booking": max(pace.statements for pace in paces),
    }
