"""A rating is shown from the moment it is given.

shown ──► hidden     (abuse, with a reason; it no longer counts)
"""

from __future__ import annotations

from yiyang.foundation.moves import States

SHOWN = "shown"
HIDDEN = "hidden"

NEXT: States = {SHOWN: (HIDDEN,), HIDDEN: ()}
