"""Two files of one person: offered, joined without loss, separated without loss."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID, uuid4

import pytest
from django.db import connection, connections, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conftest import NOW, Looking
from yiyang.config.demo import cast
from yiyang.foundation.actors import Actor
from yiyang.foundation.errors import Unknown
from yiyang.ground.access import actions
from yiyang.ground.access import services as access
from yiyang.ground.people import errors, selectors, services
from yiyang.ground.people.models import FileMerge, Person
from yiyang.ground.people.services import ContactGiven, IdentityGiven
from yiyang.ground.people.tests.factories import a_person, identity_number

rolled_back = pytest.mark.django_db


def relations() -> set[tuple[object, ...]]:
    """Every live relation, by what it says."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT viewer_id, person_id, kind, scopes, starts_at, ends_at FROM access_relation"
            " WHERE ends_at IS NULL OR ends_at > %s",
            [NOW],
        )
        return {(*row[:3], tuple(row[3]), *row[4:]) for row in cursor.fetchall()}


def a_pair(desk: Actor, now: datetime) -> tuple[Person, Person]:
    old = a_person(desk, now, contacts=[ContactGiven("phone", "13800998123")])
    new = a_person(desk, now, name_latin="", identities=[IdentityGiven("passport", "E12345678", "CN")])
    return old, new


@rolled_back
def test_a_likely_duplicate_is_offered_and_an_unlikely_one_is_not(looking_as: Looking, now: datetime) -> None:
    with looking_as("desk", "hospital") as desk:
        one, other = a_pair(desk, now)
        a_person(desk, now, birth_on=date(1951, 1, 1))
        a_person(desk, now, sex="male")
        a_person(desk, now, name="钱多多", name_latin="")
        sounds = a_person(desk, now, name="赵秀瑛")
        found = selectors.likely_duplicates(desk, one.id, now)
        assert [(one.id, one.grounds) for one in found] == [
            (other.id, ("birth", "name", "sex")),
            (sounds.id, ("birth", "sex", "sounds")),
        ]
    with looking_as("stranger") as stranger, pytest.raises(Unknown):
        selectors.likely_duplicates(stranger, one.id, now)


@rolled_back
def test_a_merged_file_answers_as_one_and_comes_apart_as_it_was(looking_as: Looking, now: datetime) -> None:
    with looking_as("desk", "hospital") as desk:
        kept, merged = a_pair(desk, now)
        before = relations()
        merge = services.merge_files(by=desk, now=now, kept_id=kept.id, merged_id=merged.id, reason="one card")
        assert (
            services.merge_files(by=desk, now=now, kept_id=kept.id, merged_id=merged.id, reason="one card").id
            == merge.id
        )
        for asked in (kept.id, merged.id):
            card = selectors.person_card(desk, asked, now)
            assert (card.id, card.files) == (kept.id, (kept.id, merged.id))
            assert (len(card.identities), len(card.contacts)) == (1, 1)
            assert selectors.files_of(desk, asked) == [kept.id, merged.id]
        assert [one.id for one in selectors.search(desk, "E12345678", now)] == [kept.id]
        assert [one.id for one in selectors.search(desk, "赵秀英", now)] == [kept.id]
        assert selectors.likely_duplicates(desk, kept.id, now) == []
        with pytest.raises(errors.SameFile):
            services.merge_files(by=desk, now=now, kept_id=merged.id, merged_id=kept.id, reason="one card")
        services.separate_files(by=desk, now=now, merge_id=merge.id, reason="two cards")
        services.separate_files(by=desk, now=now, merge_id=merge.id, reason="two cards")
        assert relations() == before
        assert len(selectors.search(desk, "赵秀英", now)) == 2
        assert len(selectors.person_card(desk, merged.id, now).identities) == 1
        again = services.merge_files(by=desk, now=now, kept_id=merged.id, merged_id=kept.id, reason="one card")
        assert again.kept_id == merged.id


@rolled_back
def test_what_contradicts_itself_is_not_one_person(looking_as: Looking, now: datetime) -> None:
    with looking_as("desk", "hospital") as desk:
        one = a_person(desk, now, identities=[IdentityGiven("cn-identity", identity_number(order=1))])
        for changes in (
            {"birth_on": date(1950, 6, 16)},
            {"sex": "male"},
            {"identities": [IdentityGiven("cn-identity", identity_number(order=2))]},
        ):
            other = a_person(desk, now, **changes)
            with pytest.raises(errors.NotSamePerson):
                services.merge_files(by=desk, now=now, kept_id=one.id, merged_id=other.id, reason="one card")
        with pytest.raises(errors.SameFile):
            services.merge_files(by=desk, now=now, kept_id=one.id, merged_id=one.id, reason="one card")


@rolled_back
def test_nobody_joins_a_file_they_may_not_write(looking_as: Looking, now: datetime) -> None:
    with looking_as("desk", "hospital") as desk:
        mine = a_person(desk, now)
        with pytest.raises(Unknown):
            services.merge_files(by=desk, now=now, kept_id=mine.id, merged_id=cast.key("guifang"), reason="one card")
    with looking_as("stranger") as stranger, pytest.raises(Unknown):
        services.merge_files(by=stranger, now=now, kept_id=mine.id, merged_id=cast.key("guifang"), reason="one card")


@rolled_back
def test_relations_follow_the_person_and_end_with_their_original(looking_as: Looking, now: datetime) -> None:
    """A relative let in through one file sees both; let out, neither; after separating, only the first."""
    with looking_as("desk", "hospital") as desk:
        kept, merged = a_pair(desk, now)
        merge = services.merge_files(by=desk, now=now, kept_id=kept.id, merged_id=merged.id, reason="one card")
    source = uuid4()
    relative = cast.key("stranger")
    access.relate(
        viewer_id=relative, person_id=merged.id, kind="family", scopes=[actions.SEE], now=now, source_id=source
    )
    with looking_as("stranger") as stranger:
        assert selectors.person_card(stranger, merged.id, now).id == kept.id
        assert Person.objects.filter(id__in=[kept.id, merged.id]).count() == 2
    access.relate(viewer_id=relative, person_id=merged.id, kind="family", scopes=[], now=now, source_id=source)
    with looking_as("stranger") as stranger, pytest.raises(Unknown):
        selectors.person_card(stranger, kept.id, now)
    access.unrelate(now=now, source_id=source)
    with looking_as("stranger") as stranger:
        assert not Person.objects.filter(id__in=[kept.id, merged.id]).exists()
    access.relate(
        viewer_id=relative, person_id=merged.id, kind="family", scopes=[actions.SEE], now=now, source_id=source
    )
    with looking_as("desk", "hospital") as desk:
        services.separate_files(by=desk, now=now, merge_id=merge.id, reason="two cards")
    with looking_as("stranger") as stranger:
        assert selectors.person_card(stranger, merged.id, now).id == merged.id
        assert not Person.objects.filter(id=kept.id).exists()


steps = st.lists(
    st.one_of(
        st.tuples(st.just("merge"), st.integers(0, 3), st.integers(0, 3)),
        st.tuples(st.just("separate"), st.integers(0, 5), st.just(0)),
        st.tuples(st.just("relate"), st.integers(0, 3), st.integers(0, 2)),
        st.tuples(st.just("unrelate"), st.integers(0, 3), st.integers(0, 2)),
    ),
    max_size=10,
)


@rolled_back
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps)
def test_however_files_are_joined_and_separated_nothing_is_lost(
    looking_as: Looking, plan: list[tuple[str, int, int]]
) -> None:
    with looking_as("desk", "hospital") as desk, transaction.atomic():
        people = [a_person(desk, NOW).id for _ in range(4)]
        sources = {(one, who): uuid4() for one in range(4) for who in range(3)}
        viewers = [uuid4() for _ in range(3)]
        live: set[tuple[int, int]] = set()
        for what, one, other in plan:
            if what == "merge":
                try_merge(desk, people[one], people[other])
            elif what == "separate":
                standing = list(
                    FileMerge.objects.filter(kept_id__in=people, undone_at=None).order_by("merged_at", "id")
                )
                if standing:
                    services.separate_files(
                        by=desk, now=NOW, merge_id=standing[one % len(standing)].id, reason="two cards"
                    )
            elif what == "relate":
                live.add((one, other))
                access.relate(
                    viewer_id=viewers[other], person_id=people[one], kind="family", scopes=[actions.SEE], now=NOW,
                    source_id=sources[one, other],
                )  # fmt: skip
            else:
                live.discard((one, other))
                access.unrelate(now=NOW, source_id=sources[one, other])
            check_reach(desk, people, viewers, live)
        for merge in FileMerge.objects.filter(kept_id__in=people, undone_at=None):
            services.separate_files(by=desk, now=NOW, merge_id=merge.id, reason="two cards")
        seen = {(row[0], row[1]) for row in relations() if row[0] in viewers}
        assert seen == {(viewers[who], people[one]) for one, who in live}
        transaction.set_rollback(True)


def try_merge(desk: Actor, kept: UUID, merged: UUID) -> None:
    try:
        services.merge_files(by=desk, now=NOW, kept_id=kept, merged_id=merged, reason="one card")
    except errors.SameFile:
        return


def check_reach(desk: Actor, people: list[UUID], viewers: list[UUID], live: set[tuple[int, int]]) -> None:
    """A viewer reaches a file exactly if they were let into one of the files that are the same person."""
    reach = {(row[0], row[1]) for row in relations() if row[0] in viewers}
    wanted = {(viewers[who], file) for one, who in live for file in selectors.files_of(desk, people[one])}
    assert reach == wanted
    for person in people:
        files = selectors.files_of(desk, person)
        assert all(selectors.kept_file(one) == files[0] for one in files)


def test_control_without_the_trigger_a_withdrawn_relative_would_still_see_the_other_file(
    committed: str, looking_as: Looking
) -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute("ALTER TABLE access_relation DISABLE TRIGGER relation_carried")
    source = uuid4()
    with looking_as("desk", "hospital") as desk, transaction.atomic():
        kept, merged = a_pair(desk, NOW)
        access.relate(
            viewer_id=cast.key("stranger"), person_id=merged.id, kind="family", scopes=[actions.SEE], now=NOW,
            source_id=source,
        )  # fmt: skip
        services.merge_files(by=desk, now=NOW, kept_id=kept.id, merged_id=merged.id, reason="one card")
        access.unrelate(now=NOW, source_id=source)
    with looking_as("stranger"), transaction.atomic():
        assert Person.objects.filter(id=kept.id).exists()


def test_two_clerks_who_join_two_files_crosswise_make_one_merge(committed: str, looking_as: Looking) -> None:
    from concurrent.futures import ThreadPoolExecutor

    from yiyang.ground.access.context import acting_as

    clerk = cast.actor("desk", "hospital")
    with acting_as(clerk, NOW), transaction.atomic():
        one, other = a_pair(clerk, NOW)

    def join(pair: tuple[UUID, UUID]) -> str:
        try:
            with acting_as(clerk, NOW), transaction.atomic():
                services.merge_files(by=clerk, now=NOW, kept_id=pair[0], merged_id=pair[1], reason="one card")
            return "merged"
        except errors.SameFile:
            return "refused"
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(join, [(one.id, other.id), (other.id, one.id)])) == ["merged", "refused"]
    with acting_as(clerk, NOW), transaction.atomic():
        assert FileMerge.objects.filter(undone_at=None).count() == 1
