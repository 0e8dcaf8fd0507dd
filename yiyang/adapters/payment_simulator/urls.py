"""The address of the demo payment page."""

from __future__ import annotations

from django.urls import path

from yiyang.adapters.payment_simulator import pages

urlpatterns = [path("pay/<str:token>", pages.pay, name="payment-simulator")]
