"""The current version of a record, by its kind and id."""

from __future__ import annotations

from uuid import UUID

from yiyang.care.records.models import KINDS, Record
from yiyang.foundation.errors import Invalid, Unknown


def current(kind: str, record_id: UUID) -> Record:
    """The version that stands. Raises Unknown when there is none the caller may see, Invalid for an unknown kind."""
    if kind not in KINDS:
        raise Invalid(field="kind", reason=", ".join(KINDS))
    found = KINDS[kind]._default_manager.filter(record_id=record_id, superseded_at=None).first()
    if found is None:
        raise Unknown
    return found
