"""The verbs of offers, and the rows they answer with."""

from yiyang.lifecycle.offers.prices import Line, Quote, ServiceRow
from yiyang.lifecycle.offers.services.draft import describe, draft
from yiyang.lifecycle.offers.services.enrol import enrol
from yiyang.lifecycle.offers.services.names import index_service, index_services, index_services_again
from yiyang.lifecycle.offers.services.offer import offer, retire
from yiyang.lifecycle.offers.services.package import (
    bought_by,
    end_package,
    give_back_use,
    grant_package,
    make_package,
    reserve_use,
    take_use,
)
from yiyang.lifecycle.offers.services.publish import publish, require_licensed, suspend
from yiyang.lifecycle.offers.services.publish_cancellation import publish_cancellation, share_returned
from yiyang.lifecycle.offers.services.quote import quote
from yiyang.lifecycle.offers.services.set_price_rule import set_price_rule, withdraw_price_rule
from yiyang.lifecycle.offers.services.write_score import write_score

__all__ = [
    "Line",
    "Quote",
    "ServiceRow",
    "bought_by",
    "describe",
    "draft",
    "end_package",
    "enrol",
    "give_back_use",
    "grant_package",
    "index_service",
    "index_services",
    "index_services_again",
    "make_package",
    "offer",
    "publish",
    "publish_cancellation",
    "quote",
    "require_licensed",
    "reserve_use",
    "retire",
    "set_price_rule",
    "share_returned",
    "suspend",
    "take_use",
    "withdraw_price_rule",
    "write_score",
]
