"""Co-signatures of witnesses: somebody outside has seen the log grow, and says when (C2SP tlog-cosignature, v1). Pure.

A witness signs a checkpoint of ours together with the instant; the line stands below our own signature in the note.
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from yiyang.ground.trust.notes import Malformed, NotSigned

_COSIGNATURE = b"\x04"  # Ed25519 over the instant and the text
_LINE_BYTES = 4 + 8 + 64  # key id, seconds since 1970 (big endian), signature


@dataclass(frozen=True)
class Witness:
    """The public half of a witness's key; a name of its own, never the log's."""

    name: str
    public: bytes

    @classmethod
    def from_vkey(cls, vkey: str) -> Witness:
        """Read `name+key id+base64` of an Ed25519 co-signature key; raises Malformed when the parts do not agree."""
        parts = vkey.strip().split("+", 2)
        data = _unbase64(parts[2]) if len(parts) == 3 else b""
        if len(data) != 33 or data[:1] != _COSIGNATURE or not parts[0]:
            raise Malformed("not the key of a witness (Ed25519 co-signature)")
        witness = cls(parts[0], data[1:])
        if witness.key_id.hex() != parts[1]:
            raise Malformed("the key id does not belong to this key")
        return witness

    @cached_property
    def key_id(self) -> bytes:
        return sha256(self.name.encode() + b"\n" + _COSIGNATURE + self.public).digest()[:4]

    @property
    def vkey(self) -> str:
        return f"{self.name}+{self.key_id.hex()}+{base64.b64encode(_COSIGNATURE + self.public).decode()}"

    def saw_at(self, note: str) -> datetime:
        """When this witness signed the checkpoint in `note`; raises NotSigned unless it signed exactly this text."""
        text, separator, block = note.rpartition("\n\n")
        if not separator:
            raise NotSigned("not a signed note")
        for line in block.splitlines():
            dash, _, rest = line.partition(" ")
            name, _, encoded = rest.rpartition(" ")
            if (dash, name) != ("—", self.name):
                continue
            try:
                data = _unbase64(encoded)
            except Malformed:
                continue
            if len(data) == _LINE_BYTES and data[:4] == self.key_id:
                return self._checked(f"{text}\n", int.from_bytes(data[4:12]), data[12:])
        raise NotSigned(f"no co-signature of {self.name}")

    def _checked(self, text: str, seconds: int, signature: bytes) -> datetime:
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, cosigned(text, seconds))
            return datetime.fromtimestamp(seconds, tz=UTC)
        except (InvalidSignature, ValueError, OverflowError, OSError) as error:
            raise NotSigned(f"the co-signature of {self.name} is not of this text") from error


def cosigned(text: str, seconds: int) -> bytes:
    """What a witness signs: the instant and the whole text of a checkpoint."""
    return f"cosignature/v1\ntime {seconds}\n{text}".encode()


def _unbase64(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise Malformed("not base64") from error
