"""The questions of offers. Offers are public: the viewer is named first all the same, as everywhere."""

from yiyang.lifecycle.offers.selectors.catalogue import NeedCard, needs, needs_like
from yiyang.lifecycle.offers.selectors.lists import RuleLine, rule_lines
from yiyang.lifecycle.offers.selectors.search import FoundService, search_services
from yiyang.lifecycle.offers.selectors.services import ServiceCard, allowances_of, service_card, services_of

__all__ = [
    "FoundService",
    "NeedCard",
    "RuleLine",
    "ServiceCard",
    "allowances_of",
    "needs",
    "needs_like",
    "rule_lines",
    "search_services",
    "service_card",
    "services_of",
]
