"""The pages of the door, without JavaScript: who gets which, what a stranger gets, and what a refusal looks like."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from yiyang.config.demo import cast
from yiyang.doors.web.middleware import NothingKept, OneTransaction
from yiyang.foundation.actors import Actor
from yiyang.ground.access.models import Refusal
from yiyang.ground.people import services as people
from yiyang.ground.people.models import Account
from yiyang.ground.places.models import Organisation, Paper
from yiyang.ground.places.tests.factories import an_application
from yiyang.lifecycle.capacity.models import Slot
from yiyang.lifecycle.capacity.tests.factories import session
from yiyang.lifecycle.offers.models import Service
from yiyang.lifecycle.offers.tests.factories import cardiology

Looking = Callable[..., AbstractContextManager[Actor]]
pytestmark = pytest.mark.django_db


def browser(
    who: str | None = None, house: str | None = None, subject: str | None = None, language: str = "en"
) -> Client:
    """A browser in the shoes of a member of the cast, or of nobody."""
    client = Client()
    client.cookies["django_language"] = language
    if who is None:
        return client
    with transaction.atomic():
        account = Account.objects.get(username=who)
        client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
        kept = client.session
        if house:
            kept["organisation"] = str(cast.key(house))
        if subject:
            kept["subject"] = str(cast.key(subject))
        kept.save()
    return client


def words(answer: object) -> str:
    return answer.content.decode()  # type: ignore[attr-defined,no-any-return]


@pytest.fixture
def service(looking_as: Looking) -> Service:
    with looking_as("manager", "hospital"):
        return cardiology()


@pytest.fixture
def tomorrow(looking_as: Looking, now: datetime, service: Service) -> UUID:
    with looking_as("manager", "hospital"):
        return session(now, service=service)


PUBLIC = [
    "/",
    "/find",
    "/find/how",
    "/components",
    "/trust",
    "/trust/check",
    "/account/login/",
    "/account/signup/",
    "/account/password/reset/",
]


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("address", PUBLIC)
def test_everyone_may_read_the_public_pages(address: str, language: str) -> None:
    answer = browser(language=language).get(address)
    assert answer.status_code == 200
    assert f'<html lang="{"zh-Hans" if language == "zh-hans" else "en"}"' in words(answer)


@pytest.mark.parametrize(
    "address",
    ["/orders", "/file", "/file/looks", "/family", "/inbox", "/cases/", "/security", "/reception", "/entries"],
)
def test_who_is_not_signed_in_is_asked_to(address: str) -> None:
    answer = browser().get(address)
    assert answer.status_code in (302, 403)
    if answer.status_code == 302:
        assert answer["Location"].startswith("/account/login/?next=")


PORTALS = [
    ("guifang", None, "elder"),
    ("limin", None, "family"),
    ("desk", "hospital", "staff"),
    ("zhao", "hospital", "staff"),
    ("reviewer", "office", "staff"),
]


@pytest.mark.parametrize(("who", "house", "portal"), PORTALS)
def test_everyone_comes_home(who: str, house: str | None, portal: str) -> None:
    answer = browser(who, house).get("/", follow=True)
    assert answer.status_code == 200
    assert f'class="portal-{portal}"' in words(answer)


def test_the_elders_home_works_with_no_data_at_all_and_always_shows_the_emergency() -> None:
    page = words(browser("guifang").get("/"))
    assert "Nothing is planned" in page
    assert 'action="/help"' in page
    assert "Guifang" in page


def test_large_type_is_a_choice_for_everyone_and_can_be_undone() -> None:
    client = browser("limin")
    client.post("/appearance", {"large": "yes", "next": "/"})
    assert 'class="portal-elder"' in words(client.get("/"))
    client.post("/appearance", {"large": "no", "next": "/"})
    assert 'class="portal-family"' in words(client.get("/"))


@pytest.mark.parametrize("wanted", ["https://evil.example/", "//evil.example/x", "javascript:alert(1)"])
def test_a_choice_never_leads_out_of_the_house(wanted: str) -> None:
    assert browser().post("/language", {"language": "en", "next": wanted})["Location"] == "/"


@pytest.mark.parametrize("address", ["file_of", "caller"])
def test_a_person_is_unknown_to_a_stranger_and_does_not_exist_alike(address: str) -> None:
    known, nobody = (browser("stranger").get(reverse(address, args=[key])) for key in (cast.key("guifang"), uuid4()))
    assert known.status_code == nobody.status_code == 404
    assert "Guifang" not in words(known)
    assert _body(known) == _body(nobody)
    assert browser("limin").get(reverse("file_of", args=[cast.key("guifang")])).status_code == 200


def _body(answer: object) -> str:
    main = words(answer).partition("<main")[2].partition("</main>")[0]
    return re.sub(r"csrfmiddlewaretoken\" value=\"[^\"]+\"", "", main)


def test_a_refusal_of_somebody_known_is_noted_without_what_was_typed(looking_as: Looking) -> None:
    browser("stranger").get(reverse("file_of", args=[cast.key("guifang")]))
    browser().get(reverse("file_of", args=[cast.key("guifang")]))
    with looking_as("stranger"):
        notes = list(Refusal.objects.all())
    assert [(note.code, note.path) for note in notes] == [("unknown", "file/<uuid:person_id>")]


def test_nobody_steps_into_a_house_they_do_not_work_for() -> None:
    client = browser("stranger")
    assert client.post("/acting", {"organisation": str(cast.key("hospital"))}).status_code == 404
    assert client.session.get("organisation") is None
    desk = browser("desk")
    assert desk.post("/acting", {"organisation": str(cast.key("hospital"))}).status_code == 302
    assert "Desk" in words(desk.get("/", follow=True))


def test_a_daughter_looks_after_her_mother_and_the_page_says_for_whom(now: datetime) -> None:
    client, mother = browser("limin"), reverse("care", args=[cast.key("guifang")])
    assert f'action="{mother}"' in words(client.get("/"))
    assert client.get(mother).status_code == 405, "a link changes nothing"
    assert "subject" not in client.session
    assert client.post(mother).status_code == 302
    assert "Wang Guifang" in words(client.get("/orders"))
    assert client.session["subject"] == str(cast.key("guifang"))
    assert "Back to myself" in words(client.get("/"))
    client.post(reverse("care", args=[cast.key("limin")]))
    assert client.session["subject"] is None
    foreign, nobody = (browser("stranger").post(reverse("care", args=[key])) for key in (cast.key("guifang"), uuid4()))
    assert foreign.status_code == nobody.status_code == 404
    assert _body(foreign) == _body(nobody)


def test_the_search_says_why_and_which_wish_to_drop(tomorrow: UUID) -> None:
    found = browser().get("/find", {"need": "cardiology"})
    assert found.status_code == 200
    assert "Dr Zhao Wenhua" in words(found)
    assert "Why here" in words(found)
    refused = browser().get("/find", {"need": "cardiology", "price": "1"})
    assert refused.status_code == 422
    assert 'value="1"' in words(refused)
    assert "Search without it" in words(refused)


@pytest.mark.parametrize(
    "typed",
    [
        {"day": "yesterday"},
        {"price": "cheap"},
        {"page": "-1"},
        {"sort": "magic"},
        {"q": "x" * 500},
        {"need": "nothing"},
    ],
)
def test_whatever_is_typed_in_the_search_is_answered(typed: dict[str, str], tomorrow: UUID) -> None:
    assert browser().get("/find", {"need": "cardiology", **typed}).status_code in (200, 422)


def test_a_search_costs_the_same_for_one_and_for_many(
    looking_as: Looking, now: datetime, django_assert_max_num_queries: Callable[..., AbstractContextManager[object]]
) -> None:
    client = browser()
    with looking_as("manager", "hospital"):
        session(now, service=cardiology())
    with django_assert_max_num_queries(40) as one:
        client.get("/find", {"need": "cardiology"})
    with looking_as("manager", "hospital"):
        for number in range(8):
            session(now + timedelta(hours=number), service=cardiology(practitioner_id=None), hours_ahead=24 + number)
    with django_assert_max_num_queries(len(one)) as many:  # type: ignore[arg-type]
        assert "9 fit" in words(client.get("/find", {"need": "cardiology"}))
    assert len(many) <= len(one)  # type: ignore[arg-type]


def test_a_provider_shows_days_numbers_price_and_the_rule_of_cancelling(tomorrow: UUID, service: Service) -> None:
    page = words(browser().get(reverse("provider", args=[service.id])))
    for said in ("Dr Zhao Wenhua", "No 1", "¥ 50.00", "Sign in to take a number", "Cancelling is free"):
        assert said in page
    assert browser().get(reverse("provider", args=[uuid4()])).status_code == 404


def test_a_number_is_taken_from_the_providers_page_in_one_press(tomorrow: UUID, service: Service) -> None:
    client = browser("limin", subject="guifang")
    page = words(client.get(reverse("provider", args=[service.id])))
    slot = re.search(r'name="slot_id" value="([^"]+)"', page)
    key = re.search(r'name="request_key" value="([^"]+)"', page)
    action = re.search(r'id="choice" action="([^"]+)"', page)
    assert slot
    assert key
    assert action
    answer = client.post(action[1], {"slot_id": slot[1], "request_key": key[1]})
    assert answer.status_code == 302
    assert "Cardiology" in words(client.get("/orders"))
    bill = client.get(reverse("bill", args=[answer["Location"].split("/")[2]]))
    assert "¥ 50.00" in words(bill)
    assert browser("stranger").get(bill.request["PATH_INFO"]).status_code == 404


@pytest.mark.parametrize(
    ("house", "said"),
    [
        ({"state": "suspended"}, "This house takes no bookings at present."),
        ({}, "This house takes no new bookings until it has renewed a licence."),
    ],
    ids=["suspended", "licence over"],
)
def test_a_house_that_takes_no_bookings_says_so_and_offers_no_number(
    looking_as: Looking, now: datetime, tomorrow: UUID, service: Service, house: dict[str, str], said: str
) -> None:
    with looking_as("manager", "hospital"):
        if house:
            Organisation.objects.filter(id=cast.key("hospital")).update(**house)
        else:
            Paper.objects.filter(organisation_id=cast.key("hospital")).update(expires_on=now.date())
        slot_id = Slot.objects.filter(session_id=tomorrow).values_list("id", flat=True)[0]
    limin = browser("limin", subject="guifang")
    for page in (reverse("provider", args=[service.id]), reverse("appointment:choose", args=[service.id])):
        answer = limin.get(page)
        assert said in words(answer)
        assert "slot_id" not in words(answer)
        assert "Take this number" not in words(answer)
    assert "Look for somebody else" in words(limin.get(reverse("provider", args=[service.id])))
    assert "Dr Zhao" not in words(limin.get(reverse("find"), {"need": "cardiology"}))
    form = {"slot_id": str(slot_id), "request_key": uuid4().hex}
    refused = limin.post(reverse("appointment:choose", args=[service.id]), form)
    assert (refused.status_code, said in words(refused)) == (422, True)


def test_the_elder_lets_a_neighbour_in_and_out_again(looking_as: Looking, now: datetime) -> None:
    with looking_as("stranger"):
        account = Account.objects.get(username="stranger")
        people.set_account_phone(account, "13800138000", verified_at=now) if hasattr(
            people, "set_account_phone"
        ) else None
    client = browser("guifang")
    refused = client.post(
        "/family", {"phone": "13900000001", "name": "小钱", "relationship": "NBOR", "scopes": ["see"]}
    )
    assert refused.status_code == 422
    assert 'value="13900000001"' in words(refused)
    assert 'value="小钱"' in words(refused)
    assert browser("stranger").get(reverse("file_of", args=[cast.key("guifang")])).status_code == 404


def test_one_press_calls_for_help_and_a_mistake_is_taken_back() -> None:
    client = browser("guifang")
    pressed = client.post("/help")
    assert pressed.status_code == 302
    again = client.post("/help")
    assert again["Location"] == pressed["Location"]
    page = words(client.get(pressed["Location"]))
    assert "It was a mistake" in page
    assert "I take it" not in page
    assert browser("stranger").get(pressed["Location"]).status_code == 404
    nurse = browser("chen", "community")
    assert "I take it" in words(nurse.get("/cases/"))
    client.post(pressed["Location"], {"deed": "mistake"})
    assert "called by mistake" in words(client.get(pressed["Location"]))


def test_who_takes_a_case_on_is_named_and_the_caller_can_no_longer_take_it_back() -> None:
    client, nurse = browser("guifang"), browser("chen", "community")
    case = client.post("/help")["Location"]
    assert nurse.post(case, {"deed": "accept"}).status_code == 302
    assert "taken by" in words(client.get(case))
    refused = client.post(case, {"deed": "mistake"})
    assert refused.status_code == 409
    without_reason = nurse.post(case, {"deed": "close", "reason": ""})
    assert without_reason.status_code == 422
    assert nurse.post(case, {"deed": "close", "reason": "helped"}).status_code == 302


def test_the_reception_finds_nobody_out_of_reach_and_keeps_names_out_of_addresses() -> None:
    desk = browser("desk", "hospital")
    answer = desk.post("/reception", {"q": "王桂芳"})
    assert answer.status_code == 200
    assert "Nobody in your reach fits" in words(answer)
    refused = desk.post("/reception/new", {"name": "", "sex": "female", "birth_on": "1950-01-01"})
    assert refused.status_code == 422
    assert 'value="1950-01-01"' in words(refused)
    opened = desk.post(
        "/reception/new", {"name": "张德华", "name_latin": "Zhang Dehua", "sex": "male", "birth_on": "1940-02-01"}
    )
    assert opened.status_code == 302
    assert "Zhang Dehua" in words(desk.get(opened["Location"]))
    assert browser("stranger").get(opened["Location"]).status_code == 404


def test_a_page_may_run_only_our_own_scripts() -> None:
    answer = browser().get("/")
    assert "script-src 'self'" in answer["Content-Security-Policy"]
    assert not re.search(r"<script(?![^>]*src=)[^>]*>|<style|\sstyle=|\son[a-z]+=", words(answer))


def test_the_sheet_has_an_address_of_its_own_and_an_old_one_leads_there() -> None:
    page = words(browser().get("/"))
    address = re.search(r'href="(/face/[0-9a-f]+\.css)"', page)
    assert address
    sheet = browser().get(address[1])
    assert sheet["Content-Type"] == "text/css"
    assert "immutable" in sheet["Cache-Control"]
    assert browser().get("/face/000000000000.css")["Location"] == address[1]


def test_an_address_that_is_nothing_says_so_in_our_look() -> None:
    answer = browser().get("/no/such/page")
    assert answer.status_code == 404
    assert "There is nothing here" in words(answer)


def test_a_proof_that_is_none_is_refused_at_its_field() -> None:
    answer = browser().post("/trust/check", {"proof": "c2sp.org/tlog-proof@v1 nonsense"})
    assert answer.status_code == 422
    assert "does not hold" in words(answer)
    assert "nonsense" in words(answer)


def test_my_data_goes_with_me_and_only_with_me() -> None:
    copy = browser("guifang").get("/security/data.json")
    assert copy.json()["person"]["files"][0]["name"] == "王桂芳"
    assert copy.json()["records"]["resourceType"] == "Bundle"
    assert browser().get("/security/data.json").status_code == 302
    unsure = browser("guifang").post("/security/data")
    assert unsure.status_code == 422


def test_the_reviewer_checks_papers_refuses_without_losing_words_and_approves(
    looking_as: Looking, now: datetime
) -> None:
    with looking_as("operator", "office") as operator:
        application = an_application(operator, now)
    address = reverse("entry", args=[application.id])
    reviewer = browser("reviewer", "office")
    assert "Qingcheng Clinic" in words(reviewer.get("/entries"))
    page = words(reviewer.get(address))
    assert "not checked yet" in page
    early = reviewer.post(address, {"deed": "approve"})
    assert early.status_code >= 400
    assert "medical-practice" in words(early) or "paper" in words(early)
    unsaid = reviewer.post(address, {"deed": "reject", "reason": "  "})
    assert unsaid.status_code == 422
    paper = re.search(r'name="paper" value="([^"]+)"', page)
    assert paper
    assert reviewer.post(address, {"deed": "verify", "paper": paper[1]}).status_code == 302
    assert "checked, valid" in words(reviewer.get(address))
    assert reviewer.post(address, {"deed": "verify", "paper": "nonsense"}).status_code == 404
    done = reviewer.post(address, {"deed": "approve"}, follow=True)
    assert "The house is live" in words(done)
    assert browser("stranger").get(address).status_code == 404


def test_a_bill_is_paid_in_cash_at_the_desk_once_and_the_receipt_is_the_payers(
    looking_as: Looking, now: datetime, tomorrow: UUID, service: Service
) -> None:
    family = browser("limin", subject="guifang")
    page = words(family.get(reverse("provider", args=[service.id])))
    slot = re.search(r'name="slot_id" value="([^"]+)"', page)
    assert slot
    order = family.post(reverse("appointment:choose", args=[service.id]), {"slot_id": slot[1], "request_key": "one"})
    bill = reverse("bill", args=[order["Location"].split("/")[2]])
    assert family.post(bill, {"deed": "take", "request_key": "two"}).status_code in (403, 404)
    desk = browser("desk", "hospital")
    sent = {"deed": "take", "request_key": "three"}
    assert desk.post(bill, sent).status_code == 302
    assert desk.post(bill, sent).status_code == 302  # pressed twice is taken once
    paid = words(family.get(bill))
    assert paid.count("/receipts/") == 1
    receipt = re.search(r'href="(/receipts/[^"]+)"', paid)
    assert receipt
    shown = words(family.get(receipt[1]))
    assert "waiting for its seal" in shown
    assert "<svg" in shown
    assert browser("stranger").get(receipt[1]).status_code == 404
    entry = re.search(r"/trust/[0-9a-f-]{36}", browser().get("/trust").content.decode())
    assert entry is None  # nothing is sealed in a transaction that is rolled back


def test_a_page_drawn_in_a_lost_transaction_is_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    def swallowed(_request: object, *, kept: bool = False) -> HttpResponse:
        with suppress(DatabaseError), transaction.atomic(savepoint=kept), connection.cursor() as cursor:
            cursor.execute("SELECT 1 / 0")
        return HttpResponse("done", status=302)

    lost, kept = (OneTransaction(partial(swallowed, kept=each)) for each in (False, True))  # type: ignore[arg-type]
    request = RequestFactory().get("/")
    assert kept(request).status_code == 302, "the control: a fault undone to its savepoint loses nothing"
    with pytest.raises(NothingKept), transaction.atomic():
        lost(request)
