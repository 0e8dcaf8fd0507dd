"""This installation's log keys. The seeds are secret files; the name is fixed by the log's first checkpoint.

The newest key signs. Older ones are kept so that what they signed can still be checked; once a newer key has signed, an
older one signs nothing any more.
"""

from __future__ import annotations

from django.conf import settings

from yiyang.ground.trust.models import Checkpoint
from yiyang.ground.trust.notes import Signer, TreeHead, Verifier


def signer(using: str = "default") -> Signer:
    """The newest key under the log's origin: as its checkpoints have it, or, before the first one, as settings say."""
    return _signers(using)[0]


def verifiers(using: str = "default") -> list[Verifier]:
    """The public halves of every key this log has had, newest first."""
    return [one.verifier for one in _signers(using)]


def _signers(using: str) -> list[Signer]:
    newest = Checkpoint.objects.using(using).order_by("-size").values_list("note", flat=True).first()
    name = TreeHead.read(newest.partition("\n\n")[0] + "\n").origin if newest else settings.TRUST_NAME
    return [Signer(name, bytes.fromhex(seed)) for seed in settings.TRUST_SEEDS]
