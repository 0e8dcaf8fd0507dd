"""Many areas, houses and papers at once, for generated towns. Whoever calls has made sure that it may."""

from __future__ import annotations

from yiyang.ground.access.postgres.copying import Rows, copy_all
from yiyang.ground.places.models import Application, Area, OpeningHours, Organisation, Paper


def write(
    *,
    areas: Rows = (),
    organisations: Rows = (),
    papers: Rows = (),
    hours: Rows = (),
    applications: Rows = (),
    using: str = "worker",
) -> int:
    """Write rows by column names, parents before children; answers how many. Every constraint holds them."""
    return copy_all(
        using,
        (Area, areas),
        (Organisation, organisations),
        (Paper, papers),
        (OpeningHours, hours),
        (Application, applications),
    )
