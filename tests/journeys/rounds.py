"""Nurse Chen's day: run as `python -m tests.journeys.rounds <zone>` against the database the environment names."""

from __future__ import annotations

import sys

import django

from tests.journeys.town import PASSWORD

VISITS = 10  # journeys begin with the first, promises with the last


def main() -> None:
    from yiyang.foundation import clock
    from yiyang.fulfilment.home_visit.phone.tests.a_day import a_day
    from yiyang.ground.people.models import Account
    from yiyang.ground.places.models import Organisation

    Organisation.objects.using("owner").update(zone=sys.argv[1])
    for account in Account.objects.using("owner").filter(username__in=("chen", "desk", "zhao")):
        account.set_password(PASSWORD)
        account.save(using="owner")
    a_day(clock.now(), visits=VISITS)


if __name__ == "__main__":
    django.setup()
    main()
