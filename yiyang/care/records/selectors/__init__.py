"""The questions of records."""

from yiyang.care.records.selectors.export import export_lines, export_person
from yiyang.care.records.selectors.summary import Line, Reading, Summary, latest_readings, summary
from yiyang.care.records.selectors.timeline import ALL_KINDS, Event, Measured, Page, timeline

__all__ = [
    "ALL_KINDS",
    "Event",
    "Line",
    "Measured",
    "Page",
    "Reading",
    "Summary",
    "export_lines",
    "export_person",
    "latest_readings",
    "summary",
    "timeline",
]
