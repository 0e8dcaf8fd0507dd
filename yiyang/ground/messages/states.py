"""The life of a delivery.

waiting ──▶ sending ──▶ delivered
   ▲           │ └────▶ failed      (the channel says never, or the last attempt failed)
   └───────────┘                    (try again later)
"""

from __future__ import annotations

from yiyang.foundation.moves import States

NEXT: States = {
    "waiting": ("sending",),
    "sending": ("delivered", "waiting", "failed"),
    "delivered": (),
    "failed": (),
}
URGENCIES = ("routine", "alarm")
