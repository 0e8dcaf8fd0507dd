"""The states of a visit, beside FHIR Appointment.status. The order above it says how far the work is.

pending ──► booked ──► on-the-way ──► arrived ──► left ──► fulfilled
   │           │            │            │          │
   │           │            │            └──────────┴────► broken-off  (could not be done as agreed)
   │           ├────────────┴────────────────────────────► noshow      (nobody at home, or nobody came)
   └───────────┴────────────┴────────────────────────────► cancelled

`left` means that the worker has gone and something is still missing: a signature, a note, a reason.
"""

from __future__ import annotations

from yiyang.foundation.moves import States

CODE = "home_visit"  # the mode's own, in orders and in offers

PENDING = "pending"
BOOKED = "booked"
ON_THE_WAY = "on-the-way"
ARRIVED = "arrived"
LEFT = "left"
FULFILLED = "fulfilled"
CANCELLED = "cancelled"
NOSHOW = "noshow"
BROKEN_OFF = "broken-off"

NEXT: States = {
    PENDING: (BOOKED, CANCELLED),
    BOOKED: (ON_THE_WAY, ARRIVED, NOSHOW, CANCELLED),
    ON_THE_WAY: (ARRIVED, NOSHOW, CANCELLED),
    ARRIVED: (LEFT, BROKEN_OFF),
    LEFT: (FULFILLED, BROKEN_OFF),
    FULFILLED: (),
    CANCELLED: (),
    NOSHOW: (),
    BROKEN_OFF: (),
}

OPEN = tuple(state for state, following in NEXT.items() if following)
AHEAD = (PENDING, BOOKED, ON_THE_WAY)  # nobody has been there yet
ON_DUTY = (ON_THE_WAY, ARRIVED)  # when a position may be kept

# What an item of the catalogue is. Medical work needs an order and a licence; the others do not (R23, R41).
CARE = "care"
MEDICAL = "medical"
ASSESSMENT = "assessment"
ESCORT = "escort"
DOMESTIC = "domestic"
KINDS = (CARE, MEDICAL, ASSESSMENT, ESCORT, DOMESTIC)

# What can be handed in from a visit.
ENTRY_KINDS = (
    "set_out",
    "arrived",
    "checked",
    "observed",
    "used",
    "noted",
    "assessed",
    "photographed",
    "signed",
    "exception",
    "departed",
    "position",
    "alarm",
)
EXCEPTIONS = ("arrival", "departure", "signature", "checklist", "note")
