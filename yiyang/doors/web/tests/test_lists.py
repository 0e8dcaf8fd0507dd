"""A house's lists on its pages, and a person's pictures and papers: the whole way, and what a stranger gets."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import reverse

from yiyang.care.records.models import Attachment
from yiyang.care.records.tests.test_attachments import PDF, picture
from yiyang.config.demo import cast
from yiyang.doors.console.tables import KINDS as CONSOLE_KINDS
from yiyang.doors.web.tests.test_pages import browser, words
from yiyang.foundation.actors import Actor
from yiyang.ground.people.models import Person
from yiyang.lifecycle.exchange import services as exchange
from yiyang.lifecycle.exchange.kinds import KINDS
from yiyang.lifecycle.exchange.models import Fault, Run
from yiyang.lifecycle.exchange.tests.factories import HEADER, as_csv
from yiyang.lifecycle.exchange.tests.test_take import BAD, ELDERS

Looking = Callable[..., AbstractContextManager[Actor]]
GUIFANG = cast.key("guifang")


@pytest.fixture(autouse=True)
def folders(settings: Any, tmp_path: Path) -> None:
    settings.LISTS = tmp_path / "lists"
    settings.ATTACHMENTS = tmp_path / "attachments"


def hand_in(client: Client, kind: str, content: bytes, key: str = "k") -> Any:
    return client.post(
        reverse("list_in", args=[kind]), {"file": SimpleUploadedFile("a.csv", content), "request_key": key}
    )


def test_the_console_knows_every_kind() -> None:
    assert set(CONSOLE_KINDS) == set(KINDS)


@pytest.mark.django_db
def test_the_desk_hands_in_a_list_sees_what_is_wrong_and_takes_the_good_lines() -> None:
    desk = browser("desk", "hospital")
    front = words(desk.get("/lists"))
    assert "Elders" in front
    assert "Prices" not in front, "the desk sets no prices"
    answer = hand_in(desk, "elders", as_csv(BAD))
    assert answer.status_code == 302
    assert answer["Location"] == hand_in(desk, "elders", as_csv(BAD))["Location"], "the same key is the same run"
    page = words(desk.get(answer["Location"]))
    for said in (
        "Checked; nothing is taken in yet",
        "1 line is good",
        "This is not a day",
        "Born on",
        "Take in the good lines",
    ):
        assert said in page, said
    chinese = words(browser("desk", "hospital", language="zh-hans").get(answer["Location"]))
    assert "出生日期" in chinese
    assert "This is not a day" not in chinese
    faults = desk.get(f"{answer['Location']}/faults").content.decode()
    assert faults.startswith("\ufeffLine,Column,")
    assert faults.count("\r\n") == 7
    taken = desk.post(f"{answer['Location']}/take", {"how": "good"})
    assert taken.status_code == 302
    assert "Taken in" in words(desk.get(answer["Location"]))
    assert desk.post(f"{answer['Location']}/take", {"how": "good"}).status_code == 409


@pytest.mark.django_db
def test_all_or_nothing_takes_nothing_and_says_so(looking_as: Looking) -> None:
    desk = browser("desk", "hospital")
    where = hand_in(desk, "elders", as_csv(BAD))["Location"]
    desk.post(f"{where}/take", {"how": "all"})
    assert "Nothing was taken in" in words(desk.get(where))
    with looking_as("desk", "hospital"):
        assert not Person.objects.filter(name="郑七").exists()
        assert Fault.objects.count() == 6


@pytest.mark.django_db
def test_a_file_that_is_no_list_is_refused_in_words() -> None:
    desk = browser("desk", "hospital")
    page = words(desk.get(hand_in(desk, "elders", b"\xd0\xcf\x11\xe0 old")["Location"]))
    assert "old Excel file" in page
    assert desk.post("/lists/horses/in", {}).status_code == 422


@pytest.mark.django_db
def test_a_stranger_gets_no_list_and_another_house_no_run() -> None:
    where = hand_in(browser("desk", "hospital"), "elders", as_csv(ELDERS))["Location"]
    for who, house in (("stranger", None), ("limin", None), ("chen", "community"), ("zhao", "hospital")):
        other = browser(who, house)
        for address in ("/lists", where, f"{where}/faults"):
            assert other.get(address).status_code in (403, 404), (who, address)
        assert other.post(f"{where}/take", {"how": "good"}).status_code in (403, 404)
        assert other.post("/lists/elders/out", {"shape": "csv"}).status_code in (403, 404)
        assert hand_in(other, "elders", as_csv(ELDERS)).status_code in (403, 404, 422)


@pytest.mark.django_db
def test_templates_and_lists_come_as_files() -> None:
    manager = browser("manager", "hospital")
    for shape, start in (("csv", b"\xef\xbb\xbf"), ("xlsx", b"PK")):
        empty = manager.get(f"/lists/services/template?shape={shape}")
        assert empty.content.startswith(start)
        out = manager.post("/lists/elders/out", {"shape": shape})
        assert out["Content-Disposition"] == f'attachment; filename="elders.{shape}"'
        assert b"".join(out.streaming_content).startswith(start)


def test_a_large_list_is_worked_off_by_a_job_and_can_be_stopped(
    committed: str, now: datetime, looking_as: Looking
) -> None:
    rows = [HEADER, *([f"Q{n}", f"甲{n}", "女", "1940-01-01", "", "", "x" * 60, "", ""] for n in range(500))]
    desk = cast.actor("desk", "hospital")
    with looking_as(desk), transaction.atomic():
        run_id = exchange.hand_in(by=desk, now=now, kind="elders", content=as_csv(rows), request_key="big")
        assert Run.objects.get(id=run_id).state == "waiting"
    exchange.work_off(run_id, now)
    with looking_as(desk), transaction.atomic():
        run = Run.objects.get(id=run_id)
        assert (run.state, run.lines_in_all, run.created) == ("checked", 500, 500)
        assert not Person.objects.filter(name__startswith="甲").exists()
        exchange.take_in(by=desk, now=now, run_id=run_id, all_or_nothing=False)
    with looking_as(desk), transaction.atomic():
        exchange.cancel(by=desk, now=now, run_id=run_id)
    exchange.work_off(run_id, now)
    with looking_as(desk), transaction.atomic():
        assert Run.objects.get(id=run_id).state == "cancelled"
        assert not Person.objects.filter(name__startswith="甲").exists()
        again = exchange.hand_in(by=desk, now=now, kind="elders", content=as_csv(rows), request_key="again")
    exchange.work_off(again, now)
    assert exchange.sweep_lists(now + timedelta(days=8)) >= 0
    with looking_as(desk), transaction.atomic():
        assert Run.objects.get(id=again).state == "cancelled", "nobody took it in for a week"


@pytest.mark.django_db
def test_a_daughter_adds_a_letter_and_a_stranger_sees_nothing(looking_as: Looking) -> None:
    limin = browser("limin")
    here = f"/file/{GUIFANG}/papers"
    assert here in words(limin.get(f"/file/{GUIFANG}"))

    def add(client: Client, content: bytes, title: str = "Discharge letter", key: str = "k") -> Any:
        return client.post(here, {"title": title, "content": SimpleUploadedFile("x", content), "request_key": key})

    assert add(limin, PDF).status_code == 302
    assert add(limin, PDF).status_code == 302, "a repeated click changes nothing"
    page = words(limin.get(here))
    assert page.count("Discharge letter</b>") == 1
    assert add(limin, b"MZ", key="2").status_code == 422
    assert "Only pictures" in words(add(limin, b"MZ", key="3"))
    with looking_as("limin"):
        kept = Attachment.objects.get()
    opened = limin.get(f"/papers/{kept.id}")
    assert (opened.content, opened["Content-Type"]) == (PDF, "application/pdf")
    assert "sandbox" in opened["Content-Security-Policy"]
    assert opened["Content-Disposition"].startswith("attachment")
    for who, house in (("stranger", None), ("desk", "hospital"), (None, None)):
        other = browser(who, house)
        for address in (here, f"/papers/{kept.id}", f"/papers/{kept.id}/small"):
            assert other.get(address).status_code in (302, 404), (who, address)
        assert other.post(f"/papers/{kept.id}/remove").status_code in (302, 401, 404)
    add(limin, picture(), "Heel", "4")
    assert "/small" in words(limin.get(here))
    limin.post(f"/papers/{kept.id}/remove", {"next": here})
    assert "Discharge letter</b>" not in words(limin.get(here))
