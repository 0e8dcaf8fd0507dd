"""The one register of payment providers. Connecting another company adds one line here."""

from __future__ import annotations

SIMULATOR = "yiyang.adapters.payment_simulator.provider"

PROVIDERS = [SIMULATOR]
