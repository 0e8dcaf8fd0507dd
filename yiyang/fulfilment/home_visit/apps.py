from __future__ import annotations

from django.apps import AppConfig


class HomeVisitConfig(AppConfig):
    name = "yiyang.fulfilment.home_visit"
    label = "home_visit"

    def ready(self) -> None:
        from yiyang.foundation.events import subscribe
        from yiyang.fulfilment.home_visit.phone import offline
        from yiyang.fulfilment.home_visit.services import follow
        from yiyang.lifecycle.orders.events import OrderAccepted

        subscribe(OrderAccepted, follow.keep)
        offline.offer()
