"""As many districts as are wanted, one after the other; what stands is left alone, what is missing is added."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime

from django.db import connections, transaction

from yiyang.config.demo.living import houses
from yiyang.config.demo.living.district import A_MONTH, SIZE, Plan, write

SEED = 20261121
ELDERS_MAX = 1_000_000
FULL_DISTRICTS = 10
_SAY_SECONDS = 2.0


class TownStands(RuntimeError):
    """The site holds a town of another size, which cannot be grown or shrunk to the wanted one; the text says why."""


def grow(
    elders: int,
    now: datetime,
    say: Callable[[str], None],
    *,
    orders: int | None = None,
    password: str | None = None,
    seed: int = SEED,
) -> int:
    """Let the town have so many generated elders; answers how many were added.

    Every district is one transaction: interrupted, the town is whole up to there, and the next run goes on. The first
    ten districts are told in full; `orders` (by default those of a month) are shared out evenly. Raises TownStands
    when a district has another size than it should, and ValueError outside 0 … 1,000,000.
    """
    if not 0 <= elders <= ELDERS_MAX:
        raise ValueError(f"a town has 0 to {ELDERS_MAX:,} elders")
    wanted = [min(SIZE, elders - first) for first in range(0, elders, SIZE)]
    standing = _standing(len(wanted))
    _check(wanted, standing)
    total = round(elders * A_MONTH) if orders is None else orders
    begun, said, added = time.monotonic(), 0.0, 0
    for number in range(len(standing), len(wanted)):
        share = total * (number + 1) // len(wanted) - total * number // len(wanted)
        write(Plan(number, wanted[number], share, number < FULL_DISTRICTS, seed, password), now)
        added += wanted[number]
        passed = time.monotonic() - begun
        if passed - said >= _SAY_SECONDS or added == sum(wanted[len(standing) :]):
            said = passed
            left = passed / added * (sum(wanted[len(standing) :]) - added)
            say(
                f"  {sum(wanted[: number + 1]):>9,} of {elders:,} elders, {added / passed:,.0f} a second, {left:.0f} s to go"
            )
    if added:
        with connections["owner"].cursor() as cursor:
            cursor.execute("ANALYZE")
    return added


def _standing(districts: int) -> list[int]:
    """How many elders each district has that stands already."""
    keys = [houses.key(number, "community-centre") for number in range(districts)]
    with transaction.atomic(using="worker"), connections["worker"].cursor() as cursor:
        cursor.execute(
            "SELECT o.id, (SELECT count(*) FROM people_person p WHERE p.organisation_id = o.id)"
            " FROM places_organisation o WHERE o.id = ANY(%s)",
            [keys],
        )
        found = dict(cursor.fetchall())
    return [found[key] for key in keys if key in found]


def _check(wanted: list[int], standing: list[int]) -> None:
    for number, (want, stand) in enumerate(zip(wanted, standing, strict=False)):
        if want != stand:
            raise TownStands(
                f"District {number + 1} of this town has {stand} elders, and {want} are wanted there."
                " Choose the size it was made with, a multiple of 2,000 beyond it, or another --home."
            )
