"""Signed notes, checkpoints and proofs as text: C2SP signed-note, tlog-checkpoint and tlog-proof. Pure.

Anybody's verifier reads these; the public half travels as a vkey line `name+key id+base64`.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import ClassVar, Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from yiyang.ground.trust.merkle import Hash, check_inclusion, leaf_hash

_PROOF = "c2sp.org/tlog-proof@v1"


class NotSigned(Exception):
    """A note carries no valid signature of the key we trust, or is no note at all."""


class Malformed(ValueError):
    """A text is not what its format says."""


def _unbase64(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise Malformed("not base64") from error


@dataclass(frozen=True)
class NoteKey:
    """The public half of an Ed25519 key that signs notes under a name; its kind is the algorithm byte of C2SP."""

    algorithm: ClassVar[bytes]
    signature_bytes: ClassVar[int]

    name: str
    public: bytes

    def __post_init__(self) -> None:
        if not self.name or "+" in self.name or any(sign.isspace() for sign in self.name):
            raise ValueError("a key name must not be empty and holds neither space nor +")

    @classmethod
    def from_vkey(cls, vkey: str) -> Self:
        """Read `name+key id+base64`; raises Malformed when the parts do not agree."""
        parts = vkey.strip().split("+", 2)
        data = _unbase64(parts[2]) if len(parts) == 3 else b""
        if len(data) != 33 or data[:1] != cls.algorithm:
            raise Malformed(f"not a vkey of Ed25519, kind {cls.algorithm[0]}")
        try:
            key = cls(parts[0], data[1:])
        except ValueError as error:
            raise Malformed(str(error)) from error
        if key.key_id.hex() != parts[1]:
            raise Malformed("the key id does not belong to this key")
        return key

    @cached_property
    def key_id(self) -> bytes:
        return sha256(self.name.encode() + b"\n" + self.algorithm + self.public).digest()[:4]

    @property
    def vkey(self) -> str:
        return f"{self.name}+{self.key_id.hex()}+{base64.b64encode(self.algorithm + self.public).decode()}"

    def signed(self, note: str) -> tuple[str, bytes]:
        """The text of `note` and the signature of this key below it, not checked yet; raises NotSigned."""
        text, separator, block = note.rpartition("\n\n")
        if not separator or not block.endswith("\n"):
            raise NotSigned("not a signed note")
        for line in block.splitlines():
            signature = self._signature_in(line)
            if signature is not None:
                return f"{text}\n", signature
        raise NotSigned(f"no signature of {self.name}")

    def _signature_in(self, line: str) -> bytes | None:
        dash, _, rest = line.partition(" ")
        name, _, encoded = rest.rpartition(" ")
        if dash != "—" or name != self.name:
            return None
        try:
            data = _unbase64(encoded)
        except Malformed:
            return None
        return data[4:] if data[:4] == self.key_id and len(data) == 4 + self.signature_bytes else None


class Verifier(NoteKey):
    """The public half of a log key under the name it signs with."""

    algorithm = b"\x01"
    signature_bytes = 64

    def open(self, note: str) -> str:
        """The signed text of `note`; raises NotSigned unless this key signed exactly it."""
        text, signature = self.signed(note)
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, text.encode())
        except InvalidSignature as error:
            raise NotSigned("the signature is not of this text") from error
        return text


@dataclass(frozen=True)
class Signer:
    """The private half: a name and a 32-byte Ed25519 seed."""

    name: str
    seed: bytes

    @cached_property
    def _key(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.seed)

    @cached_property
    def verifier(self) -> Verifier:
        return Verifier(self.name, self._key.public_key().public_bytes_raw())

    def sign(self, text: str) -> str:
        """A signed note around `text`, which must end with a newline."""
        if not text.endswith("\n"):
            raise ValueError("a note's text ends with a newline")
        signature = base64.b64encode(self.verifier.key_id + self._key.sign(text.encode())).decode()
        return f"{text}\n— {self.name} {signature}\n"


@dataclass(frozen=True)
class TreeHead:
    """What a checkpoint says: whose log, how many leaves, which root."""

    origin: str
    size: int
    root: Hash

    @property
    def text(self) -> str:
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"

    @classmethod
    def read(cls, text: str) -> TreeHead:
        """Read the text of a checkpoint; extension lines are allowed and ignored."""
        lines = text.split("\n")
        if len(lines) < 4 or not lines[0] or not _is_decimal(lines[1]):
            raise Malformed("not a checkpoint")
        root = _unbase64(lines[2])
        if len(root) != 32:
            raise Malformed("not a checkpoint")
        return cls(lines[0], int(lines[1]), root)


def _is_decimal(text: str) -> bool:
    return text.isascii() and text.isdigit() and (text == "0" or text[0] != "0")


@dataclass(frozen=True)
class Proof:
    """That a leaf is in a log: index, path, signed checkpoint; `extra` carries the leaf itself."""

    index: int
    path: tuple[Hash, ...]
    checkpoint: str
    extra: bytes = b""

    @property
    def text(self) -> str:
        extra = [f"extra {base64.b64encode(self.extra).decode()}"] if self.extra else []
        path = [base64.b64encode(step).decode() for step in self.path]
        return "\n".join([_PROOF, *extra, f"index {self.index}", *path, "", self.checkpoint])

    @classmethod
    def read(cls, text: str) -> Proof:
        head, separator, checkpoint = text.partition("\n\n")
        lines = head.split("\n")
        if not separator or lines[0] != _PROOF:
            raise Malformed("not a tlog-proof")
        extra = b""
        if len(lines) > 1 and lines[1].startswith("extra "):
            extra = _unbase64(lines.pop(1).removeprefix("extra "))
        if len(lines) < 2 or not lines[1].startswith("index ") or not _is_decimal(lines[1].removeprefix("index ")):
            raise Malformed("no index line")
        path = tuple(_unbase64(line) for line in lines[2:])
        if any(len(step) != 32 for step in path):
            raise Malformed("a hash is not 32 bytes long")
        return cls(int(lines[1].removeprefix("index ")), path, checkpoint, extra)

    def check(self, leaf: bytes, trusted: Sequence[Verifier]) -> TreeHead:
        """The tree head that proves `leaf`; raises NotSigned or NotProven. Needs no database and no network."""
        text = _opened(self.checkpoint, trusted)
        head = TreeHead.read(text)
        check_inclusion(leaf_hash(leaf), self.index, head.size, self.path, head.root)
        return head


def _opened(note: str, trusted: Sequence[Verifier]) -> str:
    refusals = []
    for verifier in trusted:
        try:
            return verifier.open(note)
        except NotSigned as refusal:
            refusals.append(str(refusal))
    raise NotSigned("; ".join(refusals) or "no key is trusted")
