"""The questions of appointments."""

from yiyang.fulfilment.appointment.selectors.bookings import Expected, expected, visit_of

__all__ = ["Expected", "expected", "visit_of"]
