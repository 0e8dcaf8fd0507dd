"""Co-signatures of witnesses: somebody outside has seen the log grow, and says when (C2SP tlog-cosignature, v1). Pure.

A witness signs a checkpoint of ours together with the instant; the line stands below our own signature in the note.
"""

from __future__ import annotations

from datetime import UTC, datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from yiyang.ground.trust.notes import NoteKey, NotSigned


class Witness(NoteKey):
    """The public half of a witness's key; a name of its own, never the log's."""

    algorithm = b"\x04"  # Ed25519 over the instant and the text
    signature_bytes = 8 + 64  # seconds since 1970 (big endian), signature

    def saw_at(self, note: str) -> datetime:
        """When this witness signed the checkpoint in `note`; raises NotSigned unless it signed exactly this text."""
        text, said = self.signed(note)
        return self._checked(text, int.from_bytes(said[:8]), said[8:])

    def _checked(self, text: str, seconds: int, signature: bytes) -> datetime:
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, cosigned(text, seconds))
            return datetime.fromtimestamp(seconds, tz=UTC)
        except (InvalidSignature, ValueError, OverflowError, OSError) as error:
            raise NotSigned(f"the co-signature of {self.name} is not of this text") from error


def cosigned(text: str, seconds: int) -> bytes:
    """What a witness signs: the instant and the whole text of a checkpoint."""
    return f"cosignature/v1\ntime {seconds}\n{text}".encode()
