"""The states of a request for one's data.

open ──> done      the copy was handed out, or the person is forgotten
  └────> refused   with a reason
"""

from __future__ import annotations

OPEN, DONE, DECLINED = "open", "done", "refused"
REQUEST_NEXT: dict[str, tuple[str, ...]] = {OPEN: (DONE, DECLINED), DONE: (), DECLINED: ()}
REQUEST_STATES = tuple(REQUEST_NEXT)
