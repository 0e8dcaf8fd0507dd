"""A company that nurses at home: `python -m tests.journeys.at_home <zone>` fills the database the environment names."""

from __future__ import annotations

import sys
from uuid import uuid4

import django

from tests.journeys.town import PASSWORD


def main() -> None:
    from yiyang.config.demo import at_home, cast
    from yiyang.config.demo.acting import acting
    from yiyang.foundation import clock
    from yiyang.foundation.actors import Actor
    from yiyang.fulfilment.home_visit import services as visits
    from yiyang.ground.access import services as access
    from yiyang.ground.people.models import Account
    from yiyang.ground.places.models import Organisation

    now, hospital, guifang = clock.now(), cast.key("hospital"), cast.key("guifang")
    Organisation.objects.using("owner").update(zone=sys.argv[1])
    for account in Account.objects.using("owner").all():
        account.set_password(PASSWORD)
        account.save(using="owner")
    at_home.plant(now)
    with acting(Actor.system(hospital), now):
        access.relate(
            viewer_id=hospital, person_id=guifang, kind="care-team", scopes=["see", "care", "records", "vitals"],
            now=now, source_id=uuid4(),
        )  # fmt: skip
    with acting(cast.actor("zhao", "hospital"), now) as zhao:
        visits.order_care(
            by=zhao, now=now, person_id=guifang, item_code="hn37", instruction="骶尾部，银离子敷料", reason="压疮 II 期",
            visits=8, days=60, request_key="journey",
        )  # fmt: skip


if __name__ == "__main__":
    django.setup()
    main()
