"""The pages work without JavaScript, say why they refuse, and tell a stranger nothing."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from yiyang.config.demo import cast
from yiyang.foundation import clock
from yiyang.foundation.actors import Actor
from yiyang.fulfilment.home_visit.models import CareRequest, Item, Visit
from yiyang.fulfilment.home_visit.tests.factories import (
    CHEN,
    COMMUNITY,
    GUIFANG,
    Looking,
    assessed,
    book,
    in_force,
    ordered,
    shifts,
    undertaken,
)
from yiyang.ground.access import services as access
from yiyang.ground.people.models import Account

pytestmark = pytest.mark.django_db
SYSTEM = Actor.system(COMMUNITY)


def browser(who: str, house: str | None = None, subject: str | None = None) -> Client:
    """A signed-in browser in the shoes of a member of the cast, reading English."""
    client = Client(HTTP_ACCEPT_LANGUAGE="en")
    client.force_login(Account.objects.get(username=who), backend="allauth.account.auth_backends.AuthenticationBackend")
    kept = client.session
    if house:
        kept["organisation"] = str(cast.key(house))
    if subject:
        kept["subject"] = str(cast.key(subject))
    kept.save()
    return client


def key(page: bytes) -> str:
    found = re.search(rb'name="request_key" value="([^"]+)"', page)
    assert found
    return found[1].decode()


def at(name: str, *identifiers: object) -> str:
    return reverse(f"home_visit:{name}", args=identifiers)


@pytest.fixture
def bathing(looking_as: Looking, now: datetime) -> UUID:
    """Help with bathing, daily care of the list, with Nurse Chen on duty for a week; the home is assessed."""
    in_force(looking_as, now)
    service_id = undertaken(looking_as, now, "bathing", "hn06", fee=500)
    shifts(looking_as, now, range(1, 8))
    assessed(looking_as, now, service_id)
    return service_id


def test_a_daughter_books_a_series_and_sees_why_chen_is_proposed(
    looking_as: Looking, now: datetime, bathing: UUID
) -> None:
    limin = browser("limin", subject="guifang")
    first = limin.get(at("choose", bathing))
    assert first.status_code == 200
    assert first.content.count(b'name="at"') > 5
    start = timezone.localtime(now + timedelta(days=1))
    asked = {"at": start.isoformat(), "every": "2", "visits": "3"}
    second = limin.get(at("choose", bathing), asked)
    assert "Proposed: Nurse Chen Jing" in second.text
    assert "not rated yet" in second.text
    assert "375.00" in second.text  # three times 120 and 5 for the way
    form = {
        "request_key": key(second.content),
        "starts_at": start.isoformat(),
        "every_days": "2",
        "visits": "3",
        "practitioner_id": str(CHEN),
        "regular": "on",
    }
    sent = limin.post(at("choose", bathing), form)
    assert sent.status_code == 302, sent.text
    again = limin.post(at("choose", bathing), form)
    assert again.headers["location"] == sent.headers["location"]
    shown = limin.get(sent.headers["location"])
    assert "Nurse Chen Jing comes to you" in shown.text
    assert shown.text.count("The other visits of this series") == 1
    with looking_as(SYSTEM):
        assert Visit.objects.count() == 3
    stranger = browser("stranger")
    assert stranger.get(sent.headers["location"]).status_code == 404


def test_a_clash_names_the_dates_and_keeps_what_was_typed(looking_as: Looking, now: datetime, bathing: UUID) -> None:
    start = now + timedelta(days=2)
    with looking_as("limin") as limin:
        book(limin, now, bathing, start)
    page = browser("limin", subject="guifang")
    form = {
        "request_key": uuid4().hex,
        "starts_at": timezone.localtime(now + timedelta(days=1)).isoformat(),
        "every_days": "1",
        "visits": "3",
        "purpose": "kept",
    }
    refused = page.post(at("choose", bathing), form)
    assert refused.status_code == 422
    assert "Nothing was booked" in refused.text
    assert "Mon 23 Nov" in refused.text
    with looking_as(SYSTEM):
        assert Visit.objects.count() == 1


def test_medical_work_wants_a_doctors_order_and_says_so(looking_as: Looking, now: datetime) -> None:
    in_force(looking_as, now)
    service_id = undertaken(looking_as, now, "dressing-change", "hn37")
    shifts(looking_as, now, [1])
    assessed(looking_as, now, service_id)
    limin = browser("limin", subject="guifang")
    start = timezone.localtime(now + timedelta(days=1)).isoformat()
    page = limin.get(at("choose", service_id), {"at": start})
    assert "Please ask your doctor first" in page.text
    form = {"request_key": uuid4().hex, "starts_at": start}
    assert "needs a doctor" in limin.post(at("choose", service_id), form).text
    request_id = ordered(looking_as, now)
    assert str(request_id) in limin.get(at("choose", service_id), {"at": start}).text
    assert limin.post(at("choose", service_id), {**form, "request_id": str(request_id)}).status_code == 302


def test_a_doctor_orders_and_the_family_finds_who_can_do_it(looking_as: Looking, now: datetime) -> None:
    in_force(looking_as, now)
    service_id = undertaken(looking_as, now, "dressing-change", "hn37")
    with looking_as(Actor.system(cast.key("hospital"))):
        access.relate(
            viewer_id=cast.key("hospital"), person_id=GUIFANG, kind="care-team", scopes=["see", "care", "records"],
            now=now, source_id=uuid4(),
        )  # fmt: skip
    zhao = browser("zhao", "hospital")
    page = zhao.get(at("order", GUIFANG))
    assert page.status_code == 200, page.text
    form = {
        "request_key": key(page.content),
        "item_code": "hn37",
        "instruction": "每周两次",
        "reason": "压疮",
        "visits": "4",
        "days": "30",
    }
    assert zhao.post(at("order", GUIFANG), {**form, "visits": "0"}).status_code == 422
    assert zhao.post(at("order", GUIFANG), form).status_code == 302
    assert zhao.post(at("order", GUIFANG), form).status_code == 302
    with looking_as("limin"):
        request = CareRequest.objects.get()
        assert (request.visits_max, request.ordered_by_name) == (4, "赵文华")
        assert request.entry_id
    limin = browser("limin", subject="guifang")
    shown = limin.get(at("my_requests"))
    assert f"{at('choose', service_id)}?request={request.id}" in shown.text
    assert browser("stranger").get(at("requests", GUIFANG)).status_code == 404
    assert browser("desk", "hospital").get(at("order", GUIFANG)).status_code in (403, 404)


def test_the_desk_sends_somebody_else_with_a_reason(looking_as: Looking, now: datetime, bathing: UUID) -> None:
    with looking_as("limin") as limin:
        order = book(limin, now, bathing, now + timedelta(days=1))
    with looking_as(SYSTEM) as system:
        access.assign(
            by=system, now=now, holder_id=cast.key("desk"), organisation_id=COMMUNITY, role="desk", starts_at=now
        )
    desk = browser("desk", "community")
    board = desk.get(at("board"), {"day": "2026-11-22"})
    assert "王桂芳" in board.text or "Wang Guifang" in board.text
    page = desk.get(at("assign", order.id))
    assert "Nurse Chen Jing" in page.text
    without = desk.post(at("assign", order.id), {"request_key": "x", "nobody": "on"})
    assert without.status_code == 422
    assert desk.post(at("assign", order.id), {"request_key": "x", "nobody": "on", "reason": "病假"}).status_code == 302
    assert "Nobody goes yet" in desk.get(at("board")).text
    limin_page = browser("limin", subject="guifang").get(at("show", order.id))
    assert "We are looking for somebody" in limin_page.text
    assert desk.post(at("propose")).status_code == 302
    with looking_as(SYSTEM):
        assert Visit.objects.get(order_id=order.id).practitioner_id == CHEN
    assert browser("stranger").get(at("board")).status_code in (401, 403, 302)


def test_a_visit_is_written_up_at_a_desk(looking_as: Looking, now: datetime, bathing: UUID) -> None:
    with looking_as("limin") as limin:
        order = book(limin, now, bathing, now + timedelta(days=1))
    with clock.frozen(now + timedelta(days=1, minutes=5)):
        chen = browser("chen", "community")
        work = at("work", order.id)
        assert at("work", order.id) in chen.get(at("rounds")).text
        assert chen.get(work).status_code == 200
        assert chen.post(work, {"kind": "departed", "request_key": str(uuid4())}).status_code == 422
        for kind, told in (
            ("set_out", {}),
            ("arrived", {"reason": "在家"}),
            *(("checked", {"line": str(line)}) for line in range(4)),
            ("observed", {"code": "8867-4", "value": "76"}),
            ("signed", {"name": "王桂芳", "relation": "self"}),
            ("departed", {"reason": "在家"}),
        ):
            sent = chen.post(work, {"kind": kind, "request_key": str(uuid4()), **told})
            assert sent.status_code == 302, (kind, re.findall(r"role=\"alert\".*", sent.text))
        assert "Everything that proves the visit is there" in chen.get(work).text
        assert browser("zhao", "hospital").get(work).status_code == 404
    with looking_as(SYSTEM):
        assert Visit.objects.get(order_id=order.id).state == "fulfilled"


def test_the_operator_changes_the_list_and_its_history_stays(looking_as: Looking, now: datetime) -> None:
    operator = browser("operator", "office")
    assert operator.post(at("lists"), {"province": "5"}).status_code == 422
    assert operator.post(at("lists"), {"province": "51"}).status_code == 302
    page = operator.get(at("item", "51", "hn37"))
    values = dict(re.findall(r'name="(\w+)" value="([^"]*)"', page.text))
    with looking_as("operator", "office"):
        item = Item.objects.get(province="51", code="hn37")
    form = {
        **values, "name": item.name, "name_en": item.name_en, "kind": "medical", "licence": "nurse",
        "years_min": "5", "title_min": "护师", "needs_order": "on", "needs_assessment": "on", "minutes": "60",
        "checklist": "一\n二", "checklist_en": "one\ntwo", "source": "川卫办", "reason": "停做",
    }  # fmt: skip
    assert operator.post(at("item", "51", "hn37"), {**form, "needs_order": ""}).status_code == 422
    assert operator.post(at("item", "51", "hn37"), form).status_code == 302
    assert operator.post(at("item", "51", "hn37"), {**form, "checklist": "三\n四"}).status_code == 422  # overtaken
    shown = browser("limin").get(at("item", "51", "hn37"))
    assert "停做" in shown.text
    assert "forbidden" in shown.text
    assert 'name="checklist"' not in shown.text
    assert browser("limin").post(at("item", "51", "hn37"), form).status_code == 403


def test_the_board_asks_as_much_for_many_as_for_few(looking_as: Looking, now: datetime, bathing: UUID) -> None:
    with looking_as(SYSTEM) as system:
        access.assign(
            by=system, now=now, holder_id=cast.key("desk"), organisation_id=COMMUNITY, role="desk", starts_at=now
        )
    desk = browser("desk", "community")
    counted = []
    for hour in (0, 2, 4, 6):
        with looking_as("limin") as limin:
            book(limin, now, bathing, now + timedelta(days=1, hours=hour))
        with CaptureQueriesContext(connection) as asked:
            assert desk.get(at("board"), {"day": "2026-11-22"}).status_code == 200
        counted.append(len(asked))
    assert counted[1] == counted[-1]


def test_the_calendar_file_names_nobody_but_the_worker(looking_as: Looking, now: datetime, bathing: UUID) -> None:
    with looking_as("limin") as limin:
        order = book(limin, now, bathing, now + timedelta(days=1))
    found = browser("limin", subject="guifang").get(at("calendar", order.id))
    assert found.headers["content-type"].startswith("text/calendar")
    assert "桂芳" not in found.content.decode()
