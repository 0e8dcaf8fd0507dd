from __future__ import annotations

from django.apps import AppConfig


class AppointmentConfig(AppConfig):
    name = "yiyang.fulfilment.appointment"
    label = "appointment"

    def ready(self) -> None:
        from yiyang.foundation.events import subscribe
        from yiyang.fulfilment.appointment.services import follow
        from yiyang.lifecycle.orders.events import OrderAccepted, OrderStarted

        subscribe(OrderAccepted, follow.keep)
        subscribe(OrderStarted, follow.begin)
