"""The questions of records."""

from yiyang.care.records.selectors.export import export_lines, export_person
from yiyang.care.records.selectors.summary import Reading, Standing, Summary, latest_readings, summary
from yiyang.care.records.selectors.timeline import ALL_KINDS, Event, Measured, Page, timeline
from yiyang.care.records.selectors.visit import Caution, Line, VisitCard, visit_card, warnings_of

__all__ = [
    "ALL_KINDS",
    "Caution",
    "Event",
    "Line",
    "Measured",
    "Page",
    "Reading",
    "Standing",
    "Summary",
    "VisitCard",
    "export_lines",
    "export_person",
    "latest_readings",
    "summary",
    "timeline",
    "visit_card",
    "warnings_of",
]
