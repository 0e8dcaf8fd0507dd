"""The states of money. Work has its own table of states in orders; the two never meet.

A bill
due ──► paid ──► part-refunded ──► refunded      What is asked, what came in and what went back decide
 │       │ └──────────▲   └───────────▲          (`state_of`). From every state but the last one back to due,
 ├──► waived        nothing is asked             when something more was billed.
 └──► written-off   asked, and given up

A payment                                        A refund
started ──► succeeded                            asked ──► approved ──► sent ──► succeeded
   └──► failed ──► succeeded  (answered late)      └──► declined         │ ▲        ▲
                                                                         ▼ │        │
                                                                        failed ─────┘ (told late)
"""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from yiyang.foundation.moves import States

DUE = "due"
PAID = "paid"
PART_REFUNDED = "part-refunded"
REFUNDED = "refunded"
WAIVED = "waived"
WRITTEN_OFF = "written-off"

NEXT: States = {
    DUE: (PAID, PART_REFUNDED, REFUNDED, WAIVED, WRITTEN_OFF),
    PAID: (DUE, PART_REFUNDED, REFUNDED),
    PART_REFUNDED: (DUE, REFUNDED),
    REFUNDED: (DUE,),
    WAIVED: (DUE,),
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

ALONE_MINOR_MAX = 50_000
"""Up to 500 yuan one person of the house may return alone; more needs a second one."""

NAMES: dict[str, str | Promise] = {
    DUE: gettext_lazy("to be paid"),
    PAID: gettext_lazy("paid"),
    PART_REFUNDED: gettext_lazy("partly returned"),
    REFUNDED: gettext_lazy("returned"),
    WAIVED: gettext_lazy("waived"),
    WRITTEN_OFF: gettext_lazy("given up"),
    STARTED: gettext_lazy("under way"),
    SUCCEEDED: gettext_lazy("done"),
    FAILED: gettext_lazy("failed"),
    ASKED: gettext_lazy("waiting for a second person"),
    APPROVED: gettext_lazy("approved"),
    DECLINED: gettext_lazy("declined"),
    SENT: gettext_lazy("on its way"),
}
"""Every state in the reader's words, for pages and refusals."""


def state_of(*, total: int, paid: int, refunded: int) -> str:
    """Where a bill stands by its sums in minor units; all but `written-off`, which somebody decides."""
    kept = paid - refunded
    if kept < total:
        return DUE
    if paid == 0:
        return WAIVED
    if refunded == 0:
        return PAID
    return PART_REFUNDED if total else REFUNDED
