"""Whatever is changed by whomever, `verify` names it; what is untouched passes."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from uuid import UUID

import pytest
from click.testing import CliRunner, Result
from django.db import connections, transaction

from yiyang.config.demo import cast
from yiyang.doors.console.trust import trust as command
from yiyang.ground.access.context import acting_as
from yiyang.ground.trust import selectors
from yiyang.ground.trust import services as trust
from yiyang.ground.trust.leaf import Leaf
from yiyang.ground.trust.merkle import leaf_hash
from yiyang.ground.trust.tests.test_seal import deeds


@pytest.fixture
def log(committed: str, now: datetime) -> list[UUID]:
    """300 sealed entries about Guifang, under three checkpoints, and two that wait."""
    by = cast.actor("chen", "community")
    entries: list[UUID] = []
    for count in (100, 150, 50, 2):
        trust.seal(now)
        with acting_as(by, now), transaction.atomic():
            entries += [
                trust.record("record.signed", by=by, now=now, payload={"n": n}, subject_id=cast.key("guifang"))
                for n in range(count)
            ]
    return entries


def as_owner(*statements: str) -> None:
    """What somebody with the database's own password could do: put the guards to sleep and write."""
    with connections["owner"].cursor() as cursor:
        for table in ("entry", "payload", "sealed", "subtree", "checkpoint", "erasure"):
            cursor.execute(f"ALTER TABLE trust_{table} DISABLE TRIGGER USER")
        for statement in statements:
            cursor.execute(statement)
            assert cursor.rowcount >= 1, statement


def run(*arguments: str) -> Result:
    return CliRunner().invoke(command, list(arguments))


def test_an_untouched_log_passes(log: list[UUID]) -> None:
    verdict = selectors.verify()
    assert verdict.problems == []
    assert (verdict.entries, verdict.checkpoints, verdict.waiting, verdict.erased) == (300, 3, 2, 0)
    result = run("verify", "--json")
    assert result.exit_code == 0
    assert json.loads(result.stdout.splitlines()[-1])["ok"] is True


TAMPERED = [
    ("UPDATE trust_entry SET kind = 'record.signee' WHERE id = '{id}'", "changed after it was sealed"),
    ("UPDATE trust_entry SET at = at + interval '1 microsecond' WHERE id = '{id}'", "changed after it was sealed"),
    (
        "UPDATE trust_entry SET payload_hash = sha256(payload_hash) WHERE id = '{id}'",
        "changed after it was sealed",
    ),
    ("UPDATE trust_payload SET body = '{{\"n\":7}}' WHERE entry_id = '{id}'", "payload was changed"),
    ("UPDATE trust_payload SET person_id = actor_id WHERE entry_id = '{id}'", "about somebody else"),
    ("UPDATE trust_payload SET actor_id = person_id WHERE entry_id = '{id}'", "somebody else did it"),
    ("UPDATE trust_payload SET actor_id = NULL WHERE entry_id = '{id}'", "somebody else did it"),
    ("DELETE FROM trust_payload WHERE entry_id = '{id}'", "payload is missing"),
]


@pytest.mark.parametrize(("statement", "what"), TAMPERED)
def test_one_changed_byte_is_named_with_its_entry(log: list[UUID], statement: str, what: str) -> None:
    as_owner(statement.format(id=log[123]))
    verdict = selectors.verify()
    assert (verdict.problems[0].entry_id, verdict.problems[0].index) == (log[123], 123)
    assert what in verdict.problems[0].what
    result = run("verify", "--json")
    assert result.exit_code == 1
    assert json.loads(result.stdout.splitlines()[-1])["problems"][0]["entry"] == str(log[123])
    assert str(log[123]) in result.stderr


STRUCTURE = [
    ("DELETE FROM trust_sealed WHERE index = 123", "indices 123 to 123 are missing"),
    ("UPDATE trust_sealed SET leaf_hash = sha256('x') WHERE index = 123", "at index 123: it was changed"),
    ("UPDATE trust_subtree SET hash = sha256('x')", "subtree 0 at tile level 1"),
    ("DELETE FROM trust_checkpoint WHERE size = 300", "no valid checkpoint covers"),
    ("UPDATE trust_checkpoint SET note = replace(note, '300', '301') WHERE size = 300", "not signed"),
    ("DELETE FROM trust_sealed WHERE index >= 290", "a checkpoint was signed for 300"),
    ("DELETE FROM trust_pending", "neither sealed nor waiting"),
]


@pytest.mark.parametrize(("statement", "what"), STRUCTURE)
def test_a_changed_tree_is_named(log: list[UUID], statement: str, what: str) -> None:
    as_owner(statement)
    assert any(what in str(problem) for problem in selectors.verify().problems)


def test_an_entry_and_its_hash_changed_together_are_found_by_the_signature(log: list[UUID]) -> None:
    as_owner(f"UPDATE trust_entry SET kind = 'record.forged' WHERE id = '{log[123]}'")
    forged = leaf_hash(_leaf(log[123]).encoded())
    as_owner(f"UPDATE trust_sealed SET leaf_hash = '\\x{forged.hex()}' WHERE index = 123")
    assert "between 100 and 249" in str(selectors.verify().problems[0])


def _leaf(entry_id: UUID) -> Leaf:
    return selectors.leaf_of(entry_id, using="owner")


def test_a_removed_entry_is_named(log: list[UUID]) -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT conname FROM pg_constraint WHERE conrelid = 'trust_sealed'::regclass AND contype = 'f'")
        cursor.execute(f'ALTER TABLE trust_sealed DROP CONSTRAINT "{cursor.fetchone()[0]}"')
    as_owner(f"DELETE FROM trust_entry WHERE id = '{log[123]}'")
    problems = selectors.verify().problems
    assert (problems[0].index, problems[0].what) == (123, "it was removed")
    assert "its payload is not" in problems[-1].what


def test_a_log_rewritten_as_a_whole_does_not_lead_to_a_checkpoint_kept_outside(
    log: list[UUID], now: datetime, tmp_path: Path
) -> None:
    kept = tmp_path / "checkpoint"
    kept.write_text(run("checkpoint").stdout)
    assert run("verify", "--against", str(kept)).exit_code == 0
    as_owner(
        "DELETE FROM trust_checkpoint",
        "DELETE FROM trust_subtree",
        "INSERT INTO trust_pending SELECT entry_id FROM trust_sealed WHERE index > 0",
        "DELETE FROM trust_sealed",
        f"DELETE FROM trust_payload WHERE entry_id = '{log[0]}'",
        f"DELETE FROM trust_entry WHERE id = '{log[0]}'",
    )
    trust.seal(now)
    assert selectors.verify().ok
    assert run("verify", "--against", str(kept)).exit_code == 1
    kept.write_text("no checkpoint at all\n\n")
    assert "not signed" in run("verify", "--against", str(kept)).stderr


def test_the_commands_that_hand_things_out(committed: str, now: datetime, tmp_path: Path) -> None:
    assert "empty" in run("checkpoint").stderr
    entries = deeds(3, now)
    assert "Pending" in run("proof", str(entries[1])).stderr
    assert "no such entry" in run("proof", str(cast.key("nothing"))).stderr
    trust.seal(now)
    proof = tmp_path / "receipt.tlog-proof"
    proof.write_text(run("proof", str(entries[1])).stdout)
    vkey = run("vkey").stdout.strip()
    checked = run("check", str(proof), "--vkey", vkey)
    assert checked.exit_code == 0
    assert json.loads(checked.stdout)["id"] == str(entries[1])
    proof.write_text(proof.read_text().replace("index 1", "index 2"))
    assert "Not proven" in run("check", str(proof), "--vkey", vkey).stderr
    assert run("check", str(proof), "--vkey", "nonsense").exit_code == 2
