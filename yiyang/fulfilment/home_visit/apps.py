from __future__ import annotations

from django.apps import AppConfig


class HomeVisitConfig(AppConfig):
    name = "yiyang.fulfilment.home_visit"
    label = "home_visit"

    def ready(self) -> None:
        from yiyang.foundation.events import subscribe
        from yiyang.fulfilment.home_visit.events import VisitEnded, WorkerChanged
        from yiyang.fulfilment.home_visit.phone import offline
        from yiyang.fulfilment.home_visit.services import follow, scores, tell
        from yiyang.lifecycle.orders.events import OrderAccepted, OrderAmended, OrderCancelled
        from yiyang.lifecycle.ratings.events import ServiceRated

        subscribe(OrderAccepted, follow.keep)
        subscribe(OrderAccepted, tell.accepted)
        subscribe(OrderAmended, tell.amended)
        subscribe(OrderCancelled, tell.cancelled)
        subscribe(WorkerChanged, tell.changed)
        subscribe(VisitEnded, tell.ended)
        subscribe(ServiceRated, scores.count)
        offline.offer()
