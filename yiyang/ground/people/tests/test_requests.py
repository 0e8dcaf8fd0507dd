"""Somebody asks for their data: by a card, with a reason, never one's own, and two people to forget."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from itertools import product
from uuid import UUID, uuid4

import pytest
from django.db import connections, transaction
from django.db.utils import IntegrityError

from conftest import NOW
from yiyang.config.demo import cast
from yiyang.foundation import moves
from yiyang.foundation.actors import Actor
from yiyang.foundation.errors import Invalid, Overtaken, Unknown
from yiyang.ground.access import actions
from yiyang.ground.access import selectors as access_seen
from yiyang.ground.access import services as access
from yiyang.ground.access.errors import NotAllowed, ReasonMissing
from yiyang.ground.messages import selectors as messages_seen
from yiyang.ground.people import errors, selectors, services
from yiyang.ground.people.models import FileRequest, MergeReason
from yiyang.ground.people.services import ContactGiven, IdentityGiven
from yiyang.ground.people.states import REQUEST_NEXT
from yiyang.ground.people.tests.factories import a_person, identity_number

Looking = Callable[..., AbstractContextManager[Actor]]
NUMBER, PHONE = identity_number(order=21), "13800998123"
REASON = "She came to the office with her card."


@pytest.fixture
def patient(committed: str, looking_as: Looking, now: datetime) -> UUID:
    """A patient of the hospital, with a card and a telephone; the office has a second officer."""
    with looking_as("desk", "hospital") as desk, transaction.atomic():
        person = a_person(
            desk, now, identities=[IdentityGiven("cn-identity", NUMBER)], contacts=[ContactGiven("phone", PHONE)]
        )
    system = Actor.system(cast.key("office"))
    with looking_as(system), transaction.atomic():
        access.assign(
            by=system, now=now, holder_id=cast.key("reviewer"), organisation_id=cast.key("office"),
            role=actions.PRIVACY,
        )  # fmt: skip
    return person.id


def ask(by: Actor, now: datetime, kind: str = "export", **changes: str) -> UUID:
    given = {"number": NUMBER, "proof": "identity-card", "reason": REASON, **changes}
    return services.ask_for_person(by=by, now=now, kind=kind, **given)


def test_a_copy_is_handed_out_on_request_and_the_person_is_told(
    patient: UUID, looking_as: Looking, now: datetime
) -> None:
    with looking_as("operator", "office") as officer, transaction.atomic():
        request = ask(officer, now)
        assert ask(officer, now, number=PHONE) == request, "the same open request"
        assert selectors.request_card(officer, request, now).name == "赵秀英"
        assert services.hand_out(by=officer, now=now, request_id=request) == patient
        later = now + timedelta(hours=23)
        assert services.hand_out(by=officer, now=later, request_id=request) == patient, "a broken download"
        with pytest.raises(Overtaken):
            services.hand_out(by=officer, now=now + timedelta(hours=25), request_id=request)
        with pytest.raises(Overtaken):
            services.decline(by=officer, now=now, request_id=request, decision="We thought better of it.")
    herself = Actor.person(patient)
    with looking_as(herself), transaction.atomic():
        seen = access_seen.disclosures(herself, patient, later)
        assert {(look.viewer_id, look.reason) for look in seen if look.reason == "on-request"} == {
            (cast.key("operator"), "on-request")
        }
        assert [letter.kind for letter in messages_seen.inbox(herself)] == ["people.request-done"]


def test_who_may_not_ask_and_what_is_missing(patient: UUID, looking_as: Looking, now: datetime) -> None:
    with looking_as("operator", "office") as officer, transaction.atomic():
        for changes, refusal in (
            ({"reason": "short"}, ReasonMissing),
            ({"proof": "said so"}, Invalid),
            ({"kind": "sell"}, Invalid),
            ({"number": "no number"}, errors.NobodyUnderNumber),
        ):
            with pytest.raises(refusal):
                ask(officer, now, **changes)
        assert selectors.requests_of(officer, now) == []
    for who, house in (("desk", "hospital"), ("zhao", "hospital"), ("stranger", None), ("inspector", "bureau")):
        with looking_as(who, house) as actor, transaction.atomic():
            with pytest.raises(NotAllowed):
                ask(actor, now)
            with pytest.raises(NotAllowed):
                selectors.requests_of(actor, now)


def test_an_office_answers_for_its_own_houses_only(patient: UUID, looking_as: Looking, now: datetime) -> None:
    """The hospital's own privacy officer is not the platform's, and nobody handles their own file."""
    system = Actor.system(cast.key("hospital"))
    with looking_as(system), transaction.atomic():
        access.assign(
            by=system, now=now, holder_id=cast.key("manager"), organisation_id=cast.key("hospital"),
            role=actions.PRIVACY,
        )  # fmt: skip
    with looking_as("manager", "hospital") as manager, transaction.atomic(), pytest.raises(Unknown):
        ask(manager, now)
    operator = Actor.person(cast.key("operator"))
    with looking_as(operator), transaction.atomic():
        services.add_contact(
            by=operator, now=now, person_id=cast.key("operator"), contact=ContactGiven("phone", "13800998124")
        )
    with looking_as("operator", "office") as officer, transaction.atomic(), pytest.raises(errors.OwnFile):
        ask(officer, now, number="13800998124")
    with looking_as("reviewer", "office") as other, transaction.atomic(), pytest.raises(Unknown):
        ask(other, now, number="13800998124")  # nobody's house keeps the operator's file
    with looking_as("operator", "office") as officer, transaction.atomic():
        request = ask(officer, now)
    with looking_as("manager", "hospital") as manager, transaction.atomic(), pytest.raises(Unknown):
        selectors.request_card(manager, request, now)


def test_to_forget_takes_two(patient: UUID, looking_as: Looking, now: datetime) -> None:
    with looking_as("operator", "office") as officer, transaction.atomic():
        request = ask(officer, now, kind="erase")
        with pytest.raises(errors.SecondPersonNeeded), transaction.atomic(using="worker"):
            services.confirm_erasure(by=officer, now=now, request_id=request, sure=True)
        with pytest.raises(Unknown):
            services.hand_out(by=officer, now=now, request_id=request)
    with looking_as("reviewer", "office") as second, transaction.atomic():
        with pytest.raises(errors.NotSure), transaction.atomic(using="worker"):
            services.confirm_erasure(by=second, now=now, request_id=request, sure=False)
        with transaction.atomic(using="worker"):
            assert services.confirm_erasure(by=second, now=now, request_id=request, sure=True) == patient
        with pytest.raises(Overtaken), transaction.atomic(using="worker"):
            services.confirm_erasure(by=second, now=now, request_id=request, sure=True)
    with pytest.raises(IntegrityError, match="request_four_eyes"), transaction.atomic(using="worker"):
        FileRequest.objects.using("worker").filter(id=request).update(decided_by_id=cast.key("operator"))


def test_a_declined_request_says_why_and_can_be_asked_again(patient: UUID, looking_as: Looking, now: datetime) -> None:
    with looking_as("operator", "office") as officer, transaction.atomic():
        request = ask(officer, now)
        with pytest.raises(ReasonMissing):
            services.decline(by=officer, now=now, request_id=request, decision="no")
        services.decline(by=officer, now=now, request_id=request, decision="The card had run out.")
        assert selectors.request_card(officer, request, now).decision == "The card had run out."
        assert ask(officer, now) != request
    herself = Actor.person(patient)
    with looking_as(herself), transaction.atomic():
        assert "The card had run out." in messages_seen.inbox(herself)[0].body


def test_every_pair_of_states(patient: UUID, looking_as: Looking, now: datetime) -> None:
    with looking_as("operator", "office") as officer, transaction.atomic():
        request = ask(officer, now)
        for old, new in product(REQUEST_NEXT, repeat=2):
            decided = None if old == "open" else now
            FileRequest.objects.filter(id=request).update(
                state=old, decided_at=decided, decided_by_id=officer.person_id if decided else None
            )
            try:
                if new == "refused":
                    services.decline(by=officer, now=now + timedelta(days=2), request_id=request, decision="x" * 12)
                elif new == "done":
                    services.hand_out(by=officer, now=now + timedelta(days=2), request_id=request)
                else:
                    continue
                moved = True
            except Overtaken:
                moved = False
            assert moved is moves.allowed(REQUEST_NEXT, old, new), (old, new)


def test_in_an_emergency_the_card_opens_the_file(patient: UUID, looking_as: Looking, now: datetime) -> None:
    given = {"reason_code": "emergency", "reason": "Found unconscious in the park.", "minutes": 30}
    with looking_as("chen", "community") as nurse, transaction.atomic():
        with pytest.raises(Unknown):
            selectors.person_card(nurse, patient, now)
        with pytest.raises(ReasonMissing):
            services.open_in_emergency(by=nurse, now=now, number=NUMBER, **{**given, "reason": "quick"})
        assert services.open_in_emergency(by=nurse, now=now, number=NUMBER, **given) == patient
    with looking_as("chen", "community") as nurse, transaction.atomic():
        assert selectors.person_card(nurse, patient, now).reason == "break-glass"
        (opening,) = access_seen.my_openings(nurse, now)
        assert (opening.minutes, opening.reason) == (30, "Found unconscious in the park.")
        access.end_break_glass(by=nurse, now=now + timedelta(minutes=5), break_glass_id=opening.id)
    after = now + timedelta(minutes=6)
    with looking_as("chen", "community") as nurse, transaction.atomic():
        assert access_seen.my_openings(nurse, after) == []
        with pytest.raises(Unknown):
            selectors.person_card(nurse, patient, after)
    herself = Actor.person(patient)
    with looking_as(herself), transaction.atomic():
        (told,) = access_seen.openings(herself, now)
        assert (told.reason, told.minutes, told.viewer_id) == (
            "Found unconscious in the park.", 5, cast.key("chen"),
        )  # fmt: skip
    with looking_as("desk", "hospital") as desk, transaction.atomic():
        with pytest.raises(NotAllowed):
            services.open_in_emergency(by=desk, now=now, number=NUMBER, **given)
        with pytest.raises(Unknown):
            access.end_break_glass(by=desk, now=now, break_glass_id=opening.id)


def test_a_number_of_several_people_opens_nothing_and_guessing_ends(
    patient: UUID, looking_as: Looking, now: datetime
) -> None:
    given = {"reason_code": "emergency", "reason": "Found unconscious in the park.", "minutes": 30}
    with looking_as("desk", "hospital") as desk, transaction.atomic():
        a_person(desk, now, contacts=[ContactGiven("phone", PHONE)])
    with looking_as("chen", "community") as nurse, transaction.atomic():
        with pytest.raises(errors.SeveralUnderNumber):
            services.open_in_emergency(by=nurse, now=now, number=PHONE, **given)
        for _ in range(10):
            with pytest.raises(errors.NobodyUnderNumber):
                services.open_in_emergency(by=nurse, now=now, number="511999195006150001", **given)
            access.note_refusal(by=nurse, now=now, code="nobody-under-number", path="emergency")
        with pytest.raises(errors.TooManyGuesses):
            services.open_in_emergency(by=nurse, now=now, number=NUMBER, **given)
        later = now + timedelta(minutes=61)
        assert services.open_in_emergency(by=nurse, now=later, number=NUMBER, **given) == patient


def test_a_number_is_found_by_its_own_index(patient: UUID) -> None:
    from yiyang.ground.people.services.by_number import _WHOSE

    with connections["worker"].cursor() as cursor, transaction.atomic(using="worker"):
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN {_WHOSE}", [["i0", "c0"]])
        assert "token_number" in str(cursor.fetchall())


def test_a_merge_keeps_its_reasons(patient: UUID, looking_as: Looking, now: datetime) -> None:
    with looking_as("desk", "hospital") as desk, transaction.atomic():
        other = a_person(desk, now).id
        both = selectors.compare_files(desk, patient, other, now)
        assert (both.kept.id, both.merged.id, both.grounds) == (patient, other, {"birth", "name", "sex"})
        with pytest.raises(ReasonMissing):
            services.merge_files(by=desk, now=now, kept_id=patient, merged_id=other, reason=" ")
        merge = services.merge_files(by=desk, now=now, kept_id=patient, merged_id=other, reason="The same card.")
        assert [one.reason for one in selectors.merges_of(desk, other, now)] == ["The same card."]
        with pytest.raises(Unknown):
            selectors.compare_files(desk, patient, other, now)
        with pytest.raises(ReasonMissing):
            services.separate_files(by=desk, now=now, merge_id=merge.id, reason="")
        services.separate_files(by=desk, now=now, merge_id=merge.id, reason="Twin sisters.")
        assert selectors.merges_of(desk, patient, now) == []
        assert set(MergeReason.objects.values_list("deed", "reason")) == {
            ("joined", "The same card."), ("separated", "Twin sisters."),
        }  # fmt: skip
    for who, house in (("stranger", None), ("zhao", "hospital")):
        with looking_as(who, house) as actor, transaction.atomic():
            with pytest.raises(Unknown):
                selectors.merges_of(actor, patient, NOW)
            with pytest.raises(Unknown):
                selectors.compare_files(actor, patient, other, NOW)
            with pytest.raises(Unknown):
                services.separate_files(by=actor, now=NOW, merge_id=uuid4(), reason="None of my business.")
