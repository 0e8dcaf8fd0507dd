"""Hold, keep, release, move: each success beside its refusals, in the words of the cast."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connections, transaction
from django.db.utils import ProgrammingError

from conftest import Looking
from yiyang.config.demo import cast
from yiyang.foundation.errors import Unknown
from yiyang.ground.access.context import acting_as
from yiyang.lifecycle.capacity import selectors
from yiyang.lifecycle.capacity import services as capacity
from yiyang.lifecycle.capacity.errors import (
    HoldLapsed,
    InThePast,
    NoSuchNumber,
    NothingClaimed,
    NumberTaken,
    OtherService,
    SameHour,
    SessionFull,
    SessionWithdrawn,
)
from yiyang.lifecycle.capacity.models import Slot, SlotClaim
from yiyang.lifecycle.capacity.tests.factories import committed_session, session
from yiyang.lifecycle.offers.models import Service
from yiyang.lifecycle.offers.tests.factories import cardiology

ROLLED_BACK = pytest.mark.django_db
GUIFANG, LIMIN = cast.key("guifang"), cast.key("limin")


def slots(session_id: UUID) -> list[UUID]:
    return list(Slot.objects.filter(session_id=session_id).order_by("number").values_list("id", flat=True))


def state(slot_id: UUID) -> str:
    return Slot.objects.get(id=slot_id).state


@pytest.fixture
def morning(looking_as: Looking, now: datetime) -> UUID:
    """Five numbers of ten minutes tomorrow."""
    with looking_as("manager", "hospital"):
        return session(now)


@ROLLED_BACK
def test_limin_holds_the_lowest_number_for_her_mother_and_keeps_it(
    looking_as: Looking, morning: UUID, now: datetime
) -> None:
    order, until = uuid4(), now + timedelta(minutes=15)
    with looking_as("limin") as limin:
        claim = capacity.hold(session_id=morning, person_id=GUIFANG, order_id=order, until=until, now=now)
        assert (claim.number, claim.state, claim.held_until) == (1, "held", until)
        assert claim.ends_at - claim.starts_at == timedelta(minutes=10)
        assert capacity.hold(session_id=morning, person_id=GUIFANG, order_id=order, until=until, now=now) == claim
        kept = capacity.keep(order, now)
        assert kept is not None
        assert (kept.state, kept.held_until) == ("kept", None)
        assert capacity.keep(order, now) == kept == capacity.claim_of(order)
        assert [card.free for card in selectors.numbers_of(limin, morning, now)] == [False, True, True, True, True]
    with looking_as("stranger"):
        assert capacity.claim_of(order) is None
        assert not capacity.release(order, now)
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            capacity.hold(session_id=morning, person_id=GUIFANG, order_id=uuid4(), until=None, now=now)


@ROLLED_BACK
def test_without_an_end_a_claim_is_kept_at_once_and_given_back_once(
    looking_as: Looking, morning: UUID, now: datetime
) -> None:
    order = uuid4()
    with looking_as("guifang"):
        claim = capacity.hold(session_id=morning, number=3, person_id=GUIFANG, order_id=order, until=None, now=now)
        assert (claim.number, claim.state, state(claim.slot_id)) == (3, "kept", "taken")
        assert capacity.release(order, now)
        assert not capacity.release(order, now)
        assert state(claim.slot_id) == "free"
        assert capacity.keep(uuid4(), now) is None
        with pytest.raises(HoldLapsed):
            capacity.keep(order, now)


@ROLLED_BACK
def test_a_hold_lapses_at_its_very_instant_and_the_next_one_has_the_number(
    looking_as: Looking, morning: UUID, now: datetime
) -> None:
    slot, until = slots(morning)[0], now + timedelta(minutes=15)
    hers, his = uuid4(), uuid4()
    with looking_as("guifang"):
        capacity.hold(slot_id=slot, person_id=GUIFANG, order_id=hers, until=until, now=now)
    with looking_as("stranger"):
        wish = {
            "slot_id": slot,
            "person_id": cast.key("stranger"),
            "order_id": his,
            "until": until + timedelta(hours=1),
        }
        with pytest.raises(NumberTaken):
            capacity.hold(**wish, now=until - timedelta(microseconds=1))
        assert capacity.hold(**wish, now=until).number == 1
    with looking_as("guifang"):
        for late in (until, until - timedelta(microseconds=1)):  # not even a clock that runs behind brings it back
            with pytest.raises(HoldLapsed):
                capacity.keep(hers, late)
        with pytest.raises(HoldLapsed):
            capacity.hold(slot_id=slot, person_id=GUIFANG, order_id=hers, until=until, now=until)
        assert not capacity.release(hers, until)
    with looking_as("stranger"):
        assert capacity.keep(his, until) is not None


@ROLLED_BACK
def test_what_cannot_be_had_is_refused_with_its_reason(looking_as: Looking, morning: UUID, now: datetime) -> None:
    wish = {"person_id": GUIFANG, "until": None}
    with looking_as("guifang"):
        with pytest.raises(Unknown):
            capacity.hold(**wish, order_id=uuid4(), session_id=uuid4(), now=now)
        with pytest.raises(Unknown):
            capacity.hold(**wish, order_id=uuid4(), slot_id=uuid4(), now=now)
        with pytest.raises(NoSuchNumber):
            capacity.hold(**wish, order_id=uuid4(), session_id=morning, number=6, now=now)
        with pytest.raises(InThePast):
            capacity.hold(**wish, order_id=uuid4(), session_id=morning, now=now + timedelta(hours=25))
        for _ in range(5):
            capacity.hold(**wish, order_id=uuid4(), session_id=morning, now=now)
        with pytest.raises(SessionFull):
            capacity.hold(**wish, order_id=uuid4(), session_id=morning, now=now)
        with pytest.raises(NumberTaken):
            capacity.hold(**wish, order_id=uuid4(), session_id=morning, number=2, now=now)


@ROLLED_BACK
def test_nobody_is_at_two_places_at_the_same_hour(looking_as: Looking, morning: UUID, now: datetime) -> None:
    with looking_as("guifang"):
        first = capacity.hold(session_id=morning, person_id=GUIFANG, order_id=uuid4(), until=None, now=now)
    with looking_as("manager", "hospital"):
        beside = session(now, service=cardiology(practitioner_id=None))
    with looking_as("guifang"):
        with pytest.raises(SameHour):
            capacity.hold(session_id=beside, person_id=GUIFANG, order_id=uuid4(), until=None, now=now)
        later = capacity.hold(session_id=beside, number=2, person_id=GUIFANG, order_id=uuid4(), until=None, now=now)
        assert later.starts_at == first.ends_at
    with looking_as("limin"):
        assert capacity.hold(session_id=beside, person_id=LIMIN, order_id=uuid4(), until=None, now=now).number == 1


@ROLLED_BACK
def test_her_own_lapsed_hold_does_not_stand_in_her_way(looking_as: Looking, morning: UUID, now: datetime) -> None:
    until = now + timedelta(minutes=15)
    with looking_as("guifang"):
        wish = {"session_id": morning, "number": 1, "person_id": GUIFANG}
        capacity.hold(**wish, order_id=uuid4(), until=until, now=now)
        again = uuid4()
        assert capacity.hold(**wish, order_id=again, until=None, now=until).order_id == again


def test_a_lapsed_hold_at_a_house_out_of_sight_does_not_either(committed: str, now: datetime) -> None:
    """The community books for the keeper's file; what she let lapse at the hospital is none of its business."""
    there, here = committed_session(now), committed_session(now, service=_unstaffed())
    until = now + timedelta(minutes=15)
    with acting_as(cast.actor("guifang"), now), transaction.atomic():
        capacity.hold(session_id=there, person_id=GUIFANG, order_id=uuid4(), until=until, now=now)
    with connections["owner"].cursor() as cursor:
        cursor.execute("UPDATE capacity_slotclaim SET organisation_id = %s", [cast.key("residence")])
        cursor.execute("DELETE FROM access_relation")
    with acting_as(cast.actor("manager", "hospital"), now), transaction.atomic():
        assert SlotClaim.objects.count() == 0
        wish = {"session_id": here, "person_id": GUIFANG, "until": None}
        with pytest.raises(SameHour):
            capacity.hold(**wish, order_id=uuid4(), now=until - timedelta(microseconds=1))
        assert capacity.hold(**wish, order_id=uuid4(), now=until).number == 1


def _unstaffed() -> object:

    return cardiology("owner", practitioner_id=None)


@ROLLED_BACK
def test_moving_frees_the_old_number_once_the_new_one_is_sure(
    looking_as: Looking, morning: UUID, now: datetime
) -> None:
    one, two, three, *_ = slots(morning)
    order, others = uuid4(), uuid4()
    with looking_as("limin"):
        capacity.hold(slot_id=three, person_id=LIMIN, order_id=others, until=None, now=now)
    with looking_as("guifang"):
        with pytest.raises(NothingClaimed):
            capacity.move(order, two, now)
        capacity.hold(slot_id=one, person_id=GUIFANG, order_id=order, until=None, now=now)
        moved = capacity.move(order, two, now)
        assert (moved.number, state(one), state(two)) == (2, "free", "taken")
        assert capacity.move(order, two, now) == moved
        with pytest.raises(NumberTaken):
            capacity.move(order, three, now)
        with pytest.raises(Unknown):
            capacity.move(order, uuid4(), now)
        assert (capacity.claim_of(order), state(two)) == (moved, "taken")
    with looking_as("stranger"), pytest.raises(NothingClaimed):
        capacity.move(order, one, now)


@ROLLED_BACK
def test_a_held_number_moves_with_its_own_end_and_a_lapsed_one_not_at_all(
    looking_as: Looking, morning: UUID, now: datetime
) -> None:
    one, two, three, *_ = slots(morning)
    order, until = uuid4(), now + timedelta(minutes=15)
    with looking_as("guifang"):
        capacity.hold(slot_id=one, person_id=GUIFANG, order_id=order, until=until, now=now)
        assert capacity.move(order, two, now).held_until == until
        with pytest.raises(HoldLapsed):
            capacity.move(order, three, until)


@ROLLED_BACK
def test_moving_onto_ones_own_other_booking_is_refused_and_loses_nothing(
    looking_as: Looking, morning: UUID, now: datetime
) -> None:

    with looking_as("manager", "hospital"):
        beside = session(now, service=cardiology(practitioner_id=None))
    first, second = uuid4(), uuid4()
    with looking_as("guifang"):
        capacity.hold(session_id=morning, number=1, person_id=GUIFANG, order_id=first, until=None, now=now)
        capacity.hold(session_id=beside, number=3, person_id=GUIFANG, order_id=second, until=None, now=now)
        with pytest.raises(SameHour):
            capacity.move(second, slots(beside)[0], now)
        kept = capacity.claim_of(second)
        assert kept is not None
        assert (kept.number, kept.state) == (3, "kept")


@ROLLED_BACK
def test_a_withdrawn_session_names_whom_to_move_and_takes_nobody_new(
    looking_as: Looking, morning: UUID, now: datetime
) -> None:
    order = uuid4()
    with looking_as("guifang"):
        capacity.hold(session_id=morning, person_id=GUIFANG, order_id=order, until=None, now=now)
    with looking_as("manager", "hospital") as manager:
        same = Service.objects.get()
        later, elsewhere = session(now, hours_ahead=48, service=same), session(now, hours_ahead=72)
        waiting = capacity.withdraw(by=manager, now=now, session_id=morning)
        assert [each.order_id for each in waiting] == [order]
        assert capacity.withdraw(by=manager, now=now, session_id=morning) == waiting
        assert selectors.to_move(manager, cast.key("hospital"), now) == waiting
        assert Slot.objects.filter(session_id=morning, state="withdrawn").count() == 4
    with looking_as("guifang"):
        with pytest.raises(SessionWithdrawn):
            capacity.hold(session_id=morning, person_id=GUIFANG, order_id=uuid4(), until=None, now=now)
        with pytest.raises(OtherService):
            capacity.move(order, slots(elsewhere)[0], now)
        capacity.move(order, slots(later)[0], now)
    with looking_as("manager", "hospital") as manager:
        assert selectors.to_move(manager, cast.key("hospital"), now) == []
        assert Slot.objects.filter(session_id=morning, state="withdrawn").count() == 5


def test_the_reading_role_may_not_end_a_hold(committed: str, now: datetime) -> None:
    with connections["read"].cursor() as cursor, pytest.raises(ProgrammingError, match="permission denied"):
        cursor.execute("SELECT capacity_lapse(%s, %s)", [GUIFANG, now])


def test_control_without_the_constraint_she_is_at_two_places(committed: str, now: datetime) -> None:
    sessions = [committed_session(now, service=_unstaffed()) for _ in range(2)]
    with connections["owner"].cursor() as cursor:
        cursor.execute("ALTER TABLE capacity_slotclaim DROP CONSTRAINT claim_one_place_at_a_time")
    with acting_as(cast.actor("guifang"), now), transaction.atomic():
        for session_id in sessions:
            capacity.hold(session_id=session_id, person_id=GUIFANG, order_id=uuid4(), until=None, now=now)
        assert SlotClaim.objects.values("starts_at").distinct().count() == 1
