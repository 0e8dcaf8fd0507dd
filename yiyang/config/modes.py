"""The one register of fulfilment modes. Adding a mode adds one line here and nothing elsewhere."""

MODES = [
    "yiyang.fulfilment.appointment.mode",
    "yiyang.fulfilment.course.mode",
    "yiyang.fulfilment.home_visit.mode",
]
