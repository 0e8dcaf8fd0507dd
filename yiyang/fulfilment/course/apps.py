from __future__ import annotations

from django.apps import AppConfig


class CourseConfig(AppConfig):
    name = "yiyang.fulfilment.course"
    label = "course"

    def ready(self) -> None:
        from yiyang.foundation.events import subscribe
        from yiyang.fulfilment.course.services import follow
        from yiyang.lifecycle.orders.events import OrderAccepted, OrderCancelled, OrderCompleted, OrderFailed

        subscribe(OrderAccepted, follow.granted)
        subscribe(OrderCancelled, follow.given_back)
        for over in (OrderCompleted, OrderFailed, OrderCancelled):
            subscribe(over, follow.used)
