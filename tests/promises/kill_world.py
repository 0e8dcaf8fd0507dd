"""The small world of the kill promise, planted and audited by programs of their own in the site's environment.

`python -m tests.promises.kill_world plant PATIENTS NUMBERS` prints what the clients need, `… audit FILE` waits until
the site has settled, reads what was acknowledged and prints what the database says, both as one JSON object.
"""

from __future__ import annotations

import json
import sys
import time
from collections import Counter
from datetime import timedelta
from math import ceil
from pathlib import Path
from typing import Any

from yiyang.config import site

DAYS = 7
PATIENCE_SECONDS = 200


def plant(patients: int, numbers: int) -> dict[str, Any]:
    """One prepaid service with `numbers` free numbers in the next days, and patients who are signed in already."""
    from datetime import time

    from django.db import transaction

    from tests.promises.worlds import session_of
    from yiyang.config.demo import cast
    from yiyang.config.demo.town import ZONE, acting
    from yiyang.foundation import clock
    from yiyang.foundation.clock import day_of
    from yiyang.foundation.money import Money
    from yiyang.ground.people.models import Account, Person
    from yiyang.lifecycle.capacity import services as capacity
    from yiyang.lifecycle.capacity.services import Week
    from yiyang.lifecycle.offers import services as offers

    now = clock.now()
    house, manager = cast.key("hospital"), cast.actor("manager", "hospital")
    with transaction.atomic(using="owner"):
        for place in range(patients):
            person = cast.key(f"patient-{place}")
            Person.objects.using("owner").create(id=person, name=f"病人{place}", sex="female")
            Account.objects.using("owner").create(person_id=person, username=f"patient-{place}", password="!")
    today = day_of(now, ZONE)
    with acting(manager, now):
        service = offers.offer(
            by=manager, now=now, organisation_id=house, need="cardiology", mode="appointment", name="号",
            name_en="Clinic", price=Money(1500),
            practitioner_id=cast.key("practitioner-zhao"), terms="prepaid", duration_minutes=5,
            open_limit=5,
        )  # fmt: skip
        schedule = capacity.open_schedule(
            by=manager, now=now, service_id=service.id, from_on=today, room="",
            week=[Week(day, time(8), ceil(numbers / DAYS), 5) for day in range(1, 8)],
        )  # fmt: skip
        capacity.plan(by=manager, now=now, schedule_id=schedule, until_on=today + timedelta(days=DAYS + 1))
    return {
        "service": str(service.id),
        "days": [str(today + timedelta(days=day)) for day in range(1, DAYS + 1)],
        "sessions": {
            str(cast.key(f"patient-{place}")): session_of(cast.key(f"patient-{place}")) for place in range(patients)
        },
    }


def audit(acknowledged: dict[str, Any]) -> dict[str, Any]:
    """What is wrong, as a list of sentences, and figures; every rule is asked anew from raw rows."""
    from yiyang.ground.trust import selectors as trust
    from yiyang.lifecycle.ledger import services as ledger

    deadline = time.monotonic() + PATIENCE_SECONDS
    while not (still := settled()) and time.monotonic() < deadline:
        time.sleep(0.1)

    orders = _rows("SELECT id::text, person_id::text, request_key, state FROM orders_order")
    wrong = _commands(acknowledged, orders) + _numbers() + _money(acknowledged)
    sums = ledger.verify(using="worker")
    if not sums.sound:
        wrong.append(f"the ledger: {sums.sums} {sums.faults}")
    log = trust.verify()
    wrong += [f"the trust log: {problem}" for problem in log.problems]
    return {
        "wrong": wrong,
        "orders": Counter(state for *_, state in orders),
        "payments": dict(_rows("SELECT state, count(*) FROM settlement_payment GROUP BY state")),
        "settled": still,
        "entries": log.entries,
        "transfers": sums.transfers,
        "ledger_sum": sum(sums.sums.values()),
    }


def settled() -> bool:
    """Whether every payment that the company has is known here as well, and nothing waits to be sealed."""
    waiting = _rows(
        """SELECT 1 FROM payment_simulator_charge c LEFT JOIN settlement_payment p ON p.id = c.id
            WHERE c.state = 'succeeded' AND p.state IS DISTINCT FROM 'succeeded'
           UNION ALL SELECT 1 FROM trust_pending"""
    )
    return not waiting


def _commands(acknowledged: dict[str, Any], orders: list[tuple[Any, ...]]) -> list[str]:
    """Every acknowledged order is there once, in the trust log once, and nobody has one they did not ask for."""
    by_key = Counter((person, key) for _, person, key, _ in orders)
    held = {order: (person, key) for order, person, key, _ in orders}
    logged = Counter(
        order for (order,) in _rows(
            "SELECT p.body::json ->> 'order' FROM trust_entry e JOIN trust_payload p ON p.entry_id = e.id"
            " WHERE e.kind = 'order.placed'"
        )
    )  # fmt: skip
    wrong = []
    for each in acknowledged["orders"]:
        if held.get(each["order"]) != (each["person"], each["key"]):
            wrong.append(f"lost: order {each['order']}")
        if by_key[each["person"], each["key"]] != 1:
            wrong.append(f"doubled by key: {each['key']}")
    wrong += [f"{count} entries for order {order}" for order, count in logged.items() if count != 1]
    wrong += [f"order {order} is not in the trust log" for order in held if order not in logged]
    many = Counter(person for _, person, _, state in orders if state not in ("cancelled", "rejected"))
    return wrong + [f"doubled: {count} orders of one person" for count in many.values() if count > 1]


def _numbers() -> list[str]:
    """No number twice, and none held for nobody."""
    twice = _rows(
        "SELECT slot_id FROM capacity_slotclaim WHERE state IN ('held', 'kept') GROUP BY slot_id HAVING count(*) > 1"
    )
    orphans = _rows(
        """SELECT c.id FROM capacity_slotclaim c LEFT JOIN orders_order o ON o.id = c.order_id
            WHERE o.id IS NULL OR (c.state = 'kept' AND o.state NOT IN ('accepted', 'in-progress', 'completed'))
           UNION ALL SELECT s.id FROM capacity_slot s WHERE s.state <> 'free' AND s.state <> 'withdrawn'
            AND NOT EXISTS (SELECT 1 FROM capacity_slotclaim c WHERE c.slot_id = s.id AND c.turn = s.turn)
           UNION ALL SELECT o.id FROM orders_order o WHERE o.state IN ('requested', 'accepted')
            AND NOT EXISTS (SELECT 1 FROM capacity_slotclaim c WHERE c.order_id = o.id)"""
    )
    return [f"sold twice: {slot}" for (slot,) in twice] + [f"held for nobody: {row}" for (row,) in orphans]


def _money(acknowledged: dict[str, Any]) -> list[str]:
    """What the company took for an order is here once and has paid for it; the transfers say the same."""
    wrong = []
    for order in acknowledged["paid"]:
        states = [state for (state,) in _rows(
            "SELECT p.state FROM settlement_payment p JOIN settlement_bill b ON b.id = p.bill_id"
            " WHERE b.order_id = %s AND p.state = 'succeeded'", order)]  # fmt: skip
        if states != ["succeeded"]:
            there = _rows(
                "SELECT p.state, c.state FROM settlement_payment p"
                " JOIN settlement_bill b ON b.id = p.bill_id"
                " LEFT JOIN payment_simulator_charge c ON c.id = p.id WHERE b.order_id = %s", order)  # fmt: skip
            wrong.append(f"{len(states)} payments for the paid order {order}: {there}")
        ((paid, total, state),) = _rows(
            "SELECT b.paid_minor, b.total_minor, o.state FROM settlement_bill b"
            " JOIN orders_order o ON o.id = b.order_id WHERE b.order_id = %s", order)  # fmt: skip
        if paid != total or state != "accepted":
            wrong.append(f"the paid order {order}: {paid} of {total}, {state}")
    return wrong


def _rows(sql: str, *values: object) -> list[tuple[Any, ...]]:
    from django.db import connections, transaction

    with transaction.atomic(using="worker"), connections["worker"].cursor() as cursor:
        cursor.execute(sql, values or None)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


def main(verb: str, *rest: str) -> None:
    with site.opened():
        if verb == "plant":
            said: object = plant(int(rest[0]), int(rest[1]))
        else:
            said = audit(json.loads(Path(rest[0]).read_text()))
    print(json.dumps(said))


if __name__ == "__main__":
    main(*sys.argv[1:])
