"""The questions of ratings."""

from yiyang.lifecycle.ratings.selectors.voices import (
    Given,
    Standing,
    VoiceRow,
    may_rate,
    rating_of,
    ratings_of,
    standing,
)

__all__ = ["Given", "Standing", "VoiceRow", "may_rate", "rating_of", "ratings_of", "standing"]
