"""Erase a person from the log: payloads, salts and links go; the leaves stay, and every proof still verifies."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from yiyang.foundation.actors import Actor
from yiyang.ground.trust.models import Erasure, Payload
from yiyang.ground.trust.services.record import record

ERASED = "trust.erased"


def erase(person_id: UUID, *, by: Actor, now: datetime, using: str = "worker") -> UUID | None:
    """Remove what entries say about `person_id` and who they were where they acted; answers the erasure's entry.

    The erasure is itself a leaf and lists the entries it emptied, so that a payload missing without one is
    tampering. It names nobody: when the person asked for it themselves it is the platform's deed. Answers None
    when the log knows nothing (more) about the person. Runs as worker, since the payloads lie in many houses.
    """
    with transaction.atomic(using=using):
        about = Payload.objects.using(using).filter(person_id=person_id)
        payloads = sorted(about.values_list("entry_id", flat=True))
        acted = Payload.objects.using(using).filter(actor_id=person_id).exclude(person_id=person_id)
        actors = sorted(acted.values_list("entry_id", flat=True))
        if not payloads and not actors:
            return None
        by = Actor.system(by.organisation_id) if by.person_id == person_id else by
        entry_id = record(ERASED, by=by, now=now, payload={"payloads": payloads, "actors": actors}, using=using)
        Erasure.objects.using(using).bulk_create(
            [Erasure(entry_id=one, part="payload", by_entry_id=entry_id) for one in payloads]
            + [Erasure(entry_id=one, part="actor", by_entry_id=entry_id) for one in actors],
            batch_size=5_000,
        )
        acted.update(actor_id=None, actor_salt=None)
        about.delete()
    return entry_id
