"""Eight o'clock over HTTP: everybody presses the button for one of forty numbers at a running site.

Forty are sold, none twice, no answer is a server's mistake, and nobody is left without an answer.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db import connections

from tests.promises.crowd import Answers, Attempt, send_all
from yiyang.config.tests.test_serve import free_port, serving, until
from yiyang.ground.people.models import Account, Person
from yiyang.lifecycle.capacity.models import Session as Sitting
from yiyang.lifecycle.capacity.models import Slot
from yiyang.lifecycle.capacity.tests.factories import committed_session

pytestmark = pytest.mark.browser
NUMBERS = 40
TOKEN = "r" * 32
RESULTS = Path(__file__).parents[2] / "artefacts"


def crowd(count: int) -> list[dict[str, str]]:
    """So many people with accounts who are signed in already; their cookies."""
    people = [Person(id=uuid4(), name="某人") for _ in range(count)]
    accounts = [
        Account(id=uuid4(), person_id=one.id, username=f"crowd-{n}", password="!") for n, one in enumerate(people)
    ]
    store, sessions = SessionStore(), []
    for account in accounts:
        data = {
            SESSION_KEY: str(account.pk),
            BACKEND_SESSION_KEY: "allauth.account.auth_backends.AuthenticationBackend",
            HASH_SESSION_KEY: account.get_session_auth_hash(),
        }
        key = uuid4().hex
        ends = datetime.now(UTC) + timedelta(days=1)
        sessions.append(Session(session_key=key, session_data=store.encode(data), expire_date=ends))
    for model, rows in ((Person, people), (Account, accounts), (Session, sessions)):
        model.objects.using("owner").bulk_create(rows, batch_size=1_000)  # type: ignore[attr-defined]
    return [{"sessionid": each.session_key, "csrftoken": TOKEN} for each in sessions]


def attempts(count: int) -> tuple[UUID, list[Attempt]]:
    """A session tomorrow, and `count` people who each want one of its numbers."""
    session_id = committed_session(datetime.now(UTC), numbers=NUMBERS, minutes=5)
    sitting = Sitting.objects.using("owner").get(id=session_id)
    slots = list(Slot.objects.using("owner").filter(session_id=session_id).values_list("id", flat=True))
    path = f"/appointment/choose/{sitting.service_id}"
    forms = [
        {"csrfmiddlewaretoken": TOKEN, "slot_id": str(slots[n % NUMBERS]), "request_key": uuid4().hex}
        for n in range(count)
    ]
    return session_id, [Attempt(path, cookies, form) for cookies, form in zip(crowd(count), forms, strict=True)]


def sold(session_id: UUID) -> tuple[int, int, int]:
    """(live claims, different numbers among them, orders), read past the policies."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "SELECT count(*), count(DISTINCT c.number), (SELECT count(*) FROM orders_order) FROM capacity_slotclaim c"
            " JOIN capacity_slot s ON s.id = c.slot_id WHERE s.session_id = %s AND c.state IN ('held', 'kept')",
            [session_id],
        )
        claims, numbers, orders = cursor.fetchone()
    return claims, numbers, orders


@pytest.mark.parametrize(
    ("people", "at_once"),
    [(600, 100), pytest.param(10_000, 500, marks=pytest.mark.long)],
    ids=["reduced", "full"],
)
def test_forty_numbers_are_sold_once_and_everyone_is_answered(
    surroundings: dict[str, str],
    tmp_path: Path,
    people: int,
    at_once: int,
) -> None:
    session_id, wanted = attempts(people)
    with serving(surroundings, tmp_path, "--processes", "2", "--web-only") as site:
        port = int(site.url.rpartition(":")[2])
        answers = send_all(port, wanted, connections=at_once)
    assert answers.statuses == {"302": NUMBERS, "422": people - NUMBERS}
    assert sold(session_id) == (NUMBERS, NUMBERS, NUMBERS)
    note(answers, people, at_once)


def note(answers: Answers, people: int, at_once: int) -> None:
    """Keep the figures for docs/reference/performance.md."""
    figures = {
        "attempts": people,
        "connections": at_once,
        "seconds": round(answers.wall, 1),
        "attempts_per_second": round(people / answers.wall),
        "p50_ms": round(1_000 * answers.percentile(0.5)),
        "p99_ms": round(1_000 * answers.percentile(0.99)),
    }
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / f"rush-{people}.json").write_text(json.dumps(figures) + "\n")
    print(f"rush: {figures}")


@contextmanager
def unprotected(surroundings: dict[str, str]) -> Iterator[int]:
    port = free_port()
    command = [sys.executable, "-m", "granian", "--interface", "asginl", "--host", "127.0.0.1", "--port", str(port)]
    environment = {**surroundings, "YIYANG_POOL": "1", "YIYANG_URL": f"http://127.0.0.1:{port}"}
    process = subprocess.Popen(
        [*command, "--workers", "2", "--log-level", "warning", "tests.promises.unprotected:application"],
        env=environment,
    )
    try:
        until(lambda: process.poll() is not None or _answers(port))
        yield port
    finally:
        process.terminate()
        process.wait(30)


def _answers(port: int) -> bool:
    ping = Attempt("/healthz", {}, {})
    return send_all(port, [ping], connections=1).statuses["unanswered"] == 0


def test_control_a_number_looked_at_first_and_taken_afterwards_is_sold_twice(
    surroundings: dict[str, str],
) -> None:
    session_id, wanted = attempts(120)
    with connections["owner"].cursor() as cursor:
        cursor.execute("ALTER TABLE capacity_slotclaim DROP CONSTRAINT claim_one_per_turn")
    with unprotected(surroundings) as port:
        send_all(port, sorted(wanted, key=lambda each: each.form["slot_id"]), connections=40)
    claims, numbers, _ = sold(session_id)
    assert claims > numbers
