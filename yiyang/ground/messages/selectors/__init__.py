"""The questions of messages."""

from yiyang.ground.messages.selectors.export import export_notices
from yiyang.ground.messages.selectors.inbox import (
    Browser,
    Choice,
    Choices,
    Letter,
    Told,
    browsers,
    choices,
    inbox,
    told,
    unread_count,
)

__all__ = [
    "Browser",
    "Choice",
    "Choices",
    "Letter",
    "Told",
    "browsers",
    "choices",
    "export_notices",
    "inbox",
    "told",
    "unread_count",
]
