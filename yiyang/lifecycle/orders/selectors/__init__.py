"""The questions of orders."""

from yiyang.lifecycle.orders.selectors.again import Had, services_had
from yiyang.lifecycle.orders.selectors.cards import (
    asked_before,
    find_by_code,
    open_orders,
    open_orders_together,
    order_card,
    order_of,
    orders_at,
    orders_of,
)
from yiyang.lifecycle.orders.selectors.export import export_orders
from yiyang.lifecycle.orders.selectors.history import Step, charges, evidence, history, resources

__all__ = [
    "Had",
    "Step",
    "asked_before",
    "charges",
    "evidence",
    "export_orders",
    "find_by_code",
    "history",
    "open_orders",
    "open_orders_together",
    "order_card",
    "order_of",
    "orders_at",
    "orders_of",
    "resources",
    "services_had",
]
