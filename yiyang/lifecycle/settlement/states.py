"""The states of money. Work has its own table of states in orders; the two never meet.

A bill
due ──► paid ──► part-refunded ──► refunded      what is asked, what came in and what went back decide
 │ ▲     │ └──────────▲ │ └───────────▲          (`state_of`); back to due when something more was billed
 │ └─────┴──────────────┘
 ├──► waived        nothing is asked any more
 └──► written-off   asked, and given up

A payment                                        A refund
started ──► succeeded                            asked ──► approved ──► sent ──► succeeded
   └──► failed ──► succeeded  (answered late)      └──► declined         │ ▲        ▲
                                                                         ▼ │        │
                                                                        failed ─────┘ (told late)
"""

from __future__ import annotations

from yiyang.foundation.moves import States

DUE = "due"
PAID = "paid"
PART_REFUNDED = "part-refunded"
REFUNDED = "refunded"
WAIVED = "waived"
WRITTEN_OFF = "written-off"

NEXT: States = {
    DUE: (PAID, PART_REFUNDED, WAIVED, WRITTEN_OFF),
    PAID: (DUE, PART_REFUNDED, REFUNDED),
    PART_REFUNDED: (DUE, REFUNDED),
    REFUNDED: (),
    WAIVED: (),
    WRITTEN_OFF: (),
}

STARTED = "started"
SUCCEEDED = "succeeded"
FAILED = "failed"

NEXT_PAYMENT: States = {STARTED: (SUCCEEDED, FAILED), FAILED: (SUCCEEDED,), SUCCEEDED: ()}

ASKED = "asked"
APPROVED = "approved"
DECLINED = "declined"
SENT = "sent"

NEXT_REFUND: States = {
    ASKED: (APPROVED, DECLINED),
    APPROVED: (SENT,),
    SENT: (SUCCEEDED, FAILED),
    FAILED: (SENT, SUCCEEDED),
    SUCCEEDED: (),
    DECLINED: (),
}


def state_of(*, total: int, paid: int, refunded: int) -> str:
    """Where a bill stands by its sums in minor units; never the two states that end it by decision."""
    kept = paid - refunded
    if kept < total:
        return DUE
    if paid == 0:
        return WAIVED
    if refunded == 0:
        return PAID
    return PART_REFUNDED if total else REFUNDED
