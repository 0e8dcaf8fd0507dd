"""The states of the work (FHIR Task.status). Money has its own table of states in settlement; the two never meet.

requested ──► accepted ──► in-progress ──► completed
    │  │          │  │        │  ▲   │
    │  │          │  │        ▼  │   │
    │  │          │  │      on-hold ─┼──► completed
    │  │          │  │        │      │
    │  │          │  └────────┴──────┴──► failed       (no-show, broken off)
    │  └──────────┴─────────────────────► cancelled    (taken back before the work began)
    └───────────────────────────────────► rejected     (the provider will not do it)
"""

from __future__ import annotations

from yiyang.foundation.moves import States

REQUESTED = "requested"
ACCEPTED = "accepted"
IN_PROGRESS = "in-progress"
ON_HOLD = "on-hold"
COMPLETED = "completed"
CANCELLED = "cancelled"
FAILED = "failed"
REJECTED = "rejected"

NEXT: States = {
    REQUESTED: (ACCEPTED, CANCELLED, REJECTED),
    ACCEPTED: (IN_PROGRESS, CANCELLED, FAILED),
    IN_PROGRESS: (ON_HOLD, COMPLETED, FAILED),
    ON_HOLD: (IN_PROGRESS, COMPLETED, FAILED),
    COMPLETED: (),
    CANCELLED: (),
    FAILED: (),
    REJECTED: (),
}

OPEN = tuple(state for state, following in NEXT.items() if following)
CLOSED = tuple(state for state, following in NEXT.items() if not following)
