"""Services of the cast's houses, for any room's tests."""

from __future__ import annotations

from typing import Any

from yiyang.config.demo import cast
from yiyang.lifecycle.offers.models import Service


def cardiology(using: str = "default", **details: Any) -> Service:
    """Dr Zhao's cardiology numbers at the hospital, 50.00 CNY, paid beforehand; write it as owner or the hospital."""
    return Service.objects.using(using).create(
        **{
            "organisation_id": cast.key("hospital"),
            "practitioner_id": cast.key("practitioner-zhao"),
            "mode": "appointment",
            "need": "cardiology",
            "name": "心内科专家门诊",
            "name_en": "Cardiology, specialist",
            "list_price_minor": 5_000,
            "duration_minutes": 10,
            "gender": "female",
            **details,
        }
    )
