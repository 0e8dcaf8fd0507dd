"""States of a service, of a package's use, and the payment terms.

service:  draft ──▶ active ──▶ retired          use:  reserved ──▶ taken
            └──────────────────▲                          └──────▶ returned
"""

from __future__ import annotations

from yiyang.foundation.moves import States

SERVICE: States = {"draft": ("active", "retired"), "active": ("retired",), "retired": ()}
SERVICE_STATES = tuple(SERVICE)

USE: States = {"reserved": ("taken", "returned"), "taken": (), "returned": ()}
USE_STATES = tuple(USE)

TERMS = ("prepaid", "postpaid", "free")
