"""From the outbox to the reader: chosen channels, quiet hours, retries, receipts, and no worker in another's way."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from importlib import import_module
from itertools import pairwise
from pathlib import Path
from uuid import UUID

import pytest
from django.db import connections, transaction

from conftest import Looking
from yiyang.config.demo import cast
from yiyang.foundation.actors import ANONYMOUS, Actor
from yiyang.foundation.errors import SignInNeeded, Unknown
from yiyang.ground.access.context import acting_as
from yiyang.ground.messages import channels, selectors, states
from yiyang.ground.messages import services as messages
from yiyang.ground.messages.channels import Message, NotDelivered, Reach
from yiyang.ground.messages.errors import UnknownChannel
from yiyang.ground.messages.models import Delivery
from yiyang.ground.messages.tests.test_notify import GUIFANG, HOSPITAL, LIMIN, tell

delivering = import_module("yiyang.ground.messages.services.deliver")  # the verb hides its module
choosing = import_module("yiyang.ground.messages.services.choose")
PUSH = "https://fcm.googleapis.com/fcm/send"
MIDNIGHT = datetime.fromisoformat("2026-11-22T00:00:00+08:00")


@dataclass
class Pigeon:
    """A channel that does as it is told, and remembers."""

    code: str = "pigeon"
    sent: list[tuple[UUID, Message]] = field(default_factory=list)
    failures: list[NotDelivered] = field(default_factory=list)

    def reaches(self, reach: Reach) -> bool:
        return reach.person_id != GUIFANG

    def send(self, reach: Reach, message: Message) -> str:
        if self.failures:
            raise self.failures.pop(0)
        self.sent.append((reach.person_id, message))
        return "p-1"


@pytest.fixture
def pigeon(committed: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Pigeon]:
    bird = Pigeon()
    monkeypatch.setattr(delivering, "registered", lambda: {"pigeon": bird})
    monkeypatch.setattr(choosing, "registered", lambda: {"pigeon": bird})
    return bird


def told(now: datetime, *to: UUID, urgency: str = "routine") -> list[UUID]:
    with acting_as(Actor.system(HOSPITAL), now), transaction.atomic():
        return tell(now, *to, organisation_id=HOSPITAL, urgency=urgency, about_id=cast.key("order"))


def deliveries() -> dict[str, tuple[str, int]]:
    with transaction.atomic(using="worker"):
        rows = Delivery.objects.using("worker").order_by("channel")
        return {row.channel: (row.state, row.attempts) for row in rows}


def test_a_notice_goes_out_once_and_leaves_a_receipt(pigeon: Pigeon, now: datetime, looking_as: Looking) -> None:
    notices = told(now, LIMIN)
    assert messages.deliver(notices, now) == 1
    assert messages.deliver(notices, now) == messages.deliver_due(now) == 0
    [(reader, message)] = pigeon.sent
    assert (reader, message.notice_id, message.link) == (LIMIN, notices[0], "http://localhost:8000/orders/1/")
    with looking_as("desk", "hospital") as desk, transaction.atomic():
        lines = selectors.told(desk, cast.key("order"))
    assert sorted((line.channel, line.state) for line in lines) == [("inbox", "delivered"), ("pigeon", "delivered")]
    for who, house in (("stranger", None), ("desk", None), ("chen", "community")):
        with looking_as(who, house) as viewer, transaction.atomic():
            assert selectors.told(viewer, cast.key("order")) == []


def test_whom_a_channel_does_not_reach_has_the_inbox(pigeon: Pigeon, now: datetime) -> None:
    assert messages.deliver(told(now, GUIFANG), now) == 0
    assert deliveries() == {"inbox": ("delivered", 0)}


def test_quiet_hours_hold_back_what_is_routine_and_let_alarms_through(pigeon: Pigeon, looking_as: Looking) -> None:
    assert messages.deliver(told(MIDNIGHT, LIMIN), MIDNIGHT) == 0
    assert messages.deliver_due(MIDNIGHT + timedelta(hours=6, minutes=59)) == 0
    assert messages.deliver_due(MIDNIGHT + timedelta(hours=7)) == 1
    with acting_as(Actor.system(HOSPITAL), MIDNIGHT), transaction.atomic():
        alarm = tell(MIDNIGHT, LIMIN, urgency="alarm", about_id=None)
    assert messages.deliver(alarm, MIDNIGHT) == 1
    assert pigeon.sent[-1][1].urgent
    with looking_as("limin") as limin, transaction.atomic():
        messages.choose_quiet_hours(by=limin, begins=time(0), ends=time(0))
        assert selectors.choices(limin).quiet_ends == time(0)
    with acting_as(Actor.system(HOSPITAL), MIDNIGHT), transaction.atomic():
        routine = tell(MIDNIGHT, LIMIN, about_id=None)
    assert messages.deliver(routine, MIDNIGHT) == 1


def test_a_person_chooses_channels_for_themselves(pigeon: Pigeon, now: datetime, looking_as: Looking) -> None:
    with looking_as("limin") as limin, transaction.atomic():
        messages.choose_channel(by=limin, channel="pigeon", routine=False, alarms=True)
        with pytest.raises(UnknownChannel):
            messages.choose_channel(by=limin, channel="raven", routine=True, alarms=True)
    with pytest.raises(SignInNeeded):
        messages.choose_channel(by=ANONYMOUS, channel="pigeon", routine=False, alarms=True)
    assert messages.deliver(told(now, LIMIN), now) == 0
    with acting_as(Actor.system(HOSPITAL), now), transaction.atomic():
        alarm = tell(now, LIMIN, urgency="alarm", about_id=None)
    assert messages.deliver(alarm, now) == 1


def test_a_failure_is_tried_again_later_and_given_up_in_the_end(pigeon: Pigeon, now: datetime) -> None:
    pigeon.failures = [NotDelivered("storm") for _ in range(9)]
    messages.deliver(told(now, LIMIN), now)
    assert deliveries()["pigeon"] == ("waiting", 1)
    at = now
    for attempt, pause in enumerate(delivering.BACKOFF, start=2):
        assert messages.deliver_due(at + pause - timedelta(seconds=1)) == 0
        at += pause
        assert messages.deliver_due(at) == 1
        assert deliveries()["pigeon"] == ("failed" if attempt == 5 else "waiting", attempt)
    assert messages.deliver_due(at + timedelta(days=30)) == 0


def test_what_is_final_is_not_tried_again(pigeon: Pigeon, now: datetime) -> None:
    pigeon.failures = [NotDelivered("no such roof", final=True)]
    messages.deliver(told(now, LIMIN), now)
    assert deliveries()["pigeon"] == ("failed", 1)


def test_a_lost_job_and_a_dead_worker_lose_nothing(
    pigeon: Pigeon, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    told(now, LIMIN)
    with monkeypatch.context() as dying:
        dying.setattr(Pigeon, "send", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            messages.deliver_due(now)
    assert deliveries()["pigeon"] == ("sending", 1)
    assert messages.deliver_due(now + delivering.LEASE - timedelta(seconds=1)) == 0
    assert messages.deliver_due(now + delivering.LEASE) == 1
    assert deliveries()["pigeon"] == ("delivered", 2)


def test_a_message_that_kills_its_senders_is_given_up_and_holds_up_no_other(
    pigeon: Pigeon, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    [poison] = told(now, LIMIN)
    with acting_as(Actor.system(HOSPITAL), now), transaction.atomic():
        tell(now, LIMIN, about_id=None)
    send = Pigeon.send

    def fail(self: Pigeon, reach: Reach, message: Message) -> str:
        return 1 / 0 if message.notice_id == poison else send(self, reach, message)  # type: ignore[return-value]

    monkeypatch.setattr(Pigeon, "send", fail)
    for attempt in range(5):
        with pytest.raises(ZeroDivisionError):
            messages.deliver_due(now + attempt * delivering.LEASE)
    assert messages.deliver_due(now + 5 * delivering.LEASE) == 0
    assert len(pigeon.sent) == 1
    with transaction.atomic(using="worker"):
        assert Delivery.objects.using("worker").get(notice_id=poison, channel="pigeon").reason == "sender-died"


def test_many_workers_send_each_notice_once(pigeon: Pigeon, now: datetime) -> None:
    with acting_as(Actor.system(HOSPITAL), now), transaction.atomic():
        for _ in range(40):
            tell(now, LIMIN, about_id=None)
    start = threading.Barrier(4)

    def work() -> None:
        start.wait()
        messages.deliver_due(now)
        for alias in ("default", "worker"):
            connections[alias].close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    messages.deliver_due(now)
    assert len(pigeon.sent) == len({message.notice_id for _, message in pigeon.sent}) == 40


def test_control_without_the_claim_a_notice_goes_out_twice(
    pigeon: Pigeon, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivering, "_CLAIM", delivering._CLAIM.replace("SET state = 'sending'", "SET state = state"))
    unclaimed = delivering._CLAIM.replace("due_at = %(lease)s", "due_at = d.due_at")
    monkeypatch.setattr(delivering, "_CLAIM", unclaimed)
    notices = told(now, LIMIN)
    messages.deliver(notices, now)
    messages.deliver(notices, now)
    assert len(pigeon.sent) == 2


def test_no_name_and_no_word_reaches_a_log(
    committed: str, now: datetime, caplog: pytest.LogCaptureFixture, tmp_path: Path, settings: object
) -> None:
    settings.OUTBOX = tmp_path  # type: ignore[attr-defined]
    channels.registered.cache_clear()
    with caplog.at_level(logging.DEBUG):
        notices = told(now, LIMIN, cast.key("stranger"))
        assert messages.deliver(notices, now) == 2
    channels.registered.cache_clear()
    written = tmp_path / "messages" / f"{notices[0]}.txt"
    assert "赵医生" in written.read_text()
    assert written.stat().st_mode & 0o777 == 0o600
    ours = [record.getMessage() for record in caplog.records if record.name.startswith("yiyang")]
    assert any("delivered" in line for line in ours)
    assert not any("赵" in line or str(LIMIN) in line or "李敏" in line for line in ours)


def test_a_person_takes_home_and_erases_what_they_were_told(pigeon: Pigeon, now: datetime, looking_as: Looking) -> None:
    messages.deliver(told(now, LIMIN, GUIFANG), now)
    with looking_as("limin") as limin, transaction.atomic():
        messages.choose_quiet_hours(by=limin, begins=time(21), ends=time(6))
        messages.choose_channel(by=limin, channel="pigeon", routine=True, alarms=True)
        exported = selectors.export_notices(limin, LIMIN)
    assert [notice["facts"]["doctor"] for notice in exported["notices"]] == ["赵医生"]
    assert exported["quiet_hours"] == ["21:00:00", "06:00:00"]
    with looking_as("stranger") as stranger, transaction.atomic(), pytest.raises(Unknown):
        selectors.export_notices(stranger, LIMIN)
    assert messages.erase_notices(person_id=LIMIN) == 1 + 2 + 1 + 1
    assert deliveries() == {"inbox": ("delivered", 0)}
    assert messages.erase_notices(person_id=GUIFANG) == 2
    assert messages.erase_notices(person_id=GUIFANG) == 0


def test_the_states_of_a_delivery() -> None:
    assert list(states.NEXT) == ["waiting", "sending", "delivered", "failed"]
    assert all(target in states.NEXT for targets in states.NEXT.values() for target in targets)
    assert all(shorter < longer for shorter, longer in pairwise(delivering.BACKOFF))


def test_browsers_come_and_go(pigeon: Pigeon, now: datetime, looking_as: Looking) -> None:
    with looking_as("limin") as limin, transaction.atomic():
        for number in range(12):
            at = now + timedelta(minutes=number)
            messages.subscribe_browser(by=limin, now=at, endpoint=f"{PUSH}/{number}", p256dh="k" * 87, auth="a" * 22)
        messages.unsubscribe_browser(by=limin, endpoint=f"{PUSH}/11")
    pigeon.failures = [NotDelivered("no-browser", gone=(f"{PUSH}/10",))]
    messages.deliver(told(now, LIMIN), now)
    with acting_as(Actor.person(LIMIN), now), transaction.atomic():
        kept = [address.endpoint.rpartition("/")[2] for address in delivering._reach(LIMIN).push]
    assert sorted(kept, key=int) == [str(number) for number in range(2, 10)]
