"""Duties of trust: moving somebody's care, opening a file in an emergency, carrying out a request, joining files."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connections, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from conftest import NOW
from yiyang.config.demo import cast
from yiyang.doors.web.tests.test_leaving import _places_of
from yiyang.doors.web.tests.test_pages import browser, words
from yiyang.foundation import clock
from yiyang.foundation.actors import Actor
from yiyang.ground.access import actions
from yiyang.ground.access import services as access
from yiyang.ground.people import services as people
from yiyang.ground.people.models import Account, CareSetting, FileMerge, FileRequest, Person
from yiyang.ground.people.services import ContactGiven, IdentityGiven
from yiyang.ground.people.tests.factories import a_person, identity_number

Looking = Callable[..., AbstractContextManager[Actor]]
NUMBER = identity_number(order=23)
rolled_back = pytest.mark.django_db


@pytest.fixture
def patient(looking_as: Looking, now: datetime) -> Person:
    """Zhao Xiuying, kept by the hospital, with a card."""
    with looking_as("desk", "hospital") as desk:
        return a_person(desk, now, identities=[IdentityGiven("cn-identity", NUMBER)])


def appoint(looking_as: Looking, now: datetime, who: str, house: str) -> None:
    """Make somebody a records officer."""
    system = Actor.system(cast.key(house))
    with looking_as(system), transaction.atomic():
        access.assign(
            by=system, now=now, holder_id=cast.key(who), organisation_id=cast.key(house), role=actions.PRIVACY
        )


@rolled_back
def test_care_moves_without_gap_and_the_page_says_who_moved_it(
    patient: Person, looking_as: Looking, now: datetime
) -> None:
    page, desk = reverse("care_setting", args=[patient.id]), browser("desk", "hospital")
    assert "Nothing has been written down yet." in words(desk.get(page))
    hospital, community = str(cast.key("hospital")), str(cast.key("community"))
    assert desk.post(page, {"kind": "hospital", "house": hospital, "day": "2026-11-01"}).status_code == 302
    looked = desk.post(page, {"deed": "look", "wanted": "Xingfu Comm"})
    assert looked.status_code == 200
    assert f'value="{community}"' in words(looked)
    assert desk.post(page, {"kind": "community", "house": community}).status_code == 302
    shown = words(desk.get(page))
    for said in ("in hospital", "in the community", "Xingfu Community Centre", "He Ping", "until now"):
        assert said in shown
    with looking_as("desk", "hospital"):
        first, second = CareSetting.objects.filter(person=patient).order_by("during")
    assert first.during.upper == second.during.lower == now
    assert second.during.upper is None


@rolled_back
@pytest.mark.parametrize(
    ("sent", "status", "said"),
    [
        ({"kind": "moon"}, 422, "home, community"),
        ({"kind": "home", "day": "soon"}, 422, "as the fields show them"),
        ({"kind": "home", "day": "2027-01-01"}, 422, "needs a plan"),
        ({"kind": "home", "house": "nowhere"}, 422, "one of the list"),
        ({"kind": "hospital", "house": "HOSPITAL"}, 409, "already cared for that way"),
        ({"kind": "home", "day": "2026-10-01"}, 409, "began later"),
    ],
)
def test_a_refused_move_keeps_what_was_typed(
    patient: Person, looking_as: Looking, now: datetime, sent: dict[str, str], status: int, said: str
) -> None:
    with looking_as("desk", "hospital") as desk:
        people.move_setting(
            by=desk, now=now, person_id=patient.id, kind="hospital", responsible_id=cast.key("hospital"),
            from_at=now - timedelta(days=3),
        )  # fmt: skip
    sent = {name: value.replace("HOSPITAL", str(cast.key("hospital"))) for name, value in sent.items()}
    answer = browser("desk", "hospital").post(reverse("care_setting", args=[patient.id]), sent)
    assert answer.status_code == status
    assert said in words(answer)
    if sent.get("day", "").startswith("20"):
        assert f'value="{sent["day"]}"' in words(answer)
    with looking_as("desk", "hospital"):
        assert CareSetting.objects.filter(person=patient).count() == 1


@rolled_back
def test_the_person_reads_their_settings_and_the_stranger_nothing(patient: Person) -> None:
    mine = browser("guifang").get(reverse("care_setting", args=[cast.key("guifang")]))
    assert mine.status_code == 200
    assert "Move to another care" not in words(mine), "it is for those who care to move somebody"
    for key in (patient.id, uuid4()):
        assert browser("stranger").get(reverse("care_setting", args=[key])).status_code == 404
        assert browser("stranger").post(reverse("care_setting", args=[key]), {"kind": "home"}).status_code == 404


EMERGENCY = {"number": NUMBER, "reason_code": "emergency", "reason": "Found unconscious in the park.", "minutes": "30"}


def test_an_emergency_from_the_card_to_the_second_look(committed: str, looking_as: Looking, now: datetime) -> None:
    with looking_as("desk", "hospital") as desk, transaction.atomic():
        person = a_person(desk, now, identities=[IdentityGiven("cn-identity", NUMBER)]).id
    with transaction.atomic(using="owner"):
        Account.objects.using("owner").create(person_id=person, username="xiuying", password="!")
    appoint(looking_as, now, "manager", "community")
    nurse, file = browser("chen", "community"), reverse("file_of", args=[person])
    assert nurse.get(file).status_code == 404
    assert nurse.post("/emergency", {**EMERGENCY, "reason": "soon"}).status_code == 422
    assert nurse.post("/emergency", {**EMERGENCY, "minutes": "600"}).status_code == 422
    wrong = nurse.post("/emergency", {**EMERGENCY, "number": "110101190001010000"})
    assert wrong.status_code == 422
    assert "Nobody has a file under this number" in words(wrong)
    assert "Found unconscious in the park." in words(wrong), "what was typed stays"
    assert nurse.get(file).status_code == 404, "a refusal opens nothing"
    assert nurse.post("/emergency", EMERGENCY)["Location"] == file
    assert "open in an emergency until" in words(nurse.get(file))
    page = words(nurse.get("/emergency"))
    closing = re.search(r'action="(/emergency/[0-9a-f-]+/close)"', page)
    assert closing
    with clock.frozen(NOW + timedelta(minutes=4)):
        assert browser("zhao", "hospital").post(closing[1]).status_code == 404
        assert nurse.post(closing[1]).status_code == 302
        assert nurse.get(file).status_code == 404
        told = words(browser("xiuying").get("/file/looks"))
        for said in ("Found unconscious in the park.", "life or health is in danger", "Nurse Chen Jing", "4 minutes",
                     "not looked at yet"):  # fmt: skip
            assert said in told
        assert "opened in an emergency" in words(browser("xiuying").get("/inbox"))
        officer = browser("manager", "community")
        waiting = words(officer.get("/emergency/review"))
        opening = re.search(r'name="opening" value="([0-9a-f-]+)"', waiting)
        assert opening
        assert nurse.post("/emergency/review", {"opening": opening[1]}).status_code in (403, 404)
        assert officer.post("/emergency/review", {"opening": "1"}).status_code == 404
        assert officer.post("/emergency/review", {"opening": opening[1]}).status_code == 302
        assert "Nothing waits for you." in words(officer.get("/emergency/review"))
        assert "looked at by somebody else" in words(browser("xiuying").get("/file/looks"))


@rolled_back
@pytest.mark.parametrize(("who", "house"), [("desk", "hospital"), ("stranger", None), ("operator", "office")])
def test_only_doctors_and_nurses_open_in_an_emergency(patient: Person, who: str, house: str | None) -> None:
    assert browser(who, house).get("/emergency").status_code == 403
    assert browser(who, house).post("/emergency", EMERGENCY).status_code == 403
    assert browser(who, house).get("/emergency/review").status_code in (403, 404)
    assert browser().get("/emergency").status_code == 302


def test_a_request_hands_out_the_copy_and_forgets_with_four_eyes(
    committed: str, looking_as: Looking, now: datetime
) -> None:
    with looking_as("desk", "hospital") as desk, transaction.atomic():
        a_person(desk, now, identities=[IdentityGiven("cn-identity", NUMBER)])
    appoint(looking_as, now, "reviewer", "office")
    first, second = browser("operator", "office"), browser("reviewer", "office")
    asked = {"number": NUMBER, "kind": "export", "proof": "identity-card", "reason": "赵秀英 came with her card."}
    short = first.post("/requests", {**asked, "reason": "came"})
    assert short.status_code == 422
    assert "Say in a few words" in words(short)
    page = first.post("/requests", asked)["Location"]
    assert "Zhao Xiuying" in words(first.get(page))
    copy = first.post(page, {"deed": "export"})
    assert copy["Content-Disposition"] == 'attachment; filename="data.json"'
    content = json.loads(b"".join(copy.streaming_content))  # type: ignore[attr-defined]
    assert content["person"]["files"][0]["name"] == "赵秀英"
    assert content["records"]["resourceType"] == "Bundle"
    assert "Download it once more" in words(first.get(page))

    page = first.post("/requests", {**asked, "kind": "erase"})["Location"]
    assert "a second person" in words(first.get(page))
    alone = first.post(page, {"deed": "erase", "sure": "on"})
    assert alone.status_code == 403
    unsure = second.post(page, {"deed": "erase"})
    assert unsure.status_code == 422
    assert _places_of("赵秀英")
    assert second.post(page, {"deed": "erase", "sure": "on"}).status_code == 302
    assert not _places_of("赵秀英")
    assert not _places_of("Zhao Xiuying")
    assert "somebody who is forgotten" in words(second.get(page))
    assert second.post(page, {"deed": "erase", "sure": "on"}).status_code == 409
    with transaction.atomic(using="worker"):
        assert set(FileRequest.objects.using("worker").values_list("kind", "state", "reason")) == {
            ("export", "done", ""), ("erase", "done", ""),
        }  # fmt: skip


@rolled_back
def test_requests_are_the_offices_and_never_ones_own(patient: Person, looking_as: Looking, now: datetime) -> None:
    asked = {"number": NUMBER, "kind": "export", "proof": "identity-card", "reason": "She came with her card."}
    for who, house in (("desk", "hospital"), ("zhao", "hospital"), ("stranger", None)):
        assert browser(who, house).get("/requests").status_code == 403
        assert browser(who, house).post("/requests", asked).status_code == 403
    assert browser().get("/requests").status_code == 302
    assert browser("operator", "office").get(reverse("data_request", args=[uuid4()])).status_code == 404


def a_pair(looking_as: Looking, now: datetime) -> tuple[UUID, UUID]:
    with looking_as("desk", "hospital") as desk:
        one = a_person(desk, now, contacts=[ContactGiven("phone", "13800998123")], address="1 River Road")
        other = a_person(desk, now, name_latin="", address="2 Hill Road")
    return one.id, other.id


@rolled_back
def test_two_files_are_joined_side_by_side_and_come_apart(looking_as: Looking, now: datetime) -> None:
    one, other = a_pair(looking_as, now)
    desk = browser("desk", "hospital")
    assert reverse("duplicates", args=[one]) in words(desk.get(reverse("caller", args=[one])))
    offered = words(desk.get(reverse("duplicates", args=[one])))
    join = reverse("join", args=[one, other])
    assert join in offered
    assert "the same birth date" in offered
    side = words(desk.get(join))
    for said in ("1 River Road", "2 Hill Road", "differs", "only in one", "the same"):
        assert said in side
    assert desk.post(join, {"reason": ""}).status_code == 422
    assert not FileMerge.objects.exists()
    assert desk.post(join, {"reason": "One card, seen at the desk."}).status_code == 302
    assert desk.post(join, {"reason": "One card, seen at the desk."}).status_code == 302, "twice changes nothing"
    merge = FileMerge.objects.get()
    joined = words(desk.get(reverse("duplicates", args=[one])))
    assert "One card, seen at the desk." in joined
    assert "He Ping" in joined
    separate = reverse("separate", args=[one, merge.id])
    assert separate in joined
    assert desk.post(separate, {"reason": " "}).status_code == 422
    assert desk.post(separate, {"reason": "They are twins."}).status_code == 302
    assert desk.get(separate).status_code == 404
    assert "This person has one file." in words(desk.get(reverse("duplicates", args=[one])))


@rolled_back
def test_files_that_contradict_each_other_stay_apart_and_strangers_learn_nothing(
    looking_as: Looking, now: datetime
) -> None:
    one, _ = a_pair(looking_as, now)
    with looking_as("desk", "hospital") as desk:
        man = a_person(desk, now, sex="male")
    answer = browser("desk", "hospital").post(reverse("join", args=[one, man.id]), {"reason": "One card."})
    assert answer.status_code == 409
    assert "different things about birth date" in words(answer)
    for who, house in (("stranger", None), ("zhao", "hospital"), ("chen", "community")):
        client = browser(who, house)
        for name, ids in (("duplicates", [one]), ("join", [one, man.id]), ("separate", [one, uuid4()])):
            known, nobody = client.get(reverse(name, args=ids)), client.get(reverse(name, args=[uuid4()] * len(ids)))
            assert known.status_code == nobody.status_code == 404, (who, name)


@rolled_back
def test_the_lists_ask_equally_often_however_long_they_are(patient: Person, looking_as: Looking, now: datetime) -> None:
    def fill(rows: int, start: int) -> None:
        with looking_as("desk", "hospital") as desk:
            for place in range(start, rows):
                people.move_setting(
                    by=desk, now=now, person_id=patient.id, kind=("home", "community")[place % 2],
                    responsible_id=cast.key("hospital"), from_at=now - timedelta(days=100 - place),
                )  # fmt: skip
                a_person(desk, now, birth_on=date(1950, 6, 15), name="赵秀英", name_latin=f"Zhao {place}")

    def counts() -> dict[str, int]:
        found = {}
        for name in ("care_setting",):
            with CaptureQueriesContext(connections["default"]) as caught:
                assert browser("desk", "hospital").get(reverse(name, args=[patient.id])).status_code == 200
            found[name] = len(caught)
        return found

    fill(5, 0)
    few = counts()
    fill(50, 5)
    assert counts() == few
