"""Many roles, relations and looks at once, for generated towns. Whoever calls has made sure that it may."""

from __future__ import annotations

from yiyang.ground.access.models import Disclosure, Relation, RoleAssignment
from yiyang.ground.access.postgres.copying import Rows, copy_all


def write(*, roles: Rows = (), relations: Rows = (), disclosures: Rows = (), using: str = "worker") -> int:
    """Write rows by column names; answers how many. Every constraint holds them."""
    return copy_all(using, (RoleAssignment, roles), (Relation, relations), (Disclosure, disclosures))
