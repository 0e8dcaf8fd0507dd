"""What happens in the rooms below is told to those it concerns."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.db import transaction

from conftest import NOW, Looking
from yiyang.config.demo import cast
from yiyang.ground.access import actions
from yiyang.ground.access import services as access
from yiyang.ground.access.context import acting_as
from yiyang.ground.messages import selectors
from yiyang.ground.people import services as people
from yiyang.ground.people.models import PractitionerLicence
from yiyang.ground.places import services as places
from yiyang.ground.places.tests.factories import an_application

rolled_back = pytest.mark.django_db


def titles(looking_as: Looking, who: str) -> list[str]:
    with looking_as(who) as reader:
        return [notice.kind for notice in selectors.inbox(reader)]


@rolled_back
def test_she_learns_at_once_that_her_file_was_opened_and_somebody_else_reviews_it(
    looking_as: Looking, now: datetime
) -> None:
    with looking_as("zhao", "hospital") as doctor:
        access.break_glass(
            by=doctor, now=now, person_id=cast.key("guifang"), reason_code="emergency", reason="found unconscious"
        )
    assert titles(looking_as, "guifang") == ["access.glass-broken"]
    assert titles(looking_as, "manager") == ["access.glass-to-review"]
    assert titles(looking_as, "zhao") == titles(looking_as, "stranger") == []


@rolled_back
def test_reviewers_learn_of_an_entry_and_applicants_of_its_end(looking_as: Looking, now: datetime) -> None:
    with looking_as("operator", "office") as operator:
        application = an_application(operator, now)
    assert titles(looking_as, "reviewer") == ["places.entry-waiting"]
    with looking_as("reviewer", "office") as reviewer:
        places.reject(by=reviewer, now=now, application_id=application.id, reason="The scan is unreadable.")
    with looking_as("operator") as operator:
        [notice] = selectors.inbox(operator)
        assert notice.kind == "places.entry-rejected"
        assert "The scan is unreadable." in notice.body
    assert titles(looking_as, "stranger") == []


@rolled_back
def test_a_relative_learns_that_she_may_help_once(looking_as: Looking, now: datetime) -> None:
    with looking_as("guifang") as guifang:
        for scopes in ([actions.SEE], [actions.SEE, actions.BOOK]):
            people.grant_family(
                by=guifang, now=now, person_id=cast.key("guifang"), relative_id=cast.key("stranger"),
                relationship="NBOR", scopes=scopes, name="钱多",
            )  # fmt: skip
    with looking_as("stranger") as neighbour:
        [notice] = selectors.inbox(neighbour)
        assert "王桂芳" in notice.title


def test_managers_are_warned_of_a_licence_thirty_days_ahead(committed: str, looking_as: Looking) -> None:
    from yiyang.ground.places.models import Paper

    with acting_as(cast.actor("manager", "hospital"), NOW), transaction.atomic():
        Paper.objects.filter(organisation_id=cast.key("hospital")).update(expires_on=date(2026, 12, 1))
    assert places.warn_expiring(NOW) == 1
    assert places.warn_expiring(NOW + timedelta(hours=1)) == 0
    with looking_as("manager") as manager, transaction.atomic():
        [notice] = selectors.inbox(manager)
        assert "2026-12-01" in notice.body


def test_a_licence_to_practise_that_ends_is_told_once_thirty_days_ahead(committed: str, now: datetime) -> None:
    """To the managers of the house that saw it and to the professional; never twice, never to a stranger."""
    with acting_as(cast.actor("manager", "hospital"), now), transaction.atomic():
        licences = PractitionerLicence.objects.filter(practitioner_id=cast.key("practitioner-zhao"))
        licences.update(expires_on=now.date() + timedelta(days=31))
    assert people.warn_licences(now) == 0
    tomorrow = now + timedelta(days=1)
    assert people.warn_licences(tomorrow) == 1
    assert people.warn_licences(tomorrow + timedelta(hours=1)) == 0
    for who, told in (
        ("manager", ["people.licence-expiring"]),
        ("zhao", ["people.licence-expiring"]),
        ("stranger", []),
    ):
        with acting_as(cast.actor(who), tomorrow), transaction.atomic():
            assert [notice.kind for notice in selectors.inbox(cast.actor(who))] == told
