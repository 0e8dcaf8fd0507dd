"""Who is acting, and for whom. Rooms below `people` know persons and organisations only as opaque ids."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal
from uuid import UUID


@dataclass(frozen=True)
class Actor:
    """One caller. `person_id` is who acts; `organisation_id` is the house they act for now, if any.

    A person without organisation acts for themselves or as a relative; `system` is the platform's own scheduler.
    """

    kind: Literal["person", "system", "anonymous"]
    person_id: UUID | None = None
    organisation_id: UUID | None = None

    @classmethod
    def person(cls, person_id: UUID, organisation_id: UUID | None = None) -> Actor:
        return cls("person", person_id, organisation_id)

    @classmethod
    def system(cls, organisation_id: UUID | None = None) -> Actor:
        return cls("system", None, organisation_id)


ANONYMOUS = Actor("anonymous")
SYSTEM = Actor("system")
