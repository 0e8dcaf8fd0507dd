"""The questions of ratings."""

from yiyang.lifecycle.ratings.selectors.voices import (
    Given,
    HouseVoice,
    Standing,
    VoiceRow,
    may_rate,
    rating_of,
    ratings_of,
    standing,
    voices_of_house,
)

__all__ = [
    "Given",
    "HouseVoice",
    "Standing",
    "VoiceRow",
    "may_rate",
    "rating_of",
    "ratings_of",
    "standing",
    "voices_of_house",
]
