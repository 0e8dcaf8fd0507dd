"""Questions to access."""

from yiyang.ground.access.roles import organisations_of, roles_of
from yiyang.ground.access.selectors.circle import Close, circle
from yiyang.ground.access.selectors.disclosures import Seen, disclosures

__all__ = ["Close", "Seen", "circle", "disclosures", "organisations_of", "roles_of"]
