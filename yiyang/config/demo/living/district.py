"""Two thousand elders and everybody and everything around them, written in one transaction: all of it or nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from yiyang.care.records import bulk as records
from yiyang.config.demo.living import health, houses, land, months, services, staff
from yiyang.config.demo.living.dice import Dice
from yiyang.config.demo.living.elders import Census
from yiyang.config.demo.living.health import Author, Chart
from yiyang.config.demo.living.houses import House
from yiyang.config.demo.living.staff import Crew
from yiyang.ground.access import actions

SIZE = 2_000
A_MONTH = 0.8  # orders an elder has in the month that is told in full


@dataclass(frozen=True)
class Plan:
    """One district: its number from 0, how many elders, how many orders in all, and how much is told of it.

    A `full` district has whatever a running site would have; another one has people, families, houses, services, and
    orders with their bookings, bills and visits, but no entries, transfers or notes behind them.
    """

    number: int
    elders: int
    orders: int
    full: bool
    seed: int
    password: str | None


def write(plan: Plan, now: datetime, *, using: str = "worker") -> None:
    """Write the district. The same plan and `now` give the same rows, but for what is sealed with the site's keys."""
    dice = Dice(plan.seed, plan.number)
    place = land.community(plan.number)
    with transaction.atomic(using=using):
        built, area_id = houses.build(plan.number, place, dice, using=using)
        crew = staff.engage(plan.number, built, dice, now, plan.password if plan.full else None)
        stands = services.put_up(built, crew, dice)
        crew.write(using=using)
        centre, residence = built[0], next((each for each in built if each.kind == "nursing-home"), None)
        census = Census(
            plan.number, place, area_id, centre, residence, dice, now, plan.password if plan.full else None,
            0.45 if plan.full else 0.2,
        )  # fmt: skip
        census.settle(plan.elders)
        census.write(using=using)
        services.write(stands, census.elders, centre, dice, using=using)
        chart = _charts(plan, census, crew, centre, now)
        calendar = months.Calendar(stands, dice, now)
        month = range(-months.PAST_DAYS, months.BOOKED_DAYS + 1)
        in_full = min(plan.orders, round(plan.elders * A_MONTH)) if plan.full else 0
        if plan.full:
            made = months.orders_of(calendar, census.elders, crew, in_full, month, using=using)
            months.write(made, calendar, crew, chart, using=using)
        _archive(plan, calendar, census, crew, plan.orders - in_full, using=using)
        records.write(chart.records, components=chart.components, using=using)
        records.commit(chart.records["Note"], new_id=dice.new_id, salt=dice.randbytes, using=using)


def _charts(plan: Plan, census: Census, crew: Crew, centre: House, now: datetime) -> Chart:
    chart, nurse = Chart.empty(), crew.of(centre, actions.NURSE)
    author = Author(nurse.id, nurse.name, centre.id)
    for elder in census.elders:
        ill = health.illnesses(census.dice, elder.age, elder.sex)
        if plan.full or census.dice.random() < 0.2:
            readings = 3 if 0 in ill else 1
            health.write_down(chart, author, elder.id, ill, census.dice, now, readings=readings if plan.full else 1)
    return chart


def _archive(plan: Plan, calendar: months.Calendar, census: Census, crew: Crew, count: int, *, using: str) -> None:
    """The orders before the month; in a district that is not told in full, those ahead as well."""
    until = -months.PAST_DAYS if plan.full else months.BOOKED_DAYS
    days = range(-months.ARCHIVE_DAYS, until)
    made = months.orders_of(calendar, census.elders, crew, max(0, count), days, using=using)
    months.write_archive(made, calendar, ahead=not plan.full, using=using)
