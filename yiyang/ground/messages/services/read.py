"""Read notices."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from yiyang.foundation.actors import Actor
from yiyang.foundation.errors import SignInNeeded
from yiyang.ground.messages.models import Notice


@transaction.atomic
def mark_read(*, by: Actor, now: datetime, notice_ids: Iterable[UUID] | None = None) -> int:
    """Mark the reader's own notices (None: all of them) as read; answers how many were unread. Others' stay."""
    if by.person_id is None:
        raise SignInNeeded
    unread = Notice.objects.filter(recipient_id=by.person_id, read_at=None)
    if notice_ids is not None:
        unread = unread.filter(id__in=list(notice_ids))
    return unread.update(read_at=now)


@transaction.atomic
def mark_unread(*, by: Actor, read_at: datetime) -> int:
    """Take back what the reader marked as read at exactly this instant; answers how many."""
    if by.person_id is None:
        raise SignInNeeded
    return Notice.objects.filter(recipient_id=by.person_id, read_at=read_at).update(read_at=None)
