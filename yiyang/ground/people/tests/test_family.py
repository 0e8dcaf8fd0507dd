"""Families: only the elder or a guardian lets somebody in, scope by scope, and out at once."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from conftest import Looking
from yiyang.config.demo import cast
from yiyang.foundation.errors import Invalid, Unknown
from yiyang.ground.access import actions
from yiyang.ground.access.errors import UnknownScope
from yiyang.ground.people import errors, selectors, services
from yiyang.ground.people.models import Person

pytestmark = pytest.mark.django_db
GUIFANG, STRANGER = cast.key("guifang"), cast.key("stranger")
DIGEST = "a" * 64


def test_she_lets_a_neighbour_see_and_book_and_changes_her_mind(looking_as: Looking, now: datetime) -> None:
    grant = {"now": now, "person_id": GUIFANG, "relative_id": STRANGER, "relationship": "NBOR", "name": "钱多"}
    with looking_as("guifang") as guifang:
        related = services.grant_family(by=guifang, scopes=[actions.SEE, actions.BOOK], **grant)
        names = [(one.name, one.scopes) for one in selectors.family_of(guifang, GUIFANG, now)]
        assert names[1] == ("钱多", ("book", "see"))
        assert names[0][0] == "李敏"
    with looking_as("stranger") as neighbour:
        assert selectors.person_card(neighbour, GUIFANG, now).reason == "family"
        assert [(one.name, one.age, one.relationship) for one in selectors.elders_of(neighbour, now)] == [
            ("王桂芳", 84, "NBOR")
        ]
    with looking_as("guifang") as guifang:
        again = services.grant_family(by=guifang, scopes=[actions.BOOK], **grant)
        assert again.id == related.id
    with looking_as("stranger") as neighbour, pytest.raises(Unknown):
        selectors.person_card(neighbour, GUIFANG, now)
    with looking_as("guifang") as guifang:
        services.withdraw_family(by=guifang, now=now, person_id=GUIFANG, relative_id=STRANGER)
        services.withdraw_family(by=guifang, now=now, person_id=GUIFANG, relative_id=STRANGER)
        assert len(selectors.family_of(guifang, GUIFANG, now)) == 1
    with looking_as("stranger") as neighbour:
        assert not Person.objects.filter(id=GUIFANG).exists()
        assert selectors.elders_of(neighbour, now) == []


def test_one_scope_is_taken_back_and_the_others_stay(looking_as: Looking, now: datetime) -> None:
    take = {"now": now, "person_id": GUIFANG, "relative_id": cast.key("limin")}
    with looking_as("guifang") as guifang:
        services.withdraw_family(by=guifang, scopes=[actions.PAY], **take)
    with looking_as("limin") as limin:
        scopes = selectors.elders_of(limin, now)[0].scopes
        assert actions.PAY not in scopes
        assert set(scopes) == actions.FAMILY_SCOPES - {actions.PAY}
        services.withdraw_family(by=limin, **take)  # she may leave by herself
        assert selectors.elders_of(limin, now) == []


@pytest.mark.parametrize(
    ("who", "house", "refusal"),
    [
        ("stranger", None, Unknown),
        ("desk", "hospital", Unknown),
        ("limin", None, errors.NotTheirs),  # may see, may not let others in
        ("chen", "community", errors.NotTheirs),
    ],
)
def test_nobody_else_decides_for_her(
    looking_as: Looking, now: datetime, who: str, house: str | None, refusal: type[Exception]
) -> None:
    with looking_as(who, house) as other:
        for relative in ("desk", who):
            with pytest.raises(refusal):
                services.grant_family(
                    by=other, now=now, person_id=GUIFANG, relative_id=cast.key(relative), relationship="FRND",
                    scopes=[actions.SEE], name="x",
                )  # fmt: skip
        with pytest.raises(refusal):
            services.withdraw_family(by=other, now=now, person_id=GUIFANG, relative_id=cast.key("manager"))


def test_what_cannot_be_granted(looking_as: Looking, now: datetime) -> None:
    grant = {
        "now": now, "person_id": GUIFANG, "relative_id": STRANGER, "relationship": "NBOR", "scopes": [actions.SEE],
        "name": "x",
    }  # fmt: skip
    with looking_as("guifang") as guifang:
        for changes, refusal in (
            ({"relative_id": GUIFANG}, errors.GrantToOneself),
            ({"relative_id": cast.key("nobody")}, errors.RelativeUnknown),
            ({"scopes": [actions.CARE]}, UnknownScope),
            ({"scopes": []}, Invalid),
            ({"relationship": "BOSS"}, Invalid),
            ({"ends_at": now}, Invalid),
        ):
            with pytest.raises(refusal):
                services.grant_family(by=guifang, **{**grant, **changes})
        services.grant_family(by=guifang, ends_at=now + timedelta(days=1), **grant)
        assert len(selectors.family_of(guifang, GUIFANG, now)) == 2
        assert len(selectors.family_of(guifang, GUIFANG, now + timedelta(days=1))) == 1


def test_a_guardian_is_recorded_with_a_paper_and_then_decides(looking_as: Looking, now: datetime) -> None:
    from yiyang.ground.access.models import RoleAssignment

    RoleAssignment.objects.create(
        holder_id=cast.key("manager"), organisation_id=cast.key("community"), role="manager", starts_at=cast.SINCE
    )
    record = {
        "now": now, "person_id": GUIFANG, "guardian_id": cast.key("limin"), "name": "李敏", "proof": "court-order",
        "proof_digest": DIGEST,
    }  # fmt: skip
    with looking_as("manager", "community") as clerk:
        for changes, refusal in (
            ({"guardian_id": clerk.person_id}, errors.GrantToOneself),
            ({"proof": "declared"}, errors.ProofMissing),
            ({"proof_digest": ""}, errors.ProofMissing),
        ):
            with pytest.raises(refusal):
                services.record_guardian(by=clerk, **{**record, **changes})
        services.record_guardian(by=clerk, **record)
    with looking_as("limin") as limin:
        services.grant_family(
            by=limin, now=now, person_id=GUIFANG, relative_id=STRANGER, relationship="NBOR", scopes=[actions.SEE],
            name="钱多",
        )  # fmt: skip
        with pytest.raises(errors.GrantToOneself):
            services.grant_family(
                by=limin, now=now, person_id=GUIFANG, relative_id=limin.person_id, relationship="DAU",
                scopes=[actions.SEE],
            )  # fmt: skip
    with looking_as("manager", "community") as clerk:
        services.end_guardian(by=clerk, now=now, person_id=GUIFANG, guardian_id=cast.key("limin"))
        services.end_guardian(by=clerk, now=now, person_id=GUIFANG, guardian_id=cast.key("limin"))
    with looking_as("limin") as limin, pytest.raises(Unknown):
        services.grant_family(
            by=limin, now=now, person_id=GUIFANG, relative_id=STRANGER, relationship="NBOR", scopes=[actions.SEE],
        )  # fmt: skip
