"""The questions of offers. Offers are public: the viewer is named first all the same, as everywhere."""

from yiyang.lifecycle.offers.selectors.catalogue import NeedCard, needs, needs_like
from yiyang.lifecycle.offers.selectors.lists import RuleLine, rule_lines
from yiyang.lifecycle.offers.selectors.packages import (
    Content,
    PackageCard,
    Purse,
    package_cards,
    package_sold_as,
    packages,
    purses,
)
from yiyang.lifecycle.offers.selectors.pricing import Group, Judged, Preview, RuleCard, groups, mine, preview, rules_of
from yiyang.lifecycle.offers.selectors.search import FoundService, search_services
from yiyang.lifecycle.offers.selectors.services import (
    ServiceCard,
    ServiceName,
    allowances_of,
    every_service_of,
    service_card,
    service_names,
    services_of,
)

__all__ = [
    "Content",
    "FoundService",
    "Group",
    "Judged",
    "NeedCard",
    "PackageCard",
    "Preview",
    "Purse",
    "RuleCard",
    "RuleLine",
    "ServiceCard",
    "ServiceName",
    "allowances_of",
    "every_service_of",
    "groups",
    "mine",
    "needs",
    "needs_like",
    "package_cards",
    "package_sold_as",
    "packages",
    "preview",
    "purses",
    "rule_lines",
    "rules_of",
    "search_services",
    "service_card",
    "service_names",
    "services_of",
]
