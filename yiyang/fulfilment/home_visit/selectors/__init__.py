"""The questions of home visits."""

from yiyang.fulfilment.home_visit.selectors.crew import Member, Wanting, crew_for
from yiyang.fulfilment.home_visit.selectors.day import day_of

__all__ = ["Member", "Wanting", "crew_for", "day_of"]
