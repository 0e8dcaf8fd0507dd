"""States of a service, of a package's use, and the payment terms.

service:  draft ──▶ active ◀──▶ suspended         use:  reserved ──▶ taken
            │         │             │                       └──────▶ returned
            └─────────┴──▶ retired ◀┘
"""

from __future__ import annotations

from yiyang.foundation.moves import States

SERVICE: States = {
    "draft": ("active", "retired"),
    "active": ("suspended", "retired"),
    "suspended": ("active", "retired"),
    "retired": (),
}
SERVICE_STATES = tuple(SERVICE)
PACKAGE_STATES = ("draft", "active", "retired")

USE: States = {"reserved": ("taken", "returned"), "taken": (), "returned": ()}
USE_STATES = tuple(USE)

TERMS = ("prepaid", "postpaid", "free")
