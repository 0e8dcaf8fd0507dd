"""A new key signs, the old one's proofs stay true, and what it signs afterwards is found out."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from django.db import connections, transaction

from yiyang.config import environment
from yiyang.config.keys import keys as keys_command
from yiyang.doors.console.trust import trust as command
from yiyang.foundation.actors import Actor
from yiyang.ground.trust import keys, selectors
from yiyang.ground.trust import services as trust
from yiyang.ground.trust.errors import LogBroken, ProofRefused
from yiyang.ground.trust.merkle import leaf_hash
from yiyang.ground.trust.models import Checkpoint
from yiyang.ground.trust.notes import Proof, Signer, TreeHead
from yiyang.ground.trust.tests.test_seal import deeds

Looking = Callable[..., AbstractContextManager[Actor]]


def own(settings: Any) -> list[str]:
    return list(settings.TRUST_SEEDS)


def test_old_proofs_stay_true_under_a_new_key(
    committed: str, now: datetime, settings: Any, tmp_path: Path, looking_as: Looking
) -> None:
    (first,) = deeds(1, now)
    trust.seal(now)
    old = keys.signer("read")
    proof = selectors.proof_of(first, using="read")
    assert proof is not None
    settings.TRUST_SEEDS = [secrets.token_hex(32), *own(settings)]
    (second,) = deeds(1, now)
    trust.seal(now + timedelta(seconds=2))
    newer = selectors.proof_of(second, using="read")
    assert newer is not None
    new = keys.signer("read")
    assert keys.verifiers("read") == [new.verifier, old.verifier]
    assert (old.name, old.verifier.key_id != new.verifier.key_id) == (new.name, True)

    assert selectors.verify().problems == []
    listed = CliRunner().invoke(command, ["vkey"]).output.split()
    assert listed == [new.verifier.vkey, old.verifier.vkey]
    selectors.export(tmp_path)
    assert (tmp_path / "vkey").read_text().split() == listed
    for each, vkey, other in ((proof, old, new), (newer, new, old)):
        file = tmp_path / "proof"
        file.write_text(each.text)
        right = CliRunner().invoke(command, ["check", str(file), "--vkey", vkey.verifier.vkey])
        assert right.exit_code == 0, right.output
        assert CliRunner().invoke(command, ["check", str(file), "--vkey", other.verifier.vkey]).exit_code == 1
        both = [part for one in listed for part in ("--vkey", one)]
        assert CliRunner().invoke(command, ["check", str(file), *both]).exit_code == 0
        with looking_as("stranger") as stranger, transaction.atomic():
            assert selectors.prove(stranger, each.text).index == each.index


def test_a_replaced_key_signs_nothing_that_is_believed(committed: str, now: datetime, settings: Any) -> None:
    deeds(1, now)
    trust.seal(now)
    before = own(settings)
    settings.TRUST_SEEDS = newer = [secrets.token_hex(32), *before]
    deeds(1, now)
    trust.seal(now + timedelta(seconds=2))

    settings.TRUST_SEEDS = before  # a worker that was not started again
    deeds(1, now)
    with pytest.raises(LogBroken, match="start it again"):
        trust.seal(now + timedelta(seconds=4))

    settings.TRUST_SEEDS = newer
    assert trust.seal(now + timedelta(seconds=6)) == 1, "and one that was"


def test_a_stolen_old_key_is_found_out(committed: str, now: datetime, settings: Any, looking_as: Looking) -> None:
    (entry,) = deeds(1, now)
    trust.seal(now)
    old, seed = keys.signer("read"), secrets.token_hex(32)
    settings.TRUST_SEEDS = [seed, *own(settings)]
    deeds(1, now)
    trust.seal(now + timedelta(seconds=2))
    deeds(1, now)
    trust.seal(now + timedelta(seconds=4))
    assert selectors.verify().problems == []

    real = selectors.proof_of(entry, using="read")
    assert real is not None
    fake = real.extra.replace(b'"deed', b'"lie') if b'"deed' in real.extra else real.extra.replace(b'"v":1', b'"v":2')
    assert fake != real.extra
    alone = TreeHead(old.name, 1, leaf_hash(fake)).text
    head = TreeHead.read(Checkpoint.objects.using("read").latest("size").note.partition("\n\n")[0] + "\n")
    with looking_as("stranger") as stranger, transaction.atomic():
        assert selectors.prove(stranger, real.text).size == 1, "what the old key signed in its time"
        with pytest.raises(ProofRefused, match="was replaced"):
            selectors.prove(stranger, Proof(0, (), old.sign(alone), fake).text)
        control = selectors.prove(stranger, Proof(0, (), Signer(old.name, bytes.fromhex(seed)).sign(alone), fake).text)
    assert control.size == 1, "the control: the key in use is believed, which is why a stolen one must be replaced"

    with connections["owner"].cursor() as cursor:  # the newest checkpoint, signed once more by the old key
        cursor.execute("ALTER TABLE trust_checkpoint DISABLE TRIGGER USER")
        cursor.execute("UPDATE trust_checkpoint SET note = %s WHERE size = %s", [old.sign(head.text), head.size])
    assert [each.what for each in selectors.verify().problems] == [
        f"the checkpoint of size {head.size} is signed by a key that was replaced"
    ]


def test_the_command_puts_a_seed_beside_the_others(
    committed: str, now: datetime, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("YIYANG_HOME", str(tmp_path))
    monkeypatch.delenv("YIYANG_SECRET_TRUST", raising=False)
    settings.TRUST_SEEDS = environment.seeds("trust")
    done = CliRunner().invoke(keys_command, ["rotate"])
    assert done.exit_code == 0, done.output
    seeds = environment.seeds("trust")
    assert (len(seeds), seeds[1:]) == (2, settings.TRUST_SEEDS)
    assert Signer(keys.signer("read").name, bytes.fromhex(seeds[0])).verifier.vkey in done.output
    assert (tmp_path / "secrets" / "trust.2").stat().st_mode & 0o777 == 0o600
    CliRunner().invoke(keys_command, ["rotate"])
    assert environment.seeds("trust")[1:] == seeds
    monkeypatch.setenv("YIYANG_SECRET_TRUST", ",".join(seeds))
    assert environment.seeds("trust") == seeds
    refused = CliRunner().invoke(keys_command, ["rotate"])
    assert refused.exit_code == 1
    assert "put a new one in front" in refused.output
