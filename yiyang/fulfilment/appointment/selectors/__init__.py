"""The questions of appointments."""

from yiyang.fulfilment.appointment.selectors.bookings import (
    Expected,
    expected,
    house_is_the_cause,
    slot_of,
    visit_of,
    watches,
)

__all__ = ["Expected", "expected", "house_is_the_cause", "slot_of", "visit_of", "watches"]
