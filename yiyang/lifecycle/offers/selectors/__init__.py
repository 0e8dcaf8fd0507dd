"""The questions of offers. Offers are public: the viewer is named first all the same, as everywhere."""

from yiyang.lifecycle.offers.selectors.catalogue import NeedCard, needs, needs_like
from yiyang.lifecycle.offers.selectors.packages import (
    Content,
    PackageCard,
    Purse,
    package_cards,
    package_sold_as,
    packages,
    purses,
)
from yiyang.lifecycle.offers.selectors.services import (
    ServiceCard,
    ServiceName,
    allowances_of,
    service_card,
    service_names,
    services_of,
)

__all__ = [
    "Content",
    "NeedCard",
    "PackageCard",
    "Purse",
    "ServiceCard",
    "ServiceName",
    "allowances_of",
    "needs",
    "needs_like",
    "package_cards",
    "package_sold_as",
    "packages",
    "purses",
    "service_card",
    "service_names",
    "services_of",
]
