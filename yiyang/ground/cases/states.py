"""The life of a case.

    open ──▶ offered ◀──▶ accepted ──▶ closed
      │         │     (handed back) ▲     ▲
      ├─────────│───────────────────┘     │   (taken over by the house before anybody could be asked)
      └─────────┴─────────────────────────┘   (settled before anybody took it on)

`open`: nobody stands on the ladder yet. `offered`: at least one rung has been asked. `accepted`: one named person is
responsible. `closed`: done, with a reason.
"""

from __future__ import annotations

from yiyang.foundation.moves import States

NEXT: States = {
    "open": ("offered", "accepted", "closed"),
    "offered": ("accepted", "closed"),
    "accepted": ("offered", "closed"),
    "closed": (),
}
