"""Plant what a journey needs into the database of a live server: services, numbers for today, and passwords.

Run as a program of its own, since the tests' own process looks at another database.
"""

from __future__ import annotations

import sys
from datetime import date, datetime, time, timedelta

import django

PASSWORD = "the green mountain"


def main() -> None:
    from django.db import transaction

    from yiyang.config.demo import cast
    from yiyang.foundation import clock
    from yiyang.foundation.money import Money
    from yiyang.ground.access.context import acting_as
    from yiyang.ground.people.models import Account
    from yiyang.ground.places.models import Organisation
    from yiyang.lifecycle.capacity import services as capacity
    from yiyang.lifecycle.offers import services as offers

    zone = sys.argv[1]
    Organisation.objects.using("owner").update(zone=zone)
    for account in Account.objects.using("owner"):
        account.set_password(PASSWORD)
        account.save(using="owner")
    now, manager, hospital = clock.now(), cast.actor("manager", "hospital"), cast.key("hospital")
    been_to_see_somebody(now - timedelta(days=3))
    today: date = clock.day_of(now, zone)
    with acting_as(manager, now), transaction.atomic():
        heart = offers.offer(
            by=manager, now=now, organisation_id=hospital, need="cardiology", mode="appointment", name="心内科专家门诊",
            name_en="Cardiology, specialist", price=Money(5000), practitioner_id=cast.key("practitioner-zhao"),
            gender="female", duration_minutes=10, description="高血压、冠心病，不慌不忙地讲明白。",
            description_en="High blood pressure and heart disease, explained without hurry.",
        )  # fmt: skip
        offers.publish_cancellation(by=manager, now=now, service_id=heart.id, shares={24: 10_000, 2: 5_000})
        offers.set_price_rule(
            by=manager, now=now, service_id=heart.id, name="八十岁以上老人优待", name_en="Over eighty", priority=10,
            starts_at=now - timedelta(days=1), ages=(80, None), share_basis_points=8_000,
        )  # fmt: skip
        offers.make_package(
            by=manager, now=now, organisation_id=hospital, name="心内科复诊三次套餐", name_en="Three heart check-ups",
            price=Money(12_000), valid_days=180, uses={heart.id: 3}, sold_by="course",
        )  # fmt: skip
        soon = now.replace(second=0, microsecond=0) + timedelta(minutes=30)
        capacity.add_session(
            by=manager, now=now, service_id=heart.id, starts_at=soon, numbers=12, minutes_per_number=10
        )
        general = offers.offer(
            by=manager, now=now, organisation_id=hospital, need="general-practice", mode="appointment", name="全科门诊",
            name_en="General practice", price=Money(1200), duration_minutes=10, terms="postpaid",
        )  # fmt: skip
        week = [capacity.Week(day, time(8, 30), 12, 10) for day in range(1, 6)]
        schedule = capacity.open_schedule(
            by=manager, now=now, service_id=general.id, week=week, from_on=today, room="2-3"
        )
        capacity.plan(by=manager, now=now, schedule_id=schedule, until_on=today + timedelta(days=10))


def been_to_see_somebody(at: datetime) -> None:
    """Three days ago Wang Guifang saw a doctor whom she may want to see again; it was paid for afterwards."""
    from django.db import transaction

    from yiyang.config.demo import cast
    from yiyang.foundation.money import Money
    from yiyang.fulfilment.appointment import services as appointment
    from yiyang.ground.access.context import acting_as
    from yiyang.lifecycle.capacity import selectors as capacity_seen
    from yiyang.lifecycle.capacity import services as capacity
    from yiyang.lifecycle.offers import services as offers
    from yiyang.lifecycle.orders import services as orders

    manager, guifang, hospital = cast.actor("manager", "hospital"), cast.actor("guifang"), cast.key("hospital")
    desk, doctor = cast.actor("desk", "hospital"), cast.actor("zhao", "hospital")
    with acting_as(manager, at), transaction.atomic():
        service = offers.offer(
            by=manager, now=at, organisation_id=hospital, need="geriatrics", mode="appointment", name="老年医学复诊",
            name_en="Geriatrics, follow-up", price=Money(1000), practitioner_id=cast.key("practitioner-zhao"),
            duration_minutes=10, terms="postpaid",
        )  # fmt: skip
        begins = at.replace(second=0, microsecond=0) + timedelta(hours=1)
        session = capacity.add_session(
            by=manager, now=at, service_id=service.id, starts_at=begins, numbers=3, minutes_per_number=10
        )
        ahead = begins + timedelta(days=5)
        capacity.add_session(
            by=manager, now=at, service_id=service.id, starts_at=ahead, numbers=6, minutes_per_number=10
        )
        slot = capacity_seen.numbers_of(manager, session, at)[0]
    with acting_as(guifang, at), transaction.atomic():
        order = orders.place(
            by=guifang, now=at, service_id=service.id, person_id=cast.key("guifang"),
            detail={"slot_id": str(slot.id)}, request_key="been",
        )  # fmt: skip
    with acting_as(desk, begins), transaction.atomic():
        appointment.check_in(by=desk, now=begins, order_id=order.id)
    with acting_as(doctor, begins), transaction.atomic():
        appointment.see(by=doctor, now=begins, order_id=order.id)
        appointment.finish(by=doctor, now=begins + timedelta(minutes=9), order_id=order.id)


if __name__ == "__main__":
    django.setup()
    main()
