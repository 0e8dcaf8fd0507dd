"""Many services, price rules and memberships at once, for generated towns. Whoever calls has made sure that it may."""

from __future__ import annotations

from yiyang.ground.access.postgres.copying import Rows, copy_all
from yiyang.lifecycle.offers.models import CancellationTerm, Membership, PriceRule, Service, Standing


def write(
    *,
    services: Rows = (),
    cancellation: Rows = (),
    price_rules: Rows = (),
    memberships: Rows = (),
    standings: Rows = (),
    using: str = "worker",
) -> int:
    """Write rows by column names; answers how many. Rules that contradict each other are refused."""
    return copy_all(
        using,
        (Service, services),
        (CancellationTerm, cancellation),
        (PriceRule, price_rules),
        (Membership, memberships),
        (Standing, standings),
    )
