"""Taking one's whole file along, being erased, and retiring a key."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.db import connections, transaction

from conftest import NOW, Looking
from yiyang.config.demo import cast
from yiyang.foundation.actors import Actor
from yiyang.foundation.errors import Unknown
from yiyang.ground.access.context import acting_as
from yiyang.ground.people import selectors, services
from yiyang.ground.people.ciphers import ANY_ROW, SECOND_FACTOR, unseal
from yiyang.ground.people.models import Account, Contact, Identity, Person
from yiyang.ground.people.services import ContactGiven, IdentityGiven
from yiyang.ground.people.services.accounts import set_account_phone
from yiyang.ground.people.tests.factories import a_person, identity_number

GUIFANG = cast.key("guifang")
NUMBER = identity_number(datetime(1942, 3, 8).date())


def fill(now: datetime) -> None:
    """Wang Guifang's file gets a number, a telephone and a setting."""
    chen = cast.actor("chen", "community")
    with acting_as(chen, now), transaction.atomic():
        given = {"by": chen, "now": now, "person_id": GUIFANG}
        services.add_identity(identity=IdentityGiven("cn-identity", NUMBER), **given)
        services.add_contact(contact=ContactGiven("phone", "13800998123"), **given)
        services.move_setting(kind="home", responsible_id=cast.key("community"), **given)
        set_account_phone(Account.objects.get(person_id=GUIFANG), "13800998123", verified_at=now)


def test_she_takes_everything_along_and_nobody_else_does(committed: str, looking_as: Looking) -> None:
    fill(NOW)
    with looking_as("guifang") as guifang, transaction.atomic():
        copy = selectors.export_person(guifang, GUIFANG, NOW)
        text = json.dumps(copy, ensure_ascii=False)
        for told in ("王桂芳", NUMBER, "+8613800998123", "李敏", "1942-03-08"):
            assert told in text
        assert copy["care_settings"][0]["kind"] == "home"
    for who, house in (("limin", None), ("chen", "community"), ("stranger", None), ("operator", "office")):
        with looking_as(who, house) as other, transaction.atomic(), pytest.raises(Unknown):
            selectors.export_person(other, GUIFANG, NOW)


def test_erased_she_is_nowhere_and_the_rest_still_stands(committed: str, looking_as: Looking) -> None:
    fill(NOW)
    with looking_as("limin") as limin, transaction.atomic(), pytest.raises(Unknown):
        services.erase_person(by=limin, now=NOW, person_id=GUIFANG)
    with looking_as("guifang") as guifang, transaction.atomic():
        assert services.erase_person(by=guifang, now=NOW, person_id=GUIFANG) > 5
        assert services.erase_person(by=guifang, now=NOW, person_id=GUIFANG) == 0
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "SELECT table_name FROM information_schema.tables"
            " WHERE table_schema = 'public' AND table_name ~ '^(people|account|mfa)_'"
        )
        for (table,) in cursor.fetchall():
            cursor.execute(f"SELECT count(*) FROM {table} t WHERE t::text ~ '王桂芳|Wang Guifang|guifang|1942-03-08'")
            assert cursor.fetchone()[0] == 0, table
    with looking_as("chen", "community") as chen, transaction.atomic():
        assert Person.objects.get(id=GUIFANG).erased_at == NOW  # the house's orders keep their foot
        with pytest.raises(Unknown):
            selectors.person_card(chen, GUIFANG, NOW)
        assert selectors.search(chen, "王桂芳", NOW) == []
    with looking_as("limin") as limin, transaction.atomic():
        assert selectors.elders_of(limin, NOW) == []
        assert (selectors.reach_of(GUIFANG).phone, selectors.reach_of(GUIFANG).email) == ("", "")


def test_every_file_of_hers_is_erased_at_once(committed: str, looking_as: Looking) -> None:
    with looking_as("desk", "hospital") as desk, transaction.atomic():
        kept, merged = (a_person(desk, NOW, contacts=[ContactGiven("phone", "13800998123")]) for _ in range(2))
        services.merge_files(by=desk, now=NOW, kept_id=kept.id, merged_id=merged.id, reason="one card")
    herself = Actor.person(kept.id)
    with looking_as(herself), transaction.atomic():
        services.erase_person(by=herself, now=NOW, person_id=kept.id)
    with looking_as("desk", "hospital"), transaction.atomic():
        assert set(Person.objects.filter(id__in=[kept.id, merged.id]).values_list("name", "erased_at")) == {("", NOW)}
        assert not Contact.objects.filter(person_id__in=[kept.id, merged.id]).exists()


def test_a_new_key_takes_over_every_number(committed: str, looking_as: Looking, settings: Any) -> None:
    fill(NOW)
    secret = totp.generate_totp_secret()
    with transaction.atomic():
        totp.TOTP.activate(Account.objects.get(person_id=GUIFANG), secret)
    assert services.reseal() == 0
    settings.FIELD_KEYS = {"2": b"\x05" * 32, **settings.FIELD_KEYS}
    assert services.reseal() == 4
    assert services.reseal() == 0
    assert services.keys_in_use() == {"2": 4}
    settings.FIELD_KEYS = {"2": b"\x05" * 32}
    with looking_as("chen", "community") as chen, transaction.atomic():
        row = Identity.objects.get(person_id=GUIFANG)
        assert row.number_sealed.startswith("2:")
        assert selectors.reveal_number(chen, GUIFANG, row.id, NOW) == NUMBER
        assert Contact.objects.get(person_id=GUIFANG).value_sealed.startswith("2:")
        assert unseal(Authenticator.objects.get().data["secret"], place=SECOND_FACTOR, row_id=ANY_ROW) == secret
