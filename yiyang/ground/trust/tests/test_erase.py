"""A person can be erased; the history cannot."""

from __future__ import annotations

import json
from datetime import datetime
from uuid import UUID

import pytest
from django.db import ProgrammingError, connections, transaction

from conftest import Looking
from yiyang.config.demo import cast
from yiyang.foundation.errors import Unknown
from yiyang.ground.access.context import acting_as
from yiyang.ground.trust import keys, selectors
from yiyang.ground.trust import services as trust
from yiyang.ground.trust.errors import UnknownEntry
from yiyang.ground.trust.leaf import payload_hash
from yiyang.ground.trust.models import Entry, Payload
from yiyang.ground.trust.tests.test_verify import as_owner

GUIFANG = cast.key("guifang")


def recorded(who: str, house: str | None, now: datetime, subject: str = "guifang") -> UUID:
    by = cast.actor(who, house)
    with acting_as(by, now), transaction.atomic():
        return trust.record("order.placed", by=by, now=now, payload={"order": "1"}, subject_id=cast.key(subject))


def test_every_proof_still_verifies_after_an_erasure(committed: str, now: datetime, looking_as: Looking) -> None:
    about = [recorded("limin", None, now), recorded("desk", "hospital", now), recorded("guifang", None, now)]
    acted = recorded("guifang", None, now, subject="limin")
    other = recorded("limin", None, now, subject="limin")
    trust.seal(now)
    before = [selectors.proof_of(entry, using="read") for entry in (*about, acted, other)]
    erasure = trust.erase(GUIFANG, by=cast.actor("operator", "office"), now=now)
    assert trust.erase(GUIFANG, by=cast.actor("operator", "office"), now=now) is None
    trust.seal(now)

    verdict = selectors.verify()
    assert (verdict.problems, verdict.erased) == ([], 3)
    verifier = keys.signer("read").verifier
    for entry, proof in zip((*about, acted, other), before, strict=True):
        assert selectors.proof_of(entry, using="read") == proof
        proof.check(proof.extra, [verifier])
    with connections["read"].cursor() as cursor:
        cursor.execute("SELECT count(*) FROM trust_payload p WHERE p::text LIKE %s", [f"%{GUIFANG}%"])
        assert cursor.fetchone() == (0,)
    with looking_as("limin") as limin, transaction.atomic():
        with pytest.raises(UnknownEntry):
            trust.receipt(limin, about[0])
        assert trust.receipt(limin, other).payload == {"order": "1"}
    listed = json.loads(Payload.objects.using("read").get(entry_id=erasure).body)
    assert listed == {"payloads": sorted(map(str, about)), "actors": [str(acted)]}


def test_a_person_takes_home_what_the_log_says_about_them(committed: str, now: datetime, looking_as: Looking) -> None:
    entry = recorded("limin", None, now)
    recorded("limin", None, now, subject="limin")
    with looking_as("guifang") as guifang, transaction.atomic():
        [exported] = selectors.export_entries(guifang, GUIFANG)
        leaf = json.loads(trust.receipt(guifang, entry).leaf)
    assert (exported["id"], exported["payload"]) == (str(entry), {"order": "1"})
    assert payload_hash(bytes.fromhex(exported["salt"]), '{"order":"1"}').hex() == leaf["payload_hash"]
    for who in ("limin", "stranger"):
        with looking_as(who) as viewer, transaction.atomic(), pytest.raises(Unknown):
            selectors.export_entries(viewer, GUIFANG)


def test_who_erases_themselves_is_not_named_by_their_erasure(committed: str, now: datetime) -> None:
    recorded("guifang", None, now)
    erasure = trust.erase(GUIFANG, by=cast.actor("guifang"), now=now)
    assert Entry.objects.using("read").get(id=erasure).actor_ref is None
    assert trust.erase(GUIFANG, by=cast.actor("guifang"), now=now) is None


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM trust_payload",
        "UPDATE trust_payload SET actor_id = NULL, actor_salt = NULL",
        "UPDATE trust_payload SET body = '{}'",
        "TRUNCATE trust_payload",
        "INSERT INTO trust_erasure (id, entry_id, part, by_entry_id) SELECT id, id, 'payload', id FROM trust_entry",
    ],
)
def test_nothing_leaves_without_an_erasure_not_even_for_the_owner(
    committed: str, now: datetime, statement: str
) -> None:
    recorded("limin", None, now)
    with (
        pytest.raises(ProgrammingError, match=r"erasure|never changes|append-only"),
        connections["owner"].cursor() as cursor,
    ):
        cursor.execute(statement)


def test_an_erasure_that_does_not_list_the_entry_does_not_cover_it(committed: str, now: datetime) -> None:
    hidden = recorded("limin", None, now, subject="limin")
    recorded("limin", None, now)
    erasure = trust.erase(GUIFANG, by=cast.actor("operator", "office"), now=now)
    trust.seal(now)
    as_owner(
        "INSERT INTO trust_erasure (id, entry_id, part, by_entry_id)"
        f" VALUES (gen_random_uuid(), '{hidden}', 'payload', '{erasure}')",
        f"DELETE FROM trust_payload WHERE entry_id = '{hidden}'",
    )
    problem = selectors.verify().problems[0]
    assert (problem.entry_id, problem.what) == (hidden, "its payload is missing and no erasure says so")
