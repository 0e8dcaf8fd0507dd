"""The verbs of messages."""

from yiyang.ground.messages.services.choose import (
    choose_channel,
    choose_quiet_hours,
    subscribe_browser,
    unsubscribe_browser,
)
from yiyang.ground.messages.services.deliver import deliver, deliver_due
from yiyang.ground.messages.services.erase import erase_notices
from yiyang.ground.messages.services.notify import concerned, notify
from yiyang.ground.messages.services.read import mark_read, mark_unread
from yiyang.ground.messages.services.write import write

__all__ = [
    "choose_channel",
    "choose_quiet_hours",
    "concerned",
    "deliver",
    "deliver_due",
    "erase_notices",
    "mark_read",
    "mark_unread",
    "notify",
    "subscribe_browser",
    "unsubscribe_browser",
    "write",
]
