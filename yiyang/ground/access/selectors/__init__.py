"""Questions to access."""

from yiyang.ground.access.roles import organisations_of, roles_of
from yiyang.ground.access.selectors.circle import Close, circle
from yiyang.ground.access.selectors.disclosures import Seen, disclosures
from yiyang.ground.access.selectors.glass import Opening, my_openings, open_until, openings, openings_to_review
from yiyang.ground.access.selectors.refused import refused_since
from yiyang.ground.access.selectors.who import assignments_of, holders_of, related_to

__all__ = [
    "Close",
    "Opening",
    "Seen",
    "assignments_of",
    "circle",
    "disclosures",
    "holders_of",
    "my_openings",
    "open_until",
    "openings",
    "openings_to_review",
    "organisations_of",
    "refused_since",
    "related_to",
    "roles_of",
]
