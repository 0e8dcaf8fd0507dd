"""The manager's pages, without JavaScript: each does its deed, names the field it refuses, and is nobody else's."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from yiyang.config.demo import cast
from yiyang.doors.web.tests.test_pages import browser, words
from yiyang.foundation.actors import Actor
from yiyang.ground.access.models import RoleAssignment
from yiyang.ground.people.models import Account, PractitionerLicence, PractitionerRole
from yiyang.ground.people.services.accounts import set_account_phone
from yiyang.ground.places.models import Application, Norms, OpeningHours, Paper, Profile
from yiyang.lifecycle.capacity.models import Closure, Schedule, Session
from yiyang.lifecycle.capacity.tests.factories import session
from yiyang.lifecycle.offers.models import CancellationTerm, PriceRule, Service
from yiyang.lifecycle.offers.tests.factories import cardiology
from yiyang.lifecycle.ratings.models import Voice

Looking = Callable[..., AbstractContextManager[Actor]]
pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 21)


@pytest.fixture
def service(looking_as: Looking) -> Service:
    with looking_as("manager", "hospital"):
        return cardiology()


def manager(language: str = "en") -> Any:
    return browser("manager", "hospital", language=language)


ADDRESSES = [
    "house", "house_services", "house_service_new", "house_schedules", "house_week_new", "house_leave", "house_staff",
    "house_engage", "house_papers", "house_profile", "house_voices",
]  # fmt: skip


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("address", ADDRESSES)
def test_the_manager_opens_every_page_and_nobody_else_does(address: str, language: str, service: Service) -> None:
    assert manager(language).get(reverse(address)).status_code == 200
    for who, house in (("desk", "hospital"), ("stranger", None), ("chen", "community")):
        assert browser(who, house).get(reverse(address)).status_code == 403
    assert browser().get(reverse(address)).status_code == 302


@pytest.mark.parametrize("address", ["house_service", "house_prices", "house_service_retire"])
def test_another_houses_service_does_not_exist(address: str, looking_as: Looking) -> None:
    with looking_as("chen", "community"):
        theirs = cardiology(organisation_id=cast.key("community"), practitioner_id=None)
    known, nobody = (manager().get(reverse(address, args=[key])) for key in (theirs.id, uuid4()))
    assert known.status_code == nobody.status_code == 404
    assert manager().post(reverse(address, args=[theirs.id]), {"deed": "suspend"}).status_code in (403, 404)


def test_the_manager_begins_with_the_house_and_what_waits(looking_as: Looking, now: datetime, service: Service) -> None:
    with looking_as("manager", "hospital"):
        PractitionerLicence.objects.filter(practitioner_id=cast.key("practitioner-zhao")).update(
            expires_on=TODAY + timedelta(days=20)
        )
        session(now, service=service, hours_ahead=2)
    page = words(manager().get("/", follow=True))
    assert "Sessions: 1. Numbers sold: 0 of 5." in page
    assert "licence ends soon" in page


def filled(**changes: Any) -> dict[str, Any]:
    return {
        "key": str(uuid4()), "need": "cardiology", "mode": "appointment", "name": "心内科", "name_en": "Cardiology",
        "price": "50.00", "terms": "prepaid", "practitioner_id": "", "licence": "", "duration_minutes": "10",
        "hold_minutes": "15", "open_limit": "3", "description": "", "description_en": "", **changes,
    }  # fmt: skip


def test_a_service_is_drafted_published_rested_and_given_up() -> None:
    client, sent = manager(), filled()
    made = client.post(reverse("house_service_new"), sent)
    again = client.post(reverse("house_service_new"), sent)
    assert made.status_code == 302
    assert again["Location"] == made["Location"]
    (service,) = Service.objects.all()
    assert (service.state, service.list_price_minor) == ("draft", 5_000)
    for deed, state in (("publish", "active"), ("suspend", "suspended"), ("publish", "active")):
        assert client.post(made["Location"], {"deed": deed}).status_code == 302
        service.refresh_from_db()
        assert service.state == state
    changed = filled(price="62.50", deed="save")
    assert client.post(made["Location"], changed).status_code == 302
    service.refresh_from_db()
    assert service.list_price_minor == 6_250
    assert client.post(reverse("house_service_retire", args=[service.id])).status_code == 302
    service.refresh_from_db()
    assert service.state == "retired"
    assert client.post(made["Location"], filled(deed="save")).status_code == 422


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"price": "-1"}, "price"),
        ({"price": "1.234"}, "price"),
        ({"name": ""}, "name"),
        ({"duration_minutes": "0"}, "duration_minutes"),
        ({"open_limit": "99"}, "open_limit"),
        ({"practitioner_id": str(cast.key("practitioner-chen"))}, "practitioner_id"),
        ({"need": "moon"}, "need"),
    ],
)
def test_a_refused_service_says_at_which_field_and_keeps_what_was_typed(change: dict[str, str], field: str) -> None:
    answer = manager().post(reverse("house_service_new"), filled(**{"name_en": "Kept words", **change}))
    assert answer.status_code == 422
    page = words(answer)
    assert f'id="field-{field}-hint" role="alert"' in page
    assert "Kept words" in page
    assert not Service.objects.exists()


def test_one_language_is_not_enough_to_publish(service: Service, looking_as: Looking) -> None:
    with looking_as("manager", "hospital"):
        Service.objects.filter(id=service.id).update(state="draft", name_en="")
    answer = manager().post(reverse("house_service", args=[service.id]), {"deed": "publish"})
    assert answer.status_code == 422
    assert "Name in English: A service is published in Chinese and in English" in words(answer)


def test_the_cancellation_rule(service: Service) -> None:
    here = reverse("house_service", args=[service.id])
    rule = {
        "deed": "cancellation",
        "rule-hours_1": "24",
        "rule-share_1": "100",
        "rule-hours_2": "2",
        "rule-share_2": "50",
    }
    assert manager().post(here, rule).status_code == 302
    assert dict(CancellationTerm.objects.values_list("hours_before", "returned_basis_points")) == {24: 10_000, 2: 5_000}
    for wrong in ({"rule-share_2": ""}, {"rule-hours_2": "24"}, {"rule-share_2": "101"}):
        assert manager().post(here, {**rule, **wrong}).status_code == 422
    backwards = manager().post(here, {**rule, "rule-share_1": "10"})
    assert "cancelling earlier must not return less" in words(backwards)
    assert CancellationTerm.objects.count() == 2


def a_rule(**changes: str) -> dict[str, str]:
    return {
        "name": "八十岁以上", "name_en": "Over eighty", "priority": "10", "share": "80", "age_from": "80",
        "starts_on": "2026-11-01", **changes,
    }  # fmt: skip


def test_a_price_rule_is_saved_asked_and_withdrawn_and_a_doubtful_one_refused(service: Service) -> None:
    client, here = manager(), reverse("house_prices", args=[service.id])
    assert client.post(here, a_rule()).status_code == 302
    doubtful = client.post(here, a_rule(name="九十岁以上", age_from="90"))
    assert doubtful.status_code == 422
    assert "“八十岁以上” has the same priority" in words(doubtful)
    assert client.post(here, a_rule(age_from="90", age_to="80")).status_code == 422
    assert client.post(here, a_rule(age_from="", age_to="60", price_minor="10")).status_code == 422  # both prices
    assert client.post(here, a_rule(ends_on="2026-10-01")).status_code == 422
    asked = words(client.get(here, {"ask": "yes", "on": "2026-11-30", "age": "84"}))
    assert "¥ 40.00" in asked
    assert "By the rule “Over eighty”" in asked
    young = words(client.get(here, {"ask": "yes", "on": "2026-11-30", "age": "40"}))
    assert "No rule applies" in young
    assert client.get(here, {"ask": "yes", "on": "someday"}).status_code == 422
    (rule,) = PriceRule.objects.filter(state="active")
    away = reverse("house_price_withdraw", args=[service.id, rule.id])
    assert client.get(away).status_code == 200
    assert client.post(away).status_code == 302
    assert not PriceRule.objects.filter(state="active").exists()
    assert client.post(away).status_code == 404


def test_a_week_becomes_sessions_and_ends_after_a_look(service: Service) -> None:
    client = manager()
    week = {
        "service_id": str(service.id), "days": ["1", "3"], "begins_1": "09:00", "numbers_1": "6", "minutes": "10",
        "begins_2": "14:00", "numbers_2": "4", "from_on": "2026-11-21", "room": "2-3",
    }  # fmt: skip
    assert client.post(reverse("house_week_new"), {**week, "begins_2": "09:30"}).status_code == 422  # they overlap
    assert client.post(reverse("house_week_new"), {**week, "numbers_2": ""}).status_code == 422
    assert client.post(reverse("house_week_new"), {**week, "days": []}).status_code == 422
    assert not Schedule.objects.exists()
    made = client.post(reverse("house_week_new"), week)
    assert made.status_code == 302
    assert Session.objects.count() == 16  # four weeks, two days, two stretches
    assert client.post(made["Location"], {"deed": "plan", "more-on": "2026-12-27"}).status_code == 302
    assert Session.objects.count() == 20
    assert client.post(made["Location"], {"deed": "plan", "more-on": "2028-01-01"}).status_code == 422
    assert client.post(made["Location"], {"deed": "end", "end-on": "2026-11-20"}).status_code == 422
    assert client.post(made["Location"], {"deed": "end", "end-on": "2026-12-01"}).status_code == 302
    assert Session.objects.filter(state="open").count() == 6
    assert client.get(reverse("house_week", args=[uuid4()])).status_code == 404


def test_leave_shows_what_is_sold_closes_and_is_taken_back(
    service: Service, looking_as: Looking, now: datetime
) -> None:
    with looking_as("manager", "hospital"):
        sitting = session(now, service=service, hours_ahead=24)
    client, here = manager(), reverse("house_leave")
    zhao = str(cast.key("practitioner-zhao"))
    time = {"practitioner_id": zhao, "first_day": "2026-11-22", "last_day": "2026-11-22"}
    looked = words(client.get(here, {**time, "look": "yes"}))
    assert "Nobody has a number in it" in looked
    assert Session.objects.get(id=sitting).state == "open"
    assert client.get(here, {**time, "look": "yes", "last_day": "x"}).status_code == 422
    assert client.post(here, {**time, "first_day": "2026-11-23"}).status_code == 422  # ends before it begins
    assert client.post(here, time).status_code == 302
    assert Session.objects.get(id=sitting).state == "withdrawn"
    back = reverse("house_reopen", args=[Closure.objects.get().id])
    assert client.get(back).status_code == 200
    assert client.post(back).status_code == 302
    assert Session.objects.get(id=sitting).state == "open"
    away = reverse("house_session_withdraw", args=[sitting])
    assert client.get(away).status_code == 200
    assert client.post(away).status_code == 302
    assert client.get(reverse("house_session_withdraw", args=[uuid4()])).status_code == 404


@pytest.fixture
def telephone(looking_as: Looking) -> str:
    with looking_as("stranger"):
        set_account_phone(Account.objects.get(username="stranger"), "13800000077", verified_at=None)
    return "138 0000 0077"


def engaged(phone: str, **changes: str) -> dict[str, str]:
    return {
        "phone": phone, "name": "钱多", "name_en": "Qian Duo", "title": "护士", "title_en": "Nurse", "role": "nurse",
        "specialty": "", "starts_on": "2026-11-21", "ends_on": "", **changes,
    }  # fmt: skip


def test_somebody_is_taken_on_with_a_licence_and_let_go(telephone: str) -> None:
    client, here = manager(), reverse("house_engage")
    assert 'id="field-phone-hint" role="alert"' in words(client.post(here, engaged("139 0000 0000")))
    assert client.post(here, engaged("not a number")).status_code == 422
    assert client.post(here, engaged(telephone, ends_on="2026-11-01")).status_code == 422
    assert not PractitionerRole.objects.filter(role="nurse", organisation_id=cast.key("hospital")).exists()
    made = client.post(here, engaged(telephone, ends_on="2027-11-20"))
    assert made["Location"] == reverse("house_member", args=[cast.key("stranger")])
    licence = {
        "deed": "licence",
        "kind": "nurse",
        "number": "5101",
        "issued_on": "2020-01-01",
        "expires_on": "2026-12-01",
    }
    assert client.post(made["Location"], {**licence, "expires_on": "2019-01-01"}).status_code == 422
    assert client.post(made["Location"], licence).status_code == 302
    assert "Licences that end within thirty days" in words(client.get(reverse("house_staff")))
    (row,) = PractitionerLicence.objects.filter(number="5101")
    assert client.post(reverse("house_licence_revoke", args=[cast.key("stranger"), row.id])).status_code == 302
    (role,) = RoleAssignment.objects.filter(holder_id=cast.key("stranger"))
    end = reverse("house_role_end", args=[cast.key("stranger"), role.id])
    assert client.get(end).status_code == 200
    assert client.post(end).status_code == 302
    assert not RoleAssignment.objects.filter(holder_id=cast.key("stranger")).exists()  # it had just begun
    assert client.get(made["Location"]).status_code == 404


def test_a_colleague_at_the_desk_gets_a_name_that_only_the_house_reads(telephone: str) -> None:
    client = manager()
    assert client.post(reverse("house_engage"), engaged(telephone, role="desk")).status_code == 302
    assert "Qian Duo" in words(client.get(reverse("house_staff")))
    page = reverse("house_member", args=[cast.key("desk")])
    assert client.post(page, {"deed": "name", "name": "何平", "name_en": "He Ping"}).status_code == 302
    assert client.post(page, {"deed": "name", "name": ""}).status_code == 422
    assert "He Ping" in words(client.get(reverse("house_staff")))
    own = RoleAssignment.objects.get(holder_id=cast.key("manager"))
    assert client.post(reverse("house_role_end", args=[cast.key("manager"), own.id])).status_code == 403


def test_a_paper_is_renewed_through_the_review(looking_as: Looking, now: datetime) -> None:
    client, here = manager(), reverse("house_papers")
    paper = {"deed": "paper", "kind": "medical-practice", "number": "PDY-2", "expires_on": "2032-01-01", "beds": "120"}
    assert client.post(here, {**paper, "expires_on": ""}).status_code == 422
    assert client.post(here, {**paper, "issued_on": "2033-01-01"}).status_code == 422
    scan = SimpleUploadedFile("scan.pdf", b"a scan")
    assert client.post(here, {**paper, "scan": scan}).status_code == 302
    shown = Paper.objects.get(number="PDY-2")
    assert (shown.beds, len(shown.file_digest)) == (120, 64)
    assert client.post(here, {"deed": "submit"}).status_code == 302
    with looking_as("manager", "hospital"):
        application = Application.objects.get()
    assert application.state == "submitted"
    reviewer = browser("reviewer", "office")
    page = words(reviewer.get(reverse("entry", args=[application.id])))
    assert "checked, valid" in page  # the old one still counts
    assert client.post(here, {"deed": "withdraw", "application": str(application.id)}).status_code == 302
    assert client.post(here, {"deed": "withdraw", "application": "x"}).status_code == 404


def test_norms_are_accepted_in_ones_own_language_or_not_at_all(looking_as: Looking, now: datetime) -> None:
    with looking_as("operator", "office"):
        norms = Norms.objects.create(
            organisation_id=cast.key("office"), kind_id="hospital", version=1, in_force_at=now, text="守则"
        )
    here = reverse("house_papers")
    assert "not there in your language" in words(manager().get(here))
    assert "守则" in words(manager("zh-hans").get(here))
    refused = manager().post(here, {"deed": "submit"})
    assert refused.status_code == 409
    assert "have not been accepted" in words(refused)
    assert manager("zh-hans").post(here, {"deed": "norms", "norms": str(norms.id)}).status_code == 302
    assert manager().post(here, {"deed": "submit"}).status_code == 302


def test_the_public_page_never_advertises_more_beds_than_are_approved(looking_as: Looking, now: datetime) -> None:
    client, here = manager(), reverse("house_profile")
    beds = {"deed": "position", "position-ownership": "public", "position-beds": "100"}
    assert "(0)" in words(client.post(here, beds))
    with looking_as("manager", "hospital"):
        Paper.objects.filter(organisation_id=cast.key("hospital")).update(beds=120)
    assert client.post(here, beds).status_code == 302
    assert client.post(here, {**beds, "position-beds": "121"}).status_code == 422
    assert Profile.objects.get().beds == 100
    one_language = client.post(here, {**beds, "position-about": "山脚下的医院"})
    assert 'id="field-position-about_en-hint" role="alert"' in words(one_language)
    hours = {"deed": "hours", "hours-opens_1": "08:00", "hours-closes_1": "17:30"}
    assert client.post(here, hours).status_code == 302
    assert OpeningHours.objects.count() == 1
    assert client.post(here, {**hours, "hours-closes_1": "07:00"}).status_code == 422
    where = {"deed": "where", "where-name": "都江堰医疗中心", "where-name_en": "Dujiangyan Medical Centre"}
    assert client.post(here, {**where, "where-phone": "028 8713 0000"}).status_code == 302
    assert client.post(here, {**where, "where-latitude": "30.9"}).status_code == 422
    assert client.post(here, {"deed": "nothing"}).status_code == 404


@pytest.mark.parametrize("address", ["house", "house_services", "house_schedules", "house_staff"])
def test_lists_ask_as_often_for_fifty_as_for_five(address: str, looking_as: Looking, now: datetime) -> None:
    counts = []
    client = manager()
    for many, first in ((5, 0), (50, 5)):
        with looking_as("manager", "hospital"):
            for number in range(first, many):
                service = cardiology(practitioner_id=None)
                session(now, service=service, numbers=2, hours_ahead=30 + number)
                RoleAssignment.objects.create(
                    holder_id=uuid4(), organisation_id=cast.key("hospital"), role="desk", starts_at=now
                )
        client.get(reverse(address))
        with CaptureQueriesContext(connection) as asked:
            assert client.get(reverse(address)).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1], counts


def test_ids_of_other_houses_rows_do_not_help(looking_as: Looking, now: datetime) -> None:
    other = UUID(int=7)
    for address, arguments in (
        ("house_reopen", [other]), ("house_member", [cast.key("chen")]), ("house_week", [other]),
        ("house_role_end", [cast.key("chen"), other]),
    ):  # fmt: skip
        assert manager().post(reverse(address, args=arguments)).status_code == 404


def test_what_people_say_is_answered_by_the_house_alone(service: Service, looking_as: Looking, now: datetime) -> None:
    with looking_as("guifang"):
        voice = Voice.objects.create(
            id=uuid4(), organisation_id=cast.key("hospital"), service=service, quality=4, effect=5, text="讲得清楚",
            given_on=TODAY,
        )  # fmt: skip
    client, here = manager(), reverse("house_voices")
    assert "讲得清楚" in words(client.get(here))
    typed = {"voice": str(voice.id), f"{voice.id}-text": "谢谢您"}
    assert client.post(here, typed).status_code == 302
    assert Voice.objects.get().answer == "谢谢您"
    assert client.post(here, {**typed, f"{voice.id}-text": " "}).status_code == 422
    assert client.post(here, {**typed, f"{voice.id}-text": "好" * 1_001}).status_code == 422
    assert client.post(here, {"voice": str(uuid4())}).status_code in (404, 422)
    assert client.post(here, {"voice": "x"}).status_code == 404
    assert browser("desk", "hospital").post(here, typed).status_code == 403
    assert Voice.objects.get().answer == "谢谢您"
