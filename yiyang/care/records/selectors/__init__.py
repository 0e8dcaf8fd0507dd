"""The questions of records."""

from yiyang.care.records.selectors.timeline import ALL_KINDS, Event, Measured, Page, timeline
from yiyang.care.records.selectors.visit import Caution, Line, VisitCard, visit_card, warnings_of

__all__ = [
    "ALL_KINDS",
    "Caution",
    "Event",
    "Line",
    "Measured",
    "Page",
    "VisitCard",
    "timeline",
    "visit_card",
    "warnings_of",
]
