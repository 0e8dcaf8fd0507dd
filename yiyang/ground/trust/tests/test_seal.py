"""The sequencer: no gap, no double, no lost entry, and the same receipt for ever."""

from __future__ import annotations

import itertools
import threading
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.db import connections, transaction

from conftest import Looking
from yiyang.config.demo import cast
from yiyang.ground.access.context import acting_as
from yiyang.ground.trust import keys, merkle, selectors
from yiyang.ground.trust import services as trust
from yiyang.ground.trust.errors import LogBroken, UnknownEntry
from yiyang.ground.trust.models import Checkpoint, Entry, Pending, Sealed, Subtree
from yiyang.ground.trust.notes import Proof, TreeHead


def deeds(count: int, now: datetime, who: str = "desk", house: str | None = "hospital") -> list[UUID]:
    by = cast.actor(who, house)
    with acting_as(by, now), transaction.atomic():
        return [trust.record("order.placed", by=by, now=now, payload={"number": number}) for number in range(count)]


def test_an_entry_is_proven_once_it_is_sealed(committed: str, now: datetime, looking_as: Looking) -> None:
    entries = deeds(5, now)
    assert trust.seal(now) == 5
    assert trust.seal(now) == 0
    deeds(3, now)
    assert trust.seal(now) == 3
    with looking_as("desk", "hospital") as desk, transaction.atomic():
        receipt = trust.receipt(desk, entries[2])
        verifier = keys.signer().verifier
    assert (receipt.state, receipt.index, receipt.size) == ("sealed", 2, 5)
    assert receipt.proof_text is not None
    proof = Proof.read(receipt.proof_text)
    assert proof.extra.decode() == receipt.leaf
    assert proof.check(proof.extra, [verifier]).size == 5
    assert len(receipt.proof_text) < 2000


def test_indices_have_no_gap_and_roots_lead_to_each_other(committed: str, now: datetime) -> None:
    for count in (1, 255, 2, 300, 7):
        deeds(count, now)
        trust.seal(now)
    with transaction.atomic(using="worker"):
        indices = list(Sealed.objects.using("worker").order_by("index").values_list("index", flat=True))
        assert indices == list(range(565))
        heads = [TreeHead.read(note.partition("\n\n")[0] + "\n") for note in _notes()]
        leaves = [
            bytes(row) for row in Sealed.objects.using("worker").order_by("index").values_list("leaf_hash", flat=True)
        ]
        assert Subtree.objects.using("worker").count() == 2
        node = selectors.tree.node_of("worker")
    assert [head.size for head in heads] == [1, 256, 258, 558, 565]
    frontier = merkle.Frontier()
    for leaf in leaves:
        frontier.append(leaf)
    assert frontier.root() == heads[-1].root
    for old, new in itertools.pairwise(heads):
        with transaction.atomic(using="worker"):
            proof = merkle.consistency_proof(old.size, new.size, node)
        merkle.check_consistency(old.size, new.size, proof, old.root, new.root)


def _notes() -> list[str]:
    return list(Checkpoint.objects.using("worker").order_by("size").values_list("note", flat=True))


def test_at_most_one_checkpoint_a_second(committed: str, now: datetime) -> None:
    deeds(1, now)
    assert trust.seal_when_due(now) == 1
    deeds(1, now)
    assert trust.seal_when_due(now + timedelta(milliseconds=999)) == 0
    assert trust.seal_when_due(now + timedelta(seconds=1)) == 1


def test_two_sequencers_do_not_meet(committed: str, now: datetime) -> None:
    deeds(400, now)
    sealed: list[int] = []
    start = threading.Barrier(4)

    def run() -> None:
        start.wait()
        sealed.append(trust.seal(now))
        connections["worker"].close()

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(sealed) == 400
    with transaction.atomic(using="worker"):
        assert Sealed.objects.using("worker").count() == 400


def test_a_pass_that_fails_changes_nothing(committed: str, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    deeds(3, now)
    with monkeypatch.context() as broken:
        broken.setattr(keys, "signer", lambda using: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            trust.seal(now)
    with transaction.atomic(using="worker"):
        assert Pending.objects.using("worker").count() == 3
        assert not Sealed.objects.using("worker").exists()
    assert trust.seal(now) == 3


def test_the_sequencer_halts_rather_than_guesses(committed: str, now: datetime) -> None:
    deeds(1, now)
    with connections["owner"].cursor() as cursor:
        cursor.execute("ALTER TABLE trust_entry DISABLE TRIGGER refuse")
        cursor.execute("DELETE FROM trust_entry")
    with pytest.raises(LogBroken, match="is gone"):
        trust.seal(now)


def test_the_name_of_a_log_outlives_the_setting(committed: str, now: datetime, settings: object) -> None:
    deeds(1, now)
    trust.seal(now)
    before = keys.signer("read").name
    settings.TRUST_NAME = "elsewhere.example/trust"  # type: ignore[attr-defined]
    assert keys.signer("read").name == before


def test_an_unknown_entry_has_neither_leaf_nor_proof(committed: str) -> None:
    assert selectors.proof_of(cast.key("nothing"), using="read") is None
    with pytest.raises(UnknownEntry):
        selectors.leaf_of(cast.key("nothing"), using="read")
    assert Entry.objects.using("read").count() == 0
