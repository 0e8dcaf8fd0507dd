"""The second line: with no check in Python at all, rows come out only through a relation."""

from __future__ import annotations

import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError

from conftest import Looking
from yiyang.config.demo import cast
from yiyang.foundation.actors import ANONYMOUS
from yiyang.ground.access import context, policies
from yiyang.ground.access.postgres.base import OutsideTransaction
from yiyang.ground.people.models import Person

rolled_back = pytest.mark.django_db


@rolled_back
def test_every_table_declares_who_may_see_its_rows() -> None:
    assert [model._meta.label for model, visibility in policies.tables() if visibility is None] == []


@rolled_back
@pytest.mark.parametrize(
    ("who", "house", "sees"),
    [
        ("guifang", None, True),  # herself
        ("limin", None, True),  # her daughter, by a family relation
        ("chen", "community", True),  # the house that keeps the file
        ("chen", None, False),  # the same nurse, not at work
        ("zhao", "hospital", False),  # a doctor without relation
        ("stranger", None, False),
    ],
)
def test_a_file_comes_out_only_through_a_relation(looking_as: Looking, who: str, house: str | None, sees: bool) -> None:
    with looking_as(who, house):
        assert Person.objects.filter(id=cast.key("guifang")).exists() is sees


@rolled_back
def test_nobody_sees_nothing(looking_as: Looking) -> None:
    with looking_as(ANONYMOUS):
        assert Person.objects.count() == 0


@rolled_back
def test_a_stranger_can_neither_add_nor_change(looking_as: Looking) -> None:
    with looking_as("stranger"):
        assert Person.objects.filter(id=cast.key("guifang")).update(name="x") == 0
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            Person.objects.create(organisation_id=cast.key("community"), name="x")


def test_control_without_the_policy_the_stranger_sees_everything(committed: str, looking_as: Looking) -> None:
    from django.db import connections

    with connections["owner"].cursor() as cursor:
        cursor.execute("ALTER TABLE people_person DISABLE ROW LEVEL SECURITY")
    with looking_as("stranger"), transaction.atomic():
        assert Person.objects.filter(id=cast.key("guifang")).exists()


def test_a_statement_outside_a_transaction_is_refused(committed: str) -> None:
    with pytest.raises(OutsideTransaction):
        Person.objects.count()


def test_eyes_do_not_outlive_their_transaction(committed: str) -> None:
    with context.acting_as(cast.actor("guifang")), transaction.atomic():
        assert Person.objects.count() == 1
    with transaction.atomic():
        assert Person.objects.count() == 0


def test_one_transaction_has_one_pair_of_eyes(committed: str) -> None:
    with transaction.atomic(), context.acting_as(cast.actor("guifang")):
        with pytest.raises(context.NestedContext), context.acting_as(cast.actor("stranger")):
            raise AssertionError("never reached")
        assert connection.in_atomic_block
