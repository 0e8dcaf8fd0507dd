"""From draft to live: papers, somebody else's review, and what an expired licence does."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.db import transaction

from conftest import NOW, Looking
from yiyang.config.demo import cast
from yiyang.foundation import events, moves
from yiyang.foundation.actors import Actor
from yiyang.foundation.errors import Unknown
from yiyang.ground.access.context import acting_as
from yiyang.ground.access.errors import NotAllowed
from yiyang.ground.access.models import RoleAssignment
from yiyang.ground.places import errors, selectors, services, states
from yiyang.ground.places.events import LicenceExpiring
from yiyang.ground.places.models import Application, Organisation, Paper
from yiyang.ground.places.tests.factories import NEXT_YEAR, a_draft, an_application

rolled_back = pytest.mark.django_db


def verify_all(reviewer: Actor, now: datetime, application: Application) -> None:
    for paper in Paper.objects.filter(organisation_id=application.organisation_id):
        services.verify_paper(by=reviewer, now=now, paper_id=paper.id)


@rolled_back
def test_a_clinic_applies_is_reviewed_and_goes_live(looking_as: Looking, now: datetime) -> None:
    with looking_as("operator", "office") as operator:
        application = an_application(operator, now)
        with pytest.raises(errors.NotOpen):
            services.require_open(application.organisation_id, now)
    with looking_as("reviewer", "office") as reviewer:
        card = selectors.entries_waiting(reviewer, now)[0]
        assert [(line.code, line.state) for line in card.papers] == [("medical-practice", "unverified")]
        with pytest.raises(errors.PaperMissing) as refusal:
            services.approve(by=reviewer, now=now, application_id=application.id)
        assert refusal.value.facts == {"papers": "medical-practice"}
        verify_all(reviewer, now, application)
        assert selectors.entry_card(reviewer, application.id, now).complete
        approved = services.approve(by=reviewer, now=now, application_id=application.id)
        assert services.approve(by=reviewer, now=now, application_id=application.id).state == approved.state
        services.require_open(application.organisation_id, now, "clinic")
        with pytest.raises(errors.NotOpen):
            services.require_open(application.organisation_id, now, "pharmacy")
        with pytest.raises(errors.NotInThisState):
            services.reject(by=reviewer, now=now, application_id=application.id, reason="changed my mind")


@rolled_back
def test_nobody_reviews_their_own_entry(looking_as: Looking, now: datetime) -> None:
    with looking_as("operator", "office") as operator:
        application = an_application(operator, now)
        with pytest.raises(NotAllowed):
            services.approve(by=operator, now=now, application_id=application.id)
    # the operator becomes a reviewer too: still not of what they handed in
    RoleAssignment.objects.create(
        holder_id=cast.key("operator"), organisation_id=cast.key("office"), role="reviewer", starts_at=cast.SINCE
    )
    with looking_as("operator", "office") as operator:
        paper = Paper.objects.get(organisation_id=application.organisation_id)
        for attempt in (
            lambda: services.approve(by=operator, now=now, application_id=application.id),
            lambda: services.verify_paper(by=operator, now=now, paper_id=paper.id),
        ):
            with pytest.raises(errors.OwnReview):
                attempt()
    # the reviewer takes a job at the clinic
    RoleAssignment.objects.create(
        holder_id=cast.key("reviewer"),
        organisation_id=application.organisation_id,
        role="manager",
        starts_at=cast.SINCE,
    )
    with looking_as("reviewer", "office") as reviewer, pytest.raises(errors.OwnReview):
        services.approve(by=reviewer, now=now, application_id=application.id)
    with looking_as("stranger") as stranger, pytest.raises(Unknown):
        services.approve(by=stranger, now=now, application_id=application.id)


@rolled_back
def test_a_rejection_says_why_and_a_new_application_may_follow(looking_as: Looking, now: datetime) -> None:
    with looking_as("operator", "office") as operator:
        application = an_application(operator, now)
    with looking_as("reviewer", "office") as reviewer:
        with pytest.raises(errors.ReasonMissing):
            services.reject(by=reviewer, now=now, application_id=application.id, reason="  ")
        services.reject(by=reviewer, now=now, application_id=application.id, reason="The scan is unreadable.")
    with looking_as("operator", "office") as operator:
        again = services.open_application(by=operator, now=now, organisation_id=application.organisation_id)
        assert again.id != application.id
        assert services.open_application(by=operator, now=now, organisation_id=application.organisation_id) == again


@rolled_back
@pytest.mark.parametrize(("days", "approved"), [(0, False), (1, True)])
def test_a_licence_counts_until_the_day_it_expires(
    looking_as: Looking, now: datetime, days: int, approved: bool
) -> None:
    with looking_as("operator", "office") as operator:
        application = an_application(operator, now, expires_on=now.date() + timedelta(days=days))
    with looking_as("reviewer", "office") as reviewer:
        verify_all(reviewer, now, application)
        if approved:
            services.approve(by=reviewer, now=now, application_id=application.id)
        else:
            with pytest.raises(errors.PaperMissing):
                services.approve(by=reviewer, now=now, application_id=application.id)


@rolled_back
def test_an_expired_licence_takes_no_new_booking_from_local_midnight_on(looking_as: Looking, now: datetime) -> None:
    with looking_as("manager", "hospital"):
        Paper.objects.filter(organisation_id=cast.key("hospital")).update(expires_on=date(2026, 12, 1))
    midnight = datetime.fromisoformat("2026-12-01T00:00+08:00")
    with looking_as("guifang"):
        services.require_open(cast.key("hospital"), midnight - timedelta(seconds=1))
        with pytest.raises(errors.LicenceExpired):
            services.require_open(cast.key("hospital"), midnight)
        with pytest.raises(Unknown):
            services.require_open(cast.key("nowhere"), now)
    with looking_as("manager", "hospital") as manager:  # a renewal counts once it is verified
        renewal = services.add_paper(
            by=manager, now=now, organisation_id=cast.key("hospital"), kind="medical-practice", expires_on=NEXT_YEAR
        )
        with pytest.raises(errors.LicenceExpired):
            services.require_open(cast.key("hospital"), midnight)
    with looking_as("reviewer", "office") as reviewer:
        services.verify_paper(by=reviewer, now=now, paper_id=renewal.id)
        services.require_open(cast.key("hospital"), midnight)


@rolled_back
def test_norms_in_force_are_accepted_before_handing_in(looking_as: Looking, now: datetime) -> None:
    with looking_as("operator", "office") as operator:
        norms = services.publish_norms(by=operator, now=now, kind="clinic", text="诚信经营", text_en="Be honest")
        assert (
            services.publish_norms(by=operator, now=now, kind="clinic", text="诚信经营", text_en="Be honest") == norms
        )
        house = a_draft(operator, now)
        application = services.open_application(by=operator, now=now, organisation_id=house.id)
        with pytest.raises(errors.NormsNotAccepted):
            services.submit_application(by=operator, now=now, application_id=application.id)
        services.accept_norms(by=operator, now=now, organisation_id=house.id, norms_id=norms.id)
        services.accept_norms(by=operator, now=now, organisation_id=house.id, norms_id=norms.id)
        assert services.submit_application(by=operator, now=now, application_id=application.id).state == "submitted"
        second = services.publish_norms(by=operator, now=now, kind="clinic", text="第二版")
        assert selectors.norms_text(norms.id, "en") == "Be honest"
        assert selectors.norms_text(second.id, "zh-hans") == "第二版"
        with pytest.raises(errors.NotInThisLanguage):  # never the Chinese in its place
            selectors.norms_text(second.id, "en")
        assert [one.version for one in selectors.norms_to_accept(house.id, ["clinic"], now)] == [2]


@rolled_back
def test_an_office_may_ask_for_more_than_the_general_rules(looking_as: Looking, now: datetime) -> None:
    with looking_as("operator", "office") as operator:
        house = a_draft(operator, now)
        services.set_entry_rule(by=operator, now=now, kind="clinic", paper="fire-safety", mandatory=True)
        assert selectors.missing_papers(house, ["clinic"], now.date()) == ["fire-safety", "medical-practice"]
    with looking_as("manager", "hospital") as manager, pytest.raises(NotAllowed):
        services.set_entry_rule(by=manager, now=now, kind="clinic", paper="fire-safety", mandatory=False)


@rolled_back
def test_a_suspended_house_takes_no_booking_and_may_come_back(looking_as: Looking, now: datetime) -> None:
    hospital = cast.key("hospital")
    with looking_as("operator", "office") as operator:
        with pytest.raises(errors.ReasonMissing):
            services.set_standing(by=operator, now=now, organisation_id=hospital, state="suspended", reason="")
        services.set_standing(by=operator, now=now, organisation_id=hospital, state="suspended", reason="fire damage")
        with pytest.raises(errors.NotOpen):
            services.require_open(hospital, now)
        services.set_standing(by=operator, now=now, organisation_id=hospital, state="live", reason="repaired")
        services.require_open(hospital, now)
    with looking_as("manager", "hospital") as manager:
        assert [(one.after, one.reason) for one in selectors.standing_of(manager, hospital)] == [
            ("live", "repaired"),
            ("suspended", "fire damage"),
        ]
    with looking_as("stranger") as stranger:
        assert selectors.standing_of(stranger, hospital) == []
    with looking_as("manager", "hospital") as manager, pytest.raises(NotAllowed):
        services.set_standing(by=manager, now=now, organisation_id=hospital, state="suspended", reason="holiday")


@pytest.mark.parametrize(
    ("table", "model"),
    [(states.ORGANISATION, Organisation), (states.APPLICATION, Application)],
    ids=["organisation", "application"],
)
def test_every_pair_of_states(table: dict[str, tuple[str, ...]], model: type) -> None:
    ends = {"closed", "approved", "rejected", "withdrawn"}
    for old, targets in table.items():
        for new in table:
            assert moves.allowed(table, old, new) is (new in targets)
        assert (targets == ()) is (old in ends)
        assert old not in targets
    reachable = {new for targets in table.values() for new in targets} | {"draft"}
    assert reachable == set(table)
    conditions = [str(one.condition) for one in model._meta.constraints if one.name.endswith("_state")]
    assert all(state in conditions[0] for state in table)


def test_thirty_days_before_the_end_one_warning_is_given(committed: str, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[LicenceExpiring] = []
    monkeypatch.setitem(events._subscribers, LicenceExpiring, [said.append])
    with acting_as(cast.actor("manager", "hospital"), NOW), transaction.atomic():
        Paper.objects.filter(organisation_id=cast.key("hospital")).update(expires_on=date(2026, 12, 22))
    assert services.warn_expiring(NOW) == 0  # 31 days ahead
    tomorrow = NOW + timedelta(days=1)
    assert services.warn_expiring(tomorrow) == 1
    assert services.warn_expiring(tomorrow + timedelta(hours=1)) == 0
    assert [(one.organisation_id, one.kind, one.expires_on) for one in said] == [
        (cast.key("hospital"), "medical-practice", date(2026, 12, 22))
    ]
