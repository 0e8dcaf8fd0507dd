"""Opening a file: who may, what is refused, how it is found again, and what stays hidden."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.db import connection

from conftest import Looking
from yiyang.config.demo import cast
from yiyang.foundation.errors import Invalid, Unknown
from yiyang.ground.access.errors import NotAllowed
from yiyang.ground.people import errors, selectors, services
from yiyang.ground.people.models import Contact, Identity
from yiyang.ground.people.services import ContactGiven, IdentityGiven
from yiyang.ground.people.tests.factories import BORN, a_person, identity_number

pytestmark = pytest.mark.django_db

NUMBER = identity_number()
MOBILE = "138 0099 8123"


def test_the_desk_opens_a_file_and_the_house_sees_it(looking_as: Looking, now: datetime) -> None:
    with looking_as("desk", "hospital") as desk:
        person = a_person(
            desk,
            now,
            identities=[IdentityGiven("cn-identity", NUMBER)],
            contacts=[ContactGiven("phone", MOBILE), ContactGiven("email", "Zhao@Example.org")],
            source="his/1",
        )
        assert a_person(desk, now, source="his/1").id == person.id
        card = selectors.person_card(desk, person.id, now)
        assert (card.name, card.age, card.sex, card.reason) == ("赵秀英", 76, "female", "keeper")
        assert [one.text for one in card.identities] == ["519***********" + NUMBER[-4:]]
        assert sorted(one.text for one in card.contacts) == ["+86138****8123", "z***@example.org"]
        assert selectors.reveal_number(desk, person.id, card.identities[0].id, now) == NUMBER
        assert selectors.names_of(desk, [person.id, cast.key("guifang")]) == {person.id: "赵秀英"}
    for who, house in (("stranger", None), ("chen", "community"), ("operator", "office"), ("desk", None)):
        with looking_as(who, house) as other:
            with pytest.raises(Unknown):
                selectors.person_card(other, person.id, now)
            with pytest.raises(Unknown):
                selectors.reveal_number(other, person.id, card.identities[0].id, now)
    for who, house in (("stranger", None), ("inspector", "bureau"), ("desk", "residence")):
        with looking_as(who, house) as other, pytest.raises(NotAllowed):
            a_person(other, now)


def test_numbers_lie_sealed_in_the_database(looking_as: Looking, now: datetime) -> None:
    with looking_as("desk", "hospital") as desk:
        a_person(desk, now, identities=[IdentityGiven("cn-identity", NUMBER)], contacts=[ContactGiven("phone", MOBILE)])
        with connection.cursor() as cursor:
            for table in ("people_person", "people_identity", "people_contact", "people_searchtoken", "trust_payload"):
                cursor.execute(f"SELECT t::text FROM {table} t")
                text = "".join(row[0] for row in cursor.fetchall())
                for secret in (NUMBER, NUMBER[6:14], "13800998123", "8123"):
                    assert secret not in text or secret == "8123"
        assert Identity.objects.get().number_sealed.startswith("1:")
        assert Contact.objects.get().value_sealed.startswith("1:")


def test_one_identity_has_one_file_everywhere(looking_as: Looking, now: datetime) -> None:
    with looking_as("desk", "hospital") as desk:
        person = a_person(desk, now, identities=[IdentityGiven("cn-identity", NUMBER)])
        again = services.add_identity(
            by=desk, now=now, person_id=person.id, identity=IdentityGiven("cn-identity", NUMBER.lower())
        )
        assert again == Identity.objects.get(person_id=person.id).id
        with pytest.raises(errors.IdentityTaken):
            a_person(desk, now, identities=[IdentityGiven("cn-identity", NUMBER)])
        passport = IdentityGiven("passport", "E12345678", "cn")
        services.add_identity(by=desk, now=now, person_id=person.id, identity=passport)
        a_person(desk, now, name="John Smith", identities=[IdentityGiven("passport", "E12345678", "GB")])
    with looking_as("operator", "office") as operator, pytest.raises(errors.IdentityTaken) as refusal:
        a_person(operator, now, identities=[IdentityGiven("cn-identity", NUMBER)])
    assert refusal.value.facts == {}


def test_a_number_fills_in_what_is_missing_and_never_contradicts(looking_as: Looking, now: datetime) -> None:
    with looking_as("desk", "hospital") as desk:
        person = a_person(desk, now, sex="unknown", birth_on=None, identities=[IdentityGiven("cn-identity", NUMBER)])
        person.refresh_from_db()
        assert (person.birth_on, person.sex) == (BORN, "female")
        assert [one.id for one in selectors.search(desk, "1950-06-15", now)] == [person.id]
        for changes in ({"sex": "male"}, {"birth_on": date(1950, 6, 16)}):
            with pytest.raises(errors.IdentityContradicts):
                a_person(desk, now, identities=[IdentityGiven("cn-identity", identity_number(order=18))], **changes)


def test_what_cannot_be_is_refused(looking_as: Looking, now: datetime) -> None:
    tomorrow = now.date() + timedelta(days=1)
    with looking_as("desk", "hospital") as desk:
        a_person(desk, now, birth_on=now.date())
        for changes, refusal in (
            ({"birth_on": tomorrow}, errors.ImpossibleBirth),
            ({"birth_on": date(1890, 1, 1)}, errors.ImpossibleBirth),
            ({"name": " ", "name_latin": ""}, errors.NameMissing),
            ({"sex": "x"}, Invalid),
            ({"living_ability": "good"}, Invalid),
            ({"deceased_at": now + timedelta(hours=1)}, Invalid),
            ({"contacts": [ContactGiven("phone", "1234")]}, errors.WrongPhone),
            ({"contacts": [ContactGiven("pigeon", "1234")]}, Invalid),
            ({"identities": [IdentityGiven("badge", "1234")]}, Invalid),
        ):
            with pytest.raises(refusal):
                a_person(desk, now, **changes)
        with pytest.raises(TypeError):
            a_person(desk, now, favourite="blue")


@pytest.mark.parametrize(
    "text",
    ["赵秀英", "秀英", "赵", "zhaoxiuying", "xiuying", "zhao xiu", "Zhao", "zxy", "ZHAO XIUYING", NUMBER, MOBILE,
     "8123", "1950-06-15", "19500615", "+8613800998123"],
)  # fmt: skip
def test_a_person_is_found_by_anything_people_say(looking_as: Looking, now: datetime, text: str) -> None:
    with looking_as("desk", "hospital") as desk:
        person = a_person(
            desk, now, identities=[IdentityGiven("cn-identity", NUMBER)], contacts=[ContactGiven("phone", MOBILE)]
        )
        assert [one.id for one in selectors.search(desk, text, now)] == [person.id]
        for other in ("赵秀红", "wang xiuying", "9999", "%", "", "1951-06-15"):
            assert selectors.search(desk, other, now) == []
    for who, house in (("stranger", None), ("chen", "community"), ("desk", None), ("inspector", "bureau")):
        with looking_as(who, house) as other:
            assert selectors.search(other, text, now) == []


def test_a_relative_finds_her_mother_and_nobody_else(looking_as: Looking, now: datetime) -> None:
    with looking_as("manager", "hospital"):
        pass
    with looking_as("chen", "community") as chen:
        services.describe_person(by=chen, now=now, person_id=cast.key("guifang"), living_ability="partly-dependent")
        a_person(chen, now, name="王桂英")
    with looking_as("limin") as limin:
        assert [one.name for one in selectors.search(limin, "王桂", now)] == ["王桂芳"]
    with looking_as("guifang") as guifang:
        assert [one.id for one in selectors.search(guifang, "wang", now)] == [cast.key("guifang")]


def test_a_new_name_replaces_the_old_one_in_the_search_and_numbers_stay(looking_as: Looking, now: datetime) -> None:
    with looking_as("desk", "hospital") as desk:
        person = a_person(desk, now, contacts=[ContactGiven("phone", MOBILE)])
        services.describe_person(by=desk, now=now, person_id=person.id, name="单秀英", name_latin="Shan Xiuying")
        assert selectors.search(desk, "赵秀英", now) == []
        assert [one.name for one in selectors.search(desk, "shanxiuying", now)] == ["单秀英"]
        contact = Contact.objects.get(person_id=person.id)
        assert len(selectors.search(desk, MOBILE, now)) == 1
        services.end_contact(by=desk, now=now, person_id=person.id, contact_id=contact.id)
        services.end_contact(by=desk, now=now, person_id=person.id, contact_id=contact.id)
        assert selectors.search(desk, MOBILE, now) == []
    with looking_as("stranger") as stranger, pytest.raises(Unknown):
        services.describe_person(by=stranger, now=now, person_id=person.id, name="x")


def test_a_search_asks_the_same_number_of_questions_however_many_it_finds(
    looking_as: Looking, now: datetime, django_assert_max_num_queries: object
) -> None:
    with looking_as("desk", "hospital") as desk:
        for count in (1, 12):
            for number in range(count):
                a_person(desk, now, name=f"赵秀{'一二三四五六七八九十百千'[number]}", birth_on=None)
            with django_assert_max_num_queries(4):  # type: ignore[operator]
                assert selectors.search(desk, "赵秀", now)


def test_ages_turn_on_the_birthday(looking_as: Looking) -> None:
    assert selectors.age_on(date(1942, 3, 8), date(2026, 3, 7)) == 83
    assert selectors.age_on(date(1942, 3, 8), date(2026, 3, 8)) == 84
    assert selectors.age_on(date(2024, 2, 29), date(2025, 2, 28)) == 0
    assert selectors.age_on(date(2024, 2, 29), date(2025, 3, 1)) == 1
    assert selectors.age_on(None, date(2025, 3, 1)) is None
