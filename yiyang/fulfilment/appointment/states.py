"""The states of a booking (FHIR Appointment.status). The order above it says how far the work is.

pending ──► booked ──► arrived ──► fulfilled
   │           │          │
   │           ├──────────┴──────► noshow      (did not come, or left unseen)
   └───────────┴─────────────────► cancelled
"""

from __future__ import annotations

from yiyang.foundation.moves import States

CODE = "appointment"  # the mode's own, in orders and in offers

PENDING = "pending"
BOOKED = "booked"
ARRIVED = "arrived"
FULFILLED = "fulfilled"
CANCELLED = "cancelled"
NOSHOW = "noshow"

NEXT: States = {
    PENDING: (BOOKED, CANCELLED),
    BOOKED: (ARRIVED, NOSHOW, CANCELLED),
    ARRIVED: (FULFILLED, NOSHOW),
    FULFILLED: (),
    CANCELLED: (),
    NOSHOW: (),
}

OPEN = tuple(state for state, following in NEXT.items() if following)
