"""The questions of records."""

from yiyang.care.records.selectors.attachments import (
    AttachmentLine,
    OpenedAttachment,
    attachment_content,
    attachment_small,
    attachments_of,
)
from yiyang.care.records.selectors.export import export_lines, export_person
from yiyang.care.records.selectors.summary import Reading, Standing, Summary, latest_readings, summary
from yiyang.care.records.selectors.timeline import ALL_KINDS, Event, Measured, Page, timeline
from yiyang.care.records.selectors.visit import Caution, Line, VisitCard, visit_card, warnings_of

__all__ = [
    "ALL_KINDS",
    "AttachmentLine",
    "Caution",
    "Event",
    "Line",
    "Measured",
    "OpenedAttachment",
    "Page",
    "Reading",
    "Standing",
    "Summary",
    "VisitCard",
    "attachment_content",
    "attachment_small",
    "attachments_of",
    "export_lines",
    "export_person",
    "latest_readings",
    "summary",
    "timeline",
    "visit_card",
    "warnings_of",
]
