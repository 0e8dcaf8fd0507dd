"""A witness says when it saw a checkpoint: of this text, at this instant, by this key, or not at all."""

from __future__ import annotations

import base64
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from yiyang.doors.console.trust import trust as command
from yiyang.ground.trust import keys, merkle, selectors
from yiyang.ground.trust import services as trust
from yiyang.ground.trust.notes import Malformed, NotSigned, Signer, TreeHead
from yiyang.ground.trust.tests.test_seal import deeds
from yiyang.ground.trust.witnesses import Witness, cosigned

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
WITNESS = Witness("witness.example/w1", KEY.public_key().public_bytes_raw())
OTHER = Witness("other.example", Ed25519PrivateKey.from_private_bytes(b"\7" * 32).public_key().public_bytes_raw())
LOG = Signer("log.example/trust", b"\1" * 32)
AT = int(datetime(2026, 11, 21, 2, 0, tzinfo=UTC).timestamp())


def cosign(note: str, seconds: int = AT) -> str:
    """What a witness hands back."""
    text = note.rpartition("\n\n")[0] + "\n"
    line = WITNESS.key_id + seconds.to_bytes(8) + KEY.sign(cosigned(text, seconds))
    return f"{note}— {WITNESS.name} {base64.b64encode(line).decode()}\n"


def test_a_witness_says_when_it_saw_which_text() -> None:
    note = LOG.sign(TreeHead(LOG.name, 3, merkle.EMPTY_ROOT).text)
    seen = cosign(note)
    assert WITNESS.saw_at(seen) == datetime(2026, 11, 21, 2, 0, tzinfo=UTC)
    assert LOG.verifier.open(seen) == LOG.verifier.open(note), "the log's own verifier passes over the line"
    with pytest.raises(NotSigned, match="not of this text"):
        WITNESS.saw_at(seen.replace("\n3\n", "\n4\n"))
    head, _, line = seen.rstrip("\n").rpartition(" ")
    moved = bytearray(base64.b64decode(line))
    moved[11] ^= 1  # a second earlier or later
    with pytest.raises(NotSigned, match="not of this text"):
        WITNESS.saw_at(f"{head} {base64.b64encode(bytes(moved)).decode()}\n")
    for unsigned in (note, "", f"{note}— {WITNESS.name} ?\n", f"{note}— {WITNESS.name} AAAA\n"):
        with pytest.raises(NotSigned):
            WITNESS.saw_at(unsigned)
    with pytest.raises(NotSigned, match="no signature of other"):
        OTHER.saw_at(seen)


def test_the_example_of_the_specification() -> None:
    """The line and the name in C2SP's tlog-cosignature.md: key id and instant stand where we look for them."""
    line = base64.b64decode(
        "jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA=="
    )
    assert len(line) == 4 + 8 + 64
    assert line[:4].hex() == "8d66cf3f"
    assert int.from_bytes(line[4:12]) == 1679315147


def test_a_witness_key_reads_back() -> None:
    assert Witness.from_vkey(WITNESS.vkey) == WITNESS
    name, key_id, encoded = WITNESS.vkey.split("+", 2)
    for wrong in (LOG.verifier.vkey, f"{name}x+{key_id}+{encoded}", f"{name}+{key_id}+?", name):
        with pytest.raises(Malformed):
            Witness.from_vkey(wrong)


def test_verify_wants_a_witness_when_one_is_named(committed: str, now: datetime, tmp_path: Path) -> None:
    deeds(2, now)
    trust.seal(now)
    note = selectors.newest_checkpoint()
    assert note is not None
    assert keys.signer("read").verifier.open(cosign(note))
    seen, unseen = tmp_path / "seen", tmp_path / "unseen"
    seen.write_text(cosign(note))
    unseen.write_text(note)

    def verify(file: Path, *more: str) -> tuple[int, str]:
        done = CliRunner().invoke(command, ["verify", "--against", str(file), *more])
        return done.exit_code, done.output

    code, said = verify(seen, "--witness", OTHER.vkey, "--witness", WITNESS.vkey)
    assert (code, "saw it at 2026-11-21T02:00:00+00:00" in said) == (0, True)
    assert verify(unseen)[0] == 0, "nobody is asked for when nobody is named"
    code, said = verify(unseen, "--witness", WITNESS.vkey)
    assert (code, "no named witness" in said) == (1, True)
    assert verify(seen, "--witness", "nonsense")[0] == 2


def test_a_key_whose_name_no_line_could_carry_is_malformed() -> None:
    with pytest.raises(Malformed, match="space"):
        Witness.from_vkey(WITNESS.vkey.replace(WITNESS.name, "two words"))
