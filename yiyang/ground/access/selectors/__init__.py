"""Questions to access."""

from yiyang.ground.access.roles import organisations_of, roles_of
from yiyang.ground.access.selectors.disclosures import Seen, disclosures

__all__ = ["Seen", "disclosures", "organisations_of", "roles_of"]
