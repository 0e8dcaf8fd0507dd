"""Verifiers nobody here wrote: sigstore's, and the Go team's checksum database. Genuine passes, tampered does not."""

from __future__ import annotations

import base64
import os
import shutil
import subprocess
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sigstore._internal.merkle import verify_merkle_inclusion
from sigstore._internal.rekor.checkpoint import LogCheckpoint, SignedNote
from sigstore.errors import VerificationError

from yiyang.ground.trust import keys, selectors
from yiyang.ground.trust import services as trust
from yiyang.ground.trust.notes import Proof
from yiyang.ground.trust.tests.test_seal import deeds

GOPATH = Path("/usr/share/gocode")
NO_GO = None if shutil.which("go") else "Go is not installed (Debian: golang-go)"
if not NO_GO and not (GOPATH / "src/golang.org/x/mod/sumdb/tlog").is_dir():
    NO_GO = "the Go packages are not installed (Debian: golang-golang-x-mod-dev)"


@pytest.fixture
def log(committed: str, now: datetime) -> list[Proof]:
    """Six proofs out of 700 entries sealed under four checkpoints."""
    entries = []
    for count in (1, 260, 300, 139):
        entries += deeds(count, now)
        trust.seal(now)
    found = [selectors.proof_of(entries[place], using="read") for place in (0, 1, 255, 256, 560, 699)]
    return [proof for proof in found if proof is not None]


def sigstore_accepts(proof: Proof) -> None:
    """Signature, checkpoint and inclusion, each by sigstore's own code."""
    verifier = keys.signer("read").verifier
    note = SignedNote.from_text(proof.checkpoint)
    public = Ed25519PublicKey.from_public_bytes(verifier.public)

    class Keyring:
        def verify(self, *, key_id: Any, signature: bytes, data: bytes) -> None:
            public.verify(signature, data)

    note.verify(Keyring(), verifier.key_id)  # type: ignore[arg-type]
    head = LogCheckpoint.from_text(note.note)
    inclusion = SimpleNamespace(
        log_index=proof.index,
        tree_size=head.log_size,
        hashes=list(proof.path),
        root_hash=bytes.fromhex(head.log_hash),
    )
    inner = SimpleNamespace(inclusion_proof=inclusion, canonicalized_body=proof.extra)
    verify_merkle_inclusion(SimpleNamespace(_inner=inner))  # type: ignore[arg-type]


def test_sigstore_accepts_what_is_genuine_and_refuses_what_is_not(log: list[Proof]) -> None:
    for proof in log:
        sigstore_accepts(proof)
    proof = log[-1]
    tampered = [
        Proof(proof.index, proof.path, proof.checkpoint, proof.extra.replace(b"order.placed", b"order.forged")),
        Proof(proof.index - 1, proof.path, proof.checkpoint, proof.extra),
        Proof(proof.index, (bytes(32), *proof.path[1:]), proof.checkpoint, proof.extra),
    ]
    for wrong in tampered:
        with pytest.raises(VerificationError):
            sigstore_accepts(wrong)
    head = proof.checkpoint.split("\n")
    head[2] = base64.b64encode(bytes(32)).decode()
    with pytest.raises(Exception, match=r"(?i)signature|^$"):
        sigstore_accepts(Proof(proof.index, proof.path, "\n".join(head), proof.extra))


@pytest.fixture(scope="session")
def go_verifier(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if NO_GO:
        pytest.skip(NO_GO)
    folder = tmp_path_factory.mktemp("go")
    environment = os.environ | {
        "GO111MODULE": "off",
        "GOPATH": str(GOPATH),
        "GOCACHE": str(folder / "cache"),
        "GOFLAGS": "",
    }
    program = folder / "verify"
    source = Path(__file__).parent / "foreign/verify.go"
    subprocess.run(["go", "build", "-o", program, source], check=True, env=environment, capture_output=True)
    return program


def test_go_accepts_what_is_genuine_and_refuses_what_is_not(
    log: list[Proof], go_verifier: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "log"
    assert selectors.export(folder) == 700
    vkey = (folder / "vkey").read_text().strip()
    files = [tmp_path / f"{proof.index}.tlog-proof" for proof in log]
    for file, proof in zip(files, log, strict=True):
        file.write_text(proof.text)

    def go() -> subprocess.CompletedProcess[str]:
        return subprocess.run([go_verifier, folder, vkey, *files], capture_output=True, text=True, check=False)

    genuine = go()
    assert (genuine.returncode, genuine.stdout) == (0, "verified 6 proofs in a tree of 700\n"), genuine.stderr

    text = files[3].read_text()
    leaf = base64.b64encode(log[3].extra.replace(b"order.placed", b"order.forged")).decode()
    files[3].write_text(text.replace(base64.b64encode(log[3].extra).decode(), leaf))
    assert go().returncode == 1
    files[3].write_text(text.replace("index 256", "index 257"))
    assert go().returncode == 1
    files[3].write_text(text)
    tile = folder / "tile/0/001"
    data = tile.read_bytes()
    tile.write_bytes(bytes([data[0] ^ 1]) + data[1:])
    assert go().returncode == 1
    tile.write_bytes(data)
    assert go().returncode == 0
    checkpoint = folder / "checkpoint"
    checkpoint.write_text(checkpoint.read_text().replace("\n700\n", "\n701\n"))
    assert go().returncode == 1
