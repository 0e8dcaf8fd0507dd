"""Addresses where outside companies knock."""

from __future__ import annotations

from django.urls import path

from yiyang.doors.hooks import payments

urlpatterns = [path("payments/<slug:provider>", payments.notified, name="payment-hook")]
