"""The decision: each way to a yes, and that everything else is a no that tells nothing."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import Looking
from yiyang.config.demo import cast
from yiyang.foundation.actors import ANONYMOUS, SYSTEM, Actor
from yiyang.foundation.errors import SignInNeeded, Unknown
from yiyang.ground.access import actions, errors, selectors, services
from yiyang.ground.access.actions import Action
from yiyang.ground.access.models import Disclosure, RoleAssignment

SEE = Action(
    "test.see-vitals",
    "Looked at the readings",
    by_self=True,
    scope=actions.VITALS,
    roles=actions.CLINICAL,
    breakable=True,
    logged=True,
)
RUN = Action("test.run-house", "Ran the house", roles=frozenset({actions.MANAGER}))
OPEN = Action("test.look-around", "Looked around", anyone=True)
GUIFANG = cast.key("guifang")

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("who", "house", "reason"),
    [
        ("guifang", None, "self"),
        ("limin", None, "family"),
        ("chen", "community", "care-team"),
        ("chen", None, None),  # off duty
        ("chen", "residence", None),  # claims a house she does not work for
        ("zhao", "hospital", None),  # no relation
        ("desk", "hospital", None),
        ("operator", "office", None),  # running the platform is no reason to read files
        ("inspector", "bureau", None),
        ("stranger", None, None),
    ],
)
def test_who_may_see_her_readings_and_why(
    looking_as: Looking, now: datetime, who: str, house: str | None, reason: str | None
) -> None:
    with looking_as(who, house) as actor:
        grant = services.may(actor, SEE, now=now, person_id=GUIFANG)
        assert (grant.reason if grant else None) == reason
        if reason is None:
            with pytest.raises(Unknown):
                services.require(actor, SEE, now=now, person_id=GUIFANG)


def test_nobody_is_asked_to_sign_in_unless_anyone_may(looking_as: Looking, now: datetime) -> None:
    with looking_as(ANONYMOUS):
        assert services.require(ANONYMOUS, OPEN, now=now).reason == "anyone"
        with pytest.raises(SignInNeeded):
            services.require(ANONYMOUS, SEE, now=now, person_id=GUIFANG)
    assert services.require(SYSTEM, SEE, now=now, person_id=GUIFANG).reason == "system"


def test_a_manager_runs_her_own_house_only(looking_as: Looking, now: datetime) -> None:
    with looking_as("manager", "hospital") as manager:
        assert services.require(manager, RUN, now=now, organisation_id=cast.key("hospital")).reason == "role"
        with pytest.raises(errors.NotAllowed):
            services.require(manager, RUN, now=now, organisation_id=cast.key("residence"))


def test_the_author_keeps_access_to_what_the_house_wrote(looking_as: Looking, now: datetime) -> None:
    with looking_as("zhao", "hospital") as doctor:
        grant = services.may(doctor, SEE, now=now, person_id=GUIFANG, organisation_id=cast.key("hospital"))
        assert grant is not None
        assert grant.reason == "author"
        assert services.may(doctor, SEE, now=now, person_id=GUIFANG, organisation_id=cast.key("community")) is None


def test_every_look_by_somebody_else_is_on_record_for_her(looking_as: Looking, now: datetime) -> None:
    with looking_as("limin") as limin:
        services.require(limin, SEE, now=now, person_id=GUIFANG)
        assert selectors.disclosures(limin, GUIFANG, now)  # she may read the records, so also who read them
    with looking_as("stranger") as stranger, pytest.raises(Unknown):
        selectors.disclosures(stranger, GUIFANG, now)
    with looking_as("guifang") as guifang:
        services.require(guifang, SEE, now=now, person_id=GUIFANG)
        seen = selectors.disclosures(guifang, GUIFANG, now)
    assert [(one.viewer_id, one.reason, one.label) for one in seen] == [
        (cast.key("limin"), "family", "Looked at the readings")
    ]


def test_a_relation_ends_to_the_second(looking_as: Looking, now: datetime) -> None:
    end = now + timedelta(hours=1)
    services.relate(
        viewer_id=cast.key("stranger"), person_id=GUIFANG, kind="family", scopes=[actions.VITALS], now=now, ends_at=end
    )
    with looking_as("stranger") as stranger:
        assert services.may(stranger, SEE, now=end - timedelta(microseconds=1), person_id=GUIFANG) is not None
        assert services.may(stranger, SEE, now=end, person_id=GUIFANG) is None
        assert services.may(stranger, SEE, now=now - timedelta(microseconds=1), person_id=GUIFANG) is None


def test_what_she_withholds_is_hidden_from_family_at_once_and_from_one_house_if_she_says_so(
    looking_as: Looking, now: datetime
) -> None:
    with looking_as("guifang") as guifang:
        services.withhold(by=guifang, now=now, person_id=GUIFANG, scope=actions.VITALS)
    with looking_as("limin") as limin:
        assert services.may(limin, SEE, now=now, person_id=GUIFANG) is None
        with pytest.raises(Unknown):
            services.withhold(by=limin, now=now, person_id=GUIFANG, scope=actions.VITALS)
    with looking_as("chen", "community") as chen:
        assert services.may(chen, SEE, now=now, person_id=GUIFANG) is not None  # she is treating
    with looking_as("guifang") as guifang:
        services.withhold(by=guifang, now=now, person_id=GUIFANG, scope=actions.VITALS, viewer_id=cast.key("community"))
    with looking_as("chen", "community") as chen:
        assert services.may(chen, SEE, now=now, person_id=GUIFANG) is None
    with looking_as("guifang") as guifang:
        services.allow_again(by=guifang, now=now, person_id=GUIFANG, scope=actions.VITALS)
    with looking_as("limin") as limin:
        assert services.may(limin, SEE, now=now, person_id=GUIFANG) is not None


def test_breaking_glass_needs_a_clinician_and_a_reason_and_ends_by_itself(looking_as: Looking, now: datetime) -> None:
    ask = {"now": now, "person_id": GUIFANG, "reason_code": "emergency"}
    with looking_as("desk", "hospital") as clerk, pytest.raises(errors.NotAllowed):
        services.break_glass(by=clerk, reason="found unconscious at the gate", **ask)
    with looking_as("zhao", "hospital") as doctor:
        with pytest.raises(errors.ReasonMissing) as refusal:
            services.break_glass(by=doctor, reason="because", **ask)
        assert refusal.value.field == "reason"
        session = services.break_glass(by=doctor, reason="found unconscious at the gate", **ask)
        again = services.break_glass(by=doctor, reason="found unconscious at the gate", **ask)
        assert again.id == session.id
        assert services.require(doctor, SEE, now=now, person_id=GUIFANG).reason == "break-glass"
        assert services.may(doctor, SEE, now=now + timedelta(minutes=60), person_id=GUIFANG) is None
        with pytest.raises((errors.OwnGrant, errors.NotAllowed)):
            services.review_break_glass(by=doctor, now=now, break_glass_id=session.id)
    with looking_as("manager", "hospital") as manager:
        services.review_break_glass(by=manager, now=now, break_glass_id=session.id)


def test_roles_are_given_by_those_who_may_and_end_by_themselves(looking_as: Looking, now: datetime) -> None:
    hospital, stranger = cast.key("hospital"), cast.key("stranger")
    give = {"now": now, "holder_id": stranger, "organisation_id": hospital}
    with looking_as("manager", "hospital") as manager:
        assignment = services.assign(by=manager, role=actions.DESK, ends_at=now + timedelta(days=1), **give)
        assert selectors.roles_of(stranger, hospital, now) == {actions.DESK}
        assert selectors.roles_of(stranger, hospital, now + timedelta(days=1)) == frozenset()
        with pytest.raises(errors.NotAllowed):
            services.assign(by=manager, role=actions.OPERATOR, **give)
        with pytest.raises(errors.NotAllowed):
            services.assign(by=manager, role=actions.DESK, **{**give, "organisation_id": cast.key("residence")})
        with pytest.raises(errors.OwnGrant):
            services.assign(by=manager, role=actions.DOCTOR, **{**give, "holder_id": manager.person_id})
        with pytest.raises(errors.UnknownRole):
            services.assign(by=manager, role="emperor", **give)
        with pytest.raises(errors.PeriodBackwards):
            services.assign(by=manager, role=actions.DESK, ends_at=now, **give)
        services.revoke(by=manager, now=now + timedelta(hours=1), assignment_id=assignment.id)
        assert selectors.roles_of(stranger, hospital, now + timedelta(hours=1)) == frozenset()
    with looking_as("desk", "hospital") as clerk, pytest.raises(errors.NotAllowed):
        services.assign(by=clerk, role=actions.DOCTOR, **give)
    with looking_as("operator", "office") as operator:
        services.assign(by=operator, role=actions.MANAGER, **{**give, "organisation_id": cast.key("residence")})


def test_control_a_lapsed_role_would_still_open_the_house_if_its_end_were_not_read(
    looking_as: Looking, now: datetime
) -> None:
    RoleAssignment.objects.filter(holder_id=cast.key("manager")).update(ends_at=now)
    with looking_as("manager", "hospital") as manager:
        assert services.may(manager, RUN, now=now, organisation_id=cast.key("hospital")) is None
    RoleAssignment.objects.filter(holder_id=cast.key("manager")).update(ends_at=None)
    with looking_as("manager", "hospital") as manager:
        assert services.may(manager, RUN, now=now, organisation_id=cast.key("hospital")) is not None


def test_a_disclosure_cannot_be_changed_or_removed(looking_as: Looking, now: datetime) -> None:
    from django.db import transaction
    from django.db.utils import ProgrammingError

    with looking_as("limin") as limin:
        services.require(limin, SEE, now=now, person_id=GUIFANG)
        for attempt in (Disclosure.objects.all().delete, lambda: Disclosure.objects.update(reason="self")):
            with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
                attempt()


@given(kind=st.sampled_from(["person", "system"]), code=st.text(min_size=1, max_size=8))
def test_an_action_without_any_ground_is_never_granted_to_a_person(kind: str, code: str) -> None:
    action = Action(f"test.nothing-{code}", "Nothing")
    actor = Actor("person", cast.key("guifang"), cast.key("hospital"))
    assert services.may(actor, action, now=cast.SINCE + timedelta(days=30), person_id=GUIFANG) is None
