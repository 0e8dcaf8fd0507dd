"""The questions of records."""

from yiyang.care.records.selectors.timeline import ALL_KINDS, Event, Measured, Page, timeline

__all__ = ["ALL_KINDS", "Event", "Measured", "Page", "timeline"]
