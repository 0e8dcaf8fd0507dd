"""Every pair of states of a service and of a package's use."""

from __future__ import annotations

from datetime import datetime
from uuid import uuid4

import pytest

from conftest import Looking
from yiyang.config.demo import cast
from yiyang.foundation.money import Money
from yiyang.foundation.moves import allowed
from yiyang.lifecycle.offers import services as offers
from yiyang.lifecycle.offers import states
from yiyang.lifecycle.offers.models import PackageUse, Service
from yiyang.lifecycle.offers.tests.factories import cardiology

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("old", states.SERVICE_STATES)
def test_a_service_retires_from_every_state_that_allows_it(looking_as: Looking, now: datetime, old: str) -> None:
    with looking_as("manager", "hospital") as manager:
        service = cardiology(state=old)
        offers.retire(by=manager, now=now, service_id=service.id)
        found = Service.objects.get(id=service.id).state
    assert found == ("retired" if allowed(states.SERVICE, old, "retired") else old)


@pytest.mark.parametrize("old", states.USE_STATES)
@pytest.mark.parametrize("new", ["taken", "returned"])
def test_a_use_moves_as_its_table_says(looking_as: Looking, now: datetime, old: str, new: str) -> None:
    order = uuid4()
    with looking_as("manager", "hospital") as manager:
        service = cardiology()
        package = offers.make_package(
            by=manager, now=now, organisation_id=cast.key("hospital"), name="套餐", price=Money(1), valid_days=1,
            uses={service.id: 2},
        )  # fmt: skip
    with looking_as("guifang"):
        offers.grant_package(package_id=package, person_id=cast.key("guifang"), order_id=uuid4(), now=now)
        offers.reserve_use(service_id=service.id, person_id=cast.key("guifang"), order_id=order, now=now)
        PackageUse.objects.update(state=old)
        {"taken": offers.take_use, "returned": offers.give_back_use}[new](order_id=order, now=now)
        assert PackageUse.objects.get().state == (new if allowed(states.USE, old, new) else old)
