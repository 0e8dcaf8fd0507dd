"""Many sessions, numbers and claims at once, for generated towns. Whoever calls has made sure that it may."""

from __future__ import annotations

from yiyang.ground.access.postgres.copying import Rows, copy_all
from yiyang.lifecycle.capacity.models import Occupancy, Schedule, Session, Slot, SlotClaim, WeeklyPattern


def write(
    *,
    schedules: Rows = (),
    patterns: Rows = (),
    sessions: Rows = (),
    slots: Rows = (),
    claims: Rows = (),
    occupancies: Rows = (),
    using: str = "worker",
) -> int:
    """Write rows by column names; answers how many. Nobody can be in two places at once."""
    return copy_all(
        using,
        (Schedule, schedules),
        (WeeklyPattern, patterns),
        (Session, sessions),
        (Slot, slots),
        (SlotClaim, claims),
        (Occupancy, occupancies),
    )
