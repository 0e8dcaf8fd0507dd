"""The verbs of trust."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from yiyang.foundation.actors import Actor
from yiyang.foundation.identifiers import new_id


def record(
    kind: str,
    *,
    by: Actor,
    now: datetime,
    payload: Mapping[str, Any],
    organisation_id: UUID | None = None,
    subject_id: UUID | None = None,
) -> UUID:
    return new_id()
