"""The questions of appointments."""

from yiyang.fulfilment.appointment.selectors.bookings import Expected, expected, visit_of, watches

__all__ = ["Expected", "expected", "visit_of", "watches"]
