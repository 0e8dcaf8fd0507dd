"""The verbs of ratings: `from yiyang.lifecycle.ratings import services as ratings`."""

from yiyang.lifecycle.ratings.selectors.voices import standing
from yiyang.lifecycle.ratings.services.answer import reply
from yiyang.lifecycle.ratings.services.erase import erase_texts
from yiyang.lifecycle.ratings.services.hide import hide
from yiyang.lifecycle.ratings.services.rate import change, rate

__all__ = ["change", "erase_texts", "hide", "rate", "reply", "standing"]
