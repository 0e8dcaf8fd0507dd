"""`yiyang bench pages`: how long do the busiest pages take, and how many queries, in a town of this size?

Real people of real houses ask through the whole application, under row-level security, one after the other in one
process: what is measured is the server's own time, from the request to the last byte, without a network.
"""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import cycle, islice
from typing import Any

import click
from django.conf import settings
from django.db import connection, connections, transaction
from django.test import Client

from yiyang.config import site
from yiyang.config.demo.living import grow, houses
from yiyang.config.throwaway import throwaway
from yiyang.foundation import clock
from yiyang.foundation.actors import ANONYMOUS
from yiyang.ground.access.context import acting_as
from yiyang.ground.people.models import Account

WARM = 3
PEOPLE = 20


@dataclass(frozen=True)
class Page:
    """A page to ask for: what it is called, who may sign in to see it, and the addresses to take turns."""

    name: str
    logins: tuple[str, ...]
    addresses: tuple[str, ...]
    house: str = ""
    typed: tuple[str, ...] = ()  # sent in the body of a request, never in an address


@dataclass(frozen=True)
class Timing:
    """What a page took: milliseconds at least and at two quantiles, queries at most and at least, bytes at the end.

    On a machine that others use, the least is nearest to what the page costs by itself.
    """

    name: str
    least: float
    p50: float
    p95: float
    queries: int
    queries_least: int
    size: int


@click.command()
@click.option("--elders", default=2_000, type=click.IntRange(1, grow.ELDERS_MAX), help="How many live in the town.")
@click.option("--orders", type=click.IntRange(0, 20_000_000), help="How many orders; by default those of a month.")
@click.option("--requests", default=60, type=click.IntRange(5, 2_000), help="How often each page is asked for.")
@click.option("--here", is_flag=True, help="Measure the town that stands in this site, and make none.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on the last line of stdout.")
def pages(elders: int, orders: int | None, requests: int, here: bool, as_json: bool) -> None:
    """Ask for the busiest pages as real people do; in a database of its own, or in the demo's with --here."""
    if here:
        timings = measure(requests)
    else:
        with throwaway("bench"):
            begun = time.monotonic()
            grow.grow(elders, clock.now(), site.say, orders=orders, password="!")  # noqa: S106 – nobody's password
            site.say(f"the town stood after {time.monotonic() - begun:.0f} s")
            timings = measure(requests)
    for each in timings:
        said = f"least {each.least:7.1f} ms  p50 {each.p50:7.1f} ms  p95 {each.p95:7.1f} ms  {each.queries:>3} queries"
        click.echo(f"{each.name:<28} {said}", err=True)
    if as_json:
        click.echo(json.dumps({"elders": elders, "orders": orders, "pages": [vars(each) for each in timings]}))


def measure(requests: int) -> list[Timing]:
    """Every page in turn; raises ClickException naming a page that does not answer 200."""
    if "testserver" not in settings.ALLOWED_HOSTS:
        settings.ALLOWED_HOSTS.append("testserver")
    with transaction.atomic(using="worker"):
        found = _pages()
    return [_measure(page, requests) for page in found]


def _pages() -> list[Page]:
    """The ten busiest pages and the searches, with addresses out of the first district."""
    elders = tuple(f"elder-0-{number}" for number in range(PEOPLE))
    children = tuple(
        _column(
            "SELECT username FROM people_account WHERE username LIKE 'child-0-%%' ORDER BY username LIMIT %s", PEOPLE
        )
    )
    services = _column(
        "SELECT id FROM offers_service WHERE organisation_id = %s ORDER BY id LIMIT 8", houses.key(0, "hospital")
    )
    names = _searches()
    doctor = _column(
        "SELECT a.username FROM people_account a JOIN people_practitioner p ON p.person_id = a.person_id"
        " JOIN offers_service s ON s.practitioner_id = p.id WHERE s.organisation_id = %s AND s.need = 'cardiology'"
        " ORDER BY a.username LIMIT 1",
        houses.key(0, "hospital"),
    )
    return [
        Page("search: find a service", (), ("/find?need=cardiology",)),
        Page("search: sorted by soonest", (), ("/find?need=general-practice&sort=soonest",)),
        Page("provider", (), tuple(f"/provider/{each}" for each in services)),
        Page("booking form", elders, tuple(f"/appointment/choose/{each}" for each in services)),
        Page("elder's home", elders, ("/",)),
        Page("family's home", children, ("/",)),
        Page("orders", elders, ("/orders",)),
        Page("file (timeline)", elders, ("/file",)),
        Page("inbox", elders, ("/inbox",)),
        Page("desk", ("desk-0-3",), ("/appointment/desk",), "hospital"),
        Page("doctor's list", tuple(doctor), ("/appointment/list",), "hospital"),
        Page("manager's house", ("manager-0-3",), ("/house",), "hospital"),
        Page("manager's numbers", ("manager-0-3",), ("/numbers",), "hospital"),
        Page("board of home visits", ("manager-0-5",), ("/home-visit/board",), "home-nursing"),
        Page("search everywhere", ("nurse-0-1",), ("/search",), "community-centre", names),
        Page("reception: find a person", ("nurse-0-1",), ("/reception",), "community-centre", names),
    ]


def _searches() -> tuple[str, ...]:
    """A surname, a surname in pinyin, a whole name, four last digits, a birthday: as they are typed at a desk."""
    name, latin, born = _rows(
        "SELECT name, name_latin, birth_on FROM people_person WHERE organisation_id = %s ORDER BY id LIMIT 1",
        houses.key(0, "community-centre"),
    )[0]
    return name[0], latin.split()[0].lower(), name, "0007", born.isoformat()


def _column(query: str, value: Any) -> list[Any]:
    return [row[0] for row in _rows(query, value)]


def _rows(query: str, value: Any) -> list[tuple[Any, ...]]:
    with connections["worker"].cursor() as cursor:
        cursor.execute(query, [value])
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


def _measure(page: Page, requests: int) -> Timing:
    clients = [_signed_in(login, page.house) for login in page.logins] or [Client()]
    turns = zip(cycle(clients), cycle(page.addresses), strict=False)
    taken: list[float] = []
    counts: list[int] = []
    size = 0
    words = cycle(page.typed or ("",))
    for number, (client, address) in enumerate(islice(turns, WARM + requests)):
        word = next(words)
        with _counted() as counted:
            begun = time.perf_counter()
            answer = client.post(address, {"q": word}) if word else client.get(address, follow=True)
            seconds = time.perf_counter() - begun
        if answer.status_code != 200:
            raise click.ClickException(f"{page.name} ({address}) answered {answer.status_code}")
        if number >= WARM:
            taken.append(1_000 * seconds)
            counts.append(counted())
            size = len(answer.content)
    cuts = statistics.quantiles(taken, n=20)
    return Timing(
        page.name, round(min(taken), 1), round(cuts[9], 1), round(cuts[18], 1), max(counts), min(counts), size
    )


def _signed_in(login: str, house: str) -> Client:
    client = Client()
    with acting_as(ANONYMOUS, clock.now()), transaction.atomic():
        client.force_login(Account.objects.get(username=login))
    if house:
        client.post("/acting", {"organisation": str(houses.key(0, house))})
    return client


@contextmanager
def _counted() -> Iterator[Callable[[], int]]:
    """Count the statements sent meanwhile as the application role."""
    sent = 0

    def count(execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: dict[str, Any]) -> Any:
        nonlocal sent
        sent += 1
        return execute(sql, params, many, context)

    with connection.execute_wrapper(count):
        yield lambda: sent
