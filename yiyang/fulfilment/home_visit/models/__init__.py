"""The tables of home visits: what may be done at home, who is visited by whom, and what was handed in."""

from yiyang.fulfilment.home_visit.models.catalogue import Consumable, Item, Undertaking, WorkerTerms
from yiyang.fulfilment.home_visit.models.journal import Entry, Picture, Position
from yiyang.fulfilment.home_visit.models.visit import Assessment, CareRequest, Regular, Series, Visit, WorkerScore

__all__ = [
    "Assessment",
    "CareRequest",
    "Consumable",
    "Entry",
    "Item",
    "Picture",
    "Position",
    "Regular",
    "Series",
    "Undertaking",
    "Visit",
    "WorkerScore",
    "WorkerTerms",
]
