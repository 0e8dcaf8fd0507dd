"""The job that carries a notice is there exactly if the deed is, and says nothing but ids."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.db import connections, transaction

from yiyang.foundation.actors import Actor
from yiyang.ground.access.context import acting_as
from yiyang.ground.messages import tasks
from yiyang.ground.messages.models import Delivery
from yiyang.ground.messages.tests.test_notify import HOSPITAL, LIMIN, _told_and_failed, tell


def jobs() -> list[tuple[str, dict[str, object]]]:
    with connections["read"].cursor() as cursor:
        cursor.execute("SELECT task_name, args FROM procrastinate_jobs ORDER BY id")
        return list(cursor.fetchall())


def test_a_job_for_every_deed_and_for_no_other(committed: str, now: datetime) -> None:
    with acting_as(Actor.system(HOSPITAL), now):
        with pytest.raises(ZeroDivisionError):
            _told_and_failed(now)
        assert jobs() == []
        with transaction.atomic():
            [notice_id] = tell(now, LIMIN)
            tell(now, LIMIN)
    [(name, arguments)] = jobs()
    assert (name, arguments) in [
        ("messages.deliver", {"notice_ids": [str(notice_id)]}),
        ("messages.deliver", f'{{"notice_ids": ["{notice_id}"]}}'),
    ]
    tasks.deliver_notices(notice_ids=[str(notice_id)])
    with transaction.atomic(using="worker"):
        states = set(Delivery.objects.using("worker").values_list("state", flat=True))
    assert states == {"delivered"}
