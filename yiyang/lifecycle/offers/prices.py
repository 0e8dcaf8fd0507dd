"""Which price, and why: pure functions over rows, so the same question always gets the same answer (R81)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal
from uuid import UUID

from yiyang.foundation.errors import gettext_noop
from yiyang.foundation.money import Money

Terms = Literal["prepaid", "postpaid", "free"]


@dataclass(frozen=True, slots=True)
class ServiceRow:
    """A service as an order needs it; `hold_minutes` is how long an unpaid place is kept."""

    id: UUID
    organisation_id: UUID
    practitioner_id: UUID | None
    mode: str
    need: str
    name: str
    name_en: str
    state: str
    list_price: Money
    terms: Terms
    duration_minutes: int
    hold_minutes: int
    open_limit: int


@dataclass(frozen=True, slots=True)
class Rule:
    """A stored price rule; ranges are half-open, None is unbounded."""

    id: UUID
    service_id: UUID
    name: str
    name_en: str
    priority: int
    starts_at: datetime
    ends_at: datetime | None
    age_from: int | None
    age_to: int | None
    level_from: int | None
    level_to: int | None
    group: str | None
    granted_by_id: UUID | None
    price_minor: int | None
    share_basis_points: int | None


@dataclass(frozen=True, slots=True)
class Customer:
    """All that a price may depend on. `groups` are (code, organisation that says so), None for a caller's own word."""

    age: int | None = None
    level: int | None = None
    groups: frozenset[tuple[str, UUID | None]] = frozenset()


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the explanation: a msgid with named facts, and the amount it adds."""

    code: Literal["list-price", "rule"]
    amount: Money
    sentence: str
    facts: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Quote:
    """What it costs this customer, the rule that made it so (None: the list price) and every line's reason.

    The lines sum to `amount`. `terms` is `free` when the amount is zero, whatever the service says.
    """

    amount: Money
    list_price: Money
    rule_id: UUID | None
    rule_name: str
    rule_name_en: str
    terms: Terms
    service: ServiceRow
    lines: tuple[Line, ...]


class AmbiguousPrice(RuntimeError):
    """Two rules of equal priority apply: the database constraint that forbids this has been lost."""


def applies(rule: Rule, customer: Customer, on: datetime) -> bool:
    """Whether this rule speaks of this customer at this instant; what is unknown about them never helps."""
    if on < rule.starts_at or (rule.ends_at is not None and on >= rule.ends_at):
        return False
    if not _within(customer.age, rule.age_from, rule.age_to):
        return False
    if not _within(customer.level, rule.level_from, rule.level_to):
        return False
    if rule.group is None:
        return True
    return any(code == rule.group and rule.granted_by_id in (None, granted_by) for code, granted_by in customer.groups)


def price(service: ServiceRow, rules: Iterable[Rule], customer: Customer, on: datetime) -> Quote:
    """The price by the applicable rule of highest priority, or the list price when there is none."""
    fitting = sorted((rule for rule in rules if applies(rule, customer, on)), key=lambda rule: -rule.priority)
    if len(fitting) > 1 and fitting[0].priority == fitting[1].priority:
        raise AmbiguousPrice(f"{fitting[0].id} and {fitting[1].id}")
    listed = service.list_price
    lines = [Line("list-price", listed, gettext_noop("List price"))]
    amount, rule = listed, fitting[0] if fitting else None
    if rule is not None:
        amount = (
            Money(rule.price_minor, listed.currency)
            if rule.price_minor is not None
            else listed.percent(rule.share_basis_points or 0)
        )
        facts = {"rule": rule.name, "rule_en": rule.name_en or rule.name}
        lines.append(Line("rule", amount - listed, gettext_noop("Price rule “%(rule)s”"), facts))
    return Quote(
        amount=amount,
        list_price=listed,
        rule_id=rule.id if rule else None,
        rule_name=rule.name if rule else "",
        rule_name_en=(rule.name_en or rule.name) if rule else "",
        terms=service.terms if amount else "free",
        service=service,
        lines=tuple(lines),
    )


def _within(value: int | None, low: int | None, high: int | None) -> bool:
    if low is None and high is None:
        return True
    return value is not None and (low is None or value >= low) and (high is None or value < high)
