"""Questions to access."""

from yiyang.ground.access.roles import organisations_of, roles_of
from yiyang.ground.access.selectors.circle import Close, circle
from yiyang.ground.access.selectors.disclosures import Seen, disclosures
from yiyang.ground.access.selectors.who import assignments_of, holders_of, related_to

__all__ = [
    "Close",
    "Seen",
    "assignments_of",
    "circle",
    "disclosures",
    "holders_of",
    "organisations_of",
    "related_to",
    "roles_of",
]
