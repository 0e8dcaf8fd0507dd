"""One deed of one member of the cast, as a page of theirs would do it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import transaction

from yiyang.foundation.actors import Actor
from yiyang.ground.access.context import acting_as


@contextmanager
def acting(actor: Actor, at: datetime) -> Iterator[Actor]:
    """One transaction through one pair of eyes."""
    with acting_as(actor, at), transaction.atomic():
        yield actor
