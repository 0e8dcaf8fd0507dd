"""Houses for the tests of places."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from yiyang.foundation.actors import Actor
from yiyang.ground.places import services as places
from yiyang.ground.places.models import Application, Organisation

NEXT_YEAR = date(2027, 11, 21)


def a_draft(operator: Actor, now: datetime, **changes: Any) -> Organisation:
    """A clinic that the platform office has written down."""
    given = {"name": "青城诊所", "name_en": "Qingcheng Clinic", "kinds": ["clinic"], **changes}
    return places.register_organisation(by=operator, now=now, **given)


def an_application(operator: Actor, now: datetime, *, expires_on: date = NEXT_YEAR) -> Application:
    """The clinic's application, handed in with one licence that nobody has verified yet."""
    house = a_draft(operator, now)
    places.add_paper(
        by=operator, now=now, organisation_id=house.id, kind="medical-practice", number="A1", expires_on=expires_on
    )
    application = places.open_application(by=operator, now=now, organisation_id=house.id)
    return places.submit_application(by=operator, now=now, application_id=application.id)
