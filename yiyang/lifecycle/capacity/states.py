"""States of numbered places and of what is claimed of them.

    slot:   free ──▶ held ──▶ taken            claim:  held ──▶ kept ──▶ released
             ▲  │      │        │                       │  │      └────▶ moved
             └──┼──────┴────────┘                       │  └───────────▶ released, moved
                ▼                                       └──────────────▶ lapsed
            withdrawn ──▶ free (the leave is taken back)

    session:  open ◀──▶ withdrawn

A hold needs no timer: a slot whose `held_until` has passed is free to the next claim, and `turn` counts the claims, so
an overtaken holder cannot keep what somebody else has.
"""

from __future__ import annotations

from yiyang.foundation.moves import States

SLOT: States = {
    "free": ("held", "taken", "withdrawn"),
    "held": ("held", "taken", "free", "withdrawn"),
    "taken": ("free", "withdrawn"),
    "withdrawn": ("free",),
}
SLOT_STATES = tuple(SLOT)

CLAIM: States = {
    "held": ("kept", "lapsed", "released", "moved"),
    "kept": ("released", "moved"),
    "lapsed": (),
    "released": (),
    "moved": (),
}
CLAIM_STATES = tuple(CLAIM)
LIVE = ("held", "kept")

SESSION: States = {"open": ("withdrawn",), "withdrawn": ("open",)}
SESSION_STATES = tuple(SESSION)
