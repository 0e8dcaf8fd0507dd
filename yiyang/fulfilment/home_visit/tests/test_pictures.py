"""A photograph of a wound and a signature are seen by whoever may read the file, from the visit's own page."""

from __future__ import annotations

import base64
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.utils import translation

from yiyang.foundation.errors import Refused, Unknown
from yiyang.fulfilment.home_visit import services as visits
from yiyang.fulfilment.home_visit.models import Picture
from yiyang.fulfilment.home_visit.screens.standing import standing_page
from yiyang.fulfilment.home_visit.selectors.pictures import picture_of
from yiyang.fulfilment.home_visit.tests.factories import HOME, Looking, dressing, entry

pytestmark = pytest.mark.django_db
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


@pytest.fixture
def visit_id(looking_as: Looking, now: datetime) -> UUID:
    """Nurse Chen photographs a wound and lets Wang Guifang sign."""
    at, content = now + timedelta(days=1), base64.b64encode(PNG).decode()
    visit_id = dressing(looking_as, now)
    with looking_as("chen", "community") as chen:
        told = [
            entry("set_out", at, 0),
            entry("arrived", at, 1, **HOME),
            entry("photographed", at, 2, content=content, caption="Left heel"),
            entry("signed", at, 3, name="Wang Guifang", relation="self", content=content),
        ]
        answers = visits.hand_in(by=chen, now=at, visit_id=visit_id, entries=told)
        assert [each.outcome for each in answers] == ["accepted"] * 4
    return visit_id


def test_the_family_finds_the_pictures_on_the_visit_and_a_stranger_finds_none(
    visit_id: UUID, looking_as: Looking, now: datetime
) -> None:
    at = now + timedelta(days=1)
    with translation.override("zh-hans"), looking_as("limin") as limin:
        page = standing_page(limin, visit_id, at)
        assert page.pictures is not None
        assert [str(line.title) for line in page.pictures.lines] == ["Left heel", "签名"]
        keys = list(Picture.objects.values_list("key", flat=True))
        assert [picture_of(limin, key, at).content for key in keys] == [PNG, PNG]
    with looking_as("stranger") as stranger:
        with pytest.raises((Unknown, Refused)):
            standing_page(stranger, visit_id, at)
        for key in keys:
            with pytest.raises(Unknown):
                picture_of(stranger, key, at)
