"""This installation's log key. The seed is a secret file; the name is fixed by the log's first checkpoint."""

from __future__ import annotations

from django.conf import settings

from yiyang.ground.trust.models import Checkpoint
from yiyang.ground.trust.notes import Signer, TreeHead


def signer(using: str = "default") -> Signer:
    """The key under the log's origin: as its checkpoints have it, or, before the first one, as settings say."""
    newest = Checkpoint.objects.using(using).order_by("-size").values_list("note", flat=True).first()
    name = TreeHead.read(newest.partition("\n\n")[0] + "\n").origin if newest else settings.TRUST_NAME
    return Signer(name, bytes.fromhex(settings.TRUST_SEED))
