"""The verbs of places."""

from yiyang.ground.places.distance import distance_metres, travel_minutes
from yiyang.ground.places.services.areas import add_area
from yiyang.ground.places.services.entrust import end_entrustment, entrust
from yiyang.ground.places.services.entry import (
    add_paper,
    approve,
    open_application,
    reject,
    submit_application,
    verify_paper,
    withdraw_application,
)
from yiyang.ground.places.services.found import found_platform
from yiyang.ground.places.services.names import index_houses, index_houses_again
from yiyang.ground.places.services.position import approved_beds, position
from yiyang.ground.places.services.register import (
    describe_organisation,
    register_organisation,
    set_opening_hours,
    set_parent,
    set_service_areas,
)
from yiyang.ground.places.services.rules import accept_norms, publish_norms, set_entry_rule
from yiyang.ground.places.services.standing import require_open, require_trade, set_standing, warn_expiring

__all__ = [
    "accept_norms",
    "add_area",
    "add_paper",
    "approve",
    "approved_beds",
    "describe_organisation",
    "distance_metres",
    "end_entrustment",
    "entrust",
    "found_platform",
    "index_houses",
    "index_houses_again",
    "open_application",
    "position",
    "publish_norms",
    "register_organisation",
    "reject",
    "require_open",
    "require_trade",
    "set_entry_rule",
    "set_opening_hours",
    "set_parent",
    "set_service_areas",
    "set_standing",
    "submit_application",
    "travel_minutes",
    "verify_paper",
    "warn_expiring",
    "withdraw_application",
]
