"""The questions of messages."""

from yiyang.ground.messages.selectors.export import export_notices
from yiyang.ground.messages.selectors.inbox import Choice, Choices, Letter, Told, choices, inbox, told, unread_count

__all__ = ["Choice", "Choices", "Letter", "Told", "choices", "export_notices", "inbox", "told", "unread_count"]
