"""The states of one run: a list that was handed in, checked, and taken in or not.

waiting ──▶ checking ──▶ checked ──▶ taking ──▶ done
   │            │           │           │
   └────────────┴───────────┴───────────┴──▶ cancelled
                └───────────────────────┴──▶ failed     (no list at all, or the work broke off)
"""

from __future__ import annotations

from yiyang.foundation.moves import States

NEXT: States = {
    "waiting": ("checking", "cancelled"),
    "checking": ("checked", "failed", "cancelled"),
    "checked": ("taking", "cancelled"),
    "taking": ("done", "failed", "cancelled"),
    "done": (),
    "failed": (),
    "cancelled": (),
}
UNDER_WAY = ("waiting", "checking", "taking")
