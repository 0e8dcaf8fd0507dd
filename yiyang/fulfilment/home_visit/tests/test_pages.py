"""The pages work without JavaScript, say why they refuse, and tell a stranger nothing."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from yiyang.config.demo import cast
from yiyang.fulfilment.home_visit.tests.factories import (
    Looking,
)
from yiyang.ground.people.models import Account

pytestmark = pytest.mark.django_db
Door = Callable[..., Client]


@pytest.fixture
def door(looking_as: Looking) -> Door:
    """A browser signed in as somebody, acting for a house where one is named."""

    def enter(name: str, house: str = "", subject: str = "") -> Client:
        client = Client(HTTP_ACCEPT_LANGUAGE="en")
        with looking_as(name):
            client.force_login(Account.objects.get(username=name))
        session = client.session
        if house:
            session["organisation"] = str(cast.key(house))
        if subject:
            session["subject"] = str(cast.key(subject))
        session.save()
        return client

    return enter
