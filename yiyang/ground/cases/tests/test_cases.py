"""A case climbs its ladder until one named person takes it on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from importlib import import_module
from threading import Barrier, Thread
from uuid import UUID

import pytest
from django.db import connections, transaction

from conftest import Looking
from yiyang.config.demo import cast
from yiyang.foundation import events as bus
from yiyang.foundation.actors import ANONYMOUS, Actor
from yiyang.foundation.errors import Overtaken, SignInNeeded, Unknown
from yiyang.ground.access import services as access
from yiyang.ground.access.context import acting_as
from yiyang.ground.access.errors import NotAllowed
from yiyang.ground.cases import events, kinds, selectors
from yiyang.ground.cases import services as cases
from yiyang.ground.cases.errors import (
    AlreadyOpen,
    NotOffered,
    NotYours,
    UnknownCase,
    UnknownKind,
    UnknownReason,
    WrongLadder,
)
from yiyang.ground.cases.kinds import CaseKind, Rung
from yiyang.ground.cases.models import Case, Move, Offer
from yiyang.ground.messages import selectors as messages
from yiyang.ground.messages.models import Notice

accepting = import_module("yiyang.ground.cases.services.accept")  # the verb hides its module
escalating = import_module("yiyang.ground.cases.services.escalate")
GUIFANG, LIMIN, CHEN, COMMUNITY, HOSPITAL = map(cast.key, ("guifang", "limin", "chen", "community", "hospital"))
FALL = kinds.declare(
    CaseKind(
        "test.fall",
        "A fall",
        ladder=(Rung("role", "nurse", 3), Rung("relation", "family", 5), Rung("role", "manager", 10)),
        reasons=("helped", "false-alarm"),
        urgency="alarm",
    )
)


def opened(now: datetime, **also: object) -> UUID:
    given = {"organisation_id": COMMUNITY, "person_id": GUIFANG, "about_id": cast.key("alarm"), **also}
    return cases.open_case("test.fall", now=now, facts={"detail": "in the kitchen"}, **given)  # type: ignore[arg-type]


@pytest.fixture
def heard() -> Iterator[list[object]]:
    found: list[object] = []
    before = {event: list(runs) for event, runs in bus._subscribers.items()}
    for event in (events.CaseOpened, events.CaseAccepted, events.CaseClosed):
        bus.subscribe(event, found.append)
    yield found
    bus._subscribers.clear()
    bus._subscribers.update(before)


@pytest.mark.django_db
def test_a_case_is_opened_offered_accepted_and_closed(looking_as: Looking, now: datetime, heard: list[object]) -> None:
    with looking_as(Actor.system(COMMUNITY)):
        case_id = opened(now)
        assert opened(now) == case_id
    with looking_as("chen", "community") as chen:
        assert "A fall" in messages.inbox(chen)[0].title or "跌倒" in messages.inbox(chen)[0].title
        assert messages.inbox(chen)[0].urgent
        [card] = selectors.my_cases(chen)
        assert (card.state, card.rung, card.offered_to_me, card.mine) == ("offered", 0, True, False)
        assert card.due_at == now + timedelta(minutes=3)
        accepted = cases.accept(case_id, by=chen, now=now)
        assert cases.accept(case_id, by=chen, now=now).accepted_at == accepted.accepted_at
        assert selectors.my_cases(chen)[0].mine
        with pytest.raises(UnknownReason):
            cases.close(case_id, by=chen, now=now, reason="bored")
        cases.close(case_id, by=chen, now=now, reason="helped", note="Bruise on the left knee.")
        cases.close(case_id, by=chen, now=now, reason="helped")
        with pytest.raises(Overtaken):
            cases.close(case_id, by=chen, now=now, reason="false-alarm")
        assert selectors.my_cases(chen) == []
        steps = [(step.state, step.by_id) for step in selectors.steps_of(chen, case_id)]
    assert steps == [("offered", None), ("accepted", CHEN), ("closed", CHEN)]
    assert [type(event).__name__ for event in heard] == ["CaseOpened", "CaseAccepted", "CaseClosed"]
    with looking_as(Actor.system(COMMUNITY)):
        assert opened(now) != case_id


@pytest.mark.django_db
def test_a_stranger_learns_nothing_and_takes_nothing_on(looking_as: Looking, now: datetime) -> None:
    with looking_as(Actor.system(COMMUNITY)):
        case_id = opened(now)
    for who, house in (("stranger", None), ("zhao", "hospital"), ("desk", "hospital"), ("chen", None)):
        with looking_as(who, house) as viewer:
            for ask in (
                lambda viewer=viewer: cases.accept(case_id, by=viewer, now=now),
                lambda viewer=viewer: cases.close(case_id, by=viewer, now=now, reason="helped"),
                lambda viewer=viewer: cases.hand_back(case_id, by=viewer, now=now),
                lambda viewer=viewer: selectors.case_card(viewer, case_id),
                lambda viewer=viewer: selectors.steps_of(viewer, case_id),
            ):
                with pytest.raises(UnknownCase):
                    ask()
            assert selectors.my_cases(viewer) == []
            if house:  # what their own house has written about her, which is nothing
                assert selectors.cases_about(viewer, GUIFANG, now=now) == []
            else:
                with pytest.raises(Unknown):
                    selectors.cases_about(viewer, GUIFANG, now=now)
    with pytest.raises(SignInNeeded):
        cases.accept(case_id, by=ANONYMOUS, now=now)
    with pytest.raises(SignInNeeded):
        selectors.my_cases(ANONYMOUS)
    with looking_as("limin") as limin:
        with pytest.raises(NotOffered):  # she may see it, but it is not her turn
            cases.accept(case_id, by=limin, now=now)
        with pytest.raises(NotYours):
            cases.close(case_id, by=limin, now=now, reason="helped")
        assert [card.id for card in selectors.cases_about(limin, GUIFANG, now=now)] == [case_id]
        with pytest.raises(NotAllowed):
            selectors.open_cases(limin, now=now)
    with looking_as("chen", "community") as chen:
        assert [card.id for card in selectors.open_cases(chen, now=now)] == [case_id]


@pytest.mark.django_db
def test_the_same_case_in_another_house_is_not_opened_twice(looking_as: Looking, now: datetime) -> None:
    with looking_as(Actor.system(COMMUNITY)):
        opened(now)
    with looking_as(Actor.system(HOSPITAL)), pytest.raises(AlreadyOpen):
        opened(now, organisation_id=HOSPITAL)


@pytest.mark.django_db
def test_what_is_handed_back_goes_to_the_next_rung(looking_as: Looking, now: datetime) -> None:
    with looking_as(Actor.system(COMMUNITY)):
        case_id = opened(now)
    with looking_as("chen", "community") as chen:
        with pytest.raises(NotYours):
            cases.hand_back(case_id, by=chen, now=now)
        cases.accept(case_id, by=chen, now=now)
        assert cases.hand_back(case_id, by=chen, now=now).rung == 1
    with looking_as("limin") as limin:
        assert cases.accept(case_id, by=limin, now=now).accepted_by_id == LIMIN
    with looking_as("chen", "community") as chen:
        with pytest.raises(Overtaken):
            cases.accept(case_id, by=chen, now=now)
        told = Notice.objects.get(recipient_id=CHEN, kind="cases.accepted")
        assert told.facts["who"] == "李敏"


@pytest.mark.django_db
def test_a_house_changes_its_ladder(looking_as: Looking, now: datetime) -> None:
    rungs = (Rung("relation", "family", 15), Rung("role", "doctor", 5))
    with looking_as("manager", "hospital") as manager:
        assert cases.ladder_of(HOSPITAL, "test.fall") == FALL.ladder
        cases.set_ladder(by=manager, now=now, organisation_id=HOSPITAL, kind="test.fall", rungs=rungs)
        assert cases.ladder_of(HOSPITAL, "test.fall") == rungs
        for wrong in (Rung("role", "wizard", 5), Rung("relation", "care-team", 5), Rung("role", "nurse", 0)):
            with pytest.raises(WrongLadder):
                cases.set_ladder(by=manager, now=now, organisation_id=HOSPITAL, kind="test.fall", rungs=[wrong])
        with pytest.raises(WrongLadder):
            cases.set_ladder(by=manager, now=now, organisation_id=HOSPITAL, kind="test.fall", rungs=rungs * 6)
        with pytest.raises(UnknownKind):
            cases.set_ladder(by=manager, now=now, organisation_id=HOSPITAL, kind="test.none", rungs=rungs)
        with pytest.raises(NotAllowed):
            cases.set_ladder(by=manager, now=now, organisation_id=COMMUNITY, kind="test.fall", rungs=rungs)
    with looking_as("desk", "hospital") as desk, pytest.raises(NotAllowed):
        cases.set_ladder(by=desk, now=now, organisation_id=HOSPITAL, kind="test.fall", rungs=())
    with looking_as("limin"):  # a relative opens it: the house's own ladder holds all the same
        case_id = opened(now, organisation_id=HOSPITAL)
        assert list(Offer.objects.filter(case_id=case_id).values_list("recipient_id", flat=True)) == [LIMIN]
    with looking_as("manager", "hospital") as manager:
        cases.set_ladder(by=manager, now=now, organisation_id=HOSPITAL, kind="test.fall", rungs=())
        assert cases.ladder_of(HOSPITAL, "test.fall") == FALL.ladder


def test_kinds_are_complete_and_declared_once() -> None:
    with pytest.raises(ValueError, match="twice"):
        kinds.declare(CaseKind("test.fall", "Another", FALL.ladder, ("done",)))
    for wrong in (CaseKind("test.a", "A", (), ("done",)), CaseKind("test.a", "A", FALL.ladder, ())):
        with pytest.raises(ValueError, match="needs a ladder"):
            kinds.declare(wrong)
    with pytest.raises(KeyError):
        kinds.of("test.a")


# From here on: several connections, committed.


@pytest.fixture
def fall(committed: str, now: datetime) -> UUID:
    with acting_as(Actor.system(COMMUNITY), now), transaction.atomic():
        return opened(now)


def asked() -> list[tuple[UUID, int]]:
    with transaction.atomic(using="worker"):
        return list(Offer.objects.using("worker").order_by("at", "rung").values_list("recipient_id", "rung"))


def case_now() -> Case:
    with transaction.atomic(using="worker"):
        return Case.objects.using("worker").get()


def test_the_clock_drives_the_ladder_to_the_second_and_twice_doubles_nothing(fall: UUID, now: datetime) -> None:
    assert cases.escalate_due(now + timedelta(seconds=179)) == 0
    assert cases.escalate_due(now + timedelta(minutes=3)) == 1
    assert cases.escalate_due(now + timedelta(minutes=3)) == 0
    assert asked() == [(CHEN, 0), (LIMIN, 1)]
    with transaction.atomic(using="worker"):
        told = Notice.objects.using("worker").filter(kind="cases.offered").order_by("at")
        assert [notice.recipient_id for notice in told] == [CHEN, LIMIN]


def test_after_the_last_rung_it_goes_round_and_in_the_end_the_house_is_told(fall: UUID, now: datetime) -> None:
    """Nobody manages the community centre here, so the family's rung is the last with anybody on it."""
    at = now
    climbs = 0
    while (due_at := case_now().due_at) is not None:
        at = due_at
        climbs += cases.escalate_due(at)
    assert climbs == 1 + 12 + 1
    assert cases.escalate_due(at + timedelta(days=1)) == 0
    assert case_now().state == "offered"
    with transaction.atomic(using="worker"):
        unanswered = Notice.objects.using("worker").filter(kind="cases.unanswered")
        assert {notice.recipient_id for notice in unanswered} == {CHEN, LIMIN}
        assert Move.objects.using("worker").filter(reason="unanswered").count() == 1
    with acting_as(cast.actor("limin"), at), transaction.atomic():
        assert cases.accept(fall, by=cast.actor("limin"), now=at).state == "accepted"


def test_a_case_nobody_can_be_asked_about_waits_for_somebody(committed: str, now: datetime) -> None:
    pharmacy = cast.key("pharmacy")
    with acting_as(Actor.system(pharmacy), now), transaction.atomic():
        cases.open_case("test.fall", organisation_id=pharmacy, person_id=None, now=now)
    assert (case_now().state, asked()) == ("open", [])


def run_together(*works: object) -> list[object]:
    """Run each work in a thread of its own, all at once; answers what they returned or raised."""
    results: list[object] = []
    start = Barrier(len(works))

    def run(work: object) -> None:
        start.wait()
        try:
            results.append(work())  # type: ignore[operator]
        except Overtaken as refusal:
            results.append(refusal)
        finally:
            for alias in ("default", "worker"):
                connections[alias].close()

    threads = [Thread(target=run, args=[work]) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def race(fall: UUID, now: datetime) -> list[object]:
    """Chen and Li Min accept at the same moment, both having been asked."""
    cases.escalate_due(now + timedelta(minutes=3))

    def taking(by: Actor) -> object:
        def work() -> object:
            with acting_as(by, now), transaction.atomic():
                return cases.accept(fall, by=by, now=now).accepted_by_id

        return work

    return run_together(taking(cast.actor("chen", "community")), taking(cast.actor("limin")))


def test_of_two_who_accept_at_once_one_is_overtaken(fall: UUID, now: datetime) -> None:
    results = race(fall, now)
    assert sum(isinstance(result, Overtaken) for result in results) == 1
    assert case_now().accepted_by_id in results


def test_control_without_compare_and_swap_both_believe_it_is_theirs(
    fall: UUID, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(accepting, "ACCEPTABLE", ("open", "offered", "accepted"))
    assert sorted(map(str, race(fall, now))) == sorted([str(CHEN), str(LIMIN)])


def test_many_workers_climb_each_rung_once(fall: UUID, now: datetime) -> None:
    at = now + timedelta(minutes=3)
    results = run_together(*[lambda: cases.escalate(fall, COMMUNITY, at)] * 4)
    assert sorted(results) == [False, False, False, True]  # type: ignore[type-var]
    assert asked() == [(CHEN, 0), (LIMIN, 1)]


def test_a_case_that_fails_holds_up_no_other(fall: UUID, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    with acting_as(Actor.system(COMMUNITY), now), transaction.atomic():
        broken = opened(now - timedelta(minutes=1), about_id=cast.key("another alarm"))
    climb = escalating.climb

    def fail_once(case: Case, at: datetime) -> list[UUID]:
        return climb(case, at) if case.id != broken else 1 / 0  # type: ignore[return-value]

    monkeypatch.setattr(escalating, "climb", fail_once)
    with pytest.raises(ZeroDivisionError):
        cases.escalate_due(now + timedelta(minutes=3))
    with transaction.atomic(using="worker"):
        assert Case.objects.using("worker").get(id=fall).rung == 1
        assert Case.objects.using("worker").get(id=broken).rung == 0


def test_a_person_takes_home_and_erases_what_was_said(fall: UUID, now: datetime) -> None:
    guifang = cast.actor("guifang")
    with acting_as(guifang, now), transaction.atomic():
        assert selectors.export_cases(guifang, GUIFANG)[0]["facts"] == {"detail": "in the kitchen"}
    with acting_as(cast.actor("limin"), now), transaction.atomic(), pytest.raises(Unknown):
        selectors.export_cases(cast.actor("limin"), GUIFANG)
    assert cases.erase_cases(person_id=GUIFANG) == 1
    assert cases.erase_cases(person_id=GUIFANG) == 0
    assert (case_now().facts, case_now().state) == ({}, "offered")
    assert cases.escalate_due(now + timedelta(minutes=3)) == 1


def test_the_platform_closes_what_has_settled_itself(fall: UUID, now: datetime) -> None:
    system = Actor.system(COMMUNITY)
    with acting_as(system, now), transaction.atomic():
        assert cases.close(fall, by=system, now=now, reason="false-alarm").closed_by_id is None
    assert cases.escalate_due(now + timedelta(days=1)) == 0
    assert access.may(system, FALL_SEE, now=now) is not None


FALL_SEE = import_module("yiyang.ground.cases.actions").SEE_CASES
