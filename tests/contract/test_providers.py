"""Every payment provider of this site keeps the protocol of settlement."""

from __future__ import annotations

from datetime import datetime

import pytest

from yiyang.foundation.identifiers import new_id
from yiyang.foundation.money import Money
from yiyang.lifecycle.settlement.errors import BadNotice
from yiyang.lifecycle.settlement.providers import Provider, Reference, providers

every = pytest.mark.parametrize("code", sorted(providers()))


@every
def test_it_can_be_named_and_started(code: str, now: datetime) -> None:
    provider = providers()[code]
    assert isinstance(provider, Provider)
    assert provider.code == code
    assert provider.name
    assert provider.name_en
    reference = Reference(new_id(), new_id())
    address = provider.start(reference, Money(1), until=None, now=now)
    assert address.startswith(("/", "https://"))
    assert str(reference.payment_id) not in address


@every
def test_it_believes_nothing_unsigned(code: str, now: datetime) -> None:
    for headers, body in (({}, b""), ({}, b"{}"), ({"x": "\u00e9"}, b"\xff\x00")):
        with pytest.raises(BadNotice):
            providers()[code].verify_notification(headers, body, now=now)


@every
def test_it_admits_what_it_does_not_know(code: str, committed: str, now: datetime) -> None:
    provider, reference = providers()[code], Reference(new_id(), new_id())
    assert provider.query(reference, now=now).state in ("unknown", "failed")
    assert provider.refund(reference, new_id(), Money(1), now=now).state == "failed"
    assert list(provider.statement(now.date(), now=now)) == []
