"""What can be permitted in capacity. Claims carry no action: they are part of an order, which asks first."""

from __future__ import annotations

from yiyang.foundation.errors import gettext_noop
from yiyang.ground.access.actions import DESK, MANAGER, Action

PLAN = Action("capacity.plan", gettext_noop("Plan and withdraw sessions"), roles=frozenset({MANAGER, DESK}))
