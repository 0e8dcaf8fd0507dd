"""The right people are told once, and nobody else."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

import psycopg
import pytest
from django.db import connections, transaction
from django.utils import translation

from conftest import Looking
from yiyang.config.demo import cast
from yiyang.foundation.actors import ANONYMOUS, SYSTEM, Actor
from yiyang.foundation.errors import SignInNeeded, Unknown
from yiyang.ground.access.context import acting_as
from yiyang.ground.messages import kinds, selectors
from yiyang.ground.messages import services as messages
from yiyang.ground.messages.errors import EmptyText, NotConcerned, TextTooLong
from yiyang.ground.messages.models import Notice

GUIFANG, LIMIN, STRANGER, DESK, ZHAO = map(cast.key, ("guifang", "limin", "stranger", "desk", "zhao"))
HOSPITAL = cast.key("hospital")
SEEN = kinds.declare(
    "test.seen", title="Seen by %(doctor)s", body="On %(seen_at)s, %(price_fen)s", link="/orders/%(order)s/"
)
FACTS = {
    "doctor": "赵医生",
    "doctor_en": "Dr Zhao",
    "seen_at": "2026-11-21T02:00:00+00:00",
    "price_fen": "5005",
    "order": "1",
}


def tell(now: datetime, *to: UUID, **also: object) -> list[UUID]:
    return messages.notify(
        to=to, kind="test.seen", facts=FACTS, now=now, **{"person_id": GUIFANG, "about_id": cast.key("order"), **also}
    )


@pytest.mark.django_db
def test_those_concerned_are_told_once_and_a_stranger_never(looking_as: Looking, now: datetime) -> None:
    with looking_as("desk", "hospital"):
        told = tell(now, GUIFANG, LIMIN, STRANGER, LIMIN, DESK, organisation_id=HOSPITAL)
        assert len(told) == 3
        assert tell(now, GUIFANG, LIMIN, organisation_id=HOSPITAL) == []
        assert len(tell(now, GUIFANG, organisation_id=HOSPITAL, about_id=cast.key("another order"))) == 1
        assert len(tell(now, GUIFANG, organisation_id=HOSPITAL, about_id=None)) == 1
    for who, count in (("guifang", 3), ("limin", 1), ("desk", 1), ("stranger", 0)):
        with looking_as(who) as viewer:
            assert len(selectors.inbox(viewer)) == selectors.unread_count(viewer) == count


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("matter", "is_concerned"),
    [
        (("guifang", "guifang", None), True),
        (("limin", "guifang", None), True),
        (("chen", "guifang", "community"), True),
        (("chen", "guifang", None), False),  # a nurse off duty hears of no patient
        (("zhao", "guifang", None), False),
        (("stranger", "guifang", "hospital"), False),
        (("desk", None, "hospital"), True),
        (("desk", None, "community"), False),
        (("stranger", None, None), True),  # about themselves
    ],
)
def test_who_is_concerned(
    looking_as: Looking, now: datetime, matter: tuple[str, str | None, str | None], is_concerned: bool
) -> None:
    who, person, house = matter
    with looking_as(SYSTEM):
        found = messages.concerned(
            cast.key(who),
            now=now,
            person_id=cast.key(person) if person else None,
            organisation_id=cast.key(house) if house else None,
        )
    assert found is is_concerned


@pytest.mark.django_db
def test_a_notice_is_read_in_the_readers_words(looking_as: Looking, now: datetime) -> None:
    with looking_as("desk", "hospital"):
        tell(now, LIMIN)
    with looking_as("limin") as limin:
        with translation.override("en"):
            letter = selectors.inbox(limin, zone="Asia/Shanghai")[0]
        assert letter.title == "Seen by Dr Zhao"
        assert "10" in letter.body
        assert letter.body.endswith("¥ 50.05")
        assert letter.link == "/orders/1/"
        with translation.override("zh-hans"):
            assert "赵医生" in selectors.inbox(limin)[0].title


@pytest.mark.django_db
def test_reading_is_for_the_reader_alone(looking_as: Looking, now: datetime) -> None:
    with looking_as("desk", "hospital"):
        first = tell(now, LIMIN)
        tell(now + timedelta(minutes=1), LIMIN, about_id=None)
    with looking_as("stranger") as stranger:
        assert messages.mark_read(by=stranger, now=now, notice_ids=first) == 0
    with looking_as("limin") as limin:
        assert messages.mark_read(by=limin, now=now, notice_ids=first) == 1
        assert selectors.unread_count(limin) == 1
        assert messages.mark_read(by=limin, now=now) == 1
        assert messages.mark_read(by=limin, now=now) == 0
        newest, oldest = selectors.inbox(limin)
        assert newest.at > oldest.at
        assert [letter.id for letter in selectors.inbox(limin, before=newest.at)] == [oldest.id]
    with pytest.raises(SignInNeeded):
        messages.mark_read(by=ANONYMOUS, now=now)
    with pytest.raises(SignInNeeded):
        selectors.unread_count(ANONYMOUS)


@pytest.mark.django_db
def test_the_inbox_asks_the_same_however_full_it_is(
    looking_as: Looking, now: datetime, django_assert_num_queries: object
) -> None:
    with looking_as("desk", "hospital"):
        for minute in range(60):
            tell(now + timedelta(minutes=minute), LIMIN, about_id=None)
    with looking_as("limin") as limin, django_assert_num_queries(1):  # type: ignore[operator]
        assert len(selectors.inbox(limin, limit=1000)) == 50


@pytest.mark.django_db
def test_what_lacks_a_fact_or_a_name_is_our_mistake(looking_as: Looking, now: datetime) -> None:
    with looking_as(SYSTEM):
        with pytest.raises(ValueError, match="doctor, order"):
            messages.notify(to=[GUIFANG], kind="test.seen", facts={"seen_at": "", "price_fen": ""}, now=now)
        with pytest.raises(KeyError):
            messages.notify(to=[GUIFANG], kind="test.unknown", facts={}, now=now)
    assert kinds.declare("test.seen", title=SEEN.title, body=SEEN.body, link=SEEN.link) == SEEN
    with pytest.raises(ValueError, match="twice"):
        kinds.declare("test.seen", title="Another")
    assert kinds.declared()["test.seen"] is SEEN


@pytest.mark.django_db
def test_people_write_to_each_other_about_somebody_they_share(looking_as: Looking, now: datetime) -> None:
    with looking_as("chen", "community") as chen:
        written = messages.write(by=chen, now=now, to_id=LIMIN, person_id=GUIFANG, text=" She slept well. ")
        with pytest.raises(NotConcerned):
            messages.write(by=chen, now=now, to_id=STRANGER, person_id=GUIFANG, text="She slept well.")
        with pytest.raises(EmptyText):
            messages.write(by=chen, now=now, to_id=LIMIN, person_id=GUIFANG, text=" \n")
        assert messages.write(by=chen, now=now, to_id=LIMIN, person_id=GUIFANG, text="x" * 2000)
        with pytest.raises(TextTooLong):
            messages.write(by=chen, now=now, to_id=LIMIN, person_id=GUIFANG, text="x" * 2001)
    with looking_as("stranger") as stranger, pytest.raises(Unknown):
        messages.write(by=stranger, now=now, to_id=LIMIN, person_id=GUIFANG, text="Hello")
    with looking_as("limin"):
        assert Notice.objects.get(id=written).facts["text"] == "She slept well."


def test_a_notice_wakes_its_reader_when_the_deed_commits(committed: str, now: datetime) -> None:
    parameters = connections["read"].get_connection_params()
    parameters.pop("cursor_factory", None)
    parameters.pop("context", None)
    with psycopg.connect(**parameters, autocommit=True) as listener:
        listener.execute("LISTEN inbox")
        with acting_as(Actor.system(HOSPITAL), now):
            with pytest.raises(ZeroDivisionError):
                _told_and_failed(now)
            with transaction.atomic():
                tell(now, LIMIN)
                tell(now, LIMIN)
        woken = [notice.payload for notice in listener.notifies(timeout=2, stop_after=1)]
        woken += [notice.payload for notice in listener.notifies(timeout=0)]
    assert woken == [str(LIMIN)]


@transaction.atomic
def _told_and_failed(now: datetime) -> None:
    tell(now, GUIFANG)
    raise ZeroDivisionError
