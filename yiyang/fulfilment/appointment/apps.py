from __future__ import annotations

from django.apps import AppConfig


class AppointmentConfig(AppConfig):
    name = "yiyang.fulfilment.appointment"
    label = "appointment"

    def ready(self) -> None:
        from yiyang.care.records.events import RecordSigned
        from yiyang.foundation.events import subscribe
        from yiyang.fulfilment.appointment.events import PatientCalled
        from yiyang.fulfilment.appointment.services import follow, tell
        from yiyang.lifecycle.capacity.events import SessionCancelled
        from yiyang.lifecycle.orders.events import OrderAccepted, OrderAmended, OrderCancelled, OrderStarted

        subscribe(OrderAccepted, follow.keep)
        subscribe(OrderStarted, follow.begin)
        subscribe(RecordSigned, follow.signed)
        subscribe(OrderAccepted, tell.accepted)
        subscribe(OrderAmended, tell.amended)
        subscribe(OrderCancelled, tell.cancelled)
        subscribe(PatientCalled, tell.called)
        subscribe(SessionCancelled, tell.withdrawn)
