"""Getting in: by password, by a code, with a second factor; and everything that keeps others out."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from conftest import NOW, Looking
from yiyang.config.demo import cast
from yiyang.foundation import clock, events
from yiyang.ground.access.models import RoleAssignment
from yiyang.ground.people import errors, selectors, services
from yiyang.ground.people.events import SignInCodeRequested, SignInNoticeRequested
from yiyang.ground.people.models import Account, CodeSent, Person
from yiyang.ground.people.services.accounts import CODES_PER_HOUR, count_code, set_account_phone
from yiyang.ground.people.sign_in.acting import actor_in_session

PASSWORD = "peach blossom spring"
PHONE = "+8613800998123"


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What was asked to be delivered while the test ran."""
    told: list[Any] = []
    for event in (SignInCodeRequested, SignInNoticeRequested):
        monkeypatch.setitem(events._subscribers, event, [told.append])
    return told


@pytest.fixture
def client(db: None) -> Client:
    """A browser, in a world where Li Min has a password and a telephone."""
    cache.clear()
    account = Account.objects.get(username="limin")
    account.set_password(PASSWORD)
    account.save()
    set_account_phone(account, PHONE, verified_at=NOW)
    return Client()


def signed_in(client: Client) -> str | None:
    """The account name behind the session, or None."""
    with transaction.atomic():
        key = client.session.get("_auth_user_id")
        return Account.objects.get(id=key).username if key else None


def sign_in(client: Client, login: str, password: str = PASSWORD) -> int:
    return client.post(reverse("account_login"), {"login": login, "password": password}).status_code


def code_to(client: Client, sent: list[Any], phone: str = PHONE) -> str:
    answer = client.post(reverse("account_request_login_code"), {"phone": phone})
    assert answer.status_code == 302, answer.context["form"].errors
    return sent[-1].code if sent else ""


@pytest.mark.parametrize("login", ["limin", "138 0099 8123", "+8613800998123", "0086 13800998123"])
def test_a_password_opens_with_any_of_her_names_and_only_the_right_one(client: Client, login: str) -> None:
    assert sign_in(client, login, "wrong horse battery") == 200
    assert signed_in(client) is None
    assert sign_in(client, login) == 302
    assert signed_in(client) == "limin"
    client.post(reverse("account_logout"))
    assert signed_in(client) is None


def test_a_code_opens_once_for_five_minutes(client: Client, sent: list[Any]) -> None:
    code = code_to(client, sent, "138 0099 8123")
    assert (len(code), code.isdigit(), sent[0].address, sent[0].language) == (6, True, PHONE, "zh-hans")
    assert code not in repr(sent[0])
    wrong = "000000" if code != "000000" else "111111"
    confirm = reverse("account_confirm_login_code")
    assert client.post(confirm, {"code": wrong}).status_code == 200
    assert signed_in(client) is None
    assert client.post(confirm, {"code": code}).status_code == 302
    assert signed_in(client) == "limin"
    client.post(reverse("account_logout"))
    client.post(confirm, {"code": code})
    assert signed_in(client) is None


def test_three_wrong_codes_end_it(client: Client, sent: list[Any]) -> None:
    code = code_to(client, sent)
    wrong = "000000" if code != "000000" else "111111"
    for _ in range(3):
        client.post(reverse("account_confirm_login_code"), {"code": wrong})
    client.post(reverse("account_confirm_login_code"), {"code": code})
    assert signed_in(client) is None


def test_a_code_dies_after_five_minutes(client: Client, sent: list[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    import time

    code = code_to(client, sent)
    later = time.time() + 301
    monkeypatch.setattr(time, "time", lambda: later)
    client.post(reverse("account_confirm_login_code"), {"code": code})
    assert signed_in(client) is None


def test_an_unknown_number_looks_the_same_and_nothing_is_sent(client: Client, sent: list[Any]) -> None:
    known = client.post(reverse("account_request_login_code"), {"phone": PHONE})
    unknown = Client().post(reverse("account_request_login_code"), {"phone": "13912345678"})
    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
    assert len(sent) == 1
    with transaction.atomic():
        assert CodeSent.objects.count() == 2


@pytest.mark.django_db
def test_an_address_gets_five_codes_an_hour_whoever_asks() -> None:
    with transaction.atomic():
        for _ in range(CODES_PER_HOUR):
            count_code("phone", PHONE, NOW)
        with pytest.raises(errors.TooManyCodes):
            count_code("phone", PHONE, NOW)
        count_code("phone", "+8613800998124", NOW)
        count_code("phone", PHONE, NOW + timedelta(hours=1))


def test_the_sixth_code_is_refused_with_a_page_and_not_counted(client: Client, sent: list[Any]) -> None:
    for _ in range(CODES_PER_HOUR):
        code_to(Client(), sent)
    assert client.post(reverse("account_request_login_code"), {"phone": PHONE}).status_code == 429
    assert len(sent) == CODES_PER_HOUR


def test_a_session_at_rest_holds_neither_number_nor_code(client: Client, sent: list[Any]) -> None:
    code = code_to(client, sent)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT session_data FROM django_session")
        stored = "".join(row[0] for row in cursor.fetchall())
        cursor.execute("SELECT t::text FROM people_account t")
        stored += "".join(row[0] for row in cursor.fetchall())
        sessions = [one.get_decoded() for one in Session.objects.all()]
    import base64
    import json

    from django.core import signing

    opened = "".join(
        str(signing.b64_decode(part.split(":")[0].lstrip(".").encode())) for part in stored.split("\n")[:1]
    )
    for secret in (code, PHONE, PHONE[3:], base64.b64encode(PHONE.encode()).decode()):
        assert secret not in stored
        assert secret not in opened
    assert PHONE in json.dumps(sessions)  # while the key that opens them is at hand


def test_five_wrong_passwords_lock_the_name_for_a_quarter_of_an_hour(client: Client) -> None:
    cache.clear()
    for written in ("limin", "limin", "LIMIN", "limin", "limin"):
        cache.clear()
        sign_in(client, written, "wrong horse battery")
    cache.clear()
    assert sign_in(client, "limin") == 429
    assert signed_in(client) is None
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT t::text FROM axes_accessattempt t")
        stored = "".join(row[0] for row in cursor.fetchall())
        assert "limin" not in stored
        assert "wrong horse" not in stored
    assert sign_in(client, "guifang", "wrong horse battery") == 200  # others are not locked


def test_control_without_the_lock_the_sixth_guess_would_be_heard(client: Client, settings: Any) -> None:
    settings.AXES_ENABLED = False
    for _ in range(5):
        cache.clear()
        sign_in(client, "limin", "wrong horse battery")
    cache.clear()
    assert sign_in(client, "limin") == 302


def test_somebody_opens_an_account_and_becomes_a_person(client: Client, sent: list[Any]) -> None:
    answer = client.post(reverse("account_signup"), {"name": "赵小燕", "phone": "13700000001", "password1": ""})
    assert answer.status_code == 302, answer.context["form"].errors
    assert signed_in(client) is None  # not before the number is proved
    assert client.post(reverse("account_verify_phone"), {"code": sent[-1].code}).status_code == 302
    name = signed_in(client)
    with transaction.atomic():
        account = Account.objects.get(username=name)
    assert account.phone_verified_at is not None
    from yiyang.foundation.actors import Actor
    from yiyang.ground.access.context import acting_as

    actor = Actor.person(account.person_id)
    with acting_as(actor, NOW), transaction.atomic():
        assert [person.name for person in Person.objects.all()] == ["赵小燕"]
        assert [one.name for one in selectors.search(actor, "xiaoyan", NOW)] == ["赵小燕"]
    for wrong in ({"name": "x", "phone": ""}, {"name": "", "phone": "13700000002"}, {"name": "x", "phone": "12"}):
        assert Client().post(reverse("account_signup"), wrong).status_code == 200
    again = Client().post(reverse("account_signup"), {"name": "x", "phone": "13700000001"})
    assert again.status_code == 302
    assert sent[-1].kind == "account-exists"


def test_the_desk_opens_a_way_in_for_an_elder_and_she_signs_in_by_code(
    client: Client, sent: list[Any], looking_as: Looking
) -> None:
    from yiyang.ground.people.tests.factories import a_person

    with looking_as("desk", "hospital") as desk, transaction.atomic():
        person = a_person(desk, NOW)
        account = services.open_account(by=desk, now=NOW, person_id=person.id, phone="13700000003")
        for attempt, refusal in (
            (lambda: services.open_account(by=desk, now=NOW, person_id=person.id), errors.AccountExists),
            (lambda: services.open_account(by=desk, now=NOW, person_id=a_person(desk, NOW).id, phone=PHONE),
             errors.PhoneTaken),
        ):  # fmt: skip
            with pytest.raises(refusal), transaction.atomic():
                attempt()
        assert selectors.reach_of(person.id) == selectors.Reach(
            person.id, "zh-hans", "Asia/Shanghai", "+8613700000003", ""
        )
    assert not account.has_usable_password()
    code = code_to(client, sent, "13700000003")
    client.post(reverse("account_confirm_login_code"), {"code": code})
    assert signed_in(client) == account.username


def test_a_second_factor_is_asked_for_and_lies_sealed(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    secret = totp.generate_totp_secret()
    with transaction.atomic():
        totp.TOTP.activate(Account.objects.get(username="limin"), secret)
        row = Authenticator.objects.get()
        assert secret not in str(row.data)
        assert row.data["secret"].startswith("1:")
    answer = client.post(reverse("account_login"), {"login": "limin", "password": PASSWORD})
    assert answer.url == reverse("mfa_authenticate")
    assert signed_in(client) is None
    assert client.post(reverse("mfa_authenticate"), {"code": "000000"}).status_code == 200
    assert signed_in(client) is None
    with transaction.atomic():
        code = totp.format_hotp_value(totp.hotp_value(secret, next(iter(totp.yield_hotp_counters_from_time()))))
    client.post(reverse("mfa_authenticate"), {"code": code})
    assert signed_in(client) == "limin"


def test_passkeys_and_authenticator_pages_are_there_for_who_is_signed_in(client: Client) -> None:
    assert client.get(reverse("mfa_index")).status_code == 302
    assert sign_in(client, "limin") == 302
    assert client.get(reverse("mfa_add_webauthn")).url.startswith(reverse("account_reauthenticate"))
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    for page in ("mfa_index", "mfa_activate_totp", "mfa_add_webauthn"):
        assert client.get(reverse(page)).status_code == 200
    assert client.get(reverse("mfa_login_webauthn"), headers={"accept": "application/json"}).status_code == 200


def test_a_forgotten_password_is_replaced_by_a_code_to_her_address(client: Client, sent: list[Any]) -> None:
    from allauth.account.models import EmailAddress

    with transaction.atomic():
        account = Account.objects.get(username="limin")
        account.email = "limin@example.org"
        account.save()
        EmailAddress.objects.create(user=account, email=account.email, verified=True, primary=True)
    assert client.post(reverse("account_reset_password"), {"email": "limin@example.org"}).status_code == 302
    code = sent[-1].code
    assert client.post(reverse("account_confirm_password_reset_code"), {"code": code}).status_code == 302
    new = "plum rain over the river"
    answer = client.post(reverse("account_complete_password_reset"), {"password1": new, "password2": new})
    assert answer.status_code == 302
    assert sign_in(Client(), "limin", new) == 302
    assert sign_in(Client(), "limin", PASSWORD) == 200
    count = len(sent)
    unknown = Client().post(reverse("account_reset_password"), {"email": "nobody@example.org"})
    assert unknown.status_code == 302
    assert len(sent) == count


@pytest.mark.django_db
def test_a_chosen_house_holds_only_while_a_role_does(looking_as: Looking) -> None:
    desk, hospital = cast.key("desk"), cast.key("hospital")
    assert actor_in_session(desk, str(hospital), NOW).organisation_id == hospital
    for chosen in (str(cast.key("residence")), "", None, "nonsense", 7):
        assert actor_in_session(desk, chosen, NOW).organisation_id is None
    RoleAssignment.objects.filter(holder_id=desk).update(ends_at=NOW)
    assert actor_in_session(desk, str(hospital), NOW).organisation_id is None


def test_six_digits_and_three_guesses_are_what_the_promise_says() -> None:
    assert settings.ALLAUTH_USER_CODE_FORMAT["length"] == 6
    assert settings.ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS * CODES_PER_HOUR == 15
    assert clock.now() == NOW
