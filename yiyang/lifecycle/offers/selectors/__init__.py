"""The questions of offers. Offers are public: the viewer is named first all the same, as everywhere."""

from yiyang.lifecycle.offers.selectors.catalogue import NeedCard, needs, needs_like
from yiyang.lifecycle.offers.selectors.search import FoundService, search_services
from yiyang.lifecycle.offers.selectors.services import ServiceCard, allowances_of, service_card, services_of

__all__ = [
    "FoundService",
    "NeedCard",
    "ServiceCard",
    "allowances_of",
    "needs",
    "needs_like",
    "search_services",
    "service_card",
    "services_of",
]
